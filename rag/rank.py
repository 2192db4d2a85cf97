"""Ranking: what speaks for each candidate, weighed, and the repeats folded.

A linear model with a small layer of hyperbolic tangents beside it, for what counts only together
(a council's words, where the finding is asked for). It is learned on the dev part of the gold
questions by `python -m eval.learn` (listwise softmax, as in ListNet, Cao et al., ICML 2007),
which writes ranking.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.features import FEATURES, Seen
from rag.protocols import FloatArray

__all__ = ["Ranking", "learned_ranking", "order"]

_LEARNED = Path(__file__).with_name("ranking.json")


@dataclass(frozen=True, slots=True)
class Ranking:
    """A score for a row x of features: straight·x + out·tanh(bends·x + bias).

    Shapes: straight (features,), bends (units, features), bias (units,), out (units,).
    """

    straight: FloatArray
    bends: FloatArray
    bias: FloatArray
    out: FloatArray

    def scores(self, measured: FloatArray) -> FloatArray:
        """Return the score of each row of `measured`, shape (n, features), shape (n,)."""
        bent = np.tanh(measured @ self.bends.T + self.bias)
        weighed: FloatArray = measured @ self.straight + bent @ self.out
        return weighed

    @classmethod
    def linear(cls, weights: Mapping[str, float]) -> Ranking:
        """Return a ranking by `weights` alone; a feature that is not named counts nothing."""
        straight = np.array([weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)
        none = np.zeros(0, dtype=np.float32)
        return cls(straight, np.zeros((0, len(FEATURES)), dtype=np.float32), none, none)


@cache
def learned_ranking() -> Ranking:
    """Return the ranking that was learned for these features."""
    record = json.loads(_LEARNED.read_text(encoding="utf-8"))
    if tuple(record["features"]) != FEATURES:
        raise AssertionError("rag/ranking.json is of other features: run python -m eval.learn")
    parts = (np.array(record[name], dtype=np.float32) for name in Ranking.__slots__)
    return Ranking(*parts)


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
