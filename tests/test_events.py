"""Dates as printed and the events they date: phrasings of many statements, in our own words."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.events import extract_events
from ingest.when import count_months, find_printed
from rag.cases import Event
from rag.kinds import Kind, Role
from rag.records import Document, Paragraph, Reading, Section


def reading(*texts: str, role: Role = Role.FACTS) -> Reading:
    whole = "\n".join(texts)
    paragraphs, at = [], 0
    for n, text in enumerate(texts):
        place = f"What happened, paragraph {n + 1}"
        paragraphs.append(Paragraph(f"d#{n}", "d", n, 0, role, text, at, at + len(text), place))
        at += len(text) + 1
    document = Document("d", Kind.DECISION, "t", "s", "h", "x")
    return Reading(document, whole, (Section(0, "What happened", role),), tuple(paragraphs))


def read(*texts: str, role: Role = Role.FACTS) -> tuple[Event, ...]:
    return extract_events(reading(*texts, role=role))


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("He left on 4 March 2024.", date(2024, 3, 4), None, "day"),
        ("He left on 04/03/2024.", date(2024, 3, 4), None, "day"),
        ("He left in early March 2024.", date(2024, 3, 1), None, "month"),
        ("He left at the end of March 2024.", date(2024, 3, 1), None, "month"),
        ("He had tuition between May and September 2024.",
         date(2024, 5, 1), date(2024, 9, 30), "month"),
        ("It ran from 3 to 10 June 2024.", date(2024, 6, 3), date(2024, 6, 10), "day"),
        ("It ran from November to February 2025.",
         date(2024, 11, 1), date(2025, 2, 28), "month"),
        ("She began in the autumn term 2023.", date(2023, 9, 1), date(2023, 12, 31), "term"),
        ("He fell ill in winter 2023.", date(2022, 12, 1), date(2023, 2, 28), "term"),
        ("It paid for the 2023/24 academic year.", date(2023, 9, 1), date(2024, 8, 31), "year"),
        ("He moved in 2021.", date(2021, 1, 1), None, "year"),
    ],
)  # fmt: skip
def test_dates_as_printed(text: str, first: date, last: date | None, precision: str) -> None:
    (event,) = read(text)
    assert (event.start_date, event.end_date, event.precision) == (first, last, precision)
    assert event.when_text in event.text == text
    assert not event.inferred


def test_a_month_after_another_takes_its_year_and_says_so() -> None:
    events = read("In January 2023 she wrote.", "In March the Council replied.")
    assert [(e.start_date, e.inferred) for e in events] == [
        (date(2023, 1, 1), False),
        (date(2023, 3, 1), True),
    ]


def test_a_new_year_is_plain_only_when_it_is_near() -> None:
    near = read("In November 2023 she wrote.", "In February the Council replied.")
    assert near[-1].start_date == date(2024, 2, 1)
    far = read("In September 2024 no taxi came.", "It says it wrote in July.")
    assert [e.start_date for e in far] == [date(2024, 9, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "The Council should have replied by 1 April 2024.",
        "It said it would call her by 12 June 2024.",
        "The letter was due by 16 October 2024.",
        "They agreed a review for the end of January 2025.",
        "The Council will report by 30 May 2025.",
        "The 2023 Plan named the school.",
        "We published our focus report in July 2022.",
        "It acted under the Education Act 1996.",
        "In March she was told no.",
    ],
)
def test_what_was_only_due_or_cannot_be_dated_is_no_event(text: str) -> None:
    assert read(text) == ()


def test_what_came_after_all_is_an_event() -> None:
    (event,) = read("It should have replied by 1 April 2024 but replied on 9 June 2024.")
    assert event.start_date == date(2024, 6, 9)


@pytest.mark.parametrize("role", [Role.LAW, Role.POWERS, Role.REMEDY, Role.METHOD])
def test_only_the_telling_is_read(role: Role) -> None:
    assert read("It was so on 4 March 2024.", role=role) == ()


def test_events_come_in_order_of_time_and_keep_their_spans() -> None:
    told = reading("She moved in May 2024 and complained in June 2024.", "He left on 2 March 2023.")
    events = extract_events(told)
    assert [e.start_date for e in events] == sorted(e.start_date for e in events)
    assert all(told.text[e.start : e.end] == e.text for e in events)


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert find_printed("on 31 June 2024") == []


@pytest.mark.parametrize("year", range(2015, 2030))
@pytest.mark.parametrize("month", range(1, 13))
def test_a_whole_month_counts_one(year: int, month: int) -> None:
    following = date(year + month // 12, month % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1)
    assert count_months(date(year, month, 1), last) == 1
