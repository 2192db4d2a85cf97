"""What was given on the command line: files, folders and addresses."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.sidecar import SIDECAR
from rag.errors import IngestError

__all__ = ["Found", "Source", "find_sources", "is_address", "printable"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file or address. `name` tells it from all others, `label` is what a person is shown."""

    name: str
    label: str
    path: Path | None = None  # None for an address


@dataclass(slots=True)
class Found:
    """What there is to take in, and what is not: (source, reason) and unreadable endings."""

    sources: list[Source] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


def is_address(given: str) -> bool:
    """Say whether `given` is an address (http, https) rather than a path."""
    return given.lower().startswith(("http://", "https://"))


def find_sources(given: Sequence[str], suffixes: Collection[str]) -> Found:
    """Find every file and address that `given` means, each once, folders in sorted order.

    Folders are walked without hidden files and without following links to folders. Raises
    IngestError where something was given and nothing of it exists.
    """
    found = Found()
    for one in given:
        if is_address(one):
            address = one.partition("#")[0]
            found.sources.append(Source(address, address))
        else:
            _add_path(found, Path(one).expanduser(), suffixes)
    found.sources = list({source.name: source for source in reversed(found.sources)}.values())
    found.sources.reverse()
    if given and len(found.failed) == len(given) and not found.sources:
        raise IngestError("\n".join(f"{label}: {reason}" for label, reason in found.failed))
    return found


def _add_path(found: Found, path: Path, suffixes: Collection[str]) -> None:
    if path.is_dir():
        for file in _walk(path, found):
            if file.suffix.lower() in suffixes:
                found.sources.append(_source(file))
            elif not file.name.endswith(SIDECAR):
                found.skipped[file.suffix.lower() or file.name] += 1
    elif path.is_file():
        found.sources.append(_source(path))
    elif path.exists():
        found.failed.append((printable(path), "this is neither a file nor a folder."))
    else:
        reason = "there is no such file or folder. Check the path (relative ones start in "
        found.failed.append((printable(path), f"{reason}{Path.cwd()})."))


def _source(path: Path) -> Source:
    return Source(printable(path.resolve()), printable(path), path)


def printable(path: Path | str) -> str:
    """Return a path as text that can be stored: bytes that are not UTF-8 are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _walk(folder: Path, found: Found) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        found.failed.append((printable(error.filename), f"cannot be opened ({error.strerror})."))

    for place, folders, files in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            if not name.startswith(".") and (path.is_file() or path.is_symlink()):
                yield path
