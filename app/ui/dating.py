"""Dates asked for on a page: one field for each event, the school's closures, another today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.filters import EARLIEST, ask_day

__all__ = ["ask_dates", "ask_more", "begin_line", "event_name"]

Json = dict[str, Any]

_LATEST = date(2100, 12, 31)


def ask_dates(events: Mapping[str, Json], *, label: str, prefix: str) -> dict[str, str]:
    """Return the dates that were given, by event; fields have keys that begin with `prefix`."""
    chosen = st.multiselect(
        label,
        list(events),
        format_func=lambda event: event_name(events[event]),
        placeholder="Choose, or type a word: request, review, appeal",
        key=f"{prefix}-events",
        select_all=False,
        persist_state="session",
    )
    told = {event: _date(events[event], prefix) for event in chosen}
    return {event: day for event, day in told.items() if day}


def event_name(event: Json) -> str:
    """Return an event with the group that it stands in, which a narrow list may cut off."""
    return f"{begin_line(event['label'])} ({event['group']})"


def _date(event: Json, prefix: str) -> str:
    label, key = markup.plain_markdown(begin_line(event["label"])), f"{prefix}-{event['event']}"
    if event["takes"] == "year":
        year = st.number_input(
            label,
            min_value=EARLIEST.year,
            max_value=_LATEST.year,
            value=None,
            placeholder="Year",
            key=key,
            persist_state="session",
        )
        return str(int(year)) if year else ""
    return ask_day(label, key, latest=_LATEST)


def ask_more(prefix: str) -> Json:
    """Return the school's closures and the day from which dates are looked at."""
    with st.expander("School holidays, and another day than today"):
        closed = st.text_area(
            "When the school is closed, one a line: 2026-02-16..2026-02-20",
            key=f"{prefix}-closed",
            persist_state="session",
        )
        day = ask_day("Look from this day instead of today", f"{prefix}-today", latest=_LATEST)
    lines = [line.strip() for line in str(closed or "").splitlines() if line.strip()]
    return {"closed": lines} | ({"today": day} if day else {})


def begin_line(words: str) -> str:
    """Return words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
