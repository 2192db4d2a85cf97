"""Learns the ranking of `rag.rank` from the dev part of the gold questions.

    .venv/bin/python -m eval.learn --index .upheld/index [--write]

What it would do on questions that it has not seen is measured by cross-validation over questions
and printed; --write puts the ranking fitted on all of them into rag/ranking.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

import rag
from eval.anchors import in_hit
from eval.listwise import Floats, Lesson, fit
from eval.metrics import is_inverted, recall_at, reciprocal_rank, share_within
from eval.questions import GOLD, Anchor, GoldQuestion, load_questions
from rag.answer import Engine
from rag.bootstrap import open_engine
from rag.config import load_settings
from rag.features import FEATURES, Seen, measure_candidates
from rag.rank import Ranking
from rag.records import Hit

__all__ = ["MEASURES", "cross_validate", "lessons", "rows_of"]

MEASURES = ("recall@5", "recall@10", "mrr", "in 1,000 words", "right voice first")
_FOLDS = 4


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
        words = np.array([len(one.passage.text.split()) for one in seen], dtype=np.float64)
        found.append(Lesson(item.id, measured, meets.astype(np.float64), misleads, words))
    return found


def _meets(need: Sequence[Anchor], seen: Seen) -> bool:
    hit = Hit(seen.passage, seen.document, 0.0)
    return any(in_hit(anchor, hit) for anchor in need)


def rows_of(items: Sequence[Lesson], ranking: Ranking) -> Floats:
    """Return `MEASURES` of each question, shape (questions, 5); whether the right voice came
    before the wrong one is NaN where there is no wrong one."""
    rows = []
    for item in items:
        order = np.argsort(-ranking.scores(item.measured.astype(np.float32)), kind="stable")
        ranks = [_first(met[order]) for met in item.meets]
        read = np.cumsum(item.words[order])
        within = share_within([None if rank is None else int(read[rank - 1]) for rank in ranks])
        wrong = _first(item.misleads[order])
        voiced = float("nan") if wrong is None else float(not is_inverted(ranks, wrong))
        at = (recall_at(ranks, 5), recall_at(ranks, 10))
        rows.append((*at, reciprocal_rank(ranks), within, voiced))
    return np.array(rows)


def _first(met: Floats) -> int | None:
    places = np.nonzero(met)[0]
    return int(places[0]) + 1 if len(places) else None


def cross_validate(items: Sequence[Lesson], *, bend_ridge: float) -> Floats:
    """Return `rows_of` of questions left out of the fitting, folds drawn with a fixed seed."""
    shuffled = np.random.default_rng(7).permutation(len(items))
    rows = []
    for fold in range(_FOLDS):
        held = [items[n] for n in shuffled[fold::_FOLDS]]
        kept = [items[n] for place, n in enumerate(shuffled) if place % _FOLDS != fold]
        rows.append(rows_of(held, fit(kept, bend_ridge=bend_ridge)))
    return np.vstack(rows)


def _line(name: str, rows: Floats) -> str:
    means = zip(MEASURES, np.nanmean(rows, axis=0).tolist(), strict=True)
    return f"{name:30}" + "  ".join(f"{key} {100 * value:.1f}" for key, value in means)


def _write(ranking: Ranking) -> None:
    parts = {name: np.round(getattr(ranking, name), 4).tolist() for name in Ranking.__slots__}
    record = {"features": list(FEATURES), **parts}
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in record.items())
    Path(rag.__file__).with_name("ranking.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def main() -> None:
    """Print what fitting gives on held-out questions; write the ranking where that is asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    settings = load_settings()
    if chosen.index:
        settings = replace(settings, index=chosen.index)
    engine = open_engine(settings, ranking=Ranking.linear({}))
    items = lessons(engine, load_questions(GOLD, "dev"))
    for name, ridge in (("straight alone", 10.0), ("bent, ridge 0.05", 0.05), ("0.02", 0.02)):
        print(_line(f"held out, {name}", cross_validate(items, bend_ridge=ridge)), flush=True)
    ranking = fit(items)
    print(_line("fitted on all of dev", rows_of(items, ranking)))
    if chosen.write:
        _write(ranking)


if __name__ == "__main__":
    main()
