"""Requests to decline and cries for help told by their meaning, beside the rules of words.

A ridge regression over examples (corpus/delicate.jsonl and every other way of asking that the
library holds, which stand for "nothing of the sort") is solved when a library is opened, as in
`rag.wanted`: it fits whatever embedding model the index was made with.
"""

from __future__ import annotations

import numpy as np

from rag.protocols import FloatArray, Library

__all__ = ["DELICATE", "Delicate"]

DELICATE = "delicate-"  # how the ids of its examples begin
_PLAIN = "plain"
_RIDGE = 1.0
_RARE = 3.0  # how much more an example of what is rare weighs, and a look-alike of it


class Delicate:
    """Tells from a question's vector how much it is like each kind of delicate request."""

    def __init__(self, library: Library) -> None:
        bridges = library.bridges()
        kinds = [b.id.split("-")[1] if b.id.startswith(DELICATE) else "" for b in bridges]
        self._names = sorted(set(kinds) - {"", _PLAIN})
        self._weights: FloatArray | None = None
        if not self._names:
            return
        vectors = library.bridge_vectors.matrix()
        target = np.array([[float(name == own) for name in self._names] for own in kinds])
        weight = np.array([[_RARE if own else 1.0] for own in kinds])
        weight /= weight.sum()
        self._middle = (vectors * weight).sum(axis=0)
        self._level = (target * weight).sum(axis=0)
        centred = vectors - self._middle
        bend = centred.T @ (centred * weight) + _RIDGE / len(kinds) * np.eye(centred.shape[1])
        slope = centred.T @ ((target - self._level) * weight)
        self._weights = np.linalg.solve(bend, slope)

    def scores(self, vector: FloatArray) -> dict[str, float]:
        """Return a score for each kind, about 1 where a question is one and 0 where it is not;
        {} where the library has no examples. `vector` has shape (dimension,)."""
        if self._weights is None:
            return {}
        found = (vector - self._middle) @ self._weights + self._level
        return dict(zip(self._names, found.tolist(), strict=True))
