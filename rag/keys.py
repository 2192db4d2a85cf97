"""Names and references in the one form in which they are compared."""

from __future__ import annotations

import re

from rag.text import amounts

__all__ = ["marks", "name_key", "reference_key"]

# Both read lower-case text: ignoring case costs a regular expression twice the time.
_REFERENCE = re.compile(r"(?<![\w-])(\d{2})[ \u00a0-]?(\d{3})[ \u00a0-]?(\d{3}) ?([a-z]?)(?![\w-])")
_PLACE = r"(?:\d{1,3}[a-z]{0,2}|[a-k])"
_PLACES = re.compile(
    r"(?<!['’])\b(sections?|secs?\.?|ss?\.?|schedules?|regulations?|regs?\.?|articles?"
    rf"|paragraphs?|paras?\.?)\s{{0,2}}({_PLACE}(?:(?:\s*[,/&]\s*|\s+(?:and|or)\s+){_PLACE})*)"
    r"(?![\w'’])"
)
_THOUSANDS = re.compile(r"\b(\d{1,3}(?:\.\d)?) ?(?:k|thousand|grand)\b")
_FULL = {"s": "section", "sec": "section", "reg": "regulation", "para": "paragraph"}


def reference_key(reference: str) -> str:
    """Return a reference as compared: "24 018 294", "24-018-294" and "24018294" are one.

    Anything else (a duty's id) is compared without regard to case and surrounding space.
    """
    found = _REFERENCE.fullmatch(reference.strip().lower())
    return "".join(found.groups()) if found else name_key(reference)


def name_key(name: str) -> str:
    """Return a name as compared: letter case and runs of space do not count."""
    return " ".join(name.split()).casefold()


def marks(text: str) -> list[str]:
    """Return the exact marks in `text` that a tokenizer would tear apart, in order.

    Decision references ("24 018 294" -> "24018294"), places in the law or a plan ("Sections B
    and F" -> "section:b", "section:f"; "s19" -> "section:19") and sums of money ("£1,350",
    "1350 quid" -> "gbp:1350"; "28k", "28 thousand" -> "gbp:28000").
    """
    lower = text.lower()
    found = ["".join(m.groups()) for m in _REFERENCE.finditer(lower)]
    for m in _PLACES.finditer(lower):
        word = m[1].rstrip(".")
        word = word.removesuffix("s") or "s"
        items = re.split(r"\s*[,/&]\s*|\s+(?:and|or)\s+", m[2])
        found += [f"{_FULL.get(word, word)}:{item}" for item in items]
    found += [f"gbp:{value:.0f}" for value in amounts(lower) if value >= 1]
    found += [f"gbp:{float(m[1]) * 1000:.0f}" for m in _THOUSANDS.finditer(lower)]
    return list(dict.fromkeys(found))
