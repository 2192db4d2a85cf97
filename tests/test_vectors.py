from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from rag.errors import StoreError
from rag.fakes import HashedEmbedder, WordCounter
from rag.protocols import FloatArray
from rag.vectors import Block, FaissVectors, build_vectors

KEYS = np.array([2, 3, 5, 7], dtype=np.int64)
ROWS = np.array([[1, 0], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)


def in_blocks(
    keys: npt.NDArray[np.int64], rows: FloatArray, size: int
) -> Callable[[], Iterator[Block]]:
    def blocks() -> Iterator[Block]:
        for at in range(0, len(keys), size):
            yield keys[at : at + size], rows[at : at + size]

    return blocks


@pytest.fixture
def four(tmp_path: Path) -> FaissVectors:
    path = tmp_path / "x.faiss"
    assert build_vectors(path, in_blocks(KEYS, ROWS, 3), count=4, dimension=2) == "flat"
    return FaissVectors(path)


def test_best_inner_product_first(four: FaissVectors) -> None:
    found = four.search(np.array([1, 0], dtype=np.float32), 3)
    assert [key for key, _ in found] == [2, 3, 5]
    assert [score for _, score in found] == pytest.approx([1.0, 0.6, 0.0])


def test_more_asked_for_than_there_are(four: FaissVectors) -> None:
    assert len(four.search(ROWS[0], 99)) == 4
    assert four.search(ROWS[0], 0) == []


def test_only_allowed_keys_come_back(four: FaissVectors) -> None:
    allowed = np.array([5, 7, 999], dtype=np.int64)
    assert [key for key, _ in four.search(ROWS[0], 3, allowed)] == [5, 7]
    assert four.search(ROWS[0], 3, np.array([], dtype=np.int64)) == []


def test_equal_scores_come_in_the_order_of_their_keys(tmp_path: Path) -> None:
    keys = np.array([9, 4, 6], dtype=np.int64)
    rows = np.ones((3, 2), dtype=np.float32)
    build_vectors(tmp_path / "x", in_blocks(keys, rows, 9), count=3, dimension=2)
    found = FaissVectors(tmp_path / "x").search(rows[0], 3)
    assert [key for key, _ in found] == [4, 6, 9]


def test_the_matrix_is_in_the_order_of_the_keys(tmp_path: Path) -> None:
    order = np.array([2, 0, 3, 1])
    build_vectors(tmp_path / "x", in_blocks(KEYS[order], ROWS[order], 9), count=4, dimension=2)
    assert FaissVectors(tmp_path / "x").matrix().tolist() == ROWS.tolist()


def test_an_empty_index_answers(tmp_path: Path) -> None:
    none = np.zeros((0, 2), dtype=np.float32)
    build_vectors(tmp_path / "x", in_blocks(KEYS[:0], none, 9), count=0, dimension=2)
    index = FaissVectors(tmp_path / "x")
    assert (index.size, index.dimension) == (0, 2)
    assert index.search(ROWS[0], 5) == []
    assert index.matrix().shape == (0, 2)


def test_fewer_vectors_than_announced_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="4 vectors where 5"):
        build_vectors(tmp_path / "x", in_blocks(KEYS, ROWS, 9), count=5, dimension=2)


def test_a_damaged_file_is_said_to_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"not an index")
    with pytest.raises(StoreError, match="cannot be read"):
        FaissVectors(tmp_path / "x")


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> tuple[FaissVectors, FloatArray]:
    rng = np.random.default_rng(7)
    centres = rng.standard_normal((40, 32))
    rows = (centres[rng.integers(0, 40, 3000)] + 0.3 * rng.standard_normal((3000, 32))).astype("f4")
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    path = tmp_path_factory.mktemp("cells") / "x.faiss"
    blocks = in_blocks(np.arange(3000, dtype=np.int64) * 2, rows, 700)
    kind = build_vectors(path, blocks, count=3000, dimension=32, flat_limit=1000)
    assert kind == "ivf256,sq8"
    return FaissVectors(path), rows


def test_cells_find_nearly_what_exact_search_finds(
    cells: tuple[FaissVectors, FloatArray],
) -> None:
    index, rows = cells
    shared = 0
    for row in rows[::100]:
        exact = set((np.argsort(-(rows @ row))[:10] * 2).tolist())
        shared += len(exact & {key for key, _ in index.search(row, 10)})
    assert shared >= 0.9 * 300


@pytest.mark.parametrize("step", [1, 50])
def test_cells_give_k_allowed_keys_even_where_few_are(
    cells: tuple[FaissVectors, FloatArray], step: int
) -> None:
    index, rows = cells
    allowed = np.arange(0, 6000, 2 * step, dtype=np.int64)
    found = index.search(rows[0], 50, allowed)
    assert len(found) == 50
    assert {key for key, _ in found} <= set(allowed.tolist())


def test_cells_are_taken_over_from_an_index_of_the_same_shape(
    cells: tuple[FaissVectors, FloatArray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, rows = cells
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))

    def build(path: Path, count: int, trained: Path | None) -> str:
        blocks = in_blocks(np.arange(count, dtype=np.int64), rows[:count], 700)
        return build_vectors(
            path, blocks, count=count, dimension=32, flat_limit=1000, trained=trained
        )

    build(first, 3000, None)
    monkeypatch.setattr("rag.vectors._trained", None)  # nothing may be trained now
    assert build(second, 2900, first) == "ivf256,sq8"
    found = FaissVectors(second).search(rows[100], 5)
    assert found[0][0] == 100
    assert FaissVectors(second).size == 2900
    with pytest.raises(TypeError):
        build(third, 1100, first)  # as many cells would be too many


def test_hashed_words_rank_by_shared_words() -> None:
    embedder = HashedEmbedder()
    texts = ["speech therapy missed", "transport refused", "speech therapy was missed at school"]
    question, other, near = embedder.encode(texts)
    assert question @ near > 0.7 > 0.1 > question @ other
    assert np.linalg.norm(embedder.encode(["", "…"]), axis=1).tolist() == [1.0, 1.0]
    assert (embedder.texts, embedder.calls) == (5, 2)


def test_hashed_words_are_the_same_in_every_process() -> None:
    row = HashedEmbedder(64).encode(["speech therapy"])[0]
    assert np.flatnonzero(row).tolist() == FROZEN
    assert HashedEmbedder().fingerprint != HashedEmbedder(64).fingerprint


FROZEN = [6, 60]  # the first 8 bytes of SHA-256 of each word, modulo 64


def test_words_are_counted_with_two_special_tokens() -> None:
    assert WordCounter().count("Speech therapy, weekly.") == 3 + 2 + 2
    assert WordCounter(50).max_tokens == 50
