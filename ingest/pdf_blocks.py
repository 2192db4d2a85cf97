"""Lines of a PDF to blocks: paragraphs, headings by their type, items by what hangs in front."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.blocks import Block, Shape, clean_text
from ingest.pdf_order import Line, Region

__all__ = ["Spelling", "blocks_of", "note_block"]

_BULLETS = "•‣▪◦●■›»·\uf0b7\uf0a7\u2013\u2014o-"
_MARKER = re.compile(
    rf"(?:(?P<bullet>[{_BULLETS}])|\(?(?P<number>\d{{1,3}}(?:\.\d{{1,2}})*)[.)]"
    r"|\(?(?P<letter>[a-z]|[ivx]{2,4})\))"
)
_MANY = 12  # lines that show how far apart lines of a size are set
_ENDED = re.compile(r"[.?!:;…][\"'”’)\]]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_OPEN_QUOTE = re.compile(r"[“\"‘]")


class Spelling:
    """Knows the words of a document, to tell a hyphen at the end of a line from one inside."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._seen: Counter[str] = Counter()
        for line in lines:
            words = line.words[:-1] if line.text.endswith("-") else line.words
            self._seen.update(self._bare(word.text) for word in words)

    @staticmethod
    def _bare(word: str) -> str:
        return re.sub(r"^[^\w]+|[^\w]+$", "", clean_text(word).lower())

    def join(self, texts: Sequence[str]) -> str:
        """Return the text of lines; a hyphen at an end goes where the word is plain without."""
        joined = texts[0] if texts else ""
        for text in texts[1:]:
            if re.search(r"\w-$", joined) and text[:1].isalnum():
                head, tail = joined.split()[-1], text.split()[0]
                joined = (joined if self._keeps(head, tail) else joined[:-1]) + text
            else:
                glue = "" if re.search(r"\w[–—/]$", joined) and text[:1].islower() else " "
                joined = f"{joined}{glue}{text}"
        return clean_text(joined)

    def _keeps(self, head: str, tail: str) -> bool:
        if not tail[0].islower():
            return True
        if self._seen[self._bare(head + tail)]:
            return True
        whole = self._bare(head[:-1] + tail)
        if self._seen[whole]:
            return False
        first, last = self._bare(head), self._bare(tail)
        return len(first) > 2 and bool(self._seen[first]) and bool(self._seen[last])


@dataclass(slots=True)
class _Para:
    """Lines that belong together."""

    lines: list[Line]
    first: bool  # of its region
    region: Region
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


def note_block(lines: Sequence[Line], spelling: Spelling) -> Block:
    """Return a footnote: its figure raised, a blank, its text."""
    text = spelling.join([line.text for line in lines])
    return Block(Shape.TEXT, re.sub(r"^([⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s*", r"\1 ", text))


def blocks_of(regions: Sequence[Region], body: float, spelling: Spelling) -> list[Block]:
    """Return the blocks of all regions of a document in reading order."""
    leading = _leading(regions)
    paras = [p for region in regions if region.lines for p in _paras(region, leading)]
    indented = _is_indented(paras, body)
    paras = _rejoin(paras, body, indented)
    sizes = sorted({round(p.size) for p in paras if not p.rows and _is_heading(p, body)})[::-1]
    blocks: list[Block] = []
    depths: list[float] = []
    counted: dict[str, int] = {}  # marker -> depth at which it last stood
    head: tuple[str, ...] = ()
    for para in paras:
        if para.rows:
            rows = para.rows[1:] if head and para.rows[:1] == head and para.first else para.rows
            head = para.rows[:1]
            blocks += [Block(Shape.ROW, _row(row, spelling)) for row in rows]
            continue
        block = _block(para, body, sizes, depths, counted, spelling)
        if block.text:
            blocks.append(block)
            head = () if block.shape is Shape.HEADING else head
    return blocks


def _row(row: str, spelling: Spelling) -> str:
    return "\t".join(spelling.join(cell.split("\n")) for cell in row.split("\t"))


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


def _paras(region: Region, leading: dict[int, float]) -> list[_Para]:
    paras: list[_Para] = []
    for line in region.lines:
        first = not paras
        if line.words[0].rows:
            paras.append(_Para([line], first, region, rows=line.words[0].rows))
            continue
        marker = _marker(line)
        if first or paras[-1].rows or _begins(line, paras[-1], marker, leading):
            paras.append(_Para([line], first, region, marker))
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


def _begins(line: Line, para: _Para, marker: str, leading: dict[int, float]) -> bool:
    """Say whether a line begins a paragraph and does not go on with the one before."""
    last = para.last
    if abs(line.size - last.size) > 0.6 or line.bold != last.bold:
        return not (line.bold != last.bold and _runs_on(line, last, para.region))
    if line.base - last.base > 1.2 * leading.get(round(line.size), 1.2 * line.size) + 0.5:
        return True
    if marker and (abs(line.x0 - para.text_x) > 3 or para.marker or _has_room(line, last, para)):
        return True
    if para.marker:
        return line.x0 < para.text_x - 6 and line.x0 < last.x0 - 3
    shift = line.x0 - last.x0
    if shift > 5 and shift < 60:
        return True
    alike = abs(shift) < 1 and len(para.lines) == 1 and line.x0 > para.region.left + 5
    if alike and _ENDED.search(last.text):
        return True
    width = para.region.right - para.region.left
    short = last.x1 < _right(para.region) - _SHORT * width
    return _has_room(line, last, para) and (short or bool(_ENDED.search(last.text)))


_SHORT = 0.3  # of a column: a line that leaves so much blank ends its paragraph


def _runs_on(line: Line, last: Line, region: Region) -> bool:
    same = abs(line.size - last.size) < 0.3 and abs(line.x0 - last.x0) < 3
    return same and not last.bold and not _ENDED.search(last.text) and line.text[:1].islower()


def _has_room(line: Line, last: Line, para: _Para) -> bool:
    """Say whether the first word of a line would have stood on the line before."""
    word = line.words[0]
    return last.x1 + 0.5 * line.size + (word.x1 - word.x0) < _right(para.region)


def _right(region: Region) -> float:
    ends = sorted(line.x1 for line in region.lines)
    return ends[int(len(ends) * 0.9)]


# --- paragraphs across columns and pages -------------------------------------------------------


def _is_indented(paras: Sequence[_Para], body: float) -> bool:
    """Say whether paragraphs are told by an indent and not by a blank between them."""
    plain = [
        p
        for p in paras
        if not p.marker and not p.rows and not p.first and abs(p.size - body) < 0.6 and not p.bold
    ]
    shifted = [p for p in plain if p.lines[0].x0 > p.region.left + 5]
    return len(shifted) > 0.4 * len(plain)


def _rejoin(paras: Sequence[_Para], body: float, indented: bool) -> list[_Para]:
    """Join what a column's or a page's end parted; tables and large type may stand between."""
    kept: list[_Para] = []
    opened: _Para | None = None
    for para in paras:
        plain = not para.rows and abs(para.size - body) < 0.6 and not para.bold
        if plain and opened is not None and not para.marker and _goes_on(para, opened, indented):
            opened.lines += para.lines
            opened.region = para.region
            continue
        kept.append(para)
        if plain:
            opened = para
        elif not para.rows and para.size <= body * 1.05:
            opened = None
    return kept


def _goes_on(para: _Para, opened: _Para, indented: bool) -> bool:
    last, line = opened.last, para.lines[0]
    ended = bool(_ENDED.search(last.text))
    if not para.first:
        return not ended and line.text[:1].islower()
    if not ended:
        return line.text[:1].islower() or not line.x0 > para.region.left + 5 or not indented
    if line.text[:1].islower():
        return True
    right = _right(opened.region)
    full = abs(last.x1 - right) < 1.0
    if indented:
        return full and abs(line.x0 - para.region.left) < 3
    ends = [abs(row.x1 - right) < 1.0 for row in opened.region.lines]
    return full and sum(ends) > 0.5 * len(ends)


# --- paragraphs to blocks ----------------------------------------------------------------------

_LONGEST = 160  # characters of a heading


def _is_heading(para: _Para, body: float) -> bool:
    text = " ".join(line.text for line in para.lines)
    if len(text) > _LONGEST or _OPEN_QUOTE.match(text) or not re.search(r"[^\W\d_]", text):
        return False
    if para.marker and not (para.bold or para.size > body * 1.08):
        return False
    large, ended = para.size > body * 1.08, re.search(r"[.,;:][\"'”’)\]]*$", text)
    return (large or (para.bold and para.size > body * 0.97)) and not ended


def _block(
    para: _Para,
    body: float,
    sizes: Sequence[int],
    depths: list[float],
    counted: dict[str, int],
    spelling: Spelling,
) -> Block:
    text = spelling.join([line.text for line in para.lines])
    if _is_heading(para, body):
        depths.clear()
        counted.clear()
        return Block(Shape.HEADING, text, min(sizes.index(round(para.size)) + 1, 6))
    if not para.marker:
        return Block(Shape.TEXT, text, strong=para.bold)
    x = para.lines[0].x0 - para.left
    while depths and x < depths[-1] - 4:
        depths.pop()
    if not depths or x > depths[-1] + 4:
        depths.append(x)
    if para.first and (depth := counted.get(_before(para.marker))):
        del depths[depth:]
    counted[para.marker] = len(depths)
    bare = text[len(para.lines[0].words[0].text) :].strip()
    return Block(Shape.ITEM, bare, len(depths), para.marker, para.bold)


def _before(marker: str) -> str:
    return str(int(marker) - 1) if marker.isdigit() else ""
