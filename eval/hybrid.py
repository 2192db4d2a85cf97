"""Joining scores: words and meaning as one convex combination, over any passages at all.

Pure functions over score arrays of shape (questions, documents); nothing here knows an index.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rag.protocols import FloatArray

__all__ = ["DENSE_SHARE", "best_of_windows", "combine_scores", "rank_best", "scale_scores"]

# Best of .3 to .9 over the mean of five sets (docs/retrieval.md, "Outside material"), and the
# share that Bruch, Gai and Ingber recommend where nothing can be tuned.
DENSE_SHARE = 0.8


def scale_scores(scores: FloatArray, floor: float) -> FloatArray:
    """Return every row of `scores` mapped so that `floor` is 0 and the row's best is 1.

    `floor` is the lowest score there can be: 0 for BM25, -1 for a cosine. A row without any
    score above it becomes zeros. (The "theoretical" min-max of Bruch, Gai and Ingber, "An
    Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42 (2023).)
    """
    best = scores.max(axis=1, keepdims=True, initial=floor)
    span = np.where(best > floor, best - floor, 1.0)
    scaled: FloatArray = ((scores - floor) / span).astype(np.float32)
    return scaled


def combine_scores(
    lexical: FloatArray, dense: FloatArray, *, dense_share: float = DENSE_SHARE
) -> FloatArray:
    """Return `dense_share` of the scaled cosines and the rest of the scaled BM25 scores.

    Both arrays have shape (questions, documents); a document without a shared word has BM25 0.
    """
    words, meaning = scale_scores(lexical, 0.0), scale_scores(dense, -1.0)
    return dense_share * meaning + (1.0 - dense_share) * words


def best_of_windows(scores: FloatArray, starts: npt.NDArray[np.int64]) -> FloatArray:
    """Return each document's best window: (questions, windows) -> (questions, documents).

    `starts[d]` is the column where the windows of document `d` begin; every document has one.
    """
    best: FloatArray = np.maximum.reduceat(scores, starts, axis=1)
    return best


def rank_best(scores: FloatArray, k: int) -> npt.NDArray[np.int64]:
    """Return the columns of the `k` best scores of each row, best first, equal ones by column."""
    k = min(k, scores.shape[1])
    cut = np.partition(scores, -k, axis=1)[:, -k, None]
    return np.stack([_order(row, low)[:k] for row, low in zip(scores, cut, strict=True)])


def _order(row: FloatArray, low: FloatArray) -> npt.NDArray[np.int64]:
    kept = np.flatnonzero(row >= low)
    return kept[np.argsort(-row[kept], kind="stable")]
