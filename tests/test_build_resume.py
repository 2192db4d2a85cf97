from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from build_bench import Bench, counts, paper
from conftest import DUTY, KENT
from plain_steps import plain_steps

from ingest.build import Progress
from rag.errors import IndexBusy, StoreError
from rag.fakes import HashedEmbedder
from rag.generations import hold_lock, read_pointer, staging_folder
from rag.protocols import FloatArray


class Stop(HashedEmbedder):
    """Embeds `good` batches and then raises what a person's Ctrl-C raises."""

    def __init__(self, good: int) -> None:
        super().__init__()
        self._good = good

    def encode(self, texts: Sequence[str]) -> FloatArray:
        if self.calls == self._good:
            raise KeyboardInterrupt
        return super().encode(texts)


def test_an_interrupted_run_says_how_to_go_on_and_goes_on(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    bench.build()
    for n in range(200):
        bench.write(f"{n:03}.txt", paper(f"Paper {n}"))
    with pytest.raises(KeyboardInterrupt, match="Run the same command again to go on"):
        bench.build(embedder=Stop(2))
    assert bench.ids() == ["24-000-001"]
    with hold_lock(bench.index):
        pass
    calls: list[str] = []
    report = bench.build(embedder=bench.embedder, steps=counting_reads(calls))
    assert calls == []
    assert report.embedded == 200 - 128
    assert counts(report) == (200, 0, 201, 0)
    assert "interrupted" in report.notes[0]
    assert len(bench.ids()) == 201


def test_a_run_killed_before_the_pointer_moved_reads_nothing_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("kent.txt", KENT)
    move = os.replace

    def stop(source: Path, target: Path) -> None:
        if target.name == "current":
            raise KeyboardInterrupt
        move(source, target)

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        bench.build()
    monkeypatch.undo()
    assert read_pointer(bench.index) is None
    calls: list[str] = []
    report = bench.build(steps=counting_reads(calls))
    assert (calls, report.added, report.embedded, report.generation) == ([], 1, 0, 1)


def counting_reads(calls: list[str]) -> Any:
    steps = plain_steps()

    def read(data: bytes, *, name: str, media_type: str | None, read_at: str) -> Any:
        calls.append(name)
        return steps.read(data, name=name, media_type=media_type, read_at=read_at)

    return replace(steps, read=read)


def test_reading_that_was_interrupted_goes_on_where_it_stopped(bench: Bench) -> None:
    for n in range(10):
        bench.write(f"{n}.txt", paper(f"Paper {n}"))

    def stop(step: Progress) -> None:
        if step.done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.build(progress=stop)
    calls: list[str] = []
    report = bench.build(steps=counting_reads(calls))
    assert calls == ["6.txt", "7.txt", "8.txt", "9.txt"]
    assert report.added == 10


def test_staging_of_another_recipe_is_not_gone_on_with(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    with pytest.raises(KeyboardInterrupt):
        bench.build(embedder=Stop(0))
    calls: list[str] = []
    report = bench.build(steps=plain_steps(recipe="plain-2"))
    assert calls == []
    assert report.notes == ()
    assert report.added == 1


def test_a_new_recipe_reads_known_sources_afresh(bench: Bench) -> None:
    bench.write("a.txt", KENT)
    bench.write("b.txt", KENT)
    bench.build(steps=plain_steps(starter=[DUTY]), starter=True)
    new = plain_steps(starter=[DUTY], recipe="plain-2")
    report = bench.build(steps=new, starter=True)
    assert counts(report) == (0, 2, 1, 0)
    assert report.embedded == 0
    assert bench.ids() == ["24-000-001", "S19"]
    assert counts(bench.build(steps=new, starter=True)) == (0, 0, 3, 0)


def test_the_same_bytes_read_by_an_older_recipe_elsewhere_are_still_one_document(
    bench: Bench,
) -> None:
    first = bench.write("a.txt", KENT)
    second = bench.write("b.txt", KENT)
    bench.build(first)
    bench.build(second, steps=plain_steps(recipe="plain-2"))
    assert bench.ids() == ["24-000-001"]


def test_damaged_staging_is_made_afresh(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    with pytest.raises(KeyboardInterrupt):
        bench.build(embedder=Stop(0))
    for path in staging_folder(bench.index).iterdir():
        path.write_bytes(b"damaged" * 1000)
    assert bench.build().added == 1


def test_a_second_writer_is_refused(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    with hold_lock(bench.index), pytest.raises(IndexBusy, match="is writing to the index"):
        bench.build()


def test_an_index_that_cannot_be_written_is_a_store_error(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    (bench.index / "staging").mkdir(parents=True)
    (bench.index / "embeddings.sqlite").mkdir()
    with pytest.raises(StoreError, match=r"embeddings\.sqlite could not be used"):
        bench.build()


# --- addresses ----------------------------------------------------------------------------------
