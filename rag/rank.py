"""Ranking: what speaks for each candidate, weighed, and the repeats folded.

The weights are those of a linear model (listwise softmax, as in ListNet, Cao et al., ICML 2007)
learned on the dev part of the gold questions by `python -m eval.learn`, which prints them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.features import FEATURES, Seen
from rag.protocols import FloatArray

__all__ = ["WEIGHTS", "order", "scores"]

WEIGHTS: dict[str, float] = {
    "meaning": 2.43,
    "rank by meaning": 1.30,
    "rank by words": 1.85,
    "words covered": 7.00,
    "beside": 0.94,
    "theme": 0.63,
    "duty": 4.39,
    "situation": 2.83,
    "role": 5.15,
    "kind": 6.73,
    "length": 0.59,
    "case": 3.85,
    "council": 1.58,
    "told": 0.69,
    "ruled": 0.72,
    "period": 0.84,
    "sum": 1.80,
}


def scores(measured: FloatArray, weights: dict[str, float] = WEIGHTS) -> FloatArray:
    """Return the score of each row of `measured` (shape (n, len(FEATURES))), shape (n,)."""
    column = np.array([weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)
    weighed: FloatArray = measured @ column
    return weighed


def order(seen: Sequence[Seen], weighed: FloatArray) -> list[int]:
    """Return the places in `seen`, best first, without those whose text stands in a better one."""
    ranked = sorted(range(len(seen)), key=lambda n: (-float(weighed[n]), seen[n].passage.id))
    said: set[str] = set()
    kept = []
    for place in ranked:
        text = " ".join(seen[place].passage.text.lower().split())
        if text not in said:
            said.add(text)
            kept.append(place)
    return kept
