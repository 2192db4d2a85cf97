"""For whom Ask answers, and in its side panel from which councils, dates and kinds of source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.ui.markup import say_date

__all__ = ["AUDIENCES", "KINDS", "Choice", "choose", "choose_reader"]

Json = dict[str, Any]

AUDIENCES = {"parent": "Parent", "advocate": "Advocate", "staff": "Council officer"}
EVERY_COUNCIL = "Every council"
KINDS: Mapping[str, tuple[str, ...]] = {
    "Law and time limits": ("duty", "glossary"),
    "Full decisions": ("decision", "public_report"),
    "Digests of decisions": ("digest",),
    "Council papers": ("minutes", "paper"),
    "Reports and research": ("focus_report", "research"),
}

_FORGOTTEN = "Questions are not kept and not logged. Closing this window forgets them."
_SENT = (
    "Questions are not kept and not logged, unless you send one with what you say of an answer. "
    "Closing this window forgets them."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """For whom to answer and from what: `filters` as the service takes them, `scope` in words."""

    audience: str
    filters: Json
    scope: str


def choose_reader() -> str:
    """Draw for whom to answer; beside the question, where a telephone shows it too."""
    return str(
        st.radio(
            "I am a",
            list(AUDIENCES),
            format_func=AUDIENCES.__getitem__,
            key="audience",
            horizontal=True,
            persist_state="session",
        )
    )


def choose(audience: str, councils: list[str], *, feedback: bool) -> Choice:
    """Draw the panel and return what is chosen in it; `feedback`: what is said is kept."""
    with st.sidebar:
        council = st.selectbox("Use only documents about", [EVERY_COUNCIL, *councils])
        kinds = st.multiselect("Kinds of source", list(KINDS), placeholder="All kinds")
        first = st.date_input("Dated from", value=None, format="DD/MM/YYYY", min_value="1974-04-01")
        last = st.date_input("Dated to", value=None, format="DD/MM/YYYY", min_value="1974-04-01")
        st.caption(
            "These narrow down decisions and papers. The law and its time limits have no date, and "
            "stay unless you leave them out by kind."
        )
        st.caption(_SENT if feedback else _FORGOTTEN)
    filters: Json = {}
    scope = []
    if council != EVERY_COUNCIL:
        filters["councils"] = [council]
        scope.append(f"{council} only")
    if kinds:
        filters["kinds"] = [kind for name in kinds for kind in KINDS[name]]
        scope.append("only " + ", ".join(name.lower() for name in kinds))
    for key, word, day in (("date_from", "from", first), ("date_to", "to", last)):
        if day is not None:
            filters[key] = day.isoformat()
            scope.append(f"{word} {say_date(day.isoformat())}")
    return Choice(audience, filters, "; ".join(scope))
