"""One theme of lessons on the page; every line of it opens its place in its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from app.ui import markup
from app.ui.lesson_markup import (
    duty_html,
    label_of,
    point_html,
    rests_on,
    split_points,
    theme_name,
)
from app.ui.opening import open_document

__all__ = ["DONE", "REST", "Told", "choose_place"]

Json = dict[str, Any]

REST, DONE = "unsorted", "carried-out"
_MOST = 6  # points of one list that are told before more are asked for
_NAMED = 4  # places named beside a question
_FOLLOWED = {
    "agreed": "Agreed",
    "recommended": "Recommended, and not shown to be agreed",
    "done": "Done or paid already when the decision was made",
}


def choose_place(address: str, label: str, places: Mapping[str, Json], *, key: str) -> None:
    """Offer to open one of many places."""
    if not places:
        return
    with st.popover(label, key=f"lessons-{key}"):
        name = st.selectbox("Which decision?", list(places), key=f"lessons-which-{key}")
        if st.button("Open in the document", key=f"lessons-open-{key}") and name:
            open_document(address, places[name])


class Told:
    """Draws one theme; every line with the button that opens its place."""

    def __init__(self, address: str, report: Json) -> None:
        self._address = address
        self._report = report
        self._own: bool = report["own_council"]
        self._cited = {citation["number"]: citation for citation in report["citations"]}
        self._lists: dict[str, Callable[[], None]] = {
            REST: self._rest,
            DONE: self._done,
        }

    def draw(self, code: str) -> None:
        """Draw the theme `code`, or what stands at the end under REST or DONE."""
        special = self._lists.get(code)
        if special:
            special()
            return
        theme = next(one for one in self._report["themes"] if one["code"] == code)
        self._head(theme_name(theme), page=True)
        self._duties(theme["duties"])
        self._head("How it went wrong")
        st.html(f"<p class='line'>{escape(rests_on(theme, self._report))}.</p>")
        self._points(theme["found"], f"{code}-found", "Fault found, and no more told in the record")
        self._followed(theme, code)
        if theme["no_fault"]:
            self._head("Where no fault was found on a like point")
            self._points(theme["no_fault"], f"{code}-clear", "No fault, and no more told")
        if theme["questions"]:
            self._head("Questions for councillors")
            st.html("<p class='calm'>In Upheld's own words.</p>")
            for number, question in enumerate(theme["questions"]):
                self._question(question, f"{code}-{number}")

    def _head(self, words: str, *, page: bool = False) -> None:
        style = " class='page' id='lesson'" if page else " class='part'"
        st.html(f"<h2{style}>{escape(words)}</h2>")

    def _duties(self, duties: Sequence[Json]) -> None:
        heads = {False: "What should happen", True: "How the Ombudsman looks at it"}
        for of_ombudsman, head in heads.items():
            told = [duty for duty in duties if duty["of_ombudsman"] is of_ombudsman]
            if told:
                self._head(head)
            for duty in told:
                line = duty_html(duty, self._cited[duty["citation"]]["speaker"])
                self._line(line, duty["citation"], f"the rule: {duty['topic']}", duty["id"])

    def _followed(self, told: Json, code: str) -> None:
        if told["injustice"]:
            self._head("What followed for the child and the family")
            self._points(told["injustice"], f"{code}-harm", "")
        for standing, head in _FOLLOWED.items():
            if told[standing]:
                self._head(head)
                self._steps(told[standing], f"{code}-{standing}")

    def _steps(self, steps: Sequence[Json], key: str) -> None:
        told, sorry, bare = split_points(steps)
        self._points(told, key, "")
        self._listed("An apology", sorry, f"{key}-sorry")
        self._listed("A payment or another step of which the record tells no more", bare, key)

    def _points(self, points: Sequence[Json], key: str, bare: str) -> None:
        told = [point for point in points if not (bare and point["bare"])]
        more = f"lessons-more-{key}"
        most = len(told) if st.session_state.get(more) else _MOST
        for number, point in enumerate(told[:most]):
            label = label_of(point, own=self._own)
            self._line(point_html(point), point["citation"], label, f"{key}-{number}")
        if len(told) > most:
            st.button(
                f"Show all {len(told)}",
                key=f"{more}-button",
                on_click=partial(st.session_state.__setitem__, more, True),
            )
        self._listed(bare, [p for p in points if bare and p["bare"]], f"{key}-bare")

    def _listed(self, words: str, points: Sequence[Json], key: str) -> None:
        places = {
            label_of(point, own=self._own): self._cited[point["citation"]] for point in points
        }
        decisions = len({point["reference"] for point in points})
        choose_place(
            self._address, f"{words}: {markup.many(decisions, 'decision')}", places, key=key
        )

    def _line(self, line: str, number: int, label: str, key: str) -> None:
        with st.container(gap=None):
            st.html(line)
            if st.button(f"Open {label}", key=f"lessons-cite-{key}", type="tertiary"):
                open_document(self._address, self._cited[number])

    def _question(self, question: Json, key: str, *, most: int = _NAMED) -> None:
        numbers = question["prompted_by"]
        with st.container(gap=None):
            st.html(f"<p class='line'>{escape(question['text'])}</p>")
            self._prompts(numbers, key, most)

    def _prompts(self, numbers: Sequence[int], key: str, most: int) -> None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html("<span class='calm'>Prompted by</span>", width="content")
            for number in numbers[:most]:
                cited = self._cited[number]
                name = "the rule" if cited["kind"] == "duty" else cited["reference"]
                if st.button(name, key=f"lessons-ask-{key}-{number}", type="tertiary"):
                    open_document(self._address, cited)
            if len(numbers) > most:
                more = f"<span class='calm'>and {len(numbers) - most} more</span>"
                st.html(more, width="content")

    def _rest(self) -> None:
        rest = self._report["unsorted"]
        self._head("Findings not sorted under one theme", page=True)
        self._points(rest["found"], "rest-found", "Fault found, and no more told in the record")
        self._followed(rest, "rest")
        if rest["no_fault"]:
            self._head("Points on which no fault was found")
            self._points(rest["no_fault"], "rest-clear", "No fault, and no more told")

    def _done(self) -> None:
        self._head("What was agreed, and whether it was done", page=True)
        st.html("<p class='calm'>In Upheld's own words.</p>")
        self._question(self._report["carried_out"], "done", most=len(self._report["citations"]))
