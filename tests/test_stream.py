"""Answers told while they are made: order, the same end, clients that leave, models that fail."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from doors import faked, hashed_engine, served
from fake_llm import (
    FOUND,
    Reply,
    claim,
    claims,
    endless,
    fake_model,
    honest,
    says,
    silent,
    true_claim,
)

from rag.answer import Engine
from rag.events import Event
from rag.replies import Question

pytestmark = pytest.mark.slow

ASKED = "What was found about speech therapy in 24 000 001?"
LONGEST_S = 2.0
Told = tuple[str, dict[str, Any]]


@pytest.fixture
def engine(tiny_index: Path) -> Iterator[Engine]:
    with hashed_engine(tiny_index) as opened:
        yield opened


def read(lines: Iterator[str]) -> Iterator[Told]:
    """Yield the events of a stream; comments are left out."""
    name = ""
    for line in lines:
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def told(address: str, question: str = ASKED, **more: Any) -> list[Told]:
    body = {"question": question, **more}
    with httpx.stream("POST", f"{address}/v1/ask/stream", json=body, timeout=30) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/event-stream")
        assert reply.headers["x-accel-buffering"] == "no"
        return list(read(reply.iter_lines()))


def asked(address: str, question: str = ASKED, **more: Any) -> dict[str, Any]:
    body = {"question": question, **more}
    reply: dict[str, Any] = httpx.post(f"{address}/v1/ask", json=body, timeout=30).json()
    return reply


def bare(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without what two runs of the same question differ in."""
    changing = ("seconds", "first_token_seconds")
    made_by = {k: v for k, v in answer["made_by"].items() if k not in changing}
    return {**answer, "made_by": made_by}


def unnumbered(made: dict[str, Any]) -> dict[str, Any]:
    return {**made, "citations": [{**c, "number": None} for c in made["citations"]]}


def names(events: list[Told]) -> list[str]:
    return [record.get("stage", name) for name, record in events]


def working() -> list[str]:
    """Return the threads that make an answer now."""
    ours = ("upheld-answer", "upheld-llm")
    return [thread.name for thread in threading.enumerate() if thread.name in ours]


def rest(seconds: float = LONGEST_S) -> None:
    """Wait until no answer is being made."""
    until = time.monotonic() + seconds
    while working() and time.monotonic() < until:
        time.sleep(0.02)
    assert working() == []


# --- order and the same end ----------------------------------------------------------------------


def test_steps_evidence_and_claims_come_in_order_and_the_end_is_the_plain_reply(
    engine: Engine,
) -> None:
    with served(engine) as address:
        events = told(address, id="q1", audience="advocate")
        plain = asked(address, id="q1", audience="advocate")
    kinds = names(events)
    assert kinds[:3] == ["searching", "checking", "evidence"]
    assert set(kinds[3:-1]) == {"claim"}
    name, answer = events[-1]
    assert name == "answer"
    assert bare(answer) == bare(plain)
    shown = [record for name, record in events if name == "claim"]
    assert shown == [unnumbered(made) for made in answer["claims"]]
    evidence = dict(events)["evidence"]
    assert evidence["passages"] == len(answer["retrieved"])
    cited = {c["document"] for made in answer["claims"] for c in made["citations"]}
    assert cited <= {document["id"] for document in evidence["documents"]}


def test_what_is_not_known_is_told_without_claims(engine: Engine) -> None:
    with served(engine) as address:
        events = told(address, "What was decided in 99 999 999?")
    assert names(events) == ["searching", "answer"]
    assert events[-1][1]["status"] == "not_found"


def test_a_models_statements_are_shown_as_they_pass_and_struck_where_they_do_not(
    engine: Engine,
) -> None:
    def half_true(reply: Reply) -> None:
        lie = claim("The council paid £9,999 for speech therapy.", 1, FOUND)
        says(claims({**true_claim(reply), "part": "direct"}, lie))(reply)

    with fake_model(half_true) as model, served(faked(engine, model.url)) as address:
        events = told(address)
        plain = asked(address)
    kinds = names(events)
    assert kinds[:6] == ["searching", "checking", "evidence", "writing", "claim", "struck"]
    struck = dict(events)["struck"]
    assert "9,999" in struck["text"]
    assert struck["why"]
    answer = events[-1][1]
    assert struck in answer["removed"]
    assert all("9,999" not in made["text"] for made in answer["claims"])
    assert bare(answer) == bare(plain)


def test_a_claim_is_told_while_the_model_is_still_writing(engine: Engine) -> None:
    seen = threading.Event()

    def waits(reply: Reply) -> None:
        reply.open()
        whole = claims({**true_claim(reply), "part": "direct"})
        reply.text(whole.removesuffix("]}"))
        assert seen.wait(10), "the claim was not told before the model went on"
        reply.text("]}")
        reply.finish()

    with fake_model(waits) as model, served(faked(engine, model.url, seconds=10)) as address:
        body = {"question": ASKED}
        with httpx.stream("POST", f"{address}/v1/ask/stream", json=body, timeout=20) as reply:
            events = []
            for event in read(reply.iter_lines()):
                events.append(event)
                if event[0] == "claim":
                    seen.set()
    assert events[-1][0] == "answer"
    assert events[-1][1]["made_by"]["backend"] == "openai"


# --- models that fail ----------------------------------------------------------------------------


def stalls(reply: Reply) -> None:
    reply.open()
    reply.text(claims({**true_claim(reply), "part": "direct"}).removesuffix("]}") + ",")
    reply.wait(5)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (silent, "slow"),
        (stalls, "slow"),
        (endless, "too_long"),
        (says('{"claims": []}'), "empty"),
        (lambda reply: reply.status(500), "down"),
        (lambda reply: reply.status(401), "refused"),
    ],
    ids=["silent", "stalls", "endless", "empty", "500", "401"],
)
def test_a_model_that_fails_ends_in_the_extractive_answer(
    script: Any, why: str, engine: Engine
) -> None:
    with served(engine) as address:
        plain = asked(address)
        with fake_model(script) as model:
            faked(engine, model.url)
            started = time.perf_counter()
            events = told(address)
            assert time.perf_counter() - started < LONGEST_S
    assert events[-1][0] == "answer"
    answer = events[-1][1]
    assert answer["made_by"]["fell_back"] == why
    assert answer["claims"] == plain["claims"]
    after = [n for n, (name, _) in enumerate(events) if name == "withdrawn"]
    start = after[-1] + 1 if after else 0
    assert [r for name, r in events[start:] if name == "claim"] == [
        unnumbered(made) for made in plain["claims"]
    ]
    assert ("withdrawn" in names(events)) is (script is stalls)
    rest()


class Failing:
    """An engine with a fault that speaks of the question, after its first event."""

    library: Any = None
    writer: Any = None

    def stream(self, question: Question, *, cancel: Any = None) -> Iterator[Event]:
        raise RuntimeError(f"secret: {question.text}")
        yield

    def close(self) -> None: ...


def test_a_fault_of_ours_is_an_event_and_repeats_nothing(caplog: pytest.LogCaptureFixture) -> None:
    engine: Any = Failing()
    with served(engine) as address:
        events = told(address, "about Tom")
    assert [name for name, _ in events] == ["error"]
    assert events[0][1]["error"]["code"] == "internal"
    assert "RuntimeError" in caplog.text
    assert "Tom" not in json.dumps(events) + caplog.text


# --- clients that leave --------------------------------------------------------------------------


def test_a_client_that_leaves_stops_the_model(engine: Engine) -> None:
    gone = threading.Event()

    def goes_on(reply: Reply) -> None:
        try:
            endless(reply)
        except OSError:
            gone.set()
            raise

    with fake_model(goes_on) as model, served(faked(engine, model.url, seconds=60)) as address:
        body = {"question": ASKED}
        with httpx.stream("POST", f"{address}/v1/ask/stream", json=body, timeout=20) as reply:
            for _, record in read(reply.iter_lines()):
                if record.get("stage") == "writing":
                    break
        assert gone.wait(LONGEST_S)
        rest()


def test_many_that_leave_at_any_moment_leave_nothing_behind(engine: Engine) -> None:
    with fake_model(silent) as model, served(faked(engine, model.url, seconds=60)) as address:
        for most in (0, 1, 2, 3) * 3:  # the fourth event is the step "writing"
            body = {"question": ASKED}
            with httpx.stream("POST", f"{address}/v1/ask/stream", json=body, timeout=20) as reply:
                for n, _ in enumerate(read(reply.iter_lines())):
                    if n == most:
                        break
        rest()
        assert httpx.get(f"{address}/healthz").status_code == 200


def test_a_silent_stream_is_kept_alive(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.05)
    with fake_model(silent) as model, served(faked(engine, model.url)) as address:
        body = {"question": ASKED}
        with httpx.stream("POST", f"{address}/v1/ask/stream", json=body, timeout=20) as reply:
            lines = list(reply.iter_lines())
    assert lines.count(": ping") >= 3
    assert [name for name, _ in read(iter(lines))][-1] == "answer"


# --- what leaves, and what is kept ---------------------------------------------------------------


def test_who_words_the_answers_is_told_before_anything_is_asked(engine: Engine) -> None:
    with served(engine) as address:
        plain = httpx.get(f"{address}/v1/model").json()
        assert plain["backend"] == "extractive"
        assert plain["remote"] is False
        assert plain["host"] is None
        faked(engine, "https://models.example.org/v1")
        away = httpx.get(f"{address}/v1/model").json()
        assert away["remote"] is True
        assert away["host"] == "models.example.org"
        assert "models.example.org" in away["notice"]
        with fake_model(honest) as model:
            faked(engine, model.url)
            near = httpx.get(f"{address}/v1/model").json()
            assert model.asked == []
    assert near["model"] == "fake-1"
    assert near["remote"] is False
    assert "Nothing leaves" in near["notice"]
    assert "sk-secret" not in json.dumps([plain, away, near])
