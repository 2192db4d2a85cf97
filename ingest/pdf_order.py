"""The reading order of a PDF page: columns, what runs across them, lines from the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.pdf_words import Page, Word

__all__ = ["Line", "Region", "find_gutters", "regions_of", "rows_of"]

_STRIP = 3.0  # points: how finely a page is looked at from top to bottom
_GUTTER = 9  # points of white between two columns
_NARROWEST = 60.0  # points: what is narrower is no column but numbers or marks in a margin
_LOWEST = 36.0  # points: the least height of a gutter that no other page shows
_ROWS = 4  # lines that both columns must have, where no other page shows the same gutter


@dataclass(slots=True)
class Line:
    """One line of a region, its words from left to right."""

    words: list[Word]

    @property
    def main(self) -> Word:
        return max(self.words, key=lambda w: w.size)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(w.x1 for w in self.words)

    @property
    def base(self) -> float:
        return self.main.base

    @property
    def size(self) -> float:
        return self.main.size

    @property
    def bold(self) -> bool:
        return all(w.bold for w in self.words if any(c.isalnum() for c in w.text))

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


@dataclass(slots=True)
class Region:
    """A column, or what stands across all of them: lines that follow one another."""

    lines: list[Line]

    @property
    def left(self) -> float:
        return min(line.x0 for line in self.lines)

    @property
    def right(self) -> float:
        return max(line.x1 for line in self.lines)


def regions_of(page: Page, gutters: Sequence[float]) -> list[Region]:
    """Return the regions of a page in reading order; `gutters` are known from other pages."""
    found: list[Region] = []
    for words in _parted(page, page.words, gutters):
        lines = [Line(_raise(row)) for row in rows_of(words)]
        if lines:
            found.append(Region(lines))
    return found


def find_gutters(page: Page) -> list[float]:
    """Return where columns plainly part on this page, in points from the left."""
    found = _best_gutter(page, page.words, ())
    return [found[0]] if found else []


def _parted(page: Page, words: list[Word], gutters: Sequence[float]) -> list[list[Word]]:
    found = _best_gutter(page, words, gutters)
    if found is None:
        return [words]
    x, top, bottom = found
    above = [w for w in words if w.base <= top]
    below = [w for w in words if w.base > bottom]
    inside = [w for w in words if top < w.base <= bottom]
    left = [w for w in inside if w.x1 <= x + 1]
    right = [w for w in inside if w.x1 > x + 1]
    parts: list[list[Word]] = []
    for part in (above, left, right, below):
        if part:
            parts += _parted(page, part, gutters)
    return parts


def _best_gutter(
    page: Page, words: Sequence[Word], gutters: Sequence[float]
) -> tuple[float, float, float] | None:
    """Return (x, top, bottom) of the longest white band with a column on either side."""
    if len(words) < 2:
        return None
    high, wide = int(page.height / _STRIP) + 2, int(page.width) + 2
    ink = np.zeros((high, wide), dtype=np.int32)
    for w in words:
        rows = slice(max(0, int(w.top / _STRIP)), max(0, int((w.base + 0.2 * w.size) / _STRIP)) + 1)
        ink[rows, max(0, int(w.x0)) : max(0, int(w.x1)) + 1] = 1
    sums = np.cumsum(np.pad(ink, ((0, 0), (1, 0))), axis=1)
    clear = (sums[:, _GUTTER:] - sums[:, :-_GUTTER]) == 0
    left, right = min(w.x0 for w in words), max(w.x1 for w in words)
    best: tuple[float, float, float, float] | None = None
    for x in range(int(left + _NARROWEST), int(right - _NARROWEST - _GUTTER), 3):
        known = any(abs(x + _GUTTER / 2 - g) < 12 for g in gutters)
        for start, end in _runs(clear[:, x]):
            top, bottom = start * _STRIP, end * _STRIP
            if bottom - top < (best[0] if best else 0 if known else _LOWEST):
                continue
            fit = _sides(words, x, top, bottom, 1 if known else _ROWS)
            if fit is not None and (best is None or fit[1] - fit[0] > best[0] + 1):
                best = (fit[1] - fit[0], x + _GUTTER / 2, fit[0], fit[1])
    return best[1:] if best else None


def _runs(column: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], column.view(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 2]


def _sides(
    words: Sequence[Word], x: float, top: float, bottom: float, least: int
) -> tuple[float, float] | None:
    """Return the top and bottom of two columns that a white band parts, or None."""
    inside = [w for w in words if top <= w.base - 0.3 * w.size <= bottom]
    left = [w for w in inside if w.x1 <= x + 2]
    right = [w for w in inside if w.x0 >= x + 2]
    for side in (left, right):
        bases = {round(w.base) for w in side}
        if len(bases) < least or max(w.x1 for w in side) - min(w.x0 for w in side) < _NARROWEST:
            return None
        if least > 1 and not _is_full(side):
            return None
    inked = [*left, *right]
    return min(w.top for w in inked) - 1, max(w.base for w in inked) + 1


def _is_full(words: Sequence[Word]) -> bool:
    """Say whether most lines fill their column, as text does and cells of a table do not."""
    rows = rows_of(words)
    left, right = min(w.x0 for w in words), max(w.x1 for w in words)
    sizes = sorted((row[-1].x1 - row[0].x0) / (right - left) for row in rows)
    return sizes[len(sizes) // 2] > 0.6


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Return words by lines, from the top, each from the left."""
    rows = [[w] for w in words if w.rows]
    tables = len(rows)
    for word in sorted((w for w in words if not w.rows), key=lambda w: (-round(w.size), w.base)):
        middle = word.base - 0.3 * word.size
        for row in rows[tables:]:
            main = row[0]
            if main.base - 0.85 * main.size < middle < main.base + 0.1 * main.size:
                row.append(word)
                break
        else:
            rows.append([word])
    rows.sort(key=lambda row: row[0].base)
    return [sorted(row, key=lambda w: w.x0) for row in rows]


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _raise(row: list[Word]) -> list[Word]:
    """Raise figures that stand by themselves above their line, as a footnote's own number does."""
    main = max(row, key=lambda w: w.size)
    for word in row:
        lifted = main.base - word.base > 0.12 * main.size and word.size < 0.85 * main.size
        if lifted and word.text.isdigit():
            word.text = word.text.translate(_RAISED)
    return row
