"""The time limits as data: events that people know the date of, rules, and exceptions.

The records stand in corpus/events.jsonl, exceptions.jsonl and deadlines.jsonl; their fields
are described in corpus/README.md. A change of the law is a change of those files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from rag.calendars import FIRST_YEAR, LAST_YEAR, Closure
from rag.deadlines import Limit
from rag.errors import QuestionError

__all__ = [
    "Event",
    "Exemption",
    "Later",
    "Rule",
    "Timetable",
    "read_closures",
    "read_dates",
    "read_timetable",
]

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person knows the date of. `follows`: events that cannot come after it."""

    id: str
    label: str
    group: str
    takes_year: bool
    follows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exemption:
    """A reason for which a limit may not hold. `closed_days`: for how long a school has to be
    closed; `first` and `last`: the days between which it was law."""

    id: str
    text: str
    legal_basis: str
    closed_days: int | None
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Later:
    """Another limit of the same rule, which counts where it ends later."""

    event: str
    limit: Limit
    same_decision: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One time limit. `counting`: "after" (the day after the event is the first), "from" (the
    day itself is), "either" (no source settles it); `day`: month and day of a fixed date;
    `checked`: when the source was read, None where the duty's record was taken over."""

    id: str
    title: str
    events: tuple[str, ...]
    limit: Limit | None
    before: bool
    day: tuple[int, int] | None
    counting: str
    rolls: bool
    or_later: tuple[Later, ...]
    whose: str
    condition: str | None
    unless: tuple[str, ...]
    met_by: tuple[str, ...]
    exceptions: tuple[str, ...]
    duties: tuple[str, ...]
    legal_basis: str
    source_url: str
    evidence: str
    status: str
    in_force_from: date | None
    in_force_until: date | None
    checked: date | None
    note: str | None

    def holds_on(self, day: date) -> bool:
        """True where the rule was law, or guidance, on `day`."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return begun and (self.in_force_until is None or day <= self.in_force_until)


@dataclass(frozen=True, slots=True)
class Timetable:
    """All events, exceptions and rules, in the order of their files."""

    events: Mapping[str, Event]
    exemptions: Mapping[str, Exemption]
    rules: tuple[Rule, ...]


def read_timetable(
    events: Iterable[Record], exceptions: Iterable[Record], rules: Iterable[Record]
) -> Timetable:
    """Return checked records as a timetable."""
    return Timetable(
        {str(record["id"]): _event(record) for record in events},
        {str(record["id"]): _exemption(record) for record in exceptions},
        tuple(_rule(record) for record in rules),
    )


def _event(record: Record) -> Event:
    return Event(
        record["id"],
        record["label"],
        record["group"],
        record["takes"] == "year",
        tuple(record["follows"]),
    )


def _exemption(record: Record) -> Exemption:
    return Exemption(
        record["id"],
        record["text"],
        record["legal_basis"],
        record["closed_days"],
        _day(record["from"]),
        _day(record["until"]),
    )


_LISTS = ("events", "unless", "met_by", "exceptions", "duties")
_TEXTS = (
    "id", "title", "counting", "whose", "condition", "legal_basis", "source_url", "evidence",
    "status", "note",
)  # fmt: skip


def _rule(record: Record) -> Rule:
    n, day = record["n"], record["day"]
    lists = {name: tuple(record[name]) for name in _LISTS}
    texts = {name: record[name] for name in _TEXTS}
    given: dict[str, Any] = {**lists, **texts}
    return Rule(
        **given,
        limit=None if n is None else Limit(n, record["unit"], record["events"][0]),
        before=record["direction"] == "before",
        day=(int(day[:2]), int(day[3:])) if day else None,
        rolls=record["rolls"] == "tribunal",
        or_later=tuple(
            Later(x["event"], Limit(x["n"], x["unit"], x["event"]), x["same_decision"])
            for x in record["or_later"]
        ),
        in_force_from=_day(record["in_force_from"]),
        in_force_until=_day(record["in_force_until"]),
        checked=_day(record["checked"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# --- what a person gives -----------------------------------------------------------------------


def read_dates(timetable: Timetable, given: Mapping[str, str]) -> dict[str, date]:
    """Return the dates that a person gives by event, in the timetable's order.

    An event that takes a year takes a date too: it counts from 1 January of that year. Raises
    QuestionError that names everything that is wrong at once.
    """
    faults: list[str] = []
    found: dict[str, date] = {}
    for name, text in given.items():
        event = timetable.events.get(name)
        if event is None:
            faults.append(_unknown(timetable, name))
            continue
        try:
            day = _given_day(text, takes_year=event.takes_year)
        except QuestionError as error:
            faults.append(f"{name}: {error}")
            continue
        found[name] = date(day.year, 1, 1) if event.takes_year else day
    if faults:
        raise QuestionError(" ".join(faults))
    if not found:
        raise QuestionError(
            "There is no date to count from: give at least one event with its date, for example "
            "request 2026-01-12."
        )
    return {name: found[name] for name in timetable.events if name in found}


def read_closures(given: Iterable[str]) -> list[Closure]:
    """Return a school's closures from texts such as "2026-07-22..2026-09-01" or one day.

    Raises QuestionError.
    """
    closures = []
    for text in given:
        first, _, last = text.partition("..")
        closure = Closure(_given_day(first), _given_day(last or first))
        if closure.last < closure.first:
            raise QuestionError(f"A closure ends before it begins: {text}.")
        if closure.days > 366:
            raise QuestionError(f"A closure of more than a year cannot be counted: {text}.")
        closures.append(closure)
    return closures


def _given_day(text: str, *, takes_year: bool = False) -> date:
    text = text.strip()
    if takes_year and len(text) == 4 and text.isdecimal():
        text += "-01-01"
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        shape = "a year such as 2027, or a date" if takes_year else "a date such as 2026-01-12"
        raise QuestionError(f"{text!r} is not {shape}.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise QuestionError(f"{text} lies outside {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _unknown(timetable: Timetable, name: str) -> str:
    near = get_close_matches(name, timetable.events, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"{name!r} is no event that a limit counts from. {hint}All are listed with the rules."
