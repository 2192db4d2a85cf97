"""One decision in time: what happened, what was due by the rules, and what came late.

A due date is counted from an event that the decision dates, so it is inferred; a month, a term
or a year is carried as the days it may mean, and lateness as the least and the most it may be.
It compares dates and never judges: only the Ombudsman says what is fault.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rag.cases import Event
from rag.due import Due, due_dates
from rag.kinds import REPORTED
from rag.milestones import is_exact, read_milestone
from rag.timetable import Rule, Timetable
from rag.wording import Wording

__all__ = ["Came", "Moment", "Owed", "ToldLimit", "owed_dates", "read_moments"]

_DAY = timedelta(days=1)
_COURT = re.compile(r"\b(?:tribunal|appeal(?:ed|s)?)\b", re.I)
_MOST_DAYS = 730  # between a limit and what met it: further apart the two are hardly one story
_STANDS_FOR = {  # a final plan, by what it followed
    "review-meeting": "amended-plan",
    "amendment-notice": "amended-plan",
    "reassessment-agreed": "reassessed-plan",
    "order-amend": "order-carried-out",
}
_FIRST_PLAN = ("request", "order-assess", "order-plan")


class Came(StrEnum):
    """How what happened stands to what was due."""

    IN_TIME = "in time"
    LATE = "late"
    PERHAPS = "perhaps late"  # the dates are months, and bear both
    NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True)
class Moment:
    """A dated event and the days `[first, last]` that its date may mean. `milestone` is the
    event of the timetable that it tells, if any; `exact`: the date is no mere bound."""

    event: Event
    first: date
    last: date
    milestone: str | None
    exact: bool

    @property
    def counts(self) -> bool:
        """True where time can be counted from it or to it."""
        known = self.event.precision in ("day", "month") and not self.event.proposed
        return known and self.exact and self.milestone is not None


@dataclass(frozen=True, slots=True)
class ToldLimit:
    """A day by which, in a decision's own words, something was due. `text` is the sentence."""

    first: date
    last: date
    when_text: str
    milestone: str | None
    text: str
    paragraph_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that was due in `[first, last]`, and what came of it.

    By a `rule`, counted from `start` (inferred), or `told` by the decision. `least` and `most`
    are the days that it was late by, None where nothing met it; both may be below 0.
    """

    first: date
    last: date
    came: Came
    rule: Rule | None = None
    start: Moment | None = None
    told: ToldLimit | None = None
    met: Moment | None = None
    least: int | None = None
    most: int | None = None
    counted: tuple[str, ...] = ()

    @property
    def inferred(self) -> bool:
        return self.told is None

    @property
    def reported(self) -> bool:
        """True where a date that it rests on is only what a party said."""
        return any(m.event.role in REPORTED for m in (self.start, self.met) if m)


def read_moments(events: Sequence[Event]) -> list[Moment]:
    """Return the events with the days they may mean, earliest first."""
    beside: dict[tuple[str, int], list[str]] = {}
    for event in events:
        beside.setdefault((event.paragraph_id, event.start), []).append(event.when_text)
    moments = []
    for event in events:
        others = beside[event.paragraph_id, event.start]
        name = None if event.end_date else read_milestone(event.text, event.when_text, others)
        first, last = _days(event)
        moments.append(Moment(event, first, last, name, is_exact(event.text, event.when_text)))
    return sorted(moments, key=lambda m: (m.first, m.last, m.event.start))


def _days(event: Event) -> tuple[date, date]:
    first = event.start_date
    if event.end_date:
        return first, event.end_date
    if event.precision == "day":
        return first, first
    month = 12 if event.precision == "year" else first.month
    return first, date(first.year, month, calendar.monthrange(first.year, month)[1])


def owed_dates(
    timetable: Timetable, moments: Sequence[Moment], told: Sequence[ToldLimit], wording: Wording
) -> list[Owed]:
    """Return what was due, earliest first: told by the decision, and counted by the rules.

    What the decision tells takes the place of what is counted for the same deed. A rule that
    holds on a condition, or that another body owes, counts only where what met it is told.
    Nothing is counted across an appeal.
    """
    steps = [m for m in moments if m.counts]
    courts = [m.first for m in moments if _COURT.search(m.event.text)]
    found = [o for start in steps for o in _counted(timetable, start, steps, courts, wording)]
    counted = _once(found)
    said = [_told(limit, steps) for limit in told]
    rules = [next((o for o in counted if _is_same(one, o)), None) for one in said]
    kept = [one for one in counted if not any(one is rule for rule in rules)]
    both = [
        replace(one, rule=rule.rule, start=rule.start) if rule else one
        for one, rule in zip(said, rules, strict=True)
    ]
    return sorted([*both, *kept], key=lambda one: (one.last, one.first))


def _is_same(told: Owed, counted: Owed) -> bool:
    """Say whether a limit that a decision tells is the one that was counted."""
    if told.met is not None:
        return counted.met is told.met
    near = counted.first - _DAY <= told.first <= counted.last + _DAY
    return near and counted.met is None


def _told(limit: ToldLimit, steps: Sequence[Moment]) -> Owed:
    same = [m for m in steps if limit.milestone and m.milestone == limit.milestone]
    since = [m for m in same if m.last >= limit.first]
    met = since[0] if since else same[-1] if same else None
    if met is None or abs((met.first - limit.last).days) > _MOST_DAYS:
        return Owed(limit.first, limit.last, Came.NOT_TOLD, told=limit)
    return _compared(Owed(limit.first, limit.last, Came.NOT_TOLD, told=limit, met=met))


def _counted(
    timetable: Timetable,
    start: Moment,
    steps: Sequence[Moment],
    courts: Sequence[date],
    wording: Wording,
) -> Iterator[Owed]:
    name = start.milestone
    assert name is not None
    after = [m for m in steps if m is not start and m.first >= start.first]
    again = next((m for m in after if m.milestone == name and m.first > start.last), None)
    round_ = [m for m in after if again is None or m.first < again.first]
    early = _dues(timetable, name, start.first, wording)
    late = _dues(timetable, name, start.last, wording)
    for rule_id, one in early.items():
        other = late.get(rule_id)
        rule = one.rule
        if other is None or not _is_plain(rule, start, steps):
            continue
        met = _what_met(rule, name, round_)
        if met is None and (rule.condition or rule.whose != "council"):
            continue
        if rule.status != "in force" or _in_court(start, met, courts):
            continue
        if any(m.milestone in rule.unless for m in round_ if met is None or m.first <= met.first):
            continue
        low, high = one.surely_by, other.surely_by
        if low is None or high is None:
            continue
        owed = Owed(low, high, Came.NOT_TOLD, rule, start, met=met, counted=one.counted)
        if met is None or (met.first - high).days <= _MOST_DAYS:
            yield _compared(owed) if met else owed


def _in_court(start: Moment, met: Moment | None, courts: Sequence[date]) -> bool:
    """Say whether an appeal or a Tribunal came between: its own limits took over then."""
    if (start.milestone or "").startswith("order-"):
        return False
    return any(start.first <= day and (met is None or day <= met.last) for day in courts)


def _dues(timetable: Timetable, name: str, day: date, wording: Wording) -> dict[str, Due]:
    return {due.rule.id: due for due in due_dates(timetable, {name: day}, wording)}


def _is_plain(rule: Rule, start: Moment, steps: Sequence[Moment]) -> bool:
    """Say whether a rule surely runs from `start`: a review is counted from a first plan only,
    and sentences do not always say which plan it was."""
    if rule.whose == "family" or not rule.met_by or rule.before or rule.limit is None:
        return False
    if start.milestone == "final-plan":
        return any(m.milestone in _FIRST_PLAN and m.last <= start.first for m in steps)
    return True


def _what_met(rule: Rule, start: str, round_: Sequence[Moment]) -> Moment | None:
    """Return the first event that met a rule."""
    for moment in round_:
        name = moment.milestone or ""
        if name in rule.met_by:
            return moment
        if name == "final-plan" and _STANDS_FOR.get(start) in rule.met_by:
            return moment
    return None


def _compared(owed: Owed) -> Owed:
    assert owed.met is not None
    least, most = (owed.met.first - owed.last).days, (owed.met.last - owed.first).days
    came = Came.LATE if least > 0 else Came.IN_TIME if most <= 0 else Came.PERHAPS
    return replace(owed, came=came, least=least, most=most)


def _once(found: Sequence[Owed]) -> list[Owed]:
    """Return what is due, once for each rule and deed: an event may be told twice."""
    kept: dict[tuple[str, object], Owed] = {}
    for owed in found:
        start = owed.start
        assert owed.rule is not None
        assert start is not None
        key = (owed.rule.id, (start.first.year, start.first.month))
        old = kept.get(key)
        if old is None or _is_finer(start, old.start):
            kept[key] = owed
    return list(kept.values())


def _is_finer(one: Moment, other: Moment | None) -> bool:
    return other is not None and (one.last - one.first) < (other.last - other.first)
