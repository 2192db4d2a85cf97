"""What the page asks of the service, over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx

__all__ = [
    "Client",
    "ServiceDownError",
    "ServiceError",
    "ServiceRefusedError",
    "service_address",
    "tell",
]

Json = dict[str, Any]

_REPLY_S = 60.0  # the service says something every 15 seconds while it makes an answer
_CONNECT_S = 3.0
_TIMEOUT = httpx.Timeout(_REPLY_S, connect=_CONNECT_S)


class ServiceError(Exception):
    """The service could not be used."""


class ServiceDownError(ServiceError):
    """The service does not answer at its address."""


class ServiceRefusedError(ServiceError):
    """The service answered that it cannot do this; the message says why and what to do."""


def service_address(environ: Mapping[str, str]) -> str:
    """Return the service's address from UPHELD_API_URL, or UPHELD_API_HOST and _PORT."""
    url = environ.get("UPHELD_API_URL", "").strip().rstrip("/")
    if url:
        return url
    host = environ.get("UPHELD_API_HOST", "").strip() or "127.0.0.1"
    port = environ.get("UPHELD_API_PORT", "").strip() or "8000"
    return f"http://{host}:{port}"


class Client:
    """The service at one address. Every call raises ServiceDownError or ServiceRefusedError."""

    def __init__(self, address: str, transport: httpx.BaseTransport | None = None) -> None:
        self.address = address
        self._http = httpx.Client(
            base_url=address,
            timeout=_TIMEOUT,
            transport=transport,
            trust_env=False,
        )

    def councils(self) -> list[str]:
        """Return the councils that the library names."""
        return [str(row["council"]) for row in self._call("GET", "/v1/councils")]

    def model(self) -> Json:
        """Return who words the answers, and what leaves the service's machine."""
        found: Json = self._call("GET", "/v1/model")
        return found

    def document(self, document_id: str) -> Json:
        """Return a document with its sections and paragraphs."""
        found: Json = self._call("GET", "/v1/documents/" + quote(document_id, safe=""))
        return found

    def documents(self, limit: int) -> list[Json]:
        """Return a line for each of the first `limit` documents of the library."""
        found: list[Json] = self._call("GET", "/v1/documents", params={"limit": limit})["documents"]
        return found

    def cases(self, body: Json) -> Json:
        """Search for precedents."""
        found: Json = self._call("POST", "/v1/cases", json=body)
        return found

    def case(self, reference: str) -> Json:
        """Return one decision with everything that was read out of it."""
        found: Json = self._call("GET", "/v1/cases/" + quote(reference, safe=""))
        return found

    def remedies(self, params: Mapping[str, Any]) -> Json:
        """Return what was agreed for what."""
        found: Json = self._call("GET", "/v1/remedies", params=params)
        return found

    def lessons(self, params: Mapping[str, Any]) -> Json:
        """Return what decisions teach, theme by theme."""
        found: Json = self._call("GET", "/v1/lessons", params=params)
        return found

    def lessons_file(self, params: Mapping[str, Any]) -> bytes:
        """Return what decisions teach as a file of the `format` in `params`."""
        return self._reply("GET", "/v1/lessons", params=params).content

    def timetable(self) -> Json:
        """Return the events that time limits count from, and the rules."""
        found: Json = self._call("GET", "/v1/deadlines")
        return found

    def deadlines(self, body: Json) -> Json:
        """Return the dates that follow."""
        found: Json = self._call("POST", "/v1/deadlines", json=body)
        return found

    def read_words(self, text: str) -> Json:
        """Return the dated facts that words tell."""
        found: Json = self._call("POST", "/v1/review/read", json={"text": text})
        return found

    def review(self, body: Json) -> Json:
        """Return what was due beside what happened, with decisions on each gap."""
        found: Json = self._call("POST", "/v1/review", json=body)
        return found

    def review_file(self, body: Json) -> bytes:
        """Return the same as a file of the `format` in `body`."""
        return self._reply("POST", "/v1/review", json=body).content

    def calendar(self, body: Json) -> bytes:
        """Return the dates that follow as a calendar file."""
        return self._reply("POST", "/v1/deadlines.ics", json=body).content

    def study_next(self, body: Json) -> Json:
        """Return the questions that come next."""
        found: Json = self._call("POST", "/v1/study/next", json=body)
        return found

    def study_answer(self, body: Json) -> Json:
        """Mark an answer: the reasoning, and the progress with it."""
        found: Json = self._call("POST", "/v1/study", json=body)
        return found

    def study_progress(self, body: Json) -> Json:
        """Return how far progress goes, with what is added to it."""
        found: Json = self._call("POST", "/v1/study/progress", json=body)
        return found

    def keeps_feedback(self) -> bool:
        """Say whether what readers say of answers is kept."""
        return bool(self._call("GET", "/v1/feedback")["kept"])

    def say(self, body: Json) -> None:
        """Send what a reader says of an answer."""
        self._reply("POST", "/v1/feedback", json=body)

    def export(self, body: Json) -> bytes:
        """Return an answer, or chosen decisions, as a file."""
        return self._reply("POST", "/v1/export", json=body).content

    def library(self) -> Json:
        """Return what the library knows, its last run, and whether it may be changed here."""
        found: Json = self._call("GET", "/v1/library")
        return found

    def shelf(self, params: Mapping[str, Any]) -> Json:
        """Return documents of the library that pass the filters."""
        found: Json = self._call("GET", "/v1/library/documents", params=params)
        return found

    def add_files(self, files: Sequence[tuple[str, bytes]]) -> Json:
        """Send files, given as (name, bytes), to be taken in; return the job."""
        sent = [("files", file) for file in files]
        found: Json = self._call("POST", "/v1/library/files", files=sent)
        return found

    def add_source(self, source: str) -> Json:
        """Have an address, a file or a folder taken in; return the job."""
        found: Json = self._call("POST", "/v1/library/sources", json={"sources": [source]})
        return found

    def remove(self, document_id: str) -> Json:
        """Have a document taken out; return the job."""
        path = "/v1/library/documents/" + quote(document_id, safe="")
        found: Json = self._call("DELETE", path)
        return found

    def job(self, job_id: str) -> Json:
        """Return how far a job is."""
        found: Json = self._call("GET", "/v1/library/jobs/" + quote(job_id, safe=""))
        return found

    def stop(self, job_id: str) -> Json:
        """Ask a job to stop; return it."""
        path = f"/v1/library/jobs/{quote(job_id, safe='')}/cancel"
        found: Json = self._call("POST", path)
        return found

    def _call(self, method: str, path: str, **more: Any) -> Any:
        return self._reply(method, path, **more).json()

    def _reply(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            reply = self._http.request(method, path, **more)
        except httpx.TimeoutException as error:
            raise ServiceDownError(f"{self.address} did not answer in time.") from error
        except httpx.HTTPError as error:
            raise ServiceDownError(f"{self.address} cannot be reached.") from error
        if reply.is_success:
            return reply
        raise ServiceRefusedError(_message(reply))


async def tell(address: str, body: Json) -> AsyncIterator[tuple[str, Json]]:
    """Yield the events of an answer while the service at `address` makes it, the answer last.

    Raises ServiceDownError and ServiceRefusedError.
    """
    answered = False
    try:
        async with (
            httpx.AsyncClient(base_url=address, timeout=_TIMEOUT, trust_env=False) as client,
            client.stream("POST", "/v1/ask/stream", json=body) as reply,
        ):
            if not reply.is_success:
                await reply.aread()
                raise ServiceRefusedError(_message(reply))
            async for name, record in _events(reply):
                if name == "error":
                    raise ServiceRefusedError(str(record["error"]["message"]))
                answered = name == "answer"
                yield name, record
    except httpx.TimeoutException as error:
        raise ServiceDownError(f"{address} did not answer in time.") from error
    except httpx.HTTPError as error:
        raise ServiceDownError(f"{address} cannot be reached.") from error
    if not answered:
        raise ServiceDownError(f"{address} broke off its answer.")


async def _events(reply: httpx.Response) -> AsyncIterator[tuple[str, Json]]:
    name = ""
    async for line in reply.aiter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, _record(value)


def _record(text: str) -> Json:
    try:
        record = json.loads(text)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        raise ServiceDownError("What the service tells cannot be read.")
    return record


def _message(reply: httpx.Response) -> str:
    try:
        return str(reply.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"The service answered with status {reply.status_code}."
