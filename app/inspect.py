"""One document as Upheld reads it, without an index: the reading, as JSON and as facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents import document_record
from app.inspect_case import (
    Placed,
    case_parts,
    injustice_places,
    issue_points,
    mark,
    say_event,
    say_missed,
)
from ingest.provisions import cited_in
from ingest.sources import printable
from ingest.steps import check_reading, now, standard_steps
from rag.cases import Case, Remedy
from rag.errors import ReadError
from rag.kinds import Role
from rag.records import Paragraph, Reading

__all__ = [
    "KINDS",
    "Fact",
    "about_document",
    "case_facts",
    "read_file",
    "reading_record",
    "say_amount",
    "say_marks",
    "say_where",
]

Record = dict[str, Any]

KINDS: dict[str, str] = {  # what is read out of a decision, in the order shown
    "decision": "The decision's own words",
    "fault": "Fault",
    "no_fault": "No fault",
    "not_investigated": "Not investigated",
    "issue": "Issue by issue",
    "injustice": "Injustice",
    "remedy": "Remedies",
    "missed": "What was missed, and for how long",
    "event": "What happened when",
    "theme": "Themes",
    "provision": "Law cited",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing read out of a decision, and where: in which paragraphs, and at which span."""

    kind: str  # a key of KINDS
    text: str
    paragraphs: tuple[Paragraph, ...] = ()
    start: int | None = None
    end: int | None = None
    remedy: Remedy | None = None


def read_file(path: Path) -> Reading:
    """Read the file at `path` as `upheld ingest` does; raise ReadError or ParseError."""
    path = path.expanduser()
    label = printable(path)
    if path.is_dir():
        raise ReadError(f"{label} is a folder. Give one file of it.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"Cannot open {label}: {error.strerror}. Check the path.") from error
    reading = standard_steps().read(data, name=printable(path.name), media_type=None, read_at=now())
    check_reading(reading, label)
    return reading


# --- JSON ------------------------------------------------------------------------------------


def reading_record(reading: Reading) -> Record:
    """Return a reading as plain JSON: `upheld inspect --json` prints exactly this."""
    pinpoints = {p.id: p.pinpoint for p in reading.paragraphs}
    return {
        "document": document_record(reading.document),
        "sections": [
            {
                "ordinal": section.ordinal,
                "heading": section.heading,
                "role": section.role.value,
                "paragraphs": [
                    _paragraph_record(p) for p in reading.paragraphs if p.section == section.ordinal
                ],
            }
            for section in reading.sections
        ],
        "set_aside": [{"text": text, "why": why} for text, why in reading.set_aside],
        "case": _case_record(reading.case, pinpoints) if reading.case else None,
    }


def _paragraph_record(paragraph: Paragraph) -> Record:
    return {
        "id": paragraph.id,
        "number": paragraph.number,
        "number_inferred": paragraph.number_inferred,
        "pinpoint": paragraph.pinpoint,
        "role": paragraph.role.value,
        "voices": [
            {"start": v.start, "end": v.end, "role": v.role.value} for v in paragraph.voices
        ],
        "start": paragraph.start,
        "end": paragraph.end,
        "lead_in": paragraph.lead_in,
        "boilerplate": paragraph.boilerplate,
        "text": paragraph.text,
    }


def _case_record(case: Case, pinpoints: dict[str, str]) -> Record:
    def place(read: Placed) -> Record:
        pinpoint = pinpoints.get(read.paragraph_id or "")
        return {"pinpoint": pinpoint, "start": read.start, "end": read.end}

    return {
        "reference": case.reference,
        "council": case.council,
        "outcome": case.outcome,
        "finding": case.finding,
        "faults": [{"text": fault.text, **place(fault)} for fault in case.faults],
        "no_fault": [{"text": point.text, **place(point)} for point in case.no_fault],
        "injustice": case.injustice,
        "remedies": [
            {
                "kind": remedy.kind,
                "amount_gbp": remedy.amount_gbp,
                "rate": remedy.rate,
                "status": remedy.status,
                "for": remedy.purpose,
                "to_whom": remedy.to_whom,
                "deadline": remedy.deadline,
                **place(remedy),
                "paid_to": remedy.paid_to,
                "benefits": remedy.benefits,
                "proposed": remedy.proposed,
            }
            for remedy in case.remedies
        ],
        "provisions": list(case.provisions),
        **case_parts(case, place),
    }


# --- what was read out of a decision ---------------------------------------------------------


def case_facts(reading: Reading) -> list[Fact]:
    """Return everything that was read out of a decision with its place; [] without a case."""
    case = reading.case
    if case is None:
        return []
    by_id = {p.id: p for p in reading.paragraphs}

    def found(kind: str, read: Placed, text: str) -> Fact:
        paragraph = by_id.get(read.paragraph_id or "")
        places = (paragraph,) if paragraph else ()
        remedy = read if isinstance(read, Remedy) else None
        proposed = getattr(read, "proposed", False)
        return Fact(kind, mark(text, proposed), places, read.start, read.end, remedy)

    closing = [p for p in reading.paragraphs if p.role is Role.DECISION]
    return [
        *(Fact("decision", p.text, (p,)) for p in closing),
        *(found("fault", fault, fault.text) for fault in case.faults),
        *(found("no_fault", point, point.text) for point in case.no_fault),
        *(found("not_investigated", point, point.text) for point in case.not_investigated),
        *(found("issue", point, said) for point, said in issue_points(case)),
        *(
            Fact("injustice", told, (p,) if p else (), start, end)
            for told, p, start, end in injustice_places(reading.paragraphs, case.injustice or "")
        ),
        *(found("remedy", remedy, remedy.purpose or "") for remedy in case.remedies),
        *(found("missed", one, say_missed(one)) for one in case.missed),
        *(found("event", one, say_event(one)) for one in case.events),
        *(found("theme", ground, f"{ground.code}: {ground.text}") for ground in case.grounds),
        *_provision_facts(reading, case),
    ]


def _provision_facts(reading: Reading, case: Case) -> Iterator[Fact]:
    """Yield each provision with the paragraphs that cite it."""
    citing: dict[str, list[Paragraph]] = {provision: [] for provision in case.provisions}
    for p in reading.paragraphs:
        for provision in cited_in((p,)):
            citing.setdefault(provision, []).append(p)
    for provision in case.provisions:
        yield Fact("provision", provision, tuple(citing[provision]))


# --- in words --------------------------------------------------------------------------------


def about_document(reading: Reading) -> list[str]:
    """Return what is known about a document, in the order in which it is shown."""
    d = reading.document
    marked = [p for p in reading.paragraphs if p.unquotable]
    facts = [
        d.kind.value.replace("_", " "),
        d.council if d.council and d.council not in d.title else None,
        d.reference if d.reference and d.reference not in d.title else None,
        f"{d.date.day} {d.date:%B %Y}" if d.date else None,
        d.category,
        f"{_count(len(reading.paragraphs), 'paragraph')} in "
        f"{_count(len(reading.sections), 'section')}",
        f"{len(marked):,} not wholly quotable" if marked else None,
        f"{_count(len(reading.set_aside), 'line')} set aside" if reading.set_aside else None,
    ]
    return [fact for fact in facts if fact]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def say_amount(remedy: Remedy) -> str:
    """Say what a remedy comes to: "£1,350", "£50 per month", or nothing."""
    if remedy.amount_gbp is None:
        return ""
    pence = 0 if remedy.amount_gbp == int(remedy.amount_gbp) else 2
    return f"£{remedy.amount_gbp:,.{pence}f}{remedy.rate_after_sum}"


def say_where(fact: Fact) -> str:
    """Say where a fact was read, every place of it."""
    return "; ".join(p.pinpoint for p in fact.paragraphs)


def say_marks(paragraph: Paragraph) -> list[str]:
    """Say what else is known about a paragraph: standing text, words that are not quoted."""
    marks = ["boilerplate"] if paragraph.boilerplate else []
    held_apart = sum(end - start for start, end in paragraph.unquotable)
    if held_apart:
        whole = held_apart >= paragraph.end - paragraph.start
        marks.append("never quoted" if whole else "partly never quoted")
    return marks
