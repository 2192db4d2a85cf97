"""Decisions and public reports: metadata, sections, numbers, lead-ins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.blocks import Raw
from ingest.parse import parse_document
from ingest.places import nest_items
from ingest.read import read_bytes, read_source
from rag.errors import ParseError
from rag.kinds import Kind, Role
from rag.records import Paragraph, Reading

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


def read(name: str) -> Reading:
    return parse_document(read_source(DATA / name), read_at="2026-01-02T03:04:05Z")


def seed(number: str) -> Reading:
    found = sorted(SEEDS.glob(f"{number}_*"))
    if not found:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    return parse_document(read_source(found[0]), read_at="2026-01-02T03:04:05Z")


def raw(text: str) -> Raw:
    return read_bytes(text.encode(), name="made-up.txt")


def at(reading: Reading, pinpoint: str) -> Paragraph:
    return next(p for p in reading.paragraphs if p.pinpoint == pinpoint)


def headings(reading: Reading) -> list[str]:
    return [section.heading for section in reading.sections]


# --- metadata ----------------------------------------------------------------------------------


def test_metadata_of_a_decision() -> None:
    document = read("decision_numbered.txt").document
    assert document.id == "23-104-512"
    assert document.kind is Kind.DECISION
    assert document.title == "Northmoor County Council (23 104 512)"
    assert document.council == "Northmoor County Council"
    assert document.reference == "23 104 512"
    assert document.category == "Education > Special educational needs"
    assert document.outcome == "Upheld"
    assert document.date == date(2024, 3, 14)
    assert document.finding == "mixed"
    assert document.read_at == "2026-01-02T03:04:05Z"


def test_a_link_built_from_the_pattern_is_marked_unchecked() -> None:
    document = read("decision_numbered.txt").document
    assert document.url == (
        "https://www.lgo.org.uk/decisions/education/special-educational-needs/23-104-512"
    )
    assert document.url_checked is False


def test_the_page_s_own_address_is_kept() -> None:
    document = read("decision.html").document
    assert document.url == (
        "https://www.lgo.org.uk/decisions/education/alternative-provision/24-870-331"
    )
    assert document.url_checked is True
    assert document.date == date(2025, 2, 7)


def test_without_header_lines_nothing_is_made_up() -> None:
    document = read("decision_dashes.txt").document
    assert (document.council, document.reference) == ("Eastvale Borough Council", "22 517 903")
    assert (document.category, document.outcome, document.date, document.url) == (None,) * 4


def test_a_reference_with_a_letter() -> None:
    text = "Hill Health Trust (21 013 840a)\nThe complaint\n- Mr B complains of delay.\n"
    document = parse_document(raw(text), read_at="x").document
    assert (document.reference, document.id) == ("21 013 840a", "21-013-840a")


def test_an_older_header() -> None:
    text = (
        "12 May 2019\nComplaint reference: 18 004 111\nComplaint against: Dale Council\n"
        "The Ombudsman’s decision\nSummary: No fault.\nThe complaint\n1. Mr B complains.\n"
    )
    document = parse_document(raw(text), read_at="x").document
    assert (document.council, document.reference) == ("Dale Council", "18 004 111")
    assert document.date == date(2019, 5, 12)


def test_a_public_report() -> None:
    reading = read("public_report.txt")
    document = reading.document
    assert document.kind is Kind.PUBLIC_REPORT
    assert (document.council, document.reference) == ("Riverside County Council", "21 640 077")
    assert document.date == date(2023, 6, 15)
    assert document.outcome == "Fault found causing injustice and recommendations made."
    assert at(reading, "Report summary, Recommendations").role is Role.SUMMARY
    assert at(reading, "Conclusions, paragraph 7").role is Role.FINDINGS
    assert at(reading, "Recommendations, paragraph 11, bullet 2").text.startswith("pay Mrs W")


# --- numbers and places ------------------------------------------------------------------------


def test_printed_numbers_are_official() -> None:
    paragraph = at(read("decision_numbered.txt"), "What happened, paragraph 4")
    assert (paragraph.number, paragraph.number_inferred) == ("4", False)


def test_nested_items_keep_their_lead_in() -> None:
    point = at(read("decision_numbered.txt"), "Agreed action, paragraph 1, point 2")
    assert point.lead_in == "Within four weeks of my final decision the Council will:"
    assert (point.number, point.role) == ("2", Role.REMEDY)


def test_html_numbers_come_from_the_list() -> None:
    reading = read("decision.html")
    assert at(reading, "Analysis, paragraph 6, bullet 2").text == (
        "It did not tell Mr V of his rights."
    )
    assert at(reading, "The complaint, paragraph 1, point b").lead_in == (
        "Mr V complains the Council:"
    )


def test_lost_numbers_are_counted_from_the_top_of_the_section_and_say_so() -> None:
    paragraph = at(read("decision_dashes.txt"), "Agreed action, paragraph 3 (counted)")
    assert paragraph.text.startswith("Pay Mr and Mrs T a total")
    assert (paragraph.number, paragraph.number_inferred) == ("3", True)
    assert paragraph.lead_in == "To put matters right the Council has agreed, within one month " \
        "of my decision, to:"  # fmt: skip


def test_a_list_of_contents_is_not_read_as_text() -> None:
    assert headings(read("decision_dashes.txt"))[:2] == ["Summary", "The complaint"]


def test_a_second_run_of_numbers_is_its_own_section() -> None:
    text = (
        "Dale Council (18 004 111)\nThe complaint\n  1. Mr B complains.\nKey facts\n"
        "  1. He wrote in May.\n  2. No one answered.\n\n"
        "  1. I find the Council at fault for this.\n"
    )
    reading = parse_document(raw(text), read_at="x")
    last = reading.paragraphs[-1]
    assert last.pinpoint == "Key facts (second run of numbers), paragraph 1"
    assert last.role is Role.FINDINGS


def test_a_heading_that_stands_twice_is_told_apart() -> None:
    text = (
        "Dale Council (18 004 111)\nThe complaint\n- Mr B complains.\nThe law\nTransport\n"
        "- Councils must arrange it (Education Act 1996, section 508B).\nAnalysis\nTransport\n"
        "- I find fault in the Council’s delay.\nAnalysis\n- I also find it did not reply.\n"
    )
    assert headings(parse_document(raw(text), read_at="x")) == [
        "The complaint",
        "The law, Transport",
        "Analysis, Transport",
        "Analysis",
    ]


def test_text_between_numbered_paragraphs_has_a_place() -> None:
    text = (
        "Dale Council (18 004 111)\nThe complaint\n1. Mr B complains.\n"
        "Analysis\n1. The policy says:\n\n"
        "“Pupils who live three miles away have a right to transport.”\n\n2. This was not done.\n"
    )
    pinpoints = [p.pinpoint for p in parse_document(raw(text), read_at="x").paragraphs]
    assert "Analysis, after paragraph 1" in pinpoints


def test_the_signature_is_no_paragraph() -> None:
    assert not any("on behalf of" in p.text for p in read("decision_dashes.txt").paragraphs)


def test_flattened_lists_are_nested_again() -> None:
    items = read_bytes(
        b"- The Council will:\n- Apologise to Mr B.\n- Pay him.\n- The Council will also report.\n"
        b"- He says it:\n- was late; and\n- Did not write.\n- He is unhappy.",
        name="a.txt",
    ).blocks
    assert nest_items(items) == [None, 0, 0, None, None, 4, 4, None]


def test_a_title_alone_is_a_parse_error() -> None:
    with pytest.raises(ParseError, match="no paragraph"):
        parse_document(
            replace(raw("Dale Council (18 004 111)\nThe complaint\nDecision"), source="t.txt"),
            read_at="x",
        )


# --- the real decisions ------------------------------------------------------------------------


def test_milton_keynes_2025() -> None:
    reading = seed("000")
    document = reading.document
    assert (document.id, document.date) == ("24-018-294", date(2025, 10, 30))
    assert document.url == (
        "https://www.lgo.org.uk/decisions/education/alternative-provision/24-018-294"
    )
    roles = {p.pinpoint: p.role for p in reading.paragraphs}
    happened = "What happened – summary of key relevant events, paragraph"
    assert roles["Alternative provision, paragraph 1"] is Role.LAW
    assert roles[f"{happened} 12"] is Role.COMPLAINT
    assert roles[f"{happened} 13"] is roles[f"{happened} 14"] is Role.COUNCIL_POSITION
    assert roles[f"{happened} 15"] is roles[f"{happened} 16"] is Role.COMPLAINT
    assert {roles[f"Analysis, paragraph {n}"] for n in range(1, 13)} == {Role.FINDINGS}
    assert roles["Action, paragraph 2, bullet 2"] is Role.REMEDY
    assert len(reading.paragraphs) == 54


def test_milton_keynes_2021() -> None:
    reading = seed("001")
    roles = {p.pinpoint: p.role for p in reading.paragraphs}
    assert [roles[f"Key facts, paragraph {n}"] for n in (16, 17, 18, 19, 20)] == [
        Role.COMPLAINT,
        Role.COUNCIL_POSITION,
        Role.COUNCIL_POSITION,
        Role.COMPLAINT,
        Role.COMPLAINT,
    ]
    second = "Key facts (second run of numbers), paragraph"
    assert {roles[f"{second} {n}"] for n in range(1, 9)} == {Role.FINDINGS}
    assert at(reading, "Agreed action, paragraph 1, bullet 2").text.startswith("pay Mr X £750")


def test_hertfordshire() -> None:
    reading = seed("003")
    assert (reading.document.category, reading.document.url) == (None, None)
    assert all(p.number_inferred for p in reading.paragraphs)
    roles = {p.pinpoint: p.role for p in reading.paragraphs}
    happened = [roles[f"What happened, paragraph {n} (counted)"] for n in range(2, 9)]
    assert happened == [Role.COMPLAINT, *[Role.COUNCIL_POSITION] * 5, Role.COMPLAINT]
    assert roles["Analysis, paragraph 3 (counted)"] is Role.FINDINGS
    assert roles["Analysis, paragraph 9 (counted)"] is Role.COUNCIL_POSITION
    assert roles["Analysis, paragraph 10 (counted)"] is Role.FINDINGS
    paid = at(reading, "Action, paragraph 3 (counted)")
    assert paid.text.startswith("Pay to Mrs B £750")
    assert paid.lead_in == "The Council will within one month of the date of the final decision:"
    assert at(reading, "Action, paragraph 9 (counted)").lead_in is None
