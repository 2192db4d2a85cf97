"""What a passage can answer: the voices of corpus/asking.jsonl in which it speaks."""

from __future__ import annotations

from collections.abc import Container, Iterable

from rag.cases import Case
from rag.kinds import REPORTS, Kind, Role
from rag.records import Document, Passage

__all__ = ["no_fault_told", "voices_of"]


_SPEAKS: dict[Role, tuple[str, ...]] = {
    Role.FINDINGS: ("finding", "precedent"),
    Role.DECISION: ("finding", "recommendation", "resolved"),
    Role.SUMMARY: ("finding", "report", "precedent"),
    Role.COUNCIL_POSITION: ("council_position", "offer"),
    Role.COMPLAINT: ("complaint",),
    Role.REMEDY: ("remedy", "offer"),
    Role.LAW: ("law", "time_limit", "next_step", "definition"),
    Role.POWERS: ("law", "definition"),
    Role.FACTS: ("facts",),
    Role.RECOMMENDATION: ("recommendation", "resolved"),
    Role.DISCUSSION: ("discussion", "report"),
    Role.METHOD: ("discussion", "report"),
    Role.OPINION: ("opinion",),
}
_MEETINGS = (Kind.MINUTES,)
_ONLY_IN: dict[str, tuple[Kind, ...]] = {"report": REPORTS, "resolved": (*_MEETINGS, *REPORTS)}


def voices_of(passage: Passage, document: Document, no_fault: Container[str]) -> frozenset[str]:
    """Return the voices, as corpus/asking.jsonl names them, of which a passage is one.

    `no_fault` holds the ids of the paragraphs that tell where no fault was found.
    """
    if document.kind is Kind.GLOSSARY:
        return frozenset(("definition",))
    voices = {
        voice
        for voice in _SPEAKS.get(passage.role, ())
        if voice not in _ONLY_IN or document.kind in _ONLY_IN[voice]
    }
    if any(paragraph in no_fault for paragraph in passage.paragraph_ids):
        voices.add("no_fault")
    return frozenset(voices)


def no_fault_told(cases: Iterable[Case]) -> frozenset[str]:
    """Return the ids of the paragraphs that tell of no fault found, or of nothing looked into."""
    told = (part for case in cases for part in (*case.no_fault, *case.not_investigated))
    return frozenset(part.paragraph_id for part in told if part.paragraph_id)
