"""An answer's text as it is laid out: headed parts, their lines, and the numbers of sources.

`Answer.text` is the whole answer as shown: blocks apart by an empty line, each a heading with
bullets under it, or plain sentences; a bullet ends in the numbers of its citations: `[1][2]`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["Line", "ShownPart", "read_parts"]

_MARKS = re.compile(r"(?:\s*\[\d+\])+$")
_BULLET = "- "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer and the numbers of the citations it rests on."""

    text: str
    numbers: tuple[int, ...] = ()
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class ShownPart:
    """Lines under a heading; without a heading they are plain sentences."""

    heading: str | None
    lines: tuple[Line, ...]


def read_parts(text: str, headings: Collection[str], known: Collection[int]) -> list[ShownPart]:
    """Return the parts of an answer's text; only numbers in `known` are taken for citations."""
    blocks = [block.split("\n") for block in text.split("\n\n") if block.strip()]
    return [_section(rows, headings, known) for rows in blocks]


def _section(rows: list[str], headings: Collection[str], known: Collection[int]) -> ShownPart:
    heading = rows[0] if rows[0] in headings else None
    lines: list[str] = []
    for row in rows[1:] if heading else rows:
        if heading and lines and not row.startswith(_BULLET):  # a quotation of several lines
            lines[-1] += "\n" + row
        else:
            lines.append(row)
    return ShownPart(heading, tuple(_line(line, known) for line in lines if line.strip()))


def _line(row: str, known: Collection[int]) -> Line:
    text, bullet = row.removeprefix(_BULLET), row.startswith(_BULLET)
    found = _MARKS.search(text)
    numbers = tuple(int(n) for n in re.findall(r"\d+", found[0])) if found else ()
    if not found or not set(numbers) <= set(known):
        return Line(text, bullet=bullet)
    return Line(text[: found.start()], numbers, bullet)
