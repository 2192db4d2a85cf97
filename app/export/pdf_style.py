"""The look of a PDF: an embedded font, its styles, and text made ready for it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from html import escape
from typing import Any

from font_source_sans_pro import font_files_ttf
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

__all__ = ["BOLD", "INK", "LINK", "QUIET", "REGULAR", "RULE", "marked_up", "shown", "styles"]

REGULAR, BOLD = "UpheldSans", "UpheldSans-Bold"
INK, QUIET, LINK, RULE = map(HexColor, ("#1a1a1a", "#555555", "#0b4f8a", "#b5b5b5"))
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2028": "\n", "\u2029": "\n", "\t": " "})
_INKLESS = ("Cf", "Cc", "Cs", "Mn", "Me")


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """Register the font once; return the letters that both its weights can draw."""
    regular = TTFont(REGULAR, font_files_ttf["SourceSansPro"])
    bold = TTFont(BOLD, font_files_ttf["SourceSansProSemibold"])
    for font in (regular, bold):
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )
    return frozenset(regular.face.charToGlyph) & frozenset(bold.face.charToGlyph)


def shown(text: str) -> str:
    """Return `text` in letters that the font has; another one is told by its code: [U+4E2D].

    Marks without ink of their own that the font lacks are left out.
    """
    letters = _letters()
    plain = text.translate(_ALIKE)
    if any(ord(c) not in letters for c in plain):
        plain = unicodedata.normalize("NFC", plain)
    return "".join(c if c == "\n" or ord(c) in letters else _coded(c) for c in plain)


def _coded(letter: str) -> str:
    return "" if unicodedata.category(letter) in _INKLESS else f"[U+{ord(letter):04X}]"


def marked_up(text: str) -> str:
    """Return `text` for reportlab's paragraphs: nothing of it is markup, its lines stay apart."""
    return escape(shown(text)).replace("\n", "<br/>")


@lru_cache(maxsize=1)
def styles() -> dict[str, ParagraphStyle]:
    """Return the styles by name."""
    _letters()
    body = ParagraphStyle(
        "body", fontName=REGULAR, fontSize=10.5, leading=14, textColor=INK, spaceAfter=5
    )
    made: dict[str, dict[str, Any]] = {
        "title": {"fontName": BOLD, "fontSize": 18, "leading": 22, "spaceAfter": 8},
        "heading": {
            "fontName": BOLD,
            "fontSize": 13,
            "leading": 17,
            "spaceBefore": 10,
            "spaceAfter": 4,
            "keepWithNext": 1,
        },
        "group": {
            "fontName": BOLD,
            "fontSize": 10.5,
            "leading": 14,
            "spaceBefore": 8,
            "spaceAfter": 4,
            "keepWithNext": 1,
        },
        "bullet": {"leftIndent": 14, "bulletIndent": 3},
        "key": {"fontSize": 9, "leading": 12, "textColor": QUIET, "spaceBefore": 3},
        "head": {"fontName": BOLD, "fontSize": 9, "leading": 12, "spaceAfter": 0},
        "cell": {"fontSize": 9, "leading": 12, "spaceAfter": 3},
        "note": {"fontSize": 8.5, "leading": 11, "textColor": QUIET, "spaceAfter": 3},
    }
    return {"body": body} | {
        name: ParagraphStyle(name, parent=body, **given) for name, given in made.items()
    }
