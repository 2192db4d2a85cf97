"""Dates as people type them: found, given the year they leave out, and laid on one day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from ingest.when import find_printed
from rag.calendars import FIRST_YEAR, LAST_YEAR

__all__ = ["When", "find_days", "impossible_days", "lay_in_order", "settle_day"]

Ymd = tuple[int, int, int]

_NAMES = "january february march april may june july august september october november december"
_FULL = _NAMES.split()
_SHORT = [name[:3] for name in _FULL] + ["sept"]
_PLAIN = "|".join(name for name in _FULL if name not in ("march", "may"))
_LEADS = (
    r"(?:(?<=\d )|(?<=\dst )|(?<=\dnd )|(?<=\drd )|(?<=\dth )|(?<=\bin )|(?<=\bof )|(?<=\bby )|"
    r"(?<=\bsince )|(?<=\bfrom )|(?<=\buntil )|(?<=\btill )|(?<=\bearly )|(?<=\blate ))"
)
_LOWER = re.compile(rf"\b(?:{_PLAIN})\b|{_LEADS}(?:{'|'.join(_SHORT)}|march)\b")
_LAST = re.compile(rf"\blast (?=(?:{'|'.join(_FULL)})\b)", re.I)
_RELATIVE = re.compile(r",? (last|this) year\b", re.I)
_SHORT_YEAR = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d\d(?:\d\d)?)\b")
_WORDED = {
    word: n
    for n, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"a": 1, "an": 1}
_AGO = re.compile(
    rf"\b(?:about |around |over |nearly |almost )?(\d{{1,3}}|{'|'.join(_WORDED)}) "
    r"(day|week|month|year)s? ago\b",
    re.I,
)
_ANY_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({'|'.join([*_FULL, *_SHORT])})\b\.?(?:,? (\d{{4}}))?",
    re.I,
)
_NUMBERS = re.compile(r"\b(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))\b")
_EARLIEST = 2000  # no limit of the timetable is told of an earlier year
_ORDER = 24  # years back in which a day such as 29 February is looked for


@dataclass(frozen=True, slots=True)
class When:
    """A date as it is printed at `[start, end)`. `first` and `last`: year, month, day; a year of
    0 is not printed, a day of 0 means the month; `about`: counted back from today."""

    start: int
    end: int
    words: str
    first: Ymd
    last: Ymd | None = None
    about: bool = False

    @property
    def is_open(self) -> bool:
        """True where the year is not printed."""
        return not self.first[0]

    @property
    def exact(self) -> bool:
        """True where one day is meant."""
        return bool(self.first[2]) and self.last is None and not self.about

    def in_year(self, year: int) -> When:
        """Return it with a year."""
        last = self.last and (year + (self.last[1] < self.first[1]), *self.last[1:])
        return replace(self, first=(year, *self.first[1:]), last=last)


def find_days(text: str, today: date) -> tuple[str, list[When]]:
    """Return the text as it was read, and its dates in order. The text keeps its words; months
    get their capital, 12/1/26 becomes 12/01/2026; years before 2000 are left out."""
    text = _SHORT_YEAR.sub(_long_year, text)
    text = _LOWER.sub(lambda m: m[0].capitalize(), _LAST.sub("  in ", text))
    found = [
        _relative(When(p.start, p.end, text[p.start : p.end], p.first, p.last), text, today)
        for p in find_printed(text)
    ]
    for m in _AGO.finditer(text):
        day = _ago(int(_WORDED.get(m[1].lower(), 0) or m[1]), m[2].lower(), today)
        if day:
            ymd = (day.year, day.month, day.day)
            found.append(When(m.start(), m.end(), m[0], ymd, about=True))
    kept = [w for w in found if w.is_open or _EARLIEST <= w.first[0] <= LAST_YEAR]
    return text, sorted(kept, key=lambda when: when.start)


def _relative(when: When, text: str, today: date) -> When:
    """Return a date with the year of "in May last year"."""
    named = _RELATIVE.match(text, when.end)
    if not when.is_open or not named:
        return when
    back = int(named[1].lower() == "last")
    year = today.year - back
    named_when = replace(when, end=named.end(), words=when.words + named[0])
    return named_when.in_year(year) if _is_real(when, year) else when


def _long_year(m: re.Match[str]) -> str:
    year = m[3] if len(m[3]) == 4 else f"20{m[3]}"
    return f"{m[1].zfill(2)}/{m[2].zfill(2)}/{year}"


def _ago(count: int, unit: str, today: date) -> date | None:
    if unit in ("day", "week"):
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year < FIRST_YEAR:
        return None
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def impossible_days(text: str) -> list[tuple[str, int | None]]:
    """Return what looks like a date and is none, such as "31 June"; for 29 February with the
    year that has none."""
    found: list[tuple[str, int | None]] = []
    for m in _ANY_DAY.finditer(text):
        name = m[2].lower()[:3]
        month = [one[:3] for one in _FULL].index(name) + 1
        found += _no_day(m[0], int(m[3] or 2024), month, int(m[1]))
    for m in _NUMBERS.finditer(text):
        year, month, day = (int(n) for n in (m[1] or m[6], m[2] or m[5], m[3] or m[4]))
        found += _no_day(m[0], year, month, day)
    return found


def _no_day(words: str, year: int, month: int, day: int) -> list[tuple[str, int | None]]:
    try:
        date(year, month, day)
    except ValueError:
        return [(words, year if (month, day) == (2, 29) else None)]
    return []


def settle_day(when: When, *, latest: bool) -> date:
    """Return one day of a date: the latest that it can mean, or the earliest."""
    year, month, day = (when.last or when.first) if latest else when.first
    if not day:
        day = calendar.monthrange(year, month)[1] if latest else 1
    return date(year, month, day)


def lay_in_order(
    told: Sequence[tuple[str, When]], follows: Mapping[str, Sequence[str]], today: date
) -> list[When]:
    """Return the dates of events with the years that they leave out, as they were given.

    Events are taken to be told in the order in which they happened, but that an event stands
    after those it `follows`. A year is the nearest one that keeps the order beside a date whose
    year is printed; else the last one before today.
    """
    order = _in_time(told, follows)
    dates = [when for _, when in told]
    known = [place for place in order if not dates[place].is_open]
    if not known and order:
        last = order[-1]
        dates[last] = _year_before(dates[last], today)
    for before, place in pairwise(order):
        if dates[place].is_open and not dates[before].is_open:
            nearest = _year_after(dates[place], settle_day(dates[before], latest=False))
            early = nearest and settle_day(nearest, latest=False) <= today
            dates[place] = nearest if nearest and early else _year_before(dates[place], today)
    for place, later in reversed(list(pairwise(order))):
        if dates[place].is_open:
            dates[place] = _year_before(dates[place], settle_day(dates[later], latest=True))
    return dates


def _in_time(told: Sequence[tuple[str, When]], follows: Mapping[str, Sequence[str]]) -> list[int]:
    order: list[int] = []
    left = list(range(len(told)))
    while left:
        names = {told[place][0] for place in left}
        free = (p for p in left if not names.difference([told[p][0]]) & set(follows[told[p][0]]))
        first = next(free, left[0])
        left.remove(first)
        order.append(first)
    return order


def _year_before(when: When, day: date) -> When:
    """Return a date in the last year in which it is not after `day`."""
    years = range(day.year, day.year - _ORDER, -1)
    fits = [when.in_year(year) for year in years if _is_real(when, year)]
    return next(one for one in fits if settle_day(one, latest=False) <= day)


def _year_after(when: When, day: date) -> When | None:
    """Return a date in the first year in which it is not before `day`, None for none."""
    years = range(day.year, min(LAST_YEAR, day.year + _ORDER))
    fits = (when.in_year(year) for year in years if _is_real(when, year))
    return next((one for one in fits if settle_day(one, latest=True) >= day), None)


def _is_real(when: When, year: int) -> bool:
    try:
        settle_day(when.in_year(year), latest=True)
    except ValueError:
        return False
    return True
