"""Plain retrieval, to compare with: BM25, dense and both fused by rank, and nothing else.

It searches Upheld's own passages, whose headers hold council and reference: a stock chunker
over the same files would do worse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from eval.fuse import Ranking, fuse_ranks
from rag.protocols import Embedder, Library
from rag.records import Filters, Hit

__all__ = ["PLAIN", "PlainRetrieval", "plain_retrievals"]

PLAIN = ("lexical", "dense", "fused")
PlainRetrieval = Callable[[str], list[Hit]]


def plain_retrievals(
    library: Library, embedder: Embedder, *, k: int = 30, depth: int = 100
) -> dict[str, PlainRetrieval]:
    """Return a retrieval by name; each takes the words of the question as they were typed.

    No synonyms, bridge, conversation, names or roles: what a stock hybrid search would do.
    """

    def lexical(text: str) -> list[int]:
        return [key for key, _ in library.lexical.search(text, depth, Filters())]

    def dense(text: str) -> list[int]:
        allowed = library.allowed(Filters())
        vector = embedder.encode([text])[0]
        return [key for key, _ in library.vectors.search(vector, depth, allowed)]

    def fused(text: str) -> list[int]:
        rankings = [Ranking("lexical", lexical(text)), Ranking("dense", dense(text))]
        return list(fuse_ranks(rankings))

    retrievers = dict(zip(PLAIN, (lexical, dense, fused), strict=True))
    return {name: partial(_retrieve, library, keys, k) for name, keys in retrievers.items()}


def _retrieve(library: Library, keys: Callable[[str], list[int]], k: int, text: str) -> list[Hit]:
    return _hits(library, keys(text)[:k])


def _hits(library: Library, keys: Sequence[int]) -> list[Hit]:
    hits = []
    for rank, passage in enumerate(library.passages(keys), 1):
        document = library.document(passage.document_id)
        if document is not None:
            hits.append(Hit(passage, document, 1.0 / rank))
    return hits
