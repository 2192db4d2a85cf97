"""Stand-ins without weights: the same in every process, and able to rank by shared words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from rag.protocols import FloatArray

__all__ = ["HashedEmbedder", "SharedWords", "WordCounter"]

_WORD = re.compile(r"\w+")
_STOP = "a an and are at be by for from in is it of on or that the to was were with"


class HashedEmbedder:
    """Vectors of hashed words: the cosine of two texts grows with the words they share.

    `texts` and `calls` count what was asked, so that a test can see what was embedded.
    """

    def __init__(self, dimension: int = 512, *, name: str = "hashed-words") -> None:
        self.name = name
        self.texts = 0
        self.calls = 0
        self._dimension = dimension

    @property
    def fingerprint(self) -> str:
        """A SHA-256 that stands for name and dimension."""
        return sha256(f"{self.name} {self._dimension}".encode()).hexdigest()

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return L2-normalised vectors, float32 of shape (len(texts), dimension)."""
        self.texts += len(texts)
        self.calls += 1
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            self._fill(row, text)
        return rows

    def _fill(self, row: FloatArray, text: str) -> None:
        for word in set(_WORD.findall(text.lower())) - set(_STOP.split()):
            row[self._place(word)] += 1.0
        length = float(np.linalg.norm(row))
        if length:
            row /= length
        else:
            row[0] = 1.0  # a text without words still has a direction

    def _place(self, word: str) -> int:
        return int.from_bytes(sha256(word.encode()).digest()[:8], "big") % self._dimension


class SharedWords:
    """A reranker that counts the words which question and text share; `texts` counts its work."""

    def __init__(self) -> None:
        self.texts = 0

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Return how many words each text shares with the question, shape (len(texts),)."""
        self.texts += len(texts)
        asked = set(_WORD.findall(question.lower()))
        shared = [len(asked & set(_WORD.findall(text.lower()))) for text in texts]
        return np.array(shared, dtype=np.float32)


class WordCounter:
    """Counts words for word pieces; the two special tokens are counted as the model's are."""

    def __init__(self, max_tokens: int = 256) -> None:
        self._max_tokens = max_tokens

    @property
    def max_tokens(self) -> int:
        """What the model would read before it truncates, special tokens included."""
        return self._max_tokens

    def count(self, text: str) -> int:
        """Return the number of words and marks in `text`, plus two."""
        return len(re.findall(r"\w+|[^\w\s]", text)) + 2
