"""Files of an answer or of chosen decisions, made by the service when one is asked for."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from app.ui.service import client_at

__all__ = ["offer_files"]

Json = dict[str, Any]

FORMATS = {
    "docx": "Word (DOCX)",
    "pdf": "PDF",
    "md": "Markdown",
    "ris": "References only (RIS)",
    "json": "References only (CSL-JSON)",
}


def offer_files(address: str, body: Json, *, label: str, name: str, key: str) -> None:
    """Offer the file that `body` of /v1/export makes, in each format, under `name`."""
    with st.popover(label, key=f"save-{key}"):
        st.caption("With its table of authorities. A file takes a moment to be made.")
        for form, words in FORMATS.items():
            st.download_button(
                words,
                data=partial(client_at(address).export, {**body, "format": form}),
                file_name=f"{name}.{form}",
                on_click="ignore",
                key=f"save-{key}-{form}",
                width="stretch",
            )
