"""A reading under another document id."""

from __future__ import annotations

from dataclasses import replace

from rag.records import Case, Finding, Reading, Remedy

__all__ = ["rename_reading"]


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
    def moved(paragraph_id: str | None) -> str | None:
        return paragraph_id and f"{document_id}#{paragraph_id.rpartition('#')[2]}"

    def found(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(replace(one, paragraph_id=moved(one.paragraph_id)) for one in findings)

    def paid(remedies: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
        return tuple(replace(one, paragraph_id=moved(one.paragraph_id)) for one in remedies)

    return replace(
        case,
        document_id=document_id,
        faults=found(case.faults),
        no_fault=found(case.no_fault),
        remedies=paid(case.remedies),
    )
