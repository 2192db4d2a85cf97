"""Asking a site politely: robots.txt, one request at a time, pauses, retries, a cache."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx

from ingest.robots import NAME, Robots
from rag.errors import ConfigError, ReadError, SiteError

__all__ = ["Cache", "Page", "Polite", "write_whole"]

_LEAST_DELAY_S = 1.0  # between two requests to a host that is not this machine
_TIMEOUT_S = 30.0
_WAITS_S = (10.0, 40.0, 160.0)  # before each further try
_LONGEST_WAIT_S = 3600.0  # asked to wait longer than this, the run stops
_MOST_REDIRECTS = 5
_MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """What a site answered. `data` is None where it said that nothing has changed (304)."""

    address: str  # after redirects
    data: bytes | None
    etag: str | None = None
    modified: str | None = None


class Polite:
    """One visitor of one site; use it as a context. `requests` counts what was asked."""

    def __init__(
        self,
        site: str,
        *,
        contact: str = "",
        delay_s: float = 3.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Raises ConfigError where the site is none, the pause too short, no contact is given."""
        parts = urlsplit(site)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{site!r} is not the address of a site. Write https://…")
        away = not _is_loopback(parts.hostname)
        if away and not delay_s >= _LEAST_DELAY_S:
            raise ConfigError(
                f"A pause of {delay_s:g} s is too short for {parts.hostname}: give --delay "
                f"{_LEAST_DELAY_S:g} or more."
            )
        if away and not contact.strip():
            raise ConfigError(
                "Say how the site can reach you, with --contact or UPHELD_CONTACT: an e-mail "
                "address or a page. It is sent with every request, and nowhere else."
            )
        if not contact.isascii() or not contact.isprintable():
            raise ConfigError(f"The contact {contact!r} must be plain ASCII in one line.")
        self.site = f"{parts.scheme}://{parts.netloc}"
        self.now = now
        self.requests = 0
        self._delay_s = delay_s
        self._sleep = sleep
        self._clock = clock
        self._last: float | None = None
        self._robots: Robots | None = None
        contact_line = f"contact: {contact.strip() or 'none, a test on one machine'}"
        agent = f"{NAME}/0.1 (gathers published decisions, one at a time; {contact_line})"
        self._client = httpx.Client(headers={"User-Agent": agent}, timeout=_TIMEOUT_S)

    def __enter__(self) -> Polite:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, address: str, *, etag: str | None = None, modified: str | None = None) -> Page:
        """Return the page at `address`, or say that it is as it was when `etag` was given.

        Raises ReadError where this page cannot be had, SiteError where the site is to be left
        alone: its robots.txt cannot be had, or it asks for a longer wait than a run can take.
        """
        wanted = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in wanted.items() if value}
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(address)
            answer = self._ask(address, headers)
            if answer.status_code == httpx.codes.NOT_MODIFIED and headers:
                return Page(address, None, etag, modified)
            if not answer.has_redirect_location:
                return self._page(address, answer)
            address = urljoin(address, answer.headers["location"]).partition("#")[0]
        raise ReadError(f"{address}: sent on more than {_MOST_REDIRECTS} times. Left alone.")

    def _page(self, address: str, answer: httpx.Response) -> Page:
        if answer.status_code != httpx.codes.OK:
            raise ReadError(
                f"{address}: the site answered {answer.status_code} {answer.reason_phrase}."
            )
        head = answer.headers
        return Page(address, answer.content, head.get("etag"), head.get("last-modified"))

    def _check(self, address: str) -> None:
        if not self._is_within(address):
            raise ReadError(f"{address} lies outside {self.site}; it was not followed.")
        if self._robots is None:
            self._robots = self._read_robots()
            self._delay_s = max(self._delay_s, self._robots.delay_s)
        if not self._robots.allows(address):
            raise ReadError(f"{address}: the site's robots.txt asks not to fetch this. Left alone.")

    def _is_within(self, address: str) -> bool:
        here, there = urlsplit(self.site), urlsplit(address)
        secure = there.scheme == "https" or there.scheme == here.scheme == "http"
        return secure and here.netloc.removeprefix("www.") == there.netloc.removeprefix("www.")

    def _read_robots(self) -> Robots:
        """Read robots.txt as RFC 9309 says: none means yes, one that cannot be had means no."""
        address = f"{self.site}/robots.txt"
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                answer = self._ask(address, {})
                if not answer.has_redirect_location:
                    break
                address = urljoin(address, answer.headers["location"])
                if not self._is_within(address):
                    break
        except ReadError as error:
            raise SiteError(f"{error} Without its robots.txt the site is left alone.") from error
        if answer.status_code == httpx.codes.OK:
            return Robots(answer.content.decode("utf-8-sig", "replace"))
        if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            return Robots("")
        raise SiteError(
            f"{address}: the site answered {answer.status_code}. Without its robots.txt it is "
            "left alone. Try again another day, or save the pages from a browser."
        )

    # --- one request, and again where that may help ------------------------------------------

    def _ask(self, address: str, headers: dict[str, str]) -> httpx.Response:
        why = ""
        for wait_s in (*_WAITS_S, None):
            self._pause()
            try:
                answer = self._send(address, headers)
            except httpx.InvalidURL as error:
                raise ReadError(f"{address} is not an address: {error}.") from error
            except httpx.HTTPError as error:
                why = f"could not be fetched ({error or type(error).__name__})"
                asked_s = None
            else:
                if answer.status_code != 429 and answer.status_code < 500:
                    return answer
                why = f"the site answered {answer.status_code} {answer.reason_phrase}"
                asked_s = self._asked_wait(answer)
            if asked_s is not None and asked_s > _LONGEST_WAIT_S:
                raise SiteError(
                    f"{address}: {why} and asks to wait {asked_s / 60:.0f} minutes. Stopped. "
                    "Run the same command again after that time."
                )
            if wait_s is not None:
                self._sleep(max(wait_s if asked_s is None else asked_s, 0.0))
        raise ReadError(f"{address}: {why}, {len(_WAITS_S) + 1} times.")

    def _send(self, address: str, headers: dict[str, str]) -> httpx.Response:
        self.requests += 1
        try:
            with self._client.stream("GET", address, headers=headers) as answer:
                data = bytearray()
                for piece in answer.iter_raw():
                    data += piece
                    if len(data) > _MOST_BYTES:
                        raise ReadError(f"{address}: larger than {_MOST_BYTES / 1e6:g} MB.")
        finally:
            self._last = self._clock()
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=bytes(data), request=answer.request
        )

    def _pause(self) -> None:
        """Wait until the pause since the end of the last answer is over."""
        if self._last is not None:
            left_s = self._last + self._delay_s - self._clock()
            if left_s > 0:
                self._sleep(left_s)

    def _asked_wait(self, answer: httpx.Response) -> float | None:
        """Return the seconds that Retry-After asks for: it is a number or a date."""
        said = answer.headers.get("retry-after", "").strip()
        if said.isdecimal():
            return float(said)
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        return (until.replace(tzinfo=until.tzinfo or UTC) - self.now()).total_seconds()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# --- on disk ---------------------------------------------------------------------------------


class Cache:
    """Pages on disk by address, each with what the next request needs to be conditional."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, address: str) -> tuple[Page, str] | None:
        """Return the page and the run that last asked for it."""
        path = self._path(address)
        try:
            kept = json.loads(path.read_text("utf-8"))
            data = path.with_suffix(".page").read_bytes()
        except (OSError, ValueError):
            return None
        if kept.get("sha256") != hashlib.sha256(data).hexdigest():
            return None  # interrupted between the two files
        return Page(kept["address"], data, kept["etag"], kept["modified"]), kept["run"]

    def save(self, address: str, page: Page, run: str) -> None:
        """Keep `page`, which `run` got when it asked for `address`."""
        data = page.data or b""
        kept = {
            "asked": address,
            "address": page.address,
            "etag": page.etag,
            "modified": page.modified,
            "run": run,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        write_whole(self._path(address).with_suffix(".page"), data)
        write_whole(self._path(address), json.dumps(kept, indent=1).encode())

    def _path(self, address: str) -> Path:
        return self._folder / f"{hashlib.sha256(address.encode()).hexdigest()[:24]}.json"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)
