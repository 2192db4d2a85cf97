"""What lessons are made of: points told by decisions, themes with their points, the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from rag.duties import Duty
from rag.facets import CaseFilters
from rag.register import Decision
from rag.replies import Citation

__all__ = ["Lesson", "Lessons", "Point", "Sort", "Standing", "references_of"]


class Sort(StrEnum):
    """What a point is."""

    FAULT = "fault"
    CLEARED = "no fault"
    INJUSTICE = "injustice"
    REMEDY = "remedy"


class Standing(StrEnum):
    """How far a remedy had come when the decision was made."""

    AGREED = "agreed"
    RECOMMENDED = "recommended"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a decision tells, and the place where it does.

    `body` names who was at fault where that is not the council; `standing` and `kind` (as in
    `rag.cases.Remedy`) belong to remedies. `bare`: the record says no more than the kind.
    """

    sort: Sort
    decision: Decision
    citation: Citation
    body: str | None = None
    standing: Standing | None = None
    kind: str | None = None
    bare: bool = False

    @property
    def reference(self) -> str:
        """The decision's reference."""
        return self.decision.case.reference

    @property
    def place(self) -> tuple[str, int, int]:
        """Where the words stand: paragraph and span."""
        return self.citation.paragraph_id, self.citation.start, self.citation.end


@dataclass(slots=True)
class Lesson:
    """What the decisions in hand tell on one fault theme. `duties` are the rules behind it."""

    code: str
    meaning: str
    chapter: str
    duties: tuple[Duty, ...]
    faults: list[Point] = field(default_factory=list)
    injustice: list[Point] = field(default_factory=list)
    remedies: list[Point] = field(default_factory=list)
    cleared: list[Point] = field(default_factory=list)

    @property
    def references(self) -> tuple[str, ...]:
        """The decisions with a finding of fault on this theme, each once."""
        return references_of(self.faults)

    @property
    def councils(self) -> tuple[str, ...]:
        """The councils, or other bodies, that these decisions are about, each once."""
        return tuple(dict.fromkeys(point.decision.case.council for point in self.faults))


@dataclass(frozen=True, slots=True)
class Lessons:
    """The report: `decisions` are all that were looked at, `lessons` in the order of the themes.

    `unsorted` are findings (and what followed from them) that no theme could be named for.
    `refused` counts points that the check did not let through.
    """

    filters: CaseFilters
    decisions: tuple[Decision, ...]
    lessons: tuple[Lesson, ...]
    unsorted: Lesson
    refused: int

    def count(self, *findings: str) -> int:
        """Return how many of the decisions ended in one of `findings`."""
        return sum(1 for one in self.decisions if one.finding in findings)

    @property
    def left(self) -> int:
        """How many were not investigated, or have no finding that was read."""
        return len(self.decisions) - self.count("fault found", "mixed", "no fault")


def references_of(points: Iterable[Point]) -> tuple[str, ...]:
    """Return the references of the decisions of `points`, each once."""
    return tuple(dict.fromkeys(point.reference for point in points))
