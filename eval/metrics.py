"""Measures of retrieval, and how sure a mean is. Pure functions; ranks count from 1.

The graded measures are those of trec_eval; the tests hold them to pytrec_eval.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = [
    "Estimate",
    "all_at",
    "average_precision_at",
    "estimate",
    "graded_ndcg_at",
    "is_inverted",
    "need_ndcg_at",
    "recall_at",
    "reciprocal_rank",
    "share_within",
]

_CELLS = 4_000_000  # draws held at once


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of `n` values with the bounds of its 95% bootstrap interval; None where n is 0."""

    mean: float | None
    low: float | None
    high: float | None
    n: int


# --- needs: each is met at the rank of the first hit that holds an alternative of it ------------


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Return the share of needs met in the first `k` hits; None is a need that is never met."""
    return _share([rank is not None and rank <= k for rank in ranks])


def all_at(ranks: Sequence[int | None], k: int) -> float:
    """Return 1.0 where every need is met in the first `k` hits, else 0.0."""
    return float(recall_at(ranks, k) == 1.0)


def reciprocal_rank(ranks: Sequence[int | None], k: int | None = None) -> float:
    """Return 1 / rank of the first of `k` hits that meets any need, 0.0 where none does."""
    found = [rank for rank in ranks if rank is not None and (k is None or rank <= k)]
    return 1.0 / min(found) if found else 0.0


def need_ndcg_at(ranks: Sequence[int | None], k: int) -> float:
    """Return nDCG with a gain of 1 for each need where it is first met, at most 1.0.

    The ideal meets one need a hit; one hit that meets several counts them all.
    """
    gained = sum(_discount(rank) for rank in ranks if rank is not None and rank <= k)
    return min(gained / _best_dcg([1] * len(ranks), k), 1.0)


def share_within(words: Sequence[int | None], limit: int = 1000) -> float:
    """Return the share of needs met before `limit` words are read."""
    return _share([count is not None and count <= limit for count in words])


def is_inverted(evidence: Sequence[int | None], distractor: int | None) -> bool:
    """Say whether a passage in the wrong voice comes before all of the evidence."""
    if distractor is None:
        return False
    found = [rank for rank in evidence if rank is not None]
    return not found or distractor < min(found)


def _share(met: Sequence[bool]) -> float:
    if not met:
        raise ValueError("a question without needs has no recall; leave it out")
    return sum(met) / len(met)


# --- documents with grades, as in trec_eval ------------------------------------------------------


def graded_ndcg_at(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Return nDCG with linear gains: DCG of the first `k` over the best that there could be.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20
    (2002), with the logarithm to base 2 of rank + 1. `grades` holds grades above 0.
    """
    gained = sum(grades.get(key, 0) * _discount(n) for n, key in enumerate(ranked[:k], 1))
    return gained / _best_dcg(list(grades.values()), k)


def average_precision_at(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Return the precision at each relevant hit of the first `k`, over all relevant documents."""
    hits = [n for n, key in enumerate(ranked[:k], 1) if key in grades]
    return sum(found / n for found, n in enumerate(hits, 1)) / len(grades)


def _discount(rank: int) -> float:
    return 1.0 / math.log2(rank + 1)


def _best_dcg(gains: Sequence[int], k: int) -> float:
    best = sorted(gains, reverse=True)[:k]
    return sum(gain * _discount(n) for n, gain in enumerate(best, 1))


# --- how sure a mean is --------------------------------------------------------------------------


def estimate(values: Sequence[float], *, resamples: int = 2000, seed: int = 7) -> Estimate:
    """Return the mean with its 95% percentile bootstrap interval over questions.

    Of differences between two configurations on the same questions it is the paired interval.
    Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7 (1979).
    """
    n = len(values)
    if not n:
        return Estimate(None, None, None, 0)
    draw = np.random.default_rng(seed)
    given = np.asarray(values, dtype=np.float64)
    rows = max(1, _CELLS // n)
    sizes = [min(rows, resamples - at) for at in range(0, resamples, rows)]
    means = np.sort(
        np.concatenate([given[draw.integers(0, n, (size, n))].mean(axis=1) for size in sizes])
    )
    low, high = means[int(0.025 * resamples)], means[int(0.975 * resamples)]
    return Estimate(float(given.mean()), float(low), float(high), n)
