"""What a model wrote, read as it comes: each claim as soon as it is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["ClaimReader", "Proposed", "Quoted"]

_OPENING = re.compile(r'"claims"\s*:\s*\[|^\s*(?:```\w*\s*)?\[\s*(?=[{\]])')
_WORDS = 80  # a claim is a sentence
_MOST_CITED = 4


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage by its number, and the words that are said to stand there ("" for none)."""

    number: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A claim as a model gives it."""

    text: str
    part: str
    citations: tuple[Quoted, ...]


class ClaimReader:
    """Takes text piece by piece. `ended`: the list of claims was closed."""

    def __init__(self) -> None:
        self.text = ""
        self.opened = False
        self.ended = False
        self.malformed = 0
        self._at = 0

    def feed(self, piece: str) -> Iterator[Proposed]:
        """Yield the claims that `piece` completes."""
        self.text += piece
        if not self.opened:
            found = _OPENING.search(self.text)
            if found is None:
                return
            self.opened, self._at = True, found.end()
        if not self.ended and ("}" in piece or "]" in piece):
            yield from self._whole()

    def _whole(self) -> Iterator[Proposed]:
        while True:
            start = self._at
            while start < len(self.text) and self.text[start] in " \t\r\n,":
                start += 1
            if start == len(self.text):
                return
            if self.text[start] == "]":
                self.ended = True
                return
            if self.text[start] != "{":
                following = re.compile(r"[{\]]").search(self.text, start)
                if following is None:
                    return
                self.malformed += 1
                self._at = following.start()
                continue
            end = _closing(self.text, start)
            if end is None:
                return
            self._at = end
            claim = _claim(_loaded(self.text[start:end]))
            if claim is None:
                self.malformed += 1
            else:
                yield claim


def _closing(text: str, start: int) -> int | None:
    """Return where the object that opens at or after `start` is closed, if it is."""
    depth, quoted, escaped = 0, False, False
    for place in range(start, len(text)):
        letter = text[place]
        if escaped:
            escaped = False
        elif quoted:
            escaped = letter == "\\"
            quoted = letter != '"'
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            depth += 1
        elif letter in "}]":
            depth -= 1
            if depth <= 0:
                return place + 1
    return None


def _loaded(text: str) -> Any:
    """Return the JSON of one object; a trailing comma and a raw line break are forgiven."""
    for candidate in (text, re.sub(r",\s*([}\]])", r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except ValueError:
            continue
        except RecursionError:
            return None
    return None


def _claim(record: Any) -> Proposed | None:
    if not isinstance(record, Mapping):
        return None
    text = record.get("text", record.get("claim"))
    if not isinstance(text, str) or not 2 <= len(text.split()) <= _WORDS:
        return None
    cited = record.get("citations", record.get("citation"))
    quote = record.get("quote")
    given = cited if isinstance(cited, list) else [cited]
    citations = [q for one in given[:_MOST_CITED] if (q := _quoted(one, quote)) is not None]
    part = record.get("part")
    return Proposed(" ".join(text.split()), part if isinstance(part, str) else "", tuple(citations))


def _quoted(one: Any, quote: Any) -> Quoted | None:
    """Return one citation, given as an object, as a number, or as "[3]"."""
    if isinstance(one, Mapping):
        quote = one.get("quote", quote)
        one = one.get("number", one.get("n"))
    if isinstance(one, str) and (digits := re.fullmatch(r"\W*(\d{1,3})\W*", one)):
        one = int(digits[1])
    if not isinstance(one, int) or isinstance(one, bool):
        return None
    return Quoted(one, quote if isinstance(quote, str) else "")
