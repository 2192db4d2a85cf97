"""The reading order of a PDF page: columns, what runs across them, lines from the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ingest.pdf_words import Page, Word

__all__ = ["Line", "Region", "find_gutters", "regions_of", "rows_of"]

_STRIP = 3.0  # points: how finely a page is looked at from top to bottom
_GUTTER = 9  # points of white between two columns
_NARROWEST = 60.0  # points: what is narrower is no column but numbers or marks in a margin
_LOWEST = 36.0  # points: the least height of a gutter that no other page shows
_SAME = 2.0  # points between words that stand on one line
_FULL = 0.6  # of a column: text fills it in most lines, cells of a table do not
_ROWS = 4  # lines that both columns must have, where no other page shows the same gutter


@dataclass
class Line:
    """One line of a region, its words from left to right; they stay where they are."""

    words: list[Word]

    @cached_property
    def main(self) -> Word:
        return max(self.words, key=lambda w: w.size)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        return max(w.x1 for w in self.words)

    @property
    def base(self) -> float:
        return self.main.base

    @property
    def size(self) -> float:
        return self.main.size

    @cached_property
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
    places = _Places(words)
    clear = _white(page, places)
    left, right = float(places.x0.min()), float(places.x1.max())
    best: tuple[float, float, float, float] | None = None
    for x in range(int(left + _NARROWEST), int(right - _NARROWEST - _GUTTER), 3):
        known = any(abs(x + _GUTTER / 2 - g) < 12 for g in gutters)
        for start, end in _runs(clear[:, x]):
            top, bottom = start * _STRIP, end * _STRIP
            if bottom - top < (best[0] if best else 0 if known else _LOWEST):
                continue
            fit = places.sides(x, top, bottom, 1 if known else _ROWS)
            if fit is not None and (best is None or fit[1] - fit[0] > best[0] + 1):
                best = (fit[1] - fit[0], x + _GUTTER / 2, fit[0], fit[1])
    return best[1:] if best else None


def _white(page: Page, places: _Places) -> np.ndarray:
    """Return, for each strip and each point across, whether a gutter could begin there."""
    ink = np.zeros((int(page.height / _STRIP) + 2, int(page.width) + 2), dtype=np.int8)
    strips = (np.stack([places.top, places.base + 0.2 * places.size]) / _STRIP).clip(0).astype(int)
    across = np.stack([places.x0, places.x1]).clip(0).astype(int)
    for top, bottom, x0, x1 in zip(*strips.tolist(), *across.tolist(), strict=True):
        ink[top : bottom + 1, x0 : x1 + 1] = 1
    sums = np.cumsum(np.pad(ink, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    clear: np.ndarray = sums[:, _GUTTER:] == sums[:, :-_GUTTER]
    return clear


def _runs(column: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], column.view(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 2]


class _Places:
    """Where the words of a part of a page stand, as arrays of points."""

    def __init__(self, words: Sequence[Word]) -> None:
        held = np.array([(w.x0, w.x1, w.base, w.size, w.top) for w in words], dtype=float)
        self.x0, self.x1, self.base, self.size, self.top = held.T
        self._middle = self.base - 0.3 * self.size

    def sides(self, x: float, top: float, bottom: float, least: int) -> tuple[float, float] | None:
        """Return the top and bottom of two columns that a white band parts, or None."""
        inside = (self._middle >= top) & (self._middle <= bottom)
        left, right = inside & (self.x1 <= x + 2), inside & (self.x0 >= x + 2)
        for side in (left, right):
            if (
                not side.any()
                or np.ptp(np.concatenate((self.x0[side], self.x1[side]))) < _NARROWEST
            ):
                return None
        counts = []
        for side in (left, right):
            lines, widths = self._lines(side)
            if least > 1 and np.sort(widths)[len(widths) // 2] <= _FULL:
                return None
            counts.append(lines)
        if min(counts) < least and (min(counts) < 2 or max(counts) < 3 * least):
            return None
        inked = left | right
        return float(self.top[inked].min()) - 1, float(self.base[inked].max()) + 1

    def _lines(self, side: np.ndarray) -> tuple[int, np.ndarray]:
        """Return how many lines there are, and which share of the column each fills."""
        order = np.argsort(self.base[side])
        lines = np.cumsum(np.diff(self.base[side][order], prepend=-np.inf) > _SAME) - 1
        starts, ends = np.full(lines[-1] + 1, np.inf), np.full(lines[-1] + 1, -np.inf)
        np.minimum.at(starts, lines, self.x0[side][order])
        np.maximum.at(ends, lines, self.x1[side][order])
        return len(starts), (ends - starts) / (ends.max() - starts.min())


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Return words by lines, from the top, each from the left."""
    rows = [[w] for w in words if w.rows]
    near: dict[int, list[list[Word]]] = {}  # the rows that reach into a strip of the page
    for word in sorted((w for w in words if not w.rows), key=lambda w: (-round(w.size), w.base)):
        middle = word.base - 0.3 * word.size
        for row in near.get(int(middle // _STRIP), ()):
            main = row[0]
            if main.base - 0.85 * main.size < middle < main.base + 0.1 * main.size:
                row.append(word)
                break
        else:
            rows.append([word])
            top, bottom = word.base - 0.85 * word.size, word.base + 0.1 * word.size
            for strip in range(int(top // _STRIP), int(bottom // _STRIP) + 1):
                near.setdefault(strip, []).append(rows[-1])
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
