"""Whose paper it is: minutes and policies often name their council only in passing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rag.entities import Gazetteer
from rag.kinds import Kind
from rag.records import Reading

__all__ = ["find_council"]

_LOCAL = (Kind.MINUTES, Kind.PAPER)
_CLEAR = 3  # the council named this many times as often as any other is the paper's own


def find_council(reading: Reading, councils: Sequence[Mapping[str, Any]]) -> Reading:
    """Return a local paper with the council that its text names, where that is plain.

    `councils` are the records of corpus/councils.jsonl. A paper that names several councils
    about as often (a national report) stays without one.
    """
    document = reading.document
    if document.council or document.kind not in _LOCAL:
        return reading
    gazetteer = Gazetteer(councils, ())
    counts = Counter(
        council.name
        for paragraph in reading.paragraphs
        for council in gazetteer.find(paragraph.text)
        if not council.ambiguous
    )
    for council in gazetteer.find(document.title):
        counts[council.name] += _CLEAR
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < _CLEAR * ranked[1][1]):
        return reading
    return replace(reading, document=replace(document, council=ranked[0][0]))
