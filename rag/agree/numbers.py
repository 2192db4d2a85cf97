"""The value of a number in figures or in words."""

from __future__ import annotations

import re

from rag.text import NUMBER_WORDS

__all__ = ["WORDED", "number"]

_UNITS = {name: n for name, n in NUMBER_WORDS.items() if n <= 20}
_TENS = dict(
    zip(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        range(20, 100, 10),
        strict=True,
    )
)
_SMALL = "|".join(sorted((*_UNITS, "dozen", "couple"), key=len, reverse=True))
WORDED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_SMALL}))?|(?:an?|one|two|three|four|five|six|seven|"
    rf"eight|nine) (?:hundred|thousand)(?: and (?:{'|'.join(_TENS)}|{_SMALL})(?:[- "
    rf"](?:{_SMALL}))?)?"
    rf"|{_SMALL}|hundred|thousand)"
)


def number(words: str) -> float | None:
    """Return the value of a numeral or of number words ("twenty-five", "a hundred and ten")."""
    bare = words.lower().replace(",", "").strip(" .")
    if re.fullmatch(r"\d+(?:\.\d+)?", bare):
        return float(bare)
    total, found = 0.0, False
    for word in re.split(r"[- ]", bare):
        if word in ("hundred", "thousand"):
            total, found = max(total, 1.0) * (100 if word == "hundred" else 1000), True
        elif word in ("dozen", "couple"):
            total, found = total + (12 if word == "dozen" else 2), True
        elif word in _TENS or word in _UNITS:
            total, found = total + (_TENS.get(word) or _UNITS.get(word, 0)), True
        elif word not in ("a", "an", "and"):
            return None
    return total if found else None
