"""One entry a work for reference managers: what RIS and CSL-JSON have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.export.model import Entry
from rag.authority import Law, LawKind, laws_of
from rag.kinds import Kind

__all__ = ["Sort", "Work", "works_of"]

_LGSCO = "Local Government and Social Care Ombudsman"


class Sort(StrEnum):
    """What sort of work it is."""

    CASE = "case"
    LAW = "law"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Work:
    """A work that is cited. `places` are pinpoints; `notes` hold the quotations, one each."""

    id: str
    sort: Sort
    title: str
    author: str | None = None
    genre: str | None = None
    number: str | None = None
    issued: date | None = None
    year: int | None = None
    url: str | None = None
    accessed: date | None = None
    places: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def works_of(entries: Sequence[Entry]) -> list[Work]:
    """Return the works of a table of authorities, each once, in its order.

    A duty stands for every law in its legal basis; the same Act under two duties is one work.
    """
    found: dict[str, Work] = {}
    for entry in entries:
        for work in _works(entry):
            known = found.get(work.id)
            found[work.id] = _merged(known, work) if known else work
    return list(found.values())


def _merged(a: Work, b: Work) -> Work:
    return replace(
        a,
        url=a.url or b.url,
        accessed=a.accessed or b.accessed,
        places=tuple(dict.fromkeys((*a.places, *b.places))),
        notes=tuple(dict.fromkeys((*a.notes, *b.notes))),
    )


def _works(entry: Entry) -> Iterator[Work]:
    notes = _notes(entry)
    if entry.about.kind is not Kind.DUTY:
        yield _document(entry, notes)
        return
    laws = laws_of(entry.about.legal_basis or "")
    if not laws:
        yield _document(entry, notes)
    for law in laws:
        yield _law(law, entry, notes)


def _notes(entry: Entry) -> tuple[str, ...]:
    quoted = (f"[{q.number}] {q.pinpoint} ({q.whose}): {q.shown}" for q in entry.quoted)
    return (*quoted, *entry.notes, entry.read)


def _document(entry: Entry, notes: tuple[str, ...]) -> Work:
    about = entry.about
    decided = about.kind in (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST)
    genre = {
        Kind.DECISION: "Decision",
        Kind.PUBLIC_REPORT: "Public report",
        Kind.DIGEST: "Decision, read in Upheld’s digest",
        Kind.MINUTES: "Minutes",
        Kind.RESEARCH: "Research report",
        Kind.FOCUS_REPORT: "Focus report",
        Kind.GLOSSARY: "Glossary",
        Kind.DUTY: "Statement of a rule",
    }.get(about.kind, "Paper")
    upheld = about.kind in (Kind.GLOSSARY, Kind.DUTY)
    lgsco = decided or about.kind is Kind.FOCUS_REPORT
    return Work(
        id=about.document_id,
        sort=Sort.CASE if decided else Sort.REPORT,
        title=entry.title,
        author=_LGSCO if lgsco else "Upheld" if upheld else about.council,
        genre=genre,
        number=about.reference if decided else None,
        issued=about.date,
        url=entry.url,
        accessed=entry.accessed,
        places=tuple(dict.fromkeys(q.pinpoint for q in entry.quoted)),
        notes=notes,
    )


_SORTS = {
    LawKind.LEGISLATION: (Sort.LAW, None),
    LawKind.JUDGMENT: (Sort.CASE, "Judgment"),
    LawKind.GUIDANCE: (Sort.REPORT, "Guidance"),
}


def _law(law: Law, entry: Entry, notes: tuple[str, ...]) -> Work:
    """Return one law; its address only where that is where such a text is published."""
    sort, genre = _SORTS[law.kind]
    first = laws_of(entry.about.legal_basis or "")[0]
    year = re.search(r"\b(?:1[89]|20)\d\d\b", law.report or law.title)
    numbered = re.search(r"\b(?:SI \d{4}/\d+|c \d+)\b", law.title)
    own = entry.official and first == law
    seen = (f"Seen at: {entry.url}",) if entry.url and not own else ()
    return Work(
        id=re.sub(r"[^a-z0-9]+", "-", f"{law.title} {law.report}".lower()).strip("-"),
        sort=sort,
        title=law.title,
        genre=genre,
        number=law.report or (numbered[0] if numbered else None),
        year=int(year[0]) if year else None,
        url=entry.url if own else None,
        places=(law.pinpoint,) if law.pinpoint else (),
        notes=(*notes, *seen),
    )
