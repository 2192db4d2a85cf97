"""The words of the field, explained: a document of its own, so that a definition can be cited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from ingest.fields import Record
from ingest.page import Page
from rag.kinds import Kind, Role
from rag.records import Document, Reading

__all__ = ["read_glossary"]

_EXPLAINED = ("abbreviation", "word", "staff")


def read_glossary(vocabulary: Sequence[Record], *, read_at: str) -> Reading:
    """Return the glossary: one section a term, with what it means and what to beware of."""
    page = Page("glossary")
    rows = [row for row in vocabulary if row["kind"] in _EXPLAINED and row["means"]]
    for row in rows:
        page.add(row["terms"][0], Role.DISCUSSION, [_entry(row)])
    line = json.dumps(rows, ensure_ascii=False, sort_keys=True)
    document = Document(
        id="glossary",
        kind=Kind.GLOSSARY,
        title="Upheld's glossary",
        source="corpus/vocabulary.jsonl",
        sha256=hashlib.sha256(line.encode()).hexdigest(),
        read_at=read_at,
        evidence="general knowledge and the documents of the library, in our own words",
    )
    return page.reading(document)


def _entry(row: Record) -> str:
    names = ", ".join(row["terms"])
    caution = f" {row['caution']}" if row["caution"] else ""
    return f"{names}: {row['means'].rstrip('. ')}.{caution}"
