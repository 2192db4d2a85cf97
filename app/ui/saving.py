"""Files of an answer, of decisions or of lessons, made by the service when one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from app.ui.service import client_at

__all__ = ["TEXTS", "offer_files", "offer_made"]

Json = dict[str, Any]

FORMATS = {
    "docx": "Word (DOCX)",
    "pdf": "PDF",
    "md": "Markdown",
    "ris": "References only (RIS)",
    "json": "References only (CSL-JSON)",
}
TEXTS = ("docx", "pdf", "md")  # formats that hold a text


def offer_files(address: str, body: Json, *, label: str, name: str, key: str) -> None:
    """Offer the file that `body` of /v1/export makes, in each format, under `name`."""
    export = client_at(address).export
    offer_made(lambda form: export({**body, "format": form}), label=label, name=name, key=key)


def offer_made(
    make: Callable[[str], bytes],
    *,
    label: str,
    name: str,
    key: str,
    forms: Sequence[str] = tuple(FORMATS),
) -> None:
    """Offer the file that `make` makes, in each of `forms`, under `name`."""
    with st.popover(label, key=f"save-{key}", type="primary"):
        st.caption("With its table of authorities. A file takes a moment to be made.")
        for form in forms:
            st.download_button(
                FORMATS[form],
                data=partial(make, form),
                file_name=f"{name}.{form}",
                on_click="ignore",
                key=f"save-{key}-{form}",
                width="stretch",
            )
