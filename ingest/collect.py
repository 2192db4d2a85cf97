"""The collector: lists of decisions on the site -> a folder of pages that `ingest` reads."""

from __future__ import annotations

import fcntl
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from ingest.listing import (
    Entry,
    Listing,
    Wanted,
    listing_addresses,
    page_after,
    read_listing,
)
from ingest.polite import Cache, Page, Polite, write_whole
from ingest.shell import read_decision_page
from ingest.sidecar import SIDECAR, Sidecar, Version, load_sidecar
from rag.errors import IngestError, ReadError, SiteError, StoreError

__all__ = ["Gathered", "Order", "collect"]

_STATE = ".upheld-fetch"  # folder of the cache and of an unfinished run
_GOES_STALE = timedelta(hours=24)  # an interrupted run older than this is begun anew
_MOST_LISTS = 300  # pages of lists in one run
_MOST_FAILURES = 3  # in a row, then the site is left alone


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be gathered, and where to. `begin` is a list to begin at, instead of our own."""

    folder: Path
    wanted: Wanted = field(default_factory=Wanted)
    most: int | None = None
    begin: str | None = None


@dataclass(slots=True)
class Gathered:
    """What a run did. `known` counts what an interrupted run before it had done already."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    known: int = 0
    left_out: int = 0
    requests: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def collect(
    order: Order, polite: Polite, *, progress: Callable[[str], None] = lambda text: None
) -> Gathered:
    """Gather what is ordered. A page that cannot be had is reported, not raised.

    Raises StoreError where the folder cannot be used; KeyboardInterrupt with a message that
    says how to go on. A run that the site brought to an end is reported as failed.
    """
    try:
        with _alone(order.folder):
            return _Run(order, polite, progress).go()
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            "Interrupted. What was gathered is kept. Run the same command again to go on."
        ) from None
    except OSError as error:
        raise StoreError(f"The folder {order.folder} could not be written: {error}.") from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that two runs do not ask the site at once."""
    (folder / _STATE).mkdir(parents=True, exist_ok=True)
    with open(folder / _STATE / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"Another run is gathering into {folder}. Wait for it.") from None
        yield


class _Run:
    """One run over the lists and the decisions that they name."""

    def __init__(self, order: Order, polite: Polite, progress: Callable[[str], None]) -> None:
        self._order = order
        self._polite = polite
        self._progress = progress
        self._folder = order.folder
        self._cache = Cache(order.folder / _STATE / "lists")
        self._unfinished = order.folder / _STATE / "run.json"
        self._run, resumed = self._resume()
        self._in_a_row = 0
        self._taken = 0
        self.report = Gathered()
        if resumed:
            self.report.notes.append("Went on with a run that had not been finished.")

    def go(self) -> Gathered:
        """Go through the lists; stop at the ordered number, or where the site is ill."""
        seen: set[str] = set()
        try:
            for entry in self._entries():
                if entry.reference not in seen:
                    seen.add(entry.reference)
                    with self._noting(entry.address):
                        self._take(entry)
                if self._taken == self._order.most:
                    break
        except SiteError as error:
            self.report.failed.append((self._polite.site, str(error)))
        if not self.report.failed:
            self._unfinished.unlink(missing_ok=True)
        self.report.requests = self._polite.requests
        return self.report

    @contextmanager
    def _noting(self, address: str) -> Iterator[None]:
        """Note where the work inside fails; leave the site alone after some failures in a row."""
        try:
            yield
        except SiteError:
            raise
        except IngestError as error:
            self.report.failed.append((address, str(error).removeprefix(f"{address}: ")))
            self._in_a_row += 1
            if self._in_a_row >= _MOST_FAILURES:
                raise SiteError(
                    f"{self._in_a_row} pages in a row could not be had. Stopped; what was "
                    "gathered is kept. Run the same command again later."
                ) from error

    # --- lists -------------------------------------------------------------------------------

    def _entries(self) -> Iterator[Entry]:
        order, now = self._order, self._polite.now()
        starts = listing_addresses(self._polite.site, order.wanted, today=now.date())
        for start in [order.begin] if order.begin else starts:
            yield from self._walk(start)

    def _walk(self, start: str) -> Iterator[Entry]:
        """Yield what is wanted of a list, page after page, until nothing new comes."""
        address, seen, total = start, dict[str, Entry](), None
        for _ in range(_MOST_LISTS):
            page = None
            with self._noting(address):
                page = self._list(address)
            if page is None:
                return
            fresh = [entry for entry in page.entries if entry.reference not in seen]
            seen.update((entry.reference, entry) for entry in fresh)
            total = page.total if page.total is not None else total
            self._progress(f"{len(seen)} decisions listed at {start}")
            yield from (entry for entry in fresh if self._order.wanted.takes(entry))
            more = page.following or (page_after(address) if len(seen) < (total or 0) else None)
            if not fresh or more is None or self._is_past(list(seen.values())):
                break
            address = more
        else:
            self.report.notes.append(f"Stopped after {_MOST_LISTS} pages of {start}: narrow it.")
        if total is not None and len(seen) < total and not self._is_past(list(seen.values())):
            self.report.notes.append(f"{start} speaks of {total} decisions; {len(seen)} were seen.")

    def _is_past(self, seen: list[Entry]) -> bool:
        """Say whether a list that runs from new to old has come past the first day wanted."""
        first = self._order.wanted.date_from
        days = [entry.date for entry in seen if entry.date]
        falling = all(b <= a for a, b in pairwise(days))
        return bool(first and days and falling and days[-1] < first)

    def _list(self, address: str) -> Listing:
        kept = self._cache.load(address)
        if kept and kept[1] == self._run:
            page = kept[0]
        else:
            etag, modified = (kept[0].etag, kept[0].modified) if kept else (None, None)
            page = self._polite.get(address, etag=etag, modified=modified)
            page = kept[0] if kept and page.data is None else page
        listing = read_listing(page.data or b"", page.address)
        if not listing.entries and listing.total != 0:
            raise ReadError(
                f"{address}: the list came without decisions and without saying that there are "
                "none: an empty shell, as unknown clients are given, or a page of another shape."
            )
        self._cache.save(address, page, self._run)
        return listing

    # --- decisions ---------------------------------------------------------------------------

    def _take(self, entry: Entry) -> None:
        path = self._folder / (entry.reference + SIDECAR)
        known = load_sidecar(path)
        if known and not (self._folder / known.current).is_file():
            known = None  # someone took the file away: it is fetched as if for the first time
        if known and known.run == self._run:
            self.report.known += 1
            self._taken += 1
            return
        etag, modified = (known.etag, known.modified) if known else (None, None)
        page = self._polite.get(entry.address, etag=etag, modified=modified)
        checked = self._polite.now().isoformat(timespec="seconds")
        if known and page.data is None:
            record = replace(known, checked_at=checked, run=self._run)
            self.report.unchanged += 1
        else:
            text, entry = read_decision_page(page, entry)
            if not self._order.wanted.takes(entry):
                self.report.left_out += 1
                return
            record = self._put(entry, page, text, known, checked)
        write_whole(path, record.encode())
        self._taken += 1
        self._in_a_row = 0
        self._progress(f"{entry.reference} {entry.council}")

    def _put(
        self, entry: Entry, page: Page, text: str, known: Sidecar | None, checked: str
    ) -> Sidecar:
        """Save a page unless its text is known; return what is now to stand beside it."""
        data = page.data or b""
        versions = known.versions if known else ()
        version = next((v for v in versions if v.text_sha256 == text), None)
        if version is None:
            n = len(versions) + 1
            name = f"{entry.reference}.html" if n == 1 else f"{entry.reference}.v{n}.html"
            write_whole(self._folder / name, data)
            version = Version(name, checked, hashlib.sha256(data).hexdigest(), text)
            versions = (*versions, version)
        if known is None:
            self.report.new += 1
        elif version.file != known.current:
            self.report.changed += 1
        else:
            self.report.unchanged += 1
        return Sidecar(
            reference=entry.reference.replace("-", " "),
            address=page.address,
            council=entry.council,
            outcome=entry.outcome,
            date=entry.date.isoformat() if entry.date else None,
            current=version.file,
            checked_at=checked,
            run=self._run,
            etag=page.etag,
            modified=page.modified,
            versions=versions,
        )

    # --- an interrupted run ------------------------------------------------------------------

    def _resume(self) -> tuple[str, bool]:
        """Return the name of this run, which is that of the same one, unfinished and recent."""
        order, now = self._order, self._polite.now()
        asked = f"{self._polite.site} {order.wanted!r} {order.most} {order.begin}"
        try:
            last = json.loads(self._unfinished.read_text("utf-8"))
            age = now - datetime.fromisoformat(last["began_at"])
            if last["asked"] == asked and age < _GOES_STALE:
                return str(last["run"]), True
        except (OSError, ValueError, KeyError, TypeError):
            pass
        run = uuid.uuid4().hex
        record = {"run": run, "asked": asked, "began_at": now.isoformat()}
        write_whole(self._unfinished, json.dumps(record, indent=1).encode())
        return run, False
