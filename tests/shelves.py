"""What the tests of a changing library share: runs with the hashed embedder, and a service."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from doors import open_hashed
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.api import create_app
from app.api.live import LiveEngine
from app.builds import public_fetcher
from app.librarian import Librarian
from ingest.build import BuildReport, ProgressSink, build_index, remove_documents
from ingest.steps import Steps
from rag.config import Settings
from rag.fakes import HashedEmbedder, WordCounter


class HashedBuilds:
    """Runs as the service begins them, with the hashed embedder. `gate` holds them up."""

    def __init__(self, settings: Settings, steps: Steps | None = None) -> None:
        self.settings = settings
        self.gate: Callable[[], Any] = lambda: None
        self._steps = steps

    def add(
        self, sources: Sequence[str], *, starter: bool, progress: ProgressSink, at_home: bool = True
    ) -> BuildReport:
        self.gate()
        return build_index(
            self.settings.index,
            sources,
            starter=starter,
            progress=progress,
            fetcher=lambda: public_fetcher(self.settings),
            **self._model(),
        )

    def remove(self, document_ids: Sequence[str], *, progress: ProgressSink) -> BuildReport:
        self.gate()
        return remove_documents(
            self.settings.index, document_ids, progress=progress, **self._model()
        )

    def _model(self) -> dict[str, Any]:
        return {"embedder": HashedEmbedder(), "counter": WordCounter(), "steps": self._steps}


class Shelf:
    """A service over an index of its own, whose library may change."""

    def __init__(self, settings: Settings, steps: Steps | None = None) -> None:
        self.settings = settings
        self.builds = HashedBuilds(settings, steps)
        self.librarian = Librarian(settings, self.builds)
        self.app: FastAPI = create_app(
            LiveEngine(settings, lambda given: open_hashed(given.index)), self.librarian
        )

    @contextmanager
    def client(self, host: str = "127.0.0.1") -> Iterator[TestClient]:
        with TestClient(self.app, base_url=f"http://{host}") as client:
            yield client


def copied(index: Path, folder: Path) -> Path:
    """Return a copy of an index that a test may change."""
    shutil.copytree(index, folder / "index")
    return folder / "index"


def ended(client: TestClient, reply: Any) -> dict[str, Any]:
    """Wait until the job of a reply has ended; return it."""
    assert reply.status_code == 202, reply.text
    job: dict[str, Any] = reply.json()
    pause = threading.Event()
    for _ in range(2_400):
        job = client.get(f"/v1/library/jobs/{job['id']}").json()
        if job["state"] != "running":
            return job
        pause.wait(0.05)
    raise AssertionError(f"the job does not end: {job}")
