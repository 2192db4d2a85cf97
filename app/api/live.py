"""The engine behind the service: opened when first needed, replaced when the index moves on."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from app.engine import Answering, open_engine
from rag.config import Settings
from rag.errors import IndexMissing, UpheldError

__all__ = ["FixedEngine", "LiveEngine", "Pointer", "live_engine", "read_pointer"]

POINTER = "current"


@dataclass(frozen=True, slots=True)
class Pointer:
    """The generation in use, and which writing of the pointer named it."""

    generation: str
    written: tuple[int, int]  # inode, time of change in ns: an index made anew differs


def read_pointer(index: Path) -> Pointer | None:
    """Return the generation in use, None where there is no index."""
    try:
        with (index / POINTER).open(encoding="utf-8") as file:
            stat = os.fstat(file.fileno())
            generation = file.read().strip()
    except OSError:
        return None
    return Pointer(generation, (stat.st_ino, stat.st_mtime_ns)) if generation else None


@dataclass(slots=True)
class _Opened:
    engine: Answering
    pointer: Pointer | None
    users: int = 0
    retired: bool = False


class FixedEngine:
    """One engine for the service's whole life; the caller closes it."""

    def __init__(self, engine: Answering) -> None:
        self._engine = engine

    @contextmanager
    def borrow(self) -> Iterator[Answering]:
        """Lend the engine."""
        yield self._engine

    @property
    def generation(self) -> str | None:
        return None

    def close(self) -> None:
        """Leave the engine to its owner."""


class LiveEngine:
    """The engine over the newest generation of an index.

    A new generation is picked up at the next request; requests under way finish on the old
    one, which is closed after the last of them. A new generation that cannot be opened leaves
    the old one in use.
    """

    def __init__(
        self, settings: Settings, opener: Callable[[Settings], Answering] = open_engine
    ) -> None:
        self._settings = settings
        self._opener = opener
        self._guard = threading.Lock()
        self._opening = threading.Lock()
        self._opened: _Opened | None = None

    @property
    def generation(self) -> str | None:
        """The generation in use, None before the first is opened."""
        opened = self._opened
        return opened.pointer.generation if opened and opened.pointer else None

    @contextmanager
    def borrow(self) -> Iterator[Answering]:
        """Lend the newest engine. Raises StoreError or ModelError where none can be opened."""
        opened = self._take()
        try:
            yield opened.engine
        finally:
            self._give_back(opened)

    def close(self) -> None:
        """Close the engine when nobody uses it any more."""
        with self._guard:
            opened, self._opened = self._opened, None
        self._retire(opened)

    def _take(self) -> _Opened:
        for _ in range(3):  # a generation may be retired between opening and taking it
            self._refresh()
            with self._guard:
                if self._opened is not None:
                    self._opened.users += 1
                    return self._opened
        raise IndexMissing(f"The index at {self._settings.index} keeps changing. Try again.")

    def _give_back(self, opened: _Opened) -> None:
        with self._guard:
            opened.users -= 1
            unused = opened.retired and opened.users == 0
        if unused:
            opened.engine.close()

    def _refresh(self) -> None:
        pointer = read_pointer(self._settings.index)
        opened = self._opened
        if opened is not None and opened.pointer == pointer:
            return
        if pointer is None:
            self.close()
        # Somebody else is opening it already: go on with the old one meanwhile, if there is one.
        if not self._opening.acquire(blocking=self._opened is None):
            return
        try:
            if self._opened is None or self._opened.pointer != pointer:
                self._open(pointer)
        finally:
            self._opening.release()

    def _open(self, pointer: Pointer | None) -> None:
        try:
            fresh = _Opened(self._opener(self._settings), pointer)
        except UpheldError:
            if self._opened is None:
                raise
            return
        with self._guard:
            old, self._opened = self._opened, fresh
        self._retire(old)

    def _retire(self, opened: _Opened | None) -> None:
        if opened is None:
            return
        with self._guard:
            opened.retired = True
            unused = opened.users == 0
        if unused:
            opened.engine.close()


def live_engine(app: FastAPI) -> FixedEngine | LiveEngine:
    """Return the engine that a service was made with."""
    live = app.state.live
    assert isinstance(live, FixedEngine | LiveEngine)
    return live
