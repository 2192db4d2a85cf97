"""The library in SQLite, written: the copy of a generation that a run works on.

Every change is one transaction, so that what a killed writer leaves holds whole documents.
Staging starts as a copy of the generation before it; the keys of what stays do not change.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.lexical import Entry
from rag.records import Bridge, Passage, Reading
from rag.rename import rename_reading
from rag.schema import (
    DOCUMENT,
    PARAGRAPH,
    TABLES,
    bridge_json,
    document_from,
    paragraph_from,
    section_from,
)
from rag.shelve import insert_reading, mark_boilerplate, put_passages, remove_document
from rag.store import Connection, connect, read_only, read_passages, translated

__all__ = ["Known", "Staging", "read_state"]

_BLOCK = 2000  # passages read at once


@dataclass(frozen=True, slots=True)
class Known:
    """A source that was read: the hash of its bytes, its document, and what read it."""

    sha256: str
    document_id: str
    recipe: str


def read_state(path: Path) -> tuple[dict[str, str], dict[str, Known]]:
    """Return the meta table and the sources, by name, of a finished library."""
    with translated(path), closing(read_only(path)) as reader:
        return dict(reader.execute("SELECT key, value FROM meta")), _sources(reader)


def _sources(reader: Connection) -> dict[str, Known]:
    rows = reader.execute(
        "SELECT s.name, s.sha256, d.id, s.recipe FROM sources s JOIN documents d"
        " ON d.number = s.document ORDER BY s.name"
    )
    return {row[0]: Known(*row[1:]) for row in rows}


class Staging:
    """One library.sqlite that is being written by one process."""

    def __init__(self, path: Path) -> None:
        """Open what is there."""
        self.path = path
        self._db = connect(path)

    @classmethod
    def create(cls, path: Path, base: Path | None, meta: Mapping[str, str]) -> Staging:
        """Make `path`, a copy of `base` where given; it appears whole or not at all."""
        started = path.with_name(path.name + ".part")
        started.unlink(missing_ok=True)
        if base:
            shutil.copyfile(base, started)
        made = cls(started)
        with made._transaction():
            for statement in () if base else TABLES.split(";"):
                made._db.execute(statement)
            made._db.execute("DELETE FROM changes")
            made._set_meta(meta)
        made.finish()
        os.replace(started, path)
        return cls(path)

    def finish(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        with translated(self.path):
            free, pages = (
                self._db.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("freelist_count", "page_count")
            )
            if free > pages // 4:
                self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()

    def close(self) -> None:
        """Close it as it is, to be gone on with later."""
        self._db.close()

    # --- what was read ------------------------------------------------------------------------

    def meta(self) -> dict[str, str]:
        """Return the meta table."""
        return dict(self._rows("SELECT key, value FROM meta"))

    def sources(self) -> dict[str, Known]:
        """Return what was read so far, by name."""
        with translated(self.path):
            return _sources(self._db)

    def changes(self) -> dict[str, str]:
        """Return document id -> "added", "updated" or "removed", against the base."""
        return dict(self._rows("SELECT document_id, change FROM changes"))

    def put(
        self, name: str, sha256: str, recipe: str, reading: Reading, folds: Mapping[int, str]
    ) -> Known:
        """Store `reading` as what source `name` says now; an id that is taken gets -2, -3 …

        `folds` gives by ordinal the hash by which repeats of a paragraph are found. What the
        source said before goes, unless another source says it too.
        """
        with self._transaction():
            self._forget(name)
            document_id = self._free_id(reading.document.id)
            number = insert_reading(self._db, rename_reading(reading, document_id), folds)
            known = Known(sha256, document_id, recipe)
            self._set_source(name, known, number)
            self._record(document_id, "added")
        return known

    def put_alias(self, name: str, known: Known) -> None:
        """Store that source `name` has the same bytes as the document of `known`."""
        with self._transaction():
            number = self._number(known.document_id)
            before = self._rows("SELECT document FROM sources WHERE name = ?", name)
            self._set_source(name, known, number)
            if before:
                self._remove_orphan(before[0][0])

    def drop_source(self, name: str) -> None:
        """Forget a source, and its document unless another source says it too."""
        with self._transaction():
            self._forget(name)

    def put_starter(
        self,
        bridges: Sequence[Bridge],
        lexicon: Mapping[str, Sequence[Mapping[str, Any]]],
        meta: Mapping[str, str],
    ) -> None:
        """Replace bridges and lexicon, and say in `meta` which starter library they came from."""
        records = [
            (name, n, json.dumps(record, ensure_ascii=False))
            for name, rows in lexicon.items()
            for n, record in enumerate(rows)
        ]
        with self._transaction():
            self._db.execute("DELETE FROM bridges")
            self._db.executemany(
                "INSERT INTO bridges VALUES (?, ?)",
                [(n, bridge_json(bridge)) for n, bridge in enumerate(bridges)],
            )
            self._db.execute("DELETE FROM lexicon")
            self._db.executemany("INSERT INTO lexicon VALUES (?, ?, ?)", records)
            self._set_meta(meta)

    def reading(self, document_id: str) -> Reading:
        """Return a document as it was read (without its case), boilerplate flagged as of now."""
        row = self._rows(f"SELECT {DOCUMENT}, text FROM documents d WHERE id = ?", document_id)[0]
        number = self._number(document_id)
        sections = self._rows(
            "SELECT ordinal, heading, role FROM sections WHERE document = ? ORDER BY ordinal",
            number,
        )
        paragraphs = self._rows(
            f"SELECT {PARAGRAPH} FROM paragraphs p JOIN documents d ON d.number = p.document"
            " WHERE d.number = ? ORDER BY p.ordinal",
            number,
        )
        return Reading(
            document_from(row[:-1]),
            row[-1],
            tuple(map(section_from, sections)),
            tuple(map(paragraph_from, paragraphs)),
        )

    # --- passages -----------------------------------------------------------------------------

    def mark_boilerplate(self) -> None:
        """Find repeated paragraphs; documents whose flags change become uncut."""
        with self._transaction():
            mark_boilerplate(self._db)

    def cut_all_again(self) -> None:
        """Say that every document's passages are to be cut again."""
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO uncut SELECT number FROM documents")

    def uncut(self) -> list[str]:
        """Return the documents whose passages are still to be cut, in the order they came in."""
        rows = self._rows(
            "SELECT d.id FROM uncut u JOIN documents d ON d.number = u.document ORDER BY d.number"
        )
        return [row[0] for row in rows]

    def put_passages(self, document_id: str, passages: Iterable[Passage]) -> None:
        """Replace the passages of a document; boilerplate that is there already is pointed to."""
        with self._transaction():
            put_passages(self._db, self._number(document_id), passages)

    def hashes(self) -> list[tuple[int, str]]:
        """Return (key, content hash) of all passages in the order of the keys."""
        return self._rows("SELECT key, content_hash FROM passages ORDER BY key")

    def texts(self, keys: Sequence[int]) -> list[str]:
        """Return what is embedded for these passages: header, line break, text."""
        rows = self._rows(
            "SELECT key, header, text FROM passages WHERE key IN (SELECT value FROM json_each(?))",
            json.dumps(list(keys)),
        )
        texts = {key: f"{header}\n{text}" if header else text for key, header, text in rows}
        return [texts[key] for key in keys]

    def entries(self) -> Iterator[Entry]:
        """Yield every passage with the documents that print it, in the order of the keys."""
        documents = {
            row[0]: document_from(row[1:])
            for row in self._rows(f"SELECT d.number, {DOCUMENT} FROM documents d")
        }
        by_id = {document.id: document for document in documents.values()}
        uses: dict[int, list[int]] = {}
        for key, number in self._rows("SELECT DISTINCT passage, document FROM boilerplate_uses"):
            uses.setdefault(key, []).append(number)
        keys = [key for key, _ in self.hashes()]
        for at in range(0, len(keys), _BLOCK):
            for key, passage in sorted(self._passages(keys[at : at + _BLOCK]).items()):
                printed = [documents[number] for number in sorted(uses.get(key, ()))]
                yield Entry(key, passage, printed or [by_id[passage.document_id]])

    def _passages(self, keys: Sequence[int]) -> dict[int, Passage]:
        with translated(self.path):
            return read_passages(self._db, keys)

    def bridges(self) -> list[tuple[int, str]]:
        """Return (position, text) of the bridges."""
        rows = self._rows("SELECT position, record FROM bridges ORDER BY position")
        return [(row[0], json.loads(row[1])["text"]) for row in rows]

    def counts(self) -> dict[str, Any]:
        """Return what the manifest says of the contents."""
        kinds = dict(self._rows("SELECT kind, COUNT(*) FROM documents GROUP BY kind ORDER BY kind"))
        one = "SELECT (SELECT COUNT(*) FROM {}), (SELECT COUNT(*) FROM {} WHERE boilerplate = 1)"
        passages, boilerplate = self._rows(one.format("passages", "passages"))[0]
        return {
            "documents": sum(kinds.values()),
            "documents_by_kind": kinds,
            "passages": passages,
            "boilerplate_passages": boilerplate,
            "bridges": self._rows("SELECT COUNT(*) FROM bridges")[0][0],
            "newest_date": self._rows("SELECT MAX(date) FROM documents")[0][0],
        }

    # --- inside -------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with translated(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, query: str, *values: object) -> list[Any]:
        with translated(self.path):
            return self._db.execute(query, values).fetchall()

    def _set_meta(self, values: Mapping[str, str]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items()))

    def _set_source(self, name: str, known: Known, number: int) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)",
            (name, known.sha256, number, known.recipe),
        )

    def _record(self, document_id: str, change: str) -> None:
        rows = self._rows("SELECT change FROM changes WHERE document_id = ?", document_id)
        before = rows[0][0] if rows else None
        if (before, change) == ("added", "removed"):
            self._db.execute("DELETE FROM changes WHERE document_id = ?", (document_id,))
            return
        if (before, change) == ("removed", "added"):
            change = "updated"
        self._db.execute("INSERT OR REPLACE INTO changes VALUES (?, ?)", (document_id, change))

    def _forget(self, name: str) -> None:
        before = self._rows("SELECT document FROM sources WHERE name = ?", name)
        self._db.execute("DELETE FROM sources WHERE name = ?", (name,))
        if before:
            self._remove_orphan(before[0][0])

    def _remove_orphan(self, number: int) -> None:
        if self._rows("SELECT 1 FROM sources WHERE document = ? LIMIT 1", number):
            return
        document_id = self._rows("SELECT id FROM documents WHERE number = ?", number)[0][0]
        remove_document(self._db, number)
        self._record(document_id, "removed")

    def _free_id(self, wanted: str) -> str:
        n, free = 1, wanted
        while self._rows("SELECT 1 FROM documents WHERE id = ?", free):
            n += 1
            free = f"{wanted}-{n}"
        return free

    def _number(self, document_id: str) -> int:
        return int(self._rows("SELECT number FROM documents WHERE id = ?", document_id)[0][0])
