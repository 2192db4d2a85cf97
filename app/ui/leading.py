"""The way from a decision that is named anywhere to the page that tells all of it."""

from __future__ import annotations

import streamlit as st

__all__ = ["CASE_PAGE", "DECISIONS", "lead_to_case"]

CASE_PAGE = "case-page"  # where the page holds its own page of one decision
DECISIONS = ("decision", "public_report", "digest")  # kinds of document that tell one


def lead_to_case(reference: str, label: str = "The whole case") -> None:
    """Draw the link to a decision, by its reference or the id of its document."""
    st.page_link(
        st.session_state[CASE_PAGE],
        label=label,
        query_params={"ref": reference.replace(" ", "-")},
    )
