"""The documents that are printed and read back, as blocks."""

from __future__ import annotations

from pathlib import Path

from ingest.blocks import Block
from ingest.parse import parse_document
from ingest.read import read_source
from printing.form import blocks_of, with_bold_headings

DATA = Path(__file__).parents[1] / "data"
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
REPORT = "report"
REAL_REPORT = "real report"


def names() -> list[str]:
    """Return the names of all documents; held ones of tests/data/blind are not among them."""
    made_up = [f"made_up/{path.name}" for path in sorted((DATA / "made_up").glob("*.txt"))]
    blind = [
        f"blind/{path.name}"
        for path in sorted((DATA / "blind").glob("[0-9]*"))
        if "_held_" not in path.name and path.suffix != ".json"
    ]
    return [REPORT, *made_up, *blind, *([REAL_REPORT] if SEEDS.is_dir() else [])]


def document(name: str) -> list[Block]:
    """Return the blocks of the document with this name, as they are printed."""
    if name == REPORT:
        return list(read_source(DATA / "printed" / "report.md").blocks)
    if name == REAL_REPORT:
        raw = read_source(next(SEEDS.glob("004_*")))
        return blocks_of(parse_document(raw, read_at="2026-01-01T00:00:00Z"), raw)
    return with_bold_headings(read_source(DATA / name).blocks)
