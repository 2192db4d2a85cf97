"""Which passages of decisions are near to a question, and which themes they would carry."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rag.bridges import Leads
from rag.protocols import FloatArray, Library
from rag.records import Filters, Passage
from rag.register import Register

__all__ = ["NearPassage", "near_passages", "telling_themes"]


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage, its cosine to the question, and its share of the best match of words."""

    key: int
    passage: Passage
    cosine: float
    words: float


def near_passages(
    library: Library, text: str, vector: FloatArray, filters: Filters, *, depth: int
) -> list[NearPassage]:
    """Return the passages that `depth` places by words and by meaning bring up, by key.

    `vector` has shape (dimension,). What only words bring up has the cosine 0.
    """
    words = dict(library.lexical.search(text, depth, filters))
    meaning = dict(library.vectors.search(vector, depth, library.allowed(filters)))
    keys = sorted({*words, *meaning})
    most = max(words.values(), default=0.0) or 1.0
    return [
        NearPassage(key, passage, meaning.get(key, 0.0), words.get(key, 0.0) / most)
        for key, passage in zip(keys, library.passages(keys), strict=True)
    ]


def telling_themes(
    register: Register, leads: Leads, also: Iterable[Sequence[str]] = ()
) -> dict[str, float]:
    """Return the themes that decisions about a question would carry, weighted 0 to 1.

    A theme of three decisions tells more than one of fifty. `also` are the themes of duties
    that apply.
    """
    weights: dict[str, float] = {}
    top = next(iter(leads.themes.values()), 0.0)
    for code, score in list(leads.themes.items())[:6]:
        weights[code] = max(0.0, score / top) ** 2 if top else 0.0
    for codes in also:
        for code in codes:
            weights[code] = max(weights.get(code, 0.0), 0.8)
    spread: Mapping[str, int] = register.spread
    rarest = math.log(1 + len(register.decisions))
    return {
        code: weight * (1 - 0.7 * math.log(1 + spread[code]) / rarest)
        for code, weight in weights.items()
        if spread.get(code)
    }
