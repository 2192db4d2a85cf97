"""The web page: its head, the way from page to page, and what all its pages share."""

from __future__ import annotations

import streamlit as st

from app.ui import (
    ask_page,
    case_page,
    cases_page,
    deadlines_page,
    lessons_page,
    library_page,
    remedies_page,
    review_page,
    study_page,
)
from app.ui.client import ServiceError
from app.ui.leading import WAYS
from app.ui.look import STYLE
from app.ui.service import show_trouble

__all__: list[str] = []

ABOUT = (
    "What a council in England should have done for a child with special educational needs, from "
    "Ombudsman decisions and the law, with every statement cited."
)
SHORT = {"What should have happened": "What was due"}  # so that the ways fit a line


def main() -> None:
    """Draw the head and the page that the address names."""
    pages = [
        st.Page(ask_page.draw, title="Ask", default=True),
        st.Page(cases_page.draw, title="Cases", url_path="cases"),
        st.Page(case_page.draw, title="One case", url_path="case"),
        st.Page(remedies_page.draw, title="Remedies", url_path="remedies"),
        st.Page(deadlines_page.draw, title="Deadlines", url_path="deadlines"),
        st.Page(review_page.draw, title="What should have happened", url_path="review"),
        st.Page(lessons_page.draw, title="Lessons", url_path="lessons"),
        st.Page(study_page.draw, title="Study", url_path="study"),
        st.Page(library_page.draw, title="Library", url_path="library"),
    ]
    st.session_state[WAYS] = {page.url_path: page for page in pages}
    current = st.navigation(pages, position="hidden")
    first = current == pages[0]
    title = "Upheld" if first else f"{current.title} · Upheld"
    st.set_page_config(page_title=title, layout="centered", menu_items={})
    st.html(STYLE)
    about = f"<p class='upheld'>{ABOUT}</p>" if first and not ask_page.is_under_way() else ""
    st.html(f"<h1 class='upheld'>Upheld</h1>{about}")
    with st.container(horizontal=True, key="ways"):
        for page in pages:
            st.page_link(page, label=SHORT.get(page.title, page.title))
    try:
        current.run()
    except ServiceError as error:
        if show_trouble(error, "down"):
            st.rerun()


main()
