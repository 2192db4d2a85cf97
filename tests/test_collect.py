"""What the collector gathers from a list: all of it once, only what is wanted, no empty shells."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from imitated_site import (
    ROWS,
    SEN,
    SHELL,
    SUBJECT,
    Site,
    gather,
    listing,
    names,
    row,
)

from ingest.listing import Outcome, Wanted, read_listing
from rag.errors import QuestionError

pytestmark = pytest.mark.slow


def test_all_pages_of_a_list_are_gathered_each_once(site: Site, tmp_path: Path) -> None:
    report = gather(site, tmp_path)
    assert (report.new, report.failed, report.requests) == (4, [], 7)
    assert names(tmp_path) == [f"24-870-00{n}.html" for n in (1, 2, 3, 4)]
    assert len(site.asked) == len(set(site.asked)) == 7
    assert site.asked[0] == "/robots.txt"
    assert site.most_at_once == 1


def test_each_decision_has_its_origin_beside_it(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path)
    told = json.loads((tmp_path / "24-870-001.source.json").read_text())
    assert told["address"] == f"{site.address}{SEN}/24-870-001"
    assert told["current"] == told["versions"][0]["file"] == "24-870-001.html"
    assert told["versions"][0]["retrieved_at"].startswith("2025-04-01T09:00")
    assert "Commission for Local Administration" in told["attribution"]
    assert "lgo.org.uk/copyright" in told["licence_address"]
    assert "six weeks" in told["note"]
    assert (told["council"], told["outcome"]) == ("Larkfield Council", "upheld")
    assert told["date"] == "2025-02-07"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"councils": ("larkfield",)}, [1, 3]),
        ({"councils": ("Lark",)}, []),
        ({"outcomes": (Outcome.UPHELD,)}, [1, 4]),
        ({"outcomes": (Outcome.NOT_UPHELD, Outcome.CLOSED)}, [2, 3]),
        ({"date_from": date(2025, 1, 20), "date_to": date(2025, 2, 1)}, [2, 3]),
    ],
)
def test_only_what_is_wanted_is_asked_for(
    site: Site, tmp_path: Path, wanted: dict[str, Any], expected: list[int]
) -> None:
    gather(site, tmp_path, replace(SUBJECT, **wanted))
    assert names(tmp_path) == [f"24-870-00{n}.html" for n in expected]
    assert len(site.asked_for(f"{SEN}/")) == len(expected)


def test_a_list_from_new_to_old_is_left_where_it_gets_too_old(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path, replace(SUBJECT, date_from=date(2025, 2, 5)))
    assert site.asked_for("page=2") == []


def test_the_number_wanted_ends_the_run(site: Site, tmp_path: Path) -> None:
    assert gather(site, tmp_path, most=2).new == 2
    assert site.asked_for("page=2") == []


def test_without_a_subject_everything_is_searched_by_dates(site: Site, tmp_path: Path) -> None:
    search = "/Decisions/SearchResults?fd=2025-01-01&td=2025-04-01&page="
    rows = [row(*one) for one in ROWS[:3]]
    site.pages[search + "1"] = listing(rows[:2], total=3)
    site.pages[search + "2"] = listing(rows[2:], total=3)
    report = gather(site, tmp_path, Wanted(date_from=date(2025, 1, 1)))
    assert (report.new, report.notes) == (3, [])


def test_a_list_that_shows_less_than_it_speaks_of_is_told(site: Site, tmp_path: Path) -> None:
    site.pages[SEN] = site.pages[f"{SEN}?page=2"] = listing([row(*ROWS[0])], total=9)
    report = gather(site, tmp_path)
    assert "speaks of 9 decisions; 1 were seen" in report.notes[0]


def test_what_a_list_leaves_out_is_checked_on_the_page(site: Site, tmp_path: Path) -> None:
    bare = f"<html><body><p><a href='{SEN}/24-870-002'>24 870 002</a></p></body></html>"
    site.pages[SEN] = bare.encode()
    report = gather(site, tmp_path, replace(SUBJECT, outcomes=(Outcome.UPHELD,)))
    assert (report.left_out, names(tmp_path)) == (1, [])


def test_a_list_without_boxes_is_read_too() -> None:
    page = f"""<body><div><a href="{SEN}/24-870-001?displaypref=1">Larkfield Council
    (24 870 001)</a></div><div>Statement Not upheld Special educational needs 09-Aug-2024</div>
    <div><a href="{SEN}/24-870-004">Harrow Vale Council (24 870 004)</a></div>
    <div>Report Upheld Special educational needs 28-Apr-2024</div></body>"""
    first, second = read_listing(page.encode(), "http://127.0.0.1/x").entries
    assert (first.outcome, first.date) == (Outcome.NOT_UPHELD, date(2024, 8, 9))
    assert (second.outcome, second.council) == (Outcome.UPHELD, "Harrow Vale Council")
    assert first.address == f"http://127.0.0.1{SEN}/24-870-001"


def test_a_subject_is_written_as_in_addresses() -> None:
    with pytest.raises(QuestionError, match="special-educational-needs"):
        Wanted(subjects=("Special Educational Needs",))


# --- shells ---------------------------------------------------------------------------------------


def test_an_empty_shell_is_told_and_not_saved(site: Site, tmp_path: Path) -> None:
    site.pages[f"{SEN}/24-870-002"] = SHELL
    report = gather(site, tmp_path)
    assert (report.new, names(tmp_path)[1]) == (3, "24-870-003.html")
    assert "empty shell" in report.failed[0][1]


def test_a_shell_does_not_take_the_place_of_a_decision(site: Site, tmp_path: Path) -> None:
    gather(site, tmp_path)
    before = (tmp_path / "24-870-002.html").read_bytes()
    site.pages[f"{SEN}/24-870-002"] = SHELL
    assert gather(site, tmp_path).failed
    assert (tmp_path / "24-870-002.html").read_bytes() == before
    assert len(names(tmp_path)) == 4


def test_a_list_that_is_a_shell_is_not_taken_for_an_empty_one(site: Site, tmp_path: Path) -> None:
    site.pages[SEN] = SHELL
    assert "empty shell" in gather(site, tmp_path).failed[0][1]
    site.pages[SEN] = listing([], total=0)
    assert gather(site, tmp_path).failed == []
