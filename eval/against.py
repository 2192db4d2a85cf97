"""Two reports side by side: what changed, question by question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from eval.leads import Values, measure_leads
from eval.tables import cells, print_table
from rag.errors import QuestionSetError

__all__ = ["Comparison", "compare_reports", "load_report", "print_comparison"]

_LOWER_IS_BETTER = "wrong voice"
_MOST = 12  # ids that are printed of each list


@dataclass(frozen=True, slots=True)
class Comparison:
    """Configuration -> measure -> estimate of now minus then, and the questions that moved.

    `moved` holds (configuration, measure, ids that gained, ids that lost).
    """

    changes: dict[str, dict[str, Any]]
    moved: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...]
    shared: int


def load_report(path: Path) -> dict[str, Any]:
    """Read a report that `upheld eval --out` wrote. Raises QuestionSetError."""
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise QuestionSetError(f"{path}: is no report of upheld eval: {error}") from error
    outcomes = report.get("outcomes") if isinstance(report, dict) else None
    if not isinstance(outcomes, list) or not all(
        isinstance(each, dict) and {"id", "configuration", "values"} <= each.keys()
        for each in outcomes
    ):
        raise QuestionSetError(f"{path}: is no report of upheld eval that holds each outcome")
    return report


def compare_reports(now: Mapping[str, Any], then: Mapping[str, Any]) -> Comparison:
    """Return the paired changes from `then` to `now` over the questions that both asked.

    Raises QuestionSetError where they share no question of a configuration.
    """
    new, old = _values(now), _values(then)
    measures = [str(name) for name in now["measures"]]
    changes, moved, shared = {}, [], set()
    for name in (name for name in new if name in old):
        both = new[name].keys() & old[name].keys()
        shared |= both
        changes[name] = measure_leads(new[name], old[name], measures)
        for measure in measures:
            gained, lost = _moved(new[name], old[name], measure)
            if gained or lost:
                moved.append((name, measure, gained, lost))
    if not shared:
        raise QuestionSetError("The two reports share no question: nothing can be compared.")
    return Comparison(changes, tuple(moved), len(shared))


def _values(report: Mapping[str, Any]) -> dict[str, dict[str, dict[str, float]]]:
    values: dict[str, dict[str, dict[str, float]]] = {}
    for each in report["outcomes"]:
        values.setdefault(each["configuration"], {})[each["id"]] = each["values"]
    return values


def _moved(new: Values, old: Values, measure: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gained: list[str] = []
    lost: list[str] = []
    for key in new.keys() & old.keys():
        after, before = new[key].get(measure), old[key].get(measure)
        if after is None or before is None or after == before:
            continue
        better = (after > before) != (measure == _LOWER_IS_BETTER)
        (gained if better else lost).append(key)
    return tuple(sorted(gained)), tuple(sorted(lost))


def print_comparison(found: Comparison, out: TextIO) -> None:
    """Print the changes of every measure and the questions that got better or worse."""
    for name, changes in found.changes.items():
        gone = {m: (up, down) for who, m, up, down in found.moved if who == name}
        rows = [
            [measure, *cells(changes, [measure], signed=True), *map(_list, gone[measure])]
            for measure in changes
            if measure in gone
        ]
        title = f"{name}: change in points over {found.shared} questions [95% interval]"
        print_table(title, ["", "change", "better", "worse"], rows, out)
        if not rows:
            print("  nothing changed", file=out)


def _list(ids: Sequence[str]) -> str:
    more = f" … {len(ids)} in all" if len(ids) > _MOST else ""
    return " ".join(ids[:_MOST]) + more or "-"
