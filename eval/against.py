"""Two reports side by side: what changed, question by question."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

from eval.leads import measure_leads
from eval.tables import cells, print_table
from rag.errors import QuestionSetError

__all__ = [
    "LOWER_IS_BETTER",
    "Change",
    "Comparison",
    "compare_reports",
    "load_report",
    "print_comparison",
]

LOWER_IS_BETTER = "wrong voice"
_MOST = 12  # ids that are printed of each list
_NEEDED = {"part", "asked", "made_at", "measures", "configurations", "leads"}
_ALWAYS_NEW = {"created_at"}  # says nothing of what an index holds

Record = dict[str, Any]
Outcomes = dict[str, Record]  # question id -> its outcome


@dataclass(frozen=True, slots=True)
class Change:
    """A question that came out otherwise: what was, what is."""

    configuration: str
    id: str
    question: str
    values: dict[str, tuple[float, float]]  # of the measures that moved
    status: tuple[str, str]
    answers: tuple[str, str]

    @property
    def better(self) -> tuple[str, ...]:
        """The measures that gained."""
        return tuple(name for name, (was, now) in self.values.items() if _gained(name, was, now))

    @property
    def gain(self) -> float:
        """The sum of what the measures gained, losses taken off."""
        return sum(
            abs(now - was) * (1 if _gained(name, was, now) else -1)
            for name, (was, now) in self.values.items()
        )

    @property
    def worse(self) -> tuple[str, ...]:
        """The measures that lost."""
        return tuple(name for name in self.values if name not in self.better)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Configuration -> measure -> estimate of now minus then, and the questions that moved.

    `differs` holds (setting or fact of the index, then, now).
    """

    changes: dict[str, dict[str, Any]]
    questions: tuple[Change, ...]
    shared: int
    differs: tuple[tuple[str, str, str], ...]
    then: str  # when the earlier report was made

    def moved(self, configuration: str, measure: str) -> tuple[list[str], list[str]]:
        """Return the ids of the questions that gained and that lost in a measure."""
        own = [each for each in self.questions if each.configuration == configuration]
        return (
            sorted(each.id for each in own if measure in each.better),
            sorted(each.id for each in own if measure in each.worse),
        )

    def record(self) -> Record:
        """Return this comparison as JSON."""
        return asdict(self)


def load_report(path: Path) -> Record:
    """Read a report that `upheld eval --out` wrote. Raises QuestionSetError."""
    try:
        report: Record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise QuestionSetError(f"{path}: is no report of upheld eval: {error}") from error
    outcomes = report.get("outcomes") if isinstance(report, dict) else None
    if (
        not isinstance(outcomes, list)
        or not report.keys() >= _NEEDED
        or not all(
            isinstance(each, dict) and {"id", "configuration", "values"} <= each.keys()
            for each in outcomes
        )
    ):
        raise QuestionSetError(f"{path}: is no report of upheld eval that holds each outcome")
    return report


def compare_reports(now: Mapping[str, Any], then: Mapping[str, Any]) -> Comparison:
    """Return the paired changes from `then` to `now` over the questions that both asked.

    Raises QuestionSetError where they share no question of a configuration.
    """
    new, old = _outcomes(now), _outcomes(then)
    measures = [str(name) for name in now["measures"]]
    changes: dict[str, dict[str, Any]] = {}
    questions: list[Change] = []
    shared: set[str] = set()
    for name in (name for name in new if name in old):
        shared |= new[name].keys() & old[name].keys()
        after, before = (
            {key: each["values"] for key, each in found[name].items()} for found in (new, old)
        )
        changes[name] = measure_leads(after, before, measures)
        questions += _changes(name, new[name], old[name], measures)
    if not shared:
        raise QuestionSetError("The two reports share no question: nothing can be compared.")
    differs = tuple(_differs(_facts(then), _facts(now)))
    return Comparison(changes, tuple(questions), len(shared), differs, str(then["made_at"]))


def _outcomes(report: Mapping[str, Any]) -> dict[str, Outcomes]:
    found: dict[str, Outcomes] = {}
    for each in report["outcomes"]:
        found.setdefault(each["configuration"], {})[each["id"]] = each
    return found


def _changes(name: str, new: Outcomes, old: Outcomes, measures: Sequence[str]) -> Iterator[Change]:
    for key in (key for key in new if key in old):
        was, now = old[key], new[key]
        pairs = {m: (was["values"].get(m), now["values"].get(m)) for m in measures}
        values = {m: (a, b) for m, (a, b) in pairs.items() if None not in (a, b) and a != b}
        status = (_said(was), _said(now))
        if values or status[0] != status[1]:
            answers = (str(was.get("answer") or ""), str(now.get("answer") or ""))
            yield Change(name, key, str(now.get("question", "")), values, status, answers)


def _said(outcome: Record) -> str:
    return str(outcome.get("error") or outcome.get("status") or "")


def _gained(measure: str, was: float, now: float) -> bool:
    return (now > was) != (measure == LOWER_IS_BETTER)


def _facts(report: Mapping[str, Any]) -> dict[str, str]:
    parts = (("index", report.get("index", {})), ("setting", report.get("settings", {})))
    return {
        f"{kind} {name.replace('_', ' ')}": str(value)
        for kind, told in parts
        for name, value in told.items()
        if name not in _ALWAYS_NEW
    }


def _differs(then: dict[str, str], now: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys([*then, *now]):
        if then.get(name) != now.get(name):
            yield name, then.get(name, "not told"), now.get(name, "not told")


def print_comparison(found: Comparison, out: TextIO) -> None:
    """Print what differs, the changes of every measure and the questions that moved."""
    if found.differs:
        print_table("What differs", ["", "then", "now"], found.differs, out)
    for name, changes in found.changes.items():
        gone = {measure: found.moved(name, measure) for measure in changes}
        rows = [
            [measure, *cells(changes, [measure], signed=True), *map(_list, gone[measure])]
            for measure in changes
            if any(gone[measure])
        ]
        title = f"{name}: change in points over {found.shared} questions [95% interval]"
        print_table(title, ["", "change", "better", "worse"], rows, out)
        if not rows:
            print("  nothing changed", file=out)


def _list(ids: Sequence[str]) -> str:
    more = f" … {len(ids)} in all" if len(ids) > _MOST else ""
    return " ".join(ids[:_MOST]) + more or "-"
