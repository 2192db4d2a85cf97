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
    "meaning": 2.67,
    "rank by meaning": 0.98,
    "rank by words": 2.00,
    "words covered": 6.62,
    "beside": -0.07,
    "theme": 0.71,
    "duty": 4.84,
    "situation": 2.98,
    "role": 5.43,
    "kind": 6.98,
    "length": 0.50,
    "case": 4.00,
    "council": 2.50,
    "told": 0.40,
    "ruled": 0.59,
    "period": 1.16,
    "sum": 0.90,
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
