"""Searches for precedents on the real index, against decisions that must and must not come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.precedents import GOLD, score_precedents
from rag.answer import Engine
from rag.bootstrap import open_engine
from rag.config import Settings

ROWS = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


def test_the_gold_names_decisions_of_the_starter_library() -> None:
    corpus = Path(__file__).parents[1] / "corpus" / "decisions.jsonl"
    held = {json.loads(line)["reference"] for line in corpus.read_text("utf-8").splitlines()}
    assert len({row["id"] for row in ROWS}) == len(ROWS) == 30
    assert [row["part"] for row in ROWS].count("dev") == 15
    for row in ROWS:
        assert 1 <= len(row["must"]) <= 4
        assert {*row["must"], *row["must_not"]} <= held, row["id"]
        assert not set(row["must"]) & set(row["must_not"])


@pytest.fixture(scope="module")
def engine(real_index: Path) -> Iterator[Engine]:
    opened = open_engine(Settings(index=real_index, cache=Path("~/.cache/upheld").expanduser()))
    yield opened
    opened.close()


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("part", ["dev", "held"])
def test_what_must_come_stands_in_the_first_ten(engine: Engine, part: str) -> None:
    score = score_precedents(engine, [row for row in ROWS if row["part"] == part])
    assert score.recall >= 0.9, score.missed
    assert score.unwanted == 0, score.missed


@pytest.mark.model
@pytest.mark.slow
def test_without_their_own_phrasings_most_still_come(engine: Engine) -> None:
    assert score_precedents(engine, ROWS, bare=True).recall >= 0.85
