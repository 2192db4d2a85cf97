"""The remedies of the real decisions against a table made by reading them.

`for` holds words that the purpose must hold; everything else must be equal, nothing may be
missing, added or twice. `to_whom` is as the decision prints it (one says "Miss B" once).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.parse import parse_document
from ingest.read import read_source
from rag.cases import Remedy
from rag.text import fold

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
TABLE: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "data" / "remedies.json").read_text("utf-8")
)


def found(number: str) -> tuple[Remedy, ...]:
    paths = sorted(SEEDS.glob(f"{number}_*"))
    if not paths:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    case = parse_document(read_source(paths[0]), read_at="x").case
    assert case is not None
    return case.remedies


def facts(remedy: Remedy) -> dict[str, Any]:
    names = ("kind", "amount_gbp", "rate", "to_whom", "deadline", "status")
    return {name: getattr(remedy, name) for name in names}


@pytest.mark.parametrize("number", TABLE)
def test_remedies_equal_the_table(number: str) -> None:
    remedies = found(number)
    names = ("kind", "amount_gbp", "rate", "to_whom", "deadline", "status")
    expected = [{name: row.get(name) for name in names} for row in TABLE[number]]
    assert [facts(r) for r in remedies] == expected
    for remedy, row in zip(remedies, TABLE[number], strict=True):
        purpose = fold(remedy.purpose or "").lower()
        assert all(word in purpose for word in row["for"]), (purpose, row["for"])
        assert bool(purpose) == bool(row["for"])


@pytest.mark.parametrize("number", TABLE)
def test_no_remedy_stands_twice(number: str) -> None:
    places = [(r.start, r.end, r.kind, r.amount_gbp) for r in found(number)]
    assert len(set(places)) == len(places)


def test_fixed_sums_and_the_monthly_one() -> None:
    agreed = [r for r in found("003") if r.status == "agreed" and r.amount_gbp]
    assert sum(r.amount_gbp or 0 for r in agreed if not r.rate) == 1600
    assert [(r.amount_gbp, r.rate) for r in agreed if r.rate] == [(50, "per month")]
