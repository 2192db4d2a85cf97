"""Reads any other paper: reports to members, inspections, surveys, policies, letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.assemble import Draft, DraftSection, assemble, document_id, find_title
from ingest.blocks import Block, Raw, Shape
from ingest.paper_roles import (
    block_role,
    default_role,
    is_closing,
    is_inspection,
    mostly_law,
    title_role,
)
from ingest.parse_minutes import find_council
from ingest.places import last_sentence
from ingest.voicing import mark_voices
from rag.kinds import Kind, Role
from rag.records import Document, Reading
from rag.text import dates

__all__ = ["paper_document", "parse_paper"]

_LONGEST = 110  # characters of a heading
_LONGEST_QUESTION = 160
_FRONT = 25  # blocks within which a letter greets
_DEAR = re.compile(r"Dear\b.{2,80}")
_QUESTION = re.compile(
    r"(?:What|How|Why|When|Where|Who|Which|Is|Are|Do|Does|Did|Can|Could|Should|Will|Was|Were|Has|"
    r"Have)\b[^.?!“\"]*\?"
)
_LABELLED = re.compile(
    r"(?:report (?:to|of|by|from|author|title)|subject|title|date|committee|meeting|cabinet|wards?"
    r"|contact|author|from|to|portfolio|lead|classification|key decision|status|version|decision "
    r"maker|our ref|your ref|ref|tel|telephone|email|inspection|local authority|published|review|"
    r"owner|approved|responsible|exempt|part|background papers|appendi\w+)\b[^:.]{0,30}:.*",
    re.I,
)


def parse_paper(raw: Raw, *, read_at: str) -> Reading:
    """Read a paper by its headings, and a letter by its greeting and its signature."""
    front, body = _greeting(raw.blocks)
    parts = _split(body)
    if not front and len(parts) > 1 and not parts[0].heading and _only_lines(parts[0].content):
        front = parts.pop(0).content
    title = _title(front, body, parts)
    document = paper_document(raw, Kind.PAPER, read_at=read_at, title=title)
    default = default_role(document.title, front, body)
    _give_roles(parts, default)
    drafts = [_front_section(front)] if front else []
    drafts += [
        DraftSection(part.heading, part.role, _paragraphs(part.content, part.role), part.heading)
        for part in parts
    ]
    return mark_voices(assemble(document, drafts))


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


# --- what stands before the text -------------------------------------------------------------


def _greeting(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Part the lines over a paper, or the head of a letter with its greeting, from the text."""
    for n, block in enumerate(blocks[:_FRONT]):
        if n and block.shape is Shape.TEXT and _DEAR.fullmatch(block.text):
            return list(blocks[: n + 1]), list(blocks[n + 1 :])
    end = next((n for n, block in enumerate(blocks) if not _is_line(block)), 0)
    if end and not _is_heading(blocks[end], blocks[end + 1] if end + 1 < len(blocks) else None):
        end -= _is_heading(blocks[end - 1], blocks[end])  # the last line stands over the text
    return (list(blocks[:end]), list(blocks[end:])) if end > 1 else ([], list(blocks))


def _is_line(block: Block) -> bool:
    """Say whether a block is a line (a name, a date, an address) and no sentence."""
    plain = block.shape is Shape.TEXT and not re.search(r"[.?!;]$", block.text)
    return plain and len(block.text.split()) <= 20


def _only_lines(content: Sequence[Block]) -> bool:
    return all(_is_line(block) for block in content)


def _title(front: Sequence[Block], body: Sequence[Block], parts: Sequence[_Part]) -> str:
    """Return the subject of a letter or report that has no heading for a title, else nothing."""
    if not front or any(block.shape is Shape.HEADING for block in (*front, *body[:1])):
        return ""
    letter = bool(_DEAR.fullmatch(front[-1].text))
    if letter and parts and parts[0].heading:
        return parts[0].heading
    lines = [block.text for block in (reversed(front) if letter else front)]
    return next((text for text in lines if _is_subject(text)), "")


def _is_subject(text: str) -> bool:
    named = find_council([text]) is not None and len(text.split()) <= 5
    plain = not (_LABELLED.fullmatch(text) or _DEAR.fullmatch(text) or dates(text) or named)
    return plain and len(text.split()) >= 3 and len(text) <= _LONGEST and "," not in text


def _front_section(front: Sequence[Block]) -> DraftSection:
    drafts = [
        Draft(block.text, Role.METHOD, f"paragraph {n} (counted)", str(n))
        for n, block in enumerate(front, 1)
    ]
    return DraftSection("Front matter", Role.METHOD, drafts)


# --- headings --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    """A section: its heading as printed, how deep it lies (None: unknown), and its blocks."""

    heading: str
    level: int | None
    content: list[Block]
    role: Role = Role.DISCUSSION


def _split(blocks: Sequence[Block]) -> list[_Part]:
    """Cut at headings; a short line with nothing under it was no heading but a line.

    Nothing under it, and yet a heading: a chapter whose name gives a role to what follows.
    """
    parts = [_Part("", None, [])]
    loose: Block | None = None  # a line that is a heading if text follows
    closed = False  # the letter has taken leave
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        closed = closed or is_closing(block.text)
        if closed or not _is_heading(block, following):
            parts[-1].content.append(block)
            loose = None
            continue
        begun = any(part.heading and part.content for part in parts)
        if loose is not None and not (begun and title_role(loose.text)):
            parts.pop()
            parts[-1].content.append(loose)
        loose = block if block.shape is Shape.TEXT else None
        parts.append(_Part(_printed(block), _level(block), []))
    return parts if parts[0].content else parts[1:]


def _printed(block: Block) -> str:
    if block.number is None:
        return block.text
    return f"{block.number}{'' if '.' in block.number else '.'} {block.text}"


def _level(block: Block) -> int | None:
    if block.shape is Shape.HEADING:
        return block.level
    if block.number:
        return 1 + block.number.count(".")
    return 1 if block.text.isupper() else None


def _is_heading(block: Block, following: Block | None) -> bool:
    if block.shape is Shape.HEADING:
        return True
    text = block.text
    if following is None or block.shape is Shape.ROW or _DEAR.fullmatch(text):
        return False
    if _QUESTION.fullmatch(text) and len(text) <= _LONGEST_QUESTION:
        plain = not _QUESTION.fullmatch(following.text)
        return plain and (block.shape is Shape.TEXT or _opens(block, following))
    named = text.endswith(":") and title_role(text) is not None and len(text.split()) <= 4
    if len(text) > _LONGEST or (_LABELLED.fullmatch(text) and not named) or is_closing(text):
        return False
    ended = re.search(r"[.;,:?!][\"'”’)*]*$", text) and not named
    if ended or not text[0].isupper() or len(text.split()) > 12:
        return False
    if block.shape is Shape.ITEM:
        return _opens(block, following)
    return block.strong or following.shape is not Shape.ROW


def _opens(block: Block, following: Block) -> bool:
    """Say whether a numbered line stands over what follows it: text, or 3.1 under 3."""
    if not block.number or block.level != 1:
        return False
    inner = (following.number or "").startswith(f"{block.number}.")
    return inner or following.shape is Shape.TEXT


def _give_roles(parts: Sequence[_Part], default: Role) -> None:
    """Give each section the role of its heading, else of the chapter that it stands in."""
    over: list[tuple[int, Role | None]] = []  # the chapters that are open, outermost first
    inspected = is_inspection([part.heading for part in parts])
    for n, part in enumerate(parts):
        level = part.level or _INNERMOST
        over = [(depth, role) for depth, role in over if depth < level]
        is_title = n == 0 and part.level == 1 and part.heading[:1].isalpha()
        own = None if is_title else title_role(part.heading)
        given = own or next((role for _, role in reversed(over) if role), None)
        if given is None and mostly_law(part.content) and default is Role.DISCUSSION:
            given = Role.LAW if part.content else None
        before = inspected and not part.heading
        part.role = given or (Role.FACTS if before else default)
        if default is Role.COUNCIL_POSITION and part.role in (Role.FACTS, Role.LAW, Role.SUMMARY):
            part.role = default
        if is_title and _only_lines(part.content):
            part.role = Role.METHOD
        chapter = part.level is not None or not part.content
        if chapter:
            over.append((part.level or _INNERMOST - 1, own))


_INNERMOST = 9  # the depth of a heading that does not show its own


# --- paragraphs ------------------------------------------------------------------------------

_NOTE = re.compile(r"\[\^(\d{1,3})\]:\s*(\S.*)")


def _paragraphs(content: Sequence[Block], role: Role) -> list[Draft]:
    """Return the paragraphs of a section, numbered as printed or else counted."""
    walk = _Walk(role)
    for block in content:
        walk.take(block)
    if len(walk.drafts) == 1 and walk.drafts[0].inferred:
        walk.drafts[0].pinpoint = ""
    return walk.drafts


class _Walk:
    """Goes through a section and keeps count of what it has seen."""

    def __init__(self, role: Role) -> None:
        self.drafts: list[Draft] = []
        self._role = role
        self._count = self._bullets = self._rows = 0
        self._above = self._parent = ""
        self._own = role
        self._closed = False  # the letter has taken leave

    def take(self, block: Block) -> None:
        """Add the next block."""
        self._closed = self._closed or is_closing(block.text)
        if block.shape is Shape.ROW:
            self._rows += 1
            place = f"table row {self._rows}"
            self.drafts.append(Draft(block.text, self._role, place, str(self._rows)))
        elif note := _NOTE.fullmatch(block.text):
            place = f"note {note[1]}"
            self.drafts.append(Draft(note[2], Role.METHOD, place, note[1], inferred=False))
        elif self._hangs(block):
            self._hang(block)
        else:
            self._stand(block)

    def _hangs(self, block: Block) -> bool:
        if block.shape is not Shape.ITEM or not self._parent:
            return False
        return not block.number or block.level > 1

    def _hang(self, block: Block) -> None:
        self._bullets += 1
        marked = block.marker[:1].isalnum()
        number = block.marker if marked else str(self._bullets)
        place = f"{self._above}, {'point' if marked else 'bullet'} {number}"
        role = block_role(block, self._own)
        self.drafts.append(Draft(block.text, role, place, number, not marked, self._parent))

    def _stand(self, block: Block) -> None:
        self._count, self._bullets = self._count + 1, 0
        inferred = block.number is None
        number = block.number or str(self._count)
        self._above = f"paragraph {number}{' (counted)' if inferred else ''}"
        signed = self._closed and _is_line(block)
        self._own = Role.METHOD if signed else block_role(block, self._role)
        self.drafts.append(Draft(block.text, self._own, self._above, number, inferred))
        self._parent = last_sentence(block.text) if block.text.endswith(":") else ""
