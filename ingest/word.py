"""A Word file to blocks: paragraphs as shown, official numbers, tables, notes last."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ingest.blocks import Aside, Block, Shape, clean_text, drop_furniture, read_lines
from ingest.mend import SUPERSCRIPTS
from ingest.word_numbers import Numbers, roman
from rag.errors import ReadError

__all__ = ["read_word"]

_RAISED = str.maketrans("0123456789", SUPERSCRIPTS)
_SKIPPED = {
    *map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr", "w:rPr")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_PLAIN = {qn("w:tab"): "\t", qn("w:br"): " ", qn("w:cr"): " ", qn("w:noBreakHyphen"): "-"}
_BOX = qn("w:txbxContent")
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")  # how .doc files and locked .docx files begin
_MOST_BYTES = 200_000_000  # of all parts together, unpacked
_TINY = 4  # half points: type of this size or less cannot be read


def read_word(data: bytes, name: str) -> tuple[tuple[Block, ...], str, Aside]:
    """Return the blocks, the title and what nobody sees; raise ReadError for what is no DOCX.

    Deleted text, comments, hidden text, running heads and feet are left out, and hidden text is
    told with the reason; inserted text and
    text boxes are in. A note is a block at the end; its raised figure stands where it is cited.
    """
    _check_size(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
    except _UNREADABLE as error:
        raise ReadError(f"{name} is not a Word document: {error}. Save it as .docx.") from error
    walk = _Walk(document)
    blocks = [*walk.blocks(document.element.body), *walk.notes()]
    title = clean_text(document.core_properties.title or "")
    aside = tuple(dict.fromkeys((clean_text(t), why) for t, why in walk.aside if t.strip()))
    return drop_furniture(block for block in blocks if block.text), title, aside


_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),  # the parcel
    *(KeyError, ValueError, SyntaxError),  # what is in it
)


def _check_size(data: bytes, name: str) -> None:
    """Raise ReadError where a file is locked, or unpacks to more than any document is.

    `zipfile` never unpacks more of a part than the size that is written beside it.
    """
    if data.startswith(_OLD_OR_LOCKED):
        raise ReadError(
            f"{name} is locked with a password or in Word's old format. Save an unlocked .docx."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            size = sum(part.file_size for part in parcel.infolist())
    except _UNREADABLE as error:
        raise ReadError(f"{name} is not a Word document: {error}. Save it as .docx.") from error
    if size > _MOST_BYTES:
        raise ReadError(
            f"{name} unpacks to {size / 1e6:,.0f} MB; {_MOST_BYTES / 1e6:g} MB can be read. Check "
            "where it comes from, or save its text as a new file."
        )


class _Walk:
    """Walks a document and gathers its blocks."""

    def __init__(self, document: Any) -> None:
        self._styles = {s.style_id: s for s in document.styles}
        self._numbers = Numbers(document)
        self._bodies = {kind: _bodies(document, kind) for kind in ("footnotes", "endnotes")}
        self._cited: dict[tuple[str, str], str] = {}  # kind, id -> mark
        self._counts = dict.fromkeys(self._bodies, 0)
        self._boxes: list[Any] = []
        self.aside: list[tuple[str, str]] = []

    def blocks(self, parent: Any) -> Iterator[Block]:
        """Yield the blocks under an element that holds paragraphs and tables."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
                boxes, self._boxes = self._boxes, []
                for box in boxes:
                    yield from self.blocks(box)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag not in _SKIPPED and child.tag != qn("w:sectPr"):
                yield from self.blocks(child)

    def notes(self) -> Iterator[Block]:
        """Yield the notes that were cited, in the order in which they are."""
        for (kind, name), mark in list(self._cited.items()):
            body = self._bodies[kind].get(name)
            parts = [] if body is None else [self._text(p) for p in body.iter(qn("w:p"))]
            text = clean_text(" ".join(parts)).removeprefix(mark).strip()
            yield Block(Shape.TEXT, f"{mark} {text}" if text else "")

    def _cite(self, reference: Any) -> str:
        """Return the mark of a note: its own, which follows the reference, or the next figure.

        Word counts footnotes and endnotes apart. Where a document has both, its endnotes keep the
        roman figures that Word prints.
        """
        kind, name = _NOTES[reference.tag], reference.get(qn("w:id"))
        if reference.get(qn("w:customMarkFollows")) in ("1", "true", "on"):
            follows = reference.getnext()
            mark = (follows.text or "") if follows is not None else ""
            self._cited[kind, name] = mark.translate(_RAISED)
            return ""
        self._counts[kind] += 1
        n = self._counts[kind]
        both = kind == "endnotes" and bool(self._bodies["footnotes"])
        mark = roman(n) if both else str(n).translate(_RAISED)
        self._cited[kind, name] = mark
        return f"[{mark}]" if both else mark

    def _table(self, table: Any) -> Iterator[Block]:
        rows = [list(row.iterchildren(qn("w:tc"))) for row in table.iter(qn("w:tr"))]
        if all(len(cells) == 1 for cells in rows):
            for cells in rows:
                yield from self.blocks(cells[0])  # a box drawn around text
            return
        for cells in rows:
            texts = [
                clean_text(" ".join(self._text(p) for p in cell.iter(qn("w:p")))) for cell in cells
            ]
            yield Block(Shape.ROW, "\t".join(text for text in texts if text))

    def _paragraph(self, element: Any) -> Iterator[Block]:
        text = self._text(element)
        shown = clean_text(text)
        mark = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = self._styles.get(mark.get(qn("w:val"))) if mark is not None else None
        if not shown:
            return
        place = self._numbers.place(element, style)
        marker, printed = self._numbers.next(place) if place else ("", "")
        if level := _heading_level(style):
            yield Block(Shape.HEADING, f"{printed} {shown}".strip(), level)
            return
        strong = self._is_strong(element)
        if place and marker:
            yield Block(Shape.ITEM, shown, place[1] + 1, marker, strong)
            return
        for block in read_lines([text]):
            yield Block(block.shape, block.text, block.level, block.marker, strong)

    # --- text ------------------------------------------------------------------------------

    def _text(self, element: Any) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag == qn("w:r") and (why := _why_hidden(child, self._resting_on(child))):
                self.aside.append(("".join(t.text or "" for t in child.iter(qn("w:t"))), why))
                continue
            if tag == _BOX:
                self._boxes.append(child)
            elif tag == qn("w:t"):
                text = child.text or ""
                raised = text.isdigit() and (_is_raised(child) or _is_mark(child))
                yield text.translate(_RAISED) if raised else text
            elif tag in _PLAIN:
                yield _PLAIN[tag]
            elif tag in _NOTES:
                yield self._cite(child)
            else:
                yield from self._pieces(child)

    def _resting_on(self, run: Any) -> list[Any]:
        """Return the styles that a run takes its looks from, the nearest first."""
        marks = [_property(run, "w:rStyle")]
        above = run.getparent()
        while above is not None and above.tag != qn("w:p"):
            above = above.getparent()
        if above is not None:
            marks.append(above.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))
        found = []
        for mark in marks:
            style = self._styles.get(mark.get(qn("w:val"))) if mark is not None else None
            while style is not None:
                found.append(style)
                style = style.base_style
        return found

    def _is_strong(self, element: Any) -> bool:
        runs = [r for r in element.iter(qn("w:r")) if "".join(r.itertext()).strip()]
        return bool(runs) and all(_is_on(run, "w:b") for run in runs)


def _bodies(document: Any, kind: str) -> dict[str, Any]:
    """Return the bodies of notes by their id; notes that are only rules are left out."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            return {note.get(qn("w:id")): note for note in root if not note.get(qn("w:type"))}
    return {}


def _property(run: Any, name: str) -> Any:
    return run.find(f"{qn('w:rPr')}/{qn(name)}")


def _is_on(run: Any, name: str) -> bool:
    found = _property(run, name)
    return found is not None and _is_set(found)


def _is_set(element: Any) -> bool:
    return element.get(qn("w:val")) not in ("0", "false", "none")


def _is_mark(text: Any) -> bool:
    """Say whether a text is a note's own mark, which follows its reference."""
    before = text.getprevious()
    return before is not None and before.tag in _NOTES


def _is_raised(text: Any) -> bool:
    found = _property(text.getparent(), "w:vertAlign")
    return found is not None and found.get(qn("w:val")) == "superscript"


def _why_hidden(run: Any, styles: Any = ()) -> str:
    """Return why nobody sees a run: hidden, tiny, or white on nothing dark; "" where it is seen.

    `styles`: the style of the run and those it rests on, the nearest first.
    """
    if (vanish := _first(run, styles, "w:vanish")) is not None and _is_set(vanish):
        return "hidden text"
    size, colour = _first(run, styles, "w:sz"), _first(run, styles, "w:color")
    half_points = (size.get(qn("w:val")) or "") if size is not None else ""
    if half_points.isdigit() and int(half_points) <= _TINY:
        return "too small to be read"
    if colour is None or not _is_white(colour) or _property(run, "w:highlight") is not None:
        return ""
    shades = (
        above.find(f"{qn(where)}/{qn('w:shd')}")
        for above in (run, *run.iterancestors())
        for where in ("w:rPr", "w:pPr", "w:tcPr", "w:tblPr")
    )
    dark = any(s is not None and (s.get(qn("w:fill")) or "").upper() not in _PAPER for s in shades)
    return "" if dark else "white on white"


_PAPER = ("", "AUTO", "FFFFFF")
_THEME_PAPER = ("background1", "light1", "bg1", "lt1")


def _is_white(colour: Any) -> bool:
    value = colour.get(qn("w:val")) or ""
    near = re.fullmatch(r"(?:[fF][89a-fA-F]){3}", value)
    return bool(near) or colour.get(qn("w:themeColor")) in _THEME_PAPER


def _first(run: Any, styles: Any, name: str) -> Any:
    """Return a property of a run, from the run itself or the nearest style that has it."""
    places = [run.find(qn("w:rPr")), *(style.element.find(qn("w:rPr")) for style in styles)]
    found = (place.find(qn(name)) for place in places if place is not None)
    return next((one for one in found if one is not None), None)


def _heading_level(style: Any) -> int | None:
    while style is not None:
        if found := re.fullmatch(r"(?:heading (\d)|title)", (style.name or "").lower()):
            return int(found[1] or 1)
        style = style.base_style
    return None
