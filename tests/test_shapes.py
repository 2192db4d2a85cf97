"""Made-up statements and minutes in the layouts that are found, against a table made by reading.

tests/data/shapes/expected.tsv holds every paragraph of every file there: where it stands, who
speaks, whether it hangs from a sentence or a label, and its first four words.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ingest.parse import parse_document
from ingest.read import read_bytes, read_source
from rag.kinds import Kind, Role
from rag.records import Reading

SHAPES = Path(__file__).parent / "data" / "shapes"
with (SHAPES / "expected.tsv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file, delimiter="\t", quoting=csv.QUOTE_NONE))
FILES = sorted({row["file"] for row in ROWS})


@cache
def read(name: str) -> Reading:
    return parse_document(read_source(SHAPES / name), read_at="x")


def parse(text: str) -> Reading:
    return parse_document(read_bytes(text.encode(), name="a.txt"), read_at="x")


def test_every_file_is_in_the_table() -> None:
    assert sorted(p.name for p in SHAPES.iterdir() if p.suffix != ".tsv") == FILES
    assert len(FILES) >= 16


@pytest.mark.parametrize("name", FILES)
def test_every_paragraph_stands_where_a_reader_puts_it(name: str) -> None:
    found = [
        (p.pinpoint, p.role.value, "yes" if p.lead_in else "-", " ".join(p.text.split()[:4]))
        for p in read(name).paragraphs
    ]
    rows = [row for row in ROWS if row["file"] == name]
    assert found == [(r["pinpoint"], r["role"], r["lead"], r["begins"]) for r in rows]


@pytest.mark.parametrize(
    ("name", "council", "reference"),
    [
        ("decision_joint.txt", "Aldermere Council", "21 010 111"),
        ("decision_pasted.txt", "Fenwick County Council", "23 444 555"),
        ("decision_fields_below.txt", "Barnley Metropolitan Borough Council", "22 555 666"),
        ("public_report.txt", "Harrowdene County Council", "22 333 444"),
    ],
)
def test_whose_decision_it_is(name: str, council: str, reference: str) -> None:
    document = read(name).document
    assert document.kind in (Kind.DECISION, Kind.PUBLIC_REPORT)
    assert (document.council, document.reference) == (council, reference)


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        (
            "minutes_numbered.txt",
            "CHILDREN AND FAMILIES SCRUTINY PANEL, 14 November 2024",
            date(2024, 11, 14),
        ),
        (
            "minutes_hybrid.txt",
            "Education and Skills Overview and Scrutiny Committee, 3 February 2025",
            date(2025, 2, 3),
        ),
        ("minutes_cabinet.txt", "Cabinet, 9 July 2024", date(2024, 7, 9)),
    ],
)
def test_which_meeting_it_was(name: str, title: str, day: date) -> None:
    document = read(name).document
    assert (document.kind, document.title, document.date) == (Kind.MINUTES, title, day)


def test_labels_lead_in_what_follows_them() -> None:
    leads = {p.text[:20]: p.lead_in for p in read("minutes_numbered.txt").paragraphs}
    assert leads["Ms Dale asked what t"] == "Supplementary question"
    assert leads["That an update be br"] == "RESOLVED:"
    assert leads["Action: Head of SEND"] is None  # a label of its own ends the resolution


def test_points_of_a_resolution_are_no_agenda_items() -> None:
    text = "Apologies for absence\n1. Apologies\nNone.\nResolved:\n1. The plan be noted\n2. Costs\n"
    reading = parse(f"{text}2. Tuition\nMembers spoke.\nMinutes\n")
    assert reading.document.kind is Kind.MINUTES
    noted = next(p for p in reading.paragraphs if p.text == "The plan be noted")
    assert (noted.role, noted.lead_in) == (Role.DECISION, "Resolved:")
    assert [s.heading for s in reading.sections][:2] == ["Front matter", "1. Apologies"]
    assert "2. Tuition" in [s.heading for s in reading.sections]


def test_a_page_tells_what_it_set_aside_and_why() -> None:
    aside = dict(read("decision_assessed.txt").set_aside)
    assert "Back to top" in aside
    assert set(aside.values()) == {"page furniture, no part of the document"}
    held = " ".join(p.text for p in read("decision_assessed.txt").paragraphs)
    assert not any(line in held for line in aside if len(line) > 12)


def test_a_short_sentence_with_its_authority_is_no_heading() -> None:
    words = "Councils must publish a policy statement"
    assert any(p.text.startswith(words) for p in read("decision_pasted.txt").paragraphs)
