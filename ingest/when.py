"""Dates as decisions print them: days, months, terms, years, ranges, and what each leaves out."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

__all__ = ["Printed", "count_months", "fill_year", "find_printed"]

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n} | {
    name.lower(): n for n, name in enumerate(calendar.month_abbr) if n
}
_MONTHS["sept"] = 9
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_YEAR = r"(?:(?:19|20)\d\d)"
_ST = r"(?:st|nd|rd|th)?"
_PART = (
    r"(?:(?:the )?(?:(?:very )?(?:early|mid|late)(?:[ -]|(?: in| part of) )|"
    r"(?:start|beginning|middle|end) of ))"
)
_LEADS = (
    r"(?:[Ii]n|[Ss]ince|[Ff]rom|[Uu]ntil|[Uu]p to|[Tt]ill|[Bb]y|[Dd]uring|[Bb]etween|[Bb]efore|"
    r"[Aa]fter|[Tt]hroughout|and|to|of|that|[Ee]arly|[Mm]id|[Ll]ate|following|[Aa]s of|around|"
    r"[Aa]t|[Ff]or)"
)
_POINT = re.compile(
    rf"(?P<iso>\b{_YEAR}-\d\d-\d\d\b)|(?P<slashed>\b\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}\b)"
    rf"|\b(?P<day>\d{{1,2}}){_ST}(?: of)? (?P<month1>{_MONTH})(?:,? (?P<year1>{_YEAR})\b)?"
    rf"|\b(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}}){_ST},? (?P<year2>{_YEAR})\b"
    rf"|(?P<part>\b{_PART})?\b(?P<month3>{_MONTH}),?(?: of)? (?P<year3>{_YEAR})\b"
    rf"|(?P<part4>\b{_PART})?(?:the )?\b(?P<season>(?i:autumn|spring|summer|winter))"
    rf"(?P<term> (?:half[- ])?term)?(?: of| in)?,? (?P<year4>{_YEAR})(?![-/–]\d)\b"
    rf"|\b(?P<school>{_YEAR})[-/–](?P<school2>\d\d(?:\d\d)?)\b(?= (?:academic|school) years?)"
    rf"|(?<=year )(?P<school3>{_YEAR})[-/–](?P<school4>\d\d(?:\d\d)?)\b"
    rf"|(?<![\w-])(?P<lead>{_LEADS})[ -](?P<part5>{_PART})?(?:(?P<month5>{_MONTH})\b(?! \d)|"
    rf"(?P<year5>{_YEAR})\b(?![-/–]\d| [A-Z]| (?:plan|version|review|report|guidance)\b))"
)
_DATED = re.compile(rf"{_YEAR}|{_MONTH}")
_SEASONS = {"winter": (12, 2), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11)}
_TERMS = {"spring": (1, 3), "summer": (4, 7), "autumn": (9, 12)}  # the three terms of a school year


@dataclass(frozen=True, slots=True)
class Printed:
    """One date or range as printed at `[start, end)` of a text.

    `first` and `last` are (year, month, day); a year of 0 is not printed, a day of 0 means the
    month. `last` is None for a point in time. `precision`: day, month, term (or season), year.
    """

    start: int
    end: int
    precision: str
    first: tuple[int, int, int]
    last: tuple[int, int, int] | None = None
    lead: str = ""  # the word before it: "since", "until"

    @property
    def open_year(self) -> bool:
        """True where the year is not printed."""
        return not self.first[0]

    def dates(self) -> tuple[date, date | None]:
        """Return the first day meant and, for a range, the last; ValueError for 31 June."""
        year, month, day = self.first
        first = date(year, month, day or 1)
        if self.last is None:
            return first, None
        year, month, day = self.last
        return first, date(year, month, day or calendar.monthrange(year, month)[1])


def find_printed(text: str) -> list[Printed]:
    """Return the dates of `text` in order; two that a range joins come as one."""
    if not _DATED.search(text):
        return []
    points = [_point(m, text) for m in _POINT.finditer(text)]
    real = [p for p in points if p is not None and _exists(p)]
    return _join_ranges(text, real)


def fill_year(printed: Printed, year: int) -> Printed:
    """Return `printed` with the year that it leaves out."""
    first = (year, *printed.first[1:])
    last = printed.last and (year + (printed.last[1] < first[1]), *printed.last[1:])
    return Printed(printed.start, printed.end, printed.precision, first, last, printed.lead)


def count_months(first: date, last: date) -> float:
    """Return the months from the first day to the last, both counted, to one decimal."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    length = calendar.monthrange(last.year, last.month)[1]
    return round(whole + (last.day - first.day + 1) / length, 1)


# --- one point ---------------------------------------------------------------------------------


def _point(m: re.Match[str], text: str) -> Printed | None:
    start, end = m.span()
    lead = (m["lead"] or _lead_before(text, start)).lower()
    if m["lead"]:
        start = m.end("lead") + 1
    if m["iso"]:
        year, month, day = map(int, m["iso"].split("-"))
        return Printed(start, end, "day", (year, month, day), None, lead)
    if m["slashed"]:
        day, month, year = map(int, re.split(r"[/.]", m["slashed"]))
        return Printed(start, end, "day", (year, month, day), None, lead)
    if m["day"] or m["day2"]:
        month = _number(m["month1"] or m["month2"])
        year = int(m["year1"] or m["year2"] or 0)
        return _day(text, start, end, (year, month, int(m["day"] or m["day2"])), lead)
    if m["month3"] or m["month5"]:
        first = (int(m["year3"] or 0), _number(m["month3"] or m["month5"]), 0)
        return Printed(start, end, "month", first, None, lead)
    if m["season"]:
        return _season(m, start, end, lead)
    if school := m["school"] or m["school3"]:
        after = int(school) + 1
        if int((m["school2"] or m["school4"])[-2:]) != after % 100:
            return None
        return Printed(start, end, "year", (int(school), 9, 0), (after, 8, 0), lead)
    return Printed(start, end, "year", (int(m["year5"]), 1, 0), None, lead)


def _number(month: str) -> int:
    return _MONTHS[month.lower().rstrip(".")]


def _lead_before(text: str, start: int) -> str:
    found = re.search(r"(\w+) (?:the )?$", text[max(0, start - 20) : start])
    return found[1] if found else ""


_FIRST_DAY = re.compile(r"\b(?:between|from) (\d{1,2})(?:st|nd|rd|th)? (?:and|to) $", re.I)


def _day(text: str, start: int, end: int, last: tuple[int, int, int], lead: str) -> Printed:
    """Return a day, or the days of "from 3 to 10 June 2024"."""
    if found := _FIRST_DAY.search(text[:start]):
        first = (last[0], last[1], int(found[1]))
        return Printed(found.start(), end, "day", first, last, found[0].split()[0].lower())
    return Printed(start, end, "day", last, None, lead)


def _season(m: re.Match[str], start: int, end: int, lead: str) -> Printed | None:
    months = _TERMS if m["term"] else _SEASONS
    season, year = m["season"].lower(), int(m["year4"])
    if season not in months:
        return None
    first, last = months[season]
    back = 1 if last < first else 0
    return Printed(start, end, "term", (year - back, first, 0), (year, last, 0), lead)


def _exists(printed: Printed) -> bool:
    try:
        (fill_year(printed, 2024) if printed.open_year else printed).dates()
    except ValueError:
        return False
    return True


# --- ranges ------------------------------------------------------------------------------------

_TO = re.compile(
    r",? ?(?:to|until|up to|till|through to|up until|and until|to the|[-–—])(?: the)? ?", re.I
)
_AND = re.compile(r",? ?and(?: the)? ?", re.I)


def _join_ranges(text: str, points: Sequence[Printed]) -> list[Printed]:
    result: list[Printed] = []
    taken = False
    for one, two in pairwise([*points, None]):
        if taken or one is None:
            taken = False
            continue
        joined = two and _range(text, one, two)
        taken = joined is not None
        result.append(joined or one)
    return result


def _range(text: str, one: Printed, two: Printed) -> Printed | None:
    """Return the range from `one` to `two` where the words between them make one."""
    between = text[one.end : two.start]
    joins = _TO.fullmatch(between) or (one.lead == "between" and _AND.fullmatch(between))
    if not joins or two.open_year or (one.last and one.precision != "term"):
        return None
    first, last = one.first, two.last or two.first
    if one.open_year:
        first = (last[0] - (first[1] > last[1]), *first[1:])
    if two.precision == "year" and two.last is None:
        last = (last[0], 12, 0)
    order = ("day", "month", "term", "year")
    precision = max(one.precision, two.precision, key=order.index)
    named = re.search(r"\b(?:between|from) (?:the )?$", text[: one.start], re.I)
    found = Printed(
        named.start() if named else one.start, two.end, precision, first, last, one.lead
    )
    if not _exists(found):  # from 29 February of a year that has none
        return None
    start, end = found.dates()
    return found if end and start < end else None
