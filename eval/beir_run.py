"""The run over a set in the BEIR layout: rank, measure, compare in pairs, print, write."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from eval.beir import BeirSet, load_beir
from eval.leads import measure_leads
from eval.metrics import (
    average_precision_at,
    estimate,
    graded_ndcg_at,
    recall_at,
    reciprocal_rank,
)
from eval.outside import BASELINES, OURS, Rankings, rank_set
from eval.stock import Progress
from eval.tables import cells, print_leads, print_table
from rag.protocols import Embedder, SpanCounter

__all__ = ["MEASURES", "measure_set", "print_set", "run_beir"]

Record = dict[str, Any]
_Measure = Callable[[Sequence[str], Mapping[str, int]], float]


def _recall(k: int) -> _Measure:
    return lambda ranked, grades: recall_at(_ranks(ranked, grades), k)


def _ranks(ranked: Sequence[str], grades: Mapping[str, int]) -> list[int | None]:
    places = {key: n for n, key in enumerate(ranked, 1)}
    return [places.get(key) for key in grades]


MEASURES: dict[str, _Measure] = {
    "recall@5": _recall(5),
    "recall@10": _recall(10),
    "recall@20": _recall(20),
    "recall@100": _recall(100),
    "nDCG@10": lambda ranked, grades: graded_ndcg_at(ranked, grades, 10),
    "MAP@10": lambda ranked, grades: average_precision_at(ranked, grades, 10),
    "MRR@10": lambda ranked, grades: reciprocal_rank(_ranks(ranked, grades), 10),
}


def run_beir(
    folder: Path,
    split: str,
    embedder: Embedder,
    counter: SpanCounter,
    cache: Path,
    progress: Progress = lambda line: None,
) -> Record:
    """Return the report on the set in `folder`. Raises QuestionSetError for a wrong layout."""
    began = time.perf_counter()
    progress(f"reading {folder}")
    given = load_beir(folder, split)
    rankings, windows = rank_set(given, embedder, counter, cache, progress)
    progress("measuring")
    report = measure_set(given, rankings)
    report["windows"] = {"embedded": len(windows.texts), "most a document": windows.most}
    report["seconds"] = round(time.perf_counter() - began, 1)
    return report


def measure_set(given: BeirSet, rankings: Rankings) -> Record:
    """Return every measure of every configuration, question by question and as estimates."""
    values = {name: _values(given, ranked) for name, ranked in rankings.items()}
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "part": f"{given.name}-{given.split}",
        "documents": len(given.documents),
        "asked": len(given.questions),
        "not judged": given.unjudged,
        "measures": list(MEASURES),
        "configurations": {
            name: {
                "all": {
                    measure: asdict(estimate([each[measure] for each in by_question.values()]))
                    for measure in MEASURES
                }
            }
            for name, by_question in values.items()
        },
        "leads": {
            "all": {
                name: measure_leads(values[OURS], values[name], tuple(MEASURES))
                for name in BASELINES
            }
        },
        "outcomes": [
            {
                "id": question.id,
                "configuration": name,
                "question": question.text,
                "values": by_question[question.id],
            }
            for name, by_question in values.items()
            for question in given.questions
        ],
    }


def _values(given: BeirSet, ranked: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    return {
        question.id: {
            name: measure(ranked[question.id], given.judged[question.id])
            for name, measure in MEASURES.items()
        }
        for question in given.questions
    }


def print_set(report: Record, out: TextIO) -> None:
    """Print all configurations side by side, then the lead of ours over each baseline."""
    print(
        f"{report['part']}: {report['documents']:,} passages, {report['asked']:,} questions, "
        f"{report['seconds']:.0f} s; {report['windows']['embedded']:,} windows embedded, "
        f"at most {report['windows']['most a document']} of a passage.",
        file=out,
    )
    if report["not judged"]:
        print(f"{report['not judged']} questions are not judged in this split.", file=out)
    rows = [[name, *cells(c["all"], MEASURES)] for name, c in report["configurations"].items()]
    print_table("Retrieval, % [95% interval]", ["", *MEASURES], rows, out)
    print_leads(report["leads"]["all"], list(MEASURES), out)
