"""The dates that a digest notes: "mid-Nov 2024 formal request", "Mar–Sept 2023"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.when import Printed, find_printed
from rag.cases import Event
from rag.records import Paragraph

__all__ = ["read_noted"]

_HALF = re.compile(
    r"\b([A-Z][a-z]{2,8})\s?[-–]\s?((?:(?:early|mid|late)[ -])?[A-Z][a-z]{2,8}) ((?:19|20)\d\d)\b"
)
_BARE = re.compile(r"(?:19|20)\d\d\b(?!/)")


def read_noted(paragraphs: Iterable[Paragraph]) -> tuple[Event, ...]:
    """Return the dated notes of a digest, each with the words of its own note, earliest first.

    A note without a date, or with a year that it does not print, tells no event.
    """
    found = [event for paragraph in paragraphs for event in _notes(paragraph)]
    return tuple(sorted(found, key=lambda event: (event.start_date, event.start)))


def _notes(paragraph: Paragraph) -> Iterator[Event]:
    for piece in re.finditer(r"[^;]+", paragraph.text):
        text = piece[0].strip()
        whole = _HALF.sub(r"\1 \3–\2 \3", text)
        lead = "in " if _BARE.match(whole) else ""
        dated = next((p for p in find_printed(lead + whole) if not p.open_year), None)
        if dated is None:
            continue
        at = paragraph.start + piece.start() + piece[0].index(text)
        yield _event(paragraph, text, at, dated, (lead + whole)[dated.start : dated.end])


def _event(paragraph: Paragraph, text: str, at: int, dated: Printed, when: str) -> Event:
    start, end = dated.dates()
    return Event(
        when_text=when,
        start_date=start,
        end_date=end,
        precision=dated.precision,
        text=text,
        role=paragraph.role,
        paragraph_id=paragraph.id,
        start=at,
        end=at + len(text),
    )
