"""The way from anywhere on a page to another page, and to the page that tells a decision."""

from __future__ import annotations

import streamlit as st

__all__ = ["ASK", "CASE", "DECISIONS", "WAYS", "bring_up_found", "lead_to", "lead_to_case"]

WAYS = "ways"  # where a window holds its pages, by the path of their address
ASK, CASE = "", "case"  # paths
DECISIONS = ("decision", "public_report", "digest")  # kinds of document that tell one


def lead_to_case(reference: str, label: str = "The whole case") -> None:
    """Draw the link to a decision, by its reference or the id of its document."""
    st.page_link(
        st.session_state[WAYS][CASE],
        label=label,
        query_params={"ref": reference.replace(" ", "-")},
    )


def lead_to(path: str, label: str) -> None:
    """Draw the link to the page at `path`."""
    st.page_link(st.session_state[WAYS][path], label=label)


def bring_up_found() -> None:
    """Scroll what was found to the top of a telephone, which shows no more than the form."""
    st.html(
        "<script>if (window.innerWidth < 641)"
        "document.getElementById('found')?.scrollIntoView()</script>",
        unsafe_allow_javascript=True,
    )
