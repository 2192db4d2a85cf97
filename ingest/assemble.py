"""Puts drafted sections together into a reading and keeps every span true."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from ingest.blocks import Raw
from rag.errors import ParseError
from rag.kinds import Kind, Role
from rag.records import Document, Paragraph, Reading, Section

__all__ = ["BREAK", "Draft", "DraftSection", "assemble", "document_id", "find_title", "slug"]

BREAK = "\n\n"
_LONGEST_SLUG = 60  # characters


@dataclass(slots=True)
class Draft:
    """A paragraph before it has its place. `pinpoint` is what follows the section's heading."""

    text: str
    role: Role
    pinpoint: str = ""
    number: str | None = None
    inferred: bool = True
    lead_in: str | None = None
    boilerplate: bool = False


@dataclass(slots=True)
class DraftSection:
    """A section before it has its place. `printed` is its heading as the source prints it."""

    heading: str
    role: Role
    paragraphs: list[Draft] = field(default_factory=list)
    printed: str = ""


def assemble(document: Document, drafts: Sequence[DraftSection]) -> Reading:
    """Return the reading of `document`; raise ParseError where there is no paragraph."""
    pieces: list[str] = []
    length = 0
    sections: list[Section] = []
    paragraphs: list[Paragraph] = []

    def write(text: str) -> int:
        nonlocal length
        start = length + (len(BREAK) if pieces else 0)
        pieces.append(text)
        length = start + len(text)
        return start

    for draft in drafts:
        if draft.printed:
            write(draft.printed)
        if not draft.paragraphs:
            continue
        sections.append(Section(len(sections), draft.heading, draft.role))
        for part in draft.paragraphs:
            start = write(part.text)
            paragraphs.append(_place(part, document.id, sections[-1], len(paragraphs), start))
    if not paragraphs:
        raise ParseError(
            f"{document.source} was read, but no paragraph was found in it. "
            "Check that it is a whole document and not only its title."
        )
    return Reading(document, BREAK.join(pieces), tuple(sections), tuple(paragraphs))


def _place(part: Draft, document: str, section: Section, ordinal: int, start: int) -> Paragraph:
    pinpoint = ", ".join(name for name in (section.heading, part.pinpoint) if name)
    if not section.heading:
        pinpoint = pinpoint[:1].upper() + pinpoint[1:]
    return Paragraph(
        id=f"{document}#{ordinal}",
        document_id=document,
        ordinal=ordinal,
        section=section.ordinal,
        role=part.role,
        text=part.text,
        start=start,
        end=start + len(part.text),
        pinpoint=pinpoint or f"Paragraph {ordinal + 1} (counted)",
        number=part.number,
        number_inferred=part.inferred,
        lead_in=part.lead_in,
        boilerplate=part.boilerplate,
    )


# --- names -----------------------------------------------------------------------------------


def slug(text: str) -> str:
    """Return `text` as a part of an address: small letters, figures and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(words) > _LONGEST_SLUG:
        words = words[: _LONGEST_SLUG + 1].rpartition("-")[0] or words[:_LONGEST_SLUG]
    return words


def document_id(kind: Kind, title: str, source: str, reference: str | None = None) -> str:
    """Return the id of a document as docs/house.md has it."""
    if reference:
        return slug(reference)
    return f"{kind.replace('_', '-')}-{slug(title) or slug(_stem(source)) or 'untitled'}"


def find_title(raw: Raw, *candidates: str) -> str:
    """Return the first title that says something, at last the name of the file."""
    for title in (*candidates, raw.title):
        if len(title.split()) > 1 or len(title) > 8:
            return title
    return _stem(raw.source).replace("-", " ").replace("_", " ") or raw.source


def _stem(source: str) -> str:
    path = urlsplit(source).path if "://" in source else source
    return PurePosixPath(path.rstrip("/")).stem
