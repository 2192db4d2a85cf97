from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from build_bench import Bench, counts, paper
from conftest import BRIDGES, DUTY, ESSEX, KENT, MINUTES
from plain_steps import plain_reading, plain_steps

from ingest.build import build_index
from ingest.sources import find_sources
from ingest.steps import recipe
from rag.errors import IngestError, ModelError
from rag.fakes import HashedEmbedder, WordCounter
from rag.generations import read_pointer, staging_folder
from rag.kinds import Kind
from rag.library import DiskLibrary, open_library
from rag.protocols import FloatArray
from rag.records import Filters


def test_a_folder_becomes_an_index(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    bench.write("deep/essex.txt", ESSEX)
    report = bench.build()
    assert counts(report) == (2, 0, 0, 0)
    assert (report.documents, report.passages, report.generation) == (2, 8, 1)
    assert report.embedded == bench.embedder.texts == 8
    assert report.failed == ()
    assert bench.ids() == ["23-000-002", "24-000-001"]


def test_a_second_run_changes_nothing(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    bench.build()
    before = {p: p.stat().st_mtime_ns for p in (bench.index / "generations").rglob("*")}

    def never() -> HashedEmbedder:
        raise AssertionError("nothing has to be embedded")

    report = bench.build(embedder=never)
    assert counts(report) == (0, 0, 1, 0)
    assert (report.embedded, report.generation) == (0, 1)
    assert before == {p: p.stat().st_mtime_ns for p in (bench.index / "generations").rglob("*")}
    assert not staging_folder(bench.index).exists()


def test_a_changed_file_replaces_its_document_and_embeds_only_what_is_new(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    bench.write("essex.txt", ESSEX)
    bench.build()
    bench.embedder.texts = 0
    bench.write("kent.txt", KENT.replace("five months", "six months"))
    report = bench.build()
    assert counts(report) == (0, 1, 1, 0)
    assert (report.embedded, report.documents, report.generation) == (1, 2, 2)
    library = bench.open()
    assert "six months" in library.text("24-000-001")
    assert library.lexical.search("five", 3, Filters()) == []
    library.close()


def test_a_changed_file_may_become_another_document(bench: Bench) -> None:
    bench.write("a.txt", paper("One"))
    bench.build()
    bench.write("a.txt", paper("Two"))
    assert counts(bench.build()) == (1, 0, 0, 1)
    assert bench.ids() == ["Two"]


def test_the_same_bytes_under_another_name_are_the_same_document(bench: Bench) -> None:
    bench.write("a.txt", KENT)
    bench.write("b.txt", KENT)
    report = bench.build()
    assert counts(report) == (1, 0, 1, 0)
    bench.write("c.txt", KENT)
    report = bench.build()
    assert (counts(report), report.generation) == ((0, 0, 3, 0), 1)


def test_a_file_that_moved_stays_the_same_document(bench: Bench) -> None:
    path = bench.write("a.txt", paper("One"))
    bench.build()
    path.rename(bench.papers / "b.txt")
    assert counts(bench.build()) == (0, 0, 1, 0)
    bench.write("b.txt", paper("One", "Something else."))
    assert counts(bench.build()) == (0, 1, 0, 0)
    assert bench.ids() == ["One"]


def test_one_id_and_other_bytes_get_a_number(bench: Bench) -> None:
    bench.write("a.txt", KENT)
    bench.write("b.txt", KENT + "A line more.\n")
    bench.write("c.txt", KENT + "Two lines more.\n")
    bench.build()
    assert bench.ids() == ["24-000-001", "24-000-001-2", "24-000-001-3"]
    library = bench.open()
    assert library.paragraphs("24-000-001-2")[0].id == "24-000-001-2#0"
    case = library.case("24-000-001-2")
    assert case
    assert case.faults[0].paragraph_id == "24-000-001-2#3"
    library.close()
    bench.write("b.txt", KENT + "Another line.\n")
    assert counts(bench.build()) == (0, 1, 2, 0)
    assert bench.ids() == ["24-000-001", "24-000-001-2", "24-000-001-3"]


def test_what_cannot_be_read_is_told_and_the_rest_is_indexed(bench: Bench) -> None:
    bench.write("a.txt", "no such layout")
    (bench.papers / "b.txt").write_bytes(b"\0\0")
    bench.write("c.txt", "paper | Empty | | | |\n")
    bench.write("kent.txt", KENT)
    report = bench.build(bench.papers, bench.papers / "gone.txt")
    reasons = {Path(label).name: reason for label, reason in report.failed}
    assert list(reasons) == ["gone.txt", "a.txt", "b.txt", "c.txt"]
    assert "no such file" in reasons["gone.txt"]
    assert "fields" in reasons["a.txt"]
    assert "binary" in reasons["b.txt"]
    assert "no paragraph" in reasons["c.txt"]
    assert bench.ids() == ["24-000-001"]


def test_a_file_that_became_unreadable_keeps_what_was_read(bench: Bench) -> None:
    bench.write("a.txt", KENT)
    bench.build()
    (bench.papers / "a.txt").write_bytes(b"\0")
    report = bench.build()
    assert "What was read from it before stays" in report.failed[0][1]
    assert (bench.ids(), report.generation) == (["24-000-001"], 1)


def test_nothing_that_exists_is_an_error_before_any_work(bench: Bench) -> None:
    with pytest.raises(IngestError, match=r"x\.txt: there is no such file.*\n.*y: there is no"):
        bench.build("x.txt", "y")
    with pytest.raises(IngestError, match="Nothing to take in"):
        build_index(bench.index, [], starter=False, embedder=bench.embedder, counter=WordCounter())
    assert not bench.index.exists()


def test_nothing_readable_makes_no_index(bench: Bench) -> None:
    bench.write("a.txt", "no such layout")
    report = bench.build()
    assert (report.generation, report.documents) == (None, 0)
    assert "no index" in report.notes[-1]
    assert read_pointer(bench.index) is None


def test_folders_are_walked_without_hidden_files_and_others_are_counted(bench: Bench) -> None:
    for name in ("b.txt", ".hidden.txt", ".git/c.txt", "a.png", "sub/d.png", "sub/README"):
        bench.write(name, paper(name))
    (bench.papers / "loop").symlink_to(bench.papers)
    report = bench.build()
    assert bench.ids() == ["b.txt"]
    assert report.notes == ("Skipped in folders, not a kind that can be read: 2 .png, 1 README.",)


def test_a_name_that_is_not_utf8_is_written_out(bench: Bench) -> None:
    path = Path(os.fsdecode(os.fsencode(bench.papers) + b"/caf\xe9.txt"))
    path.write_text(KENT)
    assert counts(bench.build()) == (1, 0, 0, 0)
    library = bench.open()
    assert library.documents()[0].source == r"caf\xe9.txt"
    library.close()
    assert counts(bench.build()) == (0, 0, 1, 0)


def test_what_is_no_file_and_a_broken_link_are_told(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    os.mkfifo(bench.papers / "pipe.txt")
    (bench.papers / "link.txt").symlink_to("nowhere")
    report = bench.build(bench.papers, bench.papers / "pipe.txt")
    assert [(Path(label).name, reason) for label, reason in report.failed] == [
        ("pipe.txt", "this is neither a file nor a folder."),
        ("link.txt", "cannot be opened (No such file or directory)."),
    ]
    assert bench.ids() == ["24-000-001"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Other text."}, "does not stand at its place"),
        ({"sections": ()}, "wrongly named"),
        ({"paragraphs": ()}, "no paragraph"),
        ({"twice": True}, "two of its parts have one number"),
        ({"half": True}, "half characters"),
    ],
)
def test_a_reading_that_does_not_fit_together_is_refused(
    bench: Bench, change: dict[str, Any], message: str
) -> None:
    whole = plain_reading(KENT, "kent", "")
    if change.pop("twice", False):
        change = {"paragraphs": whole.paragraphs * 2}
    if change.pop("half", False):
        change = {"text": whole.text + "\ud800"}
    broken = replace(whole, **change)
    steps = replace(plain_steps(), read=lambda data, **more: broken)
    bench.write("kent.txt", KENT)
    report = bench.build(steps=steps)
    assert message in report.failed[0][1]
    assert report.generation is None


def test_a_file_given_twice_is_read_once(bench: Bench) -> None:
    path = bench.write("a.txt", KENT)
    found = find_sources([str(path), str(bench.papers), f"{bench.papers}/../papers"], {".txt"})
    assert [source.label for source in found.sources] == [str(path)]


def test_progress_is_told_for_each_document_and_batch(bench: Bench) -> None:
    for n in range(70):
        bench.write(f"{n:02}.txt", paper(f"Paper {n}"))
    bench.build()
    steps = {stage: [s for s in bench.seen if s.stage == stage] for stage in
             ("reading", "cutting", "embedding", "writing")}  # fmt: skip
    assert [s.done for s in steps["reading"]] == list(range(1, 71))
    assert steps["reading"][0].label.endswith("00.txt")
    assert steps["cutting"][-1].done == steps["cutting"][-1].total == 70
    assert [(s.done, s.total) for s in steps["embedding"]] == [(64, 70), (70, 70)]
    assert steps["writing"][-1].done == steps["writing"][-1].total


# --- the starter library ------------------------------------------------------------------------


def test_the_starter_comes_once_and_stays_where_it_is_not_asked_for(bench: Bench) -> None:
    steps = plain_steps(starter=[DUTY], bridges=BRIDGES)
    assert counts(bench.build(bench.papers, starter=True, steps=steps)) == (1, 0, 0, 0)
    assert counts(bench.build(bench.papers, starter=True, steps=steps)) == (0, 0, 1, 0)
    bench.write("kent.txt", KENT)
    report = bench.build(steps=steps)
    assert (report.documents, report.generation) == (2, 2)
    library = bench.open()
    assert [b.text for b in library.bridges()] == list(BRIDGES)
    assert library.bridge_vectors.size == 2
    library.close()


def test_a_changed_starter_is_replaced(bench: Bench) -> None:
    other = DUTY.replace("Section 19", "Section 42").replace("S19", "S42")
    bench.build(starter=True, steps=plain_steps(starter=[DUTY, other], bridges=BRIDGES))
    changed = DUTY.replace("suitable", "suitable full-time")
    third = other.replace("S42", "S61")
    steps = plain_steps(starter=[changed, third], bridges=BRIDGES[:1])
    report = bench.build(starter=True, steps=steps)
    assert counts(report) == (1, 1, 0, 1)
    library = bench.open()
    assert sorted(d.id for d in library.documents()) == ["S19", "S61"]
    assert len(library.bridges()) == library.bridge_vectors.size == 1
    library.close()


def test_an_index_without_starter_has_no_bridges(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    bench.build()
    library = bench.open()
    assert (library.bridges(), library.bridge_vectors.size) == ((), 0)
    assert library.bridge_vectors.search(bench.embedder.encode(["x"])[0], 3) == []
    library.close()


def test_how_people_ask_is_known_also_without_the_starter_documents(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    steps = plain_steps(starter=[DUTY], bridges=BRIDGES)
    assert counts(bench.build(steps=steps)) == (1, 0, 0, 0)
    library = bench.open()
    assert [bridge.text for bridge in library.bridges()] == list(BRIDGES)
    assert library.bridge_vectors.size == len(BRIDGES)
    assert [d.id for d in library.documents()] == bench.ids()
    assert all(d.kind is not Kind.DUTY for d in library.documents())
    library.close()
    assert counts(bench.build(steps=steps)) == (0, 0, 1, 0)


# --- the model ----------------------------------------------------------------------------------


def test_another_model_embeds_everything_again(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    bench.build()
    other = HashedEmbedder(64)
    report = bench.build(embedder=lambda: other, fingerprint=other.fingerprint)
    assert (report.embedded, report.generation) == (5, 2)
    library = open_library(bench.index, fingerprint=other.fingerprint)
    assert (library.vectors.dimension, library.manifest["dimension"]) == (64, 64)
    library.close()
    back = bench.build()
    assert (back.embedded, back.generation) == (0, 3)


def test_the_model_is_not_made_where_every_text_was_embedded_before(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    bench.write("minutes.txt", MINUTES)
    bench.build()
    path = bench.write("minutes.txt", MINUTES.replace("Transport (", "Travel ("))

    def never() -> HashedEmbedder:
        raise AssertionError("nothing has to be embedded")

    steps = plain_steps()
    bench.build(path, embedder=HashedEmbedder(), steps=steps)
    bench.write("minutes.txt", MINUTES)
    report = bench.build(embedder=never, fingerprint=bench.embedder.fingerprint)
    assert (report.updated, report.embedded, report.generation) == (1, 0, 3)


def test_a_model_that_is_not_the_announced_one_is_refused(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    with pytest.raises(ModelError, match="was announced"):
        bench.build(embedder=lambda: bench.embedder, fingerprint="other")


def test_vectors_that_cannot_be_are_refused(bench: Bench) -> None:
    class Broken(HashedEmbedder):
        def encode(self, texts: Sequence[str]) -> FloatArray:
            rows = super().encode(texts)
            rows[0, 0] = float("nan")
            return rows

    bench.write("kent.txt", KENT)
    with pytest.raises(ModelError, match="1 bad numbers"):
        bench.build(embedder=Broken())


@pytest.mark.slow
def test_torch_is_not_imported_where_nothing_is_embedded(bench: Bench) -> None:
    bench.write("kent.txt", KENT)
    bench.build()
    program = (
        "import sys; from pathlib import Path; from plain_steps import plain_steps\n"
        "from ingest.build import build_index; from rag.fakes import WordCounter\n"
        "def make():\n    import torch\n"
        "build_index(Path(sys.argv[1]), [sys.argv[2]], starter=False, embedder=make,"
        " counter=WordCounter(), steps=plain_steps())\n"
        "print('torch' in sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", program, str(bench.index), str(bench.papers)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(__file__).parent)},
    )
    assert out.stdout == "False\n"


# --- interruption -------------------------------------------------------------------------------


def test_the_recipe_names_the_version() -> None:
    assert recipe().startswith("0.")
    assert recipe() == recipe()


def test_the_real_starter_library_is_whole(starter_library: DiskLibrary) -> None:
    kinds = starter_library.manifest["documents_by_kind"]
    assert {"digest", "duty"} <= set(kinds)
    assert kinds["digest"] == len(starter_library.cases())
    assert starter_library.vectors.size == starter_library.manifest["passages"]
    assert starter_library.bridge_vectors.size == len(starter_library.bridges()) > 100
    for name in ("vocabulary", "themes", "councils", "duties"):
        assert starter_library.lexicon(name), name


def test_every_paragraph_of_the_real_starter_library_stands_in_a_passage(
    starter_library: DiskLibrary,
) -> None:
    for document in starter_library.documents():
        text = starter_library.text(document.id)
        ids = {
            name
            for _, passage in starter_library.document_passages(document.id)
            for name in passage.paragraph_ids
        }
        for p in starter_library.paragraphs(document.id):
            assert text[p.start : p.end] == p.text
            assert p.id in ids
