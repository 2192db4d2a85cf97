"""How likely a claim is borne by its passage: a score learned from claims of both sorts."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rag.agree.modality import force_gap
from rag.agree.polarity import conflict
from rag.agree.told import Told, bearing, clauses, overlap, stems_of
from rag.protocols import Embedder

__all__ = ["ENOUGH", "FEATURES", "WEIGHTS", "measure_support", "support"]

FEATURES = ("cover", "least", "near", "cosine", "clause", "conflict", "force")

# `python -m eval.claims` fits these on the dev half of tests/data/claims.jsonl, with each true
# claim set beside other paragraphs of its document, and prints what they do on folds left out.
WEIGHTS: dict[str, float] = {
    "bias": -3.68,
    "cover": 0.53,
    "least": 0.28,
    "near": 1.17,
    "cosine": 2.21,
    "clause": -0.13,
    "conflict": -0.06,
    "force": -1.02,
}
ENOUGH = 0.08  # a claim that scores below this is taken out


def measure_support(claim: str, told: Told, embedder: Embedder) -> dict[str, float]:
    """Return the features of a claim beside its passage, each from 0 to 1.

    `cover`: weighted share of its words that the passage uses, `least` that of its worst clause,
    `near` that of the sentences that bear it; `cosine`: the nearest sentence or the whole,
    `clause` that of the worst clause; `conflict`: words one says and one denies; `force`: how
    far apart in what they demand.
    """
    borne = bearing(told, claim)
    first = borne[0].text if borne else ""
    have, words, parts = stems_of(f"{told.text} {told.about}"), stems_of(claim), clauses(claim)
    texts = [told.text, *(s.text for s in told.sentences)]
    vectors = embedder.encode([claim, *parts, *texts])
    cosines = vectors[: 1 + len(parts)] @ vectors[1 + len(parts) :].T
    return {
        "cover": overlap(words, have),
        "least": min((overlap(stems_of(p), have) for p in parts), default=1.0),
        "near": overlap(words, [w for s in borne for w in stems_of(s.text)]),
        "cosine": float(cosines[0].max()),
        "clause": float(cosines[1:].max(axis=1).min()) if parts else float(cosines[0].max()),
        "conflict": conflict(claim, first),
        "force": force_gap(claim, first),
    }


def support(features: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> float:
    """Return the chance, 0 to 1, that a claim of these features is borne by its passage."""
    z = weights["bias"] + sum(weights[name] * features[name] for name in FEATURES)
    return 1.0 / (1.0 + math.exp(-z))
