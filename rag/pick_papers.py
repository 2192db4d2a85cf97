"""Which sentences of papers answer: what is asked at last, and figures beside what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.draft import Materials
from rag.expects import counted, expected, number_of
from rag.pick import Picked
from rag.quote import best_sentences
from rag.records import Hit
from rag.text import content_words, sentences
from rag.wanted import last_asked

__all__ = ["lies_in", "paper_picks", "with_neighbours"]

_MOST = 4  # sentences
_LOOKED_AT = 20  # passages
_COUNTED_IN = 80  # passages, where only their sentences with a figure are looked at
_BESIDE_IT = 0.2  # what a figure beside what is counted adds to the score of a sentence
_FLOOR = 0.75  # a sentence under this share of the best is not shown
_WHOLE = 95  # words; the paragraph of the best sentence is shown whole up to this length


def paper_picks(materials: Materials, hits: Sequence[Hit]) -> list[Picked]:
    """Return the sentences that answer, best first; only those with a figure, where one is asked
    for and any holds it."""
    holds, focused = expected(materials.asked.question.text), _focused(materials)
    picks: list[Picked] = []
    if holds is not None:
        with_it = [h for h in hits if holds.search(h.passage.text)]
        picks = best_sentences(focused, with_it[:_COUNTED_IN], most=3 * _MOST, holds=holds)
        picks = _nearest_figures(materials, picks)
    picks = picks or best_sentences(focused, hits[:_LOOKED_AT], most=3 * _MOST)
    best = picks[0].score if picks else 0.0
    return [p for p in picks if p.score >= _FLOOR * best][:_MOST]


def _nearest_figures(materials: Materials, picks: Sequence[Picked]) -> list[Picked]:
    """Return `picks`, those first in which a figure stands beside what the question counts."""
    near = number_of(materials.asked.question.text)
    if near is None:
        return list(picks)
    beside = [
        replace(p, score=p.score + _BESIDE_IT) if near.search(p.citation().quote) else p
        for p in picks
    ]
    return sorted(beside, key=lambda p: -p.score)


def _focused(materials: Materials) -> Materials:
    """Return the materials for what is asked at last: before it, a question may tell a story."""
    asked, found = materials.asked, materials.found
    tail = last_asked(asked.search_text)
    counts = counted(asked.question.text) is not None
    words = tuple(w for w in content_words(tail) if counts or asked.paper or w in asked.topic)
    whole = tail == asked.search_text
    if asked.followed_up or len(words) < 2 or (whole and not counts):
        return materials
    if whole:
        return replace(materials, asked=replace(asked, topic=words))
    vector = found.vector + materials.embedder.encode([tail])[0]
    vector /= float((vector @ vector) ** 0.5) or 1.0
    return replace(
        materials, asked=replace(asked, topic=words), found=replace(found, vector=vector)
    )


def with_neighbours(picked: Picked) -> Picked:
    """Return the best sentence with its paragraph, or with the next sentence, in its voice.

    A paper often says first what it speaks of, then what it has to say.
    """
    paragraph = picked.paragraph
    base = paragraph.start
    ends = [paragraph.end]
    ends += [base + b for a, b in sentences(paragraph.text) if base + a >= picked.end][:1]
    for start, end in ((base, paragraph.end), *((picked.start, e) for e in ends)):
        words = len(paragraph.text[start - base : end - base].split())
        same = paragraph.role_at(start, end) is picked.role
        if words <= _WHOLE and same and paragraph.can_quote(start, end):
            return replace(picked, start=start, end=end)
    return picked


def lies_in(picked: Picked, other: Picked) -> bool:
    same = picked.paragraph.id == other.paragraph.id
    return same and other.start <= picked.start and picked.end <= other.end
