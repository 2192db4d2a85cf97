"""Reads minutes of a committee: the meeting, its agenda items, what stands before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.assemble import Draft, DraftSection, assemble, document_id, find_title
from ingest.blocks import Block, Raw, Shape
from ingest.minuted import LABEL, minute_paragraphs
from ingest.voicing import mark_voices
from rag.records import Document, Kind, Reading, Role
from rag.text import dates, fold

__all__ = ["find_council", "is_minutes", "parse_minutes"]

_MARKS = re.compile(
    r"minutes:?|resolved\b.*|apologies for absence.*|agenda (?:item|and (?:draft )?minutes)\b.*"
    r"|declarations? of (?:disclosable |pecuniary )*interests?.*|minutes of (?:the )?.*meeting.*"
    r"|action(?:s|)\s*:.*|the (?:committee|cabinet|board|panel) (?:agreed|resolved|noted)\b.*",
    re.I,
)
_PREAMBLE = re.compile(
    r"agenda item|items?|agenda(?: and (?:draft )?minutes)?|(?:draft |printed )minutes|no\.\s*item|"
    r"media|(?:venue|contact|time|meeting link)\b ?:.*",
    re.I,
)
_HEADED = re.compile(r"(?:draft )?minutes of (?:a|the) (?:\w+ )?meeting of (?:the )?", re.I)
_STANDING = re.compile(  # items that stand on every agenda
    r"(?:apologies|welcome|introductions?|attendance|election of|appointment of|chair|"
    r"declarations?|disclos\w+|minutes|substitut\w+|membership|"
    r"public (?:questions|participation|speak\w+)|questions|petitions|urgent|announcements|"
    r"matters arising|to (?:receive|note|approve)\b)",
    re.I,
)
_ATTENDANCE = re.compile(r"(?:attendance|present|(?:also )?in attendance|those present)\W*", re.I)
_MEETING = re.compile(r"\b(?:committee|cabinet|board|panel|forum|council|scrutiny)\b", re.I)
_ATTACHED = re.compile(r"\s*(?:pdf icon )?PDF \d+ [KM]B.*$")
_NUMBER_ALONE = re.compile(r"(\d{1,4})\.?")
_COUNCIL = re.compile(
    r"\b(?:London Borough of(?: [A-Z][a-z]+){1,2}|Royal Borough of(?: [A-Z][a-z]+){1,3}"
    r"|(?:[A-Z][\w’'-]+|and|upon|on|of|the|&)(?: (?:[A-Z][\w’'-]+|and|upon|on|of|&)){0,4} "
    r"Council)\b"
)
_NO_NAME = re.compile(
    r"^(?:(?:The|This|Your|Our|Any|Each|A|Full|and|of|on|upon|the|&|That|County|City|Borough|"
    r"District|Town|"
    r"Parish|Whether|If|When|How|Local|Another|One|Some|Leader|Other|For|In|By|At|To) )*Council$"
)


def is_minutes(raw: Raw) -> bool:
    """Say whether `raw` is the minutes of a meeting."""
    marks = {fold(b.text).lower()[:12] for b in raw.blocks if _MARKS.fullmatch(fold(b.text))}
    alone = any(_is_minutes_mark(fold(block.text)) for block in raw.blocks)
    return len(marks) >= (2 if alone else 3)


def find_council(texts: Sequence[str]) -> str | None:
    """Return the council that is named first and in full in `texts`."""
    for text in texts:
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
    meetings = [name for name in (*headings, raw.title) if _MEETING.search(name)]
    numbered = any(_ITEM_NUMBER.match(heading) for heading in headings)
    several = sum(_is_minutes_mark(fold(block.text)) for block in raw.blocks) > 1
    if numbered:
        name = _HEADED.sub("", (headed or front or [""])[0]).strip(" ,")
        return name or find_title(raw, *front[:1])
    return find_title(raw, *(meetings if several else []), *headings[:1])


def _names(text: str) -> bool:
    """Say whether a line names a meeting: a committee, not only the council it belongs to."""
    bare = _COUNCIL.sub("", text)
    return len(text) < _LONGEST_TITLE and not text.endswith(".") and bool(_MEETING.search(bare))


# --- sections --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    """A section as it is cut out: `printed` is its heading where the source has one."""

    heading: str
    content: list[Block]
    printed: str = ""
    role: Role = Role.DISCUSSION


def _sections(blocks: Sequence[Block]) -> list[DraftSection]:
    """Cut at agenda items and at the word "Minutes:" under each."""
    several = sum(_is_minutes_mark(fold(block.text)) for block in blocks) > 1
    parts = [_Part("", [])]
    item = ""
    last = 0  # the number of the last agenda item
    first: int | None = None  # the part of the first numbered item
    for n, block in enumerate(blocks):
        text = fold(block.text)
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        in_list = _follows(block, parts[-1].content)
        if not in_list and (numbered := _numbered_title(block, following, last)):
            item, last = numbered
            first = first if first is not None else len(parts)
            parts.append(_Part(item, [], item))
        elif _PREAMBLE.fullmatch(text) or _NUMBER_ALONE.fullmatch(text):
            continue
        elif _is_minutes_mark(text):
            heading = f"{item}, minutes" if several and item else "Minutes"
            parts.append(_Part(heading, []))
        elif _is_title(block, following, blocks[n - 1] if n else None):
            item = _ATTACHED.sub("", block.text)
            role = Role.METHOD if _ATTENDANCE.fullmatch(fold(item)) else Role.DISCUSSION
            parts.append(_Part(item, [], item, role))
        else:
            parts[-1].content.append(block)
    return [
        DraftSection(part.heading, part.role, _paragraphs(part), part.printed)
        for part in _front_first(parts, first)
    ]


def _front_first(parts: Sequence[_Part], first: int | None) -> list[_Part]:
    """Make one section, about the paper, of all that stands before the first numbered item."""
    if first is None:
        return list(parts)
    lines = [
        block
        for part in parts[:first]
        for block in ([Block(Shape.TEXT, part.printed)] if part.printed else []) + part.content
    ]
    front = _Part("Front matter", lines, role=Role.METHOD)
    return [front, *parts[first:]] if lines else list(parts[first:])


def _paragraphs(part: _Part) -> list[Draft]:
    if part.role is Role.METHOD:
        return [
            Draft(block.text, part.role, f"paragraph {n} (counted)", str(n))
            for n, block in enumerate(part.content, 1)
        ]
    return minute_paragraphs(part.content)


def _is_minutes_mark(text: str) -> bool:
    return text.lower().rstrip(":") == "minutes"


_TOP = 12  # blocks within which minutes name their meeting
_LONGEST_TITLE = 160  # characters
_MOST_WORDS = 16  # of an agenda item's title behind its number
_GAP = 4  # by which the number of an agenda item may run ahead of the last
_ITEM_NUMBER = re.compile(r"(?:[A-Z]{1,5}[ /.-]?)?\d{1,4}(?:[/.-]\d{1,4})*[.:)]?\s+(?=[A-Z])")
_REFERENCE = re.compile(
    r"(?:[A-Z]{1,5}[ /.-]?\d{1,4}(?:[/.-]\d{1,4})+|\d{1,4}/\d{1,4})[.:]?\s+(?P<title>[A-Z].*)"
)


def _numbered_title(block: Block, following: Block | None, last: int) -> tuple[str, int] | None:
    """Return the heading and the number of an agenda item that prints its number before it.

    Its numbers run on through the whole paper, which tells it from the points of a resolution;
    minutes of the whole year ("CAB24/18", "34/24") are told by their form.
    """
    text = block.text
    if following is None or block.shape is Shape.ROW or len(text) > _LONGEST_TITLE:
        return None
    if block.shape is Shape.HEADING:
        return None
    if found := _REFERENCE.fullmatch(text):
        return (text, last) if _is_name(found["title"]) else None
    number = block.number
    if number is None or not number.isdigit() or not _is_name(text):
        return None
    n = int(number)
    ahead = last < n <= last + _GAP if last else _STANDING.match(fold(text)) or text.isupper()
    alone = following.shape is not Shape.ITEM or following.number != str(n + 1)
    return (f"{number}. {text}", n) if ahead and (alone or text.isupper()) else None


def _follows(block: Block, content: Sequence[Block]) -> bool:
    """Say whether a numbered line goes on a list that stands right before it."""
    before = (content[-1].number if content else None) or ""
    return before.isdigit() and block.number == str(int(before) + 1)


def _is_name(text: str) -> bool:
    """Say whether a line is a name and no sentence."""
    return len(text.split()) <= _MOST_WORDS and not re.search(r"[.;:,?!–-]$", text)


def _is_title(block: Block, following: Block | None, before: Block | None) -> bool:
    """Say whether a block names an agenda item: by its place, for it has no other mark."""
    text = block.text
    if following is None or LABEL.fullmatch(text) or len(text) > _LONGEST_TITLE:
        return False
    if block.shape is Shape.HEADING:
        return True
    if re.search(r"[.;:,–-]$", text) or block.shape is Shape.ROW:
        return False
    if dates(text) and not _MEETING.search(text):
        return False  # the day of the meeting
    if block.shape is Shape.ITEM:
        return bool(block.number) and _is_minutes_mark(fold(following.text))
    last = fold(before.text) if before else ""
    placed = bool(_NUMBER_ALONE.fullmatch(last) or _PREAMBLE.fullmatch(last))
    return placed or _is_minutes_mark(fold(following.text))
