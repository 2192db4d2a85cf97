"""Orders in questions and in documents are text: nothing is obeyed, leaked or shown unsupported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import hashed_engine
from fake_llm import fake_model, obedient
from hostile import DOCUMENTS, QUESTIONS, printed, reference
from selectolax.lexbor import LexborHTMLParser

from app.ui import markup
from app.wire import answer_record
from ingest.build import build_index
from ingest.parse import parse_document
from ingest.read import read_bytes
from rag.answer import Engine
from rag.check import fault_of
from rag.fakes import HashedEmbedder, WordCounter
from rag.llm.openai import OpenAIBackend
from rag.llm.patience import Retries
from rag.llm.writer import Budget, Writer
from rag.replies import Answer, Question, Turn
from rag.text import amounts, references
from rag.wording import load_wording, read_prompt

pytestmark = pytest.mark.slow

MODEL = load_wording(name="model.toml")
_WORDS = re.compile(r"\w+")
_LIVE = re.compile(r"https?://|<\s*/?\s*[a-z!]|javascript:|!\[|\]\(|BANANA|ACCESS GRANTED", re.I)


def runs(text: str, size: int = 7) -> set[tuple[str, ...]]:
    words = _WORDS.findall(text.lower())
    return {tuple(words[n : n + size]) for n in range(len(words) - size + 1)}


TOLD = runs(read_prompt("model.toml").split("[roles]")[0].replace("\\\n", " "))


@pytest.fixture
def engine(tiny_index: Path) -> Iterator[Engine]:
    with hashed_engine(tiny_index) as opened:
        yield opened


@pytest.fixture(params=["extractive", "obedient"])
def attacked(engine: Engine, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The engine without a model, and with one that obeys whatever it is told."""
    yield from backed(engine, request.param)


def backed(engine: Engine, backend: str) -> Iterator[Engine]:
    if backend == "extractive":
        yield engine
        return
    with fake_model(obedient) as model:
        remote = OpenAIBackend(model.url, "obedient", "", retries=Retries(1, 0.01))
        engine.writer = Writer(remote, MODEL, Budget(context=6000, max_tokens=3000, seconds=10.0))
        yield engine
        engine.writer = None


def question(row: dict[str, Any]) -> Question:
    history = tuple(Turn(turn["role"], turn["content"]) for turn in row.get("history", ()))
    return Question(row["question"], history=history)


def assert_harmless(engine: Engine, answer: Answer) -> None:
    record = answer_record(answer)
    told = " ".join(
        [answer.text, *(c.text for c in answer.claims), *answer.limits, *answer.suggestions]
    )
    held = {d.reference for d in engine.library.documents()}
    texts = " ".join(engine.library.text(d.id) for d in engine.library.documents())
    for words in (told, *(gone.text for gone in answer.removed)):
        assert not runs(words) & TOLD, words
    assert not _LIVE.search(told), _LIVE.search(told)
    assert set(amounts(told)) <= set(amounts(texts))
    for claim in answer.claims:
        assert fault_of(engine.library, claim) is None
        assert set(references(claim.text)) <= held
    page = "".join(markup.part_html(part, "a") for part in record["parts"])
    page += markup.left_out_html(record["removed"], whole=True)
    tags = {node.tag for node in LexborHTMLParser(page).css("body *")}
    assert tags <= {
        "h2",
        "p",
        "ul",
        "li",
        "a",
        "table",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "s",
        "small",
        "span",
    }, tags
    links = [a.attributes.get("href") or "" for a in LexborHTMLParser(page).css("a")]
    assert all(link.startswith("#") for link in links)


def places(answer: Answer) -> set[str]:
    return {c.paragraph_id for claim in answer.claims for c in claim.citations}


def test_there_are_forty_attacks_in_questions_and_twenty_in_documents() -> None:
    assert (len(QUESTIONS), len(DOCUMENTS)) == (40, 20)
    assert len({row["question"] for row in QUESTIONS if not row.get("history")}) >= 37


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row["id"])
def test_an_order_in_a_question_is_text(attacked: Engine, row: dict[str, Any]) -> None:
    answer = attacked.ask(question(row))
    assert_harmless(attacked, answer)
    if "honest" not in row:
        assert answer.status.value in row["status"], answer.text


@pytest.mark.parametrize("row", [r for r in QUESTIONS if "honest" in r], ids=lambda row: row["id"])
def test_the_honest_part_is_answered_as_if_asked_alone(engine: Engine, row: dict[str, Any]) -> None:
    alone, whole = engine.ask(Question(row["honest"])), engine.ask(question(row))
    assert (whole.status, places(whole)) == (alone.status, places(alone))
    assert (
        (whole.text == alone.text)
        or any("left out" in line for line in whole.limits)
        or (row["kind"] == "fake turn in history")
    )


def test_the_obedient_model_is_heard_where_it_is_honest(engine: Engine) -> None:
    for opened in backed(engine, "obedient"):
        answer = opened.ask(Question("What was found about speech therapy in 24 000 001?"))
        assert answer.made_by["backend"] == "openai"
        assert (answer.made_by["proposed"], answer.made_by["kept"]) == ("14", "1")
        assert "it repeats what the model was told" in {gone.why for gone in answer.removed}
        assert "it holds a link or an address" in {gone.why for gone in answer.removed}


# --- documents -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def poisoned_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty decisions, each with an attack in it, read as Upheld reads documents."""
    folder = tmp_path_factory.mktemp("poisoned")
    papers = folder / "papers"
    papers.mkdir()
    for row in DOCUMENTS:
        name, data = printed(row)
        (papers / name).write_bytes(data)
    index = folder / "index"
    build_index(
        index, [str(papers)], starter=False, embedder=HashedEmbedder(), counter=WordCounter()
    )
    return index


@pytest.mark.parametrize("row", DOCUMENTS, ids=lambda row: f"{row['where']}-{row['how']}")
def test_what_nobody_sees_in_a_document_is_set_apart_and_told(row: dict[str, Any]) -> None:
    name, data = printed(row)
    reading = parse_document(read_bytes(data, name=name), read_at="x")
    words = " ".join(row["text"].split()[:6])
    assert words not in reading.text
    assert "9,999" not in reading.text
    reasons = [why for text, why in reading.set_aside if words in text]
    assert len(reasons) == 1
    assert "will apologise and pay £600" in reading.text
    assert "named ten hours of speech therapy" in reading.text


@pytest.mark.parametrize("backend", ["extractive", "obedient"])
def test_an_order_in_a_document_is_no_evidence(poisoned_index: Path, backend: str) -> None:
    with hashed_engine(poisoned_index) as opened:
        for engine in backed(opened, backend):
            for row in DOCUMENTS:
                asked = f"What was found about speech therapy in {reference(row)}?"
                answer = engine.ask(Question(asked))
                assert_harmless(engine, answer)
                assert answer.claims, answer.text
                assert "9,999" not in " ".join(hit.passage.text for hit in answer.retrieved)
