"""The claims set: which false claims the checks catch, and which true ones they lose.

    .venv/bin/python -m eval.claims --index .upheld/index [--part held]

Fits the weights of `rag.agree.support` on the dev half, measures them on folds left out, and
prints both tables. Of a held-out half it prints totals alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.anchors import is_key_of, plain
from eval.calibrate import area_under_curve, fit_logistic, reliability
from eval.listwise import Floats
from eval.tables import print_table
from rag.agree.inference import Inferring
from rag.agree.judge import disagreement, unsupported
from rag.agree.support import FEATURES, measure_support, support
from rag.agree.told import Told, read_told
from rag.bootstrap import open_inferring, question_embedder
from rag.cite import cite_id
from rag.config import load_settings
from rag.entities import Gazetteer
from rag.errors import QuestionSetError
from rag.library import open_library
from rag.protocols import Embedder, Library
from rag.replies import Citation
from rag.text import find_words, sentences

__all__ = ["CLAIMS", "Judged", "Row", "cite_anchor", "judge_rows", "load_rows", "main"]

CLAIMS = Path(__file__).parent.parent / "tests" / "data" / "claims.jsonl"
_FOLDS = 10
_OTHERS = 2  # paragraphs of the same document that a true claim is set beside
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of the set: where it stands, whether it is so, and how it was made."""

    id: str
    part: str
    document: str
    quote: str
    claim: str
    true: bool
    change: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim as judged: the reason it was taken out for ("" where it stands), its support."""

    row: Row
    reason: str
    support: float


def load_rows(part: str, path: Path = CLAIMS) -> list[Row]:
    """Return the rows of one half, "dev" or "held". Raises QuestionSetError."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            record = json.loads(line)
            row = Row(**{name: record[name] for name in Row.__dataclass_fields__})
        except (ValueError, KeyError) as error:
            raise QuestionSetError(f"{path} line {number}: {error}") from error
        if row.part == part:
            rows.append(row)
    return rows


def cite_anchor(library: Library, row: Row) -> Citation | None:
    """Cite the sentences that the anchor of a row touches; None where no paragraph holds it."""
    for document in library.documents():
        named = row.document == document.id or is_key_of(row.document, document)
        for paragraph in library.paragraphs(document.id) if named else ():
            if plain(row.quote) not in plain(paragraph.text):
                continue
            span = find_words(paragraph.text, row.quote, any_case=True)
            if span is None:
                return cite_id(library, paragraph.id)
            touched = [s for s in sentences(paragraph.text) if s[0] < span[1] and span[0] < s[1]]
            first, last = paragraph.start + touched[0][0], paragraph.start + touched[-1][1]
            return cite_id(library, paragraph.id, first, last)
    return None


def judge_rows(
    rows: Sequence[Row],
    library: Library,
    embedder: Embedder,
    inferring: Inferring | None = None,
) -> list[Judged]:
    """Return each row as judged; rows whose document the index does not hold are left out."""
    gazetteer = Gazetteer.of(library)
    judged = []
    for row in rows:
        citation = cite_anchor(library, row)
        if citation is None:
            continue
        told = read_told(library, [citation])
        score = support(measure_support(row.claim, told, embedder))
        fault = disagreement(row.claim, told, gazetteer)
        fault = fault or unsupported(row.claim, told, embedder)
        if fault is None and inferring is not None:
            fault = inferring.fault(row.claim, told)
        reason = fault.reason if fault else ""
        judged.append(Judged(row, reason, score))
    return judged


def _lessons(
    rows: Sequence[Row], library: Library, embedder: Embedder
) -> tuple[Floats, Floats, list[str]]:
    """Return features (n, features), truth (n,) and the row of each: the rows as they are, and
    the true ones beside other paragraphs of their document."""
    chosen = np.random.default_rng(5)
    measured, truth, ids = [], [], []

    def add(row: Row, told: Told, so: bool) -> None:
        features = measure_support(row.claim, told, embedder)
        measured.append([features[name] for name in FEATURES])
        truth.append(float(so))
        ids.append(row.id)

    for row in rows:
        citation = cite_anchor(library, row)
        if citation is None:
            continue
        add(row, read_told(library, [citation]), row.true)
        others = [
            p
            for p in library.paragraphs(citation.document_id)
            if p.id != citation.paragraph_id and not p.boilerplate and len(p.text) > 60
        ]
        for n in chosen.permutation(len(others))[: _OTHERS if row.true else 0]:
            add(row, read_told(library, [cite_id(library, others[n].id)]), False)
    return np.array(measured), np.array(truth), ids


def _left_out(x: Floats, y: Floats, ids: Sequence[str]) -> Floats:
    """Return the score of each lesson by weights fitted without any lesson of its row."""
    score: Floats = np.zeros(len(y))
    names = np.array(ids)
    for fold in np.array_split(np.random.default_rng(0).permutation(sorted(set(ids))), _FOLDS):
        here = np.isin(names, fold)
        weights = fit_logistic(x[~here], y[~here], ridge=_RIDGE)
        score[here] = 1.0 / (1.0 + np.exp(-(weights[0] + x[here] @ weights[1:])))
    return score


def _print_fit(rows: Sequence[Row], library: Library, embedder: Embedder) -> None:
    x, y, ids = _lessons(rows, library, embedder)
    weights = fit_logistic(x, y, ridge=_RIDGE)
    names = ("bias", *FEATURES)
    print("weights:", {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)})
    score = _left_out(x, y, ids)
    first = np.array([n == 0 or ids[n] != ids[n - 1] for n in range(len(ids))])
    away = ~first | (y == 1)
    found = reliability(score, y)
    print(f"support on folds left out, {len(y)} lessons:")
    print(
        f"  AUC, true claims against changed ones: {area_under_curve(score[first], y[first]):.3f}"
    )
    print(
        f"  AUC, true claims against other passages: {area_under_curve(score[away], y[away]):.3f}"
    )
    print(f"  Brier {found.brier:.3f}, calibration error {found.error:.3f}")
    print("  cut   changed caught  elsewhere caught  true lost")
    for cut in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3):
        low = score < cut
        shares = (low[first & (y == 0)], low[~first], low[y == 1])
        print("  " + "  ".join([f"{cut:.2f}", *(f"{s.mean():14.2f}" for s in shares)]))


def _print_judged(judged: Sequence[Judged], *, totals: bool) -> None:
    false = [j for j in judged if not j.row.true]
    true = [j for j in judged if j.row.true]
    for name, group in (("false claims caught", false), ("true claims lost", true)):
        taken = sum(bool(j.reason) for j in group)
        print(f"{name}: {taken} of {len(group)} ({100 * taken / max(1, len(group)):.1f}%)")
    score = np.array([0.0 if j.reason else j.support for j in judged])
    truth = np.array([float(j.row.true) for j in judged])
    found = reliability(score, truth)
    print(f"AUC of checks and support together: {area_under_curve(score, truth):.3f}")
    print(f"Brier {found.brier:.3f}, calibration error {found.error:.3f}")
    if totals:
        return
    for title, group in (("False, by change", false), ("True, by form", true)):
        n, out = (
            Counter(j.row.change for j in group),
            Counter(j.row.change for j in group if j.reason),
        )
        rows = [[change, str(out[change]), str(n[change])] for change in sorted(n)]
        print_table(title, ["", "taken out", "of"], rows, out=sys.stdout)


def main() -> None:
    """Print what the checks do on one half of the claims set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--part", choices=("dev", "held"), default="dev")
    parser.add_argument("--rows", type=Path, default=CLAIMS, help="the set, one record a line")
    chosen = parser.parse_args()
    settings = load_settings()
    if chosen.index:
        settings = replace(settings, index=chosen.index)
    embedder = question_embedder(settings)
    library = open_library(settings.index, fingerprint=embedder.fingerprint)
    rows = load_rows(chosen.part, chosen.rows)
    if chosen.part == "dev":
        _print_fit(rows, library, embedder)
    judged = judge_rows(rows, library, embedder, open_inferring(settings))
    _print_judged(judged, totals=chosen.part == "held")
    library.close()


if __name__ == "__main__":
    main()
