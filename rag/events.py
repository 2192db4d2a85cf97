"""What the engine tells while it answers: what it is doing, what it found, claims, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.records import Hit
from rag.replies import Answer, Claim, Removed

__all__ = [
    "Event",
    "Finished",
    "Found",
    "Helped",
    "Stage",
    "Stands",
    "Struck",
    "Withdrawn",
    "Working",
]


class Stage(StrEnum):
    """What is being done."""

    SEARCHING = "searching"  # the library is looked through
    CHECKING = "checking"  # sentences are picked and held against their sources
    WRITING = "writing"  # a language model words the answer


@dataclass(frozen=True, slots=True)
class Working:
    """A stage has begun."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class Helped:
    """Somebody may be in danger: where help is to be had, to be shown before anything else."""

    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that the answer is made from, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Stands:
    """A claim that has passed the check and may be shown."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Struck:
    """A language model's statement that did not pass the check."""

    removed: Removed


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The claims told so far do not make an answer: take them away, others follow."""

    why: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; it comes last, and once."""

    answer: Answer


Event = Working | Helped | Found | Stands | Struck | Withdrawn | Finished
