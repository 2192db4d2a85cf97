"""Scores of the facts that tests/data/blind expects: issues, events, losses, faults, voices."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.bench.facts import FactScore
from ingest.parse import parse_document
from ingest.read import read_source
from rag.cases import Case
from rag.records import Reading
from rag.text import content_words, fold_in_place

__all__ = ["score_blind"]

_PRECISION = {"year": 4, "month": 7, "term": 7, "day": 10}  # letters of an ISO date
_ENOUGH = 0.5  # share of the words of a title that another title must hold to be the same
_MARKS = re.compile(r"\W+")


def score_blind(files: Sequence[tuple[Path, Path]]) -> dict[str, FactScore]:
    """Read each source and score it against its JSON, the facts that the JSON holds.

    An issue is right in its finding and half the words of its title, an event in its date, a loss
    in amount and unit, the number of faults where it is equal, a voice where the words that it
    begins with have its role (of voices only those expected are scored). Facts of a case are
    looked for in decisions alone.
    """
    scores = {name: FactScore() for name in ("issues", "events", "missed", "faults", "voices")}
    for source, file in files:
        expected = json.loads(file.read_text("utf-8"))
        reading = parse_document(read_source(source), read_at="x")
        scores["voices"].add(file.stem, *_voices(reading, expected.get("voices", ())))
        if expected["finding"] is None:
            continue
        case = reading.case
        for name, compare in _COMPARED.items():
            if name in expected:
                scores[name].add(file.stem, *compare(case, expected[name]))
    return scores


_Facts = tuple[Counter[tuple[Any, ...]], Counter[tuple[Any, ...]]]


def _issues(case: Case | None, rows: Sequence[dict[str, Any]]) -> _Facts:
    wanted = Counter((row["finding"], row["title"]) for row in rows)
    free = list(wanted.elements())
    found: Counter[tuple[Any, ...]] = Counter()
    for issue in case.issues if case else ():
        told = set(content_words(issue.title))
        fits = [
            fact
            for fact in free
            if fact[0] == issue.finding and _share(set(content_words(fact[1])), told) >= _ENOUGH
        ]
        if fits:
            free.remove(fits[0])
        found[fits[0] if fits else (issue.finding, issue.title)] += 1
    return found, wanted


def _share(words: set[str], told: set[str]) -> float:
    return len(words & told) / len(words) if words else 0.0


def _events(case: Case | None, rows: Sequence[dict[str, Any]]) -> _Facts:
    found = {
        (str(event.start_date)[: _PRECISION[event.precision]],)
        for event in (case.events if case else ())
    }
    return Counter(found), Counter({(row["date"],) for row in rows})


def _missed(case: Case | None, rows: Sequence[dict[str, Any]]) -> _Facts:
    found = Counter((m.amount, m.unit) for m in (case.missed if case else ()))
    return found, Counter((row.get("amount"), row.get("unit")) for row in rows)


def _faults(case: Case | None, number: int) -> _Facts:
    return Counter([(len(case.faults) if case else None,)]), Counter([(number,)])


_COMPARED: dict[str, Callable[[Case | None, Any], _Facts]] = {
    "issues": _issues,
    "events": _events,
    "missed": _missed,
    "faults": _faults,
}


def _voices(reading: Reading, rows: Sequence[dict[str, Any]]) -> _Facts:
    wanted = Counter((row["begins"], row["role"]) for row in rows)
    found: Counter[tuple[Any, ...]] = Counter()
    for begins, _ in wanted.elements():
        words = [re.escape(word) for word in _MARKS.split(fold_in_place(begins)) if word]
        start = re.compile(r"\W+".join(words))
        for paragraph in reading.paragraphs:
            if at := start.search(fold_in_place(paragraph.text)):
                place = (paragraph.start + at.start(), paragraph.start + at.end())
                found[begins, "/".join(paragraph.roles_at(*place))] += 1
                break
    return found, wanted
