"""Prints blocks to DOCX: real footnotes, numbered lists, tables, running heads."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.blocks import Block, Shape
from printing.form import PLAIN, RAISED, part_notes

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FORMATS = {"1": "decimal", "a": "lowerLetter", "i": "lowerRoman", "•": "bullet"}


def print_docx(blocks: Sequence[Block]) -> bytes:
    """Return the blocks as a Word file."""
    document = docx.Document()
    body, notes = part_notes(blocks)
    section = document.sections[0]
    section.header.paragraphs[0].text = "Study of home tuition"
    section.footer.paragraphs[0].text = "Page 1"
    lists = _Lists(document)
    counter = [0]
    table: Any = None
    before: Block | None = None
    for block in body:
        if block.shape is Shape.ROW:
            cells = block.text.split("\t")
            if table is None or len(table.columns) != len(cells):
                table = document.add_table(rows=0, cols=len(cells))
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                _write(cell.paragraphs[0], text, counter)
            before = block
            continue
        table = None
        if block.shape is Shape.HEADING:
            paragraph = document.add_heading(level=block.level)
            _write(paragraph, block.text, counter)
        else:
            paragraph = document.add_paragraph()
            _write(paragraph, block.text, counter, bold=block.strong)
        if block.shape is Shape.ITEM:
            lists.number(paragraph, block, before)
        before = block
    _add_footnotes(document, notes)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _write(paragraph: Any, text: str, counter: list[int], *, bold: bool = False) -> None:
    """Write a paragraph; a note whose number is not Word's own next one gets a mark of its own."""
    for part in RAISED.split(text):
        if RAISED.fullmatch(part):
            run = paragraph.add_run()
            run.font.superscript = True
            number = part.translate(PLAIN)
            own = int(number) == counter[0] + 1
            counter[0] += own
            mark = "" if own else ' w:customMarkFollows="1"'
            xml = f'<w:footnoteReference {nsdecls("w")}{mark} w:id="{number}"/>'
            run._r.append(parse_xml(xml))
            if not own:
                run._r.append(parse_xml(f"<w:t {nsdecls('w')}>{number}</w:t>"))
        elif part:
            paragraph.add_run(part).bold = bold or None


class _Lists:
    """Makes the lists of a document, one `w:num` for each run of numbers."""

    def __init__(self, document: Any) -> None:
        self.numbering = document.part.numbering_part.element
        self.next = 500
        self.open: dict[int, tuple[int, str]] = {}  # depth -> list, last marker

    def number(self, paragraph: Any, block: Block, before: Block | None) -> None:
        """Make the paragraph an item with the marker that the block has."""
        if before is None or before.shape is not Shape.ITEM:
            self.open = {d: v for d, v in self.open.items() if d == 1 and v[1].isdigit()}
        for deeper in [depth for depth in self.open if depth > block.level]:
            del self.open[deeper]
        held = self.open.get(block.level)
        if held is None or not _follows(held[1], block.marker):
            held = (self._new(block), "")
        self.open[block.level] = (held[0], block.marker)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = held[0]
        properties.get_or_add_ilvl().val = block.level - 1

    def _new(self, block: Block) -> int:
        self.next += 1
        kind = "1" if block.number else "•" if not block.marker.isalpha() else block.marker
        form = _FORMATS.get(kind, "lowerLetter")
        start = block.marker if block.number else "1"
        shown = "•" if form == "bullet" else f"%{block.level}."
        level = (
            f'<w:lvl w:ilvl="{block.level - 1}"><w:start w:val="{start}"/>'
            f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        )
        names = nsdecls("w")
        abstract = f'<w:abstractNum {names} w:abstractNumId="{self.next}">{level}</w:abstractNum>'
        self.numbering.insert(0, parse_xml(abstract))
        number = (
            f'<w:num {names} w:numId="{self.next}"><w:abstractNumId w:val="{self.next}"/></w:num>'
        )
        self.numbering.append(parse_xml(number))
        return self.next


def _follows(last: str, marker: str) -> bool:
    if not marker.isalnum():
        return last == marker
    if marker.isdigit() and last.isdigit():
        return int(marker) == int(last) + 1
    return len(marker) == len(last) == 1 and ord(marker) == ord(last) + 1


def _add_footnotes(document: Any, notes: dict[int, str]) -> None:
    root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        mark = f"<w:p><w:r><w:{kind}/></w:r></w:p>"
        root.append(
            parse_xml(
                f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}">{mark}</w:footnote>'
            )
        )
    for number, text in notes.items():
        note = parse_xml(
            f'<w:footnote {nsdecls("w")} w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>'
            '<w:r><w:t xml:space="preserve"> </w:t></w:r><w:r><w:t/></w:r></w:p></w:footnote>'
        )
        note.findall(f".//{qn('w:t')}")[-1].text = text
        root.append(note)
    from lxml import etree

    part = Part(
        PackURI("/word/footnotes.xml"), _FOOTNOTES, etree.tostring(root), document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
