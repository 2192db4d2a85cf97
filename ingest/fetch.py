"""Addresses: one page at a time, named, limited in size and time, with a pause between."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from urllib.parse import urljoin

import httpx

from ingest.reach import Resolve, public_place
from ingest.robots import Robots
from rag.errors import ReadError

__all__ = ["Fetched", "Fetcher", "PublicOnly"]

_AGENT = "Upheld/0.1 (reads single pages that a person named; no crawler)"
_MOST_BYTES = 50_000_000
_TIMEOUT_S = 30.0  # for each of connecting, sending and the next piece of the answer
_WHOLE_S = 180.0  # for one page
_PAUSE_S = 1.0  # between two requests to one host
_MOST_REDIRECTS = 5
_LONGEST_PAUSE_S = 60.0
_NO_ROBOTS = (httpx.codes.NOT_FOUND, httpx.codes.GONE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a page and what its server says they are."""

    data: bytes
    media_type: str | None


class PublicOnly(httpx.BaseTransport):
    """Lets requests go to public addresses alone, whatever name or redirect leads there.

    The name is looked up once and the connection goes to what was looked at, so that a name
    cannot mean another machine a moment later.
    """

    def __init__(
        self, inner: httpx.BaseTransport | None = None, resolve: Resolve = socket.getaddrinfo
    ) -> None:
        self._inner = inner or httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        self._resolve = resolve

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises ReadError for a machine that is not public."""
        url = request.url
        place = public_place(
            url.host, url.port or (443 if url.scheme == "https" else 80), resolve=self._resolve
        )
        there = httpx.Request(
            request.method,
            url.copy_with(host=place),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        return self._inner.handle_request(there)

    def close(self) -> None:
        """Let go of the connections."""
        self._inner.close()


class Fetcher:
    """Fetches pages over one client; use it as a context.

    `mindful`: robots.txt is read and kept to, its pause included, at every host that an address
    or a redirect leads to.
    """

    def __init__(
        self,
        *,
        pause_s: float = _PAUSE_S,
        most_bytes: int = _MOST_BYTES,
        transport: httpx.BaseTransport | None = None,
        mindful: bool = False,
    ) -> None:
        self._pause_s = pause_s
        self._most_bytes = most_bytes
        self._mindful = mindful
        self._last: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}
        self._transport = transport

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if "_client" in vars(self):
            self._client.close()

    @cached_property
    def _client(self) -> httpx.Client:
        """Made with the first request: reading the certificates takes longer than many a run."""
        return httpx.Client(
            headers={"User-Agent": _AGENT}, timeout=_TIMEOUT_S, transport=self._transport
        )

    def fetch(self, address: str) -> Fetched:
        """Return the page at `address`. Raises ReadError that says what went wrong."""
        try:
            return self._follow(address)
        except httpx.TimeoutException as error:
            raise ReadError(
                f"{address}: no answer in {_TIMEOUT_S:g} s. Try again later."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise ReadError(f"{address}: could not be fetched ({error}). Check it.") from error

    def _follow(self, address: str) -> Fetched:
        """Return what stands at `address`, or where it leads to; each step is checked alike."""
        at = address
        for _ in range(_MOST_REDIRECTS + 1):
            url = httpx.URL(at)
            if url.scheme not in ("http", "https") or not url.host:
                raise ReadError(
                    f"{address}: could not be fetched: it leads to {at}, which is no web address."
                )
            if url.userinfo:
                raise ReadError(f"{address}: holds a name or a password. Give it without them.")
            if self._mindful:
                self._mind(url)
            self._wait(url.host)
            with self._client.stream("GET", at) as answer:
                if answer.has_redirect_location:
                    at = urljoin(at, answer.headers["location"]).partition("#")[0]
                    continue
                if answer.status_code != httpx.codes.OK:
                    raise ReadError(
                        f"{address}: the server answered {answer.status_code} "
                        f"{answer.reason_phrase}. Open it in a browser and save the page instead."
                    )
                return Fetched(self._body(address, answer), answer.headers.get("content-type"))
        raise ReadError(f"{address}: more than {_MOST_REDIRECTS} redirects. Left alone.")

    def _mind(self, url: httpx.URL) -> None:
        """Raise ReadError where the site's robots.txt, or its absence in trouble, says no."""
        site = f"{url.scheme}://{url.netloc.decode()}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(site)
        robots = self._robots[site]
        if not robots.allows(str(url)) or robots.delay_s > _LONGEST_PAUSE_S:
            raise ReadError(
                f"{url}: the site's robots.txt asks not to fetch this. Open it in a browser and "
                "save the page as a file."
            )
        self._pause_s = max(self._pause_s, robots.delay_s)

    def _read_robots(self, site: str) -> Robots:
        """Read robots.txt as RFC 9309 says: none means yes, one that cannot be had means no."""
        at = f"{site}/robots.txt"
        for _ in range(_MOST_REDIRECTS + 1):
            self._wait(httpx.URL(at).host)
            with self._client.stream("GET", at) as answer:
                if answer.has_redirect_location:
                    at = urljoin(at, answer.headers["location"])
                    continue
                if answer.status_code == httpx.codes.OK:
                    return Robots(self._body(at, answer).decode("utf-8-sig", "replace"))
                if answer.status_code in _NO_ROBOTS:
                    return Robots("")
                break
        raise ReadError(
            f"{site}/robots.txt cannot be had (status {answer.status_code}), and without it the "
            "site is left alone. Open the page in a browser and save it as a file."
        )

    def _body(self, address: str, answer: httpx.Response) -> bytes:
        data = bytearray()
        latest = time.monotonic() + _WHOLE_S
        for piece in answer.iter_bytes():
            data += piece
            if len(data) > self._most_bytes:
                raise ReadError(
                    f"{address}: larger than {self._most_bytes / 1e6:g} MB. Save the part that "
                    "you need as a file and give that."
                )
            if time.monotonic() > latest:
                raise ReadError(f"{address}: not finished after {_WHOLE_S:g} s. Try again later.")
        return bytes(data)

    def _wait(self, host: str) -> None:
        due = self._last.get(host, -self._pause_s) + self._pause_s
        time.sleep(max(0.0, due - time.monotonic()))
        self._last[host] = time.monotonic()
