"""The parts of a decision that are shown as they stand: heading, complaint, a paragraph."""

from __future__ import annotations

from rag.cite import cite_id
from rag.draft import Draft, Materials, said
from rag.kinds import Part, Role
from rag.named import names_section
from rag.precedents import Nearby

__all__ = ["quote_claim", "show_complaint", "show_paragraph", "show_record"]

_MOST = 4  # paragraphs of a complaint


def show_paragraph(materials: Materials, draft: Draft, nearby: Nearby) -> bool:
    """Add the numbered paragraph that is asked for, with the bullets that hang from it."""
    asked, before = materials.asked, len(draft.claims)
    paragraphs = materials.library.paragraphs(nearby.document.id)
    wanted = [p for p in paragraphs if p.number == asked.paragraph and p.lead_in is None]
    named = [p for p in wanted if names_section(p, asked.question.text)] or wanted
    for paragraph in named:
        front = f"{paragraph.pinpoint}, bullet"
        hanging = [p for p in paragraphs if p.pinpoint.startswith(front)]
        for part in (paragraph, *hanging):
            if part.can_quote(part.start, part.end):
                quote_claim(materials, draft, Part.DIRECT, part.id)
    return len(draft.claims) > before


def show_complaint(materials: Materials, draft: Draft, nearby: Nearby) -> bool:
    """Add the complaint as the decision sets it out, whole where it is not long."""
    library, before = materials.library, len(draft.claims)
    headings = {s.ordinal: s.heading.lower() for s in library.sections(nearby.document.id)}
    told = [
        p
        for p in library.paragraphs(nearby.document.id)
        if p.role is Role.COMPLAINT and "complaint" in headings[p.section]
    ]
    for paragraph in told[:_MOST]:
        if paragraph.can_quote(paragraph.start, paragraph.end):
            quote_claim(materials, draft, Part.DIRECT, paragraph.id)
    return len(draft.claims) > before


def show_record(materials: Materials, draft: Draft, nearby: Nearby) -> bool:
    """Add what the heading of a decision says: date, outcome, category."""
    ids = [nearby.document.id, *([nearby.digest.document_id] if nearby.digest else ())]
    for document_id in ids:
        sections = {s.ordinal: s.heading for s in materials.library.sections(document_id)}
        for paragraph in materials.library.paragraphs(document_id):
            if sections.get(paragraph.section) in ("Record", "Header"):
                quote_claim(materials, draft, Part.DIRECT, paragraph.id)
        if draft.claims:
            return True
    return False


def quote_claim(
    materials: Materials,
    draft: Draft,
    part: Part,
    paragraph_id: str,
    start: int | None = None,
    end: int | None = None,
) -> None:
    """Add a verbatim quotation with who speaks in front of it."""
    citation = cite_id(materials.library, paragraph_id, start, end)
    text, verbatim = said(materials.wording, citation)
    draft.claim(part, text, [citation], verbatim=verbatim)
