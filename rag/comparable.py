"""Decisions on one gap: those that found fault on the same theme, each with the finding cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from rag.cite import cite_voice
from rag.draft import OWN_VOICES
from rag.duties import Duty
from rag.precedents import Nearby, nearest_cases, precedent
from rag.protocols import Embedder, Library
from rag.replies import Citation, Precedent
from rag.retrieve import Retrieval
from rag.understand import Understanding

__all__ = ["Comparable", "comparable_decisions"]

_ON_IT = 0.35  # cosine below which a finding tells of something else
_LOOKED_AT = 30  # nearest decisions, of which those on the theme are kept


@dataclass(frozen=True, slots=True)
class Comparable:
    """A decision that found fault on a matter like this one, and the finding."""

    precedent: Precedent
    citation: Citation


def comparable_decisions(
    library: Library,
    embedder: Embedder,
    asked: Understanding,
    found: Retrieval,
    duties: Sequence[Duty],
    *,
    most: int,
) -> list[Comparable]:
    """Return up to `most` decisions that share a theme with `duties` and found fault: those on
    the first duty's own theme (its first), then the others, nearest first."""
    themes = [str(code) for duty in duties for code in duty.record.get("themes", ())]
    near = nearest_cases(library, asked, found.vector, found.leads, duties, most=_LOOKED_AT)
    on_theme = [nearby for nearby in near if set(themes).intersection(nearby.themes)]
    on_theme.sort(key=lambda nearby: themes[0] not in nearby.themes)
    cited = ((nearby, _finding(library, embedder, found, nearby)) for nearby in on_theme)
    kept = (Comparable(precedent(nearby), citation) for nearby, citation in cited if citation)
    return list(islice(kept, most))


def _finding(
    library: Library, embedder: Embedder, found: Retrieval, nearby: Nearby
) -> Citation | None:
    told = nearby.digest or nearby.case
    points = [point for point in told.faults if point.paragraph_id]
    if not points:
        return None
    near = embedder.encode([point.text for point in points]) @ found.vector
    if float(near.max()) < _ON_IT:
        return None
    point = points[int(near.argmax())]
    return cite_voice(library, str(point.paragraph_id), OWN_VOICES, point.start, point.end)
