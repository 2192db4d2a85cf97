"""Answers from a report: its sentences, its numbered recommendations, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doors import hashed_engine
from own_documents import DATA

from ingest.build import build_index
from rag.answer import Engine
from rag.entities import Gazetteer
from rag.fakes import HashedEmbedder, WordCounter
from rag.intents import Intent
from rag.kinds import Audience, Kind, Role, Status
from rag.replies import Answer, Question
from rag.understand import Understanding, understand


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    index = tmp_path_factory.mktemp("report") / "index"
    sources = [str(DATA / "report.txt")]
    build_index(index, sources, starter=True, embedder=HashedEmbedder(), counter=WordCounter())
    with hashed_engine(index) as opened:
        yield opened


@pytest.fixture
def gazetteer(engine: Engine) -> Gazetteer:
    return Gazetteer.of(engine.library)


def read(gazetteer: Gazetteer, text: str) -> Understanding:
    return understand(Question(text), gazetteer)


def ask(engine: Engine, text: str) -> Answer:
    return engine.ask(Question(text, Audience.STAFF))


def quotes(answer: Answer) -> list[str]:
    return [c.quote for claim in answer.claims for c in claim.citations]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("What does the report say about first contact?", "What first contact?"),
        ("How long are the forms, according to Waiting to learn?", "How long are the forms"),
        ("did they talk to tutors for the waiting to learn study", "did they talk to tutors"),
        ("Which panels met, on the study's figures?", "Which panels met ?"),
        ("What does the author recommend on forms?", "What recommend forms?"),
    ],
)
def test_what_only_names_the_report_is_put_aside(
    gazetteer: Gazetteer, text: str, left: str
) -> None:
    asked = read(gazetteer, text)
    assert asked.paper
    assert asked.wants(Intent.RESEARCH)
    assert asked.search_text == left


@pytest.mark.parametrize(
    "text",
    [
        "We waited nine months for the ed psych report. Is that allowed?",
        "Did the council publish the public report about transport?",
        "What did the Ombudsman find about forms?",
    ],
)
def test_a_report_that_is_no_source_is_left_alone(gazetteer: Gazetteer, text: str) -> None:
    asked = read(gazetteer, text)
    assert not asked.paper
    assert asked.search_text == text


def test_a_council_in_the_name_of_a_report_is_not_asked_about(gazetteer: Gazetteer) -> None:
    assert read(gazetteer, "what does that manchester report say about panels").councils == ()
    assert read(gazetteer, "What did Manchester say about panels?").councils


def test_without_a_paper_no_question_points_at_one() -> None:
    bare = Gazetteer([], [])
    assert not read(bare, "What does the report say about forms?").paper


def test_a_numbered_recommendation_is_that_one(engine: Engine) -> None:
    answer = ask(engine, "What is recommendation 2 of the study?")
    assert answer.status is Status.ANSWERED
    assert quotes(answer) == ["Each form should fit on one page."]
    assert {c.role for claim in answer.claims for c in claim.citations} == {Role.RECOMMENDATION}


def test_what_a_report_recommends_is_all_that_it_recommends(engine: Engine) -> None:
    shown = quotes(ask(engine, "What does the report recommend?"))
    assert shown == ["Councils should merge the two panels.", "Each form should fit on one page."]


def test_what_a_report_found_is_told_from_its_summary(engine: Engine) -> None:
    answer = ask(engine, "What are the main findings of Waiting to learn?")
    cited = [c for claim in answer.claims for c in claim.citations]
    assert cited
    assert {c.kind for c in cited} == {Kind.RESEARCH}
    assert {c.role for c in cited} == {Role.SUMMARY}


def test_a_count_is_quoted_with_its_figure(engine: Engine) -> None:
    shown = quotes(ask(engine, "How many tutors and managers did the study speak to?"))
    assert "14 tutors and six managers" in shown[0]


def test_another_nation_inside_a_report_is_no_hindrance(engine: Engine) -> None:
    answer = ask(engine, "Does the report say anything about tutors in Scotland?")
    assert answer.understood.get("reason") != "nation"
