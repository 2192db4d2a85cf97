"""The page What should have happened: from a few facts and dates to what was due beside them."""

from __future__ import annotations

import streamlit as st

from app.ui.look import WIDER
from app.ui.reviewing import read_into, show_review
from app.ui.service import address_here

__all__ = ["draw"]

_PREFIX = "review"
_MAX_WORDS = 4_000  # characters, as the service has it
EXAMPLE = "We asked for an assessment in March 2025. They refused on 20 May. Still no plan."


def draw() -> None:
    """Draw the box for a person's own words, the fields, and the account."""
    address = address_here()
    st.html(WIDER)
    st.html(
        "<h2 class='page'>What should have happened</h2><p class='upheld'>From what happened and "
        "when, to what was due when: whose duty, on what basis, and where a gap lies.</p>"
    )
    st.text_area(
        "What happened, and when? In your own words.",
        key="review-words",
        max_chars=_MAX_WORDS,
        placeholder=EXAMPLE,
        persist_state="session",
    )
    if st.button("Read the dates"):
        words = str(st.session_state.get("review-words") or "").strip()
        if words:
            read_into(address, words, _PREFIX)
    st.html("<p class='calm'>Or give the dates below. Nothing is kept and nothing is logged.</p>")
    show_review(address, _PREFIX)
