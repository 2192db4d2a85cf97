"""Whether an answer helped, and why: asked only where the service keeps what is said."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from app.ui.client import ServiceError
from app.ui.service import client_at, keeps_feedback

__all__ = ["ask_whether_it_helped"]

Json = dict[str, Any]

_VERDICTS = {True: ":material/thumb_up: It helped", False: ":material/thumb_down: It did not"}
_REASONS = {
    True: {"answered": "It answered my question", "clear": "It was easy to follow"},
    False: {
        "wrong": "Something in it is wrong",
        "incomplete": "Something is missing",
        "beside": "It answers another question",
        "unclear": "It is hard to follow",
    },
}
_OTHER = {"other": "Something else"}
_KEPT = (
    "Kept by whoever runs this service: your choice, what you write here, and which sources the "
    "answer cites. Names and other personal details are taken out as far as they are recognised."
)


def ask_whether_it_helped(address: str, turn: Json, place: int) -> None:
    """Draw thumbs under an answer and, once one is chosen, a reason to send with it."""
    if not keeps_feedback(address):
        return
    if turn.get("thanked"):
        st.html("<p class='calm' role='status'>Thank you. What you said was kept.</p>")
        return
    helped = st.segmented_control(
        "Did this answer help?", [True, False], format_func=_VERDICTS.__getitem__, key=f"up-{place}"
    )
    if helped is None:
        return
    reasons = _REASONS[helped] | _OTHER
    with st.form(f"why-{place}", border=True):
        reason = st.radio("Why?", list(reasons), format_func=reasons.__getitem__)
        comment = st.text_area("In your own words (optional)", max_chars=2_000)
        with_question = st.checkbox("Send my question too")
        st.caption(_KEPT)
        sent = st.form_submit_button("Send this")
    if sent:
        said = {"helpful": helped, "reason": reason, "comment": comment.strip() or None}
        _send(address, turn, {**said, "question": turn["question"] if with_question else None})


def _send(address: str, turn: Json, said: Json) -> None:
    answer = turn["answer"]
    sources = dict.fromkeys(c["paragraph"] for row in answer["claims"] for c in row["citations"])
    try:
        client_at(address).say(
            {
                **said,
                "audience": answer["audience"],
                "status": answer["status"],
                "sources": list(sources),
                "generation": answer["made_by"].get("generation"),
            }
        )
    except ServiceError as error:
        st.html(f"<p class='status' role='alert'>{escape(str(error))}</p>")
        return
    turn["thanked"] = True
    st.rerun()
