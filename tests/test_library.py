from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import DUTY, TINY
from plain_steps import plain_steps

from ingest.build import build_index
from rag.errors import IndexBusy, IndexMismatch, IndexMissing, StoreError
from rag.fakes import HashedEmbedder, WordCounter
from rag.generations import (
    clean_leftovers,
    generation_folder,
    hold_lock,
    publish,
    read_manifest,
    read_pointer,
    staging_folder,
)
from rag.kinds import Kind, Role
from rag.library import DiskLibrary, open_library
from rag.records import Filters
from rag.schema import SCHEMA_VERSION


def build(index: Path, *papers: Path) -> None:
    build_index(
        index,
        [str(paper) for paper in papers],
        starter=False,
        embedder=HashedEmbedder(),
        counter=WordCounter(),
        steps=plain_steps(),
    )


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "kent.txt").write_text(TINY["kent.txt"])
    build(tmp_path / "index", tmp_path / "kent.txt")
    return tmp_path / "index"


def test_the_manifest_says_what_there_is(tiny: DiskLibrary) -> None:
    manifest = dict(tiny.manifest)
    assert manifest.pop("created_at").endswith("+00:00")
    assert len(manifest.pop("starter_sha256")) == 64
    assert manifest == {
        "schema_version": SCHEMA_VERSION,
        "tool_version": "plain-1",
        "generation": 1,
        "model_name": "hashed-words",
        "model_fingerprint": HashedEmbedder().fingerprint,
        "dimension": 512,
        "vector_index": "flat",
        "documents": 4,
        "documents_by_kind": {"decision": 2, "duty": 1, "minutes": 1},
        "passages": 10,
        "boilerplate_passages": 2,
        "bridges": 2,
        "newest_date": "2024-11-20",
    }


def test_words_and_vectors_lead_to_the_same_passages(tiny: DiskLibrary) -> None:
    question = "speech therapy was not secured for five months"
    by_words = tiny.lexical.search(question, 3, Filters())
    vector = HashedEmbedder().encode([question])[0]
    by_vector = tiny.vectors.search(vector, 3, tiny.allowed(Filters()))
    assert by_words[0][0] == by_vector[0][0]
    passage = tiny.passages([by_words[0][0]])[0]
    assert passage.text.startswith("The Council did not secure speech therapy")
    assert (passage.document_id, passage.role) == ("24-000-001", Role.FINDINGS)


def test_bridge_vectors_have_the_positions_of_bridges_as_keys(tiny: DiskLibrary) -> None:
    vector = HashedEmbedder().encode(["nobody has come for speech therapy since Easter"])[0]
    key, cosine = tiny.bridge_vectors.search(vector, 1)[0]
    assert tiny.bridges()[key].text == "nobody has come for speech since Easter"
    assert cosine > 0.8


def test_allowed_is_none_only_where_everything_is(tiny: DiskLibrary) -> None:
    assert tiny.allowed(Filters(boilerplate=True)) is None
    usual = tiny.allowed(Filters())
    assert usual is not None
    assert len(usual) == 8
    assert tiny.allowed(Filters()) is usual
    assert tiny.allowed(Filters(kinds=(Kind.RESEARCH,))).tolist() == []  # type: ignore[union-attr]


def test_allowed_is_none_in_a_library_without_boilerplate(tmp_path: Path) -> None:
    (tmp_path / "duty.txt").write_text(DUTY)
    build(tmp_path / "index", tmp_path / "duty.txt")
    library = open_library(tmp_path / "index")
    assert library.allowed(Filters()) is None
    library.close()


def test_words_and_allowed_keys_agree_on_every_filter(tiny: DiskLibrary) -> None:
    words = "council speech transport provision fault maladministration education school"
    for filters in (
        Filters(councils=("Kent County Council",)),
        Filters(references=("24000001",)),
        Filters(kinds=(Kind.MINUTES, Kind.DUTY)),
        Filters(roles=(Role.LAW,)),
        Filters(roles=(Role.LAW,), boilerplate=True),
        Filters(document_ids=("23-000-002",), boilerplate=True),
        Filters(outcomes=("not upheld",)),
    ):
        found = sorted(key for key, _ in tiny.lexical.search(words, 50, filters))
        allowed = tiny.allowed(filters)
        assert allowed is not None
        assert found == allowed.tolist(), filters


def test_documents_cases_and_lexicon(tiny: DiskLibrary) -> None:
    assert [d.id for d in tiny.documents()] == [
        "S19",
        "23-000-002",
        "24-000-001",
        "Kent-scrutiny-minutes",
    ]
    assert tiny.document("S19") == tiny.documents()[0]
    assert tiny.document("nothing") is None
    assert {case.council for case in tiny.cases()} == {
        "Kent County Council",
        "Essex County Council",
    }
    assert tiny.lexicon("themes") == ({"code": "speech"},)
    assert tiny.lexicon("nothing") == ()


def test_no_index_says_what_to_run(tmp_path: Path) -> None:
    for index in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing, match=f"upheld ingest --index {index}"):
            open_library(index)


def test_another_model_says_what_to_run(index: Path) -> None:
    open_library(index, fingerprint=HashedEmbedder().fingerprint).close()
    with pytest.raises(IndexMismatch, match=r"hashed-words.*UPHELD_MODEL.*upheld ingest --index"):
        open_library(index, fingerprint=HashedEmbedder(64).fingerprint)


def test_another_schema_says_what_to_run(index: Path) -> None:
    path = generation_folder(index, 1) / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"schema_version": 99}))
    with pytest.raises(
        IndexMismatch, match=rf"schema 99; this Upheld reads schema {SCHEMA_VERSION}.*delete"
    ):
        open_library(index)


@pytest.mark.parametrize("name", ["library.sqlite", "passages.faiss", "lexical", "manifest.json"])
def test_a_damaged_generation_is_a_store_error(index: Path, name: str) -> None:
    path = generation_folder(index, 1) / name
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.write_bytes(b"\x00 damaged")
    with pytest.raises(StoreError):
        open_library(index)


def test_a_pointer_to_nowhere_and_a_pointer_that_is_none(index: Path) -> None:
    (index / "current").write_text("7\n")
    with pytest.raises(IndexMissing, match="upheld ingest"):
        open_library(index)
    (index / "current").write_text("../../etc\n")
    with pytest.raises(StoreError, match="does not name a generation"):
        open_library(index)


@pytest.mark.slow
def test_an_opened_library_answers_while_generations_come_and_go(
    index: Path, tmp_path: Path
) -> None:
    library = open_library(index)
    paper = tmp_path / "paper.txt"
    for n in range(4):
        paper.write_text(f"paper | Paper {n} | | | |\n## A (facts)\nSpeech number {n}.\n")
        build(index, paper)
    assert read_pointer(index) == 5
    assert not generation_folder(index, 1).exists()
    assert len(library.documents()) == 1
    assert library.text("24-000-001").startswith("## The complaint")
    found = library.lexical.search("speech therapy", 5, Filters())
    assert [p.document_id for p in library.passages([key for key, _ in found])] == [
        "24-000-001"
    ] * len(found)
    vector = HashedEmbedder().encode(["speech"])[0]
    assert library.vectors.search(vector, 2, library.allowed(Filters()))
    library.close()


def test_a_generation_that_goes_while_it_is_opened_is_passed_over(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = tmp_path / "paper.txt"
    left = [2, 3]

    def read_and_write(path: Path, number: int) -> dict[str, Any]:
        manifest = read_manifest(path, number)
        while left:  # two generations come before the first is opened, and it goes
            paper.write_text(f"paper | Paper | | | |\n## A (facts)\nNumber {left.pop()}.\n")
            build(index, paper)
        return manifest

    monkeypatch.setattr("rag.library.read_manifest", read_and_write)
    library = open_library(index)
    assert library.manifest["generation"] == 3
    library.close()


@pytest.mark.slow
def test_readers_open_and_search_while_a_writer_writes(index: Path, tmp_path: Path) -> None:
    failures: list[BaseException] = []
    opened: set[int] = set()
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                library = open_library(index)
                opened.add(library.manifest["generation"])
                keys = [key for key, _ in library.lexical.search("speech", 9, Filters())]
                assert len(library.passages(keys)) == len(keys) > 0
                assert len(library.documents()) == library.manifest["documents"]
                library.close()
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    paper = tmp_path / "paper.txt"
    for n in range(4):
        paper.write_text(f"paper | Paper | | | |\n## A (facts)\nSpeech number {n}.\n")
        build(index, paper)
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert len(opened) > 1


def test_a_second_writer_is_told_who_writes(index: Path) -> None:
    with (
        hold_lock(index),
        pytest.raises(IndexBusy, match=rf"pid {os.getpid()}\) is writing"),
        hold_lock(index),
    ):
        pass
    with hold_lock(index):
        pass


def test_the_lock_of_a_killed_writer_is_free(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from rag.generations import hold_lock\n"
        "with hold_lock(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    assert child.stdout.readline() == "held\n"
    with pytest.raises(IndexBusy, match=f"pid {child.pid}"), hold_lock(tmp_path):
        pass
    child.kill()
    child.wait()
    child.stdout.close()
    with hold_lock(tmp_path):
        pass


def test_a_file_where_the_index_should_be_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    with pytest.raises(StoreError, match="cannot be written"), hold_lock(tmp_path / "index"):
        pass
    with pytest.raises(IndexMissing):
        open_library(tmp_path / "index")


def test_leftovers_go_and_the_last_two_generations_stay(tmp_path: Path) -> None:
    for number in (1, 2, 4, 5, 6):
        generation_folder(tmp_path, number).mkdir(parents=True)
    (tmp_path / "current").write_text("5\n")
    staging_folder(tmp_path).mkdir()
    clean_leftovers(tmp_path)
    assert sorted(path.name for path in (tmp_path / "generations").iterdir()) == ["4", "5"]
    assert staging_folder(tmp_path).is_dir()


def test_a_generation_that_was_not_pointed_to_becomes_staging_again(tmp_path: Path) -> None:
    for number in (5, 6, 7):
        generation_folder(tmp_path, number).mkdir(parents=True)
    (generation_folder(tmp_path, 6) / "mark").touch()
    (tmp_path / "current").write_text("5\n")
    clean_leftovers(tmp_path)
    assert [path.name for path in (tmp_path / "generations").iterdir()] == ["5"]
    assert (staging_folder(tmp_path) / "mark").is_file()


def test_publishing_moves_the_pointer_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation_folder(tmp_path, 1).mkdir(parents=True)
    (tmp_path / "current").write_text("1\n")
    staging_folder(tmp_path).mkdir()
    seen = []
    replace = os.replace

    def watch(source: Path, target: Path) -> None:
        seen.append((generation_folder(tmp_path, 2).is_dir(), read_pointer(tmp_path)))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watch)
    publish(tmp_path, 2)
    assert seen == [(True, 1)]
    assert read_pointer(tmp_path) == 2


def test_many_threads_search_one_library(tiny: DiskLibrary) -> None:
    expected = tiny.lexical.search("speech therapy", 5, Filters())
    vector = HashedEmbedder().encode(["speech therapy"])[0]
    nearest = tiny.vectors.search(vector, 3, tiny.allowed(Filters()))
    wrong: list[object] = []

    def search() -> None:
        for n in range(100):
            found = tiny.lexical.search("speech therapy", 5, Filters())
            allowed = tiny.allowed(Filters(references=(str(n),)))
            near = tiny.vectors.search(vector, 3, tiny.allowed(Filters()))
            if (found, near) != (expected, nearest) or allowed is None or len(allowed):
                wrong.append(found)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_opening_imports_nothing_heavy(tiny_index: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from rag.library import open_library\n"
        "open_library(Path(sys.argv[1])).documents()\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'ingest', 'httpx', 'docx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", program, str(tiny_index)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout == "[]\n"


def test_vectors_are_those_of_the_embedder(tiny: DiskLibrary) -> None:
    keys, texts = zip(
        *((key, f"{p.header}\n{p.text}".lstrip()) for key, p in tiny.document_passages("S19")),
        strict=True,
    )
    for key, vector in zip(keys, HashedEmbedder().encode(texts), strict=True):
        (found, cosine), *_ = tiny.vectors.search(vector, 1)
        assert found == key
        assert np.isclose(cosine, 1.0)
