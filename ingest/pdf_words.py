"""The words of a PDF page with their places and type, and the rules drawn on it (pypdfium2)."""

from __future__ import annotations

import ctypes
from collections import Counter
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf_letters import Box, Letters, Page, Placer, Rule, Word, is_white
from rag.errors import ReadError

__all__ = ["Page", "Rule", "Word", "open_pdf"]

_MOST_PAGES = 3_000


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
    text = page.get_textpage()
    found, angles = _read_turned(page, text, page.get_rotation())
    quarter = max(angles, key=lambda turn: angles[turn]) if angles else 0
    if quarter:  # a page whose text lies on its side, as wide tables do
        found, _ = _read_turned(page, text, (page.get_rotation() + 90 * quarter) % 360)
    text.close()
    page.close()
    return found


def _read_turned(page: Any, text: Any, turn: int) -> tuple[Page, Counter[int]]:
    """Return the page turned clockwise, and how many letters run in which direction on it."""
    place = _placer(page, turn)
    width, height = page.get_size()
    if (turn - page.get_rotation()) % 180:
        width, height = height, width
    found = Page(width, height)
    boxes, found.rules, pictured = _drawn(page, place)
    letters = Letters(found, boxes, pictured, turn)
    letters.gather(text, place)
    return found, letters.angles


def _placer(page: Any, turn: int) -> Placer:
    """Return what turns a point of the file into one from the top left of the page as seen."""
    left, bottom, right, top = page.get_cropbox()
    if turn == 90:
        return lambda x, y: (y - bottom, x - left)
    if turn == 180:
        return lambda x, y: (right - x, y - bottom)
    if turn == 270:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


# --- what is drawn -----------------------------------------------------------------------------

_THIN = 3.0  # points


def _drawn(page: Any, place: Any) -> tuple[list[Box], list[Rule], bool]:
    boxes: list[Box] = []
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
            boxes.append(Box(x0, x1, y0, y1, False))
        elif x1 - x0 <= _THIN or y1 - y0 <= _THIN:
            rules.append(Rule(x0, x1, y0, y1))
        else:
            white = is_white(raw.FPDFPageObj_GetFillColor, thing.raw)
            filled, stroked = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(thing.raw, filled, stroked)
            if filled.value:
                boxes.append(Box(x0, x1, y0, y1, white))
            if stroked.value or filled.value:
                for a, b, c, d in ((x0, x1, y0, y0), (x0, x1, y1, y1)):
                    rules.append(Rule(a, b, c, d))
                for a, b, c, d in ((x0, x0, y0, y1), (x1, x1, y0, y1)):
                    rules.append(Rule(a, b, c, d))
    return boxes, rules, pictured
