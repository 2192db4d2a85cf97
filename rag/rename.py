"""A reading under another document id."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from rag.cases import Case, Event, Finding, Ground, Issue, Missed, Remedy
from rag.records import Reading

__all__ = ["rename_reading"]

_Placed = TypeVar("_Placed", Finding, Remedy, Event, Missed, Ground)


def rename_reading(reading: Reading, document_id: str) -> Reading:
    """Return `reading` with another document id, its paragraphs and its case renamed with it."""
    if reading.document.id == document_id:
        return reading
    return replace(
        reading,
        document=replace(reading.document, id=document_id),
        paragraphs=tuple(
            replace(p, id=f"{document_id}#{p.ordinal}", document_id=document_id)
            for p in reading.paragraphs
        ),
        case=_rename_case(reading.case, document_id) if reading.case else None,
    )


def _rename_case(case: Case, document_id: str) -> Case:
    def placed(parts: tuple[_Placed, ...]) -> tuple[_Placed, ...]:
        return tuple(
            replace(one, paragraph_id=f"{document_id}#{one.paragraph_id.rpartition('#')[2]}")
            if one.paragraph_id
            else one
            for one in parts
        )

    def issue(one: Issue) -> Issue:
        return replace(
            one,
            faults=placed(one.faults),
            no_fault=placed(one.no_fault),
            not_investigated=placed(one.not_investigated),
        )

    return replace(
        case,
        document_id=document_id,
        faults=placed(case.faults),
        no_fault=placed(case.no_fault),
        not_investigated=placed(case.not_investigated),
        remedies=placed(case.remedies),
        events=placed(case.events),
        missed=placed(case.missed),
        grounds=placed(case.grounds),
        issues=tuple(map(issue, case.issues)),
    )
