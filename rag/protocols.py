"""The seams: what the rest of Upheld may ask of an embedder, an index and a library.

Classes satisfy these by shape; nobody inherits from them. Each ships a fake in `rag.fakes`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rag.cases import Case
from rag.records import Bridge, Document, Filters, Paragraph, Passage, Section

__all__ = [
    "Embedder",
    "FloatArray",
    "Inference",
    "LexicalIndex",
    "Library",
    "Reranker",
    "SpanCounter",
    "TokenCounter",
    "VectorIndex",
]

FloatArray = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the model weights; vectors of different fingerprints never mix."""
        ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return L2-normalised vectors, float32 of shape (len(texts), dimension)."""
        ...


class Reranker(Protocol):
    """Reads a question and a passage together and says how well the one answers the other."""

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Return a score of each text, higher for better, shape (len(texts),). Only the order
        and the distances within one question mean anything. Raises ModelError."""
        ...


class Inference(Protocol):
    """Reads two texts together and says whether the first contradicts or entails the second."""

    def infer(self, pairs: Sequence[tuple[str, str]]) -> FloatArray:
        """Return the chances of each (premise, hypothesis), float32 of shape (len(pairs), 3):
        contradiction, entailment, neutral; each row adds up to 1. Raises ModelError."""
        ...


class TokenCounter(Protocol):
    """Counts word pieces with the embedding model's own tokenizer."""

    @property
    def max_tokens(self) -> int:
        """What the model reads before it truncates, special tokens included (256)."""
        ...

    def count(self, text: str) -> int:
        """Return the number of word pieces of `text`, special tokens included, untruncated."""
        ...


class SpanCounter(TokenCounter, Protocol):
    """A token counter that also says where the word pieces stand."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each word piece, special tokens left out."""
        ...


class LexicalIndex(Protocol):
    """BM25 over passages, addressed by integer key."""

    def search(self, text: str, k: int, filters: Filters) -> list[tuple[int, float]]:
        """Return up to `k` (passage key, BM25 score), best first. `text` is plain words:
        no character of it is query syntax. Any matching word counts (OR)."""
        ...

    def frequency(self, word: str) -> int:
        """Return in how many passages `word` stands, in any of its forms."""
        ...


class VectorIndex(Protocol):
    """Inner-product search over vectors, addressed by integer key."""

    def search(
        self, vector: FloatArray, k: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (key, cosine), best first; `vector` has shape (dimension,).
        Where `allowed` is given, only those keys may come back."""
        ...

    def matrix(self) -> FloatArray:
        """Return all vectors in the order of their keys; small indexes only."""
        ...


class Library(Protocol):
    """One opened generation of an index: everything that answering needs to read.

    Thread-safe for reading. Passages have integer keys inside a generation; ids are stable
    across generations.
    """

    @property
    def manifest(self) -> Mapping[str, Any]: ...

    @property
    def lexical(self) -> LexicalIndex: ...

    @property
    def vectors(self) -> VectorIndex: ...

    @property
    def bridge_vectors(self) -> VectorIndex:
        """Keys are positions in `bridges()`."""
        ...

    def bridges(self) -> Sequence[Bridge]: ...

    def lexicon(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Rows of `vocabulary`, `themes`, `councils` or `duties` as they stand in corpus/."""
        ...

    def documents(self) -> Sequence[Document]: ...

    def document(self, document_id: str) -> Document | None: ...

    def text(self, document_id: str) -> str:
        """The cleaned text. Raises NotInLibrary."""
        ...

    def sections(self, document_id: str) -> Sequence[Section]: ...

    def paragraphs(self, document_id: str) -> Sequence[Paragraph]:
        """All paragraphs in order, boilerplate included. [] for an unknown document."""
        ...

    def paragraph(self, paragraph_id: str) -> Paragraph | None: ...

    def passages(self, keys: Sequence[int]) -> Sequence[Passage]:
        """The passages of these keys, in the order of the keys."""
        ...

    def document_passages(self, document_id: str) -> Sequence[tuple[int, Passage]]: ...

    def allowed(self, filters: Filters) -> npt.NDArray[np.int64] | None:
        """Sorted keys of the passages that pass `filters`; None where everything does.
        Without `filters.boilerplate` boilerplate passages are never among them."""
        ...

    def case(self, document_id: str) -> Case | None: ...

    def cases(self) -> Sequence[Case]: ...
