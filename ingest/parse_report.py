"""Reads long reports: headings without marks, officers' voices, notes at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.assemble import Draft, DraftSection, assemble
from ingest.blocks import Block, Raw, Shape
from ingest.mend import SUPERSCRIPTS, Note, drop_pull_quotes, join_parted, take_notes
from ingest.parse_paper import paper_document
from ingest.places import last_sentence
from ingest.voices import ReportRoles, reports_a_person
from ingest.voicing import mark_voices
from rag.records import Kind, Reading, Role
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
    body, notes = take_notes(drop_pull_quotes(body))
    parts = _sections(join_parted(body, headings.is_heading), headings)
    roles = ReportRoles({note.number for note in notes if note.is_interview})
    drafts = [_front(front)] if front else []
    drafts += [_draft(part, roles) for part in parts]
    drafts += [_notes(notes)] if notes else []
    return mark_voices(assemble(paper_document(raw, kind, read_at=read_at), drafts))


# --- front matter and notes ------------------------------------------------------------------

_FIRST = re.compile(
    r"(?:executive |report )?summary|abstract|foreword|(?:1\.? )?introduction", re.I
)
_FRONT = 200  # blocks within which the text must begin


def _front_matter(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Part title pages and contents from the text, which begins at its first known heading."""
    for n, block in enumerate(blocks[:_FRONT]):
        if block.shape in (Shape.TEXT, Shape.HEADING) and _FIRST.fullmatch(fold(block.text)):
            return list(blocks[:n]), list(blocks[n:])
    return [], list(blocks)


def _front(blocks: Sequence[Block]) -> DraftSection:
    drafts = [
        Draft(
            block.text,
            Role.METHOD,
            f"paragraph {n} (counted)",
            str(n),
            boilerplate=block.shape is Shape.ROW,
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
            boilerplate=note.is_interview,
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


@dataclass(frozen=True, slots=True)
class _Opener:
    """The paragraph that list items hang from: its place, its last sentence, its role."""

    place: str
    lead_in: str
    role: Role


def _draft(part: _Part, roles: ReportRoles) -> DraftSection:
    drafts = list(_paragraphs(part, roles))
    if len(drafts) == 1 and drafts[0].inferred:
        drafts[0].pinpoint = ""
    printed = part.path[-1] if part.path else ""
    role = roles.of_section(part.path, part.content)[0]
    return DraftSection(", ".join(part.path), role, drafts, printed)


def _paragraphs(part: _Part, roles: ReportRoles) -> Iterator[Draft]:
    section, items = roles.of_section(part.path, part.content)
    opener = list_opener = _Opener("", "", items)
    count = bullets = last = 0
    before = ""
    own = section
    for block in part.content:
        if block.shape is Shape.ITEM:
            bullets += 1
            if (block.number and block.number != str(last + 1)) or block.number == "1":
                list_opener = opener  # the numbers begin again: another list
            hangs = list_opener if block.number else opener
            last = int(float(block.number)) if block.number else last
            own = roles.of_item(block, items, before)
            reported = hangs.role is Role.OPINION and own is Role.DISCUSSION
            own = Role.OPINION if reported else own
            yield _item(block, own, hangs, bullets)
        else:
            count, bullets = count + 1, 0
            own = roles.of_text(block, section, before, own)
            place = f"paragraph {count} (counted)"
            yield Draft(block.text, own, place, str(count))
            leads = last_sentence(block.text) if block.text.endswith(":") else ""
            told = leads and reports_a_person(block.text) and own is Role.DISCUSSION
            opener = _Opener(place, leads, Role.OPINION if told else own)
        before = block.text


def _item(block: Block, role: Role, hangs: _Opener, bullets: int) -> Draft:
    marked = block.marker[:1].isalnum()
    place = f"point {block.marker}" if marked else f"bullet {bullets}"
    return Draft(
        block.text,
        role,
        f"{hangs.place}, {place}" if hangs.place else place,
        block.marker if marked else str(bullets),
        not marked,
        hangs.lead_in or None,
    )
