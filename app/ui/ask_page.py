"""The page Ask: ask a question, read the answer, open every citation in its document."""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.ui import markup
from app.ui.client import ServiceError
from app.ui.leading import lead_to
from app.ui.service import address_here, councils_at, keeps_feedback, model_at, show_trouble
from app.ui.sidebar import AUDIENCES, Choice, choose, choose_reader
from app.ui.turns import drop_turns, is_settled, show_question, show_turn

__all__ = ["draw", "is_under_way"]

Json = dict[str, Any]

EXAMPLES = (
    ("parent", "His plan says speech therapy and nobody has come since Easter. What can I do?"),
    ("parent", "My daughter has been out of school for months. What should the council do?"),
    (
        "advocate",
        "Which decisions found fault where an EHC needs assessment was late because there were no "
        "educational psychologists, and what was agreed?",
    ),
    ("staff", "How long do we have to send an amended final plan after an annual review?"),
)
ELSEWHERE = (  # path of a page, and what can be done there
    ("cases", "Find decisions near to a situation, and take them away as a file"),
    ("remedies", "See what was agreed or paid for what"),
    ("deadlines", "Work out the dates that follow, for a calendar"),
    ("review", "Put what was due beside what happened"),
    ("lessons", "Read what a council's decisions teach, as a report for councillors"),
    ("study", "Practise on real decisions with the findings hidden"),
    ("library", "Add decisions, minutes and letters of your own"),
)
_MAX_QUESTION = 4_000  # characters, as the service has it


def draw() -> None:
    """Draw the page: what was asked before, the new question, and the box for the next one."""
    address = address_here()
    turns: list[Json] = st.session_state.setdefault("turns", [])
    try:
        councils, model = councils_at(address), model_at(address)
        feedback = keeps_feedback(address)
    except ServiceError as error:
        _without_service(address, turns, error)
        return
    conversation, box, examples = st.container(), st.container(), st.empty()
    with box:  # inside a container it is not pinned, and the page does not scroll away
        question = st.container()
        choice = choose(choose_reader(), councils, feedback=feedback)
        notice = st.container(horizontal=True, vertical_alignment="center")
    asked = st.session_state.pop("asked", None)
    if asked:
        turns.append({"question": asked, **asdict(choice)})
    _question_box(question, notice, model, turns, choice)
    if not turns:
        _examples(examples)
    with conversation:  # drawn last: an answer takes time, and the examples are gone by then
        for place in range(len(turns)):
            show_turn(address, turns, place)


def _without_service(address: str, turns: list[Json], error: ServiceError) -> None:
    """Show what was asked and answered before, and under it what to do."""
    for place, turn in enumerate(turns):
        if is_settled(turn):
            show_turn(address, turns, place)
        else:
            show_question(turn, place)
    if show_trouble(error, "down"):
        st.rerun()


def is_under_way() -> bool:
    """Say whether anything was asked in this window."""
    return bool(st.session_state.get("turns") or st.session_state.get("asked"))


def _question_box(
    question: DeltaGenerator,
    notice: DeltaGenerator,
    model: Json,
    turns: list[Json],
    choice: Choice,
) -> None:
    with question:
        st.chat_input(
            "Ask a follow-up question" if turns else "Ask a question",
            key="typed",
            max_chars=_MAX_QUESTION,
            on_submit=_take_typed,
        )
    scope = f" Narrowed down in the side panel: {choice.scope}." if choice.scope else ""
    with notice:
        st.html(f"<p class='goes'>{escape(model['notice'])}{escape(scope)}</p>")
        if turns:
            st.button("Start again", on_click=drop_turns, args=(turns,))


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
        st.html("<h2 class='part'>Or go straight to it</h2>")
        with st.container(gap="xsmall"):
            for path, words in ELSEWHERE:
                lead_to(path, words)


def _take_example(audience: str, example: str) -> None:
    st.session_state["audience"] = audience
    st.session_state["asked"] = example
