"""From staging to a generation: vectors, word index, manifest, publication."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from ingest.progress import Progress, ProgressSink
from rag.embeddings import EmbeddingStore
from rag.errors import ModelError
from rag.lexical import build_lexical
from rag.protocols import Embedder
from rag.staging import Staging
from rag.vectors import Block, build_vectors

__all__ = ["Model", "embed_missing", "write_indexes"]

_BATCH = 64  # texts embedded and kept at once
_WINDOW = 2048  # texts sorted by length together, so that a batch is of one length
_BLOCK = 4096  # vectors held at once


@dataclass(slots=True)
class Model:
    """The embedding model: its fingerprint, and the model itself once it has been needed."""

    make: Callable[[], Embedder]
    fingerprint: str | None = None
    name: str = ""
    dimension: int | None = None
    made: Embedder | None = None

    def embedder(self) -> Embedder:
        """Make the embedder (slow the first time). Raises ModelError on another fingerprint."""
        if self.made is None:
            self.made = self.make()
            found = self.made.fingerprint
            if self.fingerprint not in (None, found):
                raise ModelError(
                    f"The embedding model changed while it was loaded ({self.fingerprint} was "
                    f"announced, {found} came): run the same command again."
                )
            self.fingerprint = found
            self.dimension = self.made.dimension
        return self.made

    def known_fingerprint(self) -> str:
        """Return the fingerprint, making the embedder only where nobody has said it."""
        return self.fingerprint or self.embedder().fingerprint

    def learn_dimension(self, manifest: Mapping[str, Any]) -> None:
        """Take the length of a vector from a manifest that the same model made."""
        if self.dimension is None and manifest.get("model_fingerprint") == self.fingerprint:
            self.dimension = manifest.get("dimension")

    def known_dimension(self) -> int:
        """Return the length of a vector."""
        return self.dimension or self.embedder().dimension


def embed_missing(
    staging: Staging, store: EmbeddingStore, model: Model, progress: ProgressSink
) -> int:
    """Embed every passage and bridge whose vector is not kept; return how many texts that were.

    A batch is kept as soon as it is done, so that a killed run goes on after it.
    """
    passages = _missing(staging.hashes(), store)
    bridges = [(content, text) for _, content, text in _bridges(staging)]
    known = store.known([content for content, _ in bridges])
    asked = {content: text for content, text in bridges if content not in known}
    total = len(passages) + len(asked)
    done = 0
    for hashes, texts in (*_windows(staging, passages), (list(asked), list(asked.values()))):
        for batch in _batches(hashes, texts):
            _embed(batch, store, model)
            done += len(batch)
            progress(Progress("embedding", done, total))
    return done


def _missing(hashes: Sequence[tuple[int, str]], store: EmbeddingStore) -> list[tuple[int, str]]:
    """Return the first (key, hash) of every hash that is not kept."""
    first: dict[str, int] = {}
    for at in range(0, len(hashes), _BLOCK):
        block = hashes[at : at + _BLOCK]
        known = store.known([content for _, content in block])
        for key, content in block:
            if content not in known:
                first.setdefault(content, key)
    return [(key, content) for content, key in first.items()]


def _windows(
    staging: Staging, missing: Sequence[tuple[int, str]]
) -> Iterator[tuple[list[str], list[str]]]:
    for at in range(0, len(missing), _WINDOW):
        window = missing[at : at + _WINDOW]
        yield [content for _, content in window], staging.texts([key for key, _ in window])


def _batches(hashes: Sequence[str], texts: Sequence[str]) -> Iterator[list[tuple[str, str]]]:
    pairs = sorted(zip(hashes, texts, strict=True), key=lambda pair: (len(pair[1]), pair[0]))
    for at in range(0, len(pairs), _BATCH):
        yield pairs[at : at + _BATCH]


def _embed(batch: Sequence[tuple[str, str]], store: EmbeddingStore, model: Model) -> None:
    vectors = model.embedder().encode([text for _, text in batch])
    expected = (len(batch), model.known_dimension())
    if vectors.shape != expected or not np.isfinite(vectors).all():
        raise ModelError(
            f"The embedding model gave vectors of shape {vectors.shape} with "
            f"{int((~np.isfinite(vectors)).sum())} bad numbers, not {expected}: check the model."
        )
    store.add([content for content, _ in batch], vectors)


def _bridges(staging: Staging) -> list[tuple[int, str, str]]:
    return [(n, sha256(text.encode()).hexdigest(), text) for n, text in staging.bridges()]


def write_indexes(
    staging: Staging,
    store: EmbeddingStore,
    folder: Path,
    *,
    dimension: int,
    threads: int,
    progress: ProgressSink,
    trained: Path | None = None,
) -> str:
    """Write word and vector indexes of staging into `folder`; return the vector index's type.

    `trained` may name a vector index of the same model, whose cells are taken over.
    """
    shutil.rmtree(folder / "lexical", ignore_errors=True)
    (folder / "lexical").mkdir()
    progress(Progress("writing", 0, 3, "words"))
    build_lexical(folder / "lexical", staging.entries())
    progress(Progress("writing", 1, 3, "vectors"))
    hashes = staging.hashes()
    kind = build_vectors(
        folder / "passages.faiss",
        lambda: _blocks(hashes, store, dimension),
        count=len(hashes),
        dimension=dimension,
        threads=threads,
        trained=trained,
    )
    progress(Progress("writing", 2, 3, "bridges"))
    bridges = [(n, content) for n, content, _ in _bridges(staging)]
    build_vectors(
        folder / "bridges.faiss",
        lambda: _blocks(bridges, store, dimension),
        count=len(bridges),
        dimension=dimension,
        flat_limit=len(bridges),  # always exact: every bridge is looked at for every question
    )
    progress(Progress("writing", 3, 3))
    return kind


def _blocks(
    hashes: Sequence[tuple[int, str]], store: EmbeddingStore, dimension: int
) -> Iterator[Block]:
    for at in range(0, len(hashes), _BLOCK):
        block = hashes[at : at + _BLOCK]
        keys = np.array([key for key, _ in block], dtype=np.int64)
        yield keys, store.get([content for _, content in block], dimension)
