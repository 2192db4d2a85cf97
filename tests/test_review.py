"""What should have happened: gaps worked out by hand, careful words, decisions that are cited."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from doors import runner
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.deadlines import load_timetable
from app.review import Facts, add_facts, find_decisions, read_facts, review, review_record
from app.review_show import point_to_review
from rag.answer import Engine
from rag.errors import QuestionError
from rag.review import Standing, Step, gap_words

TODAY = date(2026, 11, 22)
LATE = {"request": "2025-09-01", "assessment-agreed": "2025-11-20"}


def step(rule: str, dates: dict[str, str], not_yet: tuple[str, ...] = (), **more: Any) -> Step:
    account = review(Facts(dates, not_yet, more.get("closed", ())), today=more.get("today", TODAY))
    (found,) = [step for step in account.steps if step.due.rule.id == rule]
    return found


@pytest.mark.parametrize(
    ("happened", "standing", "gap"),
    [
        ("2025-09-01", "in time", None),
        ("2025-10-12", "in time", None),
        ("2025-10-13", "in time by one way of counting", None),
        ("2025-10-14", "late", 1),
        ("2025-11-20", "late", 38),
    ],
)
def test_six_weeks_from_1_september_2025(happened: str, standing: str, gap: int | None) -> None:
    """The last day is 13 October 2025; with 1 September as the first day, 12 October."""
    found = step("EHCNA-DECISION", {"request": "2025-09-01", "assessment-agreed": happened})
    assert (found.standing, found.gap_days) == (standing, gap)
    assert (found.event, found.happened) == ("assessment-agreed", date.fromisoformat(happened))


def test_what_is_said_not_to_have_happened_is_counted_to_today() -> None:
    dates = {"review-meeting": "2026-06-01"}
    found = step("AR-DECISION", dates, ("amendment-notice",))
    assert found.standing is Standing.OVERDUE
    assert found.gap_days == 146  # from 29 June: 1 + 31 + 31 + 30 + 31 + 22
    assert "Not done by 22 November 2026, as you tell it: 146 days (20 weeks and 6 days)" in (
        found.words
    )
    early = step("AR-DECISION", dates, ("amendment-notice",), today=date(2026, 6, 29))
    assert early.standing is Standing.NOT_DUE


def test_what_nobody_tells_is_no_gap() -> None:
    assert step("AR-REPORT", {"review-meeting": "2026-06-01"}).standing is Standing.NOT_TOLD


def test_a_duty_on_a_condition_needs_something_told() -> None:
    def rules(*not_yet: str) -> set[str]:
        account = review(Facts({"review-meeting": "2026-06-01"}, not_yet), today=TODAY)
        return {step.due.rule.id for step in account.steps}

    assert "AR-FINAL-OVERALL" not in rules()
    assert "AR-FINAL-OVERALL" in rules("amended-plan")


def test_what_came_before_the_duty_began_did_not_meet_it() -> None:
    dates = {"request": "2025-09-01", "refusal-to-assess": "2024-09-01"}
    assert step("EHCNA-DECISION", dates).happened is None


def test_a_fixed_date_is_late_only_after_the_day_named() -> None:
    for day, standing in (
        ("2026-02-14", Standing.IN_TIME),
        ("2026-02-15", Standing.BY_COUNTING),
        ("2026-02-16", Standing.LATE),
    ):
        assert (
            step("PHASE-FEBRUARY", {"phase-transfer": "2026", "amended-plan": day}).standing
            is standing
        )


def test_school_days_without_term_dates_say_neither() -> None:
    dates = {"absence": "2026-03-16", "education-started": "2026-05-01"}
    assert step("AP-ABSENCE", dates).standing is Standing.UNKNOWN
    closed = ("2026-04-03..2026-04-17",)
    assert step("AP-ABSENCE", dates, closed=closed).gap_days == 11  # from 20 April
    dates["education-started"] = "2026-04-07"
    assert step("AP-ABSENCE", dates).standing is Standing.IN_TIME


def test_a_family_s_own_limits_are_no_part_of_the_account() -> None:
    dates = {"knew": "2020-01-01", "refusal-to-assess": "2020-01-01"}
    assert not review(Facts(dates), today=TODAY).steps


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 day"),
        (13, "13 days"),
        (14, "14 days (2 weeks)"),
        (15, "15 days (2 weeks and 1 day)"),
        (1000, "1,000 days (142 weeks and 6 days)"),
    ],
)
def test_gap_words(days: int, words: str) -> None:
    assert gap_words(days) == words


def test_a_limit_of_guidance_is_told_as_guidance() -> None:
    dates = {"complaint-acknowledged": "2026-03-02", "complaint-reply": "2026-05-05"}
    assert "guidance and not in law" in step("COMPLAINT-1", dates).words
    assert "guidance" not in step("EHCNA-DECISION", LATE).words


EVENTS = sorted(load_timetable().events)
DAYS = st.dates(date(2015, 4, 1), date(2097, 12, 31))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(EVENTS), DAYS, min_size=1),
    DAYS,
    st.sets(st.sampled_from(EVENTS)),
)
def test_nothing_is_ever_called_fault(
    dates: dict[str, date], today: date, undone: set[str]
) -> None:
    facts = Facts({name: day.isoformat() for name, day in dates.items()}, undone - set(dates))
    for found in review(facts, today=today).steps:
        assert (found.gap_days is not None) == ("may be fault" in found.words)
        assert "fault" not in found.words.replace("may be fault", "")
        if found.gap_days is not None:
            assert found.gap_days > 0
            assert found.due.surely_by is not None
            assert (found.happened or today) > found.due.surely_by


# --- what a person gives ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("not_yet", "told"),
    [
        (["finalplan"], "'finalplan' is no event"),
        (["request"], "request has a date and is said not to have happened"),
    ],
)
def test_what_cannot_be_is_told(not_yet: list[str], told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        review(Facts(LATE, not_yet), today=TODAY)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is not JSON"),
        ("[]", "Facts are"),
        ('{"dates": {"request": 3}}', "dates and names are texts"),
        ('{"dates": ["request"]}', "dates and names are texts"),
        ('{"dates": {}, "not_yet": "final-plan"}', "dates and names are texts"),
        ('{"date": {}}', "Facts are"),
    ],
)
def test_facts_that_cannot_be_read_are_told(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "facts.json"
    path.write_text(content, "utf-8")
    with pytest.raises(QuestionError, match=told):
        read_facts(path)
    with pytest.raises(QuestionError, match="cannot be read"):
        read_facts(tmp_path / "absent.json")


def test_facts_of_a_file_and_of_options_are_joined(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"dates": {"request": "2025-09-01"}, "not_yet": ["a"]}), "utf-8")
    told = add_facts(read_facts(path), Facts({"request": "2025-09-02"}, ["b"], ["c"]))
    assert told == Facts({"request": "2025-09-02"}, ["a", "b"], ["c"])


# --- decisions ----------------------------------------------------------------------------------


def test_decisions_on_a_gap_found_fault_on_its_theme_and_are_cited(starter_engine: Engine) -> None:
    account = find_decisions(review(Facts(LATE), today=TODAY), starter_engine, most=3)
    library = starter_engine.library
    found = [x for decisions in account.decisions.values() for x in decisions]
    assert found
    for x in found:
        paragraph = library.paragraph(x.citation.paragraph_id)
        assert paragraph is not None
        assert x.citation.quote in paragraph.text
        assert x.citation.reference == x.precedent.reference
        case = library.case(f"digest-{x.precedent.reference.replace(' ', '-')}")
        assert case is not None
        assert "EHCNA-DELAY" in case.themes
        assert x.citation.quote in [fault.text for fault in case.faults]
    record = review_record(account)
    assert sum(len(step["decisions"]) for step in record["steps"]) == len(found)


# --- doors --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_command_and_service_tell_the_same(
    client: TestClient, upheld: Callable[..., tuple[int, str, str]]
) -> None:
    def run(*more: str) -> str:
        options = [word for name, day in LATE.items() for word in (f"--{name}", day)]
        arguments = [*options, "--not-yet", "final-plan", "--today", "2026-11-22", *more]
        code, out, _ = upheld("review", *arguments)
        assert not code
        return out

    body = {"dates": LATE, "not_yet": ["final-plan"], "today": "2026-11-22"}
    reply = client.post("/v1/review", json=body)
    assert reply.status_code == 200
    told = json.loads(run("--json"))
    assert told == reply.json()
    assert told["steps"][0]["gap"] == "38 days (5 weeks and 3 days)"
    shown = run()
    assert "38 days" in shown
    assert "Decisions on such a gap (examples, not findings about this case)" in shown
    assert "Only the Ombudsman finds fault" in shown
    assert "Decisions on such" not in run("--decisions", "0", "--index", "/nowhere")


@pytest.mark.parametrize(
    "body",
    [
        {"dates": LATE, "not_yet": ["request"]},
        {"dates": {"zzz": "2026-01-01"}},
        {"dates": LATE, "decisions": 11},
    ],
)
def test_a_request_that_cannot_be_used(client: TestClient, body: Any) -> None:
    assert client.post("/v1/review", json=body).status_code == 422


@pytest.mark.slow
def test_an_account_is_a_file_with_its_rules_and_decisions_cited(client: TestClient) -> None:
    body = {"dates": LATE, "not_yet": ["final-plan"], "today": "2026-11-22", "format": "md"}
    reply = client.post("/v1/review", json=body)
    assert reply.headers["content-type"].startswith("text/markdown")
    text = reply.text
    assert text.startswith("# Upheld: what should have happened")
    assert "38 days (5 weeks and 3 days) after the last day. That may be fault." in text
    assert "is fault" not in text
    assert "## Table of authorities" in text
    lines = [line for line in text.splitlines() if line.startswith("Due from")]
    assert len(lines) == len(
        client.post("/v1/review", json={**body, "format": "json"}).json()["steps"]
    )
    assert "digest\\]" in text
    assert client.post("/v1/review", json={**body, "format": "docx"}).content.startswith(b"PK")


def test_words_are_read_told_and_corrected_by_options(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = "We asked for an assessment on 1 September 2025. Still no plan."
    options = ["--words", words, "--request", "2025-10-01", "--decisions", "0"]
    run = runner(monkeypatch, capfdbinary, "review")
    code, out, err = run(*options, "--today", "2026-11-22", "--json")
    assert not code
    assert "Read “asked for an assessment on 1 September 2025” as --request 2025-09-01" in err
    assert "as --not-yet final-plan" in err
    steps = {step["due"]["rule"]: step for step in json.loads(out)["steps"]}
    assert steps["EHCNA-DECISION"]["due"]["start"] == "2025-10-01"
    assert steps["EHCNA-FINAL"]["standing"] == "not done and overdue"


def test_a_question_that_tells_dates_points_to_its_account(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    point_to_review("Our request was refused on 3 May 2026. What now?")
    assert "upheld review --words 'Our request was refused on 3 May 2026. What now?'" in (
        capfdbinary.readouterr()[1].decode()
    )
    point_to_review("What is section F?")
    assert capfdbinary.readouterr() == (b"", b"")
