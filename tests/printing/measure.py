"""How far the reading of a print agrees with the reading of its text.

Paragraphs: both readings' paragraphs, white space folded, aligned in order by difflib; the share
that stands in both, out of the longer list, so that what is too much counts as what lacks.
Notes: those whose body agrees and whose raised figure stands behind the same twelve letters.
Rows: those that are still rows with the same cells. Lost and added: words of all blocks, as a
multiset, that the text has and the print has not, and the other way round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ingest.blocks import Block, Raw, Shape
from ingest.parse import parse_document
from printing.form import PLAIN, RAISED, part_notes

_BEHIND = 12  # letters


@dataclass(frozen=True)
class Agreement:
    """Shares from 0 to 1 (1 where there is none of the kind), and words lost and added."""

    paragraphs: float
    numbers: float
    notes: float
    rows: float
    lost: int
    added: int

    def __str__(self) -> str:
        return (
            f"paragraphs {self.paragraphs:.1%}, pinpoints {self.numbers:.1%}, notes "
            f"{self.notes:.1%}, rows {self.rows:.1%}, words lost {self.lost}, added {self.added}"
        )


def compare(text: Raw, printed: Raw) -> Agreement:
    """Measure `printed` against `text`."""
    ours, theirs = _words(text.blocks), _words(printed.blocks)
    return Agreement(
        _share(paragraphs(text), paragraphs(printed)),
        _share(pinpoints(text), pinpoints(printed)),
        _kept(_notes(text.blocks), _notes(printed.blocks)),
        _kept(_rows(text.blocks), _rows(printed.blocks)),
        (ours - theirs).total(),
        (theirs - ours).total(),
    )


def paragraphs(raw: Raw) -> list[str]:
    """Return the paragraphs of the reading of `raw`, white space folded."""
    reading = parse_document(raw, read_at="2026-01-01T00:00:00Z")
    return [" ".join(p.text.split()) for p in reading.paragraphs]


def pinpoints(raw: Raw) -> list[str]:
    """Return the same paragraphs, each under its pinpoint."""
    reading = parse_document(raw, read_at="2026-01-01T00:00:00Z")
    return [f"{p.pinpoint}: {' '.join(p.text.split())}" for p in reading.paragraphs]


def _share(ours: Sequence[str], theirs: Sequence[str]) -> float:
    match = SequenceMatcher(None, ours, theirs, autojunk=False)
    return sum(m.size for m in match.get_matching_blocks()) / max(len(ours), len(theirs), 1)


def _kept(ours: Counter[str], theirs: Counter[str]) -> float:
    return (ours & theirs).total() / ours.total() if ours else 1.0


def _rows(blocks: Sequence[Block]) -> Counter[str]:
    return Counter(block.text for block in blocks if block.shape is Shape.ROW)


def _notes(blocks: Sequence[Block]) -> Counter[str]:
    body, notes = part_notes(blocks)
    found: Counter[str] = Counter()
    for block in body:
        for mark in RAISED.finditer(block.text):
            number = int(mark[1].translate(PLAIN))
            behind = block.text[max(0, mark.start() - _BEHIND) : mark.start()]
            if number in notes:
                found[f"{behind}|{number}|{notes[number]}"] += 1
    return found


def _words(blocks: Sequence[Block]) -> Counter[str]:
    return Counter(word for block in blocks for word in re.findall(r"\w+", block.text))
