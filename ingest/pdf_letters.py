"""The letters of a PDF page to words, and what nobody can see apart (pypdfium2)."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as raw

from ingest.blocks import clean_text

__all__ = ["Box", "Letters", "Page", "Placer", "Rule", "Word", "is_white"]

_LEAST_SIZE = 2.0  # points; type smaller than this cannot be read
_HYPHENS = "\x02\ufffe\u2010\u00ad"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Placer = Callable[[float, float], tuple[float, float]]  # of the file -> from the top left, as seen


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
    """One page: `words` in the order of the file, `aside` what is left out, each with why."""

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    aside: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Box:
    """A filled box or a picture; `white` says that white letters on it cannot be seen."""

    x0: float
    x1: float
    top: float
    bottom: float
    white: bool

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies in it."""
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


def is_white(ask: Any, *where: Any) -> bool:
    """Say whether the colour that `ask` names is white or cannot be seen at all."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not ask(*where, red, green, blue, alpha):
        return False
    return alpha.value < 8 or min(red.value, green.value, blue.value) > 247


_HEAVY = re.compile(r"bold|black|heavy|-bd|verabd|bd$")
_LEVEL = 4.0  # degrees by which a line of text may be askew
_REASONS = {
    "small": "too small to be read",
    "off": "off the page",
    "ink": "drawn without ink",
    "white": "white on white",
    "angle": "set at an angle across the page, as a stamp is",
}


@dataclass(frozen=True, slots=True)
class _Type:
    """How the letters of one object of text are set; the same for all of them."""

    size: float
    base: float
    angle: float  # degrees against the page as seen
    bold: bool
    inked: bool
    white: bool


class Letters:
    """Makes words of letters, in the order in which the file shows them."""

    def __init__(self, page: Page, boxes: list[Box], pictured: bool, turn: int) -> None:
        self.page = page
        self.angles: Counter[int] = Counter()  # quarter turns of letters against the page
        self._boxes = boxes
        self._pictured = pictured
        self._turn = turn
        self._types: dict[int, _Type] = {}
        self._bold: dict[int, bool] = {}  # by font
        self._word: Word | None = None
        self._apart = False  # pdfium saw a blank before this letter
        self._last = 0.0  # where the letter before began
        self._hidden: tuple[str, str] = "", ""  # reason, letters

    def gather(self, text: Any, place: Placer) -> None:
        """Gather all words of the page."""
        box, page = raw.FS_RECTF(), text.raw
        unicode, loose, corner = (
            raw.FPDFText_GetUnicode,
            raw.FPDFText_GetLooseCharBox,
            ctypes.byref(box),
        )
        for n in range(text.count_chars()):
            code = unicode(page, n)
            letter = chr(code) if code else " "
            letter = "-" if letter in _HYPHENS else letter
            if letter.isspace() or letter < " ":
                if raw.FPDFText_IsGenerated(page, n) != 1:
                    self._word = None
                self._apart = True
                continue
            loose(page, n, corner)
            at, end = place(box.left, box.top)[0], place(box.right, box.bottom)[0]
            kind = self._type(page, n, place)
            x0, x1 = (at, end) if at <= end else (end, at)
            if why := self._why_hidden(x0, kind):
                self._hide(letter, why)
                continue
            self._add(letter, x0, x1, kind)
            self._apart = False
        self._hide("", "")

    def _hide(self, letter: str, why: str) -> None:
        reason, letters = self._hidden
        if why != reason and letters:
            self.page.aside.append((clean_text(letters), _REASONS[reason]))
            letters = ""
        self._hidden = why, f"{letters}{' ' if self._apart else ''}{letter}"
        self._word, self._apart = None, False

    def _type(self, page: Any, n: int, place: Placer) -> _Type:
        thing = raw.FPDFText_GetTextObject(page, n)
        key = ctypes.addressof(thing.contents) if thing else 0
        found = self._types.get(key)
        if found is None:
            font = raw.FPDFTextObj_GetFont(thing) if thing else None
            name = ctypes.addressof(font.contents) if font else 0
            if name not in self._bold or not name:
                self._bold[name] = _is_bold(page, n)
            found = _type(page, n, thing, place, self._turn, bold=self._bold[name])
            if key:
                self._types[key] = found
        return found

    def _why_hidden(self, x: float, kind: _Type) -> str:
        """Return why a reader of the page cannot see the letter, or "" where one can.

        Ink-less letters under a picture of the page are what text recognition found: they stay.
        """
        if kind.size < _LEAST_SIZE:
            return "small"
        if not (-1 <= x <= self.page.width + 1 and -1 <= kind.base <= self.page.height + kind.size):
            return "off"
        if not kind.inked and not self._pictured:
            return "ink"
        if kind.inked and kind.white:
            behind = [box for box in self._boxes if box.holds(x + 1, kind.base - kind.size / 3)]
            if not behind or behind[-1].white:
                return "white"
        self.angles[round(kind.angle / 90) % 4] += 1
        return "angle" if min(kind.angle, 360 - kind.angle) > _LEVEL else ""

    def _add(self, letter: str, x0: float, x1: float, kind: _Type) -> None:
        base, size = kind.base, kind.size
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
        self._word = Word(letter, x0, x1, base, size, kind.bold)
        self.page.words.append(self._word)


def _type(page: Any, n: int, thing: Any, place: Placer, turn: int, *, bold: bool) -> _Type:
    size, matrix, angle = float(raw.FPDFText_GetFontSize(page, n)), raw.FS_MATRIX(), 0.0
    if raw.FPDFText_GetMatrix(page, n, matrix):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        angle = (math.degrees(math.atan2(matrix.b, matrix.a)) - turn) % 360
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(page, n, x, y)
    mode = raw.FPDFTextObj_GetTextRenderMode(thing) if thing else 0
    inked = mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    white = is_white(raw.FPDFText_GetFillColor, page, n)
    return _Type(size, place(x.value, y.value)[1], angle, bold, inked, white)


def _is_bold(page: Any, n: int) -> bool:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, n, buffer, 128, flags)
    name = buffer.value.decode("utf-8", "replace").lower()
    return bool(_HEAVY.search(name) or flags.value & 1 << 18)
