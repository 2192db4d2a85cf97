"""The page Remedies: what was agreed for what, each figure with its decisions, no estimate."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.case_markup import KINDS
from app.ui.filters import ask_days
from app.ui.leading import lead_to_case
from app.ui.look import WIDER
from app.ui.opening import open_document
from app.ui.remedy_markup import PLOT_COLOURS, guidance_html, plot, sums_of, table_html
from app.ui.service import address_here, client_at, councils_at, themes_at

__all__ = ["draw"]

Json = dict[str, Any]

_PLOTTED = ("agreed", "recommended")


def draw() -> None:
    """Draw why nothing is estimated, the filters, the plot beside the guidance, the table."""
    address = address_here()
    st.html(WIDER)
    st.html(
        "<h2 class='page'>Remedies</h2><p class='upheld'>What was agreed for what in the "
        "decisions of this library. Every figure names its decision.</p>"
    )
    above = st.container()
    found = client_at(address).remedies(_filters(address))
    with above:
        notice, why = escape(found["notice"]), escape(found["why_no_estimate"])
        st.html(f"<div class='note' role='note'><p>{notice}</p><p>{why}</p></div>")
    st.html(f"<h2 class='part'>{_counted(found)}</h2>")
    rows = found["rows"]
    if not rows:
        st.html("<p class='line'>No decision of the library has all of this. Take a filter away.")
        return
    plotted = [row for row in rows if row["status"] in _PLOTTED and row["sums"]]
    guidance = guidance_html(rows)
    beside = st.columns([5, 3], gap="large") if guidance and plotted else (st.container(),) * 2
    with beside[0]:
        _sums(address, plotted)
    with beside[1]:
        if guidance:
            st.html(f"<h2 class='part'>What guidance says</h2>{guidance}")
    st.html(table_html(rows))
    st.html("<p class='calm'>A reference leads to the whole case, in a new tab.</p>")
    if seen := guidance_html(rows, seen=True):
        st.html(
            "<h2 class='part'>Seen in decisions</h2><p class='calm'>Practice, not guidance.</p>"
            f"<div class='beside'>{seen}</div>"
        )
    st.html("<h2 class='part'>Limits</h2>" + markup.lines_html(found["limits"]))


def _filters(address: str) -> Json:
    themes = themes_at(address)
    with st.container(key="remedies-filters"):
        left, right = st.columns(2)
        kept: Any = {"placeholder": "Any", "persist_state": "session"}
        with left:
            kinds = st.multiselect(
                "Kind of remedy",
                list(KINDS),
                default=["payment"],
                format_func=KINDS.__getitem__,
                key="remedies-kind",
                **kept,
            )
            about = st.multiselect(
                "What the decision was about",
                list(themes),
                format_func=themes.__getitem__,
                key="remedies-theme",
                **kept,
            )
        with right:
            councils = st.multiselect(
                "Council", councils_at(address), key="remedies-council", **kept
            )
            days = ask_days("remedies")
    return {"kind": kinds, "theme": about, "council": councils, **days}


def _counted(found: Json) -> str:
    decisions = markup.many(found["with_remedies"], "decision")
    if not found["payments"]:
        return decisions
    return f"{decisions}, {markup.many(found['payments'], 'payment')}"


def _sums(address: str, rows: list[Json]) -> None:
    st.html("<h2 class='part'>The sums that were seen</h2>")
    if not rows:
        st.html("<p class='line'>No sum was seen.</p>")
        return
    seen = PLOT_COLOURS.get(str(st.context.theme.type), PLOT_COLOURS["light"])
    told = sums_of(rows)
    st.vega_lite_chart(
        spec=plot(rows, seen),
        alt=f"{len(told)} sums by what they were for. The table and the list below tell them all.",
    )
    st.html(
        "<p class='calm'>A dot is a sum, larger where several decisions have it. Point at it to "
        "see which, and choose it below to go there.</p>"
    )
    places = {
        f"{markup.say_pounds(one['amount'])} · {place['council']}, {place['reference']} · "
        f"{one['what']}": place
        for one in told
        for place in one["places"]
        if place["paragraph"]
    }
    name = st.selectbox("A sum in its decision", list(places), key="remedies-sum")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Open in the document", key="remedies-open") and name:
            open_document(address, {**places[name], "quote": "", "start": 0, "end": 0})
        if name:
            lead_to_case(places[name]["reference"] or places[name]["document"])
