"""Words and addresses from documents, made safe to print: nothing of them can become live."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

__all__ = ["one_line", "printable", "safe_url"]

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_IN_ADDRESS = re.compile(r"""[\s<>"'`\\{}|^\[\]]|[^\x21-\x7e]""")


def printable(text: str) -> str:
    """Return `text` without what no file may hold: control characters, halves of letters, and
    marks that turn the direction of the words after them."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return `text` printable and on one line, its runs of blanks as one."""
    return re.sub(r"[ \t\n\u2028\u2029]+", " ", printable(text)).strip()


def safe_url(url: str | None) -> str | None:
    """Return an address that may be printed as a link: http or https, a host, no trick in it."""
    if not url or _IN_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- raises ValueError for a port that is none
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    return url if usable and "@" not in parts.netloc else None
