"""A model that fails in every way it can: the answer stays right, says so, and nobody waits."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from doors import free_port, hashed_engine
from fake_llm import (
    FOUND,
    Reply,
    claim,
    claims,
    drips,
    endless,
    fake_model,
    honest,
    number_of,
    says,
    silent,
    true_claim,
)

from rag.answer import Engine
from rag.errors import BackendError, Trouble
from rag.events import Finished, Found, Stands, Withdrawn, Working
from rag.kinds import Audience, Status
from rag.llm.anthropic import AnthropicBackend
from rag.llm.openai import OpenAIBackend
from rag.llm.patience import Retries
from rag.llm.prompts import SCHEMA
from rag.llm.protocol import Backend, Cancel, Delta, Prompt, Timeouts
from rag.llm.writer import Budget, Writer
from rag.replies import Answer, Question
from rag.wording import load_wording

pytestmark = pytest.mark.slow

QUESTION = "What was found about speech therapy in 24 000 001?"
KEY = "sk-secret-4711"
LONGEST_S = 2.0


@dataclass
class Asked:
    answer: Answer
    seconds: float


@pytest.fixture
def engine(tiny_index: Path) -> Iterator[Engine]:
    with hashed_engine(tiny_index) as opened:
        yield opened


def openai(url: str) -> OpenAIBackend:
    return OpenAIBackend(url, "fake-1", KEY, retries=Retries(3, 0.01))


def ask(engine: Engine, backend: Backend, *, seconds: float = 0.5, tokens: int = 400) -> Asked:
    budget = Budget(context=4000, max_tokens=tokens, seconds=seconds)
    engine.writer = Writer(backend, load_wording(name="model.toml"), budget)
    started = time.perf_counter()
    answer = engine.ask(Question(QUESTION))
    return Asked(answer, time.perf_counter() - started)


def broken_off(reply: Reply) -> None:
    reply.open()
    reply.text('{"claims": [{"citations": [{"number": 1, "quo')


def broken_after_a_claim(reply: Reply) -> None:
    reply.open()
    whole = claims({**true_claim(reply), "part": "direct"}).removesuffix("]}")
    reply.text(whole + ', {"citations": [{"num')


def invented_number(reply: Reply) -> None:
    says(claims({**true_claim(reply), "citations": [{"number": 77, "quote": FOUND}]}))(reply)


def invented_quotation(reply: Reply) -> None:
    made = claim("The chief executive resigned at once.", 1, "the chief executive resigned at once")
    says(claims(made))(reply)


def refuse(code: int, **headers: str):  # type: ignore[no-untyped-def]
    return lambda reply: reply.status(code, json.dumps({"error": f"bad key {KEY}"}), **headers)


FAULTS = {
    "timeout before the first token": (silent, Trouble.SLOW),
    "slow drip": (drips('{"claims": []}' + " " * 500, 0.05), Trouble.SLOW),
    "always rate-limited": (refuse(429), Trouble.RATE_LIMITED),
    "told to come back too late": (refuse(429, Retry_After="60"), Trouble.RATE_LIMITED),
    "always 500": (refuse(500), Trouble.DOWN),
    "wrong key": (refuse(401), Trouble.REFUSED),
    "cut stream": (broken_off, Trouble.CUT),
    "malformed JSON": (says('{claims: [text = "yes"'), Trouble.NONSENSE),
    "malformed claims": (says('{"claims": [{"text": yes}]}'), Trouble.NONSENSE),
    "malformed events": (lambda r: (r.open(), r.event("{not json")), Trouble.NONSENSE),
    "wrong schema": (says('{"answer": "It was at fault."}'), Trouble.NONSENSE),
    "empty answer": (says(""), Trouble.EMPTY),
    "no claims": (says('{"claims": []}'), Trouble.EMPTY),
    "endless answer": (endless, Trouble.TOO_LONG),
    "invented citation numbers": (invented_number, Trouble.UNSUPPORTED),
    "invented quotation": (invented_quotation, Trouble.UNSUPPORTED),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_model_that_fails_leaves_the_extractive_answer(
    name: str, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    script, trouble = FAULTS[name]
    plain = engine.ask(Question(QUESTION))
    with fake_model(script) as model, caplog.at_level(logging.WARNING, "upheld.llm"):
        asked = ask(engine, openai(model.url))
    answer = asked.answer
    assert asked.seconds < LONGEST_S
    assert answer.status is Status.ANSWERED
    assert answer.claims == plain.claims
    assert answer.made_by["fell_back"] == trouble.value
    assert answer.made_by["backend"] == "extractive"
    assert answer.made_by["asked_backend"] == "openai"
    assert any("without the language model" in line for line in answer.limits)
    assert len(caplog.records) == 1
    shown = caplog.text + answer.text + repr(answer)
    assert trouble.value in caplog.text
    assert KEY not in shown


def test_a_server_that_is_not_there(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    asked = ask(engine, openai(f"http://127.0.0.1:{free_port()}/v1"))
    assert asked.seconds < LONGEST_S
    assert asked.answer.made_by["fell_back"] == "down"
    assert asked.answer.claims
    assert "down" in caplog.text


@pytest.mark.parametrize("first", [refuse(500), refuse(429, Retry_After="0.05"), broken_off])
def test_what_passes_is_asked_again_until_the_first_token(first, engine: Engine) -> None:  # type: ignore[no-untyped-def]
    with fake_model(first, honest) as model:
        asked = ask(engine, openai(model.url), seconds=1.5)
    begun = first is broken_off
    assert len(model.asked) == (1 if begun else 2)
    assert ("fell_back" in asked.answer.made_by) is begun


def test_the_wait_is_as_long_as_the_server_asks(engine: Engine) -> None:
    with fake_model(refuse(429, Retry_After="0.4"), honest) as model:
        asked = ask(engine, openai(model.url), seconds=1.8)
    assert 0.4 <= asked.seconds < LONGEST_S
    assert asked.answer.made_by["backend"] == "openai"


def test_an_honest_model_words_the_answer(engine: Engine) -> None:
    with fake_model(honest) as model:
        answer = ask(engine, openai(model.url)).answer
    assert answer.made_by["backend"] == "openai"
    assert answer.made_by["model"] == "fake-1"
    assert answer.made_by["prompt"] == "parent 1"
    assert answer.made_by["tokens_in"] == "900"
    assert answer.made_by["tokens_out"] == "40"
    worded = answer.claims[0]
    assert worded.text.startswith("The council failed to secure speech therapy for five months.")
    assert FOUND in worded.text
    assert worded.citations[0].quote.startswith(FOUND)
    assert model.headers[0]["authorization"] == f"Bearer {KEY}"
    assert any("fake-1" in line for line in answer.limits)


def test_what_came_whole_before_a_cut_is_used_and_told(engine: Engine) -> None:
    with fake_model(broken_after_a_claim) as model:
        answer = ask(engine, openai(model.url)).answer
    assert answer.made_by["backend"] == "openai"
    assert any("broke off" in line for line in answer.limits)
    assert answer.claims[0].text.startswith("The council failed")


def test_an_answer_without_its_core_becomes_extractive(engine: Engine) -> None:
    def beside(reply: Reply) -> None:
        words = "The Council will apologise and pay"
        number = number_of(reply.model, words)
        made = claim("The council will apologise.", number, words, "direct")
        says(claims(made))(reply)

    plain = engine.ask(Question(QUESTION))
    with fake_model(beside) as model:
        answer = ask(engine, openai(model.url)).answer
    assert answer.made_by["fell_back"] == "unsupported"
    assert answer.claims == plain.claims


def test_claims_told_one_by_one_are_withdrawn_where_the_model_fails_later(engine: Engine) -> None:
    def stalls(reply: Reply) -> None:
        reply.open()
        reply.text(claims({**true_claim(reply), "part": "direct"}).removesuffix("]}") + ",")
        reply.wait(5)

    with fake_model(stalls) as model:
        budget = Budget(context=4000, max_tokens=400, seconds=0.4)
        engine.writer = Writer(openai(model.url), load_wording(name="model.toml"), budget)
        events = list(engine.stream(Question(QUESTION)))
    kinds = [type(event) for event in events]
    assert kinds[:6] == [Working, Working, Found, Working, Stands, Withdrawn]
    assert kinds[-1] is Finished
    last = events[-1]
    assert isinstance(last, Finished)
    after = [e.claim for e in events[6:] if isinstance(e, Stands)]
    assert tuple(after) == last.answer.claims


def test_without_a_model_the_claims_are_told_one_by_one_too(engine: Engine) -> None:
    *claims_told, last = engine.stream(Question(QUESTION))
    assert isinstance(last, Finished)
    assert tuple(e.claim for e in claims_told if isinstance(e, Stands)) == last.answer.claims
    assert last.answer.made_by["backend"] == "extractive"


def test_cancelling_stops_a_model_at_once(engine: Engine) -> None:
    cancel = Cancel()

    def stop_it(reply: Reply) -> None:
        cancel.set()
        silent(reply)

    with fake_model(stop_it) as model:
        budget = Budget(context=4000, max_tokens=400, seconds=5)
        engine.writer = Writer(openai(model.url), load_wording(name="model.toml"), budget)
        started = time.perf_counter()
        *_, last = engine.stream(Question(QUESTION), cancel=cancel)
    assert time.perf_counter() - started < LONGEST_S
    assert isinstance(last, Finished)
    assert last.answer.made_by["fell_back"] == "cancelled"


class Careless:
    """A backend of somebody else's that does not keep to the seam."""

    name = "careless"
    model = "c"
    remote = False
    where = "nowhere"

    def stream(self, *_: object, **__: object) -> Iterator[Delta]:
        raise KeyError("choices")


def test_a_backend_that_raises_what_it_should_not_is_down(engine: Engine) -> None:
    answer = ask(engine, Careless()).answer
    assert answer.made_by["fell_back"] == "down"
    assert answer.claims


# --- servers that differ -------------------------------------------------------------------------


def stream(backend: Backend) -> list[Delta]:
    return list(
        backend.stream(
            Prompt("Be brief.", "Say it.", "test"),
            schema=SCHEMA,
            max_tokens=50,
            timeout=Timeouts.within(1.5),
            cancel=Cancel(),
        )
    )


def test_what_a_server_refuses_is_put_another_way_and_remembered() -> None:
    def fussy(reply: Reply) -> None:
        body = reply.model.asked[-1]
        for option in ("stream_options", "temperature", "max_tokens", "response_format"):
            if option in body:
                reply.status(400, json.dumps({"error": {"message": f"Unsupported: {option}"}}))
                return
        assert body["grammar"] == "root ::= x"
        assert body["max_completion_tokens"] == 50
        says("fine")(reply)

    with fake_model(fussy) as model:
        backend = OpenAIBackend(model.url, "m", grammar="root ::= x")
        assert "".join(d.text for d in stream(backend)) == "fine"
        before = len(model.asked)
        stream(backend)
        assert len(model.asked) == before + 1
        forms = [b["response_format"]["type"] for b in model.asked if "response_format" in b]
        assert list(dict.fromkeys(forms)) == ["json_schema", "json_object"]
        assert "authorization" not in model.headers[0]


def test_a_server_that_does_not_stream_is_read_whole() -> None:
    record = {"choices": [{"message": {"content": "all at once"}, "finish_reason": "stop"}]}
    with fake_model(lambda reply: reply.status(200, json.dumps(record))) as model:
        assert [d.text for d in stream(openai(model.url))] == ["all at once"]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("{home}/openai?api-version=2024-06-01", "/openai/deployments/m/chat/completions"),
        ("{home}/openai/deployments/own?api-version=1", "/openai/deployments/own/chat/completions"),
        ("{home}/openai/v1?api-version=preview", "/openai/v1/chat/completions"),
    ],
)
def test_azure_has_its_own_path_and_header(url: str, path: str) -> None:
    with fake_model(says("ok")) as model:
        address = url.format(home=model.url.removesuffix("/v1"))
        stream(OpenAIBackend(address, "m", KEY))
        assert model.paths[0].split("?")[0] == path
        assert "api-version=" in model.paths[0]
        assert model.headers[0]["api-key"] == KEY
        assert "authorization" not in model.headers[0]


def anthropic_says(text: str):  # type: ignore[no-untyped-def]
    def script(reply: Reply) -> None:
        reply.open()
        usage = {"input_tokens": 70, "output_tokens": 1}
        reply.event({"type": "message_start", "message": {"usage": usage}})
        reply.event({"type": "ping"})
        for start in range(0, len(text), 9):
            delta = {"type": "input_json_delta", "partial_json": text[start : start + 9]}
            reply.event({"type": "content_block_delta", "index": 0, "delta": delta})
        stop = {"stop_reason": "tool_use"}
        reply.event({"type": "message_delta", "delta": stop, "usage": {"output_tokens": 12}})
        reply.event({"type": "message_stop"})

    return script


def test_anthropic_is_held_to_the_schema_by_a_tool() -> None:
    with fake_model(anthropic_says('{"claims": []}')) as model:
        pieces = stream(AnthropicBackend(model.url, "claude", KEY))
        assert "".join(p.text for p in pieces) == '{"claims": []}'
        last = [p for p in pieces if p.usage][-1]
        assert last.usage is not None
        assert (last.usage.tokens_in, last.usage.tokens_out) == (70, 12)
        assert last.finish == "stop"
        body = model.asked[0]
        assert body["tools"][0]["input_schema"]["required"] == ["claims"]
        assert body["tool_choice"]["name"] == body["tools"][0]["name"]
        assert model.headers[0]["x-api-key"] == KEY
        assert model.paths == ["/v1/messages"]


def test_anthropic_that_is_overloaded_in_mid_stream_is_asked_again() -> None:
    def busy(reply: Reply) -> None:
        reply.open()
        reply.event({"type": "error", "error": {"type": "overloaded_error"}})

    with fake_model(busy, anthropic_says("fine")) as model:
        backend = AnthropicBackend(model.url, "claude", KEY, retries=Retries(2, 0.01))
        assert "".join(d.text for d in stream(backend)) == "fine"


def test_a_refusal_tells_the_number_and_never_the_key() -> None:
    with fake_model(refuse(403)) as model, pytest.raises(BackendError) as caught:
        stream(openai(model.url))
    assert "403" in str(caught.value)
    assert KEY not in repr(caught.value) + str(caught.value)


@pytest.mark.parametrize("audience", list(Audience))
def test_every_audience_has_a_prompt_of_its_own(audience: Audience, engine: Engine) -> None:
    with fake_model(honest) as model:
        engine.writer = Writer(
            openai(model.url), load_wording(name="model.toml"), Budget(4000, 400, 1.0)
        )
        answer = engine.ask(Question(QUESTION, audience))
    assert answer.made_by["prompt"].startswith(audience.value)
    assert FOUND in model.asked[0]["messages"][1]["content"]
