"""Measures of retrieval, and how sure a mean is. Pure functions; ranks count from 1."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Estimate", "estimate", "is_inverted", "recall_at", "reciprocal_rank", "share_within"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of `n` values with the bounds of its 95% bootstrap interval; None where n is 0."""

    mean: float | None
    low: float | None
    high: float | None
    n: int


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of needs met in the first `k` hits; None is a need that is never met."""
    return _share([rank is not None and rank <= k for rank in ranks])


def reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Return 1 / rank of the first hit that meets any need, 0.0 where none does."""
    found = [rank for rank in ranks if rank is not None]
    return 1.0 / min(found) if found else 0.0


def share_within(words: Sequence[int | None], limit: int = 1000) -> float:
    """Return the share of needs met before `limit` words are read."""
    return _share([count is not None and count <= limit for count in words])


def is_inverted(evidence: Sequence[int | None], distractor: int | None) -> bool:
    """Say whether a passage in the wrong voice comes before all of the evidence."""
    if distractor is None:
        return False
    found = [rank for rank in evidence if rank is not None]
    return not found or distractor < min(found)


def estimate(values: Sequence[float], *, resamples: int = 2000, seed: int = 7) -> Estimate:
    """Return the mean with its 95% percentile bootstrap interval over questions.

    Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7 (1979).
    """
    n = len(values)
    if not n:
        return Estimate(None, None, None, 0)
    draw = random.Random(seed)
    means = sorted(sum(draw.choices(values, k=n)) / n for _ in range(resamples))
    low, high = means[int(0.025 * resamples)], means[int(0.975 * resamples)]
    return Estimate(sum(values) / n, low, high, n)


def _share(met: Sequence[bool]) -> float:
    if not met:
        raise ValueError("a question without needs has no recall; leave it out")
    return sum(met) / len(met)
