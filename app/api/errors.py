"""Errors to responses: the one place where the service turns what went wrong into a reply.

Every reply has the shape `{"error": {"code", "message"}}`, and none repeats what was sent.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag import errors

__all__ = ["BodyLimit", "add_error_handlers", "places_of", "problem", "status_of", "told"]

_STATUS: tuple[tuple[type[errors.UpheldError], int], ...] = (
    (errors.NotInLibrary, 404),
    (errors.NotAllowed, 403),
    (errors.QuestionError, 422),
    (errors.IngestError, 422),
    (errors.IndexBusy, 409),
    (errors.StoreError, 503),
    (errors.ModelError, 503),
)
_FRAMES = 5  # of a traceback, innermost first
_MAX_BODY = 2_000_000  # bytes: the longest question with the longest history fits


def status_of(error: errors.UpheldError) -> int:
    """Return the HTTP status that says whose fault `error` is."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return 500


def problem(status: int, code: str, message: str) -> JSONResponse:
    """Return an error in the one shape that all errors have."""
    return JSONResponse(_shape(code, message), status_code=status)


def told(error: Exception) -> dict[str, dict[str, str]]:
    """Return an error that came too late for a status, in the shape that all errors have."""
    if isinstance(error, errors.UpheldError):
        return _shape(_code(error), str(error))
    return _shape("internal", _internal(error))


def places_of(error: BaseException) -> str:
    """Return where an error came from, innermost first, with none of its words."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"unexpected {type(error).__name__} at {places}"


def _shape(code: str, message: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message}}


def _internal(error: Exception) -> str:
    return f"Something went wrong inside Upheld ({type(error).__name__}). It was not your fault."


def _code(error: Exception) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()


def _upheld(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.UpheldError)
    return problem(status_of(error), _code(error), str(error))


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return problem(422, "invalid_request", _describe(error.errors()))


def _describe(faults: Sequence[Any]) -> str:
    if any(fault["type"] == "json_invalid" for fault in faults):
        return "The body is not JSON."
    return "; ".join(f"{_place(fault['loc'])}: {fault['msg']}" for fault in faults)


def _place(location: Sequence[Any]) -> str:
    inner = [str(part) for part in location[1:]]
    return ".".join(inner) or str(location[0])


def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    message = str(error.detail)
    if error.status_code == 404:
        message = f"There is nothing at {request.url.path}. The service is described at /docs."
    return problem(error.status_code, f"http_{error.status_code}", message)


def _unexpected(_: Request, error: Exception) -> JSONResponse:
    return problem(500, "internal", _internal(error))


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers on `app`."""
    app.add_exception_handler(errors.UpheldError, _upheld)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


class BodyLimit:
    """Refuses a body of more than two million bytes before it is read into memory.

    What is sent to the address `uploads` may have `most` bytes, which are passed on as they come.
    """

    def __init__(
        self, app: ASGIApp, limit: int = _MAX_BODY, *, uploads: str = "", most: int = 0
    ) -> None:
        self._app = app
        self._limit = limit
        self._uploads = uploads
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._most and scope["path"] == self._uploads:
            await self._pass_on(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                reply = problem(413, "too_large", f"The request exceeds {self._limit:,} bytes.")
                await reply(scope, receive, send)
                return
        await self._app(scope, _replay(bytes(body), receive), send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        too_large = (
            f"The files are larger than {self._most / 1e6:,.0f} MB together, which is what this "
            "service takes at once (UPHELD_LIBRARY_MOST_MB). Send fewer, or smaller ones."
        )
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told) > self._most:
            await problem(413, "too_large", too_large)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._most:
                raise HTTPException(413, too_large)
            return message

        await self._app(scope, counted, send)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
