"""Lengths of time in a text, as they were written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text import NUMBER_WORDS

__all__ = ["Period", "periods", "read_number"]

_NUMERAL = (
    r"(\d+(?:\.\d+)?|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + r"|an?|half an?)"
)
_PERIOD = re.compile(
    rf"\b{_NUMERAL}(?:[ -]+(?:and a half|whole|full|long|odd|school|working|calendar))*[ -]+"
    r"(day|week|month|year|term)s?\b",
    re.I,
)
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25, "term": 91.0}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as it was written: `n` of `unit` (day, week, month, year, term)."""

    n: float
    unit: str
    words: str
    start: int

    @property
    def days(self) -> float:
        """About how many days; for comparing, never for a deadline."""
        return self.n * _DAYS[self.unit]


def read_number(words: str) -> float:
    """Return the number that a numeral or a number word says; "half a" is 0.5."""
    lower = words.lower()
    if lower in NUMBER_WORDS:
        return float(NUMBER_WORDS[lower])
    if lower.startswith("half"):
        return 0.5
    return 1.0 if lower in ("a", "an") else float(lower)


def periods(text: str) -> list[Period]:
    """Return the lengths of time in `text` ("five months", "12 weeks"), in order."""
    return [
        Period(read_number(m[1]), m[2].lower(), m[0], m.start()) for m in _PERIOD.finditer(text)
    ]
