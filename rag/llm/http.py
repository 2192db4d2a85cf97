"""Asking a model over HTTP: server-sent events, foreign errors translated once."""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from rag.errors import BackendError, ConfigError, Trouble
from rag.llm.patience import Emit, Retries, retried, watched
from rag.llm.protocol import Cancel, Delta, Timeouts

__all__ = ["Ask", "Refused", "host_of", "is_this_machine", "talking"]

Ask = Callable[[str, Mapping[str, str], Mapping[str, Any]], Iterator[Any]]

_MOST_CHARACTERS = 2_000_000  # of one reply, headers of its events included
_MOST_COMPLAINT = 20_000
_OVERLOADED = 529  # Anthropic's own
_OUT_OF_TOUCH = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Refused(BackendError):
    """The server did not accept the request; `says` is its own reason, for the caller to read."""

    def __init__(self, status: int, says: str, trouble: Trouble, retry_after: float | None) -> None:
        super().__init__(trouble, f"the server answered {status}", retry_after=retry_after)
        self.status = status
        self.says = says


def host_of(url: str) -> str:
    """Return the host of an address. Raises ConfigError, without the address: it may hold a key."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise ConfigError("UPHELD_LLM_URL is not an address: write it as https://host/v1.")
    if parts.username or parts.password:
        raise ConfigError("UPHELD_LLM_URL holds a password: put the key into UPHELD_LLM_KEY.")
    return host


def is_this_machine(host: str) -> bool:
    """True for a name or number of the machine on which this runs."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def talking(
    talk: Callable[[Ask, Emit], None],
    *,
    retries: Retries,
    timeout: Timeouts,
    cancel: Cancel,
) -> Iterator[Delta]:
    """Yield what `talk` emits; it posts with the `Ask` it is given, which yields JSON events.

    Raises BackendError.
    """

    def attempt(left: Timeouts) -> Iterator[Delta]:
        calls: list[_Call] = []

        def ask(url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> Iterator[Any]:
            calls.append(_Call(url, headers, body, left))
            return calls[-1].events()

        def stop() -> None:
            for call in calls:
                call.stop()

        yield from watched(lambda emit: talk(ask, emit), timeout=left, cancel=cancel, stop=stop)

    return retried(attempt, retries=retries, timeout=timeout, cancel=cancel)


@dataclass(slots=True)
class _Call:
    """One request to a model: read its events once, from one thread; `stop` from any."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)
    timeout: Timeouts
    _socket: socket.socket | None = None
    _stopped: bool = False

    def events(self) -> Iterator[Any]:
        """Yield the JSON of each event, or of the whole reply where the server does not stream.

        Raises BackendError.
        """
        read = min(max(self.timeout.first_token, self.timeout.between), self.timeout.total)
        limits = httpx.Timeout(self.timeout.connect, read=read)
        away = not is_this_machine(host_of(self.url))
        begun = False
        try:
            with (
                httpx.Client(timeout=limits, trust_env=away) as client,
                client.stream(
                    "POST", self.url, headers=dict(self.headers), json=dict(self.body)
                ) as reply,
            ):
                self._hold(reply)
                if reply.status_code != httpx.codes.OK:
                    raise _refusal(reply)
                for event in _events(reply):
                    begun = True
                    yield event
        except _OUT_OF_TOUCH as error:
            raise BackendError(Trouble.DOWN, "the server could not be reached") from error
        except httpx.TimeoutException as error:
            raise BackendError(Trouble.SLOW, "the server did not go on") from error
        except httpx.HTTPError as error:
            trouble = Trouble.CUT if begun else Trouble.DOWN
            raise BackendError(trouble, "the connection broke") from error

    def stop(self) -> None:
        """End a read that is under way."""
        self._stopped = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _hold(self, reply: httpx.Response) -> None:
        stream = reply.extensions.get("network_stream")
        held = stream.get_extra_info("socket") if stream is not None else None
        self._socket = held if isinstance(held, socket.socket) else None
        if self._stopped:
            self.stop()


def _events(reply: httpx.Response) -> Iterator[Any]:
    if "json" in reply.headers.get("content-type", ""):
        yield _parsed(_capped(reply, _MOST_CHARACTERS))
        return
    waiting, read = "", 0
    for piece in reply.iter_text():
        read += len(piece)
        if read > _MOST_CHARACTERS:
            raise BackendError(Trouble.TOO_LONG, "the reply did not end")
        *lines, waiting = (waiting + piece).split("\n")
        for line in lines:
            data = line.strip().removeprefix("data:").strip() if line.startswith("data:") else ""
            if data == "[DONE]":
                return
            if data:
                yield _parsed(data)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise BackendError(Trouble.NONSENSE, "the server's event is no JSON") from error


def _capped(reply: httpx.Response, most: int) -> str:
    text = ""
    for piece in reply.iter_text():
        text += piece
        if len(text) > most:
            raise BackendError(Trouble.TOO_LONG, "the reply did not end")
    return text


def _refusal(reply: httpx.Response) -> Refused:
    """Return what a status other than 200 means; nothing that the server said is in its message."""
    status = reply.status_code
    with suppress(httpx.HTTPError, BackendError):
        says = _capped(reply, _MOST_COMPLAINT)
        return Refused(status, says, _trouble(status), _retry_after(reply))
    return Refused(status, "", _trouble(status), _retry_after(reply))


def _trouble(status: int) -> Trouble:
    if status in (httpx.codes.TOO_MANY_REQUESTS, _OVERLOADED):
        return Trouble.RATE_LIMITED
    if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:
        return Trouble.DOWN
    return Trouble.REFUSED


def _retry_after(reply: httpx.Response) -> float | None:
    """Return the seconds that Retry-After asks for, whether it gives seconds or a date."""
    told = reply.headers.get("retry-after", "").strip()
    if not told:
        return None
    try:
        return max(float(told), 0.0)
    except ValueError:
        pass
    with suppress(ValueError, TypeError):
        return max((parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds(), 0.0)
    return None
