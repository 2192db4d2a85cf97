"""Dates that follow from dates, for every door: worked out, and as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from rag.due import Due, date_warnings, due_dates
from rag.timetable import Event, Rule, Timetable, read_closures, read_dates
from rag.wording import Wording, load_wording

__all__ = [
    "Worked",
    "deadlines_record",
    "deadlines_wording",
    "due_record",
    "load_timetable",
    "rule_words",
    "timetable_record",
    "work_out",
]

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Worked:
    """What follows from the dates given, seen from `today`."""

    today: date
    dates: Mapping[str, date]
    dues: tuple[Due, ...]
    warnings: tuple[str, ...]


@lru_cache(maxsize=1)
def load_timetable() -> Timetable:
    """Return the time limits of the starter library. Raises CorpusError."""
    from ingest.starter import load_starter, starter_timetable

    return starter_timetable(load_starter())


def deadlines_wording() -> Wording:
    """Return the sentences in which dates are told."""
    return load_wording(name="deadlines.toml")


def work_out(given: Mapping[str, str], *, today: date, closed: Iterable[str] = ()) -> Worked:
    """Work out what follows from dates given as text, by event. Raises QuestionError."""
    timetable, wording = load_timetable(), deadlines_wording()
    dates = read_dates(timetable, given)
    dues = due_dates(timetable, dates, wording, closures=read_closures(closed))
    return Worked(today, dates, tuple(dues), tuple(date_warnings(timetable, dates, wording)))


def deadlines_record(worked: Worked) -> Record:
    """Return what follows as plain JSON; dates are ISO 8601, unknown values null."""
    return {
        "today": worked.today.isoformat(),
        "dates": {name: day.isoformat() for name, day in worked.dates.items()},
        "warnings": list(worked.warnings),
        "deadlines": [due_record(due, worked.today) for due in worked.dues],
    }


def due_record(due: Due, today: date) -> Record:
    """Return one date that follows as plain JSON. `keep_to` is the day to go by, the earlier for a
    family's own limit; `days` counts from `today` to it, negative if past."""
    return {
        **rule_record(due.rule),
        "event": due.event.id,
        "event_label": due.event.label,
        "start": due.start.isoformat(),
        "date": _iso(due.day),
        "other_date": _iso(due.other),
        "keep_to": _iso(due.keep_to),
        "earliest": _iso(due.earliest),
        "state": due.state(today).value,
        "days": (due.keep_to - today).days if due.keep_to else None,
        "counted": " ".join(due.counted),
        "exceptions": list(due.exemptions),
    }


def rule_record(rule: Rule) -> Record:
    """Return what a rule says of itself, whatever it is counted from."""
    return {
        "rule": rule.id,
        "title": rule.title,
        "limit": rule_words(rule),
        "whose": rule.whose,
        "condition": rule.condition,
        "duties": list(rule.duties),
        "legal_basis": rule.legal_basis,
        "status": rule.status,
        "source_url": rule.source_url,
        "evidence": rule.evidence,
        "checked": _iso(rule.checked),
        "note": rule.note,
    }


def rule_words(rule: Rule) -> str:
    """Return a rule's limit in words: "6 weeks", "2 weeks before", "before 15 February"."""
    if rule.day is not None:
        named = date(2001, *rule.day)
        return f"before {named.day} {named:%B}"
    assert rule.limit is not None
    words = rule.limit.words if rule.limit.n else "at once"
    later = [f"{later.limit.words} from {later.event}" for later in rule.or_later]
    return " or ".join([f"{words} before" if rule.before else words, *later]) + (
        ", whichever is later" if later else ""
    )


def timetable_record(timetable: Timetable) -> Record:
    """Return all events and rules as plain JSON."""
    return {
        "events": [_event_record(event) for event in timetable.events.values()],
        "rules": [
            {
                **rule_record(rule),
                "events": list(rule.events),
                "counting": rule.counting,
                "exceptions": [timetable.exemptions[name].text for name in rule.exceptions],
                "in_force_from": _iso(rule.in_force_from),
                "in_force_until": _iso(rule.in_force_until),
            }
            for rule in timetable.rules
        ],
    }


def _event_record(event: Event) -> Record:
    return {
        "event": event.id,
        "label": event.label,
        "group": event.group,
        "takes": "year" if event.takes_year else "date",
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
