"""Reads minutes of a committee: agenda items, who said what, what was agreed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.assemble import Draft, DraftSection, assemble, document_id, find_title
from ingest.blocks import Block, Raw, Shape
from rag.records import Document, Kind, Reading, Role
from rag.text import dates, fold, sentences

__all__ = ["find_council", "is_minutes", "parse_minutes"]

_MINUTES = re.compile(r"minutes(?: of .*)?:?", re.I)
_MARKS = re.compile(
    r"minutes:?|resolved\b.*|apologies for absence.*|agenda (?:item|and (?:draft )?minutes)\b.*"
    r"|declarations? of (?:disclosable |pecuniary )*interests?.*|minutes of (?:the )?.*meeting.*"
    r"|action(?:s|)\s*:.*|the (?:committee|cabinet|board|panel) (?:agreed|resolved|noted)\b.*",
    re.I,
)
_PREAMBLE = re.compile(
    r"agenda item|items?|agenda(?: and (?:draft )?minutes)?|no\. item|media", re.I
)
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
    r"|\b(?:[Cc]ommittee|[Cc]abinet|[Bb]oard|[Pp]anel|[Mm]embers)(?: \w+)? (?:agreed|recommended)\b",
)
_ASKED = re.compile(r"\b(?:is|are|was|were) (?:asked|invited|recommended|requested) to\b", re.I)
_OFFICER = re.compile(
    r"\b(?:Directors?|Deputy|Officers?|Head of|Leader|Cabinet Member|Portfolio Holder|Assistant|"
    r"Manager|Chief Executive|Solicitor|Monitoring Officer|Lead|Commissioner)\b[^.;]{0,80}?"
    r"\b(?:said|stat(?:es|ed)|explain(?:s|ed)|advis(?:es|ed)|acknowledge[sd]?|clarified|confirmed|"
    r"report(?:s|ed)|responded|replied|told|noted|highlighted|emphasised|stressed|assured|considered)\b"
    r"|\b(?:was|were) (?:advised|informed|told|assured)\b"
)
_CLAIM = re.compile(
    r"\bmust\b|\brequire(?:s|d|ments?)\b|\blegislation\b|\bthe law\b|\bdut(?:y|ies)\b|\boblig\w+|"
    r"\bprosecut\w+|\b(?:un)?lawful\w*|\bentitle[ds]?\b|\bstatut\w+|\bregulations?\b|\blegally\b"
    r"|\b(?:believed|felt|thought|in (?:his|her|their) view)\b",
    re.I,
)
_COUNCIL = re.compile(
    r"\b(?:London Borough of(?: [A-Z][a-z]+){1,2}|Royal Borough of(?: [A-Z][a-z]+){1,3}"
    r"|(?:[A-Z][\w’'-]+|and|upon|on|of|the|&)(?: (?:[A-Z][\w’'-]+|and|upon|on|of|&)){0,4} Council)\b"
)
_NO_NAME = re.compile(
    r"^(?:(?:The|This|Your|Our|Any|Each|A|Full|and|of|on|upon|the|&|That|County|City|Borough|District|Town|"
    r"Parish|Whether|If|When|How|Local|Another|One|Some|Leader|Other|For|In|By|At|To) )*Council$"
)


def is_minutes(raw: Raw) -> bool:
    """Say whether `raw` is the minutes of a meeting."""
    marks = {fold(b.text).lower()[:12] for b in raw.blocks if _MARKS.fullmatch(fold(b.text))}
    alone = any(fold(b.text).lower().rstrip(":") == "minutes" for b in raw.blocks)
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
    first = next((d.heading for d in drafts if d.printed and d.heading != "Minutes"), "")
    title = find_title(raw, first)
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
    return assemble(document, drafts)


# --- sections --------------------------------------------------------------------------------


def _sections(blocks: Sequence[Block]) -> list[DraftSection]:
    """Cut at agenda items and at the word "Minutes:" under each."""
    several = sum(fold(b.text).lower().rstrip(":") == "minutes" for b in blocks) > 1
    parts: list[tuple[str, list[Block], str]] = [("", [], "")]
    item = ""
    for n, block in enumerate(blocks):
        text = fold(block.text)
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        if _PREAMBLE.fullmatch(text) or _NUMBER_ALONE.fullmatch(text):
            continue
        if text.lower().rstrip(":") == "minutes":
            parts.append(
                (
                    f"{item}, minutes" if several and item else "Minutes",
                    [],
                    "" if several else "Minutes",
                )
            )
        elif _is_title(block, following, blocks[n - 1] if n else None):
            item = _ATTACHED.sub("", block.text)
            parts.append((item, [], item))
        else:
            parts[-1][1].append(block)
    return [
        DraftSection(heading, Role.DISCUSSION, _paragraphs(content), printed)
        for heading, content, printed in parts
    ]


def _is_title(block: Block, following: Block | None, before: Block | None) -> bool:
    text = block.text
    if following is None or _LABEL.fullmatch(text) or len(text) > 160:
        return False
    if block.shape is Shape.HEADING:
        return True
    after_number = before is not None and bool(_NUMBER_ALONE.fullmatch(before.text))
    opens = before is not None and bool(_PREAMBLE.fullmatch(fold(before.text)))
    if block.shape is Shape.ITEM:
        return bool(block.number) and len(text) < 100 and not re.search(r"[.;:,]$", text)
    return (after_number or opens or len(text) < 100) and not re.search(r"[.;:,–-]$", text)


def _paragraphs(content: Sequence[Block]) -> list[Draft]:
    drafts: list[Draft] = []
    label = parent = ""
    count = bullets = 0
    for block in content:
        if _LABEL.fullmatch(block.text):
            label, parent = block.text.rstrip(" –-"), ""
            continue
        if block.shape is Shape.ITEM and parent:
            bullets += 1
            role = drafts[-1].role
            place = f"paragraph {count} (counted), bullet {bullets}"
            drafts.append(Draft(block.text, role, place, str(bullets), lead_in=parent))
            continue
        count, bullets = count + 1, 0
        role = _role(f"{label} {block.text}" if label else block.text)
        place = f"paragraph {count} (counted)"
        drafts.append(Draft(block.text, role, place, str(count), lead_in=label or None))
        start, end = sentences(block.text)[-1]
        parent = block.text[start:end] if block.text.endswith(":") else ""
        label = label if role in (Role.DECISION, Role.RECOMMENDATION) and label and parent else ""
    return drafts


def _role(text: str) -> Role:
    """Return who speaks: what was resolved or agreed, an officer's claim, or the discussion."""
    folded = fold(text)
    if _RESOLVED.search(folded):
        return Role.DECISION
    if _AGREED.search(folded) and not _ASKED.search(folded):
        return Role.RECOMMENDATION
    said = _OFFICER.search(folded)
    if said and _CLAIM.search(folded, said.start()):
        return Role.OPINION
    return Role.DISCUSSION
