"""The blind documents agree with their own words; what they score is measured, not asserted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from eval.bench.reading import BLIND, score_files
from rag.kinds import Role
from rag.text import fold

FILES = sorted(BLIND.glob("*.json"))


def words(text: str) -> str:
    plain = unescape(re.sub(r"<[^>]+>|\[\^\d+\]", " ", text))
    return re.sub(r"[^\w£%]+", " ", fold(plain)).strip()


def beginnings(expected: dict[str, list[dict[str, str]]]) -> Iterator[str]:
    for name in ("voices", "speakers"):
        yield from (row["begins"] for row in expected.get(name, []))


def test_there_are_sixteen_and_every_even_one_is_held_back() -> None:
    assert len(FILES) == 16
    assert all(("_held_" in file.stem) is (int(file.stem[:2]) % 2 == 0) for file in FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_expectations_stand_in_the_document_in_order(file: Path) -> None:
    source = next(path for path in BLIND.glob(f"{file.stem}.*") if path != file)
    text, at = words(source.read_text("utf-8")), 0
    expected = json.loads(file.read_text("utf-8"))
    for row in expected["paragraphs"]:
        at = text.find(words(row["begins"]), at)
        assert at >= 0, row["begins"]
        assert {row["role"], *row.get("also", ())} <= set(Role)
        assert row["section"] is None or words(row["section"]) in text
    for begins in beginnings(expected):
        assert words(begins) in text, begins


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sums_stand_in_the_document(file: Path) -> None:
    source = next(path for path in BLIND.glob(f"{file.stem}.*") if path != file)
    text = source.read_text("utf-8")
    expected = json.loads(file.read_text("utf-8"))
    amounts = [row["amount_gbp"] for row in expected.get("remedies", ()) if "amount_gbp" in row]
    for amount in [*amounts, *([expected["total_gbp"]] if "total_gbp" in expected else [])]:
        shown = f"£{amount:,.2f}".removesuffix(".00")
        assert shown in text, shown


def test_a_paragraph_in_a_wrong_place_is_counted_against_the_parser(tmp_path: Path) -> None:
    begins = "Mrs X complains the Council was late."
    (tmp_path / "01.txt").write_text(
        f"Wexcombe Council (99 000 299)\n\nThe complaint\n  1. {begins}\n", "utf-8"
    )
    rows = [
        {"begins": begins, "role": role, "section": section, "number": "1"}
        for role, section in (("complaint", "The complaint"), ("law", "The law"))
    ]
    for row, right in zip(rows, (1, 0), strict=True):
        (tmp_path / "01.json").write_text(
            json.dumps({"finding": None, "paragraphs": [row]}), "utf-8"
        )
        score = score_files([tmp_path / "01.json"])
        assert (score.found, score.roles, score.sections, score.numbers) == (1, right, right, 1)
