"""The tables of library.sqlite, and how a record stands in a row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from rag.cases import Case, Event, Finding, Ground, Issue, Missed, Remedy
from rag.kinds import Kind, Role
from rag.records import Bridge, Document, Paragraph, Passage, Section, Voice

__all__ = [
    "DOCUMENT",
    "PARAGRAPH",
    "PASSAGE",
    "SCHEMA_VERSION",
    "TABLES",
    "bridge_from",
    "bridge_json",
    "case_from",
    "case_json",
    "document_from",
    "document_row",
    "paragraph_from",
    "passage_from",
    "section_from",
]

SCHEMA_VERSION = 3  # raise it whenever TABLES or the word index change

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
    sha256 TEXT NOT NULL, read_at TEXT NOT NULL, council TEXT, reference TEXT, category TEXT,
    outcome TEXT, finding TEXT, date TEXT, url TEXT, url_checked INTEGER NOT NULL, licence TEXT,
    status TEXT, legal_basis TEXT, evidence TEXT, confidence TEXT, verified INTEGER, warning TEXT,
    council_key TEXT, reference_key TEXT, outcome_key TEXT,
    text TEXT NOT NULL
);
CREATE INDEX documents_reference ON documents (reference_key);
CREATE INDEX documents_council ON documents (council_key);

CREATE TABLE sections (
    document INTEGER NOT NULL, ordinal INTEGER NOT NULL, heading TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;

-- `flagged`: the parser called it boilerplate, `fold`: the hash by which repeats are found
CREATE TABLE paragraphs (
    document INTEGER NOT NULL, ordinal INTEGER NOT NULL, section INTEGER NOT NULL,
    role TEXT NOT NULL, text TEXT NOT NULL, span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    pinpoint TEXT NOT NULL, number TEXT, number_inferred INTEGER NOT NULL, lead_in TEXT,
    boilerplate INTEGER NOT NULL, flagged INTEGER NOT NULL, fold TEXT, unquotable TEXT,
    voices TEXT,
    UNIQUE (document, ordinal)
);
CREATE INDEX paragraphs_fold ON paragraphs (fold) WHERE fold IS NOT NULL;

CREATE TABLE passages (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL, section INTEGER NOT NULL,
    heading TEXT NOT NULL, role TEXT NOT NULL, header TEXT NOT NULL, text TEXT NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL, content_hash TEXT NOT NULL,
    boilerplate INTEGER NOT NULL
);
CREATE INDEX passages_document ON passages (document);
CREATE INDEX passages_boilerplate ON passages (content_hash) WHERE boilerplate = 1;

CREATE TABLE passage_paragraphs (
    passage INTEGER NOT NULL, position INTEGER NOT NULL, paragraph INTEGER NOT NULL,
    PRIMARY KEY (passage, position)
) WITHOUT ROWID;

-- every document in which a boilerplate passage stands, its keeper included
CREATE TABLE boilerplate_uses (
    passage INTEGER NOT NULL, document INTEGER NOT NULL, id TEXT NOT NULL,
    section INTEGER NOT NULL, heading TEXT NOT NULL, span_start INTEGER NOT NULL,
    span_end INTEGER NOT NULL, paragraphs TEXT NOT NULL,
    PRIMARY KEY (passage, id)
) WITHOUT ROWID;
CREATE INDEX boilerplate_uses_document ON boilerplate_uses (document);

CREATE TABLE cases (
    document INTEGER PRIMARY KEY, reference_key TEXT NOT NULL, council_key TEXT NOT NULL,
    outcome_key TEXT, finding TEXT, record TEXT NOT NULL
);
CREATE TABLE bridges (position INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE lexicon (
    name TEXT NOT NULL, position INTEGER NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (name, position)
) WITHOUT ROWID;

-- what was read, by full path or address, so that it is known again
CREATE TABLE sources (
    name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, document INTEGER NOT NULL, recipe TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX sources_document ON sources (document);

-- what an unfinished run has done and has still to do
CREATE TABLE changes (document_id TEXT PRIMARY KEY, change TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uncut (document INTEGER PRIMARY KEY);
"""

_DOCUMENT_FIELDS = tuple(field.name for field in fields(Document))
DOCUMENT = ", ".join(f"d.{name}" for name in _DOCUMENT_FIELDS)
PARAGRAPH = (
    "d.id, p.ordinal, p.section, p.role, p.text, p.span_start, p.span_end, p.pinpoint, p.number,"
    " p.number_inferred, p.lead_in, p.boilerplate, p.unquotable, p.voices"
)
PASSAGE = (
    "p.key, d.id, p.id, p.section, p.heading, p.role, p.header, p.text, p.span_start, p.span_end,"
    " p.content_hash, p.boilerplate"
)

Row = Sequence[Any]


def document_row(document: Document) -> dict[str, Any]:
    """Return the columns of a document by name; flags as 0, 1 or None, the date as ISO 8601."""
    row = {name: getattr(document, name) for name in _DOCUMENT_FIELDS}
    row["kind"] = str(document.kind)
    row["date"] = document.date.isoformat() if document.date else None
    row["url_checked"] = int(document.url_checked)
    row["verified"] = None if document.verified is None else int(document.verified)
    return row


def document_from(row: Row) -> Document:
    """Return the document of a row selected as DOCUMENT."""
    values = dict(zip(_DOCUMENT_FIELDS, row, strict=True))
    values["kind"] = Kind(values["kind"])
    values["date"] = date.fromisoformat(values["date"]) if values["date"] else None
    values["url_checked"] = bool(values["url_checked"])
    values["verified"] = None if values["verified"] is None else bool(values["verified"])
    return Document(**values)


def section_from(row: Row) -> Section:
    """Return the section of a row (ordinal, heading, role)."""
    return Section(row[0], row[1], Role(row[2]))


def paragraph_from(row: Row) -> Paragraph:
    """Return the paragraph of a row selected as PARAGRAPH."""
    document_id, ordinal, section, role, text, start, end, pinpoint, number, inferred = row[:10]
    return Paragraph(
        id=f"{document_id}#{ordinal}",
        document_id=document_id,
        ordinal=ordinal,
        section=section,
        role=Role(role),
        text=text,
        start=start,
        end=end,
        pinpoint=pinpoint,
        number=number,
        number_inferred=bool(inferred),
        lead_in=row[10],
        boilerplate=bool(row[11]),
        unquotable=tuple((a, b) for a, b in json.loads(row[12])) if row[12] else (),
        voices=tuple(Voice(a, b, Role(role)) for a, b, role in json.loads(row[13] or "[]")),
    )


def passage_from(row: Row, ordinals: Sequence[int]) -> Passage:
    """Return the passage of a row selected as PASSAGE with its paragraphs' ordinals."""
    _, document_id, passage_id, section, heading, role, header, text, start, end, content = row[:11]
    return Passage(
        id=passage_id,
        document_id=document_id,
        section=section,
        heading=heading,
        role=Role(role),
        paragraph_ids=tuple(f"{document_id}#{ordinal}" for ordinal in ordinals),
        header=header,
        text=text,
        start=start,
        end=end,
        content_hash=content,
        boilerplate=bool(row[11]),
    )


def case_json(case: Case) -> str:
    """Return a case as one line of JSON, dates as ISO 8601."""
    return json.dumps(asdict(case), ensure_ascii=False, default=date.isoformat)


def case_from(record: str) -> Case:
    """Return the case of `case_json`."""
    values: dict[str, Any] = json.loads(record)
    for name in _FINDINGS:
        values[name] = tuple(Finding(**one) for one in values[name])
    values["remedies"] = tuple(Remedy(**one) for one in values["remedies"])
    for issue in values["issues"]:
        issue.update({name: tuple(Finding(**one) for one in issue[name]) for name in _FINDINGS})
    values["issues"] = tuple(Issue(**one) for one in values["issues"])
    for one in values["events"]:
        one["role"] = Role(one["role"])
    values["events"] = tuple(Event(**_dated(one)) for one in values["events"])
    values["missed"] = tuple(Missed(**_dated(one)) for one in values["missed"])
    values["grounds"] = tuple(Ground(**one) for one in values["grounds"])
    for name in ("provisions", "themes", "periods"):
        values[name] = tuple(values[name])
    return Case(**values)


_FINDINGS = ("faults", "no_fault", "not_investigated")


def _dated(values: dict[str, Any]) -> dict[str, Any]:
    for name in ("start_date", "end_date"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    return values


def bridge_json(bridge: Bridge) -> str:
    """Return a bridge as one line of JSON."""
    return json.dumps(asdict(bridge), ensure_ascii=False)


def bridge_from(record: str) -> Bridge:
    """Return the bridge of `bridge_json`."""
    values: Mapping[str, Any] = json.loads(record)
    return Bridge(
        values["id"],
        values["text"],
        tuple(values["duties"]),
        tuple(values["themes"]),
        tuple(values["references"]),
    )
