"""PDF: A4, an embedded font, bookmarks, links that can be followed, page numbers (reportlab)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from textwrap import wrap
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    LongTable,
    PageTemplate,
    Paragraph,
)

from app.export.model import Entry, Example, Export, Mark, Quoted, Section
from app.export.pdf_style import LINK, QUIET, REGULAR, RULE, marked_up, shown, styles

__all__ = ["write_pdf"]

_MARGIN = 20 * mm
_WIDTHS = (66 * mm, A4[0] - 2 * _MARGIN - 66 * mm)
_ROOM = 80 * mm  # what the tables need to begin on a page
_MOST = 1_500  # characters that fit into a cell, whatever they are
_HEADS = ("Authority, and where it was read", "What is relied on")


def write_pdf(export: Export) -> bytes:
    """Return the file."""
    out = io.BytesIO()
    paper = BaseDocTemplate(
        out,
        pagesize=A4,
        title=export.title,
        author="Upheld",
        subject=export.advice,
        lang="en-GB",
        displayDocTitle=True,
    )
    paper.addPageTemplates(
        PageTemplate(
            "page", Frame(_MARGIN, 20 * mm, A4[0] - 2 * _MARGIN, A4[1] - 38 * mm, 0, 0, 0, 0)
        )
    )
    paper.build(list(_story(export)), canvasmaker=_Numbered)
    return out.getvalue()


class _Numbered(Canvas):  # type: ignore[misc]
    """Says "Page 2 of 5" at the foot, which is known only when all pages are there."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 -- reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self.setFont(REGULAR, 8.5)
            self.setFillColor(QUIET)
            self.drawCentredString(A4[0] / 2, 11 * mm, f"Page {number} of {len(self._pages)}")
            super().showPage()
        super().save()


class _Heading(Paragraph):  # type: ignore[misc]
    """A heading that stands in the reader's bookmarks too."""

    def __init__(self, words: str, style: str, level: int, *, alone: bool = False) -> None:
        """`alone`: it need not stay with what follows, a table that may be pages long."""
        super().__init__(marked_up(words), styles()[style])
        self.keepWithNext = self.getKeepWithNext() and not alone
        self._words, self._level, self._noted = shown(words), level, False

    def draw(self) -> None:
        if not self._noted:  # the first row of a table is drawn on each of its pages
            self._noted = True
            key = f"heading{id(self)}"
            self.canv.bookmarkHorizontal(key, 0, self.height)
            self.canv.addOutlineEntry(self._words, key, self._level)
        super().draw()


def _text(markup: str, style: str = "body", **more: Any) -> Paragraph:
    return Paragraph(markup, styles()[style], **more)


def _story(export: Export) -> Iterator[Flowable]:
    yield _Heading(export.title, "title", 0)
    if export.question:
        yield _text(f"<b>Question:</b> {marked_up(export.question)}")
    for label, words in export.about:
        yield _text(f"<b>{label}:</b> {marked_up(words)}")
    yield _text(marked_up(export.key), "key")
    for section in export.sections:
        yield from _section(section)
    if export.struck:
        yield _Heading("Left out by the checks", "heading", 1)
        yield _text(marked_up(export.struck_note), "key")
        for one in export.struck:
            yield _bullet(f"<strike>{marked_up(one.text)}</strike> ({marked_up(one.why)})")
    if export.examples:
        yield _Heading("Similar decisions (examples, not entitlements)", "heading", 1)
        yield from map(_example, export.examples)
    yield from _authorities(export.entries)
    if export.limits:
        yield _Heading("Limits", "heading", 1)
        yield from (_bullet(marked_up(line)) for line in export.limits)
    yield _text(marked_up(export.advice))


def _bullet(markup: str) -> Paragraph:
    return _text(markup, "bullet", bulletText="•")


def _section(section: Section) -> Iterator[Flowable]:
    if section.heading:
        yield _Heading(section.heading, "heading", 1)
    for one in section.statements:
        markup = marked_up(one.text) + "".join(f"\u00a0{_jump(mark)}" for mark in one.marks)
        yield _bullet(markup) if one.bullet else _text(markup)


def _jump(mark: Mark) -> str:
    words = mark.shown.replace(" ", "\u00a0")
    return f'<a href="#source{mark.number}" color="{_hex(LINK)}">{words}</a>'


def _hex(color: Color) -> str:
    return str(color.hexval()).replace("0x", "#")


def _link(url: str) -> str:
    address = escape(url)
    return f'<a href="{address}" color="{_hex(LINK)}">{address}</a>'


def _example(example: Example) -> Paragraph:
    told = [example.outcome, example.line]
    told += [f"Warning: {example.warning}"] if example.warning else []
    words = " ".join(f"{part.rstrip('.')}." for part in told if part)
    markup = f"<b>{marked_up(example.form)}.</b> {marked_up(words)}"
    return _bullet(f"{markup} {_link(example.url)}" if example.url else markup)


# --- the table of authorities ---------------------------------------------------------------------


def _authorities(entries: Sequence[Entry]) -> Iterator[Flowable]:
    if entries:
        yield CondPageBreak(_ROOM)
        yield _Heading("Table of authorities", "heading", 1, alone=True)
    for group, of_group in groupby(entries, key=lambda entry: entry.group):
        yield _table(group, list(of_group))


def _table(group: str, entries: Sequence[Entry]) -> Flowable:
    """Return a table whose first two rows stand again on each page that it runs on to."""
    rows: list[list[Any]] = [
        [_Heading(group, "group", 2), ""],
        [_text(words, "head") for words in _HEADS],
    ]
    rules = []
    for entry in entries:
        rows += _rows(entry)
        rules.append(("LINEBELOW", (0, len(rows) - 1), (-1, len(rows) - 1), 0.5, RULE))
    look = [
        ("SPAN", (0, 0), (-1, 0)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 1), (-1, 1), 0.8, QUIET),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (1, 0), (1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    return LongTable(rows, colWidths=_WIDTHS, repeatRows=2, style=look + rules, spaceBefore=8)


def _rows(entry: Entry) -> Iterator[list[Any]]:
    """Yield the rows of one source: a few words each, so that a row always fits on a page."""
    left = list(_about(entry))
    right = [cell for quoted in entry.quoted for cell in _relied(quoted)]
    while left or right:
        row, taken = [_take(left, _MOST), []], 0
        while right and taken <= 1.2 * sum(map(_length, row[0])):
            cell = _take(right, 1)
            taken += sum(map(_length, cell))
            row[1] += cell
        yield row


def _take(cells: list[Paragraph], most: int) -> list[Paragraph]:
    """Take cells from the front, one at least, of `most` characters together."""
    taken = [cells.pop(0)] if cells else []
    while cells and sum(map(_length, taken)) + _length(cells[0]) <= most:
        taken.append(cells.pop(0))
    return taken


def _length(cell: Paragraph) -> int:
    return len(cell.getPlainText())


def _about(entry: Entry) -> Iterator[Paragraph]:
    yield from (_text(f"<b>{piece}</b>", "cell") for piece in _pieces(entry.form))
    for note in entry.notes:
        yield from (_text(piece, "note") for piece in _pieces(note))
    if entry.url:
        yield _text(_link(entry.url), "note")
    yield from (_text(piece, "note") for piece in _pieces(entry.read))


def _relied(quoted: Quoted) -> Iterator[Paragraph]:
    lead = f'<a name="source{quoted.number}"/><b>[{quoted.number}] {marked_up(quoted.pinpoint)}</b>'
    first, *rest = _pieces(quoted.shown)
    whose = f'<font size="8.5" color="{_hex(QUIET)}">{marked_up(quoted.whose)}</font>'
    yield _text(f"{lead}<br/>{whose}<br/>{first}", "cell")
    yield from (_text(piece, "cell") for piece in rest)


def _pieces(text: str) -> list[str]:
    """Return a text as markup in pieces of at most `_MOST` characters."""
    return [marked_up(piece) for piece in wrap(text, _MOST)] or [""]
