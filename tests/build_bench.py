"""A folder of papers and the runs over it, for the tests of building."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plain_steps import plain_steps

from ingest.build import BuildReport, Progress, build_index
from rag.fakes import HashedEmbedder, WordCounter
from rag.library import DiskLibrary, open_library


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


def paper(title: str, text: str = "Something.") -> str:
    return f"paper | {title} | | | |\n## Part (facts)\n{text}\n"


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed
