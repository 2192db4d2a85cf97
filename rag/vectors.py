"""Vectors: nearest neighbours by inner product. The only module that knows faiss.

Small indexes are searched flat and exact; large ones in cells of 8-bit codes (IVF, SQ8), which
find 0.97 of the exact first hundred at a hundredth of the time. The size where that begins
is measured: flat search costs about 0.1 ms per thousand vectors of 384.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from rag.errors import StoreError
from rag.protocols import FloatArray

__all__ = ["FLAT_LIMIT", "Block", "FaissVectors", "build_vectors"]

FLAT_LIMIT = 100_000  # vectors; above it cells
_PROBES = 64  # cells that are looked into
_MOST_CELLS = 4096
_TRAIN_PER_CELL = 64  # vectors
_TRAIN_ROUNDS = 10
_FAISS: Any = faiss  # its stubs do not know what its Python layer adds
_MANY = 4096  # allowed keys; above it a bitmap is made and asked in half the time of a set

Block = tuple[npt.NDArray[np.int64], FloatArray]  # keys of shape (n,), vectors of shape (n, d)


def build_vectors(
    path: Path,
    blocks: Callable[[], Iterable[Block]],
    *,
    count: int,
    dimension: int,
    flat_limit: int = FLAT_LIMIT,
    threads: int = 1,
    trained: Path | None = None,
) -> str:
    """Write an index of `count` vectors to `path` and return its type ("flat", "ivf1024,sq8").

    `blocks` gives the vectors afresh on each call: cells are trained on a first pass and
    filled on a second one. Where the index `trained`, of the same model, has as many cells as
    are wanted, they are taken over: training costs from seconds to minutes.
    """
    faiss.omp_set_num_threads(threads)
    try:
        name, index = "flat", None
        if count > flat_limit:
            cells = _cells_for(count)
            name = f"ivf{cells},sq8"
            index = _emptied(trained, cells, dimension)
            index = index or _trained(blocks(), count, cells, dimension)
        index = index or faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
        for keys, vectors in blocks():
            index.add_with_ids(vectors, keys)
        if index.ntotal != count:
            raise StoreError(f"{path}: {index.ntotal} vectors where {count} were announced")
        faiss.write_index(index, str(path))
    except RuntimeError as error:
        raise StoreError(
            f"The vector index could not be written to {path}: {error}. "
            "See that the disk has room, then run the same command again."
        ) from error
    finally:
        faiss.omp_set_num_threads(1)
    return name


def _cells_for(count: int) -> int:
    """Return a power of two near four times the root of `count`, which faiss advises."""
    return min(_MOST_CELLS, 1 << round(math.log2(4 * math.sqrt(count))))


def _emptied(path: Path | None, cells: int, dimension: int) -> Any:
    """Return the index at `path` without its vectors; None where it is not of this shape."""
    if path is None or not path.is_file():
        return None
    index: Any = faiss.read_index(str(path))
    if not isinstance(index, faiss.IndexIVF) or (index.nlist, index.d) != (cells, dimension):
        return None
    index.reset()
    return index


def _trained(blocks: Iterable[Block], count: int, cells: int, dimension: int) -> Any:
    """Return an empty index whose cells were trained on an even sample of the vectors."""
    index: Any = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        cells,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.niter = _TRAIN_ROUNDS
    step = max(1, count // (cells * _TRAIN_PER_CELL))
    index.train(np.concatenate(list(_every(blocks, step))))
    index.nprobe = min(_PROBES, cells)
    return index


def _every(blocks: Iterable[Block], step: int) -> Iterator[FloatArray]:
    """Yield every `step`-th vector of all blocks taken together."""
    offset = 0
    for _, vectors in blocks:
        yield vectors[-offset % step :: step]
        offset += len(vectors)


class FaissVectors:
    """A vector index in memory; safe to search from several threads."""

    def __init__(self, path: Path) -> None:
        """Read the index at `path`. Raises StoreError where it cannot be read."""
        try:
            self._index: Any = faiss.read_index(str(path))
        except RuntimeError as error:
            raise StoreError(f"The vector index {path} cannot be read: {error}") from error
        self._cells = isinstance(self._index, faiss.IndexIVF)

    @property
    def size(self) -> int:
        """The number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def search(
        self, vector: FloatArray, k: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (key, inner product), best first, equal scores by key."""
        most = min(k, self.size if allowed is None else len(allowed))
        if most < 1 or self.size == 0:
            return []
        faiss.omp_set_num_threads(1)  # counts for the calling thread only: threads spin
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        scores, keys = self._index.search(query, most, params=self._parameters(allowed))
        found = [(int(key), float(score)) for key, score in zip(keys[0], scores[0], strict=True)]
        kept = [pair for pair in found if pair[0] >= 0]
        return sorted(kept, key=lambda pair: (-pair[1], pair[0]))

    def matrix(self) -> FloatArray:
        """Return every vector of a flat index in the order of its keys, shape (size, dimension)."""
        flat = faiss.downcast_index(self._index.index)
        keys = faiss.vector_to_array(self._index.id_map)
        rows: FloatArray = flat.reconstruct_n(0, self.size)
        return rows[np.argsort(keys)]

    def _parameters(self, allowed: npt.NDArray[np.int64] | None) -> Any:
        if allowed is None:
            return None
        chosen = _selector(allowed)
        if not self._cells:
            return _FAISS.SearchParameters(sel=chosen)
        return _FAISS.SearchParametersIVF(sel=chosen, nprobe=self._probes(len(allowed)))

    def _probes(self, allowed: int) -> int:
        """Return how many cells to look into: more where few of their vectors may come back."""
        share = max(allowed, 1) / self.size
        return min(int(self._index.nlist), math.ceil(int(self._index.nprobe) / share))


def _selector(allowed: npt.NDArray[np.int64]) -> Any:
    """Return what lets only `allowed` through: a set of few keys, a bitmap of many."""
    if len(allowed) < _MANY:
        return _FAISS.IDSelectorBatch(np.ascontiguousarray(allowed, dtype=np.int64))
    bits = np.zeros(int(allowed.max()) + 1, dtype=np.bool_)
    bits[allowed] = True
    return _FAISS.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
