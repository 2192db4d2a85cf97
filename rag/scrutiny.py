"""Questions for councillors: Upheld's own words, each with the points that prompt it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.replies import Citation
from rag.taught import Lesson, Point
from rag.text import fold
from rag.wording import Wording

__all__ = ["Prompt", "improvement_of", "questions_of", "was_it_done"]

_IMPROVES = ("service_improvement",)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question with the duties and the points that it comes from, each cited."""

    question: str
    duties: tuple[Citation, ...]
    points: tuple[Point, ...]


def improvement_of(words: str, wording: Wording) -> str | None:
    """Return what sort of improvement `words` tell: a name of [improvement_signs], or None."""
    folded = fold(words)
    signs = wording.table("improvement_signs").items()
    return next((name for name, sign in signs if re.search(sign, folded, re.I)), None)


def questions_of(
    lesson: Lesson, duties: Sequence[Citation], wording: Wording, *, own: bool
) -> Iterator[Prompt]:
    """Yield the questions of one theme: on its duty, on what was improved, on what was right.

    `own`: the committee is that of the council whose decisions these are.
    """
    if lesson.faults:
        asked = wording.table("questions")
        yield Prompt(
            asked.get(lesson.code, asked["other"]), tuple(duties[:1]), _once(lesson.faults)
        )
    improved: dict[str, list[Point]] = {}
    for point in lesson.remedies:
        if point.kind in _IMPROVES and not point.bare:
            sort = improvement_of(point.citation.quote, wording)
            if sort is not None:
                improved.setdefault(sort, []).append(point)
    table = wording.table("improvement_own" if own else "improvement_other")
    for sort in table:
        if sort in improved:
            yield Prompt(table[sort], (), _once(improved[sort]))
    if lesson.cleared:
        yield Prompt(wording.fill("questions.cleared"), (), _once(lesson.cleared))


def was_it_done(lessons: Iterable[Lesson], wording: Wording) -> Prompt | None:
    """Return the question whether what was agreed was done, with one step of each decision."""
    steps = [p for lesson in lessons for p in lesson.remedies if not p.bare]
    return Prompt(wording.fill("questions.carried_out"), (), _once(steps)) if steps else None


def _once(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the first point of each decision."""
    first: dict[str, Point] = {}
    for point in points:
        first.setdefault(point.reference, point)
    return tuple(first.values())
