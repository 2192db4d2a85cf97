"""Passages in SQLite, written: each once, boilerplate shared by the documents that print it.

Everything here belongs inside a transaction of the caller's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from rag.records import Passage
from rag.store import Connection

__all__ = ["clear_passages", "mark_boilerplate", "put_passages"]


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
    clear_passages(db, number)
    for passage in passages:
        key = _shared_key(db, passage) if passage.boilerplate else None
        if key is None:
            key = _insert(db, number, passage)
        if passage.boilerplate:
            _insert_use(db, key, number, passage)
    db.execute("DELETE FROM uncut WHERE document = ?", (number,))


def clear_passages(db: Connection, number: int) -> None:
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
