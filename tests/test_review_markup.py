"""Lessons and accounts as HTML: escaped, labelled, careful."""

from __future__ import annotations

from typing import Any

from app.deadlines import load_timetable
from app.review import Facts, review, review_record
from app.ui.lesson_markup import (
    duty_html,
    label_of,
    point_html,
    rests_on,
    split_points,
    theme_name,
)
from app.ui.review_markup import account_html, gap_name, read_html

EVIL = "<script>alert('x')</script>"


def point(**changes: Any) -> dict[str, Any]:
    return {
        "text": "Late", "reference": "24 000 001", "council": "Kent County Council",
        "date": "2024-05-01", "pinpoint": "para 3", "digest": True, "body": None,
        "kind": None, "bare": False, "citation": 1, **changes,
    }  # fmt: skip


def test_a_point_says_whose_words_it_has() -> None:
    assert "digest (our own words)" in point_html(point())
    assert point_html(point(digest=False)) == "<p class='line'>“Late”</p>"
    html = point_html(point(text=EVIL, body=EVIL))
    assert "<script" not in html
    assert "not of the council" in html


def test_a_place_is_named_with_its_council_where_there_are_several() -> None:
    assert label_of(point(), own=False) == ("Kent County Council, 24 000 001, 1 May 2024, para 3")
    assert label_of(point(date=None), own=True) == "24 000 001, date not recorded, para 3"


def test_a_theme_says_on_how_many_decisions_it_rests() -> None:
    report = {"decisions": 12, "own_council": True}
    theme = {"decisions": 1, "councils": 1, "chapter": "delivering", "meaning": "It was late."}
    assert rests_on(theme, report) == "Found in 1 of the 12 decisions held here"
    assert theme_name(theme) == "Delivering: It was late"
    several = {**report, "own_council": False}
    assert rests_on({**theme, "councils": 3}, several).endswith("about 3 councils and other bodies")
    assert rests_on({**theme, "decisions": 0}, report).startswith("No finding of fault")


def test_improvements_come_first_and_what_is_bare_apart() -> None:
    steps = [
        point(kind="payment"), point(kind="apology"), point(kind="service_improvement"),
        point(kind="payment", bare=True),
    ]  # fmt: skip
    told, sorry, bare = split_points(steps)
    assert [p["kind"] for p in told] == ["service_improvement", "payment"]
    assert (len(sorry), len(bare)) == (1, 1)


def test_a_rule_says_what_it_is() -> None:
    duty = {"text": EVIL, "legal_basis": "an Act"}
    assert duty_html(duty, "guidance").startswith("<p class='line'><strong>Guidance.</strong> ")
    assert "<script" not in duty_html(duty, "law")


def test_an_account_has_two_columns_and_never_calls_a_gap_fault() -> None:
    from datetime import date

    facts = Facts({"request": "2025-09-01", "assessment-agreed": "2025-11-20"}, ["final-plan"])
    account = review_record(review(facts, today=date(2026, 11, 22)))
    html = account_html(account)
    assert html.count("<th scope='row'>") == html.count("data-label='What happened'") == 2
    assert "38 days (5 weeks and 3 days) late" in html
    assert "may be fault" in html
    assert "is fault" not in html
    assert "so far</span>" in html
    assert (
        gap_name(account["steps"][0]) == "Say whether it will assess: 38 days (5 weeks and 3 days)"
    )
    account["steps"][0]["words"] = EVIL
    assert "<script" not in account_html(account)


def test_what_was_read_is_shown_with_its_words_and_assumptions() -> None:
    label = load_timetable().events["request"].label
    fact = {"words": EVIL, "label": label, "date": "2025-03-31", "assumed": ["Assumed."]}
    told = {"facts": [fact], "not_yet": [{"words": "no plan", "label": "x"}], "notes": ["N"]}
    html = read_html(told)
    assert "<script" not in html
    for part in ("31 March 2025", "<small>Assumed.</small>", "not yet", "<li>N</li>"):
        assert part in html
    assert read_html({"facts": [], "not_yet": [], "notes": []}) == ""
