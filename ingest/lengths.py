"""Lengths of time as decisions print them: "two terms", "16 of 38 sessions", "since May 2023"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from ingest.when import Printed, count_months, find_printed
from rag.periods import read_number
from rag.text import NUMBER_WORDS

__all__ = ["PART_OF", "UNITS", "Length", "find_lengths", "months_of"]

_NUMERAL = (
    r"(?:\d+(?:\.\d+)?|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + r"|half an?|an?)"
)
_UNIT = r"(?P<unit>day|week|month|term|year|session|lesson|hour)s?"
_KIND = r"(?:(?:whole|full|school|academic|calendar|further|consecutive|missed|lost|teaching)[ -])*"
_AMOUNT = re.compile(
    rf"\b(?P<words>(?P<number>{_NUMERAL})(?P<half1> and a half)?[ -]{_KIND}{_UNIT}\b"
    rf"(?P<half2> and a half)?)(?! (?:ago|earlier|later|old|notice|before|after)\b)",
    re.I,
)
PART_OF = re.compile(
    rf"\b(?P<part>{_NUMERAL}) (?:(?:session|hour|lesson|day|week)s? )?(?:out )?of (?:the |a "
    rf"possible |his |her |their )?"
    rf"(?P<whole>{_NUMERAL}) (?P<what>(?:[\w-]+ ){{0,4}}?){_UNIT}\b",
    re.I,
)
UNITS = {"lesson": "sessions"}
_IN_YEAR = {"year": 1.0, "term": 3.0, "month": 12.0, "week": 52.0, "day": 365.25}


@dataclass(frozen=True, slots=True)
class Length:
    """A length at `[start, end)` of a sentence, counted or between dates."""

    start: int
    end: int
    amount: float | None = None
    unit: str | None = None
    printed: Printed | None = None


def find_lengths(sentence: str) -> Iterator[Length]:
    """Yield the lengths of time and the counts of sessions or hours in a sentence."""
    for m in _AMOUNT.finditer(sentence):
        amount = read_number(m["number"]) + (0.5 if m["half1"] or m["half2"] else 0.0)
        unit = m["unit"].lower()
        yield Length(m.start(), m.end(), amount, UNITS.get(unit, unit + "s"))
    for printed in find_printed(sentence):
        if printed.open_year:
            continue
        if printed.last or printed.lead == "since":
            yield Length(printed.start, printed.end, printed=printed)


def months_of(length: Length, words: str) -> float | None:
    """Return a length in months, None for sessions and hours; `words` are as printed."""
    if length.amount is not None:
        unit = (length.unit or "").removesuffix("s")
        if unit not in _IN_YEAR:
            return None
        in_year = 190.0 if "school day" in words.lower() else _IN_YEAR[unit]
        return round(length.amount * 12 / in_year, 1)
    first, last = length.printed.dates() if length.printed else (None, None)
    if not first or not last:
        return None
    if length.printed and length.printed.precision == "month" and _UP_TO.search(words):
        last = last.replace(day=1) - timedelta(days=1)  # "until January": January is not missed
    return count_months(first, last)


_UP_TO = re.compile(r"\b(?:until|till)\b(?! (?:the )?(?:end|late|mid))", re.I)
