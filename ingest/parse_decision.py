"""Reads an Ombudsman decision or public report: metadata, sections, numbers, roles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.assemble import Draft, DraftSection, assemble, document_id, slug
from ingest.blocks import Block, Raw, Shape
from ingest.cues import judges
from ingest.extract import extract_case
from ingest.header import AGAINST, TITLE, Header, header_section, pair_fields, read_header
from ingest.places import last_sentence, place_blocks
from ingest.roles import heading_role, is_open, is_stock, paragraph_role, section_role
from ingest.voicing import mark_voices
from rag.kinds import Kind, Role
from rag.records import Document, Reading
from rag.text import fold, references

__all__ = ["is_decision", "is_public_report", "parse_decision"]

_BEGINS = re.compile(
    r"the ombudsm[ae]n'?s? (?:final |provisional )?decision:?|(?:report )?summary|summary:.*"
    r"|the complaint",
    re.I,
)
_PUBLIC = re.compile(
    r"report by the local government|investigation into (?:a )?complaint|public interest report",
    re.I,
)
_LATE = 6  # blocks within which a page may put its fields under the summary
_LATE_FIELD = re.compile(r"complaint (?:reference|against)\s*:\s*\S", re.I)
_WITHIN = 40  # blocks from the top in which a document says what it is


def is_decision(raw: Raw) -> bool:
    """Say whether `raw` is a decision statement of the Ombudsman."""
    top = [fold(block.text) for block in pair_fields(raw.blocks[:_WITHIN])]
    titled = any(TITLE.fullmatch(text) or _is_reference(text) for text in top)
    return (titled or _is_headed_against(top)) and any(_BEGINS.fullmatch(text) for text in top)


def _is_headed_against(top: Sequence[str]) -> bool:
    """Say whether lines head a statement of before 2017: "Complaint against …", a reference."""
    against = any(AGAINST.fullmatch(text) for text in top)
    return against and bool(references(" ".join(top))) and "ombudsm" in " ".join(top).lower()


def _is_reference(text: str) -> bool:
    return text.lower().startswith("complaint reference") and bool(references(text))


def is_public_report(raw: Raw) -> bool:
    """Say whether `raw` is a public report of an investigation by the Ombudsman."""
    top = " ".join(fold(block.text) for block in raw.blocks[:_WITHIN])
    return bool(_PUBLIC.search(top)) and "ombudsman" in top.lower() and bool(references(top))


def parse_decision(raw: Raw, *, read_at: str, kind: Kind = Kind.DECISION) -> Reading:
    """Read a decision statement or, with `kind`, a public report."""
    start = _start(raw.blocks)
    below = [b for b in raw.blocks[start : start + _LATE] if _LATE_FIELD.match(b.text)]
    top = pair_fields([*raw.blocks[:start], *below])
    facts = read_header(top, raw.title)
    body = [block for block in raw.blocks[start:] if block not in below]
    drafts = [*header_section(top), *_sections(body)]
    reading = mark_voices(assemble(_document(raw, facts, kind, drafts, read_at), drafts))
    case = extract_case(reading)
    finding = case.finding if case else None
    return replace(reading, document=replace(reading.document, finding=finding), case=case)


# --- what it says of itself ------------------------------------------------------------------

_SITE = "https://www.lgo.org.uk/decisions"


def _start(blocks: Sequence[Block]) -> int:
    """Return where the text begins: after the title, the fields and a list of contents."""
    for n, block in enumerate(blocks[: _WITHIN * 2 - 1]):
        begins = block.shape is not Shape.ITEM and _BEGINS.fullmatch(fold(block.text))
        if begins and n + 1 < len(blocks) and not _is_contents(blocks[n + 1]):
            return n
    return 0


def _is_contents(block: Block) -> bool:
    """Say whether a block is a line of a list of contents."""
    return len(block.text) < 90 and bool(re.search(r"[\t .]\d{1,2}$", block.text))


def _document(
    raw: Raw, facts: Header, kind: Kind, drafts: Sequence[DraftSection], read_at: str
) -> Document:
    title = f"{facts.council} ({facts.reference})" if facts.council else raw.title or raw.source
    category = facts.fields.get("category")
    url = raw.url
    if url is None and category and facts.reference:
        path = "/".join(slug(part) for part in category.split(">"))
        url = f"{_SITE}/{path}/{slug(facts.reference)}"
    outcome = facts.fields.get("decision") or facts.fields.get("outcome")
    return Document(
        id=document_id(kind, title, raw.source, facts.reference),
        kind=kind,
        title=title,
        source=raw.source,
        sha256=raw.sha256,
        read_at=read_at,
        council=facts.council,
        reference=facts.reference,
        category=category,
        outcome=outcome or _printed_finding(drafts),
        date=facts.date,
        url=url,
        url_checked=raw.url is not None,
    )


def _printed_finding(drafts: Sequence[DraftSection]) -> str | None:
    """Return what a public report prints under "Finding" in its summary."""
    for draft in drafts:
        if fold(draft.printed).lower().strip(":") == "finding" and draft.paragraphs:
            return draft.paragraphs[0].text
    return None


# --- cutting ---------------------------------------------------------------------------------

_SUMMARY = re.compile(r"summary\s*[:–-]\s*", re.I)
_CLOSING = re.compile(
    r"investigators?'s? (?:final )?decision on behalf of the ombudsm[ae]n\.?", re.I
)
_LONGEST_HEADING = 110  # characters
_SIDES = (Role.COUNCIL_POSITION, Role.COMPLAINT)  # who may be speaking in a list
_LABEL = 4  # words of a heading that may end in a colon and have a list under it
_RUN = re.compile(r" ?\((?:second|another) run of numbers\)$")


@dataclass(frozen=True, slots=True)
class _Part:
    """A section as it is cut out: `printed` is its heading where the source has one."""

    heading: str
    content: list[Block]
    printed: str = ""


def _split(blocks: Sequence[Block]) -> list[_Part]:
    """Cut at headings, and where the numbers begin again without one."""
    parts = [_Part("", [])]
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        last = parts[-1]
        if _CLOSING.fullmatch(fold(block.text)):
            continue
        if label := _SUMMARY.match(block.text):
            rest = block.text[label.end() :]
            parts.append(_Part("Summary", [replace(block, text=rest)] if rest else []))
        elif _is_heading(block, following):
            parts.append(_Part(block.text, [], block.text))
        elif _restarts(block, last.content):
            which = "another" if _RUN.search(last.heading) else "second"
            heading = f"{_RUN.sub('', last.heading)} ({which} run of numbers)"
            parts.append(_Part(heading.strip(), [block]))
        else:
            last.content.append(block)
    return _settle(parts)


def _settle(parts: Sequence[_Part]) -> list[_Part]:
    """Make paragraphs of short lines that were taken for headings but head nothing."""
    result = [parts[0]]
    for part, following in pairwise([*parts[1:], _Part("Decision", [])]):
        vague = [_says_nothing(p.heading) for p in (part, following)]
        if part.printed and not part.content and all(vague):
            result[-1].content.append(Block(Shape.TEXT, part.printed))
        else:
            result.append(part)
    return result


def _says_nothing(heading: str) -> bool:
    return heading_role(heading) is None and not is_open(heading)


def _is_heading(block: Block, following: Block | None) -> bool:
    if block.shape is Shape.HEADING:
        return True
    text = block.text
    if block.shape is not Shape.TEXT or len(text) > _LONGEST_HEADING:
        return False
    if text.endswith(":") and len(text.split()) > _LABEL and following and _hangs(following):
        return False
    if re.search(r"\w{3}[.?!][\"'”’)]* [A-Z(]", text):
        return False  # a sentence that ends in its authority, in brackets
    if heading_role(text) is not None and not text.endswith("."):
        return True
    return following is not None and text[0].isupper() and not re.search(r"[.;,][\"'”’)]*$", text)


def _hangs(block: Block) -> bool:
    """Say whether a block goes on from a line that ends in a colon."""
    return (block.shape is Shape.ITEM and block.number is None) or block.text[:1].islower()


def _restarts(block: Block, content: Iterable[Block]) -> bool:
    """Say whether an item numbered 1 stands where the numbers had already come further."""
    if block.number != "1" or block.level != 1:
        return False
    return sum(b.level == 1 and b.number is not None for b in content) > 1


# --- sections --------------------------------------------------------------------------------


def _sections(blocks: Sequence[Block]) -> list[DraftSection]:
    parts = _split(blocks)
    flat = not any(b.number for part in parts for b in part.content if b.level == 1)
    shared = Counter(part.heading for part in parts if part.content)
    names: Counter[str] = Counter()
    drafts: list[DraftSection] = []
    last = Role.FACTS
    over = ""  # the last heading that said what its part of the decision is
    for part in parts:
        role = _section_role(part, last, over)
        says = heading_role(part.heading) is not None
        last = role if part.content or says else last
        summed_up = _in_summary(part.heading, over)
        inside = over and (summed_up or (shared[part.heading] > 1 and not says))
        name = f"{over}, {part.heading}" if inside else part.heading
        if part.content:
            names[name] += 1
        if names[name] > 1:
            name = f"{name} (part {names[name]})"
        if says and not summed_up:
            over = part.heading
        drafts.append(DraftSection(name, role, _paragraphs(part, role, flat=flat), part.printed))
    return drafts


def _section_role(part: _Part, last: Role, over: str) -> Role:
    texts = [block.text for block in part.content]
    if _RUN.search(part.heading):
        return Role.FINDINGS if any(judges(fold(text)) for text in texts) else last
    first = not over and re.match("the ombudsm[ae]n'", fold(part.heading), re.I)
    if not part.heading or first or _in_summary(part.heading, over):
        return Role.SUMMARY
    role = section_role(part.heading, last, texts)
    told = role is Role.COMPLAINT and last not in (Role.SUMMARY, Role.COMPLAINT, Role.DECISION)
    return Role.FACTS if told else role  # "Mrs X's complaint", late: what came of it, told


def _in_summary(heading: str, over: str) -> bool:
    """Say whether a heading stands inside the summary of a public report."""
    if fold(over).lower() != "report summary":
        return False
    return heading_role(heading) in (None, Role.SUMMARY, Role.FINDINGS, Role.REMEDY)


def _paragraphs(part: _Part, role: Role, *, flat: bool) -> list[Draft]:
    drafts: list[Draft] = []
    base = Role.FACTS if is_open(part.heading) else role
    places = place_blocks(part.content, flat=flat)
    for block, place in zip(part.content, places, strict=True):
        lead = last_sentence(place.parent) if place.parent else None
        if lead and drafts:
            said = paragraph_role(lead, base)
            own = said if said in _SIDES else drafts[-1].role
        else:
            own = paragraph_role(block.text, base)
        if own is Role.FINDINGS:
            base = own  # once it judges, an open section does not go back to telling
        drafts.append(
            Draft(
                block.text,
                own,
                place.pinpoint,
                place.number,
                place.inferred,
                lead,
                boilerplate=is_stock(block.text, own),
            )
        )
    return drafts
