"""What the engine tells while it answers: claims that have passed the check, then the answer."""

from __future__ import annotations

from dataclasses import dataclass

from rag.replies import Answer, Claim

__all__ = ["Event", "Finished", "Stands", "Withdrawn"]


@dataclass(frozen=True, slots=True)
class Stands:
    """A claim that has passed the check and may be shown."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The claims told so far do not make an answer: take them away, others follow."""

    why: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole answer; it comes last, and once."""

    answer: Answer


Event = Stands | Withdrawn | Finished
