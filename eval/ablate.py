"""What each mechanism of the ranking brings; eval.bench.search tells what it costs.

    .venv/bin/python -m eval.ablate --index .upheld/index

For each mechanism the weights are learned again on the dev part without it and measured on the
test part, beside the whole. Paired differences with bootstrap intervals.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from eval.learn import MEASURES, lessons, rows_of
from eval.listwise import Floats, Lesson, fit
from eval.metrics import estimate
from eval.questions import GOLD, load_questions
from rag.bootstrap import open_engine
from rag.config import load_settings
from rag.features import FEATURES

__all__ = ["MECHANISMS", "without"]

MECHANISMS: dict[str, tuple[str, ...]] = {
    "meaning (cosine and rank)": ("meaning", "rank by meaning"),
    "words (BM25 and words covered)": ("rank by words", "score by words", "words covered"),
    "the nearest parts of the same document": ("document by meaning", "document by words"),
    "everyday speech to duties": ("duty",),
    "everyday speech to situations of cases": ("situation",),
    "who ought to be speaking, by the words of a question": ("role",),
    "who ought to be speaking, by its meaning": ("voice",),
    "what sort of document": ("kind",),
    "the case that is named": ("case",),
    "the council that is named": ("council",),
    "a sum or a period where one is asked": ("sum", "period"),
    "length": ("length",),
    "role and sort as they are": tuple(name for name in FEATURES if name.startswith("is ")),
}


def without(items: Sequence[Lesson], names: Sequence[str]) -> list[Lesson]:
    """Return the lessons with the features `names` blotted out."""
    kept = np.array([name not in names for name in FEATURES], dtype=np.float64)
    return [replace(item, measured=item.measured * kept) for item in items]


def _measures(learn: Sequence[Lesson], test: Sequence[Lesson]) -> Floats:
    """Return `eval.learn.MEASURES` of each test lesson, shape (tests, 5)."""
    return rows_of(test, fit(learn))


def _lost(whole: Floats, part: Floats) -> str:
    cells = []
    for column in range(whole.shape[1]):
        lead = 100 * (whole[:, column] - part[:, column])
        found = estimate(lead[~np.isnan(lead)].tolist())
        cells.append(f"{found.mean:+.1f} [{found.low:+.1f} to {found.high:+.1f}]")
    return " | ".join(cells)


def _print_mechanisms(dev: Sequence[Lesson], test: Sequence[Lesson]) -> None:
    whole = _measures(dev, test)
    means = " | ".join(f"{100 * value:.1f}" for value in np.nanmean(whole, axis=0))
    print(f"| what it brings | {' | '.join(MEASURES)} |\n|---|" + "---|" * len(MEASURES))
    print(f"| all of them | {means} |")
    for name, columns in MECHANISMS.items():
        part = _measures(without(dev, columns), without(test, columns))
        print(f"| {name} | {_lost(whole, part)} |")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", type=Path)
    chosen = parser.parse_args()
    settings = load_settings()
    if chosen.index:
        settings = replace(settings, index=chosen.index)
    engine = open_engine(settings)
    parts = {name: load_questions(GOLD, name) for name in ("dev", "test")}
    found = {name: lessons(engine, items) for name, items in parts.items()}
    _print_mechanisms(found["dev"], found["test"])


if __name__ == "__main__":
    main()
