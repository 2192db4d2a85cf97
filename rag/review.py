"""What should have happened: what was due when beside what happened when, and the gap.

It compares dates and never judges: only the Ombudsman says what is fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rag.deadlines import say_date
from rag.due import Due
from rag.errors import QuestionError
from rag.timetable import Timetable
from rag.wording import Wording

__all__ = ["Standing", "Step", "gap_words", "read_undone", "review_steps"]


class Standing(StrEnum):
    """How what happened stands to what was due."""

    IN_TIME = "in time"
    BY_COUNTING = "in time by one way of counting"
    LATE = "late"
    OVERDUE = "not done and overdue"
    NOT_DUE = "not due yet"
    NOT_TOLD = "not told"
    UNKNOWN = "limit not known"


@dataclass(frozen=True, slots=True)
class Step:
    """One duty to act by a day, and what came of it. `event` met the duty on `happened`;
    `gap_days`: days after the last day that any way of counting allows, None where not late."""

    due: Due
    event: str | None
    happened: date | None
    standing: Standing
    gap_days: int | None
    words: str


def read_undone(timetable: Timetable, names: Collection[str], given: Collection[str]) -> set[str]:
    """Return the events that a person says have not happened. Raises QuestionError where one is
    unknown, or has a date in `given` as well."""
    for name in names:
        if name not in timetable.events:
            raise QuestionError(f"{name!r} is no event that a limit counts from or that ends one.")
        if name in given:
            raise QuestionError(f"{name} has a date and is said not to have happened: which is it?")
    return set(names)


def review_steps(
    dues: Sequence[Due],
    dates: Mapping[str, date],
    wording: Wording,
    *,
    today: date,
    undone: Collection[str] = (),
) -> list[Step]:
    """Return what others had to do by a day, in the order of those days, and what came of it.

    What has a date after `today` has not happened yet. `dates` are those that `dues` follow from.
    A duty that holds on a condition is left out where nothing is told about it.
    """
    return list(_steps(dues, dates, wording, today, undone))


def _steps(
    dues: Sequence[Due],
    dates: Mapping[str, date],
    wording: Wording,
    today: date,
    undone: Collection[str],
) -> Iterator[Step]:
    for due in dues:
        rule = due.rule
        if rule.whose == "family" or not rule.met_by:
            continue
        event = _what_met(due, dates)
        ahead = event is not None and dates[event] > today
        event = None if ahead else event
        happened = dates[event] if event else None
        is_undone = ahead or (happened is None and any(name in undone for name in rule.met_by))
        if happened is None and not is_undone and rule.condition:
            continue
        standing, gap = _stands(due, happened, today, is_undone)
        words = _say(due, standing, gap, wording, today)
        if standing is Standing.NOT_TOLD and any(name in dates for name in rule.met_by):
            words = wording.fill("review.too_early", start=say_date(due.start))
        yield Step(due, event, happened, standing, gap, words)


def _what_met(due: Due, dates: Mapping[str, date]) -> str | None:
    """Return the first event that met the duty: since it began, where it counts forward."""
    back = due.rule.before
    met = {n: dates[n] for n in due.rule.met_by if n in dates and (back or dates[n] >= due.start)}
    return min(met, key=lambda name: met[name], default=None)


def _stands(
    due: Due, happened: date | None, today: date, is_undone: bool
) -> tuple[Standing, int | None]:
    last, day = due.surely_by, happened or today
    if last is None:
        early = happened is not None and due.earliest is not None and happened <= due.earliest
        return (Standing.IN_TIME if early else Standing.UNKNOWN), None
    if happened is None and not is_undone:
        return (Standing.NOT_TOLD if last < today else Standing.NOT_DUE), None
    if day > last:
        standing = Standing.LATE if happened else Standing.OVERDUE
        return standing, (day - last).days
    if happened is None:
        return Standing.NOT_DUE, None
    strict = min(d for d in (due.day, due.other) if d)
    return (Standing.IN_TIME if happened <= strict else Standing.BY_COUNTING), None


def _say(due: Due, standing: Standing, gap: int | None, wording: Wording, today: date) -> str:
    name = f"review.{standing.name.lower()}"
    if gap is None:
        return wording.fill(name)
    values = {"today": say_date(today)} if standing is Standing.OVERDUE else {}
    told = [wording.fill(name, gap=gap_words(gap), **values)]
    law = due.rule.status == "in force"
    told.append(wording.fill("review.may" if law else "review.may_guidance"))
    if due.exemptions:
        told.append(wording.fill("review.unless"))
    return " ".join(told)


def gap_words(days: int) -> str:
    """Return a length of time in days, and in weeks from two weeks on."""
    words = f"{days:,} day{'s' if days != 1 else ''}"
    weeks, rest = divmod(days, 7)
    if weeks < 2:
        return words
    more = f" and {rest} day{'s' if rest != 1 else ''}" if rest else ""
    return f"{words} ({weeks} weeks{more})"
