"""Addresses: one page at a time, named, limited in size and time, with a pause between."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType

import httpx

from rag.errors import ReadError

__all__ = ["Fetched", "Fetcher"]

_AGENT = "Upheld/0.1 (reads single pages that a person named; no crawler)"
_MOST_BYTES = 50_000_000
_TIMEOUT_S = 30.0  # for each of connecting, sending and the next piece of the answer
_WHOLE_S = 180.0  # for one page
_PAUSE_S = 1.0  # between two requests to one host
_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of a page and what its server says they are."""

    data: bytes
    media_type: str | None


class Fetcher:
    """Fetches pages over one client; use it as a context."""

    def __init__(
        self,
        *,
        pause_s: float = _PAUSE_S,
        most_bytes: int = _MOST_BYTES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._pause_s = pause_s
        self._most_bytes = most_bytes
        self._last: dict[str, float] = {}
        self._client = httpx.Client(
            headers={"User-Agent": _AGENT},
            timeout=_TIMEOUT_S,
            follow_redirects=True,
            max_redirects=_MOST_REDIRECTS,
            transport=transport,
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def fetch(self, address: str) -> Fetched:
        """Return the page at `address`. Raises ReadError that says what went wrong."""
        try:
            self._wait(httpx.URL(address).host)
            with self._client.stream("GET", address) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise ReadError(
                        f"{address}: the server answered {answer.status_code} "
                        f"{answer.reason_phrase}. Open it in a browser and save the page instead."
                    )
                return Fetched(self._body(address, answer), answer.headers.get("content-type"))
        except httpx.TimeoutException as error:
            raise ReadError(
                f"{address}: no answer in {_TIMEOUT_S:g} s. Try again later."
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ReadError(f"{address}: could not be fetched ({error}). Check it.") from error

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
