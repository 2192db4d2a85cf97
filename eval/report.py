"""Tables for the terminal and JSON for a file, from the outcomes of a run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, TextIO

from eval.leads import Values, measure_leads
from eval.metrics import Estimate, estimate
from eval.outcomes import RETRIEVAL_MEASURES, Outcome
from eval.questions import GoldQuestion
from eval.readability import our_words, reading_age
from eval.scorers import SCORERS, Scorer
from eval.tables import cells, print_leads, print_table
from rag.kinds import Audience

__all__ = ["build_report", "print_report", "save_report", "summarise"]

Record = dict[str, Any]


def _trap(item: GoldQuestion) -> str:
    if item.distractors:
        return "role trap"
    return "other trap" if item.trap else "no trap"


def _told(scorer: Scorer) -> str:
    """Return what a scorer scores, from its docstring's first sentence."""
    first = re.split(r"[.;]\s", f"{(scorer.__doc__ or '').strip()} ", maxsplit=1)[0]
    return " ".join(first.split()).removeprefix("Score ")


SCORE_NAMES = tuple(scorer.__name__.removeprefix("score_") for scorer in SCORERS)
_WHAT = dict(zip(SCORE_NAMES, map(_told, SCORERS), strict=True))
_MEASURES = (*RETRIEVAL_MEASURES, *SCORE_NAMES)
_SLICES: dict[str, Callable[[Outcome], str]] = {
    "audience": lambda outcome: outcome.item.audience.value,
    "type": lambda outcome: outcome.item.type,
    "trap": lambda outcome: _trap(outcome.item),
}
_LEADS = ("in 1,000 words", "recall@10", "nDCG@10", "mrr")  # ours over each baseline
_SHOWN = ("recall@1", "recall@5", "recall@10", "all@10", "nDCG@10", "mrr", "in 1,000 words")


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
        "measures": list(_MEASURES),
        "told": _WHAT,
        "configurations": {name: _summary(group) for name, group in by_name.items()},
        "leads": _leads(by_name),
        "outcomes": [_outcome_record(outcome) for outcome in outcomes],
    }


def _summary(outcomes: Sequence[Outcome]) -> Record:
    summary: Record = {"all": _estimates(outcomes)}
    for name, key in _SLICES.items():
        groups = _group(outcomes, key)
        summary[name] = {value: _estimates(groups[value]) for value in sorted(groups)}
    found = [o.inverted for o in outcomes if o.inverted is not None]
    summary["wrong_voice_first"] = {"of": len(found), "count": sum(found)}
    summary["parent_reading_age"] = _parent_reading_age(outcomes)
    times = [outcome.seconds for outcome in outcomes if outcome.status]
    summary["median_seconds"] = median(times) if times else None
    return summary


def _parent_reading_age(outcomes: Sequence[Outcome]) -> float | None:
    """Return the median reading age, in years, of Upheld's own words in answers to parents."""
    shown = (our_words(o.answer) for o in outcomes if o.item.audience is Audience.PARENT)
    ages = [age for answer in shown if (age := reading_age(answer)) is not None]
    return round(median(ages), 1) if ages else None


def _leads(by_name: Mapping[str, Sequence[Outcome]]) -> Record:
    """Return the lead of the first configuration over each other: of all, then of each slice."""
    first, *others = by_name.values()
    plain = [group for group in others if group]

    def lead(key: Callable[[Outcome], bool]) -> Record:
        ours = _values(o for o in first if key(o))
        return {g[0].configuration: measure_leads(ours, _values(g), _LEADS) for g in plain}

    leads: Record = {"all": lead(lambda outcome: True)}
    for name, slice_of in _SLICES.items():
        values = sorted({slice_of(outcome) for outcome in first})
        leads[name] = {value: lead(lambda o, v=value, s=slice_of: s(o) == v) for value in values}  # type: ignore[misc]
    return leads


def _values(outcomes: Iterable[Outcome]) -> Values:
    return {o.item.id: _measured(o) for o in outcomes}


def _measured(outcome: Outcome) -> dict[str, float | None]:
    return {name: outcome.value(name) for name in _MEASURES}


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
        "values": {k: v for k, v in _measured(outcome).items() if v is not None},
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
    rows = [
        [name, *cells(c["all"], _SHOWN), _traps(c["wrong_voice_first"])]
        for name, c in configurations.items()
    ]
    print_table("Retrieval, % [95% interval]", ["", *_SHOWN, "wrong voice first"], rows, out)
    if len(configurations) > 1:
        print_leads(report["leads"]["all"], _LEADS, out)
    for name, summary in configurations.items():
        if any(score in summary["all"] for score in SCORE_NAMES):
            _print_scores(name, summary, out)


def _traps(found: Record) -> str:
    return f"{found['count']} of {found['of']}" if found["of"] else "-"


def _print_scores(name: str, summary: Record, out: TextIO) -> None:
    rows = [
        [score, *cells(summary["all"], [score]), str(summary["all"][score]["n"]), _WHAT[score]]
        for score in SCORE_NAMES
        if score in summary["all"]
    ]
    print_table(f"Answers of {name}, % [95% interval]", ["", "right", "n", "what"], rows, out)
    if summary["parent_reading_age"] is not None:
        print(f"\nReading age of answers to parents: {summary['parent_reading_age']}.", file=out)
    columns = ["in 1,000 words", "status", "facts", "cited", "voices"]
    for slice_name in _SLICES:
        rows = [[value, *cells(found, columns)] for value, found in summary[slice_name].items()]
        print_table(f"By {slice_name}", ["", *columns], rows, out)


def _list(ids: Sequence[str], most: int = 10) -> str:
    rest = len(ids) - most
    return ", ".join(ids[:most]) + (f" and {rest} more" if rest > 0 else "")


def save_report(report: Record, folder: Path) -> Path:
    """Write the report as JSON under `folder`, made if need be; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"report-{report['part']}.json"
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return path
