"""The starter library: reads corpus/, checks every record and reports all that is wrong at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from ingest.fields import Record, field_faults
from ingest.tables import FIELDS, KEYS, LINKS, OPTIONAL
from ingest.timetable import rule_faults
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
    for name in KEYS:
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
            + ", ".join(f"{name}.jsonl" for name in KEYS)
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
    value = record.get(KEYS[table])
    if isinstance(value, list):
        value = value[0] if value else None
    return str(value) if value is not None else "no name"


def _complaint(place: Path, faults: list[str]) -> str:
    shown = faults[:_MOST_FAULTS]
    more = [f"… and {len(faults) - len(shown)} more"] if len(faults) > len(shown) else []
    return "\n  ".join([f"The starter library in {place} cannot be used:", *shown, *more])


def _record_faults(table: str, record: Record) -> list[str]:
    faults = field_faults(record, FIELDS[table], OPTIONAL.get(table, {}))
    return rule_faults(record) if table == "deadlines" and not faults else faults


# --- records together --------------------------------------------------------------------------


def _repeats(tables: Mapping[str, list[_Line]]) -> list[str]:
    faults = []
    for table, key in KEYS.items():
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
    known: dict[str, set[str]] = {table: set() for table in KEYS}
    for table, key in KEYS.items():
        names = (line.record.get(key) for line in tables[table])
        known[table] = {name for name in names if isinstance(name, str)}
    faults = []
    for table, field, target in LINKS:
        for line in tables[table]:
            named = line.record.get(field)
            for item in named if isinstance(named, list) else ():
                value = item.get("event") if isinstance(item, dict) else item
                if isinstance(value, str) and value not in known[target]:
                    faults.append(f"{line.place}: {field} names {value!r}, not in {target}.jsonl")
    return faults
