"""Paragraphs of a PDF to blocks: headings by their type, items by what hangs in front."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Block, Shape
from ingest.pdf_order import Line, Region
from ingest.pdf_paras import Para, paras_of
from ingest.pdf_spelling import Spelling

__all__ = ["blocks_of", "note_block"]

_LONGEST = 160  # characters of a heading
_NO_HEADING = re.compile(r"[“\"‘(]")


def note_block(lines: Sequence[Line], spelling: Spelling) -> Block:
    """Return a footnote: its figure raised, a blank, its text."""
    text = spelling.join([line.text for line in lines])
    return Block(Shape.TEXT, re.sub(r"^([⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s*", r"\1 ", text))


def blocks_of(regions: Sequence[Region], body: float, spelling: Spelling) -> list[Block]:
    """Return the blocks of all regions of a document in reading order."""
    paras = paras_of(regions, body)
    sizes = sorted({round(p.size) for p in paras if not p.rows and _is_heading(p, body)})[::-1]
    blocks: list[Block] = []
    depths: list[float] = []
    counted: dict[int, str] = {}  # depth -> the last marker of the list open at it
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


def _is_heading(para: Para, body: float) -> bool:
    text = " ".join(line.text for line in para.lines)
    if len(text) > _LONGEST or _NO_HEADING.match(text) or not re.search(r"[^\W\d_]", text):
        return False
    if para.marker and not (para.bold or para.size > body * 1.08):
        return False
    large, ended = para.size > body * 1.08, re.search(r"[.,;:][\"'”’)\]]*$", text)
    return (large or (para.bold and para.size > body * 0.97)) and not ended


def _block(
    para: Para,
    body: float,
    sizes: Sequence[int],
    depths: list[float],
    counted: dict[int, str],
    spelling: Spelling,
) -> Block:
    text = spelling.join([line.text for line in para.lines])
    if _is_heading(para, body):
        depths.clear()
        counted.clear()
        return Block(Shape.HEADING, text, min(sizes.index(round(para.size)) + 1, 6))
    if not para.marker:
        return Block(Shape.TEXT, text, strong=para.bold)
    depth = _depth(para, depths, counted)
    bare = text[len(para.lines[0].words[0].text) :].strip()
    return Block(Shape.ITEM, bare, depth, para.marker, para.bold)


def _depth(para: Para, depths: list[float], counted: dict[int, str]) -> int:
    """Return the depth of an item by its indent; a number that goes on stays with its list."""
    before = str(int(para.marker) - 1) if para.marker.isdigit() else ""
    x = para.lines[0].x0 - para.left
    while depths and x < depths[-1] - 4:
        depths.pop()
    if not depths or x > depths[-1] + 4:
        depths.append(x)
    depth = len(depths)
    if before not in ("", "0") and counted.get(depth) != before:
        going_on = [d for d, marker in counted.items() if marker == before]
        if going_on:
            depth = max(going_on)
            depths[:] = [*depths[: depth - 1], *[x] * (depth - len(depths[: depth - 1]))]
    for deeper in [d for d in counted if d > depth]:
        del counted[deeper]
    counted[depth] = para.marker
    return depth
