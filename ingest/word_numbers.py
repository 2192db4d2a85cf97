"""The numbers that Word shows in front of paragraphs, counted as its numbering part says."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

__all__ = ["Numbers", "roman"]

_Place = tuple[str, int]  # list, level from 0


class Numbers:
    """Counts the lists of one document. Lists that share a definition count on together."""

    def __init__(self, document: Any) -> None:
        self._abstract: dict[str, str] = {}
        self._levels: dict[_Place, Any] = {}
        self._starts: dict[_Place, int] = {}
        self._counts: dict[_Place, int] = {}
        self._begun: set[_Place] = set()
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/numbering"):
                self._learn(relation.target_part.element)

    def _learn(self, numbering: Any) -> None:
        for abstract in numbering.iter(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"))
            for level in abstract.iter(qn("w:lvl")):
                self._levels[name, int(level.get(qn("w:ilvl")))] = level
        for number in numbering.iter(qn("w:num")):
            name = number.get(qn("w:numId"))
            self._abstract[name] = _value(number, "w:abstractNumId") or ""
            for change in number.iter(qn("w:lvlOverride")):
                if start := _value(change, "w:startOverride"):
                    self._starts[name, int(change.get(qn("w:ilvl")))] = int(start)

    def place(self, paragraph: Any, style: Any) -> _Place | None:
        """Return (list, level from 0) of a paragraph, from itself or from its style."""
        holders = [paragraph]
        while style is not None:
            holders.append(style.element)
            style = style.base_style
        level = None
        for holder in holders:
            numbering = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if numbering is None:
                continue
            level = _value(numbering, "w:ilvl") if level is None else level
            if (name := _value(numbering, "w:numId")) is not None:
                return (name, int(level or 0)) if name != "0" else None
        return None

    def next(self, place: _Place) -> tuple[str, str]:
        """Count on; return the marker without its punctuation, and as Word prints it."""
        name, level = place
        shared = self._abstract.get(name, name)
        form = _value(self._levels.get((shared, level)), "w:numFmt") or "decimal"
        if form == "none":
            return "", ""
        if form == "bullet":
            return "•", "•"
        key = shared, level
        if place in self._starts and place not in self._begun:
            self._counts[key] = self._starts[place]
        else:
            start = self._start(shared, level)
            self._counts[key] = self._counts[key] + 1 if key in self._counts else start
        self._begun.add(place)
        for deeper in [k for k in self._counts if k[0] == shared and k[1] > level]:
            del self._counts[deeper]
        shown = _value(self._levels.get(key), "w:lvlText") or f"%{level + 1}."
        printed = re.sub(r"%(\d)", lambda m: self._figure(shared, int(m[1]) - 1), shown).strip()
        return printed.strip("()[]. :") or self._figure(shared, level), printed

    def _start(self, shared: str, level: int) -> int:
        return int(_value(self._levels.get((shared, level)), "w:start") or 1)

    def _figure(self, shared: str, level: int) -> str:
        n = self._counts.get((shared, level), self._start(shared, level))
        form = _value(self._levels.get((shared, level)), "w:numFmt") or "decimal"
        if form.endswith("Letter") and n > 0:
            letters = chr(97 + (n - 1) % 26) * ((n - 1) // 26 + 1)
            return letters.upper() if form.startswith("upper") else letters
        if form.endswith("Roman") and n > 0:
            return roman(n).upper() if form.startswith("upper") else roman(n)
        return str(n)


def _value(element: Any, name: str) -> str | None:
    found = None if element is None else element.find(qn(name))
    return None if found is None else found.get(qn("w:val"))


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def roman(n: int) -> str:
    """Return a number from 1 as a small roman figure."""
    text = ""
    for value, letters in _ROMAN:
        text += letters * (n // value)
        n %= value
    return text
