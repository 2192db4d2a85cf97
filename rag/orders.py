"""Orders to a machine inside a text: told apart from what a person says to a person.

In a question they are left unanswered, in a document they are no evidence, in a conversation
they are not passed on. Letters that look like others, letters that are not shown, and the usual
ways of writing that hide words (base64, rot13, letters set apart) are seen through.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator

from rag.signs import signs

__all__ = ["readings", "shown", "speaks_to_a_machine"]

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LOOKS = str.maketrans(
    "авеіјкмнорстухѕԁɡһӏωАВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρυι",
    "abeijkmhopctyxsdghlwABESIJKMHOPCTYXABEZHIKMNOPTYXoavpui",
)


def shown(text: str) -> str:
    """Return `text` without letters that no font shows and without control characters."""
    return _CONTROLS.sub(" ", _UNSEEN.sub("", text))


def readings(text: str) -> Iterator[str]:
    """Yield `text` as it can be read: plain, and decoded where it was put into another writing."""
    plain = unicodedata.normalize("NFKC", shown(text))
    latin = plain.translate(_LOOKS) if not plain.isascii() else plain
    yield plain
    if latin != plain:
        yield latin
    if _SPACED.search(latin):
        yield _SPACED.sub(lambda m: re.sub(r"(?<=\S) (?=\S)", "", m[0]), latin).replace("  ", " ")
    for token in _ENCODED.findall(latin):
        with_padding = token + "=" * (-len(token) % 4)
        try:
            decoded = base64.b64decode(with_padding, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
        if decoded.isprintable():
            yield decoded
    yield codecs.encode(latin, "rot13")


_SPACED = re.compile(r"\b(?:\w ){4,}\w\b(?:\s{2,}(?:\w ){1,}\w\b)*")
_ENCODED = re.compile(r"\b[A-Za-z0-9+/]{20,}={0,2}")


def speaks_to_a_machine(text: str) -> bool:
    """True where `text` gives an order to a language model rather than tell a reader something."""
    return any(
        signs("machine", "orders", re.I | re.M).search(reading) for reading in readings(text)
    )
