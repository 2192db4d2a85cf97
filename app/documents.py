"""A document as plain JSON, in the manner of `app.wire`: what is known of it, and its text."""

from __future__ import annotations

from typing import Any

from app.voices import own_words, speaker
from rag.records import Document, Paragraph, Section

__all__ = ["document_line", "document_record", "paragraph_record", "section_record"]

Record = dict[str, Any]


def document_line(document: Document) -> Record:
    """Return what a list of documents shows of one."""
    return {
        "id": document.id,
        "title": document.title,
        "kind": document.kind.value,
        "council": document.council,
        "reference": document.reference,
        "date": document.date.isoformat() if document.date else None,
    }


def document_record(document: Document) -> Record:
    """Return everything that is known about a document, without its text."""
    return {
        "id": document.id,
        "kind": document.kind.value,
        "label": own_words(document.kind),
        "title": document.title,
        "council": document.council,
        "reference": document.reference,
        "category": document.category,
        "outcome": document.outcome,
        "finding": document.finding,
        "date": document.date.isoformat() if document.date else None,
        "source": document.source,
        "url": document.url,
        "url_checked": document.url_checked,
        "licence": document.licence,
        "status": document.status,
        "legal_basis": document.legal_basis,
        "evidence": document.evidence,
        "confidence": document.confidence,
        "verified": document.verified,
        "warning": document.warning,
        "sha256": document.sha256,
        "read_at": document.read_at,
    }


def section_record(section: Section) -> Record:
    """Return a section of a document."""
    return {"ordinal": section.ordinal, "heading": section.heading, "role": section.role.value}


def paragraph_record(paragraph: Paragraph, document: Document) -> Record:
    """Return a paragraph of `document` with its pinpoint, its span and who speaks in it."""
    return {
        "id": paragraph.id,
        "ordinal": paragraph.ordinal,
        "section": paragraph.section,
        "role": paragraph.role.value,
        "speaker": speaker(document.kind, paragraph.role, document.status),
        "number": paragraph.number,
        "number_inferred": paragraph.number_inferred,
        "pinpoint": paragraph.pinpoint,
        "lead_in": paragraph.lead_in,
        "text": paragraph.text,
        "start": paragraph.start,
        "end": paragraph.end,
        "boilerplate": paragraph.boilerplate,
    }
