"""Whose words a question wants: a linear model over examples of how people ask for each voice.

The examples are data of the library (corpus/asking.jsonl), with their vectors; a ridge regression
on them (Hoerl and Kennard, Technometrics 1970) is solved when a library is opened, so it fits
whatever embedding model the index was made with.
"""

from __future__ import annotations

import re

import numpy as np

from rag.protocols import FloatArray, Library

__all__ = ["WantedVoice", "last_asked"]

_RIDGE = 3.0
_SHARP = 6.0  # how far the scores are spread before they become shares
_LEAST = 4  # words of what counts as a clause
_ENDS = re.compile(r"(?<=[.?!;:])\s+|\s[-–]\s|,\s+(?=(?:so|but|and|though)\b)", re.I)


def last_asked(text: str) -> str:
    """Return the last clause of a question, with those before it while it is very short."""
    clauses = [c for c in _ENDS.split(text) if c.strip()]
    last = ""
    for clause in reversed(clauses):
        last = f"{clause} {last}".strip()
        if len(last.split()) >= _LEAST:
            break
    return last or text


class WantedVoice:
    """Tells from a question's vector whose words would answer it."""

    def __init__(self, library: Library) -> None:
        rows = [
            (n, bridge.id.split("-")[1])
            for n, bridge in enumerate(library.bridges())
            if bridge.id.startswith("voice-")
        ]
        self._names = sorted({name for _, name in rows})
        self._weights: FloatArray | None = None
        if len(self._names) < 2:
            return
        vectors = library.bridge_vectors.matrix()[[n for n, _ in rows]]
        target = np.array([[float(name == own) for name in self._names] for _, own in rows])
        self._middle = vectors.mean(axis=0)
        centred = vectors - self._middle
        bend = centred.T @ centred + _RIDGE * np.eye(centred.shape[1])
        slope = centred.T @ (target - target.mean(axis=0))
        self._weights = np.linalg.solve(bend, slope).astype(np.float32)

    def shares(self, *vectors: FloatArray) -> dict[str, float]:
        """Return how likely each voice is to be wanted, adding up to 1; {} where nothing tells.

        `vectors`, each of shape (dimension,), tell the same question: the whole of it, its end.
        """
        if self._weights is None:
            return {}
        scores = np.mean([(v - self._middle) @ self._weights for v in vectors], axis=0)
        spread = np.exp(_SHARP * (scores - scores.max()))
        return dict(zip(self._names, (spread / spread.sum()).tolist(), strict=True))
