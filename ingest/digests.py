"""Turns the starter library's records into readings (digests, duties) and bridges."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ingest.glossary import read_glossary
from ingest.missed import extract_missed
from ingest.page import Page
from ingest.starter import Record, Starter
from rag.cases import Case, Finding, Missed, Remedy
from rag.delicate import DELICATE
from rag.kinds import Kind, Role
from rag.records import Bridge, Document, Paragraph, Reading

__all__ = ["digest_id", "starter_bridges", "starter_readings"]

_UNDECIDED = re.compile(
    r"(?:Not (?!upheld|at fault)[a-z ]+|No injustice[a-z ]*|Late|Barred[a-z ]*):", re.I
)
_LEFT_ALONE = re.compile(r"(?:Not (?:investigated|considered|pursued)|Late|Barred)\b", re.I)
_OFFERS = ("offered", "rejected")  # statuses that are no part of what was agreed


def starter_readings(starter: Starter, *, read_at: str) -> list[Reading]:
    """Return a reading of every decision (as a digest), of every duty, and the glossary.

    `read_at` is the time that each document is marked with (ISO 8601, UTC).
    """
    digests = [_read_decision(record, read_at) for record in starter.decisions]
    duties = [_read_duty(record, read_at) for record in starter.duties]
    glossary = [read_glossary(starter.vocabulary, read_at=read_at)] if starter.vocabulary else []
    return [*digests, *duties, *glossary]


def digest_id(reference: str) -> str:
    """Return the document id of a decision's digest: "24 018 294" -> "digest-24-018-294"."""
    return "digest-" + reference.replace(" ", "-")


def _sha256(record: Record) -> str:
    line = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(line.encode()).hexdigest()


# --- decisions ---------------------------------------------------------------------------------


def _read_decision(record: Record, read_at: str) -> Reading:
    page = Page(digest_id(record["reference"]))
    undecided = [text for text in record["no_fault_findings"] if _UNDECIDED.match(text)]
    cleared = [text for text in record["no_fault_findings"] if text not in undecided]
    agreed = [remedy for remedy in record["remedies"] if remedy["status"] not in _OFFERS]
    offers = [remedy for remedy in record["remedies"] if remedy["status"] in _OFFERS]
    kind = "This decision was published as a public report."
    public = kind if record["document_type"] == "public report" else None

    page.add("In short", Role.SUMMARY, [record["finding_words"], public])
    page.add("Record", Role.FACTS, [_record_text(record)])
    page.add("Complaint", Role.COMPLAINT, [record["complaint"]])
    faults = page.add("What was found", Role.FINDINGS, record["faults"])
    no_fault = page.add("Where no fault was found", Role.FINDINGS, cleared)
    open_points = page.add("What was not decided", Role.FINDINGS, undecided)
    page.add("Injustice", Role.FINDINGS, [record["injustice"]])
    steps = page.add("What was agreed", Role.REMEDY, map(_remedy_text, agreed))
    offered = page.add("What the council offered", Role.COUNCIL_POSITION, map(_remedy_text, offers))
    page.add("Law cited", Role.LAW, record["provisions"])
    page.add("When", Role.FACTS, record["periods"])
    page.add("Note", Role.DISCUSSION, [record["note"]])

    remedies = _remedies([*agreed, *offers], [*steps, *offered])
    case = _case(record, page.document_id, _findings(faults), _findings(no_fault), remedies)
    left = tuple(one for one in _findings(open_points) if _LEFT_ALONE.match(one.text))
    reading = page.reading(_decision_document(record, read_at))
    return replace(reading, case=replace(case, not_investigated=left, missed=_missed(reading)))


def _missed(reading: Reading) -> tuple[Missed, ...]:
    """Return what was missed and for how long, as the digest says it.

    A complaint is told in one long sentence, so a date in it may belong to something else:
    only a counted length is taken from there. What the digest marks "(claimed)" was not found.
    """
    told = [m for m in extract_missed(reading) if m.status == "found" or m.amount is not None]
    return tuple(replace(m, status="claimed") if "(claimed)" in m.text else m for m in told)


def _record_text(record: Record) -> str:
    """Return what the Ombudsman's own listing says of a decision, in one line."""
    day = record["decision_date"]
    dated = date.fromisoformat(day) if day else None
    told = [
        f"Decision {record['reference']}, {record['council']}",
        f"decision date: {dated.day} {dated:%B %Y}" if dated else "decision date: not seen",
        f"outcome: {record['outcome'] or 'not seen'}",
        f"category: {record['category'] or 'not seen'}",
    ]
    return "; ".join(told) + "."


def _decision_document(record: Record, read_at: str) -> Document:
    day = record["decision_date"]
    return Document(
        id=digest_id(record["reference"]),
        kind=Kind.DIGEST,
        title=f"{record['council']} ({record['reference']})",
        source="corpus/decisions.jsonl",
        sha256=_sha256(record),
        read_at=read_at,
        council=record["council"],
        reference=record["reference"],
        category=record["category"],
        outcome=record["outcome"],
        finding=record["finding"],
        date=date.fromisoformat(day) if day else None,
        url=record["url"],
        url_checked=record["url_basis"] == "seen",
        evidence=f"{record['evidence']}: {record['evidence_detail']}",
        confidence=record["confidence"],
        verified=record["verified"],
        warning=record["warning"],
    )


def _case(
    record: Record,
    document_id: str,
    faults: tuple[Finding, ...],
    no_fault: tuple[Finding, ...],
    remedies: tuple[Remedy, ...],
) -> Case:
    return Case(
        document_id=document_id,
        reference=record["reference"],
        council=record["council"],
        outcome=record["outcome"],
        finding=record["finding"],
        complaint=record["complaint"],
        faults=faults,
        no_fault=no_fault,
        injustice=record["injustice"],
        remedies=remedies,
        provisions=tuple(record["provisions"]),
        themes=tuple(record["themes"]),
        periods=tuple(record["periods"]),
        finding_words=record["finding_words"],
        note=record["note"],
    )


def _findings(paragraphs: Sequence[Paragraph]) -> tuple[Finding, ...]:
    return tuple(Finding(p.text, p.id, p.start, p.end) for p in paragraphs)


def _remedies(records: Sequence[Record], paragraphs: Sequence[Paragraph]) -> tuple[Remedy, ...]:
    return tuple(
        Remedy(
            kind=record["kind"],
            purpose=record["for"],
            amount_gbp=record["amount_gbp"],
            rate=record["rate"],
            to_whom=record["to_whom"],
            deadline=record["deadline"],
            status=record["status"],
            paragraph_id=paragraph.id,
            start=paragraph.start,
            end=paragraph.end,
        )
        for record, paragraph in zip(records, paragraphs, strict=True)
    )


# --- remedies in words -------------------------------------------------------------------------

_KINDS = {
    "apology": "Apology",
    "payment": "Payment",
    "reimbursement": "Reimbursement",
    "action": "Action",
    "service_improvement": "Service improvement",
    "other": "Other step",
}
_STATUSES = {
    "offered": "Offered by the council, not shown to be the remedy: ",
    "rejected": "Offered by the council and not accepted as enough: ",
    "included": "Part of another remedy: ",
}


def _remedy_text(remedy: Record) -> str:
    """Return a remedy as a sentence that holds its `for` string word for word."""
    purpose = (remedy["for"] or "").strip()
    what = _what(remedy, purpose)
    body = f"{what}: {purpose}" if purpose else what
    front = _STATUSES.get(remedy["status"], "")
    if front and purpose and remedy["kind"] == "other":
        body = purpose
    elif front:
        body = body[0].lower() + body[1:]
    return f"{front}{body}{_to_whom_and_when(remedy)}."


def _what(remedy: Record, purpose: str) -> str:
    what = _KINDS[remedy["kind"]]
    if remedy["amount_gbp"] is not None:
        rate = f" {remedy['rate']}" if remedy["rate"] else ""
        return f"{what} of {_pounds(remedy['amount_gbp'])}{rate}"
    said = "not seen" in purpose
    if remedy["kind"] in ("payment", "reimbursement") and not said:
        return f"{what}, amount not seen"
    return f"{what}, details not seen" if remedy["status"] == "not_seen" and not said else what


def _pounds(amount: float) -> str:
    return f"£{amount:,.0f}" if amount == int(amount) else f"£{amount:,.2f}"


def _to_whom_and_when(remedy: Record) -> str:
    to_whom, deadline = remedy["to_whom"], remedy["deadline"]
    if to_whom and not to_whom.startswith(("for ", "to ")):
        to_whom = f"to {to_whom}"
    said = "; ".join(part for part in (to_whom, deadline) if part)
    return f" ({said})" if said else ""


# --- duties ------------------------------------------------------------------------------------


def _read_duty(record: Record, read_at: str) -> Reading:
    page = Page(record["id"])
    page.add("Duty", Role.LAW, [record["statement"]])
    page.add("In plain words", Role.LAW, [record["plain"]])
    page.add("Time limit", Role.LAW, [_time_limit_text(record["time_limit"])])
    page.add("Who owes it", Role.LAW, [record["who_owes"]])
    page.add("Caution", Role.LAW, [record["caveat"]])
    document = Document(
        id=record["id"],
        kind=Kind.DUTY,
        title=record["topic"],
        source="corpus/duties.jsonl",
        sha256=_sha256(record),
        read_at=read_at,
        reference=record["id"],
        url=record["source_url"],
        url_checked=True,
        status=record["status"],
        legal_basis=record["legal_basis"],
        evidence=record["evidence"],
        confidence=record["confidence"],
        verified=record["verified"],
    )
    return page.reading(document)


def _time_limit_text(limit: Record | None) -> str | None:
    """Return a time limit in words; unit and event stand word for word."""
    if limit is None:
        return None
    unit, event = limit["unit"], limit["from_event"]
    if unit.startswith("fixed date: "):
        day = unit.removeprefix("fixed date: ")
        return f"{day[0].upper()}{day[1:]} ({event})."
    if limit["n"] is None:
        return f"{unit[0].upper()}{unit[1:]}, from: {event}."
    if unit.startswith("school day "):  # "the sixth school day", not six of them
        return f"School day {limit['n']}{unit.removeprefix('school day')}, from: {event}."
    return f"{limit['n']} {unit}, from: {event}."


# --- bridges -----------------------------------------------------------------------------------


def starter_bridges(starter: Starter) -> list[Bridge]:
    """Return every way of asking that the starter library knows, and where it leads.

    A duty and a theme can also be asked about in their own words: those are bridges too.
    """
    bridges = []
    for duty in starter.duties:
        own = (duty["topic"], duty["statement"], duty["plain"])
        for n, asked in enumerate([*duty["asked_as"], *own], 1):
            name = f"duty-{duty['id']}-{n}"
            bridges.append(Bridge(name, asked, (duty["id"],), tuple(duty["themes"])))
    for theme in starter.themes:
        for n, asked in enumerate([*theme["asked_as"], theme["meaning"]], 1):
            name = f"theme-{theme['code']}-{n}"
            bridges.append(Bridge(name, asked, tuple(theme["duties"]), (theme["code"],)))
    for decision in starter.decisions:
        reference = decision["reference"]
        for n, asked in enumerate(decision["asked_as"], 1):
            bridges.append(Bridge(f"case-{reference}-{n}", asked, references=(reference,)))
    for row in starter.asking:
        for n, asked in enumerate(row["asked_as"], 1):
            bridges.append(Bridge(f"voice-{row['voice']}-{n}", asked))
    for topic, row in enumerate(starter.elsewhere):
        for n, asked in enumerate(row["asked_as"], 1):
            bridges.append(Bridge(f"elsewhere-{topic}-{n}", asked))
    for row in starter.delicate:
        for n, asked in enumerate(row["asked_as"], 1):
            bridges.append(Bridge(f"{DELICATE}{row['kind']}-{n}", asked))
    lay = [row for row in starter.vocabulary if row["kind"] == "lay"]
    for row_number, row in enumerate(lay, 1):
        leads = (tuple(row[name]) for name in ("duties", "themes", "references"))
        duties, themes, references = leads
        for n, term in enumerate(row["terms"], 1):
            name = f"lay-{row_number}-{n}"
            bridges.append(Bridge(name, term, duties, themes, references))
    return bridges
