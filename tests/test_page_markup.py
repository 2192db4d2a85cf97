"""Decisions, remedies and dates as HTML: escaped, named, and said in words."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app.ui import case_markup, deadline_markup, markup, remedy_markup
from app.ui.client import Client

EVIL = "<script>alert('x')</script>"
PLACE = {"document": "d", "paragraph": "d#1", "quote": "late", "start": 3, "end": 7}


def line(text: str, paragraph: str = "d#1") -> dict[str, Any]:
    return {"text": text, "shared": [], "places": [{**PLACE, "paragraph": paragraph}]}


def hit(**changes: Any) -> dict[str, Any]:
    return {
        "document": "d",
        "label": None,
        "title": "Title",
        "reference": "24 000 001",
        "council": "Kent County Council",
        "date": "2024-05-01",
        "finding": "mixed",
        "url": None,
        "url_checked": False,
        "warning": None,
        "points": [],
        "missed": [],
        "remedies": [],
        "near": None,
        "differs": None,
        "no_fault": None,
        **changes,
    }


def figure(amount: float, *references: str) -> dict[str, Any]:
    return {
        "amount_gbp": amount,
        "from": [
            {"reference": name, "council": "Kent", "document": "d", "paragraph": "d#1"}
            for name in references
        ],
    }


def row(**changes: Any) -> dict[str, Any]:
    least, most = figure(100.0, "24 000 001", "24 000 002", "24 000 003"), figure(2632.5, EVIL)
    return {
        "status": "agreed",
        "kind": "payment",
        "purpose_words": "distress",
        "steps": 4,
        "decisions": 4,
        "amounts_not_seen": 1,
        "sums": {
            "count": 4,
            "least": least,
            "lower": None,
            "median": None,
            "upper": None,
            "most": most,
            "each": [least, most],
        },
        "per_term": None,
        "per_month": None,
        "guidance": [],
        **changes,
    }


def due(**changes: Any) -> dict[str, Any]:
    return {
        "whose": "council",
        "title": "Send the final plan",
        "condition": "if a plan is to be made",
        "legal_basis": "reg 13(2)",
        "status": "in force",
        "source_url": "https://www.legislation.gov.uk/x",
        "evidence": "reg 13",
        "checked": "2026-01-02",
        "note": None,
        "exceptions": [],
        "event_label": "the request",
        "start": "2026-01-12",
        "date": "2026-06-01",
        "other_date": "2026-05-31",
        "keep_to": "2026-06-01",
        "earliest": None,
        "state": "ahead",
        "days": 28,
        "counted": "20 weeks",
        **changes,
    }


def test_nothing_of_a_decision_is_taken_for_markup() -> None:
    html = case_markup.case_html(
        hit(council=EVIL, warning=EVIL, near=line(EVIL), differs=line(EVIL, "d#2"))
    )
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 4


def test_a_decision_tells_its_sums_and_what_was_found_where_nothing_is_near() -> None:
    paid = {"kind": "payment", "amount_gbp": 1350.0, "rate": None, "status": "agreed"}
    refused = {**paid, "amount_gbp": 9000.0, "status": "rejected"}
    point = {"text": "No review.", "finding": "fault found", "paragraph": "d#4", "document": "d"}
    html = case_markup.case_html(hit(remedies=[paid, paid, refused], points=[point]))
    assert "</strong> payment of £1,350</p>" in html
    assert "9,000" not in html
    assert "<strong>Fault found.</strong> No review." in html


def test_a_decision_opens_where_its_line_stands() -> None:
    both = hit(near=line("near"), no_fault=line("no fault", "d#7"))
    assert case_markup.case_place(both) == PLACE
    opened = case_markup.case_place(both, counter=True)
    assert opened is not None
    assert opened["paragraph"] == "d#7"
    assert case_markup.case_place(hit()) is None


def test_every_dot_names_its_decisions() -> None:
    spec = remedy_markup.plot([row()], remedy_markup.PLOT_COLOURS["light"])
    few, one = spec["data"]["values"]
    assert (few["sum"], few["count"]) == ("£100", 3)
    assert few["decisions"] == "Kent, 24 000 001; Kent, 24 000 002; Kent, 24 000 003"
    assert one["sum"] == "£2,632.50"


def test_the_table_names_decisions_and_says_where_sums_are_too_few() -> None:
    html = remedy_markup.table_html([row(), row(status="offered", sums=None)])
    assert "href='case?ref=24-000-002'>24 000 002</a> and 1 more" in html
    assert "4 sums, too few to say" in html
    assert "1 of 4 payments: amount not seen" in html
    assert "distress (offered)" in html
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("days", "words"),
    [(28, "in 28 days"), (1, "in 1 day"), (0, "today"), (-1, "passed 1 day ago")],
)
def test_where_a_date_lies_is_said_in_words(days: int, words: str) -> None:
    assert f"<span class='label'>{words}</span>" in deadline_markup.dues_html([due(days=days)])


def test_a_date_tells_the_other_way_of_counting_and_what_is_open() -> None:
    html = deadline_markup.dues_html([due()])
    assert "1 June 2026" in html
    assert "or 31 May 2026, counted the other way" in html
    assert "If a plan is to be made." in html
    gone = due(date=None, other_date=None, keep_to=None, days=None, earliest="2026-02-02")
    html = deadline_markup.dues_html([gone])
    assert "not before 2 February 2026" in html
    assert "day not known" in html


def test_words_are_copied_with_the_form_in_which_they_are_cited() -> None:
    cited = {"quote": "It was late.", "label": None, "cite_as": "LGSCO, Kent (24 000 001)"}
    assert markup.cited_text(cited) == "‘It was late.’ (LGSCO, Kent (24 000 001))"
    told = markup.cited_text({**cited, "label": "digest (our own words)"})
    assert told == "It was late. (LGSCO, Kent (24 000 001))"


def test_the_client_sends_what_a_file_is_made_from_and_returns_its_bytes() -> None:
    seen: list[tuple[str, Any]] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.path, json.loads(request.content)))
        return httpx.Response(200, content=b"\x00file")

    client = Client("http://service", httpx.MockTransport(reply))
    assert client.export({"format": "pdf", "decisions": ["d"]}) == b"\x00file"
    assert client.calendar({"dates": {"request": "2026-01-12"}}) == b"\x00file"
    assert seen == [
        ("/v1/export", {"format": "pdf", "decisions": ["d"]}),
        ("/v1/deadlines.ics", {"dates": {"request": "2026-01-12"}}),
    ]
