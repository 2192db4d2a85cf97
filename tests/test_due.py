"""Dates that follow from dates: a table worked out by hand on a calendar, and what always holds."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.deadlines import deadlines_wording, load_timetable, work_out
from rag.calendars import Closure, add_school_days, add_working_days, next_working_day
from rag.due import Due, State, due_dates
from rag.timetable import Rule, read_closures, read_dates

TABLE = Path(__file__).parent / "data" / "deadlines.jsonl"
ROWS = [json.loads(line) for line in TABLE.read_text("utf-8").splitlines()]
TODAY = date(2026, 5, 4)


def follows(dates: dict[str, str], closed: list[str] | None = None) -> list[Due]:
    table = load_timetable()
    closures = read_closures(closed or [])
    return due_dates(table, read_dates(table, dates), deadlines_wording(), closures=closures)


def one(rule: str, event: str, dates: dict[str, str], closed: list[str] | None = None) -> Due:
    (due,) = [due for due in follows(dates, closed) if (due.rule.id, due.event.id) == (rule, event)]
    return due


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']}-{row['dates'][row['event']]}")
def test_a_date_worked_out_by_hand(row: dict[str, Any]) -> None:
    due = one(row["rule"], row["event"], row["dates"], row.get("closures"))
    found = (iso(due.day), iso(due.other), iso(due.earliest))
    assert found == (row["date"], row["other"], row.get("earliest")), row["why"]


def test_nearly_every_rule_stands_in_the_table_worked_out_by_hand() -> None:
    assert {rule.id for rule in load_timetable().rules} - {row["rule"] for row in ROWS} == {
        "ORDER-CEASE"
    }


# --- what is told with a date -------------------------------------------------------------------


def test_both_ways_of_counting_are_told_in_words() -> None:
    due = one("EHCNA-DECISION", "request", {"request": "2026-01-12"})
    assert due.counted == (
        "6 weeks after 12 January 2026: the day after is the first.",
        "With 12 January 2026 itself as the first day: 22 February 2026. Both ways of counting "
        "are in use.",
    )


def test_a_family_is_told_to_keep_to_the_earlier_day() -> None:
    due = one("OMBUDSMAN", "knew", {"knew": "2025-12-01"})
    assert "Keep to the earlier day." in due.counted
    assert due.keep_to == due.other == date(2026, 11, 30)
    assert due.state(date(2026, 12, 1)) is State.PAST
    council = one("EHCNA-DECISION", "request", {"request": "2026-01-12"})
    assert council.keep_to == council.day


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("2026-03-09", "That is 9 May 2026, which is no working day:"),
        ("2026-06-15", "That is 15 August 2026, in August:"),
        ("2025-10-25", "That is 25 December 2025, between 25 December and 1 January:"),
    ],
)
def test_why_a_day_moved_is_told(start: str, told: str) -> None:
    assert one("APPEAL", "final-plan", {"final-plan": start}).counted[-1].startswith(told)


def test_a_short_month_is_told() -> None:
    due = one("JUDICIAL-REVIEW", "grounds", {"grounds": "2025-11-30"})
    assert "There is no 30 February 2026, so the last day of the month counts." in due.counted


def test_a_certificate_belongs_to_the_newest_decision_before_it() -> None:
    dates = {"refusal-to-assess": "2025-03-03", "final-plan": "2026-02-10"}
    dates["certificate"] = "2026-04-13"
    assert one("APPEAL", "final-plan", dates).day == date(2026, 5, 13)
    assert one("APPEAL", "refusal-to-assess", dates).day == date(2025, 5, 6)  # the 5th: a holiday


def test_a_rule_falls_away_with_what_has_happened_since() -> None:
    refused = follows({"request": "2026-01-12", "refusal-to-assess": "2026-02-20"})
    assert {"EHCNA-NO-PLAN", "EHCNA-FINAL"}.isdisjoint(due.rule.id for due in refused)
    again = follows({"refusal-to-assess": "2025-02-20", "request": "2026-01-12"})
    assert {"EHCNA-NO-PLAN", "EHCNA-FINAL"} <= {due.rule.id for due in again}


def test_a_rule_counts_only_while_it_is_in_force() -> None:
    assert not follows({"concede-school": "2015-03-20"})
    assert one("CONCEDE-SCHOOL", "concede-school", {"concede-school": "2015-03-23"})


def test_a_long_closure_is_named_where_it_touches_the_time() -> None:
    told = one(
        "EHCNA-DECISION", "request", {"request": "2026-07-01"}, ["2026-07-22..2026-09-01"]
    ).exemptions
    assert any("closed from 22 July 2026 to 1 September 2026" in text for text in told)
    for closed in (["2026-08-03..2026-08-14"], ["2026-10-01..2026-11-10"]):
        told = one("EHCNA-DECISION", "request", {"request": "2026-07-01"}, closed).exemptions
        assert told
        assert not any("closed" in text for text in told)


def test_the_exception_of_2020_is_told_for_2020_only() -> None:
    for start, expected in (("2020-04-01", True), ("2020-01-02", False), ("2020-10-01", False)):
        told = one("EHCNA-DECISION", "request", {"request": start}).exemptions
        assert any("coronavirus" in text for text in told) is expected, start


@pytest.mark.parametrize(
    ("today", "state"),
    [("2026-02-22", "ahead"), ("2026-02-23", "today"), ("2026-02-24", "past")],
)
def test_state(today: str, state: str) -> None:
    due = one("EHCNA-DECISION", "request", {"request": "2026-01-12"})
    assert due.state(date.fromisoformat(today)) == state


def test_without_term_dates_there_is_no_date_but_an_earliest() -> None:
    due = one("AP-ABSENCE", "absence", {"absence": "2026-03-16"})
    assert due.state(TODAY) is State.UNKNOWN
    assert "3 school weeks" in due.counted[0]


# --- warnings -----------------------------------------------------------------------------------


def warned(dates: dict[str, str]) -> tuple[str, ...]:
    return work_out(dates, today=TODAY).warnings


def test_dates_in_the_wrong_order_are_warned_of_and_still_counted() -> None:
    dates = {"request": "2026-01-12", "draft-plan": "2025-12-30"}
    assert warned(dates) == (
        "draft-plan (30 December 2025) lies before request (12 January 2026). "
        "Is one of the dates wrong?",
    )
    assert follows(dates)


def test_an_event_before_the_law_is_told() -> None:
    (told,) = warned({"concede-school": "2015-03-20"})
    assert told == "Not in force on 20 March 2015: CONCEDE-SCHOOL."


def test_an_event_without_any_limit_is_told() -> None:
    assert warned({"review-report": "2026-01-12"}) == (
        "No time limit known here counts from: review-report.",
    )


# --- what always holds --------------------------------------------------------------------------

DAYS = st.dates(date(2015, 4, 1), date(2097, 12, 31))
RULES = st.sampled_from(load_timetable().rules)


def counted(rule: Rule, day: date) -> Due:
    (event, *_) = rule.events
    dates = {event: day}
    found = due_dates(load_timetable(), dates, deadlines_wording())
    (due,) = [due for due in found if due.rule is rule]
    return due


@settings(deadline=None)
@given(RULES, DAYS)
def test_nothing_is_due_before_its_event_unless_it_counts_back(rule: Rule, day: date) -> None:
    if not rule.holds_on(day):
        return
    due = counted(rule, day)
    if rule.limit is None:
        assert due.day == date(day.year, *rule.day) - timedelta(days=1) if rule.day else False
    elif rule.before:
        assert due.day is not None
        assert due.day < day
    else:
        for end in (due.day, due.other, due.earliest):
            assert end is None or end >= day
    if due.day and due.other and not rule.before:
        assert due.other < due.day
    assert due.day or due.earliest


@settings(deadline=None)
@given(RULES, DAYS, st.integers(0, 400))
def test_a_later_event_is_never_due_earlier(rule: Rule, day: date, later: int) -> None:
    other = day + timedelta(days=later)
    if not (rule.holds_on(day) and rule.holds_on(other)):
        return
    first, second = counted(rule, day), counted(rule, other)
    assert (first.day or first.earliest) <= (second.day or second.earliest)  # type: ignore[operator]


@settings(deadline=None)
@given(DAYS, st.integers(1, 65))
def test_working_days_by_counting_them_off(day: date, n: int) -> None:
    end = add_working_days(day, n)
    between = (day + timedelta(days=k) for k in range(1, (end - day).days + 1))
    assert sum(next_working_day(d) == d for d in between) == n
    first = next_working_day(day)
    assert add_working_days(day, n, that_day=True) == (
        first if n == 1 else add_working_days(first, n - 1)
    )


@settings(deadline=None)
@given(DAYS, st.integers(1, 15), st.integers(0, 40), st.integers(0, 45))
def test_a_closure_never_brings_a_school_day_forward(
    day: date, n: int, begins: int, lasts: int
) -> None:
    first = day + timedelta(days=begins)
    closure = Closure(first, first + timedelta(days=lasts))
    end = add_school_days(day, n, [closure])
    assert end >= add_school_days(day, n, [])
    assert not closure.holds(end)
