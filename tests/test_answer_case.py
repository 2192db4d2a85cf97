"""Answers about one decision with full text: a made-up one, read as Upheld reads it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from doors import hashed_engine

from rag.answer import Engine
from rag.kinds import Audience, Part, Role, Status
from rag.replies import Answer, Question, Turn


@pytest.fixture(scope="module")
def engine(documents_index: Path) -> Iterator[Engine]:
    with hashed_engine(documents_index) as opened:
        yield opened


def ask(engine: Engine, text: str, audience: Audience = Audience.PARENT, *history: str) -> Answer:
    turns = tuple(Turn("user" if n % 2 == 0 else "assistant", h) for n, h in enumerate(history))
    return engine.ask(Question(text, audience, turns))


def direct(answer: Answer) -> list[str]:
    return [c.text for c in answer.claims if c.part is Part.DIRECT]


def test_what_was_agreed_is_told_from_what_was_offered(engine: Engine) -> None:
    answer = ask(engine, "How much was paid in 99 000 101?")
    assert answer.status is Status.ANSWERED
    assert [text.split(":")[0] for text in direct(answer)] == [
        "Agreed, £120 per month",
        "Agreed, £275",
    ]
    staff = ask(engine, "How much was paid in 99 000 101?", Audience.STAFF)
    [offer] = [text for text in direct(staff) if "£300" in text]
    assert "did not accept that as enough" in offer


def test_the_heading_is_cited_for_date_and_outcome(engine: Engine) -> None:
    answer = ask(engine, "What is the date of decision 99 000 101?")
    assert any("12 Mar 2025" in text for text in direct(answer))
    assert all(c.citations[0].section == "Header" for c in answer.claims)


def test_a_numbered_paragraph_is_shown_or_asked_back(engine: Engine) -> None:
    several = ask(engine, "What does paragraph 3 of 99 000 101 say?")
    assert several.status is Status.NEEDS_CLARIFICATION
    assert "Analysis, paragraph 3" in several.text
    one = ask(engine, "What does paragraph 3 of the Analysis in 99 000 101 say?")
    [claim] = one.claims
    assert claim.citations[0].pinpoint == "Analysis, paragraph 3"
    assert "reasonable first step" in claim.text


def test_the_complaint_is_shown_as_a_complaint(engine: Engine) -> None:
    answer = ask(engine, "What did Ms T complain about in 99 000 101?")
    assert {c.citations[0].role for c in answer.claims} == {Role.COMPLAINT}
    assert all(text.startswith("The complaint was") for text in direct(answer))


def test_the_councils_argument_is_not_the_finding(engine: Engine) -> None:
    answer = ask(
        engine,
        "The council said a shortage of specialist teachers was to blame. "
        "Was it at fault in 99 000 101?",
    )
    assert answer.claims
    for claim in answer.claims:
        if claim.citations[0].role in (Role.COUNCIL_POSITION, Role.FACTS):
            assert not claim.text.startswith("The Ombudsman found")


def test_what_a_decision_says_nothing_of_is_said(engine: Engine) -> None:
    answer = ask(engine, "Which colour were the curtains in 99 000 101?")
    assert answer.status is Status.NOT_FOUND
    assert "does not say anything that answers this" in answer.text


def test_two_decisions_are_compared_side_by_side(engine: Engine) -> None:
    answer = ask(engine, "Compare 99 000 101 and 99 000 102")
    assert {c.citations[0].reference for c in answer.claims} == {"99 000 101", "99 000 102"}
    assert all(c.text.startswith(("99 000 101: ", "99 000 102: ")) for c in answer.claims)


def test_a_case_is_found_by_its_description(engine: Engine) -> None:
    answer = ask(engine, "What did the Ombudsman find about the teacher of the deaf at Northmoor?")
    assert {c.citations[0].reference for c in answer.claims} == {"99 000 101"}


def test_an_answer_that_cites_many_cases_lends_none_to_the_next_question(engine: Engine) -> None:
    told = "See 24 018 294 and 23 019 685."
    answer = ask(engine, "and what can I do?", Audience.PARENT, "my son's review is late", told)
    assert "references" not in answer.understood
    picked = ask(engine, "and the Trafford one?", Audience.PARENT, "review late", told)
    assert picked.understood["references"] == "23 019 685"


def test_minutes_say_who_says_it(engine: Engine) -> None:
    answer = ask(engine, "What did Northmoor's scrutiny panel minutes record about the children?")
    assert answer.claims
    assert all("minutes" in text or "committee" in text for text in direct(answer)[:1])
