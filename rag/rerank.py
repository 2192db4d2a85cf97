"""The first hits read again beside the question, where the operator names a cross-encoder.

A cross-encoder reads question and passage together (Nogueira and Cho, "Passage Re-ranking with
BERT", arXiv:1901.04085): dearer than anything else in a search, so only the first hits get it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from rag.protocols import FloatArray, Reranker
from rag.records import Hit

__all__ = ["Reranking", "Reread"]

_LOG = logging.getLogger("upheld.rerank")
_BATCH = 8  # passages scored between two looks at the clock


class Reread(StrEnum):
    """What came of reading the first hits again."""

    NO = "no"  # no reranker
    YES = "yes"
    LATE = "out of time"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Reranking:
    """A reranker and how far it is followed.

    `first`: how many hits it reads. `share`: what its score counts, 0 to 1, beside ours.
    `budget_s`: seconds after which the order stays as it was; a batch that runs is waited for.
    """

    reranker: Reranker
    first: int = 30
    share: float = 0.5
    budget_s: float = 5.0

    def apply(
        self, question: str, hits: Sequence[Hit], stop: Callable[[], bool] = lambda: False
    ) -> tuple[list[Hit], Reread]:
        """Return `hits` (best first) with the first ones in their new order, and what came of it.

        Both scores are spread over 0 to 1 among those hits and mixed; the result is put back
        between the lowest and the best of ours, so that what follows stays below. Out of time
        or stopped, nothing moves: an order is never half one and half the other.
        """
        head, rest = list(hits[: self.first]), list(hits[self.first :])
        if len(head) < 2:
            return [*head, *rest], Reread.YES
        found, reread = self._score(question, head, stop)
        if found is None:
            return [*head, *rest], reread
        ours = np.array([hit.score for hit in head], dtype=np.float32)
        mixed = (1 - self.share) * _spread(ours) + self.share * _spread(found)
        scores = ours.min() + (ours.max() - ours.min()) * mixed
        moved = [replace(h, score=float(s)) for h, s in zip(head, scores, strict=True)]
        return [*sorted(moved, key=lambda hit: -hit.score), *rest], reread

    def _score(
        self, question: str, hits: Sequence[Hit], stop: Callable[[], bool]
    ) -> tuple[FloatArray | None, Reread]:
        texts = [f"{hit.passage.header}\n{hit.passage.text}".strip() for hit in hits]
        until = time.monotonic() + self.budget_s
        found: list[FloatArray] = []
        for at in range(0, len(texts), _BATCH):
            if stop():
                return None, Reread.STOPPED
            if time.monotonic() >= until:
                _LOG.warning("Not reranked: %s s were not enough", self.budget_s)
                return None, Reread.LATE
            found.append(self.reranker.score(question, texts[at : at + _BATCH]))
        return np.concatenate(found), Reread.YES


def _spread(scores: FloatArray) -> FloatArray:
    """Return `scores` over 0 to 1, all 0 where they are equal."""
    width = float(scores.max() - scores.min())
    spread: FloatArray = (scores - scores.min()) / (width or 1.0)
    return spread
