"""The page Cases: decisions near to a situation, narrowed by what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.case_markup import FINDINGS, KINDS, case_html, case_name, case_place
from app.ui.filters import ask_days
from app.ui.leading import bring_up_found, lead_to_case
from app.ui.look import WIDER
from app.ui.opening import open_document
from app.ui.saving import offer_files
from app.ui.service import address_here, client_at

__all__ = ["draw"]

Json = dict[str, Any]

FILTERS = (  # facet of the reply, filter of the request, what it is called
    ("theme", "themes", "What it was about"),
    ("duty", "duties", "Duty"),
    ("council", "councils", "Council"),
    ("finding", "findings", "What was found"),
    ("missing", "missing", "What was missed"),
    ("remedy", "remedy_kinds", "What was agreed"),
)
WORDS: Mapping[str, Mapping[str, str]] = {"finding": FINDINGS, "remedy": KINDS}
_DATES = ("date_from", "date_to")
_AT_A_TIME = 10
_MOST_SAVED = 50
_MAX_SITUATION = 4_000  # characters, as the service has it


def draw() -> None:
    """Draw the situation, the filters, the decisions, and those that went the other way."""
    address = address_here()
    st.html(WIDER)
    st.html(
        "<h2 class='page'>Cases</h2><p class='upheld'>Decisions that come near to a situation: why "
        "each is near, how it differs, and where no fault was found.</p>"
    )
    situation = st.text_area(
        "What is the situation?",
        key="cases-situation",
        max_chars=_MAX_SITUATION,
        placeholder="autistic, 14, out of school since October, no tuition",
        height=68,
        persist_state="session",
        on_change=_from_the_start,
    )
    fresh = st.button("Find decisions", type="primary")
    limit = int(st.session_state.setdefault("cases-limit", _AT_A_TIME))
    body = {"situation": situation or "", "filters": _filters(), "limit": limit}
    found = client_at(address).cases(body)
    _narrow(found["facets"])
    _found(address, found)
    if fresh:
        bring_up_found()


def _key(name: str) -> str:
    return f"cases-{name}"


def _filters() -> Json:
    """Return the filters as they stand, before they are drawn with their counts."""
    chosen = {name: list(st.session_state.get(_key(name)) or []) for _, name, _ in FILTERS}
    days = {name: st.session_state.get(_key(name)) for name in _DATES}
    return chosen | {name: day.isoformat() for name, day in days.items() if day}


def _from_the_start() -> None:
    st.session_state["cases-limit"] = _AT_A_TIME


def _narrow(facets: Mapping[str, Sequence[Json]]) -> None:
    used = sum(bool(st.session_state.get(_key(name))) for _, name, _ in FILTERS)
    used += sum(bool(st.session_state.get(_key(name))) for name in _DATES)
    label = f"Narrow down ({markup.many(used, 'filter')} set)" if used else "Narrow down"
    with st.expander(label, key="cases-narrow"):
        for pair in (FILTERS[place : place + 2] for place in range(0, len(FILTERS), 2)):
            for column, (facet, name, words) in zip(st.columns(2), pair, strict=True):
                with column:
                    _choice(facet, name, words, facets[facet])
        ask_days("cases", names=_DATES, on_change=_from_the_start)


def _choice(facet: str, name: str, words: str, counts: Sequence[Json]) -> None:
    """Draw one filter; its options tell how many decisions each would give.

    The window knows an option by its words, so what is chosen is set anew with each new count.
    """
    told = {row["value"]: row for row in counts if row["count"]}
    chosen = list(st.session_state.get(_key(name)) or [])
    if chosen:
        st.session_state[_key(name)] = chosen

    def say(value: str) -> str:
        row = told.get(value, {"words": None, "count": 0})
        said = row["words"] or WORDS.get(facet, {}).get(value, value)
        return f"{said} ({row['count']:,})"

    st.multiselect(
        words,
        list(dict.fromkeys([*told, *chosen])),
        format_func=say,
        key=_key(name),
        placeholder="Any",
        persist_state="session",
        on_change=_from_the_start,
    )


def _found(address: str, found: Json) -> None:
    total = markup.many(found["total"], "decision")
    several = found["total"] > 1
    words = f"{total}, newest first" if several else total
    if several and found["sort"] == "near":
        words = f"The nearest of {total}"
    st.html(f"<h2 class='part' id='found'>{words}</h2>")
    others = found["counter_examples"]
    if found["situation"] and others:
        st.html(
            "<p class='calm to-others'><a href='#no-fault'>Where no fault was found: "
            f"{markup.many(len(others), 'decision')}</a></p>"
        )
    chosen: dict[str, str] = st.session_state.setdefault("cases-chosen", {})
    _selection(address, chosen)
    if not found["situation"]:
        _cases(address, found, chosen)
        return
    near, other = st.columns([5, 3], gap="large")
    with near:
        _cases(address, found, chosen)
    with other:
        st.html("<h2 class='part' id='no-fault'>Where no fault was found</h2>")
        if found["counter_note"]:
            st.html(markup.lines_html([found["counter_note"]]))
        for hit in others:
            _case(address, hit, chosen, counter=True)


def _cases(address: str, found: Json, chosen: dict[str, str]) -> None:
    for hit in found["hits"]:
        _case(address, hit, chosen)
    if not found["hits"]:
        st.html("<p class='line'>No decision of the library has all of this. Take a filter away.")
    if found["next_offset"]:
        st.button("Show more decisions", on_click=_more)


def _more() -> None:
    st.session_state["cases-limit"] += _AT_A_TIME


def _case(address: str, hit: Json, chosen: dict[str, str], *, counter: bool = False) -> None:
    key = f"{'other' if counter else 'case'}-{hit['document']}"
    with st.container(border=True, key=key):
        st.html(case_html(hit, counter=counter))
        with st.container(horizontal=True, vertical_alignment="center"):
            place = case_place(hit, counter=counter)
            if place and st.button("Open in the document", key=f"open-{key}"):
                open_document(address, place)
            lead_to_case(hit["reference"] or hit["document"])
            st.session_state[f"take-{key}"] = hit["document"] in chosen
            st.checkbox(
                "Choose for a file", key=f"take-{key}", on_change=_take, args=(hit, f"take-{key}")
            )


def _take(hit: Json, key: str) -> None:
    chosen: dict[str, str] = st.session_state["cases-chosen"]
    if st.session_state[key]:
        chosen[hit["document"]] = case_name(hit)
    else:
        chosen.pop(hit["document"], None)


def _selection(address: str, chosen: dict[str, str]) -> None:
    if not chosen:
        return
    with st.container(border=True, key="cases-selection"):
        st.html(
            f"<h2 class='part'>Chosen: {markup.many(len(chosen), 'decision')}</h2>"
            f"<p class='calm chosen'>{'; '.join(escape(name) for name in chosen.values())}</p>"
        )
        with st.container(horizontal=True):
            if len(chosen) <= _MOST_SAVED:
                body = {"decisions": list(chosen)}
                offer_files(
                    address, body, label="Save these", name="upheld-decisions", key="decisions"
                )
            else:
                st.html(f"<p class='calm'>At most {_MOST_SAVED} decisions go into one file.</p>")
            st.button("Choose none", on_click=chosen.clear)
