"""The desk of a run: what the index knows already, and staging, made when first needed."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.steps import folds
from rag.errors import StoreError
from rag.generations import (
    check_manifest,
    clean_leftovers,
    generation_folder,
    hold_lock,
    publish,
    read_manifest,
    read_pointer,
    staging_folder,
)
from rag.records import Reading
from rag.schema import SCHEMA_VERSION
from rag.staging import Known, Staging, read_state

__all__ = ["Desk", "discard_unfinished", "sources_of"]

_FILE = "library.sqlite"


def sources_of(index: Path, document_id: str) -> list[str]:
    """Return the names of the sources of a document in the generation in use; [] for none."""
    number = read_pointer(index)
    if number is None:
        return []
    _, sources = read_state(generation_folder(index, number) / _FILE)
    return [name for name, known in sources.items() if known.document_id == document_id]


def discard_unfinished(index: Path) -> None:
    """Throw away what a run that failed had written. Raises IndexBusy."""
    with hold_lock(index):
        shutil.rmtree(staging_folder(index), ignore_errors=True)


class Desk:
    """One run's view of an index; belongs under the writer's lock."""

    def __init__(self, index: Path, recipe: str) -> None:
        """Clean up after killed runs and find what may be gone on with.

        Raises IndexMismatch where the index has another schema than this Upheld writes.
        """
        self.index = index
        self.recipe = recipe
        self.number = read_pointer(index)
        self.manifest: Mapping[str, Any] = {}
        if self.number is not None:
            self.manifest = read_manifest(index, self.number)
            check_manifest(index, self.manifest, None)
        clean_leftovers(index)
        self._staging = self._resume()
        self.resumed = self._staging is not None
        self.meta, self.sources = self._state()
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        for name, known in self.sources.items():
            self._names[known.sha256].add(name)

    @property
    def folder(self) -> Path:
        """Where the next generation is being made."""
        return staging_folder(self.index)

    @property
    def touched(self) -> bool:
        """Whether anything was written, by this run or by an interrupted one before it."""
        return self._staging is not None

    def staging(self) -> Staging:
        """Return the library that is being written; the first call copies the one in use."""
        if self._staging is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            base = generation_folder(self.index, self.number) / _FILE if self.number else None
            self._staging = Staging.create(self.folder / _FILE, base, self._stamp())
        return self._staging

    def is_known(self, name: str, sha256: str) -> bool:
        """Say whether source `name` was read with these bytes, as it would be read now."""
        known = self.sources.get(name)
        return known is not None and (known.sha256, known.recipe) == (sha256, self.recipe)

    def twin(self, name: str, sha256: str) -> str | None:
        """Return another source than `name` that has these bytes."""
        return min((other for other in self._names[sha256] if other != name), default=None)

    def put(self, name: str, sha256: str, reading: Reading) -> str:
        """Store what source `name` says now and return its document's id; what it said goes."""
        known = self.staging().put(name, sha256, self.recipe, reading, folds(reading))
        self._remember(name, known)
        return known.document_id

    def change_of(self, document_id: str) -> str | None:
        """Return what an interrupted run has done to a document: "added" or "updated"."""
        if self._staging is None or not self.resumed:
            return None
        return self._staging.changes().get(document_id)

    def put_alias(self, name: str, twin: str) -> None:
        """Store that source `name` says what `twin` says."""
        self.staging().put_alias(name, self.sources[twin])
        self._remember(name, self.sources[twin])

    def drop(self, name: str) -> None:
        """Forget a source, and its document unless another source says it too."""
        self.staging().drop_source(name)
        self._names[self.sources.pop(name).sha256].discard(name)

    def _remember(self, name: str, known: Known) -> None:
        if name in self.sources:
            self._names[self.sources[name].sha256].discard(name)
        self.sources[name] = known
        self._names[known.sha256].add(name)

    @property
    def next_number(self) -> int:
        """The number that the next generation gets."""
        return (self.number or 0) + 1

    def vectors_in_use(self) -> Path | None:
        """Return the vector index of the generation in use."""
        if self.number is None:
            return None
        return generation_folder(self.index, self.number) / "passages.faiss"

    def publish(self, manifest: Mapping[str, Any]) -> None:
        """Make staging, whole now, the generation in use."""
        self.staging().finish()
        publish(self.index, self.next_number)
        self.number, self.manifest, self._staging = self.next_number, manifest, None

    def discard(self) -> None:
        """Throw away what this run, or one that it went on with, has written."""
        self.close()
        self._staging = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Leave staging as it is; a later run goes on with it."""
        if self._staging is not None:
            self._staging.close()

    def _stamp(self) -> dict[str, str]:
        return {
            "base_generation": str(self.number or 0),
            "schema_version": str(SCHEMA_VERSION),
            "recipe": self.recipe,
        }

    def _resume(self) -> Staging | None:
        path = self.folder / _FILE
        if not path.is_file():
            return None
        try:
            staging = Staging(path)
            if staging.meta().items() >= self._stamp().items():
                return staging
            staging.close()
        except StoreError:
            pass  # not to be read: it is made afresh, which costs time only
        return None

    def _state(self) -> tuple[dict[str, str], dict[str, Known]]:
        if self._staging is not None:
            return self._staging.meta(), self._staging.sources()
        if self.number is None:
            return {}, {}
        return read_state(generation_folder(self.index, self.number) / _FILE)
