"""The web page: ask a question, read the answer, open every citation in its document."""

from __future__ import annotations

import os
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.ui import markup
from app.ui.client import Client, ServiceDownError, ServiceError, service_address
from app.ui.look import STYLE

__all__: list[str] = []

Json = dict[str, Any]

AUDIENCES = {"parent": "Parent", "advocate": "Advocate", "staff": "Council officer"}
EXAMPLES = (
    ("parent", "His plan says speech therapy and nobody has come since Easter. What can I do?"),
    ("parent", "My daughter has been out of school for months. What should the council do?"),
    ("advocate", "What has the Ombudsman found where the final EHC Plan was issued late?"),
    ("staff", "How long do we have to send an amended final plan after an annual review?"),
)
STATUS = {
    "answered": "",
    "partial": "The library covers only part of this.",
    "not_found": "The library does not answer this.",
    "needs_clarification": "One more detail is needed.",
    "refused": "This is not something Upheld can answer.",
}
BACKENDS = {"extractive": "sentences taken from the sources, no language model"}
MAKING = {  # what is told of how an answer was made, and in which words
    "topic": "Words looked for",
    "councils": "Councils named",
    "references": "References named",
    "missing": "Words found nowhere in the library",
    "followed_up": "Taken as a follow-up",
    "backend": "Made by",
    "model": "Language model",
    "generation": "State of the index",
    "seconds": "Seconds taken",
}
LIMITS = "Limits"
EVERY_COUNCIL = "Every council"
_TURNS_SENT = 6
_MAX_QUESTION = 4_000  # characters, as the service has it


@st.cache_resource
def _client(address: str) -> Client:
    return Client(address)


@st.cache_data(ttl=60, show_spinner=False)
def _councils(address: str) -> list[str]:
    return _client(address).councils()


def main() -> None:
    """Draw the page: what was asked before, the new question, and the box for the next one."""
    st.set_page_config(page_title="Upheld", layout="centered", menu_items={})
    st.html(STYLE)
    _header()
    address = service_address(os.environ)
    councils = _check_service(address)
    audience, council = _choices(councils)
    turns: list[Json] = st.session_state.setdefault("turns", [])
    asked = st.session_state.pop("asked", None)
    if asked:
        turns.append({"question": asked, "audience": audience, "council": council})
    conversation, box, examples = st.container(), st.container(), st.empty()
    _question_box(box, first=not turns)
    if not turns:
        _examples(examples)
    with conversation:  # drawn last: an answer takes time, and the examples are gone by then
        for place, turn in enumerate(turns):
            _turn(address, turns, place, turn)


def _header() -> None:
    st.html(
        "<h1 class='upheld'>Upheld</h1><p class='upheld'>What a council in England should have "
        "done for a child with special educational needs, from Ombudsman decisions and the law, "
        "with every statement cited.</p>"
    )


def _check_service(address: str) -> list[str]:
    try:
        return _councils(address)
    except ServiceError as error:
        _trouble(error)
        st.stop()
        raise


def _trouble(error: ServiceError) -> None:
    down = isinstance(error, ServiceDownError)
    title = "Upheld's service is not running" if down else "Upheld cannot answer now"
    with st.container(border=True):
        st.html(f"<h2 class='part'>{escape(title)}</h2><p>{escape(str(error))}</p>")
        if down:
            st.html("<p>Start it in a terminal with this command, then try again.</p>")
            st.code("upheld serve", language=None)
        if st.button("Try again", type="primary"):
            st.rerun()


def _choices(councils: list[str]) -> tuple[str, str | None]:
    audience = st.radio(
        "I am a",
        list(AUDIENCES),
        format_func=AUDIENCES.__getitem__,
        horizontal=True,
        key="audience",
    )
    with st.sidebar:
        council = st.selectbox("Use only documents about", [EVERY_COUNCIL, *councils])
        st.caption("With one council chosen, only its own decisions and papers are used.")
        if st.session_state.get("turns") or st.session_state.get("asked"):
            st.button("Start a new conversation", width="stretch", on_click=_start_afresh)
        st.caption("Questions stay in this window: they are not kept and not logged.")
    return str(audience), None if council == EVERY_COUNCIL else str(council)


def _start_afresh() -> None:
    st.session_state["turns"] = []


def _question_box(box: DeltaGenerator, *, first: bool) -> None:
    with box:  # inside a container it is not pinned, and the page does not scroll away
        st.chat_input(
            "Ask a question" if first else "Ask a follow-up question",
            key="typed",
            max_chars=_MAX_QUESTION,
            on_submit=_take_typed,
        )


def _take_typed() -> None:
    st.session_state["asked"] = str(st.session_state["typed"] or "").strip()


def _examples(place: DeltaGenerator) -> None:
    with place.container():
        st.html("<h2 class='part'>For example</h2>")
        for number, (audience, example) in enumerate(EXAMPLES):
            st.button(
                markup.plain_markdown(f"{AUDIENCES[audience]}: {example}"),
                key=f"example-{number}",
                width="stretch",
                on_click=_take_example,
                args=(audience, example),
            )


def _take_example(audience: str, example: str) -> None:
    st.session_state["audience"] = audience
    st.session_state["asked"] = example


def _turn(address: str, turns: list[Json], place: int, turn: Json) -> None:
    who = AUDIENCES[turn["audience"]] + (f", {turn['council']} only" if turn["council"] else "")
    st.html(
        f"<div class='asked' id='asked-{place}'><small>{escape(who)}</small>"
        f"{escape(turn['question'])}</div>"
    )
    fresh = "answer" not in turn
    if fresh and not _fetch_answer(address, turns[:place], turn):
        return
    _answer(address, turn["answer"], place)
    if fresh and place:
        _bring_up(place)


def _bring_up(place: int) -> None:
    """Scroll a follow-up to the top of the window, so that its answer is in sight."""
    st.html(
        f"<script>document.getElementById('asked-{place}')?.scrollIntoView()</script>",
        unsafe_allow_javascript=True,
    )


def _fetch_answer(address: str, earlier: list[Json], turn: Json) -> bool:
    try:
        with st.spinner("Looking through the library and checking each quotation…", show_time=True):
            turn["answer"] = _client(address).ask(
                turn["question"],
                audience=turn["audience"],
                history=_history(earlier),
                council=turn["council"],
            )
    except ServiceError as error:
        _trouble(error)
    return "answer" in turn


def _history(turns: list[Json]) -> list[Json]:
    history = []
    for turn in turns[-_TURNS_SENT:]:
        if "answer" in turn:
            history.append({"role": "user", "content": turn["question"]})
            history.append({"role": "assistant", "content": turn["answer"]["text"]})
    return history


def _answer(address: str, answer: Json, place: int) -> None:
    anchor = f"source-{place}"
    status = STATUS.get(answer["status"], "")
    if status:
        st.html(f"<p class='status'>{escape(status)}</p>")
    limits = [part for part in answer["parts"] if part["heading"] == LIMITS]
    for part in answer["parts"]:
        if part not in limits:
            st.html(markup.part_html(part, anchor))
    if answer["precedents"]:
        _headed("Similar decisions", markup.precedents_html(answer["precedents"]))
    _sources(address, answer["claims"], place, anchor)
    for part in limits:
        st.html(f"<div class='limits'>{markup.part_html(part, anchor)}</div>")
    _making(answer)


def _headed(heading: str, body: str) -> None:
    st.html(f"<h2 class='part'>{escape(heading)}</h2>{body}")


def _sources(address: str, claims: list[Json], place: int, anchor: str) -> None:
    cards = _cards(claims)
    if not cards:
        return
    st.html("<h2 class='part'>Sources</h2>")
    with st.container(gap=None):
        for card in cards:
            st.html("".join(f"<span id='{anchor}-{c['number']}'></span>" for c in card))
            with st.expander(markup.card_label(card)):
                for citation in card:
                    st.html(markup.quote_html(citation))
                    if st.button("Open in the document", key=f"open-{place}-{citation['number']}"):
                        _open_document(address, citation)
                st.html(markup.facts_html(card[0]))


def _cards(claims: list[Json]) -> list[list[Json]]:
    """Return the citations in the order of their numbers, those of one document together."""
    numbered = {c["number"]: c for claim in claims for c in claim["citations"]}
    documents: dict[str, list[Json]] = {}
    for _, citation in sorted(numbered.items()):
        documents.setdefault(str(citation["document"]), []).append(citation)
    return list(documents.values())


def _making(answer: Json) -> None:
    told = {**answer["understood"], **answer["made_by"]}
    told["backend"] = BACKENDS.get(told.get("backend", ""), told.get("backend", ""))
    rows = [(words, told[key]) for key, words in MAKING.items() if told.get(key)]
    if rows or answer["removed"]:
        with st.expander("How this answer was made"):
            st.html(markup.making_html(rows, answer["removed"]))


@st.dialog("In the document", width="medium")
def _open_document(address: str, citation: Json) -> None:
    try:
        with st.spinner("Opening the document…"):
            document = _client(address).document(citation["document"])
    except ServiceError as error:
        st.html(f"<p>{escape(str(error))}</p>")
        return
    shown = markup.surroundings_html(document, citation)
    st.html(markup.facts_html(citation))
    st.html(shown or "<p>The document was read again and no longer holds this paragraph.</p>")


main()
