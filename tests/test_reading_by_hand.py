"""The five real documents against tests/data/reading.tsv, a table made by reading them.

A row is one line of one document: its number, the first twelve figures of the SHA-256 of its
folded text, and where it stands: section (short), number, printed or inferred, role, pinpoint.
`join` says how the line makes the paragraph: the whole of it, its start, inside or end (a
paragraph that a page break parted), the label ("Summary: …"), or none of it (furniture, pull
quotes, contents of other things).
"""

from __future__ import annotations

import csv
import hashlib
import re
from functools import cache
from pathlib import Path

import pytest

from ingest.blocks import clean_text
from ingest.parse import parse_document
from ingest.read import read_source
from rag.records import Paragraph, Reading
from rag.text import fold

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
with (Path(__file__).parent / "data" / "reading.tsv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file, delimiter="\t", quoting=csv.QUOTE_NONE))
PLACED = [row for row in ROWS if row["join"] != "none"]

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason=f"the five real documents are not here: {SEEDS}"
)
_MARK = re.compile(r"(?:[-•›]\s+)*(?:(?:\d{1,3}[.)]|[a-z]\))\s+)?")
_NOTE = re.compile(r"(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\d{1,3})\s+")


@cache
def lines(file: str) -> list[str]:
    return next(SEEDS.glob(f"{file}_*")).read_text("utf-8").split("\n")


@cache
def reading(file: str) -> Reading:
    return parse_document(read_source(next(SEEDS.glob(f"{file}_*"))), read_at="x")


def source(row: dict[str, str]) -> str:
    return fold(clean_text(lines(row["file"])[int(row["line"]) - 1]))


def bare(text: str) -> str:
    """Return the letters and figures of `text`, for comparing without marks of lists and bold."""
    text = re.sub(r"\]\([^)]*\)", "]", fold(clean_text(text)))
    return "".join(re.findall(r"\w+", text)).lower()


def own(row: dict[str, str]) -> str:
    text = source(row).replace("*", "")
    text = (_NOTE if row["section"] == "Notes" else _MARK).sub("", text.lstrip(), count=1)
    text = re.sub(r"^- ", "", text)
    if row["section"] == "Notes":
        text = re.sub(r"^\d{1,3} ", "", text)
    return bare(text.removeprefix("Summary:") if row["join"] == "label" else text)


@cache
def by_text(file: str) -> dict[str, list[Paragraph]]:
    result: dict[str, list[Paragraph]] = {}
    for paragraph in reading(file).paragraphs:
        result.setdefault(paragraph.pinpoint, []).append(paragraph)
    return result


def name(row: dict[str, str]) -> str:
    return f"{row['file']} line {row['line']}"


def test_the_table_is_of_these_lines() -> None:
    assert len(PLACED) >= 120
    assert {row["file"] for row in PLACED} == {"000", "001", "002", "003", "004"}
    for row in ROWS:
        digest = hashlib.sha256(source(row).encode()).hexdigest()[:12]
        assert digest == row["sha256"], name(row)


def test_every_pinpoint_and_span() -> None:
    wrong = []
    for row in PLACED:
        text, found = own(row), by_text(row["file"]).get(row["pinpoint"], [])
        if len(found) != 1:
            wrong.append(f"{name(row)}: {len(found)} paragraphs at {row['pinpoint']}")
            continue
        whole = bare(reading(row["file"]).text[found[0].start : found[0].end])
        fits = {
            "whole": whole == text,
            "label": whole == text,
            "starts": whole.startswith(text) and whole != text,
            "ends": whole.endswith(text) and whole != text,
            "inside": text in whole,
        }
        if not fits[row["join"]]:
            wrong.append(f"{name(row)}: other text at {row['pinpoint']}: {whole[:60]}")
        if (found[0].number or "-") != row["number"]:
            wrong.append(f"{name(row)}: number {found[0].number}, not {row['number']}")
        if found[0].number_inferred != (row["inferred"] == "inferred"):
            wrong.append(f"{name(row)}: inferred {found[0].number_inferred}")
    assert wrong == []


def test_roles() -> None:
    wrong = []
    for row in PLACED:
        found = by_text(row["file"]).get(row["pinpoint"])
        if not found or found[0].role != row["role"]:
            wrong.append(f"{name(row)}: {found[0].role if found else None}, not {row['role']}")
    assert len(wrong) <= 0.02 * len(PLACED), f"{len(wrong)} of {len(PLACED)}: {wrong}"


def test_what_is_no_text_stands_in_no_paragraph() -> None:
    for row in ROWS:
        if row["join"] != "none":
            continue
        text = bare(source(row).replace("*", ""))
        if row["file"] == "004":  # a pull quote repeats the body, which stands there once
            whole = "".join(bare(p.text) for p in reading("004").paragraphs)
            assert whole.count(text) <= 1, name(row)
        else:
            held = [p.pinpoint for p in reading(row["file"]).paragraphs if bare(p.text) == text]
            assert held == [], name(row)


def test_no_footnote_body_stands_inside_a_paragraph() -> None:
    notes = [own(row) for row in PLACED if row["section"] == "Notes"]
    for paragraph in reading("004").paragraphs:
        if not paragraph.pinpoint.startswith("Notes"):
            text = bare(paragraph.text)
            assert not [note for note in notes if len(note) > 20 and note in text]
