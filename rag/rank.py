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
    "meaning": 2.89,
    "rank by meaning": 0.82,
    "rank by words": 2.05,
    "words covered": 5.66,
    "beside": -0.63,
    "theme": 0.63,
    "duty": 4.79,
    "situation": 3.25,
    "role": 6.53,
    "voice": 0.44,
    "kind": 6.26,
    "length": 0.55,
    "case": 4.01,
    "council": 2.72,
    "told": -0.11,
    "ruled": 1.02,
    "period": 1.11,
    "sum": 0.86,
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
