"""One opened generation of an index: everything that answering reads."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.cases import Case
from rag.errors import IndexMissing, StoreError
from rag.generations import check_manifest, generation_folder, read_manifest, read_pointer
from rag.lexical import TantivyIndex
from rag.records import Bridge, Document, Filters, Paragraph, Passage, Section
from rag.store import Store
from rag.vectors import FaissVectors

__all__ = ["DiskLibrary", "open_library"]

_TRIES = 5  # a generation may be replaced twice between reading the pointer and opening it
_MOST_FILTERS = 32  # whose keys are remembered


def open_library(index: Path, *, fingerprint: str | None = None) -> DiskLibrary:
    """Open the generation that `index` points to.

    Raises IndexMissing where there is none, IndexMismatch where it was made by another schema
    or, with `fingerprint` given, by another embedding model; each message says what to run.
    """
    for attempt in range(1, _TRIES + 1):
        number = read_pointer(index)
        if number is None:
            raise IndexMissing(f"There is no index in {index}: run: upheld ingest --index {index}")
        try:
            manifest = read_manifest(index, number)
            check_manifest(index, manifest, fingerprint)
            return DiskLibrary(generation_folder(index, number), manifest)
        except StoreError:
            if attempt == _TRIES or read_pointer(index) == number:
                raise  # else the generation went while it was being opened
    raise AssertionError("unreachable")


class DiskLibrary:
    """One generation, opened once; safe to use from several threads.

    Its files stay open, so that it goes on answering while a writer replaces the generation.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        """Open the files of `folder`. Raises StoreError where one cannot be read."""
        self._manifest = dict(manifest)
        self._lexical = TantivyIndex(folder / "lexical")
        self._vectors = FaissVectors(folder / "passages.faiss")
        self._bridge_vectors = FaissVectors(folder / "bridges.faiss")
        self._store = Store(folder / "library.sqlite")
        self._remembered: dict[Filters, npt.NDArray[np.int64] | None] = {}
        self._lock = threading.Lock()

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the generation is made of: schema, model, counts, dates."""
        return self._manifest

    @property
    def lexical(self) -> TantivyIndex:
        """BM25 over passages."""
        return self._lexical

    @property
    def vectors(self) -> FaissVectors:
        """Vectors of passages."""
        return self._vectors

    @property
    def bridge_vectors(self) -> FaissVectors:
        """Vectors of bridges; keys are positions in `bridges()`."""
        return self._bridge_vectors

    def close(self) -> None:
        """Let go of the files."""
        self._store.close()

    def bridges(self) -> Sequence[Bridge]:
        """Return the bridges in the order of their keys."""
        return self._bridges

    def lexicon(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of `vocabulary`, `themes`, `councils` or `duties`; [] for another."""
        with self._lock:
            if name not in self._lexicons:
                self._lexicons[name] = tuple(self._store.lexicon(name))
            return self._lexicons[name]

    def documents(self) -> Sequence[Document]:
        """Return all documents in the order in which they came in."""
        return tuple(self._documents.values())

    def document(self, document_id: str) -> Document | None:
        """Return one document by id."""
        return self._documents.get(document_id)

    def text(self, document_id: str) -> str:
        """Return the cleaned text. Raises NotInLibrary."""
        return self._store.text(document_id)

    def sections(self, document_id: str) -> Sequence[Section]:
        """Return the sections in order; [] for an unknown document."""
        return self._store.sections(document_id)

    def paragraphs(self, document_id: str) -> Sequence[Paragraph]:
        """Return all paragraphs in order, boilerplate included; [] for an unknown document."""
        return self._store.paragraphs(document_id)

    def paragraph(self, paragraph_id: str) -> Paragraph | None:
        """Return one paragraph by id."""
        return self._store.paragraph(paragraph_id)

    def passages(self, keys: Sequence[int]) -> Sequence[Passage]:
        """Return the passages of `keys` in their order. Raises StoreError on an unknown key."""
        return self._store.passages(keys)

    def document_passages(self, document_id: str) -> Sequence[tuple[int, Passage]]:
        """Return (key, passage) in the order of the text, shared boilerplate included."""
        return self._store.document_passages(document_id)

    def allowed(self, filters: Filters) -> npt.NDArray[np.int64] | None:
        """Return the sorted keys of the passages that pass `filters`; None where all do."""
        with self._lock:
            if filters in self._remembered:
                return self._remembered[filters]
        keys = self._keys(filters)
        with self._lock:
            if len(self._remembered) >= _MOST_FILTERS:
                self._remembered.pop(next(iter(self._remembered)))
            self._remembered[filters] = keys
        return keys

    def case(self, document_id: str) -> Case | None:
        """Return the structured record of a decision, if there is one."""
        return self._store.case(document_id)

    def cases(self) -> Sequence[Case]:
        """Return all structured records."""
        return self._cases

    def _keys(self, filters: Filters) -> npt.NDArray[np.int64] | None:
        everything = filters == Filters(boilerplate=filters.boilerplate)
        if everything and (filters.boilerplate or not self._store.has_boilerplate()):
            return None
        keys = self._store.keys(filters)
        keys.setflags(write=False)
        return keys

    @cached_property
    def _documents(self) -> dict[str, Document]:
        return {document.id: document for document in self._store.documents()}

    @cached_property
    def _bridges(self) -> tuple[Bridge, ...]:
        return tuple(self._store.bridges())

    @cached_property
    def _cases(self) -> tuple[Case, ...]:
        return tuple(self._store.cases())

    @cached_property
    def _lexicons(self) -> dict[str, tuple[Mapping[str, Any], ...]]:
        return {}
