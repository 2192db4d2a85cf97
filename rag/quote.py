"""Quoting the sentences that answer, from the kinds of document that are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.draft import Draft, Materials, said
from rag.kinds import Kind, Part, Role
from rag.pick import Picked, pick_sentences
from rag.records import Hit

__all__ = ["best_sentences", "quote_best", "quote_picked"]


def best_sentences(
    materials: Materials,
    hits: Sequence[Hit],
    *,
    most: int,
    roles: frozenset[Role] | None = None,
    holds: re.Pattern[str] | None = None,
) -> list[Picked]:
    """Return the sentences of `hits` that answer the question in hand, best first; only those
    in which `holds` stands, where it is given."""
    return pick_sentences(
        materials.library,
        materials.embedder,
        materials.asked,
        materials.found.vector,
        hits,
        most=most,
        roles=roles,
        holds=holds,
    )


def quote_best(
    materials: Materials, draft: Draft, *, kinds: Sequence[Kind], floor: float, most: int
) -> None:
    """Add the sentences of these kinds of document that answer, with who says them."""
    hits = [h for h in materials.found.hits[:12] if h.document.kind in kinds][:8]
    picks = best_sentences(materials, hits, most=most)
    best = picks[0].score if picks else 0.0
    for picked in picks:
        if picked.score >= max(floor, 0.75 * best):
            quote_picked(materials, draft, picked)


def quote_picked(materials: Materials, draft: Draft, picked: Picked) -> None:
    """Add one sentence, with who says it and where."""
    citation = picked.citation()
    text, verbatim = said(materials.wording, citation, where=f" ({citation.title})")
    draft.claim(Part.DIRECT, text, [citation], verbatim=verbatim)
