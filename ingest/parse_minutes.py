"""Reads minutes of a committee: the meeting, its agenda items, what stands before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.agenda import (
    LONGEST_TITLE,
    MEETING,
    goes_on,
    is_minutes_mark,
    is_numbered,
    is_plain_title,
    is_preamble,
    is_standing,
    is_title,
    numbered_title,
    unattached,
    unnumbered,
)
from ingest.assemble import Draft, DraftSection, assemble, document_id, find_title
from ingest.blocks import Block, Raw, Shape
from ingest.minuted import minute_paragraphs
from ingest.voicing import mark_voices
from rag.kinds import Kind, Role
from rag.records import Document, Reading
from rag.text import dates, fold

__all__ = ["find_council", "is_minutes", "parse_minutes"]

_MARKS = re.compile(
    r"minutes:?|resolved\b.*|apologies for absence.*|agenda (?:item|and (?:draft )?minutes)\b.*"
    r"|declarations? of (?:disclosable |pecuniary )*interests?.*|minutes of (?:the )?.*meeting.*"
    r"|(?:welcome|introductions)(?:,| and) (?:introductions|apologies)\b.*|any other business.*"
    r"|(?:minutes and )?matters arising|(?:also )?in attendance\b.*|date of (?:the )?next meeting"
    r"|action(?:s|)\s*:.*|the (?:committee|cabinet|board|panel) (?:agreed|resolved|noted)\b.*",
    re.I,
)
_HEADED = re.compile(
    r"(?:draft )?minutes of (?:a|the) (?:\w+ )?meeting(?: of (?:the )?| (?=held\b))", re.I
)
_HELD = re.compile(r"\s*\bheld (?:on|at|in|remotely|virtually|by)\b.*", re.I)
_PRESENT = re.compile(
    r"(?:(?:members |councillors |those |also )*present|attendance|(?:also )?in attendance|"
    r"apologies|membership)\b\W*.*",
    re.I,
)
_ATTENDANCE = re.compile(
    r"(?:membership(?: and attendance)?|attendance|present|(?:also )?in attendance|"
    r"those present)\W*",
    re.I,
)
_TASKS = re.compile(r"(?:summary of |list of )?actions?(?: (?:points?|log|list|summary))?\W*", re.I)
_TOP = 12  # blocks within which minutes name their meeting
_COUNCIL = re.compile(
    r"\b(?:London Borough of(?: [A-Z][a-z]+){1,2}|Royal Borough of(?: [A-Z][a-z]+){1,3}"
    r"|(?:[A-Z][\w’'-]+|and|upon|on|of|the|&)(?: (?:[A-Z][\w’'-]+|and|upon|on|of|&)){0,4} "
    r"Council)\b"
)
_SMALL = re.compile(r"\b(?:And|Upon|On|Of|The)\b|(?<=['’])S\b")
_NO_NAME = re.compile(
    r"^(?:(?:The|This|Your|Our|Any|Each|A|Full|and|of|on|upon|the|&|That|County|City|Borough|"
    r"District|Town|"
    r"Parish|Whether|If|When|How|Local|Another|One|Some|Leader|Other|For|In|By|At|To) )*Council$"
)


def is_minutes(raw: Raw) -> bool:
    """Say whether `raw` is the minutes of a meeting."""
    texts = [unnumbered(fold(block.text)) for block in raw.blocks]
    marks = {text.lower()[:12] for text in texts if _MARKS.fullmatch(text)}
    named = any(map(is_minutes_mark, texts)) or any(map(_HEADED.match, texts[:_TOP]))
    return len(marks) >= (2 if named else 3)


def find_council(texts: Sequence[str]) -> str | None:
    """Return the council that is named first and in full in `texts`."""
    for line in texts:
        text = _SMALL.sub(lambda m: m[0].lower(), line.title()) if line.isupper() else line
        for found in _COUNCIL.finditer(text):
            name = re.sub(r"^(?:(?:and|of|on|upon|the|The|&) )+", "", found[0])
            if not _NO_NAME.match(name):
                return name
    return None


def parse_minutes(raw: Raw, *, read_at: str) -> Reading:
    """Read minutes: a section for each agenda item and one for what was minuted under it."""
    drafts = _sections(raw.blocks)
    top = [b.text for b in raw.blocks[:30]]
    days = [day for text in top if len(text) < 150 for day in dates(text)]
    title = _title(raw, [draft.printed for draft in drafts if draft.printed])
    if days and not re.search(r"\d", title) and _names(title):
        title = f"{title}, {days[0].day} {days[0]:%B %Y}"
    document = Document(
        id=document_id(Kind.MINUTES, title, raw.source),
        kind=Kind.MINUTES,
        title=title,
        source=raw.source,
        sha256=raw.sha256,
        read_at=read_at,
        council=find_council([raw.title, *top]),
        date=days[0] if days else None,
        url=raw.url,
        url_checked=raw.url is not None,
    )
    return mark_voices(assemble(document, drafts))


def _title(raw: Raw, headings: Sequence[str]) -> str:
    """Return the name of the meeting where it stands, else of the item that was minuted."""
    front = [b.text for b in raw.blocks[:_TOP] if b.shape is not Shape.ROW and _names(b.text)]
    headed = [text for text in front if _HEADED.match(fold(text))]
    meetings = [name for name in (*headings, raw.title) if MEETING.search(name)]
    numbered = any(is_numbered(heading) for heading in headings)
    several = sum(is_minutes_mark(fold(block.text)) for block in raw.blocks) > 1
    if numbered or is_standing(headings[0] if headings else ""):
        name = _HELD.sub("", _HEADED.sub("", (headed or front or [""])[0])).strip(" ,")
        return name or find_title(raw, *front[:1])
    return find_title(raw, *(meetings if several else []), *headings[:1])


def _names(text: str) -> bool:
    """Say whether a line names a meeting: a committee, not only the council it belongs to."""
    bare = _COUNCIL.sub("", text.title() if text.isupper() else text)
    return len(text) < LONGEST_TITLE and not text.endswith(".") and bool(MEETING.search(bare))


# --- sections --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    """A section as it is cut out: `printed` is its heading where the source has one."""

    heading: str
    content: list[Block]
    printed: str = ""
    role: Role | None = None  # None: as its paragraphs say


def _sections(blocks: Sequence[Block]) -> list[DraftSection]:
    """Cut at agenda items and at the word "Minutes:" under each."""
    several = sum(is_minutes_mark(fold(block.text)) for block in blocks) > 1
    bare = not several and not _has_titles(blocks)
    parts = [_Part("", [])]
    item = ""
    last = 0  # the number of the last agenda item
    first: int | None = None  # the part of the first numbered item
    for n, block in enumerate(blocks):
        text = fold(block.text)
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        in_list = goes_on(block, parts[-1].content[-1] if parts[-1].content else None)
        if not in_list and (numbered := numbered_title(block, following, last)):
            item, last = numbered
            first = len(parts) if first is None else first
            parts.append(_Part(item, [], item))
        elif is_preamble(text):
            continue
        elif is_minutes_mark(text):
            heading = f"{item}, minutes" if several and item else "Minutes"
            parts.append(_Part(heading, []))
        elif is_title(block, following, blocks[n - 1] if n else None) or (
            bare and is_plain_title(block, following, begun=bool(item))
        ):
            item = unattached(block.text)
            first = len(parts) if bare and first is None else first
            role = Role.FACTS if _ATTENDANCE.fullmatch(fold(item)) else None
            parts.append(_Part(item, [], item, role))
        else:
            parts[-1].content.append(block)
    return [
        DraftSection(part.heading, part.role or Role.DISCUSSION, _paragraphs(part), part.printed)
        for part in _front_first(parts, first)
    ]


def _has_titles(blocks: Sequence[Block]) -> bool:
    """Say whether the items are marked as such, by numbers, headings or the word "Minutes"."""
    pairs = list(zip(blocks, (*blocks[1:], None), strict=True))
    numbered = any(numbered_title(block, following, 0) for block, following in pairs)
    marked = any(block.shape is Shape.HEADING or is_minutes_mark(block.text) for block in blocks)
    return numbered or marked


def _front_first(parts: Sequence[_Part], first: int | None) -> list[_Part]:
    """Make one section, about the paper, of all that stands before the first numbered item."""
    if first is None:
        for part in parts[:2]:
            if part.content and not part.role and all(map(_is_of_the_meeting, part.content)):
                part.role = Role.METHOD
        return list(parts)
    lines = [
        block
        for part in parts[:first]
        for block in ([Block(Shape.TEXT, part.printed)] if part.printed else []) + part.content
    ]
    front = _Part("Front matter", lines, role=Role.METHOD)
    return [front, *parts[first:]] if lines else list(parts[first:])


def _is_of_the_meeting(block: Block) -> bool:
    """Say whether a line over the items names the meeting, its day, its place or its state."""
    text = fold(block.text)
    named = _HEADED.match(text) or dates(text) or is_preamble(text)
    return bool(named or re.match(r"draft\b", text, re.I)) and not text.endswith(".")


def _paragraphs(part: _Part) -> list[Draft]:
    if part.role is Role.METHOD:
        return _front(part.content)
    drafts = minute_paragraphs(part.content)
    for draft in drafts:
        listed = draft.pinpoint.startswith("table row") and _TASKS.fullmatch(fold(part.heading))
        draft.role = part.role or (Role.RECOMMENDATION if listed else draft.role)
    return drafts


def _front(content: Sequence[Block]) -> list[Draft]:
    """Return the lines over the first item: about the paper, then, as facts, who was there."""
    present = next((n for n, b in enumerate(content) if _PRESENT.fullmatch(fold(b.text))), None)
    begins = len(content) if present is None else present
    return [
        Draft(
            block.text,
            Role.FACTS if n >= begins else Role.METHOD,
            f"paragraph {n + 1} (counted)",
            str(n + 1),
        )
        for n, block in enumerate(content)
    ]
