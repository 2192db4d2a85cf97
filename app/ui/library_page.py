"""The page Library: what it knows, adding documents, what became of them, taking one out."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from app.ui import library_markup, markup
from app.ui.client import ServiceError
from app.ui.filters import ask_days
from app.ui.leading import ASK, lead_to
from app.ui.look import WIDER
from app.ui.opening import open_document
from app.ui.service import address_here, client_at, councils_at, themes_at

__all__ = ["draw"]

Json = dict[str, Any]

_AT_A_TIME = 15
_MOST_LISTED = 1_000
_DATED = ("Dated on or after", "Dated on or before")
_TROUBLE = "library-trouble"
_SECOND = 1.0


def draw() -> None:
    """Draw what is known, adding, the run under way or its results, and the documents."""
    address = address_here()
    st.html(WIDER)
    st.html(
        "<h2 class='page'>Library</h2><p class='upheld'>What Upheld answers from. Nothing that is "
        "not in here is ever told.</p>"
    )
    known = client_at(address).library()
    job, run = known["job"], known["last_run"]
    running = job is not None and job["state"] == "running"
    st.html("<h2 class='part'>What it knows</h2>" + library_markup.known_html(known))
    st.html("<h2 class='part'>Add documents</h2>")
    if not running:
        _became(address, job, run)
    if not known["writing"]["allowed"]:
        st.html(f"<p class='line'>{escape(known['writing']['reason'])}</p>")
    elif running:
        _watch(address, job["id"])
    else:
        _adding(address, known["writing"])
    _trouble()
    st.html("<h2 class='part'>Documents</h2>")
    _documents(address, known, may_remove=known["writing"]["allowed"] and not running)


def _became(address: str, job: Json | None, run: Json | None) -> None:
    """Tell what came of the last run, where its progress stood."""
    if job is not None:
        st.html(f"<h2 class='part'>What became of it</h2>{library_markup.results_html(job)}")
        _open_results(address, job)
    elif run is not None and run["failures"]:
        st.html(f"<h2 class='part'>What went wrong</h2>{library_markup.failures_html(run)}")


def _begin(ask: Callable[[], Json]) -> None:
    """Begin a change; what is refused is told on the page, which stays as it is."""
    try:
        ask()
    except ServiceError as error:
        st.session_state[_TROUBLE] = str(error)
    st.rerun()


def _trouble() -> None:
    told = st.session_state.pop(_TROUBLE, None)
    if told:
        st.html(f"<p class='warning' role='alert'>{escape(told)}</p>")


# --- adding -------------------------------------------------------------------------------------


def _adding(address: str, writing: Json) -> None:
    left, right = st.columns(2, gap="large")
    with left, st.form("library-files", clear_on_submit=True, border=False):
        files = st.file_uploader(
            "Files from this computer",
            type=[suffix.removeprefix(".") for suffix in writing["suffixes"]],
            accept_multiple_files=True,
            key="library-upload",
            max_upload_size=max(1, writing["most_bytes"] // 1_000_000),
        )
        if st.form_submit_button("Add these files", type="primary") and files:
            given = [(file.name, file.getvalue()) for file in files]
            _begin(lambda: client_at(address).add_files(given))
    with right, st.form("library-source", clear_on_submit=True, border=False):
        source = st.text_input(
            "A web address, or a file or folder on the machine that runs Upheld",
            placeholder="https://… or /home/me/decisions",
            key="library-address",
            max_chars=2_000,
        )
        if st.form_submit_button("Add address or folder") and source.strip():
            _begin(lambda: client_at(address).add_source(source.strip()))
    st.html(
        "<p class='calm'>Decisions, minutes, policies and letters can be added. They stay on the "
        "machine that runs Upheld. A file with the name of one that you added before takes its "
        "place.</p>"
    )


@st.fragment(run_every=_SECOND)
def _watch(address: str, job_id: str) -> None:
    """Show how far a run is, once a second, and draw the whole page anew when it has ended."""
    try:
        job = client_at(address).job(job_id)
    except ServiceError:
        st.rerun()
    if job["state"] != "running":
        councils_at.clear()
        themes_at.clear()
        st.rerun()
    share = min(1.0, job["done"] / job["total"]) if job["total"] else 0.0
    counted = f": {job['done']:,} of {job['total']:,}" if job["total"] else "…"
    st.progress(share, text=f"{job['words']}{counted}")
    if job["current"]:
        st.html(f"<p class='state'>{escape(job['current'])}</p>")
    st.html("<p class='calm'>Meanwhile questions are answered from the library as it was.</p>")
    if st.button("Stop", key="library-stop"):
        _begin(lambda: client_at(address).stop(job_id))


def _open_results(address: str, job: Json) -> None:
    held = {one["source"]: one["document"] for one in job["results"] if one["document"]}
    if not held:
        return
    name = next(iter(held))
    if len(held) > 1:
        name = st.selectbox("Which of them?", list(held), key="library-result")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Open what was added", key="library-open-result"):
            open_document(address, {"document": held[name]})
        lead_to(ASK, "Ask about it")


# --- the documents ------------------------------------------------------------------------------


def _documents(address: str, known: Json, *, may_remove: bool) -> None:
    asked = _filters(known)
    limit = int(st.session_state.setdefault("library-limit", _AT_A_TIME))
    found = client_at(address).shelf({**asked, "limit": min(limit, _MOST_LISTED)})
    lines = found["documents"]
    if not lines:
        st.html("<p class='line'>No document has all of this. Take a filter away.</p>")
        return
    shown = f", the first {len(lines)} shown" if len(lines) < found["total"] else ""
    st.html(f"<p class='state'>{markup.many(found['total'], 'document')}{shown}.</p>")
    by_id = {line["id"]: line for line in lines}
    chosen = st.selectbox(
        "Choose one to open or remove",
        list(by_id),
        format_func=lambda one: library_markup.shelf_name(by_id[one]),
        key="library-chosen",
    )
    _one(address, by_id[chosen], may_remove=may_remove)
    st.html(library_markup.shelf_html(lines))
    if len(lines) < min(found["total"], _MOST_LISTED):
        st.button("Show more documents", on_click=_more)


def _filters(known: Json) -> Json:
    kinds = {row["kind"]: row["words"] for row in known["kinds"]}
    names = [row["council"] for row in known["councils"]]
    kept: Any = {"placeholder": "Any", "persist_state": "session", "on_change": _from_the_start}
    words = st.text_input(
        "Search in titles, references, councils and file names",
        key="library-words",
        max_chars=300,
        persist_state="session",
        on_change=_from_the_start,
    )
    with st.expander("Narrow down", key="library-narrow"):
        left, right = st.columns(2)
        with left:
            kind = st.multiselect(
                "Kind", list(kinds), format_func=kinds.__getitem__, key="library-kind", **kept
            )
            own = st.checkbox(
                "Only what was added here", key="library-own", on_change=_from_the_start
            )
        with right:
            council = st.multiselect("Council", names, key="library-council", **kept)
            days = ask_days("library", labels=_DATED, on_change=_from_the_start)
    only = {"own": True} if own else {}
    return {"q": words or "", "kind": kind, "council": council, **only, **days}


def _from_the_start() -> None:
    st.session_state["library-limit"] = _AT_A_TIME


def _more() -> None:
    st.session_state["library-limit"] += _AT_A_TIME


def _one(address: str, line: Json, *, may_remove: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Open it", key="library-open"):
            open_document(address, {"document": line["id"]})
        if line["own"] and may_remove and st.button("Remove it", key="library-remove"):
            _confirm(address, line)
        if not line["own"]:
            st.html("<p class='calm'>Part of the starter library, which stays as a whole.</p>")


@st.dialog("Remove this document?")
def _confirm(address: str, line: Json) -> None:
    st.html(
        f"<p class='line'>{escape(library_markup.shelf_name(line))}</p>"
        "<p class='calm'>Upheld will not answer from it any more. A file that was sent from this "
        "page is deleted; a file in a folder of your own stays where it is.</p>"
    )
    with st.container(horizontal=True):
        if st.button("Remove it for good", key="library-remove-yes"):
            st.session_state.pop("library-chosen", None)
            _begin(lambda: client_at(address).remove(line["id"]))
        if st.button("Keep it", key="library-remove-no"):
            st.rerun()
