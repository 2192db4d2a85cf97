"""Names and references in the one form in which they are compared."""

from __future__ import annotations

import re

__all__ = ["marks", "name_key", "reference_key"]

_REFERENCE = re.compile(
    r"(?<![\w-])(\d{2})[ \u00a0-]?(\d{3})[ \u00a0-]?(\d{3})[ ]?([a-z]?)(?![\w-])", re.I
)
_PLACES = re.compile(
    r"\b(section|sec\.|s\.?|ss\.?|regulation|reg\.?|regs\.?|article|schedule|paragraph|para\.?)s?"
    r"\s{0,2}((?:\d{1,3}[a-z]{0,2}|[a-k])(?:(?:\s*[,/&]\s*|\s+(?:and|or)\s+)(?:\d{1,3}[a-z]{0,2}|[a-k]))*)"
    r"(?![\w'’])",
    re.I,
)
_FULL = {"s": "section", "ss": "section", "sec": "section", "reg": "regulation",
         "regs": "regulation", "para": "paragraph"}  # fmt: skip


def reference_key(reference: str) -> str:
    """Return a reference as compared: "24 018 294", "24-018-294" and "24018294" are one.

    Anything else (a duty's id) is compared without regard to case and surrounding space.
    """
    found = _REFERENCE.fullmatch(reference.strip())
    if found:
        return "".join(found.groups()).lower()
    return name_key(reference)


def name_key(name: str) -> str:
    """Return a name as compared: letter case and runs of space do not count."""
    return " ".join(name.split()).casefold()


def marks(text: str) -> list[str]:
    """Return the exact marks in `text` that a tokenizer would tear apart, in order.

    Decision references ("24 018 294" -> "24018294") and places in the law or a plan
    ("Sections B and F" -> "section:b", "section:f"; "s19" -> "section:19").
    """
    found = ["".join(m.groups()).lower() for m in _REFERENCE.finditer(text)]
    for m in _PLACES.finditer(text):
        word = m[1].lower().rstrip(".")
        kind = _FULL.get(word, word)
        items = re.split(r"\s*[,/&]\s*|\s+(?:and|or)\s+", m[2].lower())
        found += [f"{kind}:{item}" for item in items]
    return list(dict.fromkeys(found))
