"""The page One case: what was found, when, what was agreed, what is near, and the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.ui import markup, record_markup
from app.ui.case_look import CASE_STYLE
from app.ui.case_markup import case_html
from app.ui.client import ServiceRefusedError
from app.ui.leading import DECISIONS
from app.ui.look import WIDER
from app.ui.opening import open_document
from app.ui.service import address_here, client_at
from app.ui.timeline_markup import timeline_html

__all__ = ["draw"]

Json = dict[str, Any]

_FEW = 2  # places of an issue that are shown at once
_MOST_LISTED = 2_000  # decisions to pick from


def draw() -> None:
    """Draw the decision that the address names, else a way to name one."""
    address = address_here()
    st.html(WIDER + CASE_STYLE)
    reference = str(st.query_params.get("ref", "")).strip()
    if not reference:
        st.html(
            "<h2 class='page'>One case</h2><p class='upheld'>One decision on one page: what was "
            "found, what happened when, what came late, and what was agreed.</p>"
        )
        _choose(address)
        return
    try:
        with st.spinner("Reading the decision…"):
            record = client_at(address).case(reference)
    except ServiceRefusedError as error:
        st.html("<h2 class='page'>One case</h2>")
        st.html(f"<p class='line' role='alert'>{markup.joined([str(error)])}</p>")
        _choose(address)
        return
    _case(address, record)
    st.html("<h2 class='part'>Another decision</h2>")
    _choose(address)


def _choose(address: str) -> None:
    """Offer to type a reference, or to pick a decision of the library."""
    shown = st.query_params.get("ref", "")
    typed = st.text_input(
        "Reference of the decision", placeholder="24 018 294", key=f"typed-{shown}"
    )
    st.button("Show the decision")
    if typed and typed.strip():
        _go(typed.strip())
    held = _decisions(address)
    picked = st.selectbox(
        "Or pick one of the library",
        list(held),
        index=None,
        format_func=held.__getitem__,
        placeholder="Council, reference or date",
        key=f"picked-{shown}",
    )
    if picked:
        _go(picked.replace(" ", "-"))


def _go(reference: str) -> None:
    st.query_params["ref"] = reference
    st.rerun()


@st.cache_data(ttl=60, show_spinner=False)
def _decisions(address: str) -> dict[str, str]:
    """Return the decisions to pick from, by reference, newest first."""
    rows = [row for row in client_at(address).documents(_MOST_LISTED) if row["kind"] in DECISIONS]
    rows.sort(key=lambda row: row["date"] or "", reverse=True)
    return {str(row["reference"] or row["id"]): _name(row) for row in rows}


def _name(row: Json) -> str:
    parts = (row["council"] or row["title"], row["reference"], markup.say_date(row["date"]))
    return " · ".join(part for part in parts if part)


def _case(address: str, record: Json) -> None:
    document = str(record["document"]["id"])
    st.html(record_markup.head_html(record))
    limits = list(record["limits"])
    if record["document"]["label"] and limits:
        st.html(f"<div class='note' role='note'><p>{markup.joined(limits[:1])}</p></div>")
        del limits[0]
    _tellings(record)
    for row in record["summary"]:
        label = f"<p class='facts'>In short, {row['label']}</p>" if row["label"] else ""
        st.html(f"{label}<p class='line'>{markup.joined([row['place']['quote']])}</p>")
    left, right = st.columns(2, gap="large")
    with left:
        _found(address, record)
    with right:
        _agreed(address, record)
    st.html("<h2 class='part'>When it happened, what was due, what was late</h2>")
    st.html(timeline_html(record["timeline"], document))
    _law(address, record, document)
    _near(address, record["related"])
    if limits:
        st.html("<h2 class='part'>Limits</h2>" + markup.lines_html(limits))
    st.html("<h2 class='part'>The text, and who speaks in it</h2>")
    st.html(record_markup.speakers_html(record["text"]))
    st.html(f"<div class='spoken'>{record_markup.text_html(record['text'])}</div>")


def _tellings(record: Json) -> None:
    """Lead to the other document that tells this decision, where there is one."""
    for one in record["told_in"]:
        if not one["shown"]:
            label = "See the digest of it instead" if one["label"] else "See the full text instead"
            _turn_to(one["document"], label)


def _told(address: str, html: str, place: Json | None, key: str, label: str = "") -> None:
    """Draw something that was read out of a document, and the way to its place, named by its
    pinpoint where there is no `label`."""
    with st.container(key=f"place-{key}", gap=None):
        st.html(html)
        if place and st.button(label or place["pinpoint"], type="tertiary", key=f"open-{key}"):
            open_document(address, place)


def _found(address: str, record: Json) -> None:
    st.html("<h2 class='part'>What was found</h2>")
    if not record["issues"]:
        st.html("<p class='line'>No point of it was read out. The text below tells it.</p>")
    for number, issue in enumerate(record["issues"]):
        with st.container(border=True, gap="small"):
            st.html(record_markup.issue_html(issue))
            points = list(enumerate(issue["points"]))
            _points(address, points[:_FEW], issue, number)
            if points[_FEW:]:
                with st.expander(f"{markup.many(len(points) - _FEW, 'more place')}"):
                    _points(address, points[_FEW:], issue, number)
    if record["injustice"]:
        st.html("<h2 class='part'>What it did to the family</h2>")
    for number, one in enumerate(record["injustice"]):
        html = f"<p class='line'>{markup.joined([one['text']])}</p>"
        _told(address, html, one["place"], f"injustice-{number}")


def _points(address: str, points: Sequence[tuple[int, Json]], issue: Json, number: int) -> None:
    for place, point in points:
        html = record_markup.point_html(point, issue["finding"])
        _told(address, html, point["place"], f"point-{number}-{place}")


def _agreed(address: str, record: Json) -> None:
    st.html("<h2 class='part'>What was agreed or offered</h2>")
    if not record["remedies"]:
        st.html("<p class='line'>No step for this family was read out of it.</p>")
    _steps(address, record["remedies"], "remedy")
    if record["improvements"]:
        st.html("<h2 class='part'>So that it does not happen again</h2>")
        _steps(address, record["improvements"], "improvement")
    st.html("<p class='calm'>What was agreed here is an example. Nobody is entitled to it.</p>")


def _steps(address: str, steps: Sequence[Json], name: str) -> None:
    with st.container(border=bool(steps), gap="small"):
        for number, step in enumerate(steps):
            html = record_markup.remedy_html(step)
            _told(address, html, step["place"], f"{name}-{number}")


def _law(address: str, record: Json, document: str) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        if record["duties"]:
            st.html("<h2 class='part'>Duties behind what was found</h2>")
        for duty in record["duties"]:
            with st.container(border=True, gap="small"):
                html, key = record_markup.duty_html(duty), f"duty-{duty['id']}"
                _told(address, html, duty["place"], key, "Open the duty")
    with right:
        if record["law"]:
            law = record_markup.law_html(record["law"], document)
            st.html(f"<h2 class='part'>Law and guidance it cites</h2>{law}")


def _near(address: str, related: Json) -> None:
    left, right = st.columns([5, 3], gap="large")
    with left:
        st.html("<h2 class='part'>Decisions near to it</h2>")
        if not related["hits"]:
            st.html("<p class='line'>The library holds none on the same subject.</p>")
        for hit in related["hits"]:
            _hit(hit)
    with right:
        turned = related["counter"] == "no fault"
        words = "Where no fault was found" if turned else "Where fault was found"
        st.html(f"<h2 class='part'>{words}</h2>")
        if related["note"]:
            st.html(markup.lines_html([related["note"]]))
        for hit in related["counter_examples"]:
            _hit(hit, counter=turned)


def _hit(hit: Json, *, counter: bool = False) -> None:
    with st.container(border=True, gap="small"):
        st.html(case_html(hit, counter=counter))
        _turn_to(hit["reference"] or hit["document"], "The whole case")


def _turn_to(reference: str, label: str) -> None:
    """Offer another decision on this page; a link to the page itself would leave the address as
    it is, and the address is what people share."""
    if st.button(label, key=f"turn-{reference}"):
        _go(reference.replace(" ", "-"))
