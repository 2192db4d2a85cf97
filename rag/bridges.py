"""From everyday speech to the law: questions matched to the ways in which people ask.

Lay questions share about 3% of their words with the law, so the words of a duty are rarely
found by them. Each duty and theme carries everyday phrasings; a question is compared with
those, and the duties, themes and cases that they lead to are looked up as evidence.

A target is scored by half the cosine to the middle of its phrasings and half the cosine to the
nearest one: the middle finds a question unlike every phrasing, the nearest one a close match
(measured on left-out phrasings: docs/measurements.md).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from rag.protocols import FloatArray, Library

__all__ = ["Bridges", "Leads"]


@dataclass(frozen=True, slots=True)
class Leads:
    """What the nearest phrasings lead to, each with its score (about a cosine), best first."""

    duties: dict[str, float]
    themes: dict[str, float]
    references: dict[str, float]
    best: float  # cosine of the nearest phrasing, 0.0 where there are none
    phrase: str


_NOTHING = Leads({}, {}, {}, 0.0, "")


@dataclass(frozen=True, slots=True)
class _Target:
    rows: list[int]  # its phrasings
    middle: FloatArray  # their mean, of length 1; shape (dimension,)


class Bridges:
    """All phrasings of one library, ready to be compared with a question."""

    def __init__(self, library: Library) -> None:
        self._phrases = [bridge.text for bridge in library.bridges()]
        self._references = [bridge.references for bridge in library.bridges()]
        self._vectors: FloatArray | None = None
        self._duties: dict[str, _Target] = {}
        self._themes: dict[str, _Target] = {}
        if not self._phrases:
            return
        self._vectors = library.bridge_vectors.matrix()
        duties: dict[str, list[int]] = defaultdict(list)
        themes: dict[str, list[int]] = defaultdict(list)
        for row, bridge in enumerate(library.bridges()):
            for duty in bridge.duties if len(bridge.duties) <= 2 else ():
                duties[duty].append(row)
            for theme in bridge.themes if len(bridge.themes) == 1 else ():
                themes[theme].append(row)
        self._duties = {name: self._target(rows) for name, rows in duties.items()}
        self._themes = {name: self._target(rows) for name, rows in themes.items()}

    def _target(self, rows: list[int]) -> _Target:
        assert self._vectors is not None
        middle = self._vectors[rows].mean(axis=0)
        length = float(np.linalg.norm(middle)) or 1.0
        return _Target(rows, (middle / length).astype(np.float32))

    def follow(self, vector: FloatArray) -> Leads:
        """Return where the phrasings nearest to a question vector, shape (dimension,), lead."""
        if self._vectors is None:
            return _NOTHING
        near = self._vectors @ vector
        best = int(np.argmax(near))
        references = {
            name: float(near[row])
            for row in np.argsort(-near)[:5].tolist()
            for name in self._references[row]
        }
        return Leads(
            _ranked(self._duties, near, vector),
            _ranked(self._themes, near, vector),
            references,
            float(near[best]),
            self._phrases[best],
        )


def _ranked(targets: dict[str, _Target], near: FloatArray, vector: FloatArray) -> dict[str, float]:
    scores = {
        name: 0.5 * float(target.middle @ vector) + 0.5 * float(near[target.rows].max())
        for name, target in targets.items()
    }
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))
