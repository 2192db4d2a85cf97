"""The page Study: a question, an answer, then what was found and why; progress in this window."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.client import ServiceRefusedError
from app.ui.opening import open_document
from app.ui.service import address_here, client_at
from app.ui.study_markup import (
    MATTERS,
    answer_html,
    case_html,
    matter_of,
    missed_html,
    own_proofs,
    proof_html,
    standing_html,
)

__all__ = ["draw"]

Json = dict[str, Any]

ABOUT = (
    "<p class='upheld'>Real cases with the findings hidden, time limits and duties. Decide, then "
    "read what was found and why.</p>"
)
_KEPT = (
    "Your answers are kept in this window only, and are gone when you close it or load it anew. "
    "Save them, and load them when you come back."
)
_MOST_MB = 5  # of a file of progress
_EVERYTHING = "Everything"
_ROUNDS = (5, 10, 20)  # questions in one round
_SEEDS = 8  # as many orders as the service keeps made; another each day
_ROUND = "study-round"  # the questions of this round, where it stands, and what was answered
_PROGRESS = "study-progress"  # as the service gave it last; None before the first answer


def draw() -> None:
    """Draw what to study, or the question under way, and how far one is."""
    address = address_here()
    current = st.session_state.get(_ROUND)
    st.html("<h2 class='page'>Study</h2>" + (ABOUT if current is None else ""))
    told = st.session_state.pop("study-told", None)
    if told:
        st.warning(markup.plain_markdown(told))
    over = current is not None and current["at"] >= len(current["items"])
    if current is None:
        _choose(address)
    elif not over:
        _question(address, current)
    else:
        st.html(missed_html(current["done"]))
        with st.container(horizontal=True):
            st.button("Study more", type="primary", on_click=_leave)
            _save(st.session_state[_PROGRESS])
        st.html(f"<p class='calm'>{_KEPT}</p>")
    _progress(address, saved=over)


def _choose(address: str) -> None:
    with st.form("study-choose"):
        matter = st.radio(
            "What do you want to study?",
            [_EVERYTHING, *MATTERS],
            key="study-matter",
            persist_state="session",
        )
        count = st.radio(
            "How many questions?",
            _ROUNDS,
            key="study-count",
            horizontal=True,
            persist_state="session",
        )
        begin = st.form_submit_button("Begin", type="primary")
    if not begin:
        return
    seed = date.today().toordinal() % _SEEDS
    body = {"kinds": MATTERS.get(matter, ()), "limit": count, "seed": seed, **_kept()}
    items = client_at(address).study_next(body)["items"]
    if items:
        st.session_state[_ROUND] = {"items": items, "seed": seed, "at": 0, "done": []}
        st.rerun()
    st.html("<p class='line'>Nothing of this is due now. Choose something else, or come back.</p>")


def _question(address: str, current: Json) -> None:
    item = current["items"][current["at"]]
    st.html(
        f"<p class='calm'>Question {current['at'] + 1} of {len(current['items'])}: "
        f"{matter_of(item['kind'])}</p>{case_html(item)}"
    )
    marked = current["done"][current["at"]] if len(current["done"]) > current["at"] else None
    if marked is None:
        _ask(address, current, item)
        return
    now = datetime.now(UTC)
    st.html(f"<p class='asked'>{escape(item['question'])}</p>{answer_html(marked, now)}")
    with st.container(horizontal=True):
        last = current["at"] + 1 == len(current["items"])
        st.button("See how it went" if last else "Next question", type="primary", on_click=_on)
    _reasoning(address, marked)


def _ask(address: str, current: Json, item: Json) -> None:
    texts = {option["id"]: markup.plain_markdown(option["text"]) for option in item["options"]}
    with st.form(f"study-{current['at']}"):
        chosen = st.radio(
            markup.plain_markdown(item["question"]),
            list(texts),
            index=None,
            format_func=texts.__getitem__,
            key=f"study-option-{current['at']}",
        )
        answered = st.form_submit_button("Answer", type="primary")
    st.button("Leave this round", on_click=_leave, type="tertiary")
    if not answered:
        return
    if chosen is None:
        st.html("<p class='line' role='status'>Choose one of the answers first.</p>")
        return
    body = {"item": item["id"], "chosen": chosen, "seed": current["seed"], **_kept()}
    try:
        marked = client_at(address).study_answer(body)
    except ServiceRefusedError as error:
        st.session_state["study-told"] = f"{error} The library has changed: begin a new round."
        _leave()
    else:
        st.session_state[_PROGRESS] = marked["progress"]
        current["done"].append(marked)
    st.rerun()


def _reasoning(address: str, marked: Json) -> None:
    right_first = sorted(marked["options"], key=lambda option: not option["right"])
    for number, option in enumerate(right_first):
        head = "Why this is right" if option["right"] else "Why not"
        with st.container(border=True, key=f"study-why-{number}"):
            st.html(f"<h3 class='case'>{head}: {escape(option['text'])}</h3>")
            for place, proof in enumerate(own_proofs(marked, option)):
                st.html(proof_html(proof))
                key = f"study-open-{number}-{place}"
                if proof["place"] and st.button("Open in the document", key=key):
                    open_document(address, proof["place"])


def _save(progress: Json) -> None:
    st.download_button(
        "Save my progress",
        data=json.dumps(progress, ensure_ascii=False, indent=1),
        file_name="upheld-study.json",
        mime="application/json",
        on_click="ignore",
    )


def _progress(address: str, *, saved: bool) -> None:
    """Draw how far one is; `saved`: the way to save it stands above already."""
    with st.expander("Your progress", key="study-standing"):
        if not saved:
            st.html(f"<p class='line'>{_KEPT}</p>")
        found = client_at(address).study_progress(_kept())
        st.html(standing_html(found["kinds"]))
        if found["progress"]["items"] and not saved:
            _save(found["progress"])
        loaded = st.file_uploader(
            "Load my progress", type="json", key="study-file", max_upload_size=_MOST_MB
        )
        if loaded is not None and st.button("Add what is in this file"):
            _load(address, loaded.getvalue())


def _load(address: str, data: bytes) -> None:
    try:
        body = {**_kept(), "add": json.loads(data.decode("utf-8"))}
        found = client_at(address).study_progress(body)
    except (ValueError, RecursionError):
        st.session_state["study-told"] = "This file cannot be read: it is not one of Upheld's."
    except ServiceRefusedError as error:
        st.session_state["study-told"] = str(error)
    else:
        st.session_state[_PROGRESS] = found["progress"]
    st.rerun()


def _kept() -> Json:
    return {"progress": st.session_state.get(_PROGRESS)}


def _on() -> None:
    st.session_state[_ROUND]["at"] += 1


def _leave() -> None:
    st.session_state.pop(_ROUND, None)
