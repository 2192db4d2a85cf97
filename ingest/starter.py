"""The starter library: reads corpus/, checks every record and reports all that is wrong at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ingest.fields import (
    Check,
    Record,
    choice,
    day,
    field_faults,
    flag,
    list_of,
    number,
    object_of,
    or_null,
    shape,
    text,
    texts_by_name,
)
from ingest.timetable import TIMETABLE_FIELDS, TIMETABLE_KEYS, TIMETABLE_LINKS, rule_faults
from rag.errors import CorpusError
from rag.timetable import Timetable, read_timetable

__all__ = ["Record", "Starter", "load_starter", "starter_lexicon", "starter_timetable"]

_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Starter:
    """The checked records of corpus/ as they stand; `sha256` is taken over the files."""

    decisions: tuple[Record, ...]
    duties: tuple[Record, ...]
    themes: tuple[Record, ...]
    vocabulary: tuple[Record, ...]
    councils: tuple[Record, ...]
    elsewhere: tuple[Record, ...]
    asking: tuple[Record, ...]
    events: tuple[Record, ...]
    exceptions: tuple[Record, ...]
    deadlines: tuple[Record, ...]
    delicate: tuple[Record, ...]
    sha256: str


def load_starter(folder: Path | None = None) -> Starter:
    """Read and check the starter library in `folder` (by default the installed `corpus`).

    Raises CorpusError that names up to 20 wrong lines at once, each with file, line and record.
    """
    place = Path(str(files("corpus"))) if folder is None else folder
    faults: list[str] = []
    digest = hashlib.sha256()
    tables: dict[str, list[_Line]] = {}
    for name in _KEYS:
        content = _read_bytes(place / f"{name}.jsonl")
        digest.update(f"{name} {len(content)}\n".encode() + content)
        tables[name] = list(_read_lines(name, content, faults))
    for name, lines in tables.items():
        for line in lines:
            faults += [f"{line.place}: {fault}" for fault in _record_faults(name, line.record)]
    faults += _repeats(tables) + _dangling(tables)
    if faults:
        raise CorpusError(_complaint(place, faults))
    records = {name: tuple(line.record for line in lines) for name, lines in tables.items()}
    return Starter(**records, sha256=digest.hexdigest())


def starter_lexicon(starter: Starter) -> dict[str, list[dict[str, Any]]]:
    """Return the records that a library keeps as they stand, by lexicon name."""
    names = ("vocabulary", "themes", "councils", "duties", "elsewhere")
    return {name: [dict(record) for record in getattr(starter, name)] for name in names}


def starter_timetable(starter: Starter) -> Timetable:
    """Return the time limits of the starter library."""
    return read_timetable(starter.events, starter.exceptions, starter.deadlines)


# --- reading -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    place: str  # "decisions.jsonl line 17 (24 018 294)"
    record: Record


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"{path}: {error.strerror}. The starter library needs "
            + ", ".join(f"{name}.jsonl" for name in _KEYS)
        ) from error


def _read_lines(name: str, content: bytes, faults: list[str]) -> Iterable[_Line]:
    for n, raw in enumerate(content.split(b"\n"), 1):
        if not raw.strip():
            continue
        place = f"{name}.jsonl line {n}"
        try:
            record = json.loads(raw.decode("utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            faults.append(f"{place}: not a line of JSON ({error})")
            continue
        if not isinstance(record, dict):
            faults.append(f"{place}: not a JSON object")
            continue
        yield _Line(f"{place} ({_name_of(name, record)})", record)


def _name_of(table: str, record: Record) -> str:
    value = record.get(_KEYS[table])
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value) if value is not None else "no name"


def _complaint(place: Path, faults: list[str]) -> str:
    shown = faults[:_MOST_FAULTS]
    more = [f"… and {len(faults) - len(shown)} more"] if len(faults) > len(shown) else []
    return "\n  ".join([f"The starter library in {place} cannot be used:", *shown, *more])


def _record_faults(table: str, record: Record) -> list[str]:
    faults = field_faults(record, _FIELDS[table], _OPTIONAL.get(table, {}))
    return rule_faults(record) if table == "deadlines" and not faults else faults


# --- what a record must hold -------------------------------------------------------------------

_TEXTS = list_of(text)
_URL = shape(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "a web address")
_REFERENCE = shape(r"\d{2} \d{3} \d{3}[a-z]?", "a reference such as 24 018 294")
_CODE = shape(r"[A-Z0-9][A-Z0-9-]*", "a code such as S19-CORE")
_REMEDY = object_of(
    {
        "kind": choice(
            "apology", "payment", "reimbursement", "action", "service_improvement", "other"
        ),
        "amount_gbp": or_null(number),
        "rate": or_null(text),
        "for": or_null(text),
        "to_whom": or_null(text),
        "deadline": or_null(text),
        "status": choice("agreed", "offered", "rejected", "included", "not_seen"),
    }
)
_TIME_LIMIT = object_of({"n": or_null(number), "unit": text, "from_event": text})
_CONFIDENCE = choice("high", "medium")
_DELICATE = choice("identify", "invent", "instructions", "outside", "risk", "future", "plain")
_VOICE = choice(
    "finding",
    "council_position",
    "complaint",
    "remedy",
    "offer",
    "law",
    "facts",
    "recommendation",
    "discussion",
    "opinion",
    "no_fault",
    "time_limit",
    "definition",
    "next_step",
    "precedent",
    "report",
    "resolved",
)

_KEYS = {
    "decisions": "reference",
    "duties": "id",
    "themes": "code",
    "vocabulary": "terms",
    "councils": "name",
    "elsewhere": "topic",
    "asking": "voice",
    **TIMETABLE_KEYS,
    "delicate": "kind",
}
_FIELDS: dict[str, dict[str, Check]] = {
    "decisions": {
        "reference": _REFERENCE,
        "council": text,
        "category": or_null(text),
        "outcome": or_null(choice("Upheld", "Not upheld", "Closed after initial enquiries")),
        "decision_date": or_null(day),
        "url": or_null(_URL),
        "complaint": text,
        "faults": _TEXTS,
        "no_fault_findings": _TEXTS,
        "injustice": or_null(text),
        "remedies": list_of(_REMEDY),
        "provisions": _TEXTS,
        "periods": _TEXTS,
        "themes": list_of(_CODE),
        "finding": choice(
            "fault found", "no fault", "mixed", "not investigated", "no fault or not investigated"
        ),
        "finding_words": text,
        "evidence": choice(
            "full text", "opening of the official page", "described in a research report"
        ),
        "evidence_detail": text,
        "confidence": _CONFIDENCE,
        "verified": flag,
        "warning": or_null(text),
        "url_basis": or_null(text),
        "source_seen_url": or_null(text),  # one record names an e-mail link instead
        "document_type": choice("statement", "public report"),
        "names_used": or_null(texts_by_name),
        "note": or_null(text),
        "asked_as": _TEXTS,
    },
    "duties": {
        "id": _CODE,
        "topic": text,
        "statement": text,
        "who_owes": text,
        "time_limit": or_null(_TIME_LIMIT),
        "legal_basis": text,
        "source_url": _URL,
        "also_seen_at": or_null(text),
        "evidence": text,
        "confidence": _CONFIDENCE,
        "status": text,
        "caveat": or_null(text),
        "verified": flag,
        "plain": text,
        "asked_as": _TEXTS,
        "next_steps": list_of(_CODE),
        "themes": list_of(_CODE),
        "provision": _TEXTS,
    },
    "themes": {
        "code": _CODE,
        "group": text,
        "group_name": text,
        "kind": choice("fault", "no_fault", "remedy", "injustice", "marker"),
        "meaning": text,
        "asked_as": _TEXTS,
        "duties": list_of(_CODE),
        "examples": list_of(_REFERENCE),
    },
    "vocabulary": {
        "kind": choice("abbreviation", "lay", "staff", "word"),
        "terms": list_of(text, filled=True),
        "means": text,
        "documents_say": _TEXTS,
        "duties": list_of(_CODE),
        "references": list_of(_REFERENCE),
        "themes": list_of(_CODE),
        "caution": or_null(text),
    },
    "councils": {
        "name": text,
        "aliases": _TEXTS,
        "nation": choice("England", "Wales", "Scotland", "Northern Ireland"),
    },
    "elsewhere": {"topic": text, "instead": text, "asked_as": _TEXTS, "near": flag},
    "asking": {"voice": _VOICE, "asked_as": list_of(text, filled=True)},
    **TIMETABLE_FIELDS,
    "delicate": {"kind": _DELICATE, "asked_as": list_of(text, filled=True)},
}
_OPTIONAL: dict[str, dict[str, Check]] = {
    "councils": {
        "needs_capital": flag,
        "capital_aliases": _TEXTS,
        "former": flag,
        "successors": _TEXTS,
    },
}

# --- records together --------------------------------------------------------------------------

_LINKS = (  # table, field, the table whose keys it must name
    ("decisions", "themes", "themes"),
    ("duties", "next_steps", "duties"),
    ("duties", "themes", "themes"),
    ("themes", "duties", "duties"),
    ("themes", "examples", "decisions"),
    ("vocabulary", "duties", "duties"),
    ("vocabulary", "themes", "themes"),
    ("vocabulary", "references", "decisions"),
    ("councils", "successors", "councils"),
    *TIMETABLE_LINKS,
)


def _repeats(tables: Mapping[str, list[_Line]]) -> list[str]:
    faults = []
    for table, key in _KEYS.items():
        if table == "vocabulary":
            continue
        seen: dict[Any, str] = {}
        for line in tables[table]:
            value = line.record.get(key)
            if isinstance(value, str) and value in seen:
                faults.append(f"{line.place}: {key} {value!r} stands already in {seen[value]}")
            elif isinstance(value, str):
                seen[value] = line.place
    return faults


def _dangling(tables: Mapping[str, list[_Line]]) -> list[str]:
    known: dict[str, set[str]] = {table: set() for table in _KEYS}
    for table, key in _KEYS.items():
        names = (line.record.get(key) for line in tables[table])
        known[table] = {name for name in names if isinstance(name, str)}
    faults = []
    for table, field, target in _LINKS:
        for line in tables[table]:
            named = line.record.get(field)
            for item in named if isinstance(named, list) else ():
                value = item.get("event") if isinstance(item, dict) else item
                if isinstance(value, str) and value not in known[target]:
                    faults.append(f"{line.place}: {field} names {value!r}, not in {target}.jsonl")
    return faults
