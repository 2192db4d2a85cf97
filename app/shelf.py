"""What the library holds and how fresh it is, as JSON, for the doors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rag.generations import generation_folder, read_pointer
from rag.kinds import Kind
from rag.protocols import Library
from rag.records import Document
from rag.text import fold

__all__ = ["KINDS", "Wanted", "find_documents", "library_record", "run_record", "shelf_line"]

Record = dict[str, Any]

KINDS: dict[Kind, tuple[str, str]] = {  # one, several
    Kind.DECISION: ("Ombudsman decision", "Ombudsman decisions"),
    Kind.PUBLIC_REPORT: ("public report", "public reports"),
    Kind.FOCUS_REPORT: ("focus report", "focus reports"),
    Kind.DIGEST: ("digest of a decision", "digests of decisions"),
    Kind.DUTY: ("duty or time limit", "duties and time limits"),
    Kind.MINUTES: ("minutes of a meeting", "minutes of meetings"),
    Kind.RESEARCH: ("research report", "research reports"),
    Kind.GLOSSARY: ("glossary", "glossaries"),
    Kind.PAPER: ("other paper", "other papers"),
}
_DECIDED = (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST)
_STARTER = "corpus/"  # where the documents of the starter library say that they come from


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are looked for; what is empty or None does not narrow."""

    text: str = ""
    kinds: Sequence[Kind] = ()
    councils: Sequence[str] = ()
    date_from: date | None = None
    date_to: date | None = None
    own: bool | None = None  # True: what was added, False: the starter library


def _is_own(document: Document) -> bool:
    return not document.source.startswith(_STARTER)


def shelf_line(document: Document) -> Record:
    """Return what the list of the library shows of one document."""
    return {
        "id": document.id,
        "title": document.title,
        "kind": document.kind.value,
        "words": KINDS[document.kind][0],
        "council": document.council,
        "reference": document.reference,
        "date": document.date.isoformat() if document.date else None,
        "own": _is_own(document),
        "source": document.source if _is_own(document) else "Starter library",
        "url": document.url,
        "read_at": document.read_at,
        "warning": document.warning,
    }


def find_documents(library: Library, wanted: Wanted) -> list[Document]:
    """Return the documents that pass: what was added first, the last read on top, then by date."""
    tests = list(_tests(wanted))
    found = [one for one in library.documents() if all(test(one) for test in tests)]
    found.sort(key=lambda one: one.title)
    found.sort(key=lambda one: one.date or date.min, reverse=True)
    found.sort(key=lambda one: one.read_at if _is_own(one) else "", reverse=True)
    return found


def _tests(wanted: Wanted) -> Iterable[Callable[[Document], bool]]:
    first, last = wanted.date_from, wanted.date_to
    words = fold(wanted.text).casefold().split()
    if words:
        yield lambda one: all(word in _searched(one) for word in words)
    if wanted.kinds:
        yield lambda one: one.kind in wanted.kinds
    if wanted.councils:
        yield lambda one: one.council in wanted.councils
    if first:
        yield lambda one: one.date is not None and one.date >= first
    if last:
        yield lambda one: one.date is not None and one.date <= last
    if wanted.own is not None:
        yield lambda one: _is_own(one) is wanted.own


def _searched(document: Document) -> str:
    parts = (document.title, document.reference, document.council, document.source, document.id)
    return fold(" ".join(part for part in parts if part)).casefold()


def library_record(library: Library | None, index: Path | None) -> Record:
    """Return what a library knows; None for one that does not exist yet."""
    manifest: Mapping[str, Any] = library.manifest if library else {}
    documents = library.documents() if library else ()
    kinds = Counter(one.kind for one in documents)
    councils = Counter(one.council for one in documents if one.council)
    decided = [one for one in documents if one.kind in _DECIDED and one.date]
    decided.sort(key=lambda one: str(one.date))
    newest = decided[-1] if decided else None
    return {
        "documents": len(documents),
        "own_documents": sum(map(_is_own, documents)),
        "passages": manifest.get("passages", 0),
        "kinds": [
            {"kind": kind.value, "words": KINDS[kind][kinds[kind] != 1], "documents": kinds[kind]}
            for kind in Kind
            if kinds[kind]
        ],
        "councils": [{"council": name, "documents": n} for name, n in sorted(councils.items())],
        "first_decision": shelf_line(decided[0])["date"] if decided else None,
        "newest_decision": shelf_line(newest) if newest else None,
        "indexed_at": manifest.get("created_at"),
        "generation": manifest.get("generation"),
        "model": manifest.get("model_name") or None,
        "size_bytes": _size(index) if index else None,
    }


def _size(index: Path) -> int:
    """Return the bytes of the generation in use and of what is kept across generations."""
    number = read_pointer(index)
    if number is None:
        return 0
    files = [*generation_folder(index, number).rglob("*"), index / "embeddings.sqlite"]
    return sum(file.stat().st_size for file in files if file.is_file())


def run_record(kept: Mapping[str, Any] | None, *, named: bool = True) -> Record | None:
    """Return the last run over an index as JSON; None where none is known.

    Unless `named`, what failed is counted only: paths are for the operator's eyes.
    """
    if kept is None:
        return None
    counts = ("added", "updated", "unchanged", "removed")
    failed = list(kept.get("failed", ()))
    return {
        "at": str(kept.get("at", "")),
        **{name: int(kept.get(name, 0)) for name in counts},
        "failures": len(failed),
        "failed": [
            {"source": str(source), "reason": str(reason)} for source, reason in failed if named
        ],
        "notes": [str(note) for note in kept.get("notes", ())],
    }
