"""Minutes: agenda items, who spoke, what was resolved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.parse import parse_document
from ingest.parse_minutes import find_council
from ingest.read import read_bytes, read_source
from rag.kinds import Kind, Role
from rag.records import Reading

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


def read(path: Path) -> Reading:
    return parse_document(read_source(path), read_at="x")


def roles(reading: Reading) -> dict[str, Role]:
    return {p.pinpoint: p.role for p in reading.paragraphs}


def test_a_meeting_with_several_items() -> None:
    reading = read(DATA / "minutes_items.txt")
    document = reading.document
    assert document.kind is Kind.MINUTES
    assert document.title.startswith("Children and Young People Scrutiny Committee")
    assert (document.council, document.date) == ("Fenland County Council", date(2024, 3, 12))
    assert [s.heading for s in reading.sections] == [
        "Apologies for Absence, minutes",
        "Waiting times for assessments",
        "Waiting times for assessments, minutes",
        "Home tuition, minutes",
        "Other lines",
    ]


def test_who_speaks_in_minutes() -> None:
    found = roles(read(DATA / "minutes_items.txt"))
    place = "Waiting times for assessments, minutes, paragraph"
    assert found[f"{place} 1 (counted)"] is Role.DISCUSSION
    assert found[f"{place} 3 (counted)"] is Role.OPINION  # an officer says what the law requires
    assert found[f"{place} 5 (counted)"] is found[f"{place} 6 (counted)"] is Role.DECISION
    assert found["Home tuition, minutes, paragraph 2 (counted)"] is Role.RECOMMENDATION


def test_a_page_of_minutes() -> None:
    reading = read(DATA / "minutes.html")
    assert reading.document.title == "Agenda for Scrutiny Committee on Monday 3rd June 2024"
    last = [p for p in reading.paragraphs if not p.boilerplate][-1]
    assert (last.text, last.role) == ("That the list be published.", Role.DECISION)
    assert last.lead_in == "RESOLVED:"


@pytest.mark.parametrize(
    ("text", "council"),
    [
        ("by Bath and North East Somerset Council", "Bath and North East Somerset Council"),
        ("the London Borough of Brent said", "London Borough of Brent"),
        ("Stockton-on-Tees Borough Council", "Stockton-on-Tees Borough Council"),
        ("The Leader of the Council thanked the County Council", None),
    ],
)
def test_councils_are_named_in_full_or_not_at_all(text: str, council: str | None) -> None:
    assert find_council([text]) == council


def test_members_words_on_duties_are_not_an_officer_s_claim() -> None:
    text = (
        "Agenda item\nTuition\nMinutes:\nMembers discussed the duties under section 19.\n"
        "Officers explained the duties under section 19.\nApologies for absence were given.\n"
    )
    found = roles(parse_document(read_bytes(text.encode(), name="a.txt"), read_at="x"))
    assert found["Minutes, paragraph 1 (counted)"] is Role.DISCUSSION
    assert found["Minutes, paragraph 2 (counted)"] is Role.OPINION


def test_oxfordshire() -> None:
    paths = sorted(SEEDS.glob("002_*"))
    if not paths:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    reading = read(paths[0])
    assert (reading.document.kind, reading.document.council) == (Kind.MINUTES, None)
    found = roles(reading)
    assert found["Minutes, paragraph 5 (counted)"] is Role.OPINION  # "must prosecute"
    assert found["Minutes, paragraph 7 (counted)"] is Role.DISCUSSION
    assert found["Minutes, paragraph 13 (counted)"] is Role.RECOMMENDATION
    assert found["Minutes, paragraph 16 (counted), bullet 2"] is Role.RECOMMENDATION
    action = next(p for p in reading.paragraphs if p.lead_in == "ACTION:")
    assert action.role is Role.RECOMMENDATION
    assert not any("Supporting documents" in p.text for p in reading.paragraphs)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("45 Apologies for absence", "46 Home tuition: a review"),
        ("CAB.45 Apologies", "CAB.46 Home tuition"),
        ("Minute 45: Apologies", "Minute 46: Home tuition"),
        ("Item 1 – Apologies", "Item 2 – Home tuition"),
        ("EX/24/45 Apologies", "EX/24/46 Home tuition"),
        ("Apologies for absence", "Home tuition"),
        ("APOLOGIES FOR ABSENCE", "HOME TUITION"),
    ],
)
def test_agenda_items_in_the_forms_that_councils_print(first: str, second: str) -> None:
    told = "Councillor Nash spoke and all noted it.\n\nRESOLVED:\n\n1. It be noted.\n\n2. Go.\n\n"
    text = (
        "Wexcombe Council\n\nMinutes of the meeting of the Cabinet held on 3 May 2024\n\n"
        f"Present: Councillor A Nash (Chair)\n\n{first}\n\n{told}{second}\n\n{told}"
    )
    reading = parse_document(read_bytes(text.encode(), name="a.txt"), read_at="x")
    assert (reading.document.kind, reading.document.title) == (Kind.MINUTES, "Cabinet, 3 May 2024")
    assert [s.heading for s in reading.sections] == ["Front matter", first, second]


def test_a_resolution_does_not_stand_under_the_action_before_it() -> None:
    text = (
        "Minutes of the meeting of the Cabinet held on 3 May 2024\n\n1. Apologies\n\nNone.\n\n"
        "2. Tuition\n\nACTION:\n\nThe Director to send figures.\n\n"
        "The Committee AGREED to send this on:\n\n• That hours be counted.\n\nAny other business\n"
    )
    reading = parse_document(read_bytes(text.encode(), name="a.txt"), read_at="x")
    leads = {p.text[:22]: p.lead_in for p in reading.paragraphs}
    assert leads["The Director to send f"] == "ACTION:"
    assert leads["The Committee AGREED t"] is None
