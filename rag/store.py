"""The library in SQLite, read: documents, paragraphs, passages, cases. The source of truth."""

from __future__ import annotations

import json
import queue
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.cases import Case
from rag.errors import NotInLibrary, StoreError
from rag.keys import name_key, reference_key
from rag.records import Bridge, Document, Filters, Paragraph, Passage, Section
from rag.schema import (
    DOCUMENT,
    PARAGRAPH,
    PASSAGE,
    bridge_from,
    case_from,
    document_from,
    paragraph_from,
    passage_from,
    section_from,
)

__all__ = ["Connection", "Store", "connect", "read_only", "read_passages", "translated"]

Connection = sqlite3.Connection
_READERS = 4  # connections, opened at once: the files may be unlinked while they are in use


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into StoreError that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            f"{path} could not be used: {error}. See that the disk has room and that the file "
            "may be read and written, then run the same command again."
        ) from error


def connect(path: Path) -> Connection:
    """Open a database for writing by one process: WAL, so that a killed writer leaves it whole."""
    with translated(path):
        made = sqlite3.connect(path, isolation_level=None)
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA synchronous = NORMAL")
    return made


def read_only(path: Path) -> Connection:
    """Open a finished database that nobody will write to again, for use by any thread."""
    with translated(path):
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        made = sqlite3.connect(address, uri=True, check_same_thread=False)
        made.execute("SELECT value FROM meta LIMIT 1").fetchone()
    return made


class Store:
    """One finished library.sqlite; safe to use from several threads."""

    def __init__(self, path: Path, *, readers: int = _READERS) -> None:
        """Open `path`. Raises StoreError where it cannot be read."""
        self._path = path
        self._free: queue.LifoQueue[Connection | None] = queue.LifoQueue()
        self._readers = readers
        for _ in range(readers):
            self._free.put(read_only(path))

    def close(self) -> None:
        """Close every connection once it is free; later calls of any method raise StoreError."""
        readers, self._readers = self._readers, 0
        for _ in range(readers):
            reader = self._free.get()
            if reader is not None:
                reader.close()
        if readers:
            self._free.put(None)

    def documents(self) -> list[Document]:
        """Return all documents in the order in which they came in."""
        return [document_from(row) for row in self._all(f"SELECT {DOCUMENT} FROM documents d")]

    def text(self, document_id: str) -> str:
        """Return the cleaned text. Raises NotInLibrary."""
        rows = self._all("SELECT text FROM documents WHERE id = ?", document_id)
        if not rows:
            raise NotInLibrary(f"The library holds no document {document_id!r}.")
        return str(rows[0][0])

    def sections(self, document_id: str) -> list[Section]:
        """Return the sections in order; [] for an unknown document."""
        rows = self._all(
            "SELECT s.ordinal, s.heading, s.role FROM sections s JOIN documents d"
            " ON d.number = s.document WHERE d.id = ? ORDER BY s.ordinal",
            document_id,
        )
        return [section_from(row) for row in rows]

    def paragraphs(self, document_id: str) -> list[Paragraph]:
        """Return all paragraphs in order; [] for an unknown document."""
        rows = self._all(
            f"SELECT {PARAGRAPH} FROM paragraphs p JOIN documents d ON d.number = p.document"
            " WHERE d.id = ? ORDER BY p.ordinal",
            document_id,
        )
        return [paragraph_from(row) for row in rows]

    def paragraph(self, paragraph_id: str) -> Paragraph | None:
        """Return one paragraph by its id ("<document id>#<ordinal>")."""
        document_id, _, ordinal = paragraph_id.rpartition("#")
        if not ordinal.isdecimal():
            return None
        rows = self._all(
            f"SELECT {PARAGRAPH} FROM paragraphs p JOIN documents d ON d.number = p.document"
            " WHERE d.id = ? AND p.ordinal = ?",
            document_id,
            int(ordinal),
        )
        return paragraph_from(rows[0]) if rows else None

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Return the passages of `keys` in their order. Raises StoreError on an unknown key."""
        with self._reader() as reader:
            found = read_passages(reader, [int(key) for key in keys])
        missing = [key for key in keys if int(key) not in found]
        if missing:
            raise StoreError(f"{self._path} holds no passage {missing[0]}: make the index again.")
        return [found[int(key)] for key in keys]

    def document_passages(self, document_id: str) -> list[tuple[int, Passage]]:
        """Return (key, passage) in the order of the text, shared boilerplate where it stands here.

        A shared passage is given as it stands in this document: with this document's ids and spans.
        """
        own = [
            row[0]
            for row in self._all(
                "SELECT p.key FROM passages p JOIN documents d ON d.number = p.document"
                " WHERE d.id = ? AND p.boilerplate = 0",
                document_id,
            )
        ]
        pairs = list(zip(own, self.passages(own), strict=True)) + self._shared(document_id)
        return sorted(pairs, key=lambda pair: (pair[1].start, pair[1].end, pair[0]))

    def _shared(self, document_id: str) -> list[tuple[int, Passage]]:
        rows = self._all(
            "SELECT p.key, d.id, u.id, u.section, u.heading, p.role, p.header, p.text,"
            " u.span_start, u.span_end, p.content_hash, p.boilerplate, u.paragraphs"
            " FROM boilerplate_uses u JOIN documents d ON d.number = u.document"
            " JOIN passages p ON p.key = u.passage WHERE d.id = ?",
            document_id,
        )
        return [(row[0], passage_from(row[:12], json.loads(row[12]))) for row in rows]

    def case(self, document_id: str) -> Case | None:
        """Return the structured record of a decision, if there is one."""
        rows = self._all(
            "SELECT c.record FROM cases c JOIN documents d ON d.number = c.document WHERE d.id = ?",
            document_id,
        )
        return case_from(rows[0][0]) if rows else None

    def cases(self) -> list[Case]:
        """Return all structured records in the order of their documents."""
        return [case_from(row[0]) for row in self._all("SELECT record FROM cases")]

    def bridges(self) -> list[Bridge]:
        """Return the bridges in the order of their keys."""
        rows = self._all("SELECT record FROM bridges ORDER BY position")
        return [bridge_from(row[0]) for row in rows]

    def lexicon(self, name: str) -> list[Mapping[str, Any]]:
        """Return the rows of one lexicon; [] where there is none of that name."""
        rows = self._all("SELECT record FROM lexicon WHERE name = ? ORDER BY position", name)
        return [json.loads(row[0]) for row in rows]

    def has_boilerplate(self) -> bool:
        """Say whether any passage is boilerplate."""
        return bool(self._all("SELECT 1 FROM passages WHERE boilerplate = 1 LIMIT 1"))

    def keys(self, filters: Filters) -> npt.NDArray[np.int64]:
        """Return the sorted keys of the passages that pass `filters`."""
        query, values = _selection(filters)
        with self._reader() as reader:
            found = (row[0] for row in reader.execute(query, values))
            keys = np.fromiter(found, dtype=np.int64)
        return np.unique(keys)

    def _all(self, query: str, *values: object) -> list[Any]:
        with self._reader() as reader:
            return reader.execute(query, values).fetchall()

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        reader = self._free.get()
        try:
            if reader is None:
                raise StoreError("The library was closed: open it again.")
            with translated(self._path):
                yield reader
        finally:
            self._free.put(reader)


def read_passages(reader: Connection, keys: Sequence[int]) -> dict[int, Passage]:
    """Return the passages of `keys` that exist, by key."""
    chosen = json.dumps(keys)
    ordinals: dict[int, list[int]] = {}
    for key, paragraph in reader.execute(
        "SELECT passage, paragraph FROM passage_paragraphs"
        " WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage, position",
        (chosen,),
    ):
        ordinals.setdefault(key, []).append(paragraph)
    rows = reader.execute(
        f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.number = p.document"
        " WHERE p.key IN (SELECT value FROM json_each(?))",
        (chosen,),
    )
    return {row[0]: passage_from(row, ordinals.get(row[0], [])) for row in rows}


def _selection(filters: Filters) -> tuple[str, list[object]]:
    """Return the SQL that selects passage keys, and its values."""
    about_document, document_values = _document_clauses(filters)
    about_passage, passage_values = _in("p.role", [str(role) for role in filters.roles])
    if not filters.boilerplate:
        about_passage.append("p.boilerplate = 0")
    where = " AND ".join([*about_passage, *about_document]) or "1"
    values: list[object] = [*passage_values, *document_values]
    query = "SELECT p.key FROM passages p JOIN documents d ON d.number = p.document WHERE " + where
    if filters.boilerplate and about_document:
        query += (
            " UNION SELECT p.key FROM boilerplate_uses u JOIN passages p ON p.key = u.passage"
            " JOIN documents d ON d.number = u.document WHERE " + where
        )
        values *= 2
    return query, values


def _document_clauses(filters: Filters) -> tuple[list[str], list[object]]:
    clauses: list[str] = []
    values: list[object] = []
    for column, wanted in (
        ("d.council_key", [name_key(name) for name in filters.councils]),
        ("d.reference_key", [reference_key(reference) for reference in filters.references]),
        ("d.id", list(filters.document_ids)),
        ("d.kind", [str(kind) for kind in filters.kinds]),
        ("d.outcome_key", [name_key(outcome) for outcome in filters.outcomes]),
    ):
        more, given = _in(column, wanted)
        clauses += more
        values += given
    for operator, day in ((">=", filters.date_from), ("<=", filters.date_to)):
        if day:
            clauses.append(f"d.date {operator} ?")
            values.append(day.isoformat())
    return clauses, values


def _in(column: str, wanted: Sequence[str]) -> tuple[list[str], list[object]]:
    if not wanted:
        return [], []
    return [f"{column} IN (SELECT value FROM json_each(?))"], [json.dumps(list(wanted))]
