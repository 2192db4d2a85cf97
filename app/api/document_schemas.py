"""What the service gives of documents. Replies mirror `app.documents`."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict

from rag.kinds import Kind, Role

__all__ = [
    "CouncilOut",
    "DocumentLine",
    "DocumentOut",
    "DocumentPage",
    "DocumentText",
    "ParagraphOut",
    "SectionOut",
]


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DocumentLine(_Out):
    """One line of the list of documents."""

    id: str
    title: str
    kind: Kind
    council: str | None
    reference: str | None
    date: datetime.date | None


class DocumentPage(_Out):
    """A page of the list of documents."""

    total: int
    documents: list[DocumentLine]


class CouncilOut(_Out):
    """A council and how many documents name it."""

    council: str
    documents: int


class DocumentOut(_Out):
    """Everything that is known about a document, without its text."""

    id: str
    kind: Kind
    label: str | None
    title: str
    council: str | None
    reference: str | None
    category: str | None
    outcome: str | None
    finding: str | None
    date: datetime.date | None
    source: str
    url: str | None
    url_checked: bool
    licence: str | None
    status: str | None
    legal_basis: str | None
    evidence: str | None
    confidence: str | None
    verified: bool | None
    warning: str | None
    sha256: str
    read_at: str


class SectionOut(_Out):
    """A headed part of a document."""

    ordinal: int
    heading: str
    role: Role


class ParagraphOut(_Out):
    """One paragraph, exactly as it stands in the cleaned text."""

    id: str
    ordinal: int
    section: int
    role: Role
    speaker: str
    number: str | None
    number_inferred: bool
    pinpoint: str
    lead_in: str | None
    text: str
    start: int
    end: int
    boilerplate: bool


class DocumentText(_Out):
    """A document with its sections and paragraphs in order."""

    document: DocumentOut
    sections: list[SectionOut]
    paragraphs: list[ParagraphOut]
