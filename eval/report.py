"""Tables for the terminal and JSON for a file, from the outcomes of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, TextIO

from eval.metrics import Estimate, estimate
from eval.outcomes import RETRIEVAL_MEASURES, Outcome
from eval.questions import GoldQuestion
from eval.scorers import SCORERS

__all__ = ["build_report", "print_report", "save_report", "summarise"]

Record = dict[str, Any]

SCORE_NAMES = tuple(scorer.__name__.removeprefix("score_") for scorer in SCORERS)
_MEASURES = (*RETRIEVAL_MEASURES, *SCORE_NAMES)
_SLICES: dict[str, Callable[[Outcome], str]] = {
    "audience": lambda outcome: outcome.item.audience.value,
    "type": lambda outcome: outcome.item.type,
    "trap": lambda outcome: "trap" if outcome.item.trap else "no trap",
}
_WHAT = {
    "status": "the status is one of those accepted",
    "held_back": "abstained where there is no answer",
    "spoke_up": "answered where there is an answer",
    "facts": "decisive facts that are shown",
    "forbidden": "nothing forbidden is shown",
    "quotes": "quotations that are word for word",
    "cited": "needs whose evidence is cited",
    "voices": "no complaint or argument shown as a finding",
}


# --- building --------------------------------------------------------------------------------


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    """Return the estimate of every measure that at least one outcome has."""
    summary = {}
    for name in _MEASURES:
        values = [value for o in outcomes if (value := o.value(name)) is not None]
        if values:
            summary[name] = estimate(values)
    return summary


def build_report(
    outcomes: Sequence[Outcome],
    skipped: Sequence[GoldQuestion],
    part: str,
    manifest: Mapping[str, Any],
) -> Record:
    """Return the whole run as plain JSON: what was asked, summaries and every outcome."""
    by_name = _group(outcomes, lambda outcome: outcome.configuration)
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "part": part,
        "index": dict(manifest),
        "asked": len({outcome.item.id for outcome in outcomes}),
        "skipped": [item.id for item in skipped],
        "failed": [o.item.id for o in outcomes if o.error],
        "configurations": {name: _summary(group) for name, group in by_name.items()},
        "outcomes": [_outcome_record(outcome) for outcome in outcomes],
    }


def _summary(outcomes: Sequence[Outcome]) -> Record:
    summary: Record = {"all": _estimates(outcomes)}
    for name, key in _SLICES.items():
        groups = _group(outcomes, key)
        summary[name] = {value: _estimates(groups[value]) for value in sorted(groups)}
    times = [outcome.seconds for outcome in outcomes if outcome.status]
    summary["median_seconds"] = median(times) if times else None
    return summary


def _estimates(outcomes: Sequence[Outcome]) -> Record:
    return {name: asdict(found) for name, found in summarise(outcomes).items()}


def _outcome_record(outcome: Outcome) -> Record:
    item = outcome.item
    return {
        "id": item.id,
        "part": item.part,
        "configuration": outcome.configuration,
        "audience": item.audience.value,
        "type": item.type,
        "trap": item.trap,
        "question": item.question,
        "status": outcome.status,
        "ranks": outcome.ranks,
        "words": outcome.words,
        "wrong_voice_first": outcome.inverted,
        "scores": [asdict(score) for score in outcome.scores],
        "seconds": outcome.seconds,
        "answer": outcome.answer,
        "error": outcome.error,
    }


def _group(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return groups


# --- showing ---------------------------------------------------------------------------------


def print_report(report: Record, out: TextIO) -> None:
    """Print what was asked, retrieval side by side, and the scores of the answers."""
    print(f"{report['asked']} questions asked ({report['part']}).", file=out)
    if report["skipped"]:
        lacking = len(report["skipped"])
        print(f"{lacking} left out: their documents are not in this index.", file=out)
    if report["failed"]:
        print(f"{len(report['failed'])} could not be asked: {_list(report['failed'])}", file=out)
    configurations = report["configurations"]
    rows = [[name, *_cells(c["all"], RETRIEVAL_MEASURES)] for name, c in configurations.items()]
    _print_table("Retrieval, % [95% interval]", ["", *RETRIEVAL_MEASURES], rows, out)
    for name, summary in configurations.items():
        if any(score in summary["all"] for score in SCORE_NAMES):
            _print_scores(name, summary, out)


def _print_scores(name: str, summary: Record, out: TextIO) -> None:
    rows = [
        [score, *_cells(summary["all"], [score]), str(summary["all"][score]["n"]), _WHAT[score]]
        for score in SCORE_NAMES
        if score in summary["all"]
    ]
    _print_table(f"Answers of {name}, % [95% interval]", ["", "right", "n", "what"], rows, out)
    columns = ["in 1,000 words", "status", "facts", "cited", "voices"]
    for slice_name in _SLICES:
        rows = [[value, *_cells(found, columns)] for value, found in summary[slice_name].items()]
        _print_table(f"By {slice_name}", ["", *columns], rows, out)


def _cells(estimates: Mapping[str, Record], names: Sequence[str]) -> list[str]:
    return [_cell(estimates.get(name)) for name in names]


def _cell(found: Record | None) -> str:
    if found is None:
        return "-"
    return f"{100 * found['mean']:.0f} [{100 * found['low']:.0f}-{100 * found['high']:.0f}]"


def _print_table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], out: TextIO
) -> None:
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    print(f"\n{title}", file=out)
    for row in [heads, *rows]:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  " + "  ".join(cells).rstrip(), file=out)


def _list(ids: Sequence[str], most: int = 10) -> str:
    rest = len(ids) - most
    return ", ".join(ids[:most]) + (f" and {rest} more" if rest > 0 else "")


def save_report(report: Record, folder: Path) -> Path:
    """Write the report as JSON under `folder`, made if need be; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"report-{report['part']}.json"
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
