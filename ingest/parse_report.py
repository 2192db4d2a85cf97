"""Reads long reports: headings without marks, officers' voices, notes at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.assemble import Draft, DraftSection, assemble
from ingest.blocks import Block, Raw, Shape
from ingest.mend import (
    SUPERSCRIPTS,
    Note,
    drop_pull_quotes,
    join_captions,
    join_parted,
    take_notes,
)
from ingest.parse_paper import paper_document
from ingest.quotes import set_after_lead
from ingest.reported import report_paragraphs
from ingest.voices import ReportRoles
from ingest.voicing import mark_voices
from rag.kinds import Kind, Role
from rag.records import Reading
from rag.text import fold

__all__ = ["is_focus_report", "is_research", "parse_report"]

_FOCUS = re.compile(r"\bfocus report\b|learning lessons from complaints", re.I)
_RESEARCH = (
    re.compile(r"executive summary|abstract", re.I),
    re.compile(r".*\b(?:methods?|methodology)\b.*", re.I),
    re.compile(r"appendix \w+.*|appendices|annexe? \w+.*", re.I),
    re.compile(r"contents|references|bibliography|literature review|conclusions?", re.I),
)
_LONG = 2_500  # words


def is_focus_report(raw: Raw) -> bool:
    """Say whether `raw` is a focus report of the Ombudsman."""
    top = " ".join(fold(block.text) for block in raw.blocks[:25])
    return bool(_FOCUS.search(top)) and "ombudsman" in top.lower()


def is_research(raw: Raw) -> bool:
    """Say whether `raw` is a long report with the parts that research has."""
    short = [fold(b.text) for b in raw.blocks if len(b.text) < _LONGEST_HEADING]
    parts = sum(any(mark.fullmatch(text) for text in short) for mark in _RESEARCH)
    words = sum(len(block.text.split()) for block in raw.blocks)
    return parts >= 3 or (parts >= 2 and words >= _LONG)


def parse_report(raw: Raw, *, read_at: str, kind: Kind = Kind.RESEARCH) -> Reading:
    """Read a long report: front matter, headed sections, notes."""
    front, body = _front_matter(raw.blocks)
    headings = _Headings({_bare(block.text) for block in front})
    kept = drop_pull_quotes(body)
    repeats = {id(block) for block in body} - {id(block) for block in kept}
    text, notes = take_notes(kept)
    text = set_after_lead(join_captions(text), headings.is_heading)
    parts = _sections(join_parted(text, headings.is_heading), headings)
    roles = ReportRoles({note.number for note in notes if note.is_interview})
    drafts = [_front(front, {_bare(part.path[-1]) for part in parts if part.path})] if front else []
    drafts += [_draft(part, roles) for part in parts]
    drafts += [_notes(notes)] if notes else []
    reading = mark_voices(assemble(paper_document(raw, kind, read_at=read_at), drafts))
    twice = tuple((block.text, _REPEAT) for block in body if id(block) in repeats)
    return replace(reading, set_aside=twice)


# --- front matter and notes ------------------------------------------------------------------

_FIRST = re.compile(
    r"(?:executive |report )?summary|abstract|foreword|(?:1\.? )?introduction", re.I
)
_REPEAT = "set large a second time: its words stand in the text"
_PAGED = re.compile(r"[\s.]\d{1,3}$|^\d{1,3}\s")  # a line of a list of contents
_FRONT = 200  # blocks within which the text must begin


def _front_matter(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Part title pages and contents from the text, which begins at its first known heading."""
    for n, block in enumerate(blocks[:_FRONT]):
        if block.shape in (Shape.TEXT, Shape.HEADING) and _FIRST.fullmatch(fold(block.text)):
            return list(blocks[:n]), list(blocks[n:])
    return [], list(blocks)


def _front(blocks: Sequence[Block], headings: set[str]) -> DraftSection:
    drafts = [
        Draft(
            block.text,
            Role.METHOD,
            f"paragraph {n} (counted)",
            str(n),
            boilerplate=bool(_PAGED.search(block.text)) or _bare(block.text) in headings,
        )
        for n, block in enumerate(blocks, 1)
    ]
    return DraftSection("Front matter", Role.METHOD, drafts)


def _notes(notes: Sequence[Note]) -> DraftSection:
    drafts = [
        Draft(
            note.text,
            Role.METHOD,
            f"note {note.number}",
            str(note.number),
            inferred=False,
            boilerplate=note.only_names,
        )
        for note in notes
    ]
    return DraftSection("Notes", Role.METHOD, drafts)


# --- headings --------------------------------------------------------------------------------

_LONGEST_HEADING = 110  # characters
_MOST_WORDS = 12  # of a numbered heading that looks like an item
_CASE = re.compile(rf"[A-Z].{{2,80}} \(\d\d \d{{3}} \d{{3}}[^()]*\)[{SUPERSCRIPTS}]*")
_CHAPTER = re.compile(r"(?:chapter|part|section|appendix|annexe?) (?:\d{1,2}|[A-Z])\b.*", re.I)
_NUMBERED = re.compile(r"\d{1,2}\.?\s+[A-Z][^.]*")
_ENDS = re.compile(r"[.?!:;,…][\"'”’)\]]*$")


def _bare(text: str) -> str:
    """Return a heading without page and section numbers, for comparing."""
    words = re.sub(r"^(?:\d+\.?\s+){1,2}|\s*\.*\s*\d+$", "", fold(text))
    return words.strip(" .:").lower()


@dataclass(frozen=True, slots=True)
class _Headings:
    """Tells headings from text; `contents` are those that the list of contents names."""

    contents: set[str]

    def is_heading(self, block: Block, following: Block | None) -> bool:
        return self.level(block, following) is not None

    def level(self, block: Block, following: Block | None) -> int | None:
        """Return 1 for a chapter, 2 for a section, 3 for what is under it, None for text."""
        text = block.text
        if block.shape is Shape.HEADING:
            return min(block.level, 3)
        if following is None or len(text) > _LONGEST_HEADING or block.shape is Shape.ROW:
            return None
        if following.shape is Shape.TEXT and following.text[:1].islower():
            return None
        if block.shape is Shape.ITEM:
            return 3 if _is_item_heading(block, following) else None
        if _bare(text) in self.contents or _FIRST.fullmatch(fold(text)):
            return 1
        if _CHAPTER.fullmatch(text) or (_NUMBERED.fullmatch(text) and not _ENDS.search(text)):
            return 1
        if _CASE.fullmatch(text):
            return 3
        return 2 if _is_capitals(text) else None


def _is_item_heading(block: Block, following: Block) -> bool:
    text = block.text
    if block.number is None or following.number is not None or _ENDS.search(text):
        return False
    return text[:1].isupper() and len(text.split()) <= _MOST_WORDS


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    small = sum(c.islower() for c in letters)
    plain = text[:1].isupper() and not _ENDS.search(text)
    return plain and len(letters) >= 4 and small <= len(letters) // 8


def _is_second_line(block: Block, following: Block | None) -> bool:
    """Say whether a short line straight under a heading belongs to it."""
    text = block.text
    if block.shape is not Shape.TEXT or following is None or following.shape is not Shape.TEXT:
        return False
    if len(text.split()) > 14 or re.search(r"[.:;,\"”]$|\d{3}", text):
        return False
    return text[:1].isupper() and len(following.text) > len(text)


# --- sections --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A section: its heading with those over it, and its blocks."""

    path: tuple[str, ...]
    content: list[Block]


def _sections(blocks: Sequence[Block], headings: _Headings) -> list[_Part]:
    parts = [_Part((), [])]
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        last = parts[-1]
        level = headings.level(block, following)
        if level is None and last.path and not last.content and _is_second_line(block, following):
            level = 3
        if level is None:
            last.content.append(block)
            continue
        text = block.text.rstrip(SUPERSCRIPTS)
        name = f"{block.number}. {text}" if block.number else text
        parts.append(_Part((*last.path[: level - 1], name), []))
    return parts


def _draft(part: _Part, roles: ReportRoles) -> DraftSection:
    printed = part.path[-1] if part.path else ""
    role = roles.of_section(part.path, part.content)[0]
    drafts = report_paragraphs(part.path, part.content, roles)
    return DraftSection(", ".join(part.path), role, drafts, printed)
