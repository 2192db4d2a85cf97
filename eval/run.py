"""The run: gold questions put to an engine and, to compare, to plain retrieval."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from eval.anchors import Anchors
from eval.outcomes import Outcome, measure
from eval.plain import PlainRetrieval
from eval.questions import GoldQuestion
from eval.scorers import score_answer
from rag.errors import UpheldError
from rag.protocols import Library
from rag.replies import Answer, Question

__all__ = ["OUR_NAME", "Answering", "Selection", "run_engine", "run_plain", "select"]

OUR_NAME = "upheld"
Progress = Callable[[str], None]


class Answering(Protocol):
    """What the run asks of an engine."""

    @property
    def library(self) -> Library: ...

    def ask(self, question: Question) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Selection:
    """The questions that an index can be asked, and those whose documents it lacks."""

    ready: tuple[GoldQuestion, ...]
    skipped: tuple[GoldQuestion, ...]


def select(items: Iterable[GoldQuestion], library: Library) -> Selection:
    """Part the questions by whether the index holds an alternative of every need."""
    anchors = Anchors(library)
    ready: list[GoldQuestion] = []
    skipped: list[GoldQuestion] = []
    for item in items:
        (ready if anchors.is_ready(item) else skipped).append(item)
    return Selection(tuple(ready), tuple(skipped))


def run_engine(
    engine: Answering, items: Sequence[GoldQuestion], progress: Progress = lambda line: None
) -> list[Outcome]:
    """Ask every question once and score the answers; a question that fails has its error."""
    anchors = Anchors(engine.library)
    outcomes = []
    for number, item in enumerate(items, 1):
        progress(f"{OUR_NAME}: {number} of {len(items)}")
        outcomes.append(_ask(engine, item, anchors))
    return outcomes


def _ask(engine: Answering, item: GoldQuestion, anchors: Anchors) -> Outcome:
    began = time.perf_counter()
    try:
        answer = engine.ask(item.asked())
    except UpheldError as error:
        return Outcome(item, OUR_NAME, error=f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - began
    found = measure(
        item, OUR_NAME, answer.retrieved, has_distractors=_has_distractors(item, anchors)
    )
    scores = score_answer(item, answer, engine.library)
    return replace(
        found, scores=scores, status=answer.status.value, seconds=seconds, answer=answer.text
    )


def run_plain(
    library: Library,
    retrievals: Mapping[str, PlainRetrieval],
    items: Sequence[GoldQuestion],
    progress: Progress = lambda line: None,
) -> list[Outcome]:
    """Retrieve for every question that needs evidence, once for every configuration."""
    anchors = Anchors(library)
    outcomes = []
    for name, retrieve in retrievals.items():
        progress(name)
        for item in items:
            if item.evidence:
                has_distractors = _has_distractors(item, anchors)
                hits = retrieve(item.question)
                outcomes.append(measure(item, name, hits, has_distractors=has_distractors))
    return outcomes


def _has_distractors(item: GoldQuestion, anchors: Anchors) -> bool:
    return any(anchors.stands(distractor.anchor) for distractor in item.distractors)
