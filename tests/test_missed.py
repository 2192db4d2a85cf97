"""What was missed and for how long: phrasings of many statements, in words of our own."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.missed import extract_missed, say_periods
from rag.cases import Missed
from rag.kinds import Kind, Role
from rag.records import Document, Paragraph, Reading, Section


def read(text: str, role: Role = Role.FINDINGS) -> tuple[Missed, ...]:
    document = Document("d", Kind.DECISION, "t", "s", "h", "x")
    paragraph = Paragraph("d#0", "d", 0, 0, role, text, 0, len(text), "Analysis, paragraph 1")
    return extract_missed(Reading(document, text, (Section(0, "Analysis", role),), (paragraph,)))


def told(one: Missed) -> tuple[Any, ...]:
    dates = tuple(day.isoformat() if day else None for day in (one.start_date, one.end_date))
    return (one.what, one.amount, one.unit, *dates, one.months)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He missed two terms of speech therapy.",
         ("speech therapy", 2, "terms", None, None, 8)),
        ("J went without education from January to July 2023.",
         ("education", None, None, "2023-01-01", "2023-07-31", 7)),
        ("She received only 16 of 38 sessions.", ("sessions", 22, "sessions", None, None, None)),
        ("L missed 16 of 38 sessions of physiotherapy.",
         ("physiotherapy", 16, "sessions", None, None, None)),
        ("Y lost a term and a half of schooling.", ("schooling", 1.5, "terms", None, None, 6)),
        ("Z was without suitable education for one and a half terms.",
         ("suitable education", 1.5, "terms", None, None, 6)),
        ("X has been out of education since March 2023.",
         ("education", None, None, "2023-03-01", None, None)),
        ("C missed out on five months of education between September 2023 and January 2024.",
         ("education", 5, "months", "2023-09-01", "2024-01-31", 5)),
        ("R went without a tutor from April 2024 until January 2025.",
         ("tutor", None, None, "2024-04-01", "2025-01-31", 9)),
        ("B had no teaching from 3 September 2024 until 12 January 2025.",
         ("teaching", None, None, "2024-09-03", "2025-01-12", 4.3)),
        ("As a result he missed nearly two terms’ education.",
         ("education", 2, "terms", None, None, 8)),
        ("She was not given any therapy for 18 months.",
         ("therapy", 18, "months", None, None, 18)),
        ("V’s therapy was not delivered for three terms.",
         ("therapy", 3, "terms", None, None, 12)),
        ("Q had a six-month gap in her therapy.", ("therapy", 6, "months", None, None, 6)),
        ("N missed 40 hours of 1:1 support.", ("1:1 support", 40, "hours", None, None, None)),
        ("Her daughter was out of school for 19 school days.",
         ("school", 19, "days", None, None, 1.2)),
        ("G did not attend school between May and September 2024.",
         ("school", None, None, "2024-05-01", "2024-09-30", 5)),
    ],
)  # fmt: skip
def test_one_length(text: str, expected: tuple[Any, ...]) -> None:
    (found,) = read(text)
    assert told(found) == expected
    assert found.status == "found"
    assert text[found.start : found.end] == found.text


def test_three_terms_are_a_school_year() -> None:
    (terms,) = read("He lost three terms of education.")
    (year,) = read("He lost a school year of education.")
    assert terms.months == year.months == 12


def test_two_lengths_in_one_sentence_keep_apart() -> None:
    found = read("P missed two terms of speech therapy and one term of occupational therapy.")
    assert [(m.what, m.amount) for m in found] == [
        ("speech therapy", 2),
        ("occupational therapy", 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The Council delayed issuing the plan by 14 weeks.",
        "She missed the deadline for her appeal by two weeks.",
        "Mr X went without a response for two months.",
        "Mrs X lost the chance to appeal for six months.",
        "Children who are out of school for 15 days should get education.",
        "He did not miss any education for that month.",
        "The Council will pay £50 for each month that she is without therapy for six months.",
        "If he is without a tutor for a month the Council will pay more.",
        "She asked for respite support and has not received any since asking two years ago.",
        "He had five hours of tuition a week for six months.",
        "It missed its target for replying for ten weeks.",
    ],
)
def test_what_is_no_loss_of_a_child(text: str) -> None:
    assert read(text) == ()


def test_what_a_party_said_is_claimed() -> None:
    said = "Mrs X said her son went without education for two terms."
    assert [m.status for m in read(said)] == ["claimed"]
    assert [m.status for m in read("He had no education for two terms.", Role.FACTS)] == ["claimed"]


def test_periods_are_the_lengths_as_printed() -> None:
    found = read("He missed two terms of speech therapy.")
    assert say_periods(found) == ("two terms: speech therapy",)
