"""Reads any other paper of a council: policies, letters, reports with headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.assemble import Draft, DraftSection, assemble, document_id, find_title
from ingest.blocks import Block, Raw, Shape
from ingest.cues import cites_law
from ingest.parse_minutes import find_council
from ingest.places import last_sentence
from rag.records import Document, Kind, Reading, Role
from rag.text import dates, fold

__all__ = ["paper_document", "parse_paper", "place_paragraphs"]

_LONGEST = 110  # characters of a heading
_HEADING_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.SUMMARY, re.compile(r"(?:executive )?summary|key (?:points|messages)|in brief", re.I)),
    (Role.RECOMMENDATION, re.compile(r"(?:.*\b)?recommendations?\b.*|next steps|actions?", re.I)),
    (
        Role.LAW,
        re.compile(r".*\b(?:law|legal|legislation|statutory|duties|national context)\b.*", re.I),
    ),
    (
        Role.METHOD,
        re.compile(r".*\b(?:methods?|methodology|about this (?:policy|document))\b.*", re.I),
    ),
)


def parse_paper(raw: Raw, *, read_at: str) -> Reading:
    """Read a paper of which no more is known than its headings."""
    drafts = [
        DraftSection(heading, role, place_paragraphs(content, role), heading)
        for heading, content in _split(raw.blocks)
        for role in [_role(heading, content)]
    ]
    return assemble(paper_document(raw, Kind.PAPER, read_at=read_at), drafts)


def paper_document(raw: Raw, kind: Kind, *, read_at: str, title: str = "") -> Document:
    """Return the document of a paper: its title, council and date from its first lines."""
    top = [block.text for block in raw.blocks[:25]]
    heading = next((b.text for b in raw.blocks[:10] if b.shape is Shape.HEADING), "")
    first = raw.blocks[0].text if raw.blocks and len(raw.blocks[0].text) <= _LONGEST else ""
    title = title or find_title(raw, heading, raw.title, first)
    days = [day for text in top if len(text) < 150 for day in dates(text)]
    return Document(
        id=document_id(kind, title, raw.source),
        kind=kind,
        title=title,
        source=raw.source,
        sha256=raw.sha256,
        read_at=read_at,
        council=find_council([raw.title, *top]) if kind is Kind.PAPER else None,
        date=days[0] if days else None,
        url=raw.url,
        url_checked=raw.url is not None,
    )


def _split(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """Cut at headings; a short line with nothing under it was no heading but a line."""
    sections: list[tuple[str, list[Block]]] = [("", [])]
    loose: Block | None = None  # a line that is a heading if text follows
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        if not _is_heading(block, following):
            sections[-1][1].append(block)
            loose = None
            continue
        if loose is not None:
            sections.pop()
            sections[-1][1].append(loose)
        loose = block if block.shape is Shape.TEXT else None
        sections.append((block.text, []))
    return sections


def _is_heading(block: Block, following: Block | None) -> bool:
    if block.shape is Shape.HEADING:
        return True
    text = block.text
    if following is None or len(text) > _LONGEST or block.shape is Shape.ROW:
        return False
    if re.search(r"[.;,:?!][\"'”’)]*$", text) or not text[0].isupper() or len(text.split()) > 12:
        return False
    if block.shape is Shape.ITEM:
        return bool(block.number) and block.level == 1 and following.shape is Shape.TEXT
    return block.strong or following.shape is not Shape.ROW


def _role(heading: str, content: Sequence[Block]) -> Role:
    words = re.sub(r"^\d+(?:\.\d+)*[.)]?\s+", "", fold(heading)).strip(" :")
    for role, pattern in _HEADING_ROLES:
        if pattern.fullmatch(words):
            return role
    legal = sum(cites_law(block.text) for block in content)
    return Role.LAW if content and legal * 2 > len(content) else Role.DISCUSSION


def place_paragraphs(content: Sequence[Block], role: Role) -> list[Draft]:
    """Return the paragraphs of a section, numbered as printed or else counted."""
    drafts: list[Draft] = []
    count = bullets = rows = 0
    above = parent = ""
    for block in content:
        if block.shape is Shape.ROW:
            rows += 1
            drafts.append(Draft(block.text, role, f"table row {rows}", str(rows)))
            continue
        hangs = block.shape is Shape.ITEM and bool(parent) and (not block.number or block.level > 1)
        if hangs:
            bullets += 1
            place = f"{above}, bullet {bullets}" if above else f"bullet {bullets}"
            drafts.append(Draft(block.text, role, place, str(bullets), lead_in=parent))
            continue
        count, bullets = count + 1, 0
        inferred = block.number is None
        number = block.number or str(count)
        above = f"paragraph {number} (counted)" if inferred else f"paragraph {number}"
        drafts.append(Draft(block.text, role, above, number, inferred))
        parent = last_sentence(block.text) if block.text.endswith(":") else ""
    if len(drafts) == 1 and drafts[0].inferred:
        drafts[0].pinpoint = ""
    return drafts
