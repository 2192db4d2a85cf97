"""Simple steps for tests of storage: a plain text layout in, one passage a paragraph out.

    decision | A title | Kent County Council | 24 000 001 | 2024-05-01 | Upheld
    ## Analysis (findings)
    One paragraph.

    Another.

A star after the role ("powers*") flags the section's paragraphs as boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from ingest.steps import StarterSet, Steps
from rag.cases import Case, Finding
from rag.errors import ParseError, ReadError
from rag.kinds import Kind, Role
from rag.protocols import TokenCounter
from rag.records import Bridge, Document, Paragraph, Passage, Reading, Section

_HEAD = re.compile(r"## (.*) \((\w+)(\*?)\)")


def plain_steps(
    *, starter: Sequence[str] = (), bridges: Sequence[str] = (), recipe: str = "plain-1"
) -> Steps:
    """Return steps that read the layout above; `starter` holds texts of the same layout."""
    digest = sha256(repr((starter, bridges)).encode()).hexdigest()

    def make() -> StarterSet:
        readings = [plain_reading(text, "starter", "") for text in starter]
        made = [Bridge(f"b{n}", text, duties=("S19",)) for n, text in enumerate(bridges)]
        return StarterSet(digest, readings, made, {"themes": [{"code": "speech"}]})

    return Steps(
        suffixes=frozenset({".txt"}),
        read=_read,
        cut=plain_cut,
        starter_sha256=lambda: digest,
        starter=make,
        recipe=recipe,
    )


def _read(data: bytes, *, name: str, media_type: str | None, read_at: str) -> Reading:
    if b"\0" in data:
        raise ReadError(f"{name} is not text but binary data.")
    return plain_reading(data.decode(), name, read_at)


def plain_reading(text: str, source: str, read_at: str) -> Reading:
    """Read the layout of this module."""
    first, _, body = text.partition("\n")
    fields = [field.strip() or None for field in first.split("|")]
    if len(fields) != 6:
        raise ParseError(f"{source}: the first line has {len(fields)} fields, not 6.")
    kind, title, council, reference, day, outcome = fields
    document = Document(
        id=(reference or title or source).replace(" ", "-"),
        kind=Kind(kind),
        title=title or "",
        source=source,
        sha256=sha256(text.encode()).hexdigest(),
        read_at=read_at,
        council=council,
        reference=reference,
        date=date.fromisoformat(day) if day else None,
        outcome=outcome,
    )
    sections, paragraphs = _parts(document.id, body)
    case = _case(document, paragraphs) if document.kind is Kind.DECISION else None
    return Reading(document, body, tuple(sections), tuple(paragraphs), case)


def _parts(document_id: str, body: str) -> tuple[list[Section], list[Paragraph]]:
    sections: list[Section] = []
    paragraphs: list[Paragraph] = []
    flagged = False
    for found in re.finditer(r"[^\n]+", body):
        if head := _HEAD.fullmatch(found[0]):
            sections.append(Section(len(sections), head[1], Role(head[2])))
            flagged = bool(head[3])
            continue
        n, section = len(paragraphs), sections[-1]
        paragraphs.append(
            Paragraph(
                id=f"{document_id}#{n}",
                document_id=document_id,
                ordinal=n,
                section=section.ordinal,
                role=section.role,
                text=found[0],
                start=found.start(),
                end=found.end(),
                pinpoint=f"{section.heading}, paragraph {n}",
                boilerplate=flagged,
            )
        )
    return sections, paragraphs


def _case(document: Document, paragraphs: Sequence[Paragraph]) -> Case:
    faults = [p for p in paragraphs if p.role is Role.FINDINGS]
    return Case(
        document_id=document.id,
        reference=document.reference or "",
        council=document.council or "",
        outcome=document.outcome,
        faults=tuple(Finding(p.text, p.id, p.start, p.end) for p in faults),
    )


def plain_cut(reading: Reading, counter: TokenCounter) -> list[Passage]:
    """Make every paragraph a passage; boilerplate gets no header."""
    document = reading.document
    headings = {section.ordinal: section.heading for section in reading.sections}
    passages = []
    for p in reading.paragraphs:
        header = "" if p.boilerplate else f"{document.council or document.title} | {p.pinpoint}"
        passages.append(
            Passage(
                id=f"{document.id}#p{p.ordinal}",
                document_id=document.id,
                section=p.section,
                heading=headings[p.section],
                role=p.role,
                paragraph_ids=(p.id,),
                header=header,
                text=p.text,
                start=p.start,
                end=p.end,
                content_hash=sha256(f"{header}\n{p.text}".encode()).hexdigest(),
                boilerplate=p.boilerplate,
            )
        )
    return passages
