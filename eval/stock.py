"""Search over bare texts, as a stock stack would do it: BM25, vectors, and nothing of ours.

Texts are addressed by their position. What is embedded is kept by content hash, so that an
interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import numpy as np

from rag.embeddings import EmbeddingStore
from rag.kinds import Kind, Role
from rag.lexical import Entry, TantivyIndex, build_lexical
from rag.protocols import Embedder, FloatArray
from rag.records import Document, Filters, Passage

__all__ = ["PLAIN_WORDS", "Progress", "WordSearch", "embed_texts", "word_search"]

PLAIN_WORDS = {"body": 1.0, "head": 0.0, "place": 0.0, "marks": 0.0}  # one field, as stock BM25
_BATCH = 256  # texts that are embedded and kept at once: some seconds of work
Progress = Callable[[str], None]


# --- words -----------------------------------------------------------------------------------


class WordSearch:
    """BM25 (k1 1.2, b 0.75; English stems and stop words) over texts."""

    def __init__(self, folder: Path, size: int, boosts: dict[str, float]) -> None:
        self._index = TantivyIndex(folder, boosts=boosts)
        self._size = size

    def best(self, text: str, k: int) -> list[tuple[int, float]]:
        """Return up to `k` (position, score), best first."""
        return self._index.search(text, k, Filters())

    def scores(self, texts: Sequence[str], depth: int) -> FloatArray:
        """Return the scores of the `depth` best of each of `texts`, 0 elsewhere: (texts, size)."""
        scores = np.zeros((len(texts), self._size), dtype=np.float32)
        for row, text in zip(scores, texts, strict=True):
            for key, score in self.best(text, depth):
                row[key] = score
        return scores


@contextmanager
def word_search(
    texts: Sequence[tuple[str, str]], boosts: dict[str, float] | None = None
) -> Iterator[WordSearch]:
    """Index (title, text) pairs for as long as the block runs; the title stands in the text too."""
    with tempfile.TemporaryDirectory(prefix="upheld-eval-") as name:
        build_lexical(Path(name), (_entry(n, *pair) for n, pair in enumerate(texts)))
        yield WordSearch(Path(name), len(texts), boosts or PLAIN_WORDS)


_NOWHERE = Document("text", Kind.RESEARCH, "", "", "", "")


def _entry(key: int, title: str, text: str) -> Entry:
    whole = f"{title} {text}".strip()
    passage = Passage(str(key), "text", 0, "", Role.DISCUSSION, (), title, whole, 0, 0, "")
    return Entry(key, passage, (_NOWHERE,))


# --- vectors ---------------------------------------------------------------------------------


def embed_texts(
    texts: Sequence[str],
    embedder: Embedder,
    cache: Path,
    progress: Progress = lambda line: None,
) -> FloatArray:
    """Return the vectors of `texts`, shape (len(texts), dimension); new ones are kept in `cache`.

    Every batch is kept as soon as it is made; batches hold texts of like length, long ones first.
    """
    cache.parent.mkdir(parents=True, exist_ok=True)
    store = EmbeddingStore(cache, embedder.fingerprint)
    try:
        hashes = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts]
        wanted = dict(zip(hashes, texts, strict=True))
        known = store.known(list(wanted))
        missing = sorted(wanted.keys() - known, key=lambda key: (-len(wanted[key]), key))
        for done, batch in _batches(missing):
            progress(f"embedding: {done} of {len(missing)} texts")
            store.add(batch, embedder.encode([wanted[key] for key in batch]))
        return store.get(hashes, embedder.dimension)
    finally:
        store.close()


def _batches(keys: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    rest = iter(keys)
    done = 0
    while batch := list(islice(rest, _BATCH)):
        yield done, batch
        done += len(batch)
