"""Prints blocks to PDF: one column or two, notes at the foot, running heads, tables, boxes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import Block, Shape
from printing.form import PLAIN, RAISED, is_pull_quote, part_notes
from printing.paper import GUTTER, MARGIN, Layout, Line, Piece, fonts


def print_pdf(blocks: Sequence[Block], layout: Layout) -> bytes:
    """Return the blocks as a PDF file."""
    return _Press(blocks, layout).run()


class _Press:
    def __init__(self, blocks: Sequence[Block], layout: Layout) -> None:
        self.layout = layout
        body, self.notes = part_notes(blocks)
        self.title = body[0].text
        self.fonts = fonts(layout.family)
        room = A4[0] - 2 * MARGIN - (layout.columns - 1) * GUTTER
        self.width = room / layout.columns
        self.notes_width = self.width if layout.notes_at == "column" else A4[0] - 2 * MARGIN
        self.lines = self._lines(body)

    def run(self) -> bytes:
        pages = len(self._print(0))
        return self._out(self._print(pages), pages)

    # --- lines -------------------------------------------------------------------------------

    def _lines(self, blocks: Sequence[Block]) -> list[Line]:
        lines: list[Line] = []
        before: Block | None = None
        boxed = False
        size = self.layout.size
        for block in blocks:
            if block.shape is Shape.HEADING:
                boxed = bool(self.layout.boxed) and block.text == self.layout.boxed
                big = size + (8, 4, 1.5)[min(block.level, 3) - 1]
                made = self._set(block.text, self.fonts[1], big, stretch=False, hyphens=False)
                made[0].before = big * 0.9
                for line in made:
                    line.keep = True
            elif block.shape is Shape.ROW:
                made = [self._row(block, bold=before is None or before.shape is not Shape.ROW)]
                made[0].before = 0 if before and before.shape is Shape.ROW else size
            elif block.shape is Shape.ITEM:
                made = self._item(block)
            elif is_pull_quote(block):
                made = self._set(block.text, self.fonts[1], size + 3, stretch=False, hyphens=False)
                made[0].before = size
            else:
                font = self.fonts[1] if block.strong else self.fonts[0]
                first = (
                    0.0 if self.layout.gap or not before or before.shape is not Shape.TEXT else 12
                )
                made = self._set(block.text, font, size, first=first)
                after_other = before is not None and before.shape is not Shape.TEXT
                made[0].before = size * max(self.layout.gap, 0.5 if after_other else 0)
                if before and before.shape is Shape.HEADING and not self.layout.gap:
                    made[0].before = 2
            for line in made:
                line.boxed = boxed
            lines += made
            before = block
        return lines

    def _item(self, block: Block) -> list[Line]:
        size = self.layout.size
        indent = 24.0 * block.level
        mark = block.marker if not block.marker.isalnum() else f"{block.marker}."
        mark = f"{block.marker})" if block.marker.isalpha() else mark
        made = self._set(block.text, self.fonts[0], size, indent=indent)
        made[0].marker = Piece(mark, self.fonts[0], size)
        made[0].before = size * (self.layout.gap or 0.2)
        return made

    def _row(self, block: Block, *, bold: bool) -> Line:
        cells = block.text.split("\t")
        width = self.width / len(cells)
        font = self.fonts[1] if bold else self.fonts[0]
        made = [
            self._set(cell, font, self.layout.size - 1, width=width - 8, stretch=False)
            for cell in cells
        ]
        height = max(sum(line.height for line in cell) for cell in made) + 6
        return Line(cells=made, height=height)

    def _set(
        self,
        text: str,
        font: str,
        size: float,
        *,
        indent: float = 0.0,
        first: float = 0.0,
        width: float = 0.0,
        stretch: bool = True,
        hyphens: bool = True,
    ) -> list[Line]:
        room = (width or self.width) - indent
        lines = [Line(height=size * 1.2, indent=indent + first)]
        left = room - first
        blank = Piece(" ", font, size).width
        words = [self._pieces(word, font, size) for word in text.split(" ")]
        while words:
            word = words.pop(0)
            wide = sum(piece.width for piece in word)
            empty = left == room and not lines[-1].words
            if wide <= left or (empty and not self._cut(word, left, hyphens=False)):
                lines[-1].words.append(word)
                left -= wide + blank
                continue
            cut = self._cut(word, left, hyphens=hyphens and self.layout.hyphens)
            if cut:
                lines[-1].words.append([cut[0]])
                words.insert(0, [cut[1]])
            else:
                words.insert(0, word)
            lines[-1].stretch = stretch and self.layout.justified
            lines.append(Line(height=size * 1.2, indent=indent))
            left = room
        for line in lines:
            raised = [p.text for word in line.words for p in word if p.rise]
            line.notes = [int(text) for text in raised if int(text) in self.notes]
        return lines

    def _pieces(self, word: str, font: str, size: float) -> list[Piece]:
        if self.layout.family == "Vera":
            word = word.replace("fi", "ﬁ").replace("fl", "ﬂ")
        return [
            Piece(part.translate(PLAIN), font, size * 0.62, size * 0.36)
            if RAISED.fullmatch(part)
            else Piece(part, font, size)
            for part in RAISED.split(word)
            if part
        ]

    def _cut(self, word: list[Piece], left: float, *, hyphens: bool) -> tuple[Piece, Piece] | None:
        whole = word[0]
        if whole.width > min(self.width, self.notes_width) and "/" in whole.text:
            return self._cut_address(word, left)
        if not hyphens or len(word) > 1 or not re.fullmatch(r"[a-z]{8,}[.,;]?", whole.text):
            return None
        for n in range(len(whole.text) - 4, 3, -1):
            head = Piece(whole.text[:n] + "-", whole.font, whole.size)
            if head.width <= left:
                return head, Piece(whole.text[n:], whole.font, whole.size)
        return None

    def _cut_address(self, word: list[Piece], left: float) -> tuple[Piece, Piece] | None:
        """Break an address that fits in no line behind one of its marks."""
        whole = word[0]
        ends = [m.end() for m in re.finditer(r"[/_=&?-]", whole.text)]
        for n in reversed(ends):
            head = Piece(whole.text[:n], whole.font, whole.size)
            if head.width <= left and n < len(whole.text):
                return head, Piece(whole.text[n:], whole.font, whole.size)
        return None

    # --- pages -------------------------------------------------------------------------------

    def _note_lines(self, number: int) -> list[Line]:
        size = self.layout.size - 2
        mark = [Piece(str(number), self.fonts[0], size * 0.62, size * 0.36)]
        lines = self._set(f"x {self.notes[number]}", self.fonts[0], size, width=self.notes_width)
        lines[0].words[0] = mark
        lines[0].notes = []
        return lines

    def _print(self, pages: int) -> list[list[tuple[int, list[Line], list[int]]]]:
        """Return, for each page, (column, lines, notes at the foot of that column)."""
        made = []
        at = 0
        while at < len(self.lines):
            reserve = 0.0
            for _ in range(8):
                page, after = self._page(at, reserve)
                held = [n for _, _, notes in page for n in notes]
                needs = self._notes_height(held) if self.layout.notes_at == "page" else 0.0
                if needs <= reserve:
                    break
                reserve = needs
            made.append(page)
            at = after
        return made

    def _page(self, at: int, reserve: float) -> tuple[list[tuple[int, list[Line], list[int]]], int]:
        page = []
        for column in range(self.layout.columns):
            left = A4[1] - 2 * MARGIN - 50 - reserve
            lines: list[Line] = []
            notes: list[int] = []
            while at < len(self.lines):
                line = self.lines[at]
                wanted = notes + line.notes
                foot = self._notes_height(wanted) if self.layout.notes_at == "column" else 0.0
                needs = line.height + (line.before if lines else 0)
                if line.keep:
                    needs += self.layout.size * 4
                if needs + foot > left and lines:
                    break
                left -= line.height + (line.before if lines else 0)
                lines.append(line)
                notes = wanted
                at += 1
            page.append((column, lines, notes))
        return page, at

    def _notes_height(self, numbers: Sequence[int]) -> float:
        lines = [line for n in numbers for line in self._note_lines(n)]
        return sum(line.height for line in lines) + (14 if lines else 0)

    # --- ink ---------------------------------------------------------------------------------

    def _out(self, pages: list[list[tuple[int, list[Line], list[int]]]], total: int) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=True)
        canvas.setTitle(self.title)
        for number, page in enumerate(pages, 1):
            self._furniture(canvas, number, total)
            for column, lines, notes in page:
                self._column(canvas, MARGIN + column * (self.width + GUTTER), lines)
                if self.layout.notes_at == "column":
                    self._foot(canvas, MARGIN + column * (self.width + GUTTER), notes)
            if self.layout.notes_at == "page":
                self._foot(canvas, MARGIN, [n for _, _, notes in page for n in notes])
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _furniture(self, canvas: Canvas, number: int, total: int) -> None:
        canvas.setFont(self.fonts[0], 8)
        if self.layout.head:
            head = self.layout.head[number % len(self.layout.head)]
            canvas.drawString(MARGIN, A4[1] - 40, head)
        for n, line in enumerate(self.layout.foot):
            text = line.format(page=number, pages=total, title=self.title[:40])
            canvas.drawCentredString(A4[0] / 2, 38 - 10 * n, text)

    def _column(self, canvas: Canvas, x: float, lines: Sequence[Line]) -> None:
        y = A4[1] - MARGIN - 20
        boxes: list[float] = []
        for n, line in enumerate(lines):
            y -= line.height + (line.before if n else 0)
            if line.boxed:
                boxes += [y - 4, y + line.height + 2]
            if line.cells is not None:
                self._cells(canvas, x, y, line)
            else:
                self._line(canvas, x, y, line, self.width)
        if boxes:
            canvas.rect(x - 8, min(boxes), self.width + 16, max(boxes) - min(boxes))

    def _line(self, canvas: Canvas, x: float, y: float, line: Line, width: float) -> None:
        if line.marker:
            canvas.setFont(line.marker.font, line.marker.size)
            canvas.drawString(x + line.indent - 22, y + 3, line.marker.text)
        words = line.words
        inked = sum(piece.width for word in words for piece in word)
        main = words[-1][0]
        blank = Piece(" ", main.font, main.size).width
        if line.stretch and len(words) > 1:
            blank = (width - line.indent - inked) / (len(words) - 1)
        at = x + line.indent
        for word in words:
            for piece in word:
                canvas.setFont(piece.font, piece.size)
                canvas.drawString(at, y + 3 + piece.rise, piece.text)
                at += piece.width
            at += blank

    def _cells(self, canvas: Canvas, x: float, y: float, row: Line) -> None:
        cells = row.cells or []
        width = self.width / len(cells)
        for n, cell in enumerate(cells):
            top = y + row.height - 2
            for line in cell:
                top -= line.height
                self._line(canvas, x + n * width + 4, top, line, width - 8)
            if self.layout.rules == "grid":
                canvas.rect(x + n * width, y, width, row.height)
        if self.layout.rules == "lines":
            canvas.line(x, y, x + self.width, y)
            canvas.line(x, y + row.height, x + self.width, y + row.height)

    def _foot(self, canvas: Canvas, x: float, numbers: Sequence[int]) -> None:
        if not numbers:
            return
        y = MARGIN + 10 + self._notes_height(numbers) - 14
        canvas.line(x, y + 6, x + 80, y + 6)
        for line in (line for n in numbers for line in self._note_lines(n)):
            y -= line.height
            self._line(canvas, x, y, line, self.notes_width)
