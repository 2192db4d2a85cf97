"""Other papers: policies and letters with headings."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx

from ingest.parse import parse_document
from ingest.read import read_bytes, read_source
from rag.kinds import Kind, Role
from rag.records import Reading

DATA = Path(__file__).parent / "data"


def policy() -> Reading:
    return parse_document(read_source(DATA / "policy.md"), read_at="x")


def test_metadata_of_a_policy() -> None:
    document = policy().document
    assert document.id == "paper-attendance-and-medical-needs-policy"
    assert document.kind is Kind.PAPER
    assert (document.council, document.date) == ("Fenland County Council", date(2024, 5, 3))


def test_places_in_a_policy() -> None:
    places = {p.pinpoint: p for p in policy().paragraphs}
    assert places["Legal framework, paragraph 1 (counted)"].role is Role.LAW
    step = places["What we will do, paragraph 2, bullet 1"]
    assert (step.lead_in, step.number_inferred) == ("We will:", True)
    assert places["What we will do, paragraph 3"].number_inferred is False
    assert places["What we will do, table row 2"].text == "Named worker\t5"


def test_a_word_document() -> None:
    document = docx.Document()
    document.add_heading("Transport policy", level=1)
    document.add_paragraph("We take pupils to school.")
    document.add_heading("Recommendations", level=2)
    document.add_paragraph("Ask early.", style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    reading = parse_document(read_bytes(out.getvalue(), name="t.docx"), read_at="x")
    assert reading.document.title == "Transport policy"
    assert reading.paragraphs[-1].role is Role.RECOMMENDATION


def test_a_letter_without_headings_is_counted() -> None:
    text = "Dear Mrs B,\n\nWe have your letter of May.\n\nWe will ring you.\n"
    reading = parse_document(read_bytes(text.encode(), name="letter-to-b.txt"), read_at="x")
    assert [p.pinpoint for p in reading.paragraphs] == [
        f"Paragraph {n} (counted)" for n in range(1, 4)
    ]
