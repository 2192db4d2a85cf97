"""The whole gold set through the real engine: no quotation that its document does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPO, SEEDS

from eval.questions import load_questions
from rag.answer import Engine
from rag.bootstrap import open_engine
from rag.config import Settings
from rag.kinds import Kind, Status
from rag.replies import Answer, Citation, Question
from rag.text import fold

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(scope="module")
def engine(real_index: Path) -> Iterator[Engine]:
    settings = Settings(index=real_index, cache=Path("~/.cache/upheld").expanduser())
    opened = open_engine(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answers(engine: Engine, remembered: dict[Question, Answer]) -> list[Answer]:
    questions = [item.asked() for item in load_questions(part="all")]
    return [remembered.get(question) or engine.ask(question) for question in questions]


def source_text(engine: Engine, citation: Citation) -> str:
    """Return what the named document holds: the file as it lies on the disk, where there is one."""
    for folder in (REPO / "eval" / "gold" / "documents", SEEDS):
        path = folder / Path(citation.source).name
        if path.is_file():
            return fold(path.read_text(encoding="utf-8"))
    assert citation.kind in (Kind.DIGEST, Kind.DUTY, Kind.GLOSSARY), citation.source
    return fold(engine.library.text(citation.document_id))


def test_every_quotation_stands_word_for_word_in_the_named_document(
    engine: Engine, answers: list[Answer]
) -> None:
    texts: dict[str, str] = {}
    checked = 0
    for answer in answers:
        for citation in (c for claim in answer.claims for c in claim.citations):
            text = texts.setdefault(citation.document_id, source_text(engine, citation))
            assert fold(citation.quote) in text, (answer.question, citation.quote)
            checked += 1
    assert checked > 300


def test_what_is_shown_in_quotation_marks_is_a_quotation(answers: list[Answer]) -> None:
    for claim in (c for answer in answers for c in answer.claims if c.verbatim):
        assert any(citation.quote in claim.text for citation in claim.citations)
        assert all(c.kind not in (Kind.DIGEST, Kind.DUTY) for c in claim.citations)


def test_nothing_that_must_be_declined_is_answered(answers: list[Answer]) -> None:
    items = load_questions(part="all")
    for item, answer in zip(items, answers, strict=True):
        if item.status == {Status.REFUSED}:
            assert answer.status is Status.REFUSED, item.question
            assert answer.claims == ()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real documents are not beside the project")
def test_the_payments_of_a_real_decision_with_their_places(engine: Engine) -> None:
    answer = engine.ask(Question("How much did Milton Keynes pay in 24 018 294, and what for?"))
    by_sum = {c.text.split(":")[0]: c for c in answer.claims}
    assert {"Agreed, £1,350", "Agreed, £150"} <= set(by_sum)
    assert by_sum["Agreed, £1,350"].citations[0].pinpoint == "Action, paragraph 2, bullet 2"
    assert "lack of education" in by_sum["Agreed, £1,350"].text
    assert by_sum["Agreed, £150"].citations[0].pinpoint == "Action, paragraph 2, bullet 3"
    assert "distress" in by_sum["Agreed, £150"].text
    assert "£250" not in answer.text
