"""DOCX: headings, lists and a table that Word's own tools can work with (python-docx)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from itertools import groupby
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from app.export.clean import one_line
from app.export.model import Entry, Example, Export, Mark, Section

__all__ = ["write_docx"]

_FONT = "Calibri"
_LINK = RGBColor(0x0B, 0x4F, 0x8A)
_QUIET = RGBColor(0x55, 0x55, 0x55)
_WIDTHS = (Cm(7.0), Cm(9.8))
_WHOLE = 900  # characters of quotation in a row that stays on one page
_HEADS = ("Authority, and where it was read", "What is relied on")


def write_docx(export: Export) -> bytes:
    """Return the file."""
    return _Paper(export).encode()


class _Paper:
    def __init__(self, export: Export) -> None:
        self.export = export
        self.paper: Any = Document()
        self._anchors = 0

    def encode(self) -> bytes:
        self._set_up()
        export = self.export
        self.paper.add_heading(one_line(export.title), level=0)
        if export.question:
            self._labelled("Question", export.question)
        for label, words in export.about:
            self._labelled(label, words)
        self._small(self.paper.add_paragraph(), export.key, italic=True)
        for section in export.sections:
            self._section(section)
        self._struck()
        self._examples()
        self._authorities()
        if export.limits:
            self.paper.add_heading("Limits", level=1)
            for line in export.limits:
                self.paper.add_paragraph(line, style="List Bullet")
        self.paper.add_paragraph(export.advice)
        out = io.BytesIO()
        self.paper.save(out)
        return out.getvalue()

    # --- the page -------------------------------------------------------------------------------

    def _set_up(self) -> None:
        properties = self.paper.core_properties
        properties.title, properties.author = self.export.title, "Upheld"
        properties.comments = self.export.advice
        properties.language = "en-GB"
        properties.created = properties.modified = datetime.combine(self.export.made_on, time())
        page = self.paper.sections[0]
        page.page_width, page.page_height = Cm(21.0), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.1)
        page.top_margin = page.bottom_margin = Cm(2.0)
        styles = self.paper.styles
        styles["Normal"].font.name, styles["Normal"].font.size = _FONT, Pt(11)
        for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11.5)):
            font = styles[name].font
            font.name, font.size, font.color.rgb = _FONT, Pt(size), RGBColor(0x1A, 0x1A, 0x1A)
            fonts = styles[name].element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        styles["Normal"].element.get_or_add_rPr().append(language)
        self._page_numbers(page.footer.paragraphs[0])

    def _page_numbers(self, foot: Any) -> None:
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
            self._small(foot, words)
            simple = OxmlElement("w:fldSimple")
            simple.set(qn("w:instr"), field)
            run = foot.add_run("1")
            run.font.size, run.font.color.rgb = Pt(9), _QUIET
            simple.append(run._r)
            foot._p.append(simple)

    def _labelled(self, label: str, words: str) -> None:
        paragraph = self.paper.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(3)
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(one_line(words))

    def _small(self, paragraph: Any, words: str, *, italic: bool = False) -> Any:
        run = paragraph.add_run(words)
        run.font.size, run.italic = Pt(9), italic
        run.font.color.rgb = _QUIET
        return run

    # --- the answer -----------------------------------------------------------------------------

    def _section(self, section: Section) -> None:
        if section.heading:
            self.paper.add_heading(one_line(section.heading), level=1)
        for one in section.statements:
            paragraph = self.paper.add_paragraph(style="List Bullet" if one.bullet else None)
            paragraph.add_run(one.text)
            for mark in one.marks:
                paragraph.add_run("\u00a0")
                self._jump(paragraph, mark)

    def _struck(self) -> None:
        if not self.export.struck:
            return
        self.paper.add_heading("Left out by the checks", level=1)
        self._small(self.paper.add_paragraph(), self.export.struck_note, italic=True)
        for one in self.export.struck:
            paragraph = self.paper.add_paragraph(style="List Bullet")
            paragraph.add_run(one.text).font.strike = True
            paragraph.add_run(f" ({one.why})")

    def _examples(self) -> None:
        if not self.export.examples:
            return
        self.paper.add_heading("Similar decisions (examples, not entitlements)", level=1)
        for example in self.export.examples:
            self._example(example)

    def _example(self, example: Example) -> None:
        paragraph = self.paper.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{example.form}. ").bold = True
        told = [example.outcome, example.line, f"Warning: {example.warning}"]
        told = told if example.warning else told[:2]
        paragraph.add_run(" ".join(f"{part.rstrip('.')}." for part in told if part) + " ")
        if example.url:
            self._link(paragraph, example.url)

    # --- the table of authorities ---------------------------------------------------------------

    def _authorities(self) -> None:
        if not self.export.entries:
            return
        self.paper.add_heading("Table of authorities", level=1)
        for group, entries in groupby(self.export.entries, key=lambda entry: entry.group):
            self.paper.add_heading(group, level=2)
            self._table(list(entries))

    def _table(self, entries: Sequence[Entry]) -> None:
        table = self.paper.add_table(rows=1, cols=len(_WIDTHS), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, _WIDTHS, strict=True):
            column.width = width
        head = table.rows[0]
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        head._tr.get_or_add_trPr().append(repeated)
        for cell, words in zip(head.cells, _HEADS, strict=True):
            cell.paragraphs[0].add_run(words).bold = True
        for entry in entries:
            self._row(table.add_row(), entry)
        for row in table.rows:
            for cell, width in zip(row.cells, _WIDTHS, strict=True):
                cell.width = width
                self._tighten(cell)

    def _tighten(self, cell: Any) -> None:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_after = Pt(3)
            for run in paragraph.runs:
                run.font.size = run.font.size or Pt(9.5)

    def _row(self, row: Any, entry: Entry) -> None:
        about, relied = row.cells
        if sum(len(quoted.text) for quoted in entry.quoted) < _WHOLE:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        about.paragraphs[0].add_run(entry.form).bold = True
        for note in entry.notes:
            about.add_paragraph(note)
        if entry.url:
            self._link(about.add_paragraph(), entry.url)
        self._small(about.add_paragraph(), entry.read)
        for place, quoted in enumerate(entry.quoted):
            lead = relied.paragraphs[0] if place == 0 else relied.add_paragraph()
            self._anchor(lead, quoted.number)
            lead.add_run(f"[{quoted.number}] {quoted.pinpoint}").bold = True
            self._small(lead, f" ({quoted.whose})")
            lead.paragraph_format.keep_with_next = True
            relied.add_paragraph(quoted.shown)

    # --- links ----------------------------------------------------------------------------------

    def _anchor(self, paragraph: Any, number: int) -> None:
        self._anchors += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(self._anchors))
            if tag.endswith("Start"):
                mark.set(qn("w:name"), f"source{number}")
            paragraph._p.append(mark)

    def _jump(self, paragraph: Any, mark: Mark) -> None:
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"source{mark.number}")
        self._linked(paragraph, link, mark.shown)

    def _link(self, paragraph: Any, url: str) -> None:
        link = OxmlElement("w:hyperlink")
        to = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), to)
        self._linked(paragraph, link, url, size=9)

    def _linked(self, paragraph: Any, link: Any, words: str, *, size: float | None = None) -> None:
        run = paragraph.add_run(words)
        run.font.color.rgb = _LINK
        run.font.underline = size is not None
        run.font.size = Pt(size) if size else None
        link.append(run._r)
        paragraph._p.append(link)
