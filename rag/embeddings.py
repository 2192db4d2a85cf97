"""Embeddings by model and content hash, kept across generations: nothing is embedded twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.errors import IndexMismatch, StoreError
from rag.protocols import FloatArray
from rag.store import connect, translated

__all__ = ["EmbeddingStore"]


class EmbeddingStore:
    """embeddings.sqlite, written by one process; a batch is there whole or not at all."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        """Open or make the store for the vectors of one model."""
        self.path = path
        self.fingerprint = fingerprint
        try:
            self._db = connect(path)
            with translated(path):
                self._db.execute(
                    "CREATE TABLE IF NOT EXISTS vectors (model TEXT NOT NULL, hash TEXT NOT NULL,"
                    " vector BLOB NOT NULL, PRIMARY KEY (model, hash))"
                )
        except StoreError as error:
            raise StoreError(
                f"{error} Where it is damaged, delete it: what it holds is made again."
            ) from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def known(self, hashes: Sequence[str]) -> set[str]:
        """Return those of `hashes` whose vector is kept."""
        with translated(self.path):
            rows = self._db.execute(
                "SELECT hash FROM vectors WHERE model = ?"
                " AND hash IN (SELECT value FROM json_each(?))",
                (self.fingerprint, json.dumps(list(hashes))),
            )
            return {row[0] for row in rows}

    def add(self, hashes: Sequence[str], vectors: FloatArray) -> None:
        """Keep one vector a hash; `vectors` has shape (len(hashes), dimension)."""
        rows = [
            (self.fingerprint, content, np.ascontiguousarray(vector, dtype=np.float32).tobytes())
            for content, vector in zip(hashes, vectors, strict=True)
        ]
        with translated(self.path):
            self._db.execute("BEGIN")
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            self._db.execute("COMMIT")

    def get(self, hashes: Sequence[str], dimension: int) -> FloatArray:
        """Return the vectors of `hashes`, float32 of shape (len(hashes), dimension).

        Raises StoreError for a hash that is not kept, IndexMismatch for another dimension.
        """
        with translated(self.path):
            rows = dict(
                self._db.execute(
                    "SELECT hash, vector FROM vectors WHERE model = ?"
                    " AND hash IN (SELECT value FROM json_each(?))",
                    (self.fingerprint, json.dumps(list(hashes))),
                )
            )
        missing = [content for content in hashes if content not in rows]
        if missing:
            raise StoreError(
                f"{self.path} lacks {len(missing)} vectors: run the same command again."
            )
        joined = np.frombuffer(b"".join(rows[content] for content in hashes), dtype=np.float32)
        if joined.size != len(hashes) * dimension:
            raise IndexMismatch(
                f"{self.path} holds vectors of another length than {dimension}: delete that file,"
                " then run the same command again."
            )
        return joined.reshape(len(hashes), dimension)

    def size(self) -> int:
        """Return how many vectors of this model are kept."""
        with translated(self.path):
            counted = "SELECT COUNT(*) FROM vectors WHERE model = ?"
            return int(self._db.execute(counted, (self.fingerprint,)).fetchone()[0])
