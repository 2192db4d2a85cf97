"""The page Deadlines: from dates that a person knows to the dates that follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.client import ServiceRefusedError
from app.ui.deadline_markup import dues_html
from app.ui.look import WIDER
from app.ui.service import address_here, client_at, events_at

__all__ = ["draw"]

Json = dict[str, Any]

_EARLIEST = date(2000, 1, 1)
_LATEST = date(2100, 12, 31)


def draw() -> None:
    """Draw what is asked for, and the dates that follow from what was given."""
    address = address_here()
    st.html(WIDER)
    st.html(
        "<h2 class='page'>Deadlines</h2><p class='upheld'>From dates that you know to those that "
        "follow: by when, whose duty, on what basis, how it was counted.</p>"
    )
    dates = _dates(events_at(address))
    more = _more()
    if not dates:
        st.html("<p class='calm'>Choose what happened and give its date. Nothing is kept.</p>")
        return
    body = {"dates": dates, **more}
    try:
        worked = client_at(address).deadlines(body)
    except ServiceRefusedError as error:
        st.warning(markup.plain_markdown(str(error)))
        return
    _worked(address, body, worked)


def _dates(events: Mapping[str, Json]) -> dict[str, str]:
    """Return the dates that were given, by event."""
    chosen = st.multiselect(
        "What happened, or will happen?",
        list(events),
        format_func=lambda event: f"{_start(events[event]['group'])}: {events[event]['label']}",
        placeholder="Choose, or type a word: request, review, appeal",
        key="deadlines-events",
        persist_state="session",
    )
    told = {event: _date(events[event]) for event in chosen}
    return {event: day for event, day in told.items() if day}


def _date(event: Json) -> str:
    label, key = markup.plain_markdown(_start(event["label"])), f"deadlines-{event['event']}"
    if event["takes"] == "year":
        year = st.number_input(
            label,
            min_value=_EARLIEST.year,
            max_value=_LATEST.year,
            value=None,
            placeholder="Year",
            key=key,
            persist_state="session",
        )
        return str(int(year)) if year else ""
    day = st.date_input(
        label,
        value=None,
        min_value=_EARLIEST,
        max_value=_LATEST,
        key=key,
        format="DD/MM/YYYY",
        persist_state="session",
    )
    return day.isoformat() if isinstance(day, date) else ""


def _more() -> Json:
    """Return the school's closures and the day from which dates are looked at."""
    with st.expander("School holidays, and another day than today"):
        closed = st.text_area(
            "When the school is closed, one a line: 2026-02-16..2026-02-20",
            key="deadlines-closed",
            persist_state="session",
        )
        day = st.date_input(
            "Look from this day instead of today",
            value=None,
            min_value=_EARLIEST,
            max_value=_LATEST,
            key="deadlines-today",
            format="DD/MM/YYYY",
            persist_state="session",
        )
    lines = [line.strip() for line in str(closed or "").splitlines() if line.strip()]
    return {"closed": lines} | ({"today": day.isoformat()} if isinstance(day, date) else {})


def _worked(address: str, body: Json, worked: Json) -> None:
    dues = worked["deadlines"]
    st.html(f"<h2 class='part'>{markup.many(len(dues), 'date')} seen from "
            f"{markup.say_date(worked['today'])}</h2>")  # fmt: skip
    if worked["warnings"]:
        st.html(markup.lines_html(worked["warnings"]))
    if not dues:
        st.html("<p class='line'>No time limit in the rules follows from this.</p>")
        return
    st.html(dues_html(dues))
    st.download_button(
        "Save as a calendar file",
        data=partial(client_at(address).calendar, {**body, "today": worked["today"]}),
        file_name="upheld.ics",
        mime="text/calendar",
        on_click="ignore",
    )
    st.html(
        "<p class='calm'>A missed date is not yet a finding of fault. This is information, not "
        "legal advice.</p>"
    )


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]
