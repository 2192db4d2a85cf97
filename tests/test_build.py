from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import BRIDGES, DUTY, ESSEX, KENT, MINUTES
from plain_steps import plain_reading, plain_steps

from ingest.build import BuildReport, Progress, build_index
from ingest.fetch import Fetcher
from ingest.sources import find_sources
from ingest.steps import recipe
from rag.errors import IndexBusy, IngestError, ModelError, ReadError, StoreError
from rag.fakes import HashedEmbedder, WordCounter
from rag.generations import hold_lock, read_pointer, staging_folder
from rag.library import DiskLibrary, open_library
from rag.protocols import FloatArray
from rag.records import Filters


class Bench:
    """An index and a folder of papers to build it from."""

    def __init__(self, folder: Path) -> None:
        self.index = folder / "index"
        self.papers = folder / "papers"
        self.papers.mkdir()
        self.embedder = HashedEmbedder()
        self.seen: list[Progress] = []

    def write(self, name: str, text: str) -> Path:
        path = self.papers / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, *sources: Path | str, **more: Any) -> BuildReport:
        given = {
            "starter": False,
            "embedder": self.embedder,
            "counter": WordCounter(),
            "steps": plain_steps(),
            "progress": self.seen.append,
            **more,
        }
        return build_index(self.index, [str(s) for s in sources or [self.papers]], **given)

    def open(self) -> DiskLibrary:
        return open_library(self.index)

    def ids(self) -> list[str]:
        library = self.open()
        found = sorted(document.id for document in library.documents())
        library.close()
        return found


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def paper(title: str, text: str = "Something.") -> str:
    return f"paper | {title} | | | |\n## Part (facts)\n{text}\n"


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


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


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, tuple[int, bytes]]]]:
    """A server on this machine that answers with what the test puts into the mapping."""
    pages: dict[str, tuple[int, bytes]] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = pages.get(self.path, (404, b"none"))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", body.decode())
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_read_and_known_again(
    bench: Bench,
    site: tuple[str, dict[str, tuple[int, bytes]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.intake.Fetcher", lambda: Fetcher(pause_s=0))
    address, pages = site
    pages["/kent.txt"] = (200, KENT.encode())
    pages["/moved"] = (302, b"/essex.txt")
    pages["/essex.txt"] = (200, ESSEX.encode())
    given = (f"{address}/kent.txt#part", f"{address}/moved", f"{address}/none")
    report = bench.build(*given)
    assert bench.ids() == ["23-000-002", "24-000-001"]
    [(label, reason)] = report.failed
    assert label == f"{address}/none"
    assert reason.startswith("the server answered 404 Not Found")
    library = bench.open()
    assert library.documents()[0].source == f"{address}/kent.txt"
    library.close()
    assert counts(bench.build(*given)) == (0, 0, 2, 0)


def answer(reply: Callable[[httpx.Request], httpx.Response]) -> Fetcher:
    return Fetcher(pause_s=0, most_bytes=100, transport=httpx.MockTransport(reply))


def test_a_request_names_who_asks() -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=request.headers["user-agent"])

    with answer(reply) as fetcher:
        assert fetcher.fetch("http://x/").data.startswith(b"Upheld/")


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (lambda _: httpx.Response(200, content=b"x" * 101), "larger than 0.0001 MB"),
        (lambda _: httpx.Response(503), "503 Service Unavailable"),
        (lambda _: httpx.Response(302, headers={"Location": "http://x/"}), "redirects"),
        (lambda _: httpx.Response(302, headers={"Location": "file:///etc/x"}), "could not be"),
    ],
)
def test_what_cannot_be_fetched_is_told(
    reply: Callable[[httpx.Request], httpx.Response], message: str
) -> None:
    with answer(reply) as fetcher, pytest.raises(ReadError, match=message):
        fetcher.fetch("http://x/")


@pytest.mark.parametrize("error", [httpx.ConnectTimeout("slow"), httpx.ConnectError("refused")])
def test_a_server_that_does_not_answer_is_told(error: httpx.HTTPError) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        raise error

    with answer(reply) as fetcher, pytest.raises(ReadError, match="http://x/: "):
        fetcher.fetch("http://x/")


def test_an_address_that_is_none_is_told() -> None:
    with Fetcher() as fetcher, pytest.raises(ReadError):
        fetcher.fetch("http://x:y/")


# --- the real steps -----------------------------------------------------------------------------


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
