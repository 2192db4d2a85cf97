"""The claims set, judged over the starter library: no worse than what was measured.

Rows whose document the starter library does not hold are left out, so that the test needs no
document but those in the repository.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.altered import alterations, forms, made_claims
from eval.claims import CLAIMS, judge_rows, load_rows
from rag.agree.judge import disagreement
from rag.bootstrap import question_embedder
from rag.config import load_settings
from rag.entities import Gazetteer
from rag.library import DiskLibrary

SECOND = CLAIMS.with_name("claims_second.jsonl")


def test_the_set_has_two_halves_of_one_make() -> None:
    for part in ("dev", "held"):
        rows = load_rows(part)
        assert (sum(not r.true for r in rows), sum(r.true for r in rows)) == (150, 75)


@pytest.mark.model
@pytest.mark.parametrize("path", [CLAIMS, SECOND])
def test_false_claims_are_caught_and_true_ones_kept(
    starter_library: DiskLibrary, path: Path
) -> None:
    rows = load_rows("dev", path)
    judged = judge_rows(rows, starter_library, question_embedder(load_settings()))
    false = [bool(j.reason) for j in judged if not j.row.true]
    true = [bool(j.reason) for j in judged if j.row.true]
    assert len(false) > 50
    assert sum(false) / len(false) >= 0.80
    assert sum(true) / len(true) <= 0.05


@pytest.mark.model
def test_what_a_machine_altered_is_caught_more_often_than_what_it_only_reworded(
    starter_library: DiskLibrary,
) -> None:
    councils = Gazetteer.of(starter_library)
    made = made_claims(starter_library, 120)
    taken = [(m.true, disagreement(m.claim, m.told, councils) is not None) for m in made]
    false = [out for so, out in taken if not so]
    true = [out for so, out in taken if so]
    assert len(false) > 100
    assert sum(false) / len(false) > 0.4
    assert sum(true) / len(true) < 0.1


def test_the_lists_alter_one_thing_and_reword_the_rest() -> None:
    altered = dict(alterations("The council must pay £200 within two weeks."))
    assert altered["amount"] == "The council must pay £250 within two weeks."
    assert altered["denied"] == "The council must not pay £200 within two weeks."
    reworded = [text for _, text in forms("The council must pay £200 within two weeks.")]
    assert "The council has to pay £200 within two weeks." in reworded
