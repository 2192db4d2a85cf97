"""A writer killed at any instant leaves the index as it was, and the next run goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from plain_steps import plain_steps

from ingest.build import BuildReport, build_index
from rag.embeddings import EmbeddingStore
from rag.errors import IndexMissing
from rag.fakes import HashedEmbedder, WordCounter
from rag.library import open_library
from rag.records import Filters

KILLS = 20
DOCUMENTS = 60
WORDS = "speech therapy transport appeal plan review school tutor delay fault remedy council".split

WRITER = """
import sys, time
from pathlib import Path
from plain_steps import plain_steps
from ingest.build import build_index
from rag.fakes import HashedEmbedder, WordCounter

class Slow(HashedEmbedder):
    def encode(self, texts):
        rows = super().encode(texts)
        with open(sys.argv[3], "a") as log:
            log.write(f"{len(texts)}\\n")
        time.sleep(0.02)
        return rows

def slow(step):
    time.sleep(0.0005)

print("ready", flush=True)
sys.stdin.readline()
build_index(Path(sys.argv[1]), [sys.argv[2]], starter=False, embedder=Slow(),
            counter=WordCounter(), progress=slow, steps=plain_steps())
"""


def write_papers(folder: Path, edition: int) -> None:
    """Write 60 decisions; in each edition every fifth says something new."""
    folder.mkdir(exist_ok=True)
    for n in range(DOCUMENTS):
        chosen = random.Random(f"{n} {edition if n % 5 == 0 else 0}")
        lines = [" ".join(chosen.choices(WORDS(), k=12)) for _ in range(6)]
        text = (
            f"decision | Case {n} | Kent County Council | 24 000 {n:03} | 2024-05-01 | Upheld\n"
            "## Powers (powers*)\nWe investigate maladministration.\n"
            "## Law (law)\nThe law that every decision repeats.\n"
            "## Findings (findings)\n" + "\n".join(lines) + "\n"
        )
        (folder / f"{n:02}.txt").write_text(text)


def contents(index: Path) -> dict[str, Any]:
    """Return all that two indexes of the same papers must share (keys depend on their past)."""
    library = open_library(index)
    with closing(library):
        passages = {
            passage.id: (passage.text, passage.header, passage.paragraph_ids, passage.boilerplate)
            for document in library.documents()
            for _, passage in library.document_passages(document.id)
        }
        assert library.vectors.size == library.lexical.size == library.manifest["passages"]
        found = library.lexical.search("speech therapy appeal", 1000, Filters())
        names = [p.id for p in library.passages([key for key, _ in found])]
        ranked = sorted((-score, name) for (_, score), name in zip(found, names, strict=True))
        counts = {
            k: v for k, v in library.manifest.items() if k not in ("created_at", "generation")
        }
        return {"passages": passages, "ranked": ranked, "counts": counts}


def check_opens(index: Path) -> None:
    """Open the index and see that what it holds belongs together."""
    library = open_library(index)
    with closing(library):
        manifest = library.manifest
        assert len(library.documents()) == manifest["documents"] == DOCUMENTS
        assert library.vectors.size == library.lexical.size == manifest["passages"]
        found = library.lexical.search("speech therapy", 10, Filters())
        assert len(library.passages([key for key, _ in found])) == 10


def build(index: Path, papers: Path) -> BuildReport:
    return build_index(
        index,
        [str(papers)],
        starter=False,
        embedder=HashedEmbedder(),
        counter=WordCounter(),
        steps=plain_steps(),
    )


class Writer:
    """A child process that builds; started, then killed after a while."""

    def __init__(self, index: Path, papers: Path, log: Path) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(index), str(papers), str(log)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(Path(__file__).parent)},
            cwd=Path(__file__).parents[1],
        )

        self._ready = False

    def wait_ready(self) -> None:
        """Wait until it has imported everything and waits for its cue."""
        if not self._ready:
            assert self._child.stdout
            assert self._child.stdout.readline() == b"ready\n"
            self._ready = True

    def run(self, seconds: float | None) -> bool:
        """Let it run; kill it after `seconds`. Return whether it had ended by itself."""
        self.wait_ready()
        child = self._child
        assert child.stdout
        assert child.stdin
        child.stdin.write(b"\n")
        child.stdin.flush()
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
        child.stdin.close()
        child.stdout.close()
        return child.returncode == 0


@pytest.mark.slow
def test_twenty_kills_at_random_moments(tmp_path: Path) -> None:
    index, papers, log = tmp_path / "index", tmp_path / "papers", tmp_path / "log"
    edition, exists, killed = 0, False, 0
    write_papers(papers, edition)
    first = Writer(tmp_path / "other", papers, tmp_path / "unused")
    first.wait_ready()
    began = time.monotonic()
    assert first.run(None)
    whole = time.monotonic() - began
    chosen = random.Random(20241120)
    writer = Writer(index, papers, log)
    while killed < KILLS:
        following = Writer(index, papers, log)  # starts up while this one works
        ended = writer.run(chosen.uniform(0, 0.7 * whole))
        writer = following
        killed += not ended
        if ended:
            exists, edition = True, edition + 1
            write_papers(papers, edition)
        if exists:
            check_opens(index)
            continue
        try:
            check_opens(index)  # killed after the pointer had moved
            exists = True
        except IndexMissing:
            pass
    writer.run(0)
    final = build(index, papers)
    assert final.failed == ()
    build(tmp_path / "fresh", papers)
    assert contents(index) == contents(tmp_path / "fresh")
    again = build(index, papers)
    assert (again.embedded, again.generation, again.added) == (0, final.generation, 0)
    assert not (index / "staging").exists()
    check_embedded_once(index, log, final, killed)


def check_embedded_once(index: Path, log: Path, final: BuildReport, killed: int) -> None:
    """See that no more was embedded than what is kept and, per kill, one batch in flight."""
    library = open_library(index)
    fingerprint = library.manifest["model_fingerprint"]
    library.close()
    with closing(EmbeddingStore(index / "embeddings.sqlite", fingerprint)) as store:
        kept = store.size()
    sizes = [int(line) for line in log.read_text().split()]
    assert sum(sizes) + final.embedded - kept <= killed * 64
    assert sum(sizes) + final.embedded >= kept
