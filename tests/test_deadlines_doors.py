"""Time limits through the command, the service and a calendar file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from doors import runner
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from starlette.testclient import TestClient

from app.api import create_app
from app.deadlines import load_timetable, work_out
from app.ics import calendar_file
from rag.config import Settings

GIVEN = {"request": "2026-01-12", "absence": "2026-03-16", "knew": "2025-12-01"}
TODAY = date(2026, 5, 4)


@pytest.fixture
def upheld(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Run `upheld deadlines` in this process, without any index."""
    monkeypatch.setenv("UPHELD_INDEX", "/nowhere")
    monkeypatch.setenv("COLUMNS", "120")

    return runner(monkeypatch, capfdbinary, "deadlines")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """The service over an index that is not there: time limits need none."""
    with TestClient(create_app(Settings(index=Path("/nowhere")))) as client:
        yield client


# --- the command --------------------------------------------------------------------------------


def test_a_table_with_the_counting_under_it(upheld: Any) -> None:
    code, out, _ = upheld("--request", "2026-01-12", "--knew=2025-12-01", "--today", "2026-05-04")
    assert code == 0
    lines = [" ".join(line.split()) for line in out.splitlines()]
    for told in (
        "23 February 2026 70 days ago council Say whether it will assess EHCNA-DECISION",
        "4 May 2026 today council Say that no plan will be made, if the EHCNA-NO-PLAN",
        "1 June 2026 in 28 days council Send the final plan, if a plan is to be EHCNA-FINAL",
    ):
        assert told in lines
    assert "Keep to the earlier day." in out
    assert "Exceptions that may apply: 1, 2, 3." in out
    assert "SEND Regulations 2014 reg 5(1)" in out
    assert out.rstrip().endswith("Information, not legal advice.")


def test_wrong_order_is_a_warning(upheld: Any) -> None:
    code, out, _ = upheld("--request", "2026-01-12", "--draft-plan", "2025-12-30")
    assert code == 0
    assert "Check: draft-plan (30 December 2025) lies before request" in out


def test_json_is_what_the_service_replies(upheld: Any, client: TestClient) -> None:
    options = [word for name, day in GIVEN.items() for word in (f"--{name}", day)]
    code, out, _ = upheld(*options, "--today", "2026-05-04", "--json")
    assert code == 0
    reply = client.post("/v1/deadlines", json={"dates": GIVEN, "today": "2026-05-04"})
    assert reply.status_code == 200
    assert json.loads(out) == reply.json()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "There is no date to count from"),
        (["--requst", "2026-01-12"], "Did you mean request"),
        (["--request", "2026-02-30"], "'2026-02-30' is not a date"),
        (["--request"], "--request needs a date"),
        (["--request", "--knew", "2026-01-12"], "--request needs a date"),
        (["2026-01-12"], "'2026-01-12' stands alone"),
        (["--request", "2026-01-12", "--request", "2026-02-12"], "--request is given twice"),
        (["--request", "2026-01-12", "--closed", "summer"], "'summer' is not a date"),
        (["--request", "2026-01-12", "--ics", "/nowhere/x.ics"], "cannot be written"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(upheld: Any, arguments: list[str], told: str) -> None:
    code, out, err = upheld(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("upheld: ")
    assert told in err


def test_lists_of_events_and_rules(upheld: Any) -> None:
    _, events, _ = upheld("--events")
    _, rules, _ = upheld("--rules")
    table = load_timetable()
    assert all(f"--{name} " in events for name in table.events)
    assert all(rule.id in rules for rule in table.rules)
    code, listed, _ = upheld("--rules", "--json")
    assert code == 0
    assert len(json.loads(listed)["rules"]) == len(table.rules)


# --- the service --------------------------------------------------------------------------------


def test_the_service_lists_events_and_rules_without_an_index(client: TestClient) -> None:
    listed = client.get("/v1/deadlines").json()
    table = load_timetable()
    assert [event["event"] for event in listed["events"]] == list(table.events)
    assert [rule["rule"] for rule in listed["rules"]] == [rule.id for rule in table.rules]


def test_a_date_that_follows_in_json(client: TestClient) -> None:
    reply = client.post(
        "/v1/deadlines", json={"dates": {"request": "2026-01-12"}, "today": "2026-05-04"}
    ).json()
    due = reply["deadlines"][0]
    assert (due["rule"], due["date"], due["other_date"]) == (
        "EHCNA-DECISION", "2026-02-23", "2026-02-22",
    )  # fmt: skip
    assert (due["state"], due["days"], due["whose"]) == ("past", -70, "council")
    assert due["duties"] == ["EHCNA-6W"]
    assert len(due["exceptions"]) == 3


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"dates": {}}, "invalid_request"),
        ({"dates": {"request": "2026-02-30"}}, "question_error"),
        ({"dates": {"request": "2026-01-12"}, "day": "x"}, "invalid_request"),
        ({"dates": {"request": "2026-01-12"}, "closed": ["summer"]}, "question_error"),
        ({"dates": {"request": "2026-01-12"}, "today": "soon"}, "invalid_request"),
    ],
)
def test_a_request_that_cannot_be_used(client: TestClient, body: Any, code: str) -> None:
    for address in ("/v1/deadlines", "/v1/deadlines.ics"):
        reply = client.post(address, json=body)
        assert reply.status_code == 422
        assert reply.json()["error"]["code"] == code


# --- the calendar file --------------------------------------------------------------------------


def test_the_service_gives_the_same_calendar_as_the_command(
    upheld: Any, client: TestClient, tmp_path: Path
) -> None:
    file = tmp_path / "dates.ics"
    options = [word for name, day in GIVEN.items() for word in (f"--{name}", day)]
    code, _, err = upheld(*options, "--today", "2026-05-04", "--ics", str(file))
    assert code == 0
    assert f"Written: {file}" in err
    reply = client.post("/v1/deadlines.ics", json={"dates": GIVEN, "today": "2026-05-04"})
    assert reply.headers["content-type"].startswith("text/calendar")
    assert reply.content == file.read_bytes()


def test_a_family_s_limit_stands_on_the_earlier_day() -> None:
    dues = work_out({"knew": "2025-12-01"}, today=TODAY).dues
    (entry,) = Calendar.from_ical(calendar_file(dues, today=TODAY)).walk("VEVENT")
    assert entry.decoded("dtstart") == date(2026, 11, 30)
    assert str(entry["summary"]) == "Family: Complain to the Ombudsman"


EVENTS = sorted(load_timetable().events)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(EVENTS), st.dates(date(2015, 4, 1), date(2097, 12, 31))))
def test_a_calendar_file_reads_back(dates: dict[str, date]) -> None:
    if not dates:
        return
    dues = work_out({name: day.isoformat() for name, day in dates.items()}, today=TODAY).dues
    content = calendar_file(dues, today=TODAY)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    entries = Calendar.from_ical(content).walk("VEVENT")
    dated = [due for due in dues if due.day]
    assert len(entries) == len(dated)
    assert len({str(entry["uid"]) for entry in entries}) == len(entries)
    for entry, due in zip(entries, dated, strict=True):
        assert entry.decoded("dtstart") in (due.day, due.other)
        assert str(entry["summary"]).startswith(f"{due.rule.whose.capitalize()}: {due.rule.title}")
        assert due.rule.legal_basis in str(entry["description"])
