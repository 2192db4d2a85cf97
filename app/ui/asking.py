"""One question under way: read in a thread of its own, looked at by the page as it comes."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from app.ui.client import ServiceError, tell

__all__ = ["Asking", "Heard"]

Json = dict[str, Any]

_TICK_S = 0.05
_PATIENCE_S = 10.0  # without a look from the page, its window was closed


@dataclass(slots=True)
class Heard:
    """What the service has told so far. `again`: a model's statements were taken back."""

    doing: str = "Asking…"
    help: str = ""
    evidence: Json | None = None
    claims: list[Json] = field(default_factory=list)
    struck: list[Json] = field(default_factory=list)
    again: bool = False
    answer: Json | None = None
    error: ServiceError | None = None

    def take(self, name: str, record: Json) -> None:
        """Take in one event."""
        if name == "step":
            self.doing = str(record["words"])
        elif name == "help":
            self.help = str(record["text"])
        elif name == "evidence":
            self.evidence = record
        elif name == "claim":
            self.claims.append(record)
        elif name == "struck":
            self.struck.append(record)
        elif name == "withdrawn":
            self.claims, self.struck, self.again = [], [], True
        elif name == "answer":
            self.answer = record


class Asking:
    """Asks at once; what has come is in `heard`. Goes on while somebody looks."""

    def __init__(self, address: str, body: Json) -> None:
        self.heard = Heard()
        self._address = address
        self._body = body
        self._stop = threading.Event()
        self._over = threading.Event()
        self._looked = time.monotonic()
        threading.Thread(target=self._run, name="upheld-asking", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Look, wait at most so long, and return whether it is over."""
        self._looked = time.monotonic()
        return self._over.wait(seconds)

    def stop(self) -> None:
        """Stop the service's work on it; what has come stays."""
        self._stop.set()

    def _run(self) -> None:
        try:
            asyncio.run(self._watched())
        except ServiceError as error:
            self.heard.error = error
        finally:
            self._over.set()

    async def _watched(self) -> None:
        reading = asyncio.ensure_future(self._read())
        while not reading.done():
            await asyncio.wait([reading], timeout=_TICK_S)
            if self._stop.is_set() or time.monotonic() - self._looked > _PATIENCE_S:
                reading.cancel()
        if not reading.cancelled():
            reading.result()

    async def _read(self) -> None:
        async for name, record in tell(self._address, self._body):
            self.heard.take(name, record)
