"""Counting time: dates worked out by hand on a calendar."""

from datetime import date

import pytest

from rag.deadlines import Limit, add_limit, has_passed, limit_of, say_date
from rag.periods import periods


@pytest.mark.parametrize(
    ("start", "n", "unit", "due"),
    [
        (date(2025, 3, 3), 20, "weeks", date(2025, 7, 21)),
        (date(2023, 5, 18), 16, "weeks", date(2023, 9, 7)),
        (date(2024, 1, 31), 1, "months", date(2024, 2, 29)),
        (date(2023, 1, 31), 1, "months", date(2023, 2, 28)),
        (date(2024, 11, 30), 3, "months", date(2025, 2, 28)),
        (date(2024, 2, 29), 12, "months", date(2025, 2, 28)),
        (date(2025, 12, 20), 15, "days", date(2026, 1, 4)),
        (date(2025, 12, 23), 3, "working days", date(2025, 12, 30)),
    ],
)
def test_add_limit(start: date, n: int, unit: str, due: date) -> None:
    assert add_limit(start, Limit(n, unit, "request")) == due


@pytest.mark.parametrize(
    ("start", "n", "unit", "due"),
    [
        (date(2025, 3, 3), 20, "weeks", date(2025, 7, 20)),
        (date(2025, 3, 1), 1, "months", date(2025, 3, 31)),
        (date(2025, 1, 31), 1, "months", date(2025, 2, 28)),
        (date(2025, 12, 23), 3, "working days", date(2025, 12, 29)),
    ],
)
def test_the_day_itself_counted_as_the_first(start: date, n: int, unit: str, due: date) -> None:
    assert add_limit(start, Limit(n, unit, "request"), that_day=True) == due


def test_school_days_need_term_dates_and_are_not_worked_out() -> None:
    assert add_limit(date(2025, 1, 1), Limit(15, "school days", "absence")) is None


def test_limit_of_reads_a_duty_record() -> None:
    record = {"time_limit": {"n": 12, "unit": "weeks", "from_event": "review meeting (eight …)"}}
    assert limit_of(record) == Limit(12, "weeks", "review meeting")


@pytest.mark.parametrize(
    "limit",
    [
        None,
        {"n": None, "unit": "fixed date: before 15 February", "from_event": "year of transfer"},
        {"n": 6, "unit": "school day (education must start on the sixth)", "from_event": "x"},
        {"n": 5, "unit": "months (before)", "from_event": "date of the move"},
    ],
)
def test_what_is_not_a_length_of_time_is_not_counted(limit: object) -> None:
    assert limit_of({"time_limit": limit}) is None


def test_has_passed_says_nothing_when_it_is_close() -> None:
    twelve = Limit(12, "weeks", "review meeting")
    assert has_passed(periods("five months")[0], twelve) is True
    assert has_passed(periods("four weeks")[0], twelve) is False
    assert has_passed(periods("12 weeks")[0], twelve) is None
    assert has_passed(periods("five months")[0], Limit(15, "school days", "absence")) is None


def test_say_date() -> None:
    assert say_date(date(2025, 7, 1)) == "1 July 2025"
