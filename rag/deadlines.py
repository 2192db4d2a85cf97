"""Counting time: when a limit ends, by both ways of counting, and what has passed.

Two conventions are in use: the day after the event is day one (plain addition), or the day of
the event is (an example worked out in decision 23 013 824 ends a day earlier). School days
need term dates, which differ from council to council, and are never worked out here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rag.calendars import add_working_days
from rag.periods import Period
from rag.text import content_words, stem

__all__ = ["Limit", "add_limit", "has_passed", "limit_of", "runs_from", "say_date"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as a rule gives it: `n` of `unit`, counted from `event`."""

    n: int
    unit: str  # "weeks", "months", "school days", "working days", "days"
    event: str

    @property
    def words(self) -> str:
        return f"{self.n} {self.unit if self.n != 1 else self.unit.rstrip('s')}"

    @property
    def days(self) -> float | None:
        """About how many days; None for units that need a school or working calendar."""
        each = {"days": 1.0, "weeks": 7.0, "months": 30.44, "years": 365.25}.get(self.unit)
        return None if each is None else self.n * each


_UNIT = re.compile(r"^(school days?|working days?|days?|weeks?|months?|years?)\b")


def limit_of(record: Mapping[str, Any]) -> Limit | None:
    """Return the time limit of a duty's record, None where it is not a length of time."""
    limit = record.get("time_limit")
    if not limit or not isinstance(limit.get("n"), int):
        return None
    unit = _UNIT.match(str(limit["unit"]))
    if unit is None or "before" in str(limit["unit"]) or "must start" in str(limit["unit"]):
        return None
    name = unit[1] if unit[1].endswith("s") else unit[1] + "s"
    event = re.split(r"[,(]| or ", str(limit["from_event"]))[0].strip()
    return Limit(int(limit["n"]), name, event)


def add_limit(start: date, limit: Limit, *, that_day: bool = False) -> date | None:
    """Return the last day of `limit` counted from `start`; None for school days.

    The day after `start` is the first, or `start` itself with `that_day`. A month ends on the
    same day number (the day before, with `that_day`), or on its last day where it is shorter.
    A negative `n` counts back.
    """
    if limit.unit == "working days":
        return add_working_days(start, limit.n, that_day=that_day)
    if limit.unit in ("days", "weeks"):
        days = limit.n * (7 if limit.unit == "weeks" else 1)
        return start + timedelta(days=days - that_day)
    if limit.unit in ("months", "years"):
        months = start.month - 1 + limit.n * (12 if limit.unit == "years" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        longest = calendar.monthrange(year, month)[1]
        end = date(year, month, min(start.day, longest))
        return end - timedelta(days=that_day and start.day <= longest)
    return None


def has_passed(said: Period, limit: Limit) -> bool | None:
    """Return whether a length of time that a person gives is beyond a limit.

    None where it is too close to say (within a tenth), or where the units cannot be compared.
    """
    days = limit.days
    if days is None or not days:
        return None
    share = said.days / days
    if 0.9 <= share <= 1.1:
        return None
    return share > 1.0


_ANY_EVENT = frozenset(
    stem(word)
    for word in (
        "plan day date received issued served council authority child clear long last"
    ).split()
)


def runs_from(limit: Limit, text: str) -> bool:
    """True where `text` speaks of the event that the limit runs from ("the review meeting")."""
    event = {stem(w) for w in content_words(limit.event)} - _ANY_EVENT
    return bool(event & {stem(w) for w in content_words(text)})


def say_date(day: date) -> str:
    """Return a date as people write it: 3 March 2025."""
    return f"{day.day} {day:%B %Y}"
