"""What came of putting one gold question to one configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.anchors import rank_of, words_to
from eval.metrics import (
    all_at,
    is_inverted,
    need_ndcg_at,
    recall_at,
    reciprocal_rank,
    share_within,
)
from eval.questions import GoldQuestion
from eval.scorers import Score
from rag.records import Hit

__all__ = ["RETRIEVAL_MEASURES", "Outcome", "measure"]

RETRIEVAL_MEASURES = (
    "recall@1",
    "recall@5",
    "recall@10",
    "recall@20",
    "all@10",
    "nDCG@10",
    "mrr",
    "in 1,000 words",
    "wrong voice",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question under one configuration: ranks and words per need, scores, or an error.

    `inverted` is None where the question has no distractor in this index.
    """

    item: GoldQuestion
    configuration: str
    ranks: tuple[int | None, ...] = ()
    words: tuple[int | None, ...] = ()
    inverted: bool | None = None
    scores: tuple[Score, ...] = ()
    status: str | None = None
    seconds: float = 0.0
    answer: str = ""
    error: str | None = None

    def value(self, name: str) -> float | None:
        """Return a retrieval measure or a score by name; None where there is none."""
        if name in RETRIEVAL_MEASURES:
            return self._retrieval(name)
        return next((score.value for score in self.scores if score.name == name), None)

    def _retrieval(self, name: str) -> float | None:
        if name == "wrong voice":
            return None if self.inverted is None else float(self.inverted)
        if not self.ranks:
            return None
        if name == "mrr":
            return reciprocal_rank(self.ranks)
        if name == "in 1,000 words":
            return share_within(self.words, 1000)
        if name == "all@10":
            return all_at(self.ranks, 10)
        if name == "nDCG@10":
            return need_ndcg_at(self.ranks, 10)
        return recall_at(self.ranks, int(name.removeprefix("recall@")))


def measure(
    item: GoldQuestion, configuration: str, hits: Sequence[Hit], *, has_distractors: bool
) -> Outcome:
    """Return where `hits` (best first) meet the needs of `item`, without scores."""
    ranks = tuple(rank_of(need, hits) for need in item.evidence)
    inverted = None
    if item.distractors and item.evidence and has_distractors:
        wrong = rank_of((d.anchor for d in item.distractors), hits)
        inverted = is_inverted(ranks, wrong)
    words = tuple(words_to(need, hits) for need in item.evidence)
    return Outcome(item, configuration, ranks, words, inverted)
