"""Fits the decision "is this a question for this library?" and prints its curve.

`python -m eval.calibrate [--index DIR]` reads eval/gold/calibration.jsonl and holdback.jsonl
(written apart from the gold questions) and the dev questions that have an answer, fits a logistic
regression on the signals and reports it on folds that it was not fitted on. The weights are then
written by hand into rag/evidence.py.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.questions import GOLD, load_questions
from rag.answer import Engine
from rag.bootstrap import open_engine
from rag.config import load_settings
from rag.replies import Question

__all__ = ["Bin", "Reliability", "area_under_curve", "fit_logistic", "main", "reliability"]

_FILES = ("calibration.jsonl", "holdback.jsonl")
_SUBJECT = frozenset(("domain", "topic", "outside"))  # reasons that this decision is about
_FOLDS = 10
SIGNALS = ("duty", "familiar", "elsewhere", "case", "dense")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One calibration question with its signals (those named in `SIGNALS`)."""

    kind: str
    answerable: bool
    signals: tuple[float, ...]
    support: float  # what the engine makes of them: the chance that it is a question for it
    answered: bool


def fit_logistic(x: Floats, y: Floats, *, ridge: float = 0.03, steps: int = 50) -> Floats:
    """Return weights, bias first, of a ridge logistic regression by Newton's method.

    `x` has shape (samples, signals), `y` shape (samples,) of 0 and 1.
    """
    design = np.column_stack([np.ones(len(x)), x])
    weights: Floats = np.zeros(design.shape[1])
    penalty = ridge * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(steps):
        chance = 1.0 / (1.0 + np.exp(-design @ weights))
        slope = design.T @ (chance - y) + penalty @ weights
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        weights = weights - np.linalg.solve(bend, slope)
    return weights


def area_under_curve(score: Floats, y: Floats) -> float:
    """Return the chance that an answerable question scores above an unanswerable one."""
    above, below = score[y == 1], score[y == 0]
    wins = (above[:, None] > below[None, :]).mean()
    ties = (above[:, None] == below[None, :]).mean()
    return float(wins + ties / 2)


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions given about the same chance: how many, the mean chance, the share that was so."""

    n: int
    said: float
    so: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far a chance can be taken at its word; bins from the least chance to the greatest.

    `error`: expected calibration error (Naeini, Cooper and Hauskrecht, AAAI 2015); `brier`: mean
    squared difference (Brier, Monthly Weather Review 78 (1950)).
    """

    bins: tuple[Bin, ...]
    error: float
    brier: float


def reliability(said: Floats, so: Floats, *, bins: int = 10) -> Reliability:
    """Return the reliability of chances `said` against outcomes `so` of 0 and 1, in equal bins."""
    place = np.minimum((said * bins).astype(int), bins - 1)
    found = tuple(
        Bin(int(here.sum()), float(said[here].mean()), float(so[here].mean()))
        for n in range(bins)
        if (here := place == n).any()
    )
    error = sum(b.n * abs(b.said - b.so) for b in found) / len(said)
    return Reliability(found, error, float(((said - so) ** 2).mean()))


def _print_reliability(found: Reliability) -> None:
    print(f"calibration error {found.error:.3f}, Brier score {found.brier:.3f}")
    print("chance said  answerable  questions")
    for each in found.bins:
        print(f"{each.said:11.2f}  {each.so:10.2f}  {each.n:9d}")


def _rows() -> Iterator[tuple[str, bool, Question]]:
    """Yield kind, whether it can be answered, and the question, of all that tells of subjects."""
    for name in _FILES:
        for line in (GOLD.parent / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            reasons = set(row.get("reason", ()))
            if row["answerable"] or not reasons or reasons & _SUBJECT:
                kind = row.get("kind") or "/".join(sorted(reasons)) or "look-alike"
                yield kind, row["answerable"], Question(row["question"])
    for item in load_questions(GOLD, "dev"):
        if item.evidence and item.must_answer:
            yield "gold", True, item.asked()


def _samples(engine: Engine) -> list[Sample]:
    samples = []
    for kind, answerable, question in _rows():
        answer = engine.ask(question)
        told = answer.understood
        if told.get("references") or (told.get("councils") and kind == "gold"):
            continue  # what names its case is not decided by its subject
        signals = tuple(float(told[name]) for name in SIGNALS)
        support = float(told["support"])
        samples.append(Sample(kind, answerable, signals, support, not answer.abstained))
    return samples


def _held_out(x: Floats, y: Floats) -> Floats:
    order = np.random.default_rng(0).permutation(len(x))
    score: Floats = np.zeros(len(x))
    for fold in np.array_split(order, _FOLDS):
        rest = np.setdiff1d(order, fold)
        weights = fit_logistic(x[rest], y[rest])
        score[fold] = 1.0 / (1.0 + np.exp(-(weights[0] + x[fold] @ weights[1:])))
    return score


def _print_curve(score: Floats, y: Floats) -> None:
    print("threshold  answerable kept  unanswerable held back")
    for cut in (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7):
        kept, held = (score[y == 1] >= cut).mean(), (score[y == 0] < cut).mean()
        print(f"{cut:9.2f}  {kept:15.2f}  {held:22.2f}")


def main() -> None:
    """Fit, report on held-out folds, and report what the whole engine does today."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--index", type=Path, default=None, help="the folder of the index")
    given = parser.parse_args().index
    settings = load_settings()
    engine = open_engine(settings if given is None else load_settings({"UPHELD_INDEX": str(given)}))
    samples = _samples(engine)
    x = np.array([s.signals for s in samples])
    y = np.array([float(s.answerable) for s in samples])
    print(f"weights (bias, {', '.join(SIGNALS)}):", np.round(fit_logistic(x, y), 2))
    score = _held_out(x, y)
    print(f"AUC on held-out folds: {area_under_curve(score, y):.3f}")
    for n, name in enumerate(SIGNALS):
        against = -1 if name == "elsewhere" else 1
        print(f"  {name} alone: {area_under_curve(x[:, n] * against, y):.3f}")
    _print_curve(score, y)
    print("on held-out folds:", end=" ")
    _print_reliability(reliability(score, y))
    print("of the score in use (fitted on all of these questions):", end=" ")
    _print_reliability(reliability(np.array([s.support for s in samples]), y))
    print("the whole engine, share answered by kind:")
    for kind in sorted({s.kind for s in samples}):
        group = [s for s in samples if s.kind == kind]
        print(f"  {kind:14} {sum(s.answered for s in group) / len(group):.2f} of {len(group)}")


if __name__ == "__main__":
    main()
