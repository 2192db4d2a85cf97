"""Files that were sent to the service: kept beside the index, under safe names."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

__all__ = ["KeptFiles", "safe_name"]

_MOST_NAME = 120  # letters, the ending included
_UNSAFE = re.compile(r'[<>:"|?*\\/]+')


def safe_name(given: str) -> str:
    """Return the last part of a file's name without what could lead elsewhere or hide it.

    Control and formatting characters go; a name of which nothing is left becomes "document".
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", given))[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem, dot, ending = _UNSAFE.sub("-", shown).rpartition(".")
    if not dot:
        stem, ending = ending, ""
    ending = re.sub(r"\W", "", ending)[:10]
    stem = " ".join(stem.split()).strip(". ")[: _MOST_NAME - len(ending) - 1].strip(". ")
    while len(stem.encode()) > 2 * _MOST_NAME - 20:  # a file's name has at most 255 bytes
        stem = stem[:-1]
    return (stem or "document") + (f".{ending}" if ending else "")


class KeptFiles:
    """The folder of an index's files: `<index>-files`, so that an index may be deleted.

    A run's files wait in a hidden folder, take their places when it begins, and what they
    replaced is kept until it ends.
    """

    def __init__(self, index: Path) -> None:
        index = index.expanduser().resolve()
        self.folder = index.with_name(f"{index.name}-files")

    def receive(self, run: str, given: str, data: BinaryIO) -> Path:
        """Keep `data` for `run`; return where it will lie, a place of its own among the run's."""
        waiting = self._hidden("incoming", run)
        waiting.mkdir(parents=True, exist_ok=True)
        name, n = safe_name(given), 1
        while (waiting / name).exists():
            n += 1
            stem, dot, ending = safe_name(given).rpartition(".")
            name = f"{stem}-{n}.{ending}" if dot else f"{ending}-{n}"
        with (waiting / name).open("xb") as file:
            shutil.copyfileobj(data, file)
        return self.folder / name

    def place(self, run: str) -> None:
        """Put a run's files where they are to lie; may be done again after an interruption."""
        waiting, before = self._hidden("incoming", run), self._hidden("before", run)
        for file in sorted(waiting.iterdir()) if waiting.is_dir() else ():
            place = self.folder / file.name
            if place.exists() and not (before / file.name).exists():
                before.mkdir(parents=True, exist_ok=True)
                os.replace(place, before / file.name)
            os.replace(file, place)

    def settle(self, run: str, places: Collection[Path], refused: Collection[Path]) -> None:
        """End a run: what was `refused` goes, and what it had replaced comes back."""
        before = self._hidden("before", run)
        for place in places:
            replaced = before / place.name
            if place not in refused:
                continue
            place.unlink(missing_ok=True)
            if replaced.exists():
                os.replace(replaced, place)
        self.forget(run)

    def forget(self, run: str) -> None:
        """Delete what waits for a run, and what it replaced."""
        for kind in ("incoming", "before"):
            shutil.rmtree(self._hidden(kind, run), ignore_errors=True)

    def delete(self, names: Collection[str]) -> None:
        """Delete those of the named files that lie here."""
        for name in names:
            path = Path(name)
            if path.parent == self.folder:
                path.unlink(missing_ok=True)

    def _hidden(self, kind: str, run: str) -> Path:
        return self.folder / f".{kind}" / run
