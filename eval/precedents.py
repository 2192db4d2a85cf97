"""Searches for precedents against decisions that must and must not come: recall in the first 10.

`python -m eval.precedents [GOLD.jsonl] [--index DIR] [--bare]`. A line of the gold file is
`{"id", "part": "dev" or "held", "query", "must": [references], "must_not": [references]}`.
With --bare the phrasings that lead to single decisions are left out, as for a full text that no
digest tells of.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.answer import Engine
from rag.bootstrap import open_engine
from rag.case_search import CaseQuery, search_cases
from rag.config import load_settings
from rag.replies import Question

__all__ = ["Missed", "PrecedentScore", "main_precedents", "score_precedents"]

GOLD = Path(__file__).resolve().parents[1] / "tests" / "data" / "precedents.jsonl"
_FIRST = 10


@dataclass(frozen=True, slots=True)
class Missed:
    """A search that lacks a decision, or shows one that must not come."""

    id: str
    lacking: tuple[str, ...]
    unwanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrecedentScore:
    """Mean share of the wanted decisions in the first 10, and what went wrong."""

    searches: int
    recall: float
    unwanted: int
    missed: tuple[Missed, ...]


def score_precedents(
    engine: Engine, rows: Sequence[dict[str, object]], *, bare: bool = False
) -> PrecedentScore:
    """Search for each row and compare."""
    shares, missed, unwanted = [], [], 0
    for row in rows:
        query = str(row["query"])
        sought, _ = engine.seek(Question(query))
        if bare:
            sought = replace(sought, leads=replace(sought.leads, references={}))
        page = search_cases(engine.library, CaseQuery(query, limit=_FIRST), sought)
        found = [hit.decision.document.reference for hit in page.hits]
        must, must_not = _references(row["must"]), _references(row["must_not"])
        lacking = tuple(ref for ref in must if ref not in found)
        wrong = tuple(ref for ref in must_not if ref in found)
        shares.append(1 - len(lacking) / len(must))
        unwanted += len(wrong)
        if lacking or wrong:
            missed.append(Missed(str(row["id"]), lacking, wrong))
    recall = sum(shares) / len(shares) if shares else 0.0
    return PrecedentScore(len(shares), recall, unwanted, tuple(missed))


def _references(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(one) for one in value]


def main_precedents(arguments: Sequence[str] | None = None) -> None:
    """Print the scores of both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--bare", action="store_true")
    given = parser.parse_args(arguments)
    settings = load_settings()
    settings = replace(settings, index=given.index) if given.index else settings
    rows = [json.loads(line) for line in given.gold.read_text("utf-8").splitlines()]
    engine = open_engine(settings)
    try:
        for part in ("dev", "held"):
            own = [row for row in rows if row["part"] == part]
            score = score_precedents(engine, own, bare=given.bare)
            print(
                f"{part}: {score.searches} searches, recall@{_FIRST} {score.recall:.3f}, "
                f"{score.unwanted} unwanted"
            )
            for one in score.missed if part == "dev" else ():
                print(f"  {one.id} lacks {list(one.lacking)}, unwanted {list(one.unwanted)}")
    finally:
        engine.close()


if __name__ == "__main__":
    main_precedents()
