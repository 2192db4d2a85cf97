"""Time limits as data: the shipped rules hang together, a wrong one is named, dates are read."""

from __future__ import annotations

import json
import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from app.deadlines import load_timetable
from app.rules_page import PAGE, fill_page
from ingest.starter import load_starter, starter_timetable
from rag.calendars import Closure
from rag.errors import CorpusError, QuestionError
from rag.timetable import read_closures, read_dates

TABLE = load_timetable()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped library that a test may spoil."""
    for path in Path(str(files("corpus"))).glob("*.jsonl"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(folder: Path, name: str, record_id: str, **changes: Any) -> None:
    path = folder / f"{name}.jsonl"
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    (record,) = [record for record in records if record["id"] == record_id]
    record.update(changes)
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"n": None}, "a limit in weeks needs a whole n and no day"),
        ({"n": 1.5}, "a limit in weeks needs a whole n"),
        ({"day": "02-15"}, "a limit in weeks needs a whole n and no day"),
        ({"unit": "fortnights"}, "unit 'fortnights' is none of days, weeks"),
        ({"unit": "day of year"}, "a day of the year needs day and direction before"),
        (
            {"unit": "day of year", "n": None, "day": "02-29", "direction": "before"},
            "day 02-29 is not in every year",
        ),
        ({"unit": "working days", "n": 0}, "needs an n of 1 or more"),
        ({"direction": "before"}, "counting must be after"),
        ({"unit": "school days", "direction": "before", "counting": "after"}, "cannot be in"),
        ({"events": []}, "events must not be empty"),
        ({"events": ["reqest"]}, "events names 'reqest', not in events.jsonl"),
        ({"unless": ["nothing"]}, "unless names 'nothing'"),
        ({"met_by": ["nothing"]}, "met_by names 'nothing'"),
        ({"duties": ["NO-DUTY"]}, "duties names 'NO-DUTY', not in duties.jsonl"),
        ({"exceptions": ["NONE"]}, "exceptions names 'NONE', not in exceptions.jsonl"),
        (
            {"or_later": [{"event": "no", "n": 1, "unit": "months", "same_decision": True}]},
            "or_later names 'no', not in events.jsonl",
        ),
        ({"in_force_until": "2013-01-01"}, "in_force_until 2013-01-01 lies before"),
        ({"checked": "yesterday"}, "checked must be a date"),
        ({"legal_basis": ""}, "legal_basis must not be empty"),
        ({"source_url": "legislation.gov.uk"}, "source_url must be a web address"),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(
    folder: Path, changes: dict[str, Any], told: str
) -> None:
    change(folder, "deadlines", "EHCNA-DECISION", **changes)
    with pytest.raises(CorpusError) as caught:
        load_starter(folder)
    assert "deadlines.jsonl line 1 (EHCNA-DECISION): " in str(caught.value)
    assert told in str(caught.value)


def test_a_change_of_the_law_is_a_change_of_data(folder: Path) -> None:
    change(folder, "deadlines", "EHCNA-FINAL", n=26)
    table = starter_timetable(load_starter(folder))
    (rule,) = [rule for rule in table.rules if rule.id == "EHCNA-FINAL"]
    assert rule.limit is not None
    assert rule.limit.words == "26 weeks"


def test_a_limit_that_a_duty_gives_is_the_rule_s_limit() -> None:
    """Where a duty's record holds one plain length of time, some rule of that duty has it."""
    limits = {
        duty["id"]: duty["time_limit"]
        for duty in load_starter().duties
        if duty["time_limit"] and isinstance(duty["time_limit"]["n"], int)
    }
    for duty_id in {name for rule in TABLE.rules for name in rule.duties} & set(limits):
        limit = limits[duty_id]
        found = [(r.limit.n, r.limit.unit) for r in TABLE.rules if duty_id in r.duties and r.limit]
        unit = next(u for u in ("working day", "school day", "week", "month", "day") if u in
                    limit["unit"])  # fmt: skip
        assert (limit["n"], f"{unit}s") in found, duty_id


def test_every_rule_without_a_day_of_reading_rests_on_a_duty() -> None:
    assert all(rule.duties for rule in TABLE.rules if rule.checked is None)


def test_the_page_of_rules_is_written_from_the_rules() -> None:
    page = PAGE.read_text("utf-8")
    assert page == fill_page(page, TABLE), "run python -m app.rules_page"
    assert all(f"| {rule.id} |" in page for rule in TABLE.rules)


# --- what a person gives ------------------------------------------------------------------------


def test_dates_are_read_in_the_order_of_the_timetable() -> None:
    given = {"final-plan": "2026-07-15", "request": " 2026-01-12 ", "phase-transfer": "2027"}
    assert list(read_dates(TABLE, given).items()) == [
        ("request", date(2026, 1, 12)),
        ("final-plan", date(2026, 7, 15)),
        ("phase-transfer", date(2027, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "There is no date to count from"),
        ({"request": "2026-02-30"}, "request: '2026-02-30' is not a date such as 2026-01-12."),
        ({"request": "12/01/2026"}, "is not a date such as"),
        ({"request": "20260112"}, "is not a date such as"),
        ({"request": "2026-W03-1"}, "is not a date such as"),
        ({"request": ""}, "'' is not a date"),
        ({"request": "2027"}, "'2027' is not a date"),
        ({"phase-transfer": "next"}, "is not a year such as 2027, or a date"),
        ({"request": "0026-01-12"}, "lies outside 1974 to 2098"),
        ({"request": "9999-12-31"}, "lies outside 1974 to 2098"),
        ({"requst": "2026-01-12"}, "Did you mean request"),
        ({"zzz": "2026-01-12"}, "'zzz' is no event that a limit counts from. All are listed"),
    ],
)
def test_a_date_that_cannot_be_is_told(given: dict[str, str], told: str) -> None:
    with pytest.raises(QuestionError) as caught:
        read_dates(TABLE, given)
    assert told in str(caught.value)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(QuestionError) as caught:
        read_dates(TABLE, {"requst": "2026-01-12", "knew": "never"})
    assert "requst" in str(caught.value)
    assert "knew" in str(caught.value)


def test_closures() -> None:
    assert read_closures(["2026-02-16..2026-02-20", "2026-03-02"]) == [
        Closure(date(2026, 2, 16), date(2026, 2, 20)),
        Closure(date(2026, 3, 2), date(2026, 3, 2)),
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2026-02-20..2026-02-16", "ends before it begins"),
        ("2026-02-16..", None),
        ("summer", "is not a date"),
        ("2026-01-01..2027-06-01", "more than a year"),
    ],
)
def test_a_closure_that_cannot_be_is_told(given: str, told: str | None) -> None:
    if told is None:
        assert read_closures([given])[0].days == 1
        return
    with pytest.raises(QuestionError, match=told):
        read_closures([given])
