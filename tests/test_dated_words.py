"""Dated facts read out of a person's words: what happened when, and what was assumed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api import create_app
from app.dated_words import Told, read_words
from app.deadlines import load_timetable
from app.printed_days import find_days
from app.review import Facts, review
from rag.config import Settings
from rag.wording import load_wording

TODAY = date(2026, 11, 22)
PIECES = [
    *("29 February", "31 June 2025", "in march", "in May last year", "on 3/4/25", "in 2024,"),
    *("on 29 February 2024", "31/12/2098", "2025-02-30", "three weeks ago", "99 years ago"),
    *("from March to June 2025", "autumn term 2024", "last December", "from 29 February to"),
    *("we asked for an EHC assessment", "they refused", "got the plan", "still no plan"),
    *("annual review", "complained", "haven't heard", ",", ".", "and", "until", "1 January 1900"),
]


def read(text: str) -> Told:
    return read_words(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        (
            "We asked for an EHC assessment on 3 March 2025, they refused to assess on 20 May.",
            {"request": "2025-03-03", "refusal-to-assess": "2025-05-20"},
        ),
        (
            "i applied for an ehcp on 12/1/26 and they said yes to assess on 3rd april",
            {"request": "2026-01-12", "assessment-agreed": "2026-04-03"},
        ),
        (
            "The final plan arrived in sept, after we asked for the assessment in nov 2024.",
            {"final-plan": "2025-09-01", "request": "2024-11-30"},
        ),
        (
            "She was permanently excluded on 5 Feb 2026. Tuition began on 2 March 2026.",
            {"exclusion": "2026-02-05", "education-started": "2026-03-02"},
        ),
        (
            "My son stopped going to school in October, and we complained in January 2026.",
            {"absence": "2025-10-31", "complaint": "2026-01-31"},
        ),
        (
            "The annual review was in May last year and we did not get the plan until February.",
            {"review-meeting": "2025-05-31", "amended-plan": "2026-02-01"},
        ),
        ("How long is a council allowed for an amended plan after a review?", {}),
        ("His plan says speech therapy and nobody has come since Easter.", {}),
    ],
)
def test_what_happened_when(text: str, dates: dict[str, str]) -> None:
    assert read(text).dates == dates


def test_months_without_days_and_years_say_what_was_assumed() -> None:
    """31 March 2025 and 1 December 2025: the shortest time that the words allow."""
    told = read("We asked in March and got the plan in December.")
    assert told.dates == {"request": "2025-03-31", "final-plan": "2025-12-01"}
    asked, got = told.facts
    assert (asked.words, got.words) == ("We asked in March", "got the plan in December")
    for part in ("“We asked” was taken to mean", "names no year: 2025", "the latest it can mean"):
        assert part in " ".join(asked.assumed)
    assert "1 December 2025 was taken, the earliest it can mean" in " ".join(got.assumed)


def test_a_day_that_is_told_assumes_nothing() -> None:
    (fact,) = read("Our request was received on 29 February 2024.").facts
    assert (fact.day, fact.assumed) == (date(2024, 2, 29), ())


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("We complained on 29 February 2025.", "2025 is no leap year"),
        ("We complained on 31 June 2025.", "“31 June 2025” is no date that exists"),
        ("We complained on 31/06/2025.", "“31/06/2025” is no date that exists"),
        ("We complained. The bill came on 3 May 2026.", "“3 May 2026” was read as a date, but not"),
        ("We complained and nobody cared.", "No date of anything that a time limit counts from"),
    ],
)
def test_what_could_not_be_read_is_said(text: str, note: str) -> None:
    told = read(text)
    assert not told.facts
    assert any(note in line for line in told.notes)


def test_a_date_that_contradicts_another_is_pointed_at() -> None:
    (fact,) = read("We complained on 3 May 2026. We complained on 9 June 2026.").facts
    assert fact.day == date(2026, 5, 3)
    assert "Two dates were read for this: 3 May 2026 and 9 June 2026" in fact.assumed[0]


def test_what_is_still_missing_is_read_where_its_limit_has_begun() -> None:
    told = read("We asked for an assessment on 1 May 2026. Still no plan. Still no reply.")
    assert [(one.event, one.words) for one in told.undone] == [("final-plan", "Still no plan")]


def test_a_date_ahead_counts_as_not_happened() -> None:
    facts = Facts({"request": "2026-05-01", "final-plan": "2027-05-01"})
    account = review(facts, today=TODAY)
    assert "lies after 22 November 2026" in account.worked.warnings[-1]
    (final,) = [s for s in account.steps if s.due.rule.id == "EHCNA-FINAL"]
    assert (final.happened, final.standing.value) == (None, "not done and overdue")
    assert final.gap_days == 65  # from 18 September 2026: 12 + 31 + 22


def test_a_date_before_its_limit_began_is_no_answer_to_it() -> None:
    facts = Facts({"review-meeting": "2026-06-01", "amended-plan": "2026-03-01"})
    steps = {s.due.rule.id: s for s in review(facts, today=TODAY).steps}
    assert steps["AR-DECISION"].words.startswith("You gave no date")
    assert "lies before 1 June 2026" in review(
        Facts({"absence": "2026-06-01", "education-started": "2026-05-01"},
              closed=["2026-07-22..2026-09-01"]), today=TODAY,
    ).steps[0].words  # fmt: skip


def test_every_sign_is_of_an_event_that_is_known() -> None:
    events = load_timetable().events
    wording = load_wording(name="facts.toml")
    for table in ("signs", "weak", "missed"):
        assert not set(wording.table(table)) - set(events), table


@given(st.lists(st.sampled_from(PIECES), max_size=10), st.dates(date(2014, 1, 1), date(2060, 1, 1)))
@settings(max_examples=150, deadline=None)
def test_any_words_are_read_and_laid_out(pieces: list[str], today: date) -> None:
    told = read_words(" ".join(pieces), today=today)
    assert all(2000 <= fact.day.year <= 2098 for fact in told.facts)
    assert bool(told.facts) != any("No date of anything" in note for note in told.notes)
    if told.facts:
        review(Facts(told.dates, [one.event for one in told.undone]), today=today)


def test_the_text_keeps_its_words() -> None:
    text, days = find_days("refused on 1/2/26, again last march", TODAY)
    assert text == "refused on 01/02/2026, again   in March"
    assert [when.first for when in days] == [(2026, 2, 1), (0, 3, 0)]


def test_the_service_reads_without_an_index() -> None:
    body: dict[str, Any] = {"text": "We complained in May. No reply.", "today": "2026-11-22"}
    with TestClient(create_app(Settings(index=Path("/nowhere")))) as client:
        told = client.post("/v1/review/read", json=body).json()
        empty = client.post("/v1/review/read", json={"text": ""})
    (fact,) = told["facts"]
    assert (fact["event"], fact["date"]) == ("complaint", "2026-05-31")
    assert fact["label"] == "the council received the complaint"
    assert empty.status_code == 422
