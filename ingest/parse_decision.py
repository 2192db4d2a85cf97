"""Reads an Ombudsman decision or public report: metadata, sections, numbers, roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.assemble import Draft, DraftSection, assemble, document_id, slug
from ingest.blocks import Block, Raw, Shape
from ingest.extract import extract_case
from ingest.roles import heading_role, is_stock, judges, paragraph_role, section_role
from rag.records import Document, Kind, Reading, Role
from rag.text import dates, fold, references, sentences

__all__ = ["is_decision", "is_public_report", "parse_decision"]

_SITE = "https://www.lgo.org.uk/decisions"
_TITLE = re.compile(
    r"(?P<council>\S.{2,110}?) ?\((?P<reference>\d{2} ?\d{3} ?\d{3} ?[a-z]?)\)", re.I
)
_FIELD = re.compile(r"(?P<name>category|decision date|date of decision|decision|complaint reference"
                    r"|reference(?: number)?|complaint against|outcome|date)\s*:\s*(?P<value>.+)", re.I)  # fmt: skip
_BEGINS = re.compile(
    r"the ombudsman's (?:final )?decision:?|report summary|summary(?::.*)?|the complaint", re.I
)
_SUMMARY = re.compile(r"summary\s*[:–-]\s*", re.I)
_CLOSING = re.compile(r"investigator's (?:final )?decision on behalf of the ombudsman\.?", re.I)
_PUBLIC = re.compile(
    r"report by the local government|investigation into a complaint|public interest report", re.I
)
_WITHIN = 40  # blocks from the top in which a document says what it is


def is_decision(raw: Raw) -> bool:
    """Say whether `raw` is a decision statement of the Ombudsman."""
    top = [fold(b.text) for b in raw.blocks[:_WITHIN]]
    titled = any(_TITLE.fullmatch(text) for text in top) or any(
        text.lower().startswith("complaint reference") for text in top
    )
    return titled and any(_BEGINS.fullmatch(text) for text in top)


def is_public_report(raw: Raw) -> bool:
    """Say whether `raw` is a public report of an investigation by the Ombudsman."""
    top = " ".join(fold(b.text) for b in raw.blocks[:_WITHIN])
    return bool(_PUBLIC.search(top)) and "ombudsman" in top.lower() and bool(references(top))


def parse_decision(raw: Raw, *, read_at: str, kind: Kind = Kind.DECISION) -> Reading:
    """Read a decision statement or, with `kind`, a public report."""
    start = _start(raw.blocks)
    facts = _facts(raw.blocks[:start], raw)
    document = _document(raw, facts, kind, read_at)
    drafts = _sections(raw.blocks[start:])
    reading = assemble(document, drafts)
    case = extract_case(reading)
    finding = case.finding if case else None
    return replace(reading, document=replace(document, finding=finding), case=case)


# --- what it says of itself ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Facts:
    council: str | None
    reference: str | None
    category: str | None
    outcome: str | None
    date: date | None


def _start(blocks: Sequence[Block]) -> int:
    """Return where the text begins: after the title, the fields and a list of contents."""
    for n, block in enumerate(blocks[: _WITHIN * 2]):
        if block.shape is not Shape.ITEM and _BEGINS.fullmatch(fold(block.text)):
            following = blocks[n + 1] if n + 1 < len(blocks) else None
            if (
                following is not None
                and _BEGINS.fullmatch(fold(block.text))
                and not _is_contents(following)
            ):
                return n
    return 0


def _is_contents(block: Block) -> bool:
    """Say whether the block after a heading is the next line of a list of contents."""
    return bool(re.search(r"[\t .]\d{1,2}$", block.text)) and len(block.text) < 90


def _facts(top: Sequence[Block], raw: Raw) -> _Facts:
    fields: dict[str, str] = {}
    council = reference = None
    for block in top:
        text = block.text
        if found := _TITLE.fullmatch(text):
            council, reference = found["council"].strip(), _reference(found["reference"])
        elif found := _FIELD.fullmatch(text):
            fields.setdefault(found["name"].lower(), found["value"].strip())
    whole = " ".join(block.text for block in top)
    if council is None:
        against = re.search(
            r"complaint (?:about|against) (.{3,80}?(?:council|borough of \w+(?: \w+)*))\b",
            whole,
            re.I,
        )
        council = fields.get("complaint against") or (against[1] if against else None)
    if reference is None:
        reference = next(iter(references(whole)), None)
    if council is None and (found := _TITLE.match(raw.title)):
        council, reference = found["council"], _reference(found["reference"])
    when = fields.get("decision date") or fields.get("date of decision") or fields.get("date")
    found_dates = dates(when or ("" if reference and fields else whole))
    return _Facts(
        council=council,
        reference=reference,
        category=fields.get("category"),
        outcome=fields.get("decision") or fields.get("outcome"),
        date=found_dates[0] if found_dates else None,
    )


def _reference(text: str) -> str:
    found = references(text.replace(" ", "")) or references(text)
    return found[0] if found else " ".join(text.split())


def _document(raw: Raw, facts: _Facts, kind: Kind, read_at: str) -> Document:
    title = f"{facts.council} ({facts.reference})" if facts.council else raw.title or raw.source
    url = raw.url
    checked = url is not None
    if url is None and facts.category and facts.reference:
        path = "/".join(slug(part) for part in facts.category.split(">"))
        url = f"{_SITE}/{path}/{slug(facts.reference)}"
    return Document(
        id=document_id(kind, title, raw.source, facts.reference),
        kind=kind,
        title=title,
        source=raw.source,
        sha256=raw.sha256,
        read_at=read_at,
        council=facts.council,
        reference=facts.reference,
        category=facts.category,
        outcome=facts.outcome,
        date=facts.date,
        url=url,
        url_checked=checked,
    )


# --- sections --------------------------------------------------------------------------------

_LONGEST_HEADING = 110  # characters


def _is_heading(block: Block, following: Block | None) -> bool:
    if block.shape is Shape.HEADING:
        return True
    if block.shape is not Shape.TEXT or len(block.text) > _LONGEST_HEADING or following is None:
        return False
    if heading_role(block.text) is not None and not block.text.endswith("."):
        return True
    return not re.search(r"[.;,][\"'”’)]*$", block.text) and block.text[0].isupper()


def _split(blocks: Sequence[Block]) -> list[tuple[str, list[Block], str]]:
    """Return (heading, blocks, printed) of every section; a second run of numbers is one."""
    sections: list[tuple[str, list[Block], str]] = [("", [], "")]
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        text = fold(block.text)
        heading, content, _ = sections[-1]
        if _CLOSING.fullmatch(text):
            continue
        if summary := _SUMMARY.match(block.text):
            rest = block.text[summary.end() :]
            sections.append(("Summary", [replace(block, text=rest)] if rest else [], ""))
        elif _is_heading(block, following):
            sections.append((block.text, [], block.text))
        elif _restarts(block, content):
            base, _, run = heading.partition(" (second run")
            name = f"{base} (another run of numbers)" if run else f"{base} (second run of numbers)"
            sections.append((name.strip(), [block], ""))
        else:
            content.append(block)
    return sections


def _restarts(block: Block, content: Iterable[Block]) -> bool:
    """Say whether an item numbered 1 stands where the numbers had already come further."""
    if block.number != "1" or block.level != 1:
        return False
    numbers = [b.number for b in content if b.level == 1 and b.number]
    return len(numbers) > 1


def _sections(blocks: Sequence[Block]) -> list[DraftSection]:
    parts = _split(blocks)
    counted = not any(b.number for _, content, _ in parts for b in content if b.level == 1)
    drafts: list[DraftSection] = []
    inherited = Role.FACTS
    for heading, content, printed in parts:
        texts = [block.text for block in content]
        if "run of numbers)" in heading:
            role = Role.FINDINGS if any(map(judges, texts)) else inherited
        elif heading == "" and content:
            role = Role.SUMMARY
        else:
            role = section_role(heading, inherited, texts)
        if content or heading_role(heading) is not None:
            inherited = role
        drafts.append(DraftSection(heading, role, _number(content, role, counted=counted), printed))
    return drafts


# --- numbers ---------------------------------------------------------------------------------


def _number(content: Sequence[Block], role: Role, *, counted: bool) -> list[Draft]:
    """Return the paragraphs of one section, each with its number or a count that says so."""
    hangs = nest(content) if counted else [None] * len(content)
    places = _Places(content, counted=counted)
    drafts: list[Draft] = []
    for n, block in enumerate(content):
        parent, pinpoint, number, inferred = places.place(block)
        if counted and hangs[n] is not None:
            parent = content[hangs[n] or 0].text
        lead_in = _lead_in(parent) if parent else None
        own = paragraph_role(block.text, role) if lead_in is None else _hanging(block, role, drafts)
        drafts.append(
            Draft(
                block.text,
                own,
                pinpoint,
                number,
                inferred,
                lead_in,
                boilerplate=is_stock(block.text, own),
            )
        )
    return drafts


def _hanging(block: Block, role: Role, before: Sequence[Draft]) -> Role:
    """Return the role of a nested bullet: that of the paragraph which it hangs from."""
    for draft in reversed(before):
        if draft.lead_in is None:
            return draft.role
    return paragraph_role(block.text, role)


def _lead_in(parent: str) -> str:
    start, end = sentences(parent)[-1]
    return parent[start:end]


class _Places:
    """Tells for each block of a section where it stands: number, or count."""

    def __init__(self, content: Sequence[Block], *, counted: bool) -> None:
        self._counted = counted
        self._alone = len(content) == 1
        self._numbered = any(b.number and b.level == 1 for b in content)
        self._count = 0
        self._stack: list[tuple[int, str, str]] = []  # (level, pinpoint, text) of open items
        self._bullets: dict[int, int] = {}

    def place(self, block: Block) -> tuple[str | None, str, str | None, bool]:
        """Return (parent's text, pinpoint, number, inferred)."""
        level = block.level if block.shape is Shape.ITEM else 0
        nested = level > 1 or (level == 1 and not block.number and not self._counted)
        if nested and self._stack and not (self._counted and level <= 1):
            return self._nested(block, max(level, 2))
        return self._top(block)

    def _top(self, block: Block) -> tuple[None, str, str | None, bool]:
        self._bullets.clear()
        if block.number and block.level == 1:
            pinpoint, number, inferred = f"paragraph {block.number}", block.number, False
            self._stack = [(1, pinpoint, block.text)]
        elif self._numbered:
            after = self._stack[0][1] if self._stack else ""
            pinpoint = f"after {after}" if after else "before paragraph 1"
            number, inferred = None, True
            if not self._stack:
                self._stack = [(1, pinpoint, block.text)]
        else:
            self._count += 1
            pinpoint = "" if self._alone else f"paragraph {self._count} (counted)"
            number, inferred = str(self._count), True
            self._stack = [(1, pinpoint, block.text)]
        return None, pinpoint, number, inferred

    def _nested(self, block: Block, level: int) -> tuple[str, str, str | None, bool]:
        while len(self._stack) > 1 and self._stack[-1][0] >= level:
            self._stack.pop()
        for deeper in [key for key in self._bullets if key > level]:
            del self._bullets[deeper]
        self._bullets[level] = self._bullets.get(level, 0) + 1
        _, above, parent = self._stack[-1]
        bulleted = not block.marker[:1].isalnum()
        mark = str(self._bullets[level]) if bulleted else block.marker
        name = "bullet" if bulleted else "point"
        pinpoint = f"{above}, {name} {mark}" if above else f"{name} {mark}"
        self._stack.append((level, pinpoint, block.text))
        return parent, pinpoint, mark, bulleted


# --- lists that lost their depth -------------------------------------------------------------

_SUBJECT = re.compile(
    r"(?:The|This|That|These|Those|It|I|We|He|She|They|Mr|Mrs|Miss|Ms|Mx|Dr|In|On|At|By|From|As|After|Before|"
    r"Since|However|If|When|While|Although|There|My|Our|His|Her|Their|A|An|For|To|With|Under|Because|Where|"
    r"Following|During|Between|Overall|Within|Further)\b"
)
_GOES_ON = re.compile(r"(?:[;,]|;? and|;? or)$")


def nest(content: Sequence[Block]) -> list[int | None]:
    """Guess, for a list flattened to one level, which item each item hangs from.

    An item that ends in a colon opens a list. It goes on while an item begins small, follows
    one that ends in a semicolon or "and", or begins as its first did: with no subject.
    """
    parents: list[int | None] = []
    opened: int | None = None
    first = ""
    for n, block in enumerate(content):
        text, last = block.text, content[n - 1].text if n else ""
        if opened is not None and n == opened + 1:
            first = text
        elif opened is not None and not _belongs(text, last, first):
            opened = None
        parents.append(opened)
        if text.endswith(":") and opened is None:
            opened = n
    return parents


def _belongs(text: str, last: str, first: str) -> bool:
    if text[:1].islower() or _GOES_ON.search(last):
        return True
    if first[:1].islower():
        return False
    return not _SUBJECT.match(first) and not _SUBJECT.match(text)
