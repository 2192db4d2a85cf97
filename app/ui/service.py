"""The service as the page holds it: one client for all windows, and what to do when it is away."""

from __future__ import annotations

import os
from html import escape
from typing import Any

import streamlit as st

from app.ui.client import Client, ServiceDownError, ServiceError, service_address

__all__ = [
    "address_here",
    "client_at",
    "councils_at",
    "events_at",
    "keeps_feedback",
    "model_at",
    "show_trouble",
    "themes_at",
]

Json = dict[str, Any]


def address_here() -> str:
    """Return the address of the service that this page is for."""
    return service_address(os.environ)


@st.cache_resource
def client_at(address: str) -> Client:
    """Return the client of the service at `address`."""
    return Client(address)


@st.cache_data(ttl=60, show_spinner=False)
def councils_at(address: str) -> list[str]:
    """Return the councils that its library names. Raises ServiceError."""
    return client_at(address).councils()


@st.cache_data(ttl=60, show_spinner=False)
def themes_at(address: str) -> dict[str, str]:
    """Return what its decisions are about: code and words, the most frequent first."""
    facets = client_at(address).cases({"limit": 1})["facets"]
    return {row["value"]: row["words"] or row["value"] for row in facets["theme"]}


@st.cache_data(ttl=60, show_spinner=False)
def events_at(address: str) -> dict[str, Json]:
    """Return the events that time limits count from, by id."""
    return {row["event"]: row for row in client_at(address).timetable()["events"]}


@st.cache_data(ttl=10, show_spinner=False)
def model_at(address: str) -> Json:
    """Return who words its answers and what leaves its machine. Raises ServiceError."""
    return client_at(address).model()


@st.cache_data(ttl=60, show_spinner=False)
def keeps_feedback(address: str) -> bool:
    """Say whether it keeps what readers say of answers. Raises ServiceError."""
    return client_at(address).keeps_feedback()


def show_trouble(error: ServiceError, key: str) -> bool:
    """Show what is wrong and what to run; return whether "Try again" was pressed."""
    down = isinstance(error, ServiceDownError)
    title = "Upheld's service is not running" if down else "Upheld cannot answer now"
    with st.container(border=True):
        st.html(f"<h2 class='part'>{escape(title)}</h2><p>{escape(str(error))}</p>")
        if down:
            st.html("<p>Start it in a terminal with this command, then try again.</p>")
            st.code("upheld serve", language=None)
        return st.button("Try again", type="primary", key=key)
