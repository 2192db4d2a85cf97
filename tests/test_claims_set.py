"""The claims set, judged over the starter library: no worse than what was measured.

Rows whose document the starter library does not hold are left out, so that the test needs no
document but those in the repository.
"""

from __future__ import annotations

import pytest

from eval.claims import judge_rows, load_rows
from rag.bootstrap import question_embedder
from rag.config import load_settings
from rag.library import DiskLibrary


def test_the_set_has_two_halves_of_one_make() -> None:
    for part in ("dev", "held"):
        rows = load_rows(part)
        assert (sum(not r.true for r in rows), sum(r.true for r in rows)) == (150, 75)


@pytest.mark.model
def test_false_claims_are_caught_and_true_ones_kept(starter_library: DiskLibrary) -> None:
    judged = judge_rows(load_rows("dev"), starter_library, question_embedder(load_settings()))
    false = [bool(j.reason) for j in judged if not j.row.true]
    true = [bool(j.reason) for j in judged if j.row.true]
    assert len(false) > 50
    assert sum(false) / len(false) >= 0.80
    assert sum(true) / len(true) <= 0.05
