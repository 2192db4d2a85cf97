"""The page What should have happened: from a few facts and dates to what was due beside them."""

from __future__ import annotations

import streamlit as st

from app.ui.look import WIDER
from app.ui.reviewing import ask_in_words, show_review
from app.ui.service import address_here

__all__ = ["draw"]

_PREFIX = "review"


def draw() -> None:
    """Draw the box for a person's own words, the fields, and the account."""
    address = address_here()
    st.html(WIDER)
    st.html(
        "<h2 class='page'>What should have happened</h2><p class='upheld'>From what happened and "
        "when, to what was due when: whose duty, on what basis, and where a gap lies.</p>"
    )
    ask_in_words(address, _PREFIX)
    st.html("<p class='calm'>Or give the dates below. Nothing is kept and nothing is logged.</p>")
    show_review(address, _PREFIX)
