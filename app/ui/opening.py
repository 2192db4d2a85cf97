"""A document opened at a place: the paragraph among its neighbours, the quotation marked."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from app.ui import library_markup, markup
from app.ui.client import ServiceError
from app.ui.service import client_at

__all__ = ["open_document"]

Json = dict[str, Any]


@st.dialog("In the document", width="medium")
def open_document(address: str, place: Json) -> None:
    """Show `place`: document, paragraph, start, end and quote, as a citation has them.

    What a place does not tell of its document is taken from the document itself. Without a
    paragraph the document is shown from its beginning.
    """
    try:
        with st.spinner("Opening the document…"):
            document = client_at(address).document(place["document"])
    except ServiceError as error:
        st.html(f"<p>{escape(str(error))}</p>")
        return
    if "paragraph" in place:
        shown = markup.surroundings_html(document, place)
    else:
        shown = library_markup.document_html(document)
    held = document["document"]
    st.html(markup.facts_html({**held, "law_status": held["status"], **place}))
    st.html(shown or "<p>The document was read again and no longer holds this paragraph.</p>")
