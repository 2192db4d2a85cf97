"""What should have happened, for every door: steps, decisions on the gaps, plain JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from app.deadlines import Worked, deadlines_wording, due_record, load_timetable, work_out
from app.engine import Answering
from app.wire import citation_record, precedent_record
from rag.comparable import Comparable
from rag.deadlines import say_date
from rag.errors import QuestionError
from rag.review import Step, gap_words, read_undone, review_steps

__all__ = [
    "Account",
    "Facts",
    "add_facts",
    "find_decisions",
    "read_facts",
    "review",
    "review_record",
]

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person tells: dates by event, what has not happened, when the school was closed."""

    dates: Mapping[str, str] = field(default_factory=dict)
    not_yet: Collection[str] = ()
    closed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What was due and what happened, and decisions on each gap by the place of its step."""

    worked: Worked
    steps: tuple[Step, ...]
    decisions: Mapping[int, Sequence[Comparable]] = field(default_factory=dict)


def read_facts(path: Path) -> Facts:
    """Read facts from a JSON file: {"dates": {event: date}, "not_yet": [event], "closed": []}.

    Raises QuestionError.
    """
    try:
        told = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise QuestionError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise QuestionError(f"{path} is not JSON in UTF-8: {error}.") from error
    shape = 'Facts are {"dates": {"request": "2026-01-12"}, "not_yet": ["final-plan"]}'
    if not isinstance(told, dict) or set(told) - {"dates", "not_yet", "closed"}:
        raise QuestionError(f"{path}: {shape}, with closed beside them if need be.")
    dates = told.get("dates", {})
    lists = [told.get(name, []) for name in ("not_yet", "closed")]
    texts = [*dates.values()] if isinstance(dates, dict) else [None]
    texts += [text for texts in lists for text in (texts if isinstance(texts, list) else [None])]
    if not all(isinstance(text, str) for text in texts):
        raise QuestionError(f"{path}: {shape}; dates and names are texts.")
    return Facts(dates, *lists)


def review(facts: Facts, *, today: date) -> Account:
    """Lay what happened beside what was due. Raises QuestionError."""
    worked = work_out(facts.dates, today=today, closed=facts.closed)
    undone = read_undone(load_timetable(), facts.not_yet, worked.dates)
    wording = deadlines_wording()
    steps = review_steps(worked.dues, worked.dates, wording, today=today, undone=undone)
    ahead = [
        wording.fill(
            "warnings.ahead",
            event=load_timetable().events[name].label,
            day=say_date(day),
            today=say_date(today),
        )
        for name, day in worked.dates.items()
        if day > today
    ]
    worked = replace(worked, warnings=(*worked.warnings, *ahead))
    return Account(worked, tuple(steps))


def add_facts(first: Facts, more: Facts) -> Facts:
    """Return both; a date in `more` counts where both have one."""
    dates = {**first.dates, **more.dates}
    return Facts(dates, [*first.not_yet, *more.not_yet], [*first.closed, *more.closed])


def find_decisions(account: Account, engine: Answering, *, most: int) -> Account:
    """Return the account with up to `most` decisions on each gap, by the duties behind it."""
    wording = deadlines_wording()
    found = {}
    for place, step in enumerate(account.steps):
        rule = step.due.rule
        if step.gap_days is not None and rule.duties:
            told = wording.fill("review.query", whose=rule.whose, title=rule.title)
            found[place] = engine.decisions_on(told, rule.duties, most=most)
    return replace(account, decisions=found)


def review_record(account: Account) -> Record:
    """Return an account as plain JSON."""
    today = account.worked.today
    return {
        "today": today.isoformat(),
        "warnings": list(account.worked.warnings),
        "steps": [
            {
                "due": due_record(step.due, today),
                "event": step.event,
                "happened": step.happened.isoformat() if step.happened else None,
                "standing": step.standing.value,
                "gap_days": step.gap_days,
                "gap": gap_words(step.gap_days) if step.gap_days else None,
                "words": step.words,
                "decisions": [
                    {
                        "decision": precedent_record(found.precedent),
                        "citation": citation_record(found.citation, number),
                    }
                    for number, found in enumerate(account.decisions.get(place, ()), 1)
                ],
            }
            for place, step in enumerate(account.steps)
        ],
    }
