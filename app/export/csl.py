"""CSL-JSON, for reference managers and citation processors: one item a work.

Fields as in the schema csl-data.json of the Citation Style Language 1.0.2.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from app.export.model import Export
from app.export.works import Sort, Work, works_of

__all__ = ["write_csl"]

_TYPES = {Sort.CASE: "legal_case", Sort.LAW: "legislation", Sort.REPORT: "report"}


def write_csl(export: Export) -> bytes:
    """Return the file, UTF-8."""
    items = [_item(work) for work in works_of(export.entries)]
    return (json.dumps(items, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _item(work: Work) -> dict[str, Any]:
    issued = _day(work.issued) or ({"date-parts": [[work.year]]} if work.year else None)
    told = {
        "id": work.id,
        "type": _TYPES[work.sort],
        "title": work.title,
        "author": [{"literal": work.author}] if work.author else None,
        "authority": work.author if work.sort is Sort.CASE else None,
        "publisher": work.author if work.sort is Sort.REPORT else None,
        "genre": work.genre,
        "number": work.number,
        "issued": issued,
        "section": "; ".join(work.places) or None if work.sort is Sort.LAW else None,
        "URL": work.url,
        "accessed": _day(work.accessed),
        "note": "\n".join((*_places(work), *work.notes)),
        "language": "en-GB",
        "source": "Upheld",
    }
    return {field: value for field, value in told.items() if value}


def _places(work: Work) -> list[str]:
    return [f"Pinpoints: {'; '.join(work.places)}"] if work.places else []


def _day(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
