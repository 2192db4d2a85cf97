"""Joining ranked lists: weighted reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Ranking", "fuse_ranks"]

_K = 60  # Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion…", SIGIR 2009


@dataclass(frozen=True, slots=True)
class Ranking:
    """One retriever's passage keys, best first, and how much they count."""

    name: str
    keys: Sequence[int]
    weight: float = 1.0


def fuse_ranks(rankings: Sequence[Ranking]) -> dict[int, tuple[float, dict[str, int]]]:
    """Return key -> (sum of weight / (60 + rank), {retriever: rank from 1}), best first."""
    scores: dict[int, float] = {}
    ranks: dict[int, dict[str, int]] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking.keys, 1):
            scores[key] = scores.get(key, 0.0) + ranking.weight / (_K + rank)
            ranks.setdefault(key, {})[ranking.name] = rank
    order = sorted(scores, key=lambda key: (-scores[key], key))
    return {key: (scores[key], ranks[key]) for key in order}
