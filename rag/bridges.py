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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from rag.delicate import DELICATE
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
    def nearest_case(self) -> float:
        """Score of the nearest situation of a case, 0.0 where there is none."""
        return next(iter(self.references.values()), 0.0)

    @property
    def nearest_elsewhere(self) -> float:
        """Score of the nearest subject that the library does not cover, 0.0 for none."""
        return next(iter(self.elsewhere.values()), 0.0)


_NOTHING = Leads({}, {}, {}, 0.0, "")
_BARE = (
    "voice-",
    DELICATE,
)  # phrasings without a subject: whose words are wanted, what is declined
_NEAREST_WORDS, _ALL_WORDS = 0.10, 0.15  # weights of shared words: best phrasing, all together


@dataclass(frozen=True, slots=True)
class _Target:
    name: str
    rows: list[int]  # its phrasings
    words: frozenset[str]  # of all of them


@dataclass(frozen=True, slots=True)
class _Group:
    """Targets of one sort, with the mean of each one's phrasings, of length 1."""

    targets: list[_Target]
    middles: FloatArray  # shape (targets, dimension)


def _is_outside(bridge: Bridge) -> bool:
    return bridge.id.startswith("elsewhere-")


class Bridges:
    """All phrasings of one library, ready to be compared with a question."""

    def __init__(self, library: Library) -> None:
        bridges = library.bridges()
        self._phrases = [bridge.text for bridge in bridges]
        self._words = [
            frozenset() if b.id.startswith(_BARE) else frozenset(map(stem, content_words(b.text)))
            for b in bridges
        ]
        self._count = sum(not b.id.startswith(DELICATE) for b in bridges)
        self._inside = [n for n, b in enumerate(bridges) if b.duties or b.themes or b.references]
        self._known = frozenset().union(*(self._words[row] for row in self._inside))
        self._spread = Counter(word for words in self._words for word in words)
        self._rows: dict[str, list[int]] = defaultdict(list)  # word -> phrasings that hold it
        for row, words in enumerate(self._words):
            for word in words:
                self._rows[word].append(row)
        heavy = [self._weight(words) or 1.0 for words in self._words]
        self._heavy = np.array(heavy, dtype=np.float32)
        if not self._phrases:
            return
        self._vectors = library.bridge_vectors.matrix()
        self._duties = self._group(
            (d, n) for n, b in enumerate(bridges) for d in _lead(b.duties, 2)
        )
        self._themes = self._group(
            (t, n) for n, b in enumerate(bridges) for t in _lead(b.themes, 1)
        )
        self._cases = self._group(
            (r, n) for n, b in enumerate(bridges) for r in _lead(b.references, 2)
        )
        topics = library.lexicon("elsewhere")
        self._elsewhere = self._group(
            (str(topics[int(b.id.split("-")[1])]["topic"]), n)
            for n, b in enumerate(bridges)
            if _is_outside(b)
        )

    def _group(self, pairs: Iterable[tuple[str, int]]) -> _Group:
        rows: dict[str, list[int]] = defaultdict(list)
        for name, row in pairs:
            rows[name].append(row)
        targets = [
            _Target(name, found, frozenset().union(*(self._words[row] for row in found)))
            for name, found in rows.items()
        ]
        middles = [self._vectors[target.rows].mean(axis=0) for target in targets]
        lengths = [float(np.linalg.norm(middle)) or 1.0 for middle in middles]
        scaled = [middle / length for middle, length in zip(middles, lengths, strict=True)]
        shape = (len(targets), self._vectors.shape[1])
        return _Group(targets, np.array(scaled, dtype=np.float32).reshape(shape))

    def follow(self, vector: FloatArray, text: str) -> Leads:
        """Return where the phrasings nearest to a question lead: its vector, shape
        (dimension,), and its words."""
        if not self._inside:
            return _NOTHING
        near = self._vectors @ vector
        words = frozenset(map(stem, content_words(text)))
        best = self._inside[int(np.argmax(near[self._inside]))]
        return Leads(
            self._ranked(self._duties, near, vector, words),
            self._ranked(self._themes, near, vector, words),
            self._ranked(self._cases, near, vector, words),
            float(near[best]),
            self._phrases[best],
            self._familiar(words),
            self._ranked(self._elsewhere, near, vector, frozenset()),
        )

    def _ranked(
        self, group: _Group, near: FloatArray, vector: FloatArray, words: frozenset[str]
    ) -> dict[str, float]:
        middles = group.middles @ vector
        total = self._weight(words)
        shared = self._shared(words, total)
        scores = {}
        for target, middle in zip(group.targets, middles.tolist(), strict=True):
            score = 0.5 * middle + 0.5 * float(near[target.rows].max())
            if total:
                everywhere = self._weight(words & target.words) / total
                score += _NEAREST_WORDS * float(shared[target.rows].max()) + _ALL_WORDS * everywhere
            scores[target.name] = score
        return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))

    def _shared(self, words: frozenset[str], total: float) -> FloatArray:
        """Return what each phrasing shares with a question, 0 to 1, rare words counting more."""
        overlap = np.zeros(len(self._phrases), dtype=np.float32)
        for word in words:
            overlap[self._rows.get(word, [])] += self._weight([word])
        shared: FloatArray = overlap / np.sqrt((total or 1.0) * self._heavy)
        return shared

    def _familiar(self, words: frozenset[str]) -> float:
        total = self._weight(words)
        return self._weight(words & self._known) / total if total else 0.0

    def _weight(self, words: Iterable[str]) -> float:
        count = self._count
        return sum(math.log(1 + count / (1 + self._spread[word])) for word in words)


def _lead(names: Sequence[str], most: int) -> Sequence[str]:
    """Return what a phrasing leads to, nothing where it leads to too much to be telling."""
    return names if len(names) <= most else ()
