"""Documents and passages in SQLite, written: boilerplate once for all documents that print it.

Everything here belongs inside a transaction of the caller's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rag.keys import name_key, reference_key
from rag.records import Paragraph, Passage, Reading
from rag.schema import case_json, document_row
from rag.store import Connection

__all__ = ["insert_reading", "mark_boilerplate", "put_passages", "remove_document"]


def insert_reading(db: Connection, reading: Reading, folds: Mapping[int, str]) -> int:
    """Insert a document, uncut, and return its number.

    `folds` gives by ordinal the hash by which repeats of a paragraph are found.
    """
    number = _insert_document(db, reading)
    db.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?)",
        [(number, s.ordinal, s.heading, str(s.role)) for s in reading.sections],
    )
    db.executemany(
        f"INSERT INTO paragraphs VALUES ({', '.join('?' * 16)})",
        [_paragraph_row(number, p, folds.get(p.ordinal)) for p in reading.paragraphs],
    )
    if case := reading.case:
        db.execute(
            "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?)",
            (number, reference_key(case.reference), name_key(case.council),
             _key(name_key, case.outcome), case.finding, case_json(case)),
        )  # fmt: skip
    db.execute("INSERT INTO uncut VALUES (?)", (number,))
    return number


def _insert_document(db: Connection, reading: Reading) -> int:
    document = reading.document
    row = document_row(document)
    row["text"] = reading.text
    row["council_key"] = _key(name_key, document.council)
    row["reference_key"] = _key(reference_key, document.reference)
    row["outcome_key"] = _key(name_key, document.outcome)
    number = db.execute(
        f"INSERT INTO documents ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    ).lastrowid
    assert number is not None
    return number


def _key(fold: Callable[[str], str], value: str | None) -> str | None:
    return fold(value) if value else None


def _paragraph_row(number: int, p: Paragraph, fold: str | None) -> tuple[Any, ...]:
    return (
        number, p.ordinal, p.section, str(p.role), p.text, p.start, p.end, p.pinpoint, p.number,
        int(p.number_inferred), p.lead_in, int(p.boilerplate), int(p.boilerplate), fold,
        json.dumps(p.unquotable) if p.unquotable else None,
        json.dumps([(v.start, v.end, v.role) for v in p.voices]) if p.voices else None,
    )  # fmt: skip


def remove_document(db: Connection, number: int) -> None:
    """Delete document `number` with all that is its own."""
    _clear_passages(db, number)
    for table in ("sections", "paragraphs", "cases", "uncut"):
        db.execute(f"DELETE FROM {table} WHERE document = ?", (number,))
    db.execute("DELETE FROM documents WHERE number = ?", (number,))


def mark_boilerplate(db: Connection) -> None:
    """Set every paragraph's flag: called boilerplate by the parser, or standing in two decisions.

    Two editions of one decision count as one. Documents whose flags change become uncut.
    """
    now = (
        "(flagged OR (fold IS NOT NULL AND fold IN"
        " (SELECT p.fold FROM paragraphs p JOIN documents d ON d.number = p.document"
        " WHERE p.fold IS NOT NULL GROUP BY p.fold"
        " HAVING COUNT(DISTINCT coalesce(d.reference_key, d.id)) > 1)))"
    )
    db.execute(
        "INSERT OR IGNORE INTO uncut"
        f" SELECT DISTINCT document FROM paragraphs WHERE boilerplate <> {now}"
    )
    db.execute(f"UPDATE paragraphs SET boilerplate = {now} WHERE boilerplate <> {now}")


def put_passages(db: Connection, number: int, passages: Iterable[Passage]) -> None:
    """Replace the passages of document `number`; boilerplate that is there is pointed to."""
    _clear_passages(db, number)
    for passage in passages:
        key = _shared_key(db, passage) if passage.boilerplate else None
        if key is None:
            key = _insert(db, number, passage)
        if passage.boilerplate:
            _insert_use(db, key, number, passage)
    db.execute("DELETE FROM uncut WHERE document = ?", (number,))


def _clear_passages(db: Connection, number: int) -> None:
    """Delete the passages of document `number`; shared ones go to another that prints them."""
    db.execute("DELETE FROM boilerplate_uses WHERE document = ?", (number,))
    shared = db.execute(
        "SELECT key FROM passages WHERE document = ? AND boilerplate = 1", (number,)
    ).fetchall()
    for (key,) in shared:
        _hand_over(db, key)
    db.execute(
        "DELETE FROM passage_paragraphs WHERE passage IN"
        " (SELECT key FROM passages WHERE document = ?)",
        (number,),
    )
    db.execute("DELETE FROM passages WHERE document = ?", (number,))


def _hand_over(db: Connection, key: int) -> None:
    use = db.execute(
        "SELECT document, id, section, heading, span_start, span_end, paragraphs"
        " FROM boilerplate_uses WHERE passage = ? ORDER BY document, span_start LIMIT 1",
        (key,),
    ).fetchone()
    if use is None:
        return
    db.execute(
        "UPDATE passages SET document = ?, id = ?, section = ?, heading = ?, span_start = ?,"
        " span_end = ? WHERE key = ?",
        (*use[:-1], key),
    )
    db.execute("DELETE FROM passage_paragraphs WHERE passage = ?", (key,))
    _insert_ordinals(db, key, json.loads(use[-1]))


def _shared_key(db: Connection, passage: Passage) -> int | None:
    row = db.execute(
        "SELECT key FROM passages WHERE boilerplate = 1 AND content_hash = ? AND role = ?",
        (passage.content_hash, str(passage.role)),
    ).fetchone()
    return int(row[0]) if row else None


def _insert(db: Connection, number: int, p: Passage) -> int:
    key = db.execute(
        f"INSERT INTO passages VALUES ({', '.join('?' * 12)})",
        (None, p.id, number, p.section, p.heading, str(p.role), p.header, p.text, p.start, p.end,
         p.content_hash, int(p.boilerplate)),
    ).lastrowid  # fmt: skip
    assert key is not None
    _insert_ordinals(db, key, _ordinals(p))
    return key


def _insert_ordinals(db: Connection, key: int, ordinals: Sequence[int]) -> None:
    db.executemany(
        "INSERT INTO passage_paragraphs VALUES (?, ?, ?)",
        [(key, n, ordinal) for n, ordinal in enumerate(ordinals)],
    )


def _insert_use(db: Connection, key: int, number: int, p: Passage) -> None:
    db.execute(
        "INSERT INTO boilerplate_uses VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (key, number, p.id, p.section, p.heading, p.start, p.end, json.dumps(_ordinals(p))),
    )


def _ordinals(passage: Passage) -> list[int]:
    return [int(name.rpartition("#")[2]) for name in passage.paragraph_ids]
