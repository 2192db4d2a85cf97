"""The conversation on the page: each question, its answer as it comes, stopping and asking again.

A turn is what was asked, for whom and from what; then one of `asking` (under way), `answer`,
`stopped` (what had come until then), `error`. It lives in the window's session alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from zlib import crc32

import streamlit as st

from app.ui import markup
from app.ui.answer import show_answer
from app.ui.asking import Asking, Heard
from app.ui.reviewing import offer_review
from app.ui.saving import offer_files
from app.ui.service import show_trouble
from app.ui.sidebar import AUDIENCES
from app.ui.thumbs import ask_whether_it_helped

__all__ = ["drop_turns", "is_settled", "show_question", "show_turn"]

Json = dict[str, Any]

_ENDS = frozenset({"answer", "stopped", "error"})
_TURNS_SENT = 6  # questions with their answers
_LOOK_S = 0.2  # how often what has come is drawn
_FELL_BACK = (
    "The language model could not be used this time, so this answer is put together from sentences "
    "of the sources. The reason stands under Limits."
)


def show_turn(address: str, turns: Sequence[Json], place: int) -> None:
    """Draw the turn at `place`, and follow its answer to the end where it is not there yet."""
    turn = turns[place]
    show_question(turn, place)
    fresh = not is_settled(turn)
    if fresh:
        _follow(address, turns, place)
    if "answer" in turn:
        _answered(address, turns, place)
    elif "stopped" in turn:
        _stopped(turn, place)
    elif show_trouble(turn["error"], f"again-{place}"):
        _ask_again(turn)
        st.rerun()
    if fresh:
        _bring_up(place)


def show_question(turn: Json, place: int) -> None:
    """Draw what was asked, and for whom."""
    who = "; ".join(filter(None, (AUDIENCES[turn["audience"]], turn["scope"])))
    st.html(
        f"<div class='asked' id='asked-{place}'><small>{escape(who)}</small>"
        f"{escape(turn['question'])}</div>"
    )


def is_settled(turn: Json) -> bool:
    """Say whether nothing more comes for a turn."""
    return bool(turn.keys() & _ENDS)


def drop_turns(turns: list[Json]) -> None:
    """Forget a conversation, and stop what is under way in it."""
    for turn in turns:
        if "asking" in turn:
            turn["asking"].stop()
    turns.clear()


def _follow(address: str, turns: Sequence[Json], place: int) -> None:
    """Draw what comes until it is over.

    Whatever the reader presses meanwhile draws the page anew, and this goes on where it was.
    """
    turn = turns[place]
    asking: Asking = turn.setdefault("asking", None) or Asking(address, _body(turns, place))
    turn["asking"] = asking
    area = st.empty()
    with area.container():
        state = st.empty()
        st.button("Stop", key=f"stop-{place}", on_click=_stop, args=(turn,))
        shown = st.empty()
        _bring_up(place)
        while True:
            heard = asking.heard
            state.html(markup.state_html(heard.doing, heard.evidence, again=heard.again))
            shown.html(_so_far(heard, turn["audience"]))
            if asking.wait(_LOOK_S):
                break
    area.empty()
    del turn["asking"]
    if asking.heard.answer is not None:
        turn["answer"] = asking.heard.answer
    elif asking.heard.error is not None:
        turn["error"] = asking.heard.error
    else:
        turn["stopped"] = asking.heard


def _so_far(heard: Heard, audience: str) -> str:
    struck = markup.left_out_html(heard.struck, whole=audience == "advocate")
    lines = "".join(f"<p>{escape(line)}</p>" for line in heard.help.splitlines() if line.strip())
    help_first = f"<div class='help' role='note'>{lines}</div>"
    told = f"<div class='so-far'>{markup.told_html(heard.claims)}{struck}</div>"
    return help_first + told if heard.help else told


def _stop(turn: Json) -> None:
    asking: Asking | None = turn.pop("asking", None)
    if asking is not None:
        asking.stop()
        turn["stopped"] = asking.heard


def _stopped(turn: Json, place: int) -> None:
    heard: Heard = turn["stopped"]
    rest = " What is shown was checked, but the answer is not whole." if heard.claims else ""
    st.html(f"<p class='status'>Stopped.{rest}</p>")
    st.button("Ask again", key=f"again-{place}", on_click=_ask_again, args=(turn,))
    st.html(_so_far(heard, turn["audience"]))


def _answered(address: str, turns: Sequence[Json], place: int) -> None:
    turn = turns[place]
    if "fell_back" in turn["answer"]["made_by"]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f"<p class='calm'>{escape(_FELL_BACK)}</p>")
            st.button(
                "Ask the model again", key=f"again-{place}", on_click=_ask_again, args=(turn,)
            )
    show_answer(address, turn["answer"], place)
    offer_files(
        address,
        _to_file(turns, place),
        label="Save this answer",
        name=f"upheld-answer-{place + 1}",
        key=f"answer-{place}",
    )
    question: str = turn["question"]
    offer_review(address, question, f"review-{place}-{crc32(question.encode())}")
    ask_whether_it_helped(address, turn, place)


def _to_file(turns: Sequence[Json], place: int) -> Json:
    """Return what a file is made from: the question, or the words that a language model chose."""
    answer = turns[place]["answer"]
    if answer["made_by"]["backend"] == "extractive":
        return {"question": _body(turns, place)}
    return {"answer": answer}


def _ask_again(turn: Json) -> None:
    for key in (*_ENDS, "thanked"):
        turn.pop(key, None)


def _bring_up(place: int) -> None:
    """Scroll a follow-up to the top of the window, so that its answer is in sight."""
    if place:
        st.html(
            f"<script>document.getElementById('asked-{place}')?.scrollIntoView()</script>",
            unsafe_allow_javascript=True,
        )


def _body(turns: Sequence[Json], place: int) -> Json:
    turn = turns[place]
    return {
        "question": turn["question"],
        "audience": turn["audience"],
        "history": _history(turns[:place]),
        "filters": turn["filters"],
    }


def _history(turns: Sequence[Json]) -> list[Json]:
    history = []
    for turn in turns[-_TURNS_SENT:]:
        history.append({"role": "user", "content": turn["question"]})
        if "answer" in turn:
            history.append({"role": "assistant", "content": turn["answer"]["text"]})
    return history
