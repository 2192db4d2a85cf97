"""Issues, dated events and what was missed, against tables made by reading the decisions.

tests/data/case_facts.json holds figures, dates and line numbers of the real decisions, and the
JSON beside each made-up statement those of the statement.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.facts import score_facts, score_themes, seed_pairs
from eval.bench.reading import FOLDER, SEEDS

TABLE = FOLDER.parent / "case_facts.json"
MADE_UP = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("number", json.loads(TABLE.read_text("utf-8")))
def test_the_real_decisions(number: str) -> None:
    pairs = [(p, rows) for p, rows in seed_pairs(SEEDS, TABLE) if p.name.startswith(number)]
    if not pairs:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    scores = score_facts(pairs)
    assert (scores["events"].wrong, scores["missed"].wrong) == ([], [])
    assert scores["issues"].recall == 1
    assert len(scores["issues"].wrong) <= 1  # one criticism that no part of a complaint names


@pytest.mark.parametrize("file", MADE_UP, ids=lambda file: file.stem)
def test_the_made_up_statements(file: Path) -> None:
    expected = json.loads(file.read_text("utf-8"))
    scores = score_facts([(file.with_suffix(".txt"), expected)])
    assert [line for score in scores.values() for line in score.wrong] == []


def test_themes_agree_with_those_a_reader_gave_the_digests() -> None:
    score = score_themes()
    assert score.precision >= 0.85
    assert score.recall >= 0.3
