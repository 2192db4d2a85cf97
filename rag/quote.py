"""Quoting the sentences that answer, from the kinds of document that are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from rag.draft import Draft, Materials, said
from rag.pick import Picked, pick_sentences
from rag.records import Kind, Part

__all__ = ["quote_best"]


def quote_best(
    materials: Materials, draft: Draft, *, kinds: Sequence[Kind], floor: float, most: int
) -> None:
    """Add the sentences of these kinds of document that answer, with who says them."""
    hits = [h for h in materials.found.hits[:12] if h.document.kind in kinds][:8]
    picks = pick_sentences(
        materials.library,
        materials.embedder,
        materials.asked,
        materials.found.vector,
        hits,
        most=most,
    )
    best = picks[0].score if picks else 0.0
    for picked in picks:
        if picked.score >= max(floor, 0.75 * best):
            _quote(materials, draft, picked)


def _quote(materials: Materials, draft: Draft, picked: Picked) -> None:
    citation = picked.citation()
    text, verbatim = said(materials.wording, citation, where=f" ({citation.title})")
    draft.claim(Part.DIRECT, text, [citation], verbatim=verbatim)
