"""Decides what a source is, and has it read as that."""

from __future__ import annotations

from ingest.blocks import Raw
from ingest.keep import keep_all
from ingest.parse_decision import is_decision, is_public_report, parse_decision
from ingest.parse_minutes import is_minutes, parse_minutes
from ingest.parse_paper import parse_paper
from ingest.parse_report import is_focus_report, is_research, parse_report
from rag.kinds import Kind
from rag.records import Reading

__all__ = ["parse_document"]


def parse_document(raw: Raw, *, read_at: str) -> Reading:
    """Read `raw` as the document it is; `read_at` is ISO 8601, UTC.

    Every block stands in the reading, under "Other lines" where its parser had no place for it.
    Raises ParseError where no paragraph is found.
    """
    return keep_all(raw, _parse(raw, read_at))


def _parse(raw: Raw, read_at: str) -> Reading:
    if is_decision(raw):
        return parse_decision(raw, read_at=read_at)
    if is_public_report(raw):
        return parse_decision(raw, read_at=read_at, kind=Kind.PUBLIC_REPORT)
    if is_minutes(raw):
        return parse_minutes(raw, read_at=read_at)
    if is_focus_report(raw):
        return parse_report(raw, read_at=read_at, kind=Kind.FOCUS_REPORT)
    if is_research(raw):
        return parse_report(raw, read_at=read_at)
    return parse_paper(raw, read_at=read_at)
