"""Taking documents out of an index, and a run that is stopped or told of, source by source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from build_bench import Bench, counts, paper
from conftest import DUTY
from plain_steps import plain_steps

from ingest.build import BuildReport, Progress, remove_documents
from ingest.desk import discard_unfinished, sources_of
from ingest.last_run import load_run
from rag.errors import IngestError, NotInLibrary, RunStopped
from rag.fakes import HashedEmbedder, WordCounter


def remove(bench: Bench, ids: Sequence[str], **more: Any) -> BuildReport:
    given = {"embedder": HashedEmbedder(), "counter": WordCounter(), "steps": plain_steps()}
    return remove_documents(bench.index, ids, **{**given, **more})


@pytest.fixture
def three(bench: Bench) -> Bench:
    for name in ("One", "Two", "Three"):
        bench.write(f"{name}.txt", paper(name))
    bench.build(starter=True, steps=plain_steps(starter=[DUTY]))
    return bench


def test_documents_are_taken_out_and_their_files_left(three: Bench) -> None:
    assert counts(remove(three, ["One", "Two"])) == (0, 0, 0, 2)
    assert three.ids() == ["S19", "Three"]
    assert (three.papers / "One.txt").exists()
    assert (load_run(three.index) or {})["removed"] == 2
    assert counts(three.build())[0] == 2  # they come back with their folder


def test_nothing_is_taken_out_where_one_is_not_there_or_of_the_starter(three: Bench) -> None:
    with pytest.raises(NotInLibrary, match="nothing"):
        remove(three, ["One", "nothing"])
    with pytest.raises(IngestError, match="starter library"):
        remove(three, ["One", "S19"])
    assert three.ids() == ["One", "S19", "Three", "Two"]
    assert not (three.index / "staging").exists()


def test_a_removal_that_was_killed_is_gone_on_with(three: Bench) -> None:
    def killed(step: Progress) -> None:
        if step.stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remove(three, ["One"], progress=killed)
    assert "One" in three.ids()
    assert counts(remove(three, ["One"])) == (0, 0, 0, 1)
    assert three.ids() == ["S19", "Three", "Two"]


@pytest.mark.parametrize("stage", ["reading", "cutting", "embedding", "writing"])
def test_a_run_that_is_stopped_is_undone(three: Bench, stage: str) -> None:
    def stop(step: Progress) -> None:
        if step.stage == stage:
            raise RunStopped("Stopped.")

    three.write("Four.txt", paper("Four", "Something else."))
    with pytest.raises(RunStopped):
        three.build(progress=stop)
    assert not (three.index / "staging").exists()
    assert "Four" not in three.ids()
    assert counts(three.build()) == (1, 0, 3, 0)


def test_what_a_failed_run_wrote_can_be_thrown_away(three: Bench) -> None:
    class Failing(HashedEmbedder):
        def encode(self, texts: Sequence[str]) -> Any:
            raise RuntimeError("no more memory")

    three.write("Four.txt", paper("Four", "Something else."))
    with pytest.raises(RuntimeError):
        three.build(embedder=Failing())
    assert (three.index / "staging").exists()
    discard_unfinished(three.index)
    assert three.ids() == ["One", "S19", "Three", "Two"]
    assert counts(three.build()) == (1, 0, 3, 0)


def test_each_source_is_told_of(three: Bench, tmp_path: Path) -> None:
    three.write("Two.txt", paper("Two", "It says something new."))
    three.write("Copy.txt", paper("One"))
    three.write("bad.txt", "nothing of the layout")
    three.seen.clear()
    three.build()
    told = {Path(s.taken.source).name: s.taken for s in three.seen if s.taken}
    assert {name: taken.what for name, taken in told.items()} == {
        "Copy.txt": "unchanged",
        "One.txt": "unchanged",
        "Three.txt": "unchanged",
        "Two.txt": "replaced",
        "bad.txt": "refused",
    }
    assert told["Copy.txt"].document_id == "One"
    assert not told["Copy.txt"].held
    assert told["One.txt"].held
    assert "fields" in told["bad.txt"].reason
    assert [Path(name).name for name in sources_of(three.index, "One")] == ["One.txt"]


def test_a_reader_that_breaks_refuses_one_file_and_no_other(bench: Bench) -> None:
    from dataclasses import replace

    steps = plain_steps()

    def read(data: bytes, **more: Any) -> Any:
        if b"Odd" in data:
            raise RecursionError("deep")
        return steps.read(data, **more)

    bench.write("a.txt", paper("Odd"))
    bench.write("b.txt", paper("Even"))
    report = bench.build(steps=replace(steps, read=read))
    assert counts(report)[0] == 1
    ((_, reason),) = report.failed
    assert "RecursionError" in reason
    assert "report it" in reason
