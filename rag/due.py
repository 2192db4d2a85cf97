"""Dates that follow from dates: every rule of the timetable that an event sets running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rag.calendars import Closure, add_school_days, next_working_day
from rag.deadlines import Limit, add_limit, say_date
from rag.timetable import Event, Exemption, Rule, Timetable
from rag.wording import Wording

__all__ = ["Due", "State", "date_warnings", "due_dates"]

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_SCHOOL_WEEK = 5  # days


class State(StrEnum):
    """Where a date lies, seen from today."""

    PAST = "past"
    TODAY = "today"
    AHEAD = "ahead"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Due:
    """One date that follows. `other`: by the other way of counting, None where it is the same
    or a source settles it; `earliest`: where school days leave the date open; `counted`: how
    the days were counted, in sentences."""

    rule: Rule
    event: Event
    start: date
    day: date | None
    other: date | None
    earliest: date | None
    counted: tuple[str, ...]
    exemptions: tuple[str, ...] = ()

    @property
    def surely_by(self) -> date | None:
        """The latest day that any way of counting allows."""
        return max((day for day in (self.day, self.other) if day), default=None)

    @property
    def keep_to(self) -> date | None:
        """The day to go by: for a family's own limit the earlier of the two."""
        if self.rule.whose == "family":
            return min((day for day in (self.day, self.other) if day), default=None)
        return self.day

    def state(self, today: date) -> State:
        """Return where the day to go by lies, seen from `today`."""
        day = self.keep_to
        if day is None:
            return State.UNKNOWN
        if day == today:
            return State.TODAY
        return State.PAST if day < today else State.AHEAD


def due_dates(
    timetable: Timetable,
    dates: Mapping[str, date],
    wording: Wording,
    *,
    closures: Sequence[Closure] = (),
) -> list[Due]:
    """Return every date that follows from `dates`, earliest first, open ones last.

    A rule falls away where one of its `unless` events has happened since, or where it was not
    in force on the day of its event. `closures` are all times in which the school is closed;
    without them school days give no date.
    """
    found = [
        _Counting(timetable, rule, event, dates, closures, wording).due()
        for rule, event in _running(timetable, dates)
        if rule.holds_on(dates[event])
    ]
    return sorted(found, key=lambda due: due.day or due.earliest or date.max)


def _running(timetable: Timetable, dates: Mapping[str, date]) -> Iterator[tuple[Rule, str]]:
    for rule in timetable.rules:
        for event in rule.events:
            start = dates.get(event)
            if start is not None and not any(
                dates.get(name, date.min) >= start for name in rule.unless
            ):
                yield rule, event


def date_warnings(timetable: Timetable, dates: Mapping[str, date], wording: Wording) -> list[str]:
    """Say what looks wrong: events in an order that cannot be, and events without any limit."""
    told = []
    for name, day in dates.items():
        for earlier in timetable.events[name].follows:
            if earlier in dates and dates[earlier] > day:
                values = {"later": name, "later_day": say_date(day), "earlier": earlier}
                values["earlier_day"] = say_date(dates[earlier])
                told.append(wording.fill("warnings.order", **values))
    for name, day in dates.items():
        out = [r.id for r in timetable.rules if name in r.events and not r.holds_on(day)]
        if out:
            values = {"start": say_date(day), "rules": ", ".join(out)}
            told.append(wording.fill("warnings.not_in_force", **values))
    if not any(True for _ in _running(timetable, dates)):
        told.append(wording.fill("warnings.nothing", events=", ".join(dates)))
    return told


class _Counting:
    """One rule counted from one event; collects the sentences that say how."""

    def __init__(
        self,
        timetable: Timetable,
        rule: Rule,
        event: str,
        dates: Mapping[str, date],
        closures: Sequence[Closure],
        wording: Wording,
    ) -> None:
        self.timetable = timetable
        self.rule = rule
        self.event = timetable.events[event]
        self.start = dates[event]
        self.dates = dates
        self.closures = closures
        self.wording = wording
        self.told: list[str] = []

    def due(self) -> Due:
        """Work the rule out."""
        if self.rule.limit is None:
            due = self._fixed()
        elif self.rule.limit.unit == "school days":
            due = self._school_days(self.rule.limit)
        else:
            due = self._counted(self.rule.limit)
        until = due.day or due.earliest or self.start
        return replace(due, counted=tuple(self.told), exemptions=tuple(self._exemptions(until)))

    def _tell(self, name: str, **values: object) -> None:
        self.told.append(self.wording.fill(f"counted.{name}", **values))

    def _due(self, day: date | None, other: date | None, earliest: date | None = None) -> Due:
        return Due(self.rule, self.event, self.start, day, other, earliest, ())

    def _fixed(self) -> Due:
        assert self.rule.day is not None
        named = date(self.start.year, *self.rule.day)
        self._tell("fixed", named=say_date(named), due=say_date(named - _DAY))
        self._tell("fixed_other", named=say_date(named))
        return self._due(named - _DAY, named)

    def _school_days(self, limit: Limit) -> Due:
        end = add_school_days(self.start, limit.n, self.closures)
        if self.closures:
            self._tell("from", limit=limit.words, start=say_date(self.start))
            self._tell("school_counted")
            return self._due(end, None)
        weeks = limit.n // _SCHOOL_WEEK
        words = f"{weeks} school week{'s' if weeks != 1 else ''}"
        if limit.n % _SCHOOL_WEEK:
            words += f" and {limit.n % _SCHOOL_WEEK} day"
        self._tell("school_days", limit=limit.words, weeks=words, earliest=say_date(end))
        return self._due(None, None, end)

    def _counted(self, limit: Limit) -> Due:
        day = self._end(limit, self.start, self._name())
        other = None
        if limit.unit == "working days":
            self._tell("working_days")
        if self.rule.counting == "either":
            other = add_limit(self.start, limit, that_day=True)
        for later in self.rule.or_later:
            day = self._later(later.event, later.limit, later.same_decision, day)
        if self.rule.rolls:
            day = self._rolled(day)
        if other is not None and other != day:
            self._tell("other", start=say_date(self.start), other=say_date(other))
            if self.rule.whose == "family":
                self._tell("keep")
        return self._due(day, None if other == day else other)

    def _name(self) -> str:
        if self.rule.before:
            return "before"
        if self.rule.limit and not self.rule.limit.n:
            return "at_once"
        return "from" if self.rule.counting == "from" else "after"

    def _end(self, limit: Limit, start: date, name: str) -> date:
        signed = replace(limit, n=-limit.n) if self.rule.before else limit
        end = add_limit(start, signed, that_day=self.rule.counting == "from")
        assert end is not None, f"{self.rule.id} counts {limit.unit}"
        values = {} if name == "at_once" else {"limit": limit.words}
        self._tell(name, start=say_date(start), **values)
        if limit.unit == "months" and self.rule.counting != "from" and end.day != start.day:
            self._tell("short_month", n=start.day, month=f"{end:%B %Y}")
        return end

    def _later(self, event: str, limit: Limit, same_decision: bool, day: date) -> date:
        start = self.dates.get(event)
        label = self.timetable.events[event].label
        if start is None:
            self._tell("or_later", limit=limit.words, label=label)
            return day
        if same_decision and not self._is_about(start):
            return day
        end = add_limit(start, limit, that_day=self.rule.counting == "from")
        assert end is not None
        values = {"limit": limit.words, "label": label, "start": say_date(start)}
        self._tell("later" if end > day else "not_later", due=say_date(end), **values)
        return max(day, end)

    def _is_about(self, day: date) -> bool:
        """True where a paper of `day` belongs to this event and not to a newer one."""
        given = (self.dates[name] for name in self.rule.events if name in self.dates)
        return max((d for d in given if d <= day), default=None) == self.start

    def _rolled(self, day: date) -> date:
        """Move a day on which the Tribunal is closed, by rule 12(2) and (3)(a) of its rules."""
        ended = day
        if day.month == 8:
            day, why = date(day.year, 9, 1), "why_august"
        elif (day.month, day.day) >= (12, 25) or (day.month, day.day) == (1, 1):
            day, why = date(day.year + (day.month == 12), 1, 2), "why_holiday"
        else:
            why = "why_no_working_day"
        day = next_working_day(day)
        if day != ended:
            self._tell("rolled", ended=say_date(ended), why=self.wording.fill(f"counted.{why}"))
        return day

    def _exemptions(self, until: date) -> Iterator[str]:
        for name in self.rule.exceptions:
            exemption = self.timetable.exemptions[name]
            begun = exemption.first is None or exemption.first <= until
            if not begun or (exemption.last is not None and exemption.last < self.start):
                continue
            text = f"{exemption.text} ({exemption.legal_basis})"
            if exemption.closed_days is None or not self.closures:
                yield text
            elif closure := _closed(self.closures, exemption, self.start, until):
                values = {"first": say_date(closure.first), "last": say_date(closure.last)}
                yield f"{text} {self.wording.fill('exceptions.closed', **values)}"


def _closed(
    closures: Iterable[Closure], exemption: Exemption, start: date, until: date
) -> Closure | None:
    """Return a closure that is long enough and touches the time from `start` to `until`.

    Asking counts from a week before the school closes to a week before it opens again (SEND
    Regulations 2014 reg 10(4)(a)).
    """
    for closure in closures:
        long = closure.days >= (exemption.closed_days or 0)
        if long and closure.first - _WEEK <= until and closure.last + _DAY - _WEEK >= start:
            return closure
    return None
