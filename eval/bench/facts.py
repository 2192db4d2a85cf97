"""Scores of what is read out of decisions: issues, dated events, what was missed, themes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.digests import starter_readings
from ingest.parse import parse_document
from ingest.read import read_source
from ingest.starter import load_starter
from ingest.themes import CODES, find_themes
from rag.cases import Case
from rag.records import Reading
from rag.text import fold

__all__ = ["FactScore", "score_facts", "score_themes", "seed_pairs"]

_Fact = tuple[Any, ...]


@dataclass(slots=True)
class FactScore:
    """Facts right, expected and read, and what was wrong in words."""

    right: int = 0
    expected: int = 0
    read: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what was read that is right; 1 where nothing was read."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """The share of what is there that was read; 1 where nothing is there."""
        return self.right / self.expected if self.expected else 1.0

    def cell(self) -> str:
        """Return the counts as one cell: right of expected, precision and recall."""
        told = f"{self.right}/{self.expected}, read {self.read}"
        return f"{told} (P {self.precision:.2f}, R {self.recall:.2f})"

    def add(self, name: str, found: Counter[_Fact], wanted: Counter[_Fact]) -> None:
        """Count what was read of one document against what is expected."""
        self.right += (found & wanted).total()
        self.expected += wanted.total()
        self.read += found.total()
        self.wrong += [f"{name}: not read {fact}" for fact in wanted - found]
        self.wrong += [f"{name}: read {fact}" for fact in found - wanted]


def score_facts(
    pairs: Sequence[tuple[Path, dict[str, Any]]],
) -> dict[str, FactScore]:
    """Read each source and score its issues, events and missed against the facts beside it."""
    scores = {name: FactScore() for name in ("issues", "events", "missed")}
    for path, expected in pairs:
        reading = parse_document(read_source(path), read_at="x")
        case = reading.case
        if case is None:
            raise ValueError(f"{path} was not read as a decision")
        line = _Lines(path, reading)
        scores["issues"].add(path.stem, *_issues(case, expected["issues"]))
        events = Counter(
            (line.of(e.paragraph_id), str(e.start_date), _text(e.end_date), e.precision, e.inferred)
            for e in case.events
        )
        wanted = Counter(
            (e["line"], e["start"], e.get("end"), e["precision"], e.get("inferred", False))
            for e in expected["events"]
        )
        scores["events"].add(path.stem, events, wanted)
        scores["missed"].add(path.stem, *_missed(case, line, expected["missed"]))
    return scores


def _text(value: object) -> str | None:
    return None if value is None else str(value)


class _Lines:
    """Finds the line of a source on which a paragraph stands."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self._lines = [fold(line) for line in path.read_text("utf-8").split("\n")]
        self._texts = {p.id: fold(p.text) for p in reading.paragraphs}

    def of(self, paragraph_id: str) -> int:
        text = self._texts[paragraph_id]
        return next((n for n, line in enumerate(self._lines, 1) if text in line), 0)


def _issues(case: Case, rows: Sequence[dict[str, Any]]) -> tuple[Counter[_Fact], Counter[_Fact]]:
    """Return issues as facts; one whose title holds the words expected is that one."""
    wanted = Counter((r["finding"], r.get("body"), " ".join(r["title"])) for r in rows)
    free = list(wanted.elements())
    found: Counter[_Fact] = Counter()
    for issue in case.issues:
        title = fold(issue.title).lower()
        fits = [
            fact for fact in free if fact[:2] == (issue.finding, issue.body) and fact[2] in title
        ]
        if fits:
            free.remove(fits[0])
        found[fits[0] if fits else (issue.finding, issue.body, title)] += 1
    return found, wanted


def _missed(
    case: Case, line: _Lines, rows: Sequence[dict[str, Any]]
) -> tuple[Counter[_Fact], Counter[_Fact]]:
    names = ("amount", "unit", "start", "end", "months", "status")
    whats = {(row["line"], *(row.get(name) for name in names)): row["what"] for row in rows}
    found: Counter[_Fact] = Counter()
    for one in case.missed:
        dates = (_text(one.start_date), _text(one.end_date))
        fact = (line.of(one.paragraph_id), one.amount, one.unit, *dates, one.months, one.status)
        what = one.what.lower()
        holds = all(fold(word) in fold(what) for word in whats.get(fact, []))
        found[fact if holds else (*fact, what)] += 1
    return found, Counter(whats.keys())


def score_themes(corpus: Path | None = None) -> FactScore:
    """Return how the themes read from the digests' findings agree with those a reader gave.

    Only codes that the finder knows are counted.
    """
    score = FactScore()
    for reading in starter_readings(load_starter(corpus), read_at="x"):
        if reading.case is None:
            continue
        found = Counter((ground.code,) for ground in find_themes(reading.case))
        wanted = Counter((code,) for code in reading.case.themes if code in CODES)
        score.add(reading.document.id, found, wanted)
    return score


def seed_pairs(seeds: Path, table: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the real decisions that lie in `seeds` with their facts in `table`."""
    for number, expected in json.loads(table.read_text("utf-8")).items():
        for path in sorted(seeds.glob(f"{number}_*")):
            yield path, expected
