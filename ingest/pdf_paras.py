"""Lines of a PDF to paragraphs, within a column and across columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf_order import Line, Region

__all__ = ["Para", "paras_of"]

_BULLETS = "•‣▪◦●■›»·\uf0b7\uf0a7\u2013\u2014o-"
_MARKER = re.compile(
    rf"(?:(?P<bullet>[{_BULLETS}])|\(?(?P<number>\d{{1,3}}(?:\.\d{{1,2}})*)[.)]"
    r"|\(?(?P<letter>[a-z]|[ivx]{2,4})\))"
)
_LEVEL = 4  # lines that end at one edge in a column that is set level on both sides
_MANY = 12  # lines that show how far apart lines of a size are set
_ENDED = re.compile(r"[.?!:;…][\"'”’)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*$")


@dataclass(slots=True)
class Para:
    """Lines that belong together."""

    lines: list[Line]
    first: bool  # of its region
    region: Region
    right: float  # where most of the longest lines of the region end
    justified: bool
    marker: str = ""
    rows: tuple[str, ...] = ()

    @property
    def left(self) -> float:
        return self.region.left

    @property
    def last(self) -> Line:
        return self.lines[-1]

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def text_x(self) -> float:
        """Where the words after the marker begin."""
        words = self.lines[0].words
        return words[1].x0 if self.marker and len(words) > 1 else words[0].x0


def paras_of(regions: Sequence[Region], body: float) -> list[Para]:
    """Return the paragraphs of all regions of a document; `body` is the size of its text."""
    leading = _leading(regions)
    paras = [p for region in regions if region.lines for p in _paras(region, leading)]
    return _rejoin(paras, body, _is_indented(paras, body))


def _leading(regions: Sequence[Region]) -> dict[int, float]:
    """Return the usual distance between lines of each size of type."""
    gaps: dict[int, Counter[float]] = {}
    for region in regions:
        for a, b in pairwise(region.lines):
            if round(a.size) == round(b.size) and 0 < b.base - a.base < 2.5 * a.size:
                gaps.setdefault(round(a.size), Counter())[round((b.base - a.base) * 2) / 2] += 1
    found = {}
    for size, seen in gaps.items():
        usual = min(gap for gap in seen if seen[gap] >= 0.08 * seen.total())
        found[size] = usual if seen[usual] >= _MANY else min(usual, 1.4 * size)
    return found


# --- lines to paragraphs -----------------------------------------------------------------------


def _paras(region: Region, leading: dict[int, float]) -> list[Para]:
    paras: list[Para] = []
    right = _right(region)
    ends = sum(abs(line.x1 - right) < 1.0 for line in region.lines)
    justified = ends >= _LEVEL and ends > 0.4 * len(region.lines)
    for line in region.lines:
        first = not paras
        if line.words[0].rows:
            paras.append(Para([line], first, region, right, justified, rows=line.words[0].rows))
            continue
        marker = _marker(line)
        if first or paras[-1].rows or _begins(line, paras[-1], marker, leading):
            paras.append(Para([line], first, region, right, justified, marker))
        else:
            paras[-1].lines.append(line)
    return paras


def _marker(line: Line) -> str:
    """Return what marks an item: its number, letter or bullet; "" where the line is no item."""
    first = line.words[0]
    found = _MARKER.fullmatch(first.text)
    if not found or len(line.words) < 2:
        gap = line.words[1].x0 - first.x1 if len(line.words) > 1 else 0
        plain = first.text.isdigit() and len(first.text) < 4 and gap > 0.9 * line.size
        return first.text if plain else ""
    if found["bullet"] in ("o", "-", "–", "—") and line.words[1].x0 - first.x1 < 0.3 * line.size:
        return ""
    return found["number"] or found["letter"] or "•"


def _begins(line: Line, para: Para, marker: str, leading: dict[int, float]) -> bool:
    """Say whether a line begins a paragraph and does not go on with the one before."""
    last = para.last
    if abs(line.size - last.size) > 0.6 or line.bold != last.bold:
        return not (line.bold != last.bold and _runs_on(line, last, para.region))
    if line.base - last.base > 1.2 * leading.get(round(line.size), 1.2 * line.size) + 0.5:
        return True
    if marker and _hangs(line, para, marker):
        return True
    if para.marker:
        return line.x0 < para.text_x - 6 and line.x0 < last.x0 - 3
    shift = line.x0 - last.x0
    if shift > 5 and shift < 60:
        return True
    alike = abs(shift) < 1 and len(para.lines) == 1 and line.x0 > para.region.left + 5
    capital = line.text[:1].isupper() and _has_room(line, last, para)
    if alike and (_ENDED.search(last.text) or capital):
        return True
    if para.justified and not line.bold and last.x1 < para.right - 3:
        return abs(line.x1 - last.x1) > 1
    width = para.region.right - para.region.left
    short = last.x1 < para.right - _SHORT * width
    return _has_room(line, last, para) and (short or bool(_ENDED.search(last.text)))


def _hangs(line: Line, para: Para, marker: str) -> bool:
    """Say whether what looks like an item's mark is one, and no dash or figure of a sentence."""
    last = para.last
    inside = not para.marker and not _ENDED.search(last.text) and not _has_room(line, last, para)
    if inside and abs(line.x0 - para.region.left) < 3 and (marker == "•" or len(para.lines) > 1):
        return False
    return abs(line.x0 - para.text_x) > 3 or bool(para.marker) or _has_room(line, last, para)


_SHORT = 0.3  # of a column: a line that leaves so much blank ends its paragraph


def _runs_on(line: Line, last: Line, region: Region) -> bool:
    same = abs(line.size - last.size) < 0.3 and abs(line.x0 - last.x0) < 3
    return same and not last.bold and not _ENDED.search(last.text) and line.text[:1].islower()


def _has_room(line: Line, last: Line, para: Para) -> bool:
    """Say whether the first word of a line would have stood on the line before."""
    word = line.words[0]
    return last.x1 + 0.5 * line.size + (word.x1 - word.x0) < para.right


def _right(region: Region) -> float:
    ends = sorted(line.x1 for line in region.lines)
    return ends[int(len(ends) * 0.9)]


# --- paragraphs across columns and pages -------------------------------------------------------


def _is_indented(paras: Sequence[Para], body: float) -> bool:
    """Say whether paragraphs are told by an indent and not by a blank between them."""
    plain = [
        p
        for p in paras
        if not p.marker and not p.rows and not p.first and abs(p.size - body) < 0.6 and not p.bold
    ]
    shifted = [p for p in plain if p.lines[0].x0 > p.region.left + 5]
    return len(shifted) > 0.4 * len(plain)


def _rejoin(paras: Sequence[Para], body: float, indented: bool) -> list[Para]:
    """Join what a column's or a page's end parted; tables and large type may stand between."""
    kept: list[Para] = []
    opened: Para | None = None
    for para in paras:
        plain = not para.rows and abs(para.size - body) < 0.6 and not para.bold
        if plain and opened is not None and not para.marker and _goes_on(para, opened, indented):
            opened.lines += para.lines
            opened.region, opened.right = para.region, para.right
            continue
        kept.append(para)
        if plain:
            opened = para
        elif not para.rows and para.size <= body * 1.05:
            opened = None
    return kept


def _goes_on(para: Para, opened: Para, indented: bool) -> bool:
    last, line = opened.last, para.lines[0]
    ended = bool(_ENDED.search(last.text))
    if not para.first:
        return not ended and line.text[:1].islower()
    if not ended:
        if line.text[:1].islower():
            return True
        return not (_has_room(line, last, opened) or (indented and line.x0 > para.region.left + 5))
    if line.text[:1].islower():
        return True
    right = opened.right
    full = abs(last.x1 - right) < 1.0
    if indented:
        return full and abs(line.x0 - para.region.left) < 3
    ends = [abs(row.x1 - right) < 1.0 for row in opened.region.lines]
    return full and sum(ends) > 0.5 * len(ends)
