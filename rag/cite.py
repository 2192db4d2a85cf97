"""Citations: a document, a place in it, and words that stand there."""

from __future__ import annotations

from collections.abc import Collection

from rag.errors import NotInLibrary
from rag.kinds import Role
from rag.protocols import Library
from rag.records import Document, Paragraph
from rag.replies import Citation
from rag.text import sentences

__all__ = ["cite", "cite_id", "cite_voice"]


def cite(
    document: Document,
    paragraph: Paragraph,
    *,
    section: str,
    start: int | None = None,
    end: int | None = None,
) -> Citation:
    """Cite `paragraph`, or the span `[start, end)` of the document's text inside it.

    The role is that of the quoted words (`Paragraph.role_at`), not of the whole paragraph.
    """
    first = paragraph.start if start is None else max(start, paragraph.start)
    last = paragraph.end if end is None else min(end, paragraph.end)
    quote = paragraph.text[first - paragraph.start : last - paragraph.start]
    return Citation(
        document_id=document.id,
        kind=document.kind,
        title=document.title,
        pinpoint=paragraph.pinpoint,
        quote=quote,
        role=paragraph.role_at(first, last),
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


def cite_voice(
    library: Library,
    paragraph_id: str,
    roles: Collection[Role],
    start: int | None = None,
    end: int | None = None,
) -> Citation:
    """Cite the longest run of whole sentences of a span in which only `roles` speak.

    The span itself where there is none: its role then says whose words it holds. Raises
    NotInLibrary.
    """
    cited = cite_id(library, paragraph_id, start, end)
    paragraph = library.paragraph(paragraph_id)
    if cited.role in roles or paragraph is None:
        return cited
    runs: list[tuple[int, int]] = []
    going = False
    for a, b in sentences(cited.quote):
        own = paragraph.role_at(cited.start + a, cited.start + b) in roles
        if own and going:
            runs[-1] = (runs[-1][0], b)
        elif own:
            runs.append((a, b))
        going = own
    if not runs:
        return cited
    a, b = max(runs, key=lambda run: run[1] - run[0])
    return cite_id(library, paragraph_id, cited.start + a, cited.start + b)
