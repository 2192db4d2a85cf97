"""Made-up decision statements in every shape: roles, findings and remedies as a reader has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.reading import FOLDER, score_files

FILES = sorted(FOLDER.glob("*.json"))


def test_there_are_twelve_and_four_were_held_back() -> None:
    assert len(FILES) == 12
    assert sum("_held_" in file.stem for file in FILES) == 4


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_finding_and_remedies(file: Path) -> None:
    score = score_files([file])
    assert (score.findings, score.right, score.read) == (1, score.remedies, score.remedies)


def test_roles() -> None:
    score = score_files(FILES)
    assert score.role_share >= 0.98, score.wrong


def test_the_expectations_cover_every_paragraph() -> None:
    for file in FILES:
        rows = json.loads(file.read_text("utf-8"))["paragraphs"]
        assert len(rows) >= 8, file.name
