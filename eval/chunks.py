"""Plain retrieval over chunks of 200 words: the same documents as a stock stack cuts them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eval.fuse import Ranking, fuse_ranks
from eval.hybrid import rank_best
from eval.plain import PlainRetrieval
from eval.stock import Progress, WordSearch, embed_texts, word_search
from rag.kinds import Role
from rag.protocols import Embedder, FloatArray, Library
from rag.records import Document, Hit, Passage

__all__ = ["CHUNK_WORDS", "chunk_retrievals", "cut_chunks"]

CHUNK_WORDS = 200


def cut_chunks(library: Library, *, words: int = CHUNK_WORDS) -> list[tuple[Document, Passage]]:
    """Return every document's text in chunks of `words` words that do not overlap."""
    chunks = []
    for document in library.documents():
        text = library.text(document.id).split()
        for n, at in enumerate(range(0, len(text), words)):
            chunks.append((document, _chunk(document.id, n, " ".join(text[at : at + words]))))
    return chunks


def _chunk(document_id: str, n: int, text: str) -> Passage:
    return Passage(
        f"{document_id}#c{n}", document_id, 0, "", Role.DISCUSSION, (), "", text, 0, 0, ""
    )


@contextmanager
def chunk_retrievals(
    library: Library,
    embedder: Embedder,
    cache: Path,
    progress: Progress = lambda line: None,
    *,
    k: int = 30,
    depth: int = 100,
) -> Iterator[dict[str, PlainRetrieval]]:
    """Give "BM25", "dense" and "fusion" over chunks, for as long as the block runs."""
    chunks = cut_chunks(library)
    vectors = embed_texts([passage.text for _, passage in chunks], embedder, cache, progress)
    with word_search([("", passage.text) for _, passage in chunks]) as index:
        searches = _Searches(index, vectors, embedder, depth)

        def hits(keys: list[int]) -> list[Hit]:
            return [
                Hit(chunks[key][1], chunks[key][0], 1.0 / rank)
                for rank, key in enumerate(keys[:k], 1)
            ]

        yield {
            "chunks BM25": lambda text: hits(searches.words(text)),
            "chunks dense": lambda text: hits(searches.meaning(text)),
            "chunks fusion": lambda text: hits(searches.both(text)),
        }


class _Searches:
    """The three plain rankings of chunks, as positions."""

    def __init__(
        self, index: WordSearch, vectors: FloatArray, embedder: Embedder, depth: int
    ) -> None:
        self._index, self._vectors = index, vectors
        self._embedder, self._depth = embedder, depth

    def words(self, text: str) -> list[int]:
        return [key for key, _ in self._index.best(text, self._depth)]

    def meaning(self, text: str) -> list[int]:
        scores: FloatArray = self._embedder.encode([text]) @ self._vectors.T
        return [int(key) for key in rank_best(scores, self._depth)[0]]

    def both(self, text: str) -> list[int]:
        rankings = [Ranking("words", self.words(text)), Ranking("dense", self.meaning(text))]
        return list(fuse_ranks(rankings))
