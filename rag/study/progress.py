"""What somebody has answered: kept by item, in a form that outlives changes of both.

The form is JSON: {"format": "upheld-study", "version": N, "items": {item id: {"attempts":
[{"at": ISO 8601 in UTC, "grade": 1 to 4}]}}}. Only attempts are kept: when an item is due is
worked out from them. Items that a library no longer makes stay, and count again when it does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rag.errors import QuestionError
from rag.study.schedule import Attempt, Grade

__all__ = ["FORMAT", "MIGRATIONS", "VERSION", "Progress", "migrate", "read_progress"]

FORMAT = "upheld-study"
VERSION = 2
_MOST_ITEMS, _MOST_ATTEMPTS = 20_000, 1_000
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """Attempts by item id, oldest first, none twice."""

    attempts: Mapping[str, tuple[Attempt, ...]] = field(default_factory=dict)

    def of(self, item: str) -> tuple[Attempt, ...]:
        return self.attempts.get(item, ())

    def add(self, item: str, attempt: Attempt) -> Progress:
        """Return the progress with one attempt more."""
        return Progress({**self.attempts, item: (*self.of(item), attempt)})

    def merge(self, other: Progress) -> Progress:
        """Return what either holds: an export brought back in adds nothing twice."""
        names = dict.fromkeys((*self.attempts, *other.attempts))
        return Progress({n: tuple(sorted({*self.of(n), *other.of(n)})) for n in names})

    def record(self) -> dict[str, Any]:
        """Return the form that is kept, in the present version."""
        items = {
            name: {"attempts": [{"at": a.at.isoformat(), "grade": int(a.grade)} for a in attempts]}
            for name, attempts in sorted(self.attempts.items())
        }
        return {"format": FORMAT, "version": VERSION, "items": items}


def _to_version_2(record: Record) -> dict[str, Any]:
    """Version 1 is one flat list: {"version": 1, "attempts": [{"item", "at", "right"}]}."""
    items: dict[str, Any] = {}
    for attempt in record["attempts"]:
        grade = Grade.GOOD if attempt["right"] else Grade.AGAIN
        kept = items.setdefault(attempt["item"], {"attempts": []})
        kept["attempts"].append({"at": attempt["at"], "grade": int(grade)})
    return {**record, "version": 2, "items": items}


MIGRATIONS: Mapping[int, Callable[[Record], dict[str, Any]]] = {1: _to_version_2}


def migrate(
    record: Record,
    *,
    to: int = VERSION,
    steps: Mapping[int, Callable[[Record], dict[str, Any]]] = MIGRATIONS,
) -> Record:
    """Return `record` in version `to`, one step at a time. Raises QuestionError."""
    version = record.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise QuestionError("This progress names no version: is it a file of upheld study?")
    if version > to:
        raise QuestionError(f"This progress is of version {version}: a newer Upheld wrote it.")
    while version < to:
        if version not in steps:
            raise QuestionError(f"Progress of version {version} cannot be read any more.")
        record = steps[version](record)
        version = record["version"]
    return record


def read_progress(record: Any) -> Progress:
    """Return progress from its JSON form, of this version or an older one. Raises QuestionError."""
    if not isinstance(record, Mapping) or record.get("format") != FORMAT:
        raise QuestionError(f'This is no progress of upheld study: its "format" is not "{FORMAT}".')
    try:
        items = migrate(record)["items"]
        if len(items) > _MOST_ITEMS:
            raise QuestionError(f"This progress holds more than {_MOST_ITEMS:,} items.")
        return Progress({str(name): _attempts(name, kept) for name, kept in items.items()})
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise QuestionError(f"This progress cannot be read: {error!r}.") from error


def _attempts(name: str, kept: Record) -> tuple[Attempt, ...]:
    if len(kept["attempts"]) > _MOST_ATTEMPTS:
        raise QuestionError(f"This progress holds more than {_MOST_ATTEMPTS:,} attempts at {name}.")
    return tuple(sorted({_attempt(one) for one in kept["attempts"]}))


def _attempt(one: Record) -> Attempt:
    moment = datetime.fromisoformat(one["at"])
    if moment.tzinfo is None:
        raise ValueError(f"the moment {one['at']} has no time zone")
    return Attempt(moment.astimezone(UTC), Grade(one["grade"]))
