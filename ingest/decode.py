"""Text from bytes: which letters they mean."""

from __future__ import annotations

import codecs
import re

from rag.errors import ReadError

__all__ = ["decode_html", "decode_text"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)")
_HEAD = 2048  # bytes in which a page says its charset


def decode_text(data: bytes, name: str) -> str:
    """Return the text of `data`: UTF-8, UTF-16 with its mark, else Windows' western letters.

    Raises ReadError for binary data and for bytes that are none of these.
    """
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding is None and b"\x00" in data:
        raise ReadError(f"{name} is not text but binary data. Give it its right ending.")
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            raise ReadError(
                f"{name} is not valid {encoding}: {error}. Save it as UTF-8."
            ) from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ReadError(f"{name} is neither UTF-8 nor Windows-1252. Save it as UTF-8.") from error


def decode_html(data: bytes, name: str) -> str:
    """Return the text of a page in the charset it names, if that fits, else as decode_text."""
    named = _CHARSET.search(data[:_HEAD])
    if named and not data.startswith(tuple(mark for mark, _ in _MARKS)):
        try:
            return data.decode(named[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # pages lie about their charset; the general rule decides
    return decode_text(data, name)
