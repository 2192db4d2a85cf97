"""When a question comes again: FSRS, through py-fsrs. The only module that imports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from fsrs import Card, Rating, Scheduler

__all__ = ["Attempt", "Grade", "due_after"]


class Grade(IntEnum):
    """How an attempt went; a wrong answer is always AGAIN."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True, order=True)
class Attempt:
    """One answer: when (aware, UTC) and how it went."""

    at: datetime
    grade: Grade


def due_after(attempts: Sequence[Attempt]) -> datetime | None:
    """Return when a question is due again after `attempts`, None where there are none.

    Worked out from the attempts alone, without chance: what is kept is what somebody did, so
    that another release of the scheduler reads the same history.
    """
    if not attempts:
        return None
    scheduler = Scheduler(enable_fuzzing=False)
    card = Card(card_id=1, due=min(attempts).at)
    for attempt in sorted(attempts):
        moment = attempt.at.astimezone(UTC)
        card, _ = scheduler.review_card(card, Rating(int(attempt.grade)), moment)
    return card.due
