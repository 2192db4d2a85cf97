"""Fields for days on a page: one day, and the two days between which something was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

__all__ = ["DECIDED", "EARLIEST", "ask_day", "ask_days"]

EARLIEST = date(2000, 1, 1)
DECIDED = ("Decided on or after", "Decided on or before")


def ask_day(
    label: str,
    key: str,
    *,
    latest: date | None = None,
    on_change: Callable[[], None] | None = None,
) -> str:
    """Draw a field for one day from EARLIEST on, kept from page to page; return it in ISO form.

    What is returned is empty where no day was given.
    """
    day = st.date_input(
        label,
        value=None,
        min_value=EARLIEST,
        max_value=latest,
        key=key,
        format="DD/MM/YYYY",
        persist_state="session",
        on_change=on_change,
    )
    return day.isoformat() if isinstance(day, date) else ""


def ask_days(
    prefix: str,
    *,
    labels: tuple[str, str] = DECIDED,
    names: tuple[str, str] = ("from", "to"),
    on_change: Callable[[], None] | None = None,
) -> dict[str, str]:
    """Draw two fields beside each other, with keys `prefix-name`; return the days by name."""
    told: dict[str, str] = {}
    for column, name, label in zip(st.columns(2), names, labels, strict=True):
        with column:
            day = ask_day(label, f"{prefix}-{name}", on_change=on_change)
        if day:
            told[name] = day
    return told
