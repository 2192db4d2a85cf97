"""Who may change the library over HTTP: from its own machine, or as the operator says."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from app.librarian import Librarian
from rag.config import LOCAL, Settings
from rag.errors import NotAllowed

__all__ = ["UPLOADS", "check_writing", "upload_limit", "why_closed"]

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_OVERHEAD = 100_000  # bytes of a form beside its files
UPLOADS = "/v1/library/files"


def why_closed(settings: Settings | None) -> str | None:
    """Return why nobody may change the library of a service and what to do; None where one may."""
    if settings is None:
        return "This service was started over a fixed library."
    if settings.library_writes == "off":
        return (
            "The operator has switched changes off (UPHELD_LIBRARY_WRITES=off). Documents are "
            "added with: upheld ingest"
        )
    if settings.library_writes == LOCAL and not _is_here(settings.api_host):
        return (
            "This service can be reached from other machines, so its library is not changed over "
            "the web. The operator can add documents with upheld ingest, or allow changes by "
            "everybody who reaches the service with UPHELD_LIBRARY_WRITES=on."
        )
    return None


def check_writing(request: HTTPConnection, librarian: Librarian | None) -> Librarian:
    """Return what changes the library. Raises NotAllowed, with what to do.

    A page of another site that is open in the same browser may not do it either: it names itself
    as `Origin`, and where only this machine is trusted the service must have been asked for by a
    name of this machine and not through a proxy.
    """
    closed = why_closed(librarian.settings if librarian else None)
    if librarian is None or closed:
        raise NotAllowed(closed or "")
    asked = request.headers.get("host", "")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != asked.lower():
        raise NotAllowed("The library is not changed on behalf of a page of another site.")
    if librarian.settings.library_writes == LOCAL:
        through = any(name in request.headers for name in _FORWARDED)
        if through or not _is_here(urlsplit(f"//{asked}").hostname or ""):
            raise NotAllowed(
                "The library is changed from the service's own machine only. The operator can "
                "allow more with UPHELD_LIBRARY_WRITES=on."
            )
    return librarian


def upload_limit(settings: Settings | None) -> int:
    """Return how many bytes of files one request may bring; 0 where none may come."""
    if settings is None or why_closed(settings):
        return 0
    return settings.library_most_mb * 1_000_000 + _OVERHEAD


def _is_here(host: str) -> bool:
    """Say whether a name or address means this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
