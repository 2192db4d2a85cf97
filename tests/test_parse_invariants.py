"""What holds for every reading, whatever the source."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.blocks import clean_text
from ingest.parse import parse_document
from ingest.read import read_bytes, read_source
from rag.records import Reading
from rag.text import fold

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
OWN = sorted(path for path in DATA.iterdir() if path.suffix in (".html", ".md", ".txt"))
REAL = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []


@pytest.fixture(scope="module", params=[*OWN, *REAL], ids=lambda path: path.name)
def case(request: pytest.FixtureRequest) -> tuple[Path, Reading]:
    path: Path = request.param
    return path, parse_document(read_source(path), read_at="2026-01-02T03:04:05Z")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(clean_text(text)))


def source_words(path: Path) -> str:
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = re.sub(r"<[^>]*>", " ", text).replace("&pound;", "£").replace("&nbsp;", " ")
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return f" {' '.join(words(text))} "


def stands_in(needle: list[str], source: str) -> bool:
    """Say whether words stand in a source in one run, or in a few runs in order."""
    at, pieces = 0, 0
    while needle and pieces < 4:
        size = next(
            (n for n in range(len(needle), 0, -1) if f" {' '.join(needle[:n])} " in source[at:]), 0
        )
        if not size:
            return False
        run = f" {' '.join(needle[:size])} "
        whole = f" {' '.join(needle)} "
        if size < len(needle) and whole in source[:at]:
            return True  # the rest stands before: columns were read in the wrong order
        at = source.index(run, at) + len(run) - 1
        if f" {' '.join(needle[size:])} " in source[:at]:
            return True
        needle, pieces = needle[size:], pieces + 1
    return not needle


def test_spans_join_back(case: tuple[Path, Reading]) -> None:
    _, reading = case
    for p in reading.paragraphs:
        assert reading.text[p.start : p.end] == p.text
        assert p.text == p.text.strip() != ""


def test_paragraphs_stand_in_order_and_do_not_overlap(case: tuple[Path, Reading]) -> None:
    _, reading = case
    assert [p.ordinal for p in reading.paragraphs] == list(range(len(reading.paragraphs)))
    last = 0
    for p in reading.paragraphs:
        assert p.start >= last
        last = p.end
    assert [s.ordinal for s in reading.sections] == list(range(len(reading.sections)))
    assert sorted({p.section for p in reading.paragraphs}) == [s.ordinal for s in reading.sections]


def test_nothing_is_invented(case: tuple[Path, Reading]) -> None:
    path, reading = case
    source = source_words(path)
    for p in reading.paragraphs:
        assert stands_in(words(p.text), source), p.text


def test_every_place_is_named_once_in_words(case: tuple[Path, Reading]) -> None:
    _, reading = case
    counts = Counter(p.pinpoint for p in reading.paragraphs)
    assert [place for place, n in counts.items() if n > 1] == []
    for p in reading.paragraphs:
        own = p.pinpoint.removeprefix(reading.sections[p.section].heading)
        assert re.fullmatch(r"[\w ,()]*", own), p.pinpoint
        assert p.number_inferred or p.number


def test_ids_are_those_of_the_house(case: tuple[Path, Reading]) -> None:
    _, reading = case
    document = reading.document
    assert re.fullmatch(r"[a-z0-9-]+", document.id)
    assert [p.id for p in reading.paragraphs] == [
        f"{document.id}#{n}" for n in range(len(reading.paragraphs))
    ]
    assert {p.document_id for p in reading.paragraphs} == {document.id}


def test_the_source_s_own_characters_stay(case: tuple[Path, Reading]) -> None:
    path, reading = case
    allowed = set(path.read_text("utf-8")) | {"£", " ", "\t"}
    for p in reading.paragraphs:
        assert set(p.text) <= allowed
        assert "  " not in p.text
        assert "\u00a0" not in p.text


def test_no_furniture_is_left(case: tuple[Path, Reading]) -> None:
    _, reading = case
    left = re.compile(r"cookies|back to top|print this page|logogram|privacy settings", re.I)
    assert [p.text for p in reading.paragraphs if left.search(p.text)] == []


def test_a_case_points_into_its_text(case: tuple[Path, Reading]) -> None:
    _, reading = case
    if reading.case is None:
        return
    spans = {p.id: (p.start, p.end) for p in reading.paragraphs}
    case_read = reading.case
    findings = (*case_read.faults, *case_read.no_fault, *case_read.not_investigated)
    quoted = (*findings, *case_read.events, *case_read.missed, *case_read.grounds)
    for part in (*quoted, *case_read.remedies):
        assert part.paragraph_id is not None
        assert part.start is not None
        assert part.end is not None
        start, end = spans[part.paragraph_id]
        assert start <= part.start < part.end <= end
    for finding in quoted:
        assert reading.text[finding.start : finding.end] == finding.text


def test_the_same_bytes_give_the_same_reading(case: tuple[Path, Reading]) -> None:
    path, reading = case
    again = parse_document(
        read_bytes(path.read_bytes(), name=path.name), read_at="2026-01-02T03:04:05Z"
    )
    assert again == reading
