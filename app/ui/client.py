"""What the page asks of the service, over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

__all__ = ["Client", "ServiceDownError", "ServiceError", "ServiceRefusedError", "service_address"]

Json = dict[str, Any]

_ANSWER_S = 120.0
_CONNECT_S = 3.0


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
            timeout=httpx.Timeout(_ANSWER_S, connect=_CONNECT_S),
            transport=transport,
            trust_env=False,
        )

    def ready(self) -> Json:
        """Return what the service can answer from."""
        found: Json = self._call("GET", "/readyz")
        return found

    def councils(self) -> list[str]:
        """Return the councils that the library names."""
        return [str(row["council"]) for row in self._call("GET", "/v1/councils")]

    def ask(
        self, question: str, *, audience: str, history: list[Json], council: str | None = None
    ) -> Json:
        """Return the answer to `question`, asked after the turns of `history`."""
        filters = {"councils": [council]} if council else {}
        body = {
            "question": question,
            "audience": audience,
            "history": history,
            "filters": filters,
        }
        answer: Json = self._call("POST", "/v1/ask", body)
        return answer

    def document(self, document_id: str) -> Json:
        """Return a document with its sections and paragraphs."""
        found: Json = self._call("GET", "/v1/documents/" + quote(document_id, safe=""))
        return found

    def _call(self, method: str, path: str, body: Json | None = None) -> Any:
        try:
            reply = self._http.request(method, path, json=body)
        except httpx.TimeoutException as error:
            raise ServiceDownError(f"{self.address} did not answer in time.") from error
        except httpx.HTTPError as error:
            raise ServiceDownError(f"{self.address} cannot be reached.") from error
        if reply.is_success:
            return reply.json()
        raise ServiceRefusedError(_message(reply))


def _message(reply: httpx.Response) -> str:
    try:
        return str(reply.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"The service answered with status {reply.status_code}."
