"""Cuts a reading into passages that the embedding model can read whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.kinds import Kind
from rag.protocols import TokenCounter
from rag.records import Document, Paragraph, Passage, Reading
from rag.text import sentences

__all__ = ["cut_passages"]

_GOAL_TOKENS = 180  # what a passage grows to, header apart; measured in docs/measurements.md
_HEADER_SHARE = 4  # a header takes at most a quarter of what the model reads
_LEAD_SHARE = 4  # so does a lead-in that is repeated
_SMALL = 5  # a last passage under a fifth of the goal joins the one before it
_CLAUSE = re.compile(r"(?<=[;:,])\s+|\s+(?=[–—-]\s)")
_SPACE = re.compile(r"\s+")


def cut_passages(
    reading: Reading, counter: TokenCounter, *, goal_tokens: int = _GOAL_TOKENS
) -> list[Passage]:
    """Cut `reading` into passages of about `goal_tokens`, never across roles.

    Every non-empty paragraph stands whole in one passage, or, where it alone is too long, in
    pieces of it. Header, line break and text together are within `counter.max_tokens`.
    """
    passages: list[Passage] = []
    for run in _runs(reading):
        passages += _Cutter(reading, run, counter, goal_tokens).cut()
    return passages


def _runs(reading: Reading) -> Iterator[list[Paragraph]]:
    """Yield the stretches inside which paragraphs may share a passage."""
    filled = [p for p in reading.paragraphs if p.text.strip()]
    sections = {section.ordinal: section for section in reading.sections}
    is_duty = reading.document.kind is Kind.DUTY

    def place(p: Paragraph) -> tuple[object, ...]:
        # A duty is short: its rule, plain words and limit are read together, its caution apart.
        part = sections[p.section].heading == "Caution" if is_duty else p.section
        return part, p.role, p.boilerplate

    for _, group in groupby(filled, key=place):
        yield list(group)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, or a part of one too long to stand whole; `part` counts parts from 1."""

    paragraph: Paragraph
    start: int
    end: int
    tokens: int  # special tokens apart
    part: int = 0


class _Cutter:
    """Cuts one run: paragraphs of one section, one role, boilerplate or not."""

    def __init__(
        self, reading: Reading, run: list[Paragraph], counter: TokenCounter, goal: int
    ) -> None:
        first = run[0]
        self._reading = reading
        self._run = run
        self._counter = counter
        self._heading = next(s.heading for s in reading.sections if s.ordinal == first.section)
        self._special = counter.count("")
        allowed = counter.max_tokens // _HEADER_SHARE
        self._header = (
            ""
            if first.boilerplate
            else _header(reading.document, self._heading, counter, allowed + self._special)
        )
        room = counter.max_tokens - self._special - self._size(self._header) - 1
        self._most = max(room, 1)
        self._goal = min(goal, self._most)

    def cut(self) -> list[Passage]:
        """Return the passages of the run in order."""
        groups: list[list[_Piece]] = []
        for block in _blocks(self._run):
            for group in self._groups(block):
                self._place(groups, group)
        self._join_small_end(groups)
        return [self._passage(group) for group in groups]

    def _size(self, text: str) -> int:
        return self._counter.count(text) - self._special if text else 0

    def _groups(self, block: list[Paragraph]) -> list[list[_Piece]]:
        """Return a lead-in with its bullets as one group where it fits, else as several."""
        pieces = [piece for p in block for piece in self._pieces(p)]
        if not any(p.part for p in pieces) and self._tokens(pieces) <= self._most:
            return [pieces]
        groups: list[list[_Piece]] = []
        for piece in pieces:
            last = groups[-1] if groups else None
            if last and self._may_join(last, [piece]):
                last.append(piece)
            else:
                groups.append([piece])
        return groups

    def _place(self, groups: list[list[_Piece]], group: list[_Piece]) -> None:
        if groups and self._may_join(groups[-1], group):
            groups[-1].extend(group)
        else:
            groups.append(group)

    def _may_join(self, group: list[_Piece], more: list[_Piece]) -> bool:
        if any(piece.part for piece in (*group, *more)):
            return False
        return self._tokens([*group, *more]) <= self._goal

    def _join_small_end(self, groups: list[list[_Piece]]) -> None:
        if len(groups) < 2 or any(p.part for p in (*groups[-1], *groups[-2])):
            return
        small = self._tokens(groups[-1]) < self._goal // _SMALL
        if small and self._tokens([*groups[-2], *groups[-1]]) <= self._most:
            groups[-2].extend(groups.pop())

    def _tokens(self, group: Sequence[_Piece]) -> int:
        """Return the size of the group's text, its repeated lead-in and line breaks counted."""
        lead = self._size(self._lead(group[0].paragraph)) + 1 if self._hangs(group[0]) else 0
        return lead + sum(piece.tokens + 1 for piece in group) - 1

    def _hangs(self, piece: _Piece) -> bool:
        """Say whether a passage that begins with `piece` must repeat a lead-in."""
        return bool(self._lead(piece.paragraph))

    def _lead(self, paragraph: Paragraph) -> str:
        """Return the lead-in, shortened to its last sentence or left out where too long."""
        lead = paragraph.lead_in or ""
        most = self._most // _LEAD_SHARE
        if lead and self._size(lead) > most:
            start, end = sentences(lead)[-1]
            lead = lead[start:end]
        return lead if lead.strip() and self._size(lead) <= most else ""

    def _pieces(self, paragraph: Paragraph) -> list[_Piece]:
        lead = self._lead(paragraph)
        most = self._most - (self._size(lead) + 1 if lead else 0)
        whole = self._size(paragraph.text)
        if whole <= most:
            return [_Piece(paragraph, paragraph.start, paragraph.end, whole)]
        goal = min(self._goal, most)
        even = -(-whole // -(-whole // goal))  # pieces of about one size, no crumb at the end
        spans = self._split(
            paragraph.text, (0, len(paragraph.text)), min(even * 6 // 5, most), most
        )
        sizes = [self._size(paragraph.text[a:b]) for a, b in spans]
        return [
            _Piece(paragraph, paragraph.start + a, paragraph.start + b, size, part)
            for part, ((a, b), size) in enumerate(zip(spans, sizes, strict=True), 1)
        ]

    def _split(
        self, text: str, span: tuple[int, int], goal: int, most: int, level: int = 0
    ) -> list[tuple[int, int]]:
        """Split a span of `text` at sentences, then clauses, words and at last anywhere."""
        start, end = span
        if end - start < 2 or self._size(text[start:end]) <= most:
            return [span]
        if level == len(_LEVELS):
            middle = (start + end) // 2
            halves = ((start, middle), (middle, end))
            return [part for half in halves for part in self._split(text, half, goal, most, level)]
        parts: list[tuple[int, int]] = []
        for a, b in _LEVELS[level](text, start, end):
            if parts and self._size(text[parts[-1][0] : b]) <= goal:
                parts[-1] = (parts[-1][0], b)
            else:
                parts.append((a, b))
        return [piece for part in parts for piece in self._split(text, part, goal, most, level + 1)]

    def _passage(self, group: list[_Piece]) -> Passage:
        first, last = group[0], group[-1]
        document_text = self._reading.text
        lines = [document_text[piece.start : piece.end] for piece in group]
        if self._hangs(first):
            lines.insert(0, self._lead(first.paragraph))
        text = "\n".join(lines)
        place = f"{self._reading.document.id}#p{first.paragraph.ordinal}"
        return Passage(
            id=f"{place}.{first.part}" if first.part else place,
            document_id=self._reading.document.id,
            section=first.paragraph.section,
            heading=self._heading,
            role=first.paragraph.role,
            paragraph_ids=tuple(dict.fromkeys(piece.paragraph.id for piece in group)),
            header=self._header,
            text=text,
            start=first.start,
            end=last.end,
            content_hash=hashlib.sha256(f"{self._header}\n{text}".encode()).hexdigest(),
            boilerplate=first.paragraph.boilerplate,
        )


def _blocks(run: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield each paragraph together with the bullets that hang from it."""
    block: list[Paragraph] = []
    for paragraph in run:
        if block and not paragraph.lead_in:
            yield block
            block = []
        block.append(paragraph)
    if block:
        yield block


# --- where a long paragraph may be split -------------------------------------------------------


def _at_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + a, start + b) for a, b in sentences(text[start:end])]


def _at(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans = []
    for gap in pattern.finditer(text, start, end):
        if gap.start() > start:
            spans.append((start, gap.start()))
        start = gap.end()
    return [*spans, (start, end)] if start < end else spans


def _at_clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return _at(_CLAUSE, text, start, end)


def _at_words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return _at(_SPACE, text, start, end)


_LEVELS = (_at_sentences, _at_clauses, _at_words)


# --- the line in front -------------------------------------------------------------------------


def _header(document: Document, heading: str, counter: TokenCounter, most: int) -> str:
    """Return "council | reference | date | category | heading", cut to `most` tokens."""
    heading = _cut_words(heading, counter, max(most // 2, 1))
    parts = [part for part in (*_header_parts(document), heading) if part]
    while len(parts) > 1 and counter.count(" | ".join(parts)) > most:
        parts.pop(-2)  # the section and the source say most: what stands between goes first
    return _cut_words(" | ".join(parts), counter, most)


def _cut_words(text: str, counter: TokenCounter, most: int) -> str:
    words = text.split()
    while words and counter.count(" ".join(words)) > most:
        words.pop()
    return " ".join(words)


def _header_parts(document: Document) -> tuple[str | None, ...]:
    if document.kind is Kind.DUTY:
        return document.title, document.legal_basis, document.status
    day = f"{document.date.day} {document.date:%B %Y}" if document.date else None
    subject = document.category.rsplit(">", 1)[-1].strip() if document.category else None
    if document.council and document.reference:
        return document.council, document.reference, day, subject
    return document.title, document.council, day, subject
