"""The Acts, regulations and court cases that a text cites, in one form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.records import Paragraph, Reading
from rag.text import fold

__all__ = ["cited_in", "find_provisions"]

_YEARS = {"Children and Families Act": "2014", "Education Act": "1996"}  # cited without theirs
_NUMBER = r"\d+[A-Za-z]{0,2}(?:\(\w+\))*"
_NUMBERS = rf"{_NUMBER}(?:(?:,| and|, and| or) {_NUMBER})*"
_PLACE = (
    rf"(?P<kind>[Ss]ections?|[Rr]egulations?|ss?\.?) ?(?P<numbers>{_NUMBERS})"
    rf"|[Ss]chedule (?P<schedule>\d+\w?)(?:, paragraph (?P<paragraph>{_NUMBER}))?"
)
_ACT = (
    r"(?P<act>(?:[A-Z][a-z]+(?:,? (?:and|of|the|&))? )+(?:Act|Regulations|Order))"
    r"(?:,? \(?(?P<year>(?:19|20)\d\d)\)?)?"
)
_CITATIONS = (
    re.compile(rf"{_ACT}(?:,|\s)+(?:as amended,? )?(?:{_PLACE})"),
    re.compile(rf"(?:{_PLACE})(?:,| of)?(?: the)? {_ACT}"),
)
_COURT_CASE = re.compile(
    r"\bR ?\(?[^;,()]*?(?:\([^()]*\)[^;,()]*?){0,3} \[\d{4}\] "
    r"(?:EWCA|EWHC|UKSC|UKUT|ELR|AC|WLR)(?: [Cc]iv)? ?\d+(?: \(\w+\))?"
)


def find_provisions(reading: Reading) -> tuple[str, ...]:
    """Return the Acts with their sections and the court cases that a decision cites."""
    return cited_in(reading.paragraphs)


def cited_in(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    """Return what some paragraphs cite, each once, in the order of the text."""
    found: dict[str, None] = {}
    for paragraph in paragraphs:
        text = fold(paragraph.text)
        for pattern in _CITATIONS:
            found.update(dict.fromkeys(map(_cite, pattern.finditer(text))))
        found.update((match[0].strip(), None) for match in _COURT_CASE.finditer(text))
    return tuple(found)


def _cite(match: re.Match[str]) -> str:
    """Return "Education Act 1996 s19" for a citation in whatever form."""
    act = re.sub(r"^(?:The|In|Under|See|Our) ", "", match["act"])
    year = match["year"] or _YEARS.get(act, "")
    if match["schedule"]:
        place = f"Sch {match['schedule']}"
        place += f" para {match['paragraph']}" if match["paragraph"] else ""
    else:
        mark = "reg " if match["kind"].lower().startswith("reg") else "s"
        place = re.sub(r"(?<![\w(])(\d)", rf"{mark}\1", match["numbers"])
    return " ".join(part for part in (act, year, place) if part)
