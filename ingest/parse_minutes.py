"""Reads minutes of a committee: agenda items, who said what, what was agreed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.assemble import Draft, DraftSection, assemble, document_id, find_title
from ingest.blocks import Block, Raw, Shape
from ingest.places import last_sentence
from ingest.voicing import mark_voices
from ingest.voicing_papers import claims
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
_MEETING = re.compile(r"\b(?:committee|cabinet|board|panel|forum|council|scrutiny)\b", re.I)
_ATTACHED = re.compile(r"\s*(?:pdf icon )?PDF \d+ [KM]B.*$")
_LABEL = re.compile(
    r"(?:action|actions|agreed|resolved|recommended|recommendations?)\b[\s:–-]*", re.I
)
_NUMBER_ALONE = re.compile(r"(\d{1,4})\.?")

_RESOLVED = re.compile(
    r"\bRESOLVED\b|\b(?:[Ii]t was|[Cc]ommittee|[Cc]abinet|[Bb]oard|[Cc]ouncil) resolved\b"
)
_AGREED = re.compile(
    r"\bAGREED\b|^ACTIONS?\b|\bRECOMMEND(?:ED|S|ATIONS?)\b"
    r"|\b(?:[Cc]ommittee|[Cc]abinet|[Bb]oard|[Pp]anel|[Mm]embers)(?: \w+)? (?:agreed|"
    r"recommended)\b",
)
_ASKED = re.compile(r"\b(?:is|are|was|were) (?:asked|invited|recommended|requested) to\b", re.I)
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
    title = _title(raw, [draft.printed for draft in drafts if draft.printed])
    top = [b.text for b in raw.blocks[:30]]
    days = [day for text in top if len(text) < 150 for day in dates(text)]
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
    meetings = [name for name in (*headings, raw.title) if _MEETING.search(name)]
    several = sum(_is_minutes_mark(fold(block.text)) for block in raw.blocks) > 1
    return find_title(raw, *(meetings if several else []), *headings[:1])


# --- sections --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """A section as it is cut out: `printed` is its heading where the source has one."""

    heading: str
    content: list[Block]
    printed: str = ""


def _sections(blocks: Sequence[Block]) -> list[DraftSection]:
    """Cut at agenda items and at the word "Minutes:" under each."""
    several = sum(_is_minutes_mark(fold(block.text)) for block in blocks) > 1
    parts = [_Part("", [])]
    item = ""
    for n, block in enumerate(blocks):
        text = fold(block.text)
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        if _PREAMBLE.fullmatch(text) or _NUMBER_ALONE.fullmatch(text):
            continue
        if _is_minutes_mark(text):
            heading = f"{item}, minutes" if several and item else "Minutes"
            parts.append(_Part(heading, []))
        elif _is_title(block, following, blocks[n - 1] if n else None):
            item = _ATTACHED.sub("", block.text)
            parts.append(_Part(item, [], item))
        else:
            parts[-1].content.append(block)
    return [
        DraftSection(part.heading, Role.DISCUSSION, _paragraphs(part.content), part.printed)
        for part in parts
    ]


def _is_minutes_mark(text: str) -> bool:
    return text.lower().rstrip(":") == "minutes"


_LONGEST_TITLE = 160  # characters


def _is_title(block: Block, following: Block | None, before: Block | None) -> bool:
    """Say whether a block names an agenda item: by its place, for it has no other mark."""
    text = block.text
    if following is None or _LABEL.fullmatch(text) or len(text) > _LONGEST_TITLE:
        return False
    if block.shape is Shape.HEADING:
        return True
    if re.search(r"[.;:,–-]$", text):
        return False
    if block.shape is Shape.ITEM:
        return bool(block.number) and _is_minutes_mark(fold(following.text))
    last = fold(before.text) if before else ""
    placed = bool(_NUMBER_ALONE.fullmatch(last) or _PREAMBLE.fullmatch(last))
    return placed or _is_minutes_mark(fold(following.text))


def _paragraphs(content: Sequence[Block]) -> list[Draft]:
    drafts: list[Draft] = []
    label = parent = ""  # "RESOLVED:" over what follows; the sentence that bullets hang from
    count = bullets = 0
    for block in content:
        if _LABEL.fullmatch(block.text):
            label, parent = block.text.rstrip(" –-"), ""
            continue
        item = block.shape is Shape.ITEM
        if item and parent:
            bullets += 1
            place = f"paragraph {count} (counted), bullet {bullets}"
            drafts.append(Draft(block.text, drafts[-1].role, place, str(bullets), lead_in=parent))
            continue
        count, bullets = count + 1, 0
        role = _role(f"{label} {block.text}" if label else block.text)
        place = f"paragraph {count} (counted)"
        drafts.append(Draft(block.text, role, place, str(count), lead_in=label or None))
        parent = last_sentence(block.text) if block.text.endswith(":") else ""
        label = label if item else ""  # a label reaches over a list, or over one paragraph
    return drafts


def _role(text: str) -> Role:
    """Return who speaks: what was resolved or agreed, an officer's claim, or the discussion."""
    folded = fold(text)
    if _RESOLVED.search(folded):
        return Role.DECISION
    if _AGREED.search(folded) and not _ASKED.search(folded):
        return Role.RECOMMENDATION
    return Role.OPINION if claims(folded) else Role.DISCUSSION
