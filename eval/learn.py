"""Learns the weights of `rag.rank` from the dev part of the gold questions.

    .venv/bin/python -m eval.learn --index .upheld/index

A linear model with a listwise softmax: the weights under which the passages that meet a need are
likely to come first among the candidates of their question. What it would do on questions that
it has not seen is measured by cross-validation over questions, and printed beside the weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from eval.anchors import in_hit
from eval.metrics import is_inverted, recall_at, reciprocal_rank
from eval.questions import GOLD, Anchor, GoldQuestion, load_questions
from rag.answer import Engine
from rag.bootstrap import open_engine
from rag.config import load_settings
from rag.features import FEATURES, Seen, measure_candidates
from rag.rank import WEIGHTS
from rag.records import Hit

__all__ = ["MEASURES", "Floats", "Lesson", "cross_validate", "fit", "lessons", "rows_of"]

Floats = npt.NDArray[np.float64]
MEASURES = ("recall@5", "recall@10", "mrr", "right voice first")
_RIDGE = 0.03  # chosen by cross-validation among 0.3, 0.1, 0.03, 0.01
_VOICES = 1.5  # how much a wrong voice before the right one counts beside the ranking itself
_FOLDS = 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question: what speaks for its candidates, (n, features), which of them meet each of its
    needs, (needs, n), and which are in the wrong voice, (n,)."""

    id: str
    measured: Floats
    meets: Floats
    misleads: Floats


def lessons(engine: Engine, items: Sequence[GoldQuestion]) -> list[Lesson]:
    """Return a lesson for each question of which some need stands among its candidates."""
    found = []
    for item in items:
        if not item.evidence:
            continue
        sought, seen = engine.seek(item.asked())
        measured = measure_candidates(engine.library, sought, seen).astype(np.float64)
        meets = np.array([[_meets(need, one) for one in seen] for need in item.evidence])
        wrong = [distractor.anchor for distractor in item.distractors]
        misleads = np.array([_meets(wrong, one) for one in seen], dtype=np.float64)
        found.append(Lesson(item.id, measured, meets.astype(np.float64), misleads))
    return found


def _meets(need: Sequence[Anchor], seen: Seen) -> bool:
    hit = Hit(seen.passage, seen.document, 0.0)
    return any(in_hit(anchor, hit) for anchor in need)


def fit(items: Sequence[Lesson], *, ridge: float = _RIDGE, voices: float = _VOICES) -> Floats:
    """Return a weight for each feature, shape (len(FEATURES),), in the features' own units."""
    spread = np.vstack([item.measured for item in items]).std(axis=0)
    spread[spread < 1e-6] = 1.0
    scaled = [item.measured / spread for item in items]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for rows, item in zip(scaled, items, strict=True):
            score = rows @ weights
            likely = np.exp(score - score.max())
            share = likely / likely.sum()
            for met in item.meets[item.meets.any(axis=1)]:
                right = share * met
                total -= float(np.log(right.sum())) / len(item.meets)
                slope += rows.T @ (share - right / right.sum()) / len(item.meets)
            either = share * np.maximum(item.misleads, item.meets.max(axis=0))
            right = share * item.meets.max(axis=0)
            if item.misleads.any() and right.any():  # the right voice before the wrong one
                total -= voices * float(np.log(right.sum() / either.sum()))
                slope += voices * (rows.T @ (either / either.sum() - right / right.sum()))
        size = len(items)
        return total / size + ridge * float(weights @ weights), slope / size + 2 * ridge * weights

    start = np.zeros(len(FEATURES))
    learned: Floats = minimize(loss, start, jac=True, method="L-BFGS-B").x / spread
    return learned


def measures(items: Sequence[Lesson], weights: Floats) -> dict[str, float]:
    """Return recall@5, recall@10 and MRR of a ranking by `weights`, as means over questions."""
    means = np.nanmean(rows_of(items, weights), axis=0)
    return dict(zip(MEASURES, means.tolist(), strict=True))


def rows_of(items: Sequence[Lesson], weights: Floats) -> Floats:
    """Return recall@5, recall@10, reciprocal rank and whether the right voice came before the
    wrong one (NaN without a wrong one) of each question, shape (questions, 4)."""
    rows = []
    for item in items:
        order = np.argsort(-(item.measured @ weights), kind="stable")
        ranks = [_first(met[order]) for met in item.meets]
        wrong = _first(item.misleads[order])
        voiced = float("nan") if wrong is None else float(not is_inverted(ranks, wrong))
        rows.append((recall_at(ranks, 5), recall_at(ranks, 10), reciprocal_rank(ranks), voiced))
    return np.array(rows)


def _first(met: Floats) -> int | None:
    places = np.nonzero(met)[0]
    return int(places[0]) + 1 if len(places) else None


def cross_validate(items: Sequence[Lesson], *, ridge: float = _RIDGE) -> dict[str, float]:
    """Return `measures` on questions left out of the fitting, folds drawn with a fixed seed."""
    shuffled = np.random.default_rng(7).permutation(len(items))
    rows = []
    for fold in range(_FOLDS):
        held = [items[n] for n in shuffled[fold::_FOLDS]]
        kept = [items[n] for place, n in enumerate(shuffled) if place % _FOLDS != fold]
        rows.append(rows_of(held, fit(kept, ridge=ridge)))
    means = np.nanmean(np.vstack(rows), axis=0)
    return dict(zip(MEASURES, means.tolist(), strict=True))


def _line(name: str, found: dict[str, float]) -> str:
    return f"{name:24}" + "  ".join(f"{key} {100 * value:.1f}" for key, value in found.items())


def main() -> None:
    """Print what fitting gives on held-out questions, and the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--index", type=Path)
    chosen = parser.parse_args()
    settings = load_settings()
    if chosen.index:
        settings = replace(settings, index=chosen.index)
    items = lessons(open_engine(settings), load_questions(GOLD, "dev"))
    today = np.array([WEIGHTS.get(name, 0.0) for name in FEATURES])
    print(_line("weights of today", measures(items, today)))
    for ridge in (0.3, 0.1, 0.03, 0.01):
        print(_line(f"held out, ridge {ridge}", cross_validate(items, ridge=ridge)))
    learned = fit(items)
    print(_line("fitted on all of dev", measures(items, learned)))
    for name, value in zip(FEATURES, learned.tolist(), strict=True):
        print(f'    "{name}": {value:.2f},')


if __name__ == "__main__":
    main()
