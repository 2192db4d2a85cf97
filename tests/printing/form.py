"""The printed form: blocks as the reader makes them, parted into text and notes; as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.blocks import Block, Raw, Shape
from ingest.mend import SUPERSCRIPTS
from rag.records import Reading

RAISED = re.compile(f"([{SUPERSCRIPTS}]+)")
PARTED = re.compile(f"[{SUPERSCRIPTS}]+$")
_SHORTEST = 8  # letters of a heading
PLAIN = str.maketrans(SUPERSCRIPTS, "0123456789")
_NOTE = re.compile(f"([{SUPERSCRIPTS}]+) (.+)")


def part_notes(blocks: Sequence[Block]) -> tuple[list[Block], dict[int, str]]:
    """Return the blocks without the bodies of notes, and those by number."""
    body: list[Block] = []
    notes: dict[int, str] = {}
    for block in blocks:
        found = _NOTE.fullmatch(block.text) if block.shape is Shape.TEXT else None
        if found:
            notes[int(found[1].translate(PLAIN))] = found[2]
        else:
            body.append(block)
    return body, notes


def is_pull_quote(block: Block) -> bool:
    return block.shape is Shape.TEXT and block.text.startswith("“ ")


def as_markdown(blocks: Sequence[Block]) -> bytes:
    """Return the blocks as a Markdown file, one paragraph a line, the notes last."""
    body, notes = part_notes(blocks)
    lines: list[str] = []
    table = False
    for block in body:
        if not (table and block.shape is Shape.ROW) and not _same_list(lines, block):
            lines.append("")
        if block.shape is Shape.HEADING:
            lines.append(f"{'#' * block.level} {block.text}")
        elif block.shape is Shape.ITEM:
            mark = block.marker if block.marker in "•-" else f"{block.marker}."
            mark = f"{block.marker})" if block.marker.isalpha() else mark
            lines.append(f"{'    ' * (block.level - 1)}{mark} {block.text}")
        elif block.shape is Shape.ROW:
            cells = block.text.split("\t")
            lines.append("| " + " | ".join(cells) + " |")
            if not table:
                lines.append("|" + "---|" * len(cells))
        else:
            lines.append(f"**{block.text}**" if block.strong else block.text)
        table = block.shape is Shape.ROW
    for number, text in notes.items():
        lines += ["", f"{raise_figures(str(number))} {text}"]
    return "\n".join(lines).strip().encode()


def _same_list(lines: Sequence[str], block: Block) -> bool:
    return bool(lines) and block.shape is Shape.ITEM and bool(re.match(r"\s*\S{1,3} ", lines[-1]))


def raise_figures(digits: str) -> str:
    return digits.translate(str.maketrans("0123456789", SUPERSCRIPTS))


def blocks_of(reading: Reading, raw: Raw) -> list[Block]:
    """Return a reading as blocks that can be printed: sections, paragraphs, points, notes.

    The raised figures behind headings, which a reading leaves off, are taken from `raw`.
    """
    cited = {PARTED.sub("", b.text): b.text for b in raw.blocks if PARTED.search(b.text)}
    blocks = [Block(Shape.HEADING, reading.document.title, 1)]
    path: list[str] = []
    for section in reading.sections:
        heading = section.heading
        if heading == "Notes":
            notes = [p for p in reading.paragraphs if p.section == section.ordinal]
            blocks += [
                Block(Shape.TEXT, f"{raise_figures(p.number or '')} {p.text}") for p in notes
            ]
            continue
        if heading and [heading] != path[-1:]:
            blocks.append(Block(Shape.HEADING, _with_notes(heading, cited), 2))
        path.append(heading)
        for paragraph in (p for p in reading.paragraphs if p.section == section.ordinal):
            blocks.append(_block(paragraph.text, paragraph.pinpoint))
    return blocks


def _with_notes(heading: str, cited: Mapping[str, str]) -> str:
    """Return a heading with the raised figures that stand behind it in the source."""
    for bare, whole in cited.items():
        if len(bare) > _SHORTEST and heading.endswith(bare):
            return heading + whole[len(bare) :]
    return heading


def _block(text: str, pinpoint: str) -> Block:
    if "\t" in text:
        return Block(Shape.ROW, text)
    if found := re.search(r"\b(bullet|point) (\w+)$", pinpoint):
        marker = "•" if found[1] == "bullet" else found[2]
        return Block(Shape.ITEM, text, 1, marker)
    return Block(Shape.TEXT, text)


def with_bold_headings(blocks: Sequence[Block]) -> list[Block]:
    """Mark the short lines of a decision that are headings, as its PDF sets them: in bold."""
    return [
        replace(block, shape=Shape.HEADING, level=2)
        if block.shape is Shape.TEXT
        and len(block.text) < 70
        and block.text[-1] not in ".:;,)0123"
        and " : " not in block.text
        else block
        for block in blocks
    ]
