"""What should have happened, on a page: words read, dates corrected, the account, its decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.client import ServiceRefusedError
from app.ui.dating import ask_dates, ask_more, event_name
from app.ui.opening import open_document
from app.ui.review_markup import account_html, decision_html, gap_name, read_html
from app.ui.saving import TEXTS, offer_made
from app.ui.service import client_at, events_at

__all__ = ["ask_in_words", "offer_review", "show_read", "show_review"]

Json = dict[str, Any]

EXAMPLE = "We asked for an assessment in March 2025. They refused on 20 May. Still no plan."
_MAX_WORDS = 4_000  # characters, as the service has it
_NEVER_FAULT = (
    "This compares dates. A gap may be fault; only the Ombudsman finds that, and each case turns "
    "on its own facts. This is information, not legal advice."
)


def offer_review(address: str, text: str, prefix: str) -> None:
    """Where `text` tells dated facts, offer the account under an answer; nothing otherwise."""
    told = st.session_state.get(f"{prefix}-told")
    if told is None:
        told = client_at(address).read_words(text)
        st.session_state[f"{prefix}-told"] = told
    if not told["facts"]:
        return
    if st.session_state.get(f"{prefix}-open"):
        st.html("<h2 class='part'>What should have happened</h2>")
        show_review(address, prefix)
        return
    count = markup.many(len(told["facts"]), "date")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f"<p class='calm'>{count} read in your question.</p>", width="content")
        st.button(
            "Show what was due beside what happened",
            key=f"{prefix}-offer",
            on_click=_open,
            args=(prefix, told),
        )


def _open(prefix: str, told: Json) -> None:
    st.session_state[f"{prefix}-open"] = True
    _fill(prefix, told)


def ask_in_words(address: str, prefix: str) -> bool:
    """Draw a box for a person's own words; what is read in them fills the fields of `prefix`.

    Returns whether they were read just now.
    """
    words = st.text_area(
        "What happened, and when? In your own words.",
        key=f"{prefix}-words",
        max_chars=_MAX_WORDS,
        placeholder=EXAMPLE,
        height=68,
        persist_state="session",
    )
    pressed = st.button("Read the dates", type="primary", key=f"{prefix}-read")
    if not pressed or not (words or "").strip():
        return False
    told = client_at(address).read_words(words.strip())
    st.session_state[f"{prefix}-told"] = told
    _fill(prefix, told)
    return True


def _fill(prefix: str, told: Json) -> None:
    st.session_state[f"{prefix}-events"] = [fact["event"] for fact in told["facts"]]
    st.session_state[f"{prefix}-undone"] = [one["event"] for one in told["not_yet"]]
    for fact in told["facts"]:
        st.session_state[f"{prefix}-{fact['event']}"] = date.fromisoformat(fact["date"])


def show_read(prefix: str) -> bool:
    """Draw what was read in a person's words; return whether there was anything to draw."""
    told = st.session_state.get(f"{prefix}-told")
    read = read_html(told) if told else ""
    if read:
        st.html(f"<h3 class='case' id='found'>What was read in your words</h3>{read}")
    return bool(read)


def show_review(address: str, prefix: str) -> None:
    """Draw what was read, the fields to correct it in, and the account of them."""
    if show_read(prefix):
        st.html("<p class='calm'>Correct it here; the account follows these dates.</p>")
    events = events_at(address)
    dates = ask_dates(events, label="What happened?", prefix=prefix)
    undone = _undone(events, dates, prefix)
    body = {"dates": dates, "not_yet": undone, **ask_more(prefix)}
    if not dates:
        st.html("<p class='calm'>Give at least one thing that happened, with its date.</p>")
        return
    try:
        with st.spinner("Counting, and looking for decisions…"):
            account = client_at(address).review(body)
    except ServiceRefusedError as error:
        st.warning(markup.plain_markdown(str(error)))
        return
    _account(address, account, prefix)
    make = client_at(address).review_file
    offer_made(
        lambda form: make({**body, "format": form}),
        label="Save this account",
        name="upheld-account",
        key=prefix,
        forms=TEXTS,
    )


def _undone(events: Mapping[str, Json], dates: Mapping[str, str], prefix: str) -> list[str]:
    key = f"{prefix}-undone"
    kept = [event for event in st.session_state.get(key) or [] if event not in dates]
    st.session_state[key] = kept
    return list(
        st.multiselect(
            "What has not happened yet?",
            [event for event in events if event not in dates],
            format_func=lambda event: event_name(events[event]),
            placeholder="Choose, or type a word: final plan, reply",
            key=key,
            select_all=False,
            persist_state="session",
        )
    )


def _account(address: str, account: Json, prefix: str) -> None:
    if account["warnings"]:
        st.html(markup.lines_html(account["warnings"]))
    if not account["steps"]:
        st.html("<p class='line'>No duty of others in the rules follows from these dates.</p>")
        return
    st.html(account_html(account))
    told = [step for step in account["steps"] if step["decisions"]]
    if told:
        st.html(
            "<h2 class='part'>Decisions on such a gap</h2>"
            "<p class='calm'>Examples, not findings about this case.</p>"
        )
    for place, step in enumerate(told):
        with st.expander(markup.plain_markdown(gap_name(step)), key=f"{prefix}-gap-{place}"):
            for number, found in enumerate(step["decisions"]):
                st.html(decision_html(found))
                if st.button("Open in the document", key=f"{prefix}-cite-{place}-{number}"):
                    open_document(address, found["citation"])
    st.html(f"<p class='calm'>{_NEVER_FAULT}</p>")
