"""Which days count: working days in England, and school days where closures are told.

A working day is no Saturday, no Sunday and no bank holiday in England (Banking and Financial
Dealings Act 1971, with Christmas Day and Good Friday): that is how SI 2006/1738 reg 2 and the
Tribunal's rules put it. Term dates differ from council to council and are known nowhere here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Closure",
    "add_school_days",
    "add_working_days",
    "next_working_day",
]

FIRST_YEAR = 1974
LAST_YEAR = 2098  # bank holidays are known up to 2100; the longest limit is 12 months

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closure:
    """A school's holiday or other closure, first and last day included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """True where the school is closed on `day`."""
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it lasts, weekends included."""
        return (self.last - self.first).days + 1


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # a quarter of a second that most answers do not need

    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def _is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def _working_days(first: date) -> Iterator[date]:
    day = first
    while True:
        if _is_working_day(day):
            yield day
        day += _DAY


def next_working_day(day: date) -> date:
    """Return `day`, or the first working day after it."""
    return next(_working_days(day))


def add_working_days(start: date, n: int, *, that_day: bool = False) -> date:
    """Return the `n`th working day after `start`; with `that_day`, `start` is the first where
    it is a working day. `n` is at least 1."""
    days = _working_days(start if that_day else start + _DAY)
    return next(day for count, day in enumerate(days, 1) if count == n)


def add_school_days(start: date, n: int, closures: Sequence[Closure]) -> date:
    """Return the `n`th school day from `start`, which is the first where it is one.

    Without all closures told this is the earliest day it can be: a school is open on no
    weekend and on no bank holiday.
    """
    days = (day for day in _working_days(start) if not any(c.holds(day) for c in closures))
    return next(day for count, day in enumerate(days, 1) if count == n)
