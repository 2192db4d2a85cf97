"""Conversations: what a follow-up keeps, how far back is read, and that nothing is kept on disk."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from doors import hashed_engine, service
from starlette.testclient import TestClient

from rag.answer import Engine
from rag.config import load_settings
from rag.errors import ConfigError
from rag.fakes import HashedEmbedder
from rag.kinds import Status
from rag.library import open_library
from rag.recall import Recall
from rag.replies import Question, Turn
from rag.wording import load_wording


def talk(client: TestClient, *questions: str) -> list[dict[str, Any]]:
    """Ask one after the other, each with all that was said before; return the answers."""
    history: list[dict[str, str]] = []
    answers = []
    for question in questions:
        answer = client.post("/v1/ask", json={"question": question, "history": history}).json()
        answers.append(answer)
        history.append({"role": "user", "content": question})
        history.append({"role": "assistant", "content": answer["text"]})
    return answers


# --- three turns ---------------------------------------------------------------------------------


def test_a_case_is_kept_over_three_turns(client: TestClient) -> None:
    answers = talk(
        client,
        "What happened in 24 009 995?",
        "And what was agreed to put it right?",
        "By when?",
    )
    assert [a["understood"]["references"] for a in answers] == ["24 009 995"] * 3
    for answer in answers:
        cited = {c["reference"] for made in answer["claims"] for c in made["citations"]}
        assert cited <= {"24 009 995"}


def test_a_council_is_kept_over_three_turns(client: TestClient) -> None:
    answers = talk(
        client,
        "What has the Ombudsman found against Surrey about late plans?",
        "And how much did they have to pay?",
        "Is that normal?",
    )
    assert [a["understood"]["councils"] for a in answers] == ["Surrey County Council"] * 3


def test_a_childs_situation_is_kept_over_four_turns(client: TestClient) -> None:
    answers = talk(
        client,
        "My daughter in Birmingham has had no lessons since September because of anxiety.",
        "How long can they leave it like that?",
        "What can I do?",
        "And how long does that take?",
    )
    assert [a["understood"].get("followed_up") for a in answers] == [None, "yes", "yes", "yes"]
    for answer in answers[1:]:
        assert answer["status"] == "answered"
        assert answer["understood"]["councils"] == "Birmingham City Council"
        assert {"lessons", "anxiety"} <= set(answer["understood"]["topic"].split())


def test_a_new_subject_leaves_the_old_one(client: TestClient) -> None:
    last = talk(client, "What happened in 24 009 995?", "My son's taxi to school has stopped.")[-1]
    assert "references" not in last["understood"]


# --- which of several ----------------------------------------------------------------------------

SEVERAL = "Kent, 24 000 001: fault found. Essex, 23 000 002: no fault."


@pytest.mark.parametrize(
    ("before", "question", "asked_back"),
    [
        ("Which decisions are about therapy?", "And how long did it go on for?", True),
        ("Which decisions are about therapy?", "Did any of them get money for it?", False),
        ("My son has no therapy. What was found?", "How long can they leave it?", False),
    ],
)
def test_one_of_several_decisions_is_asked_back_and_ones_own_child_is_not(
    before: str, question: str, asked_back: bool, tiny_index: Path
) -> None:
    history = (Turn("user", before), Turn("assistant", SEVERAL))
    with hashed_engine(tiny_index) as engine:
        answer = engine.ask(Question(question, history=history))
    assert (answer.status is Status.NEEDS_CLARIFICATION) is asked_back
    assert ("2 of the decisions named above" in answer.text) is asked_back


# --- how far back --------------------------------------------------------------------------------


def test_the_newest_turns_are_kept_and_the_oldest_of_them_is_cut() -> None:
    turns = [Turn("user", str(n) * 10) for n in range(5)]
    assert Recall(turns=2).recent(turns) == tuple(turns[3:])
    assert Recall(turns=9, characters=25).recent(turns) == (
        Turn("user", "2" * 5),
        *turns[3:],
    )
    assert Recall(turns=0).recent(turns) == ()
    assert Recall(characters=0).recent(turns) == ()
    assert Recall().recent([]) == ()


def test_what_lies_further_back_changes_nothing(client: TestClient) -> None:
    old = [{"role": "user", "content": f"What happened in 24 009 995? ({n})"} for n in range(300)]
    new = [{"role": "user", "content": "What about Surrey?"}] * 12
    asked = {"question": "And how much did they have to pay?"}
    short = client.post("/v1/ask", json={**asked, "history": new}).json()
    long = client.post("/v1/ask", json={**asked, "history": old + new}).json()
    assert short["understood"] == long["understood"]
    assert short["text"] == long["text"]
    assert "references" not in long["understood"]


def test_the_bounds_are_settings(tiny_index: Path) -> None:
    settings = load_settings({"UPHELD_HISTORY_TURNS": "0", "UPHELD_HISTORY_CHARACTERS": "99"})
    assert (settings.history_turns, settings.history_characters) == (0, 99)
    with pytest.raises(ConfigError, match="UPHELD_HISTORY_TURNS"):
        load_settings({"UPHELD_HISTORY_TURNS": "-1"})
    alone = Engine(open_library(tiny_index), HashedEmbedder(), load_wording(), recall=Recall(0))
    said = (Turn("user", "What was found in 24 000 001?"),)
    assert (
        alone.ask(Question("How much was paid?", history=said)).understood.get("references") is None
    )
    alone.close()


# --- nothing is kept -----------------------------------------------------------------------------

_written: list[str] = []
_watching = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event == "open" and set(str(arguments[1])) & set("wax+"):
        _written.append(str(arguments[0]))


sys.addaudithook(_watch)


def test_a_conversation_leaves_nothing_on_disk_and_nothing_in_the_log(
    tiny_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    global _watching

    def held() -> dict[Path, bytes]:
        return {p: p.read_bytes() for p in tiny_index.rglob("*") if p.is_file()}

    with service(tiny_index) as client:
        before = held()
        _watching = True
        try:
            with caplog.at_level(logging.DEBUG):
                talk(client, "What about Zebulon's speech therapy in Kent?", "And what was paid?")
                client.post("/v1/ask/stream", json={"question": "What about Zebulon?"})
        finally:
            _watching = False
        assert held() == before
    assert _written == []
    assert "Zebulon" not in caplog.text
