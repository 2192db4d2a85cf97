"""From everyday speech to the law: questions matched to the ways in which people ask.

Lay questions share about 3% of their words with the law, so the words of a duty are rarely
found by them. Each duty and theme carries everyday phrasings; a question is compared with
those, and the duties, themes and cases that they lead to are looked up as evidence.

A target is scored by half the cosine to the middle of its phrasings and half the cosine to the
nearest one (the middle finds a question unlike every phrasing, the nearest one a close match),
and a little by shared words, rare ones counting more. Weights were chosen on left-out phrasings
and the dev questions (docs/measurements.md).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from rag.protocols import FloatArray, Library
from rag.records import Bridge
from rag.text import content_words, stem

__all__ = ["Bridges", "Leads"]


@dataclass(frozen=True, slots=True)
class Leads:
    """What the nearest phrasings lead to, each with its score (about a cosine), best first."""

    duties: dict[str, float]
    themes: dict[str, float]
    references: dict[str, float]
    best: float  # cosine of the nearest phrasing, 0.0 where there are none
    phrase: str
    familiar: float = 0.0  # share of the question's telling words that stand in any phrasing
    elsewhere: dict[str, float] = field(default_factory=dict)  # subjects outside the library

    @property
    def nearest_duty(self) -> float:
        """Score of the nearest duty, 0.0 where there is none."""
        return next(iter(self.duties.values()), 0.0)

    @property
    def nearest_elsewhere(self) -> float:
        """Score of the nearest subject that the library does not cover, 0.0 for none."""
        return next(iter(self.elsewhere.values()), 0.0)


_NOTHING = Leads({}, {}, {}, 0.0, "")
_NEAREST_WORDS, _ALL_WORDS = 0.10, 0.15  # weights of shared words: best phrasing, all together


@dataclass(frozen=True, slots=True)
class _Target:
    rows: list[int]  # its phrasings
    middle: FloatArray  # their mean, of length 1; shape (dimension,)


def _is_outside(bridge: Bridge) -> bool:
    return bridge.id.startswith("elsewhere-")


class Bridges:
    """All phrasings of one library, ready to be compared with a question."""

    def __init__(self, library: Library) -> None:
        self._phrases = [bridge.text for bridge in library.bridges()]
        self._references = [bridge.references for bridge in library.bridges()]
        self._vectors: FloatArray | None = None
        self._words = [frozenset(map(stem, content_words(text))) for text in self._phrases]
        self._spread = Counter(word for words in self._words for word in words)
        self._duties: dict[str, _Target] = {}
        self._themes: dict[str, _Target] = {}
        self._elsewhere: dict[str, _Target] = {}
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
        self._elsewhere = self._outside(library)
        self._inside = [n for n, b in enumerate(library.bridges()) if not _is_outside(b)]

    def _outside(self, library: Library) -> dict[str, _Target]:
        """Return the phrasings of subjects that this library does not cover, by subject."""
        rows: dict[str, list[int]] = defaultdict(list)
        for row, bridge in enumerate(library.bridges()):
            if _is_outside(bridge):
                rows[bridge.id.split("-")[1]].append(row)
        topics = library.lexicon("elsewhere")
        return {str(topics[int(n)]["topic"]): self._target(found) for n, found in rows.items()}

    def _target(self, rows: list[int]) -> _Target:
        assert self._vectors is not None
        middle = self._vectors[rows].mean(axis=0)
        length = float(np.linalg.norm(middle)) or 1.0
        return _Target(rows, (middle / length).astype(np.float32))

    def follow(self, vector: FloatArray, text: str) -> Leads:
        """Return where the phrasings nearest to a question lead: its vector, shape
        (dimension,), and its words."""
        if self._vectors is None:
            return _NOTHING
        near = self._vectors @ vector
        words = frozenset(map(stem, content_words(text)))
        best = self._inside[int(np.argmax(near[self._inside]))]
        references = {
            name: float(near[row])
            for row in np.argsort(-near)[:5].tolist()
            for name in self._references[row]
        }
        return Leads(
            self._ranked(self._duties, near, vector, words),
            self._ranked(self._themes, near, vector, words),
            references,
            float(near[best]),
            self._phrases[best],
            self._familiar(words),
            self._ranked(self._elsewhere, near, vector, frozenset()),
        )

    def _ranked(
        self,
        targets: dict[str, _Target],
        near: FloatArray,
        vector: FloatArray,
        words: frozenset[str],
    ) -> dict[str, float]:
        scores = {
            name: 0.5 * float(target.middle @ vector)
            + 0.5 * float(near[target.rows].max())
            + self._shared(target, words)
            for name, target in targets.items()
        }
        return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))

    def _shared(self, target: _Target, words: frozenset[str]) -> float:
        """Return the bonus for words that a question shares with a target's phrasings."""
        total = self._weight(words)
        if not total:
            return 0.0
        phrases = [self._words[row] for row in target.rows]
        best = max(
            self._weight(words & phrase) / math.sqrt(total * (self._weight(phrase) or 1.0))
            for phrase in phrases
        )
        everywhere = self._weight(words & frozenset().union(*phrases)) / total
        return _NEAREST_WORDS * best + _ALL_WORDS * everywhere

    def _familiar(self, words: frozenset[str]) -> float:
        total = self._weight(words)
        known = frozenset().union(*(self._words[row] for row in self._inside))
        return self._weight(words & known) / total if total else 0.0

    def _weight(self, words: Iterable[str]) -> float:
        count = len(self._phrases)
        return sum(math.log(1 + count / (1 + self._spread[word])) for word in words)
