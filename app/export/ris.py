"""RIS, for reference managers: tagged lines, one entry a work, CRLF."""

from __future__ import annotations

from collections.abc import Iterator

from app.export.clean import one_line
from app.export.model import Export
from app.export.works import Sort, Work, works_of

__all__ = ["write_ris"]

_TYPES = {Sort.CASE: "CASE", Sort.LAW: "STAT", Sort.REPORT: "RPRT"}


def write_ris(export: Export) -> bytes:
    """Return the file, UTF-8."""
    lines = [line for work in works_of(export.entries) for line in (*_entry(work), "")]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _entry(work: Work) -> Iterator[str]:
    yield f"TY  - {_TYPES[work.sort]}"
    told = (
        ("ID", work.id),
        ("TI", work.title),
        ("AU", f"{work.author}," if work.author else None),  # a comma: no first name follows
        ("M3", work.genre),
        ("M1", work.number),
        ("PY", str(work.issued.year if work.issued else work.year or "") or None),
        ("DA", f"{work.issued:%Y/%m/%d}" if work.issued else None),
        ("UR", work.url),
        ("Y2", f"{work.accessed:%Y/%m/%d}" if work.accessed else None),
        ("SE", "; ".join(work.places) or None),
        *(("N1", note) for note in work.notes),
        ("DB", "Upheld"),
    )
    for tag, words in told:
        if words:
            yield f"{tag}  - {one_line(words)}"
    yield "ER  - "
