"""Citations: a document, a place in it, and words that stand there."""

from __future__ import annotations

from rag.errors import NotInLibrary
from rag.protocols import Library
from rag.records import Citation, Document, Paragraph

__all__ = ["cite", "cite_id"]


def cite(
    document: Document,
    paragraph: Paragraph,
    *,
    section: str,
    start: int | None = None,
    end: int | None = None,
) -> Citation:
    """Cite `paragraph`, or the span `[start, end)` of the document's text inside it."""
    first = paragraph.start if start is None else max(start, paragraph.start)
    last = paragraph.end if end is None else min(end, paragraph.end)
    quote = paragraph.text[first - paragraph.start : last - paragraph.start]
    return Citation(
        document_id=document.id,
        kind=document.kind,
        title=document.title,
        pinpoint=paragraph.pinpoint,
        quote=quote,
        role=paragraph.role,
        paragraph_id=paragraph.id,
        start=first,
        end=last,
        section=section,
        source=document.source,
        reference=document.reference,
        council=document.council,
        date=document.date,
        outcome=document.outcome,
        url=document.url,
        url_checked=document.url_checked,
        legal_basis=document.legal_basis,
        law_status=document.status,
        confidence=document.confidence,
        warning=document.warning,
    )


def cite_id(
    library: Library, paragraph_id: str, start: int | None = None, end: int | None = None
) -> Citation:
    """Cite a paragraph by its id. Raises NotInLibrary."""
    paragraph = library.paragraph(paragraph_id)
    document = library.document(paragraph.document_id) if paragraph else None
    if paragraph is None or document is None:
        raise NotInLibrary(f"No paragraph {paragraph_id!r} in this library: ingest it again.")
    headings = {s.ordinal: s.heading for s in library.sections(document.id)}
    return cite(
        document, paragraph, section=headings.get(paragraph.section, ""), start=start, end=end
    )
