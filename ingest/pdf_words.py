"""The words of a PDF page with their places and type, and the rules drawn on it (pypdfium2)."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from rag.errors import ReadError

__all__ = ["Page", "Rule", "Word", "open_pdf"]

_MOST_PAGES = 3_000
_LEAST_SIZE = 2.0  # points; type smaller than this cannot be read
_HYPHENS = "\x02\ufffe\u2010\u00ad"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(slots=True)
class Word:
    """Letters without a blank. Places are in points from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    base: float  # the line on which the letters stand
    size: float
    bold: bool
    rows: tuple[str, ...] = ()  # of a table that stands in the place of this word

    @property
    def top(self) -> float:
        return self.base - 0.8 * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line or the edge of a box; thin in one direction."""

    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def is_flat(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(slots=True)
class Page:
    """One page: `words` in the order of the file, `hidden` how many letters nobody can see."""

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class _Box:
    x0: float
    x1: float
    top: float
    bottom: float
    white: bool

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


def open_pdf(data: bytes, name: str) -> tuple[list[Page], str]:
    """Return the pages and the title of a file; raise ReadError where it cannot be read."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            said = f"{name} is locked with a password. Save an unlocked copy."
        else:
            said = f"{name} is not a PDF that can be read: {error}. Save it again."
        raise ReadError(said) from error
    try:
        if len(document) > _MOST_PAGES:
            raise ReadError(
                f"{name} has {len(document)} pages; {_MOST_PAGES} can be read. Split it."
            )
        pages = [_read_page(document[n]) for n in range(len(document))]
        return pages, str(document.get_metadata_dict().get("Title") or "")
    except pdfium.PdfiumError as error:
        raise ReadError(f"{name} has a broken page: {error}. Save it again.") from error
    finally:
        document.close()


def _read_page(page: Any) -> Page:
    width, height = page.get_size()
    place = _placer(page, width, height)
    boxes, rules, pictured = _drawn(page, place)
    found = Page(width, height, rules=rules)
    text = page.get_textpage()
    letters = _Letters(found, boxes, pictured)
    letters.gather(text, place)
    text.close()
    page.close()
    return found


def _placer(
    page: Any, width: float, height: float
) -> Callable[[float, float], tuple[float, float]]:
    """Return what turns a point of the file into one from the top left of the page as seen."""
    left, bottom, right, top = page.get_cropbox()
    turn = page.get_rotation()
    if turn == 90:
        return lambda x, y: (y - bottom, x - left)
    if turn == 180:
        return lambda x, y: (right - x, y - bottom)
    if turn == 270:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


# --- what is drawn -----------------------------------------------------------------------------

_THIN = 3.0  # points


def _drawn(page: Any, place: Any) -> tuple[list[_Box], list[Rule], bool]:
    boxes: list[_Box] = []
    rules: list[Rule] = []
    pictured = False
    width, height = page.get_size()
    for thing in page.get_objects(max_depth=3):
        if thing.type not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        left, bottom, right, top = thing.get_bounds()
        (xa, ya), (xb, yb) = place(left, top), place(right, bottom)
        x0, x1, y0, y1 = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictured |= (x1 - x0) * (y1 - y0) > 0.5 * width * height
            boxes.append(_Box(x0, x1, y0, y1, False))
        elif x1 - x0 <= _THIN or y1 - y0 <= _THIN:
            rules.append(Rule(x0, x1, y0, y1))
        else:
            white = _colour(raw.FPDFPageObj_GetFillColor, thing.raw)
            filled, stroked = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(thing.raw, filled, stroked)
            if filled.value:
                boxes.append(_Box(x0, x1, y0, y1, white))
            if stroked.value or filled.value:
                for a, b, c, d in ((x0, x1, y0, y0), (x0, x1, y1, y1)):
                    rules.append(Rule(a, b, c, d))
                for a, b, c, d in ((x0, x0, y0, y1), (x1, x1, y0, y1)):
                    rules.append(Rule(a, b, c, d))
    return boxes, rules, pictured


def _colour(ask: Any, *where: Any) -> bool:
    """Say whether the colour that `ask` names is white or cannot be seen at all."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not ask(*where, red, green, blue, alpha):
        return False
    return alpha.value < 8 or min(red.value, green.value, blue.value) > 247


# --- letters -----------------------------------------------------------------------------------


class _Letters:
    """Makes words of letters, in the order in which the file shows them."""

    def __init__(self, page: Page, boxes: list[_Box], pictured: bool) -> None:
        self.page = page
        self.boxes = boxes
        self.pictured = pictured
        self._types: dict[int, tuple[bool, bool]] = {}
        self._word: Word | None = None
        self._apart = False  # pdfium saw a blank before this letter
        self._last = 0.0  # where the letter before began

    def gather(self, text: Any, place: Any) -> None:
        """Gather all words of the page."""
        x, y = ctypes.c_double(), ctypes.c_double()
        box = raw.FS_RECTF()
        for n in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(text.raw, n)
            letter = chr(code) if code else " "
            letter = "-" if letter in _HYPHENS else letter
            if letter.isspace() or letter < " ":
                if raw.FPDFText_IsGenerated(text.raw, n) != 1:
                    self._word = None
                self._apart = True
                continue
            raw.FPDFText_GetCharOrigin(text.raw, n, x, y)
            raw.FPDFText_GetLooseCharBox(text.raw, n, box)
            at, base = place(x.value, y.value)
            ends = [place(box.left, box.top)[0], place(box.right, box.bottom)[0]]
            thing = ctypes.cast(raw.FPDFText_GetTextObject(text.raw, n), ctypes.c_void_p).value
            size = self._size(text, n)
            bold, unseen = self._type(text, n, thing or 0)
            if self._is_hidden(at, base, size, unseen, text, n):
                self.page.hidden += 1
                self._word = None
                continue
            self._add(letter, at, max(ends), base, size, bold)
            self._apart = False

    def _size(self, text: Any, n: int) -> float:
        size = float(raw.FPDFText_GetFontSize(text.raw, n))
        matrix = raw.FS_MATRIX()
        if raw.FPDFText_GetMatrix(text.raw, n, matrix):
            size *= (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        return size

    def _type(self, text: Any, n: int, thing: int) -> tuple[bool, bool]:
        """Return (bold, drawn in no ink) of a letter; asked once for each object of text."""
        if thing in self._types:
            return self._types[thing]
        buffer = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        raw.FPDFText_GetFontInfo(text.raw, n, buffer, 128, flags)
        name = buffer.value.decode("utf-8", "replace").lower()
        heavy = any(
            word in name for word in ("bold", "black", "heavy", "semibold", "-bd", "verabd")
        )
        heavy = heavy or bool(flags.value & 1 << 18) or name.endswith("bd")
        handle = raw.FPDFText_GetTextObject(text.raw, n)
        mode = raw.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
        found = heavy, mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
        if thing:
            self._types[thing] = found
        return found

    def _is_hidden(
        self, x: float, base: float, size: float, unseen: bool, text: Any, n: int
    ) -> bool:
        """Say whether a reader of the page cannot see the letter.

        Ink-less letters under a picture of the page are what text recognition found: they stay.
        """
        if size < _LEAST_SIZE or not (-1 <= x <= self.page.width + 1):
            return True
        if not (-1 <= base <= self.page.height + size):
            return True
        if unseen:
            return not self.pictured
        if not _colour(raw.FPDFText_GetFillColor, text.raw, n):
            return False
        behind = [box for box in self.boxes if box.holds(x + 1, base - size / 3)]
        return not behind or behind[-1].white

    def _add(self, letter: str, x0: float, x1: float, base: float, size: float, bold: bool) -> None:
        word, last = self._word, self._last
        self._last = x0
        if word is not None:
            shift = word.base - base
            gap = x0 - word.x1
            widest = 0.06 if self._apart and size >= 0.85 * word.size else 0.16
            near = -0.5 * word.size <= gap <= widest * word.size or x0 == last  # a ligature's rest
            if near and abs(shift) <= 0.12 * word.size:
                word.text += letter
                word.x1 = max(word.x1, x1)
                return
            raised = size < 0.85 * word.size and 0.12 * word.size < shift < 0.8 * word.size
            if near and raised:
                word.text += letter.translate(_RAISED)
                word.x1 = max(word.x1, x1)
                return
        self._word = Word(letter, x0, x1, base, size, bold)
        self.page.words.append(self._word)
