"""The terminal while an answer is made: claims as they pass, and nothing of it in a pipe."""

from __future__ import annotations

import io
from pathlib import Path

from doors import faked, hashed_engine
from fake_llm import FOUND, Reply, claim, claims, fake_model, says, true_claim
from rich.console import Console

from app.tell import follow
from rag.kinds import Audience
from rag.replies import Question

QUESTION = Question("What was found about speech therapy in 24 000 001?")


def test_a_terminal_shows_what_is_done_claims_and_how_many_were_left_out(tiny_index: Path) -> None:
    def half_true(reply: Reply) -> None:
        lie = claim("The council paid £9,999 for speech therapy.", 1, FOUND)
        says(claims({**true_claim(reply), "part": "direct"}, lie))(reply)

    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=80, height=40)
    with hashed_engine(tiny_index) as engine, fake_model(half_true) as model:
        events = list(faked(engine, model.url).stream(QUESTION))
        answer = follow(events, Audience.PARENT, console)
    assert answer.claims
    shown = screen.getvalue()
    assert "A language model is putting" in shown
    assert "The council failed to secure speech therapy" in shown
    assert "Left out by the checks so far: 1" in shown
    assert "9,999" not in shown


def test_a_pipe_shows_nothing_meanwhile(tiny_index: Path) -> None:
    screen = io.StringIO()
    with hashed_engine(tiny_index) as engine:
        answer = follow(engine.stream(QUESTION), Audience.PARENT, Console(file=screen))
        assert answer.claims == engine.ask(QUESTION).claims
    assert screen.getvalue() == ""
