"""What a passage can answer: the voices of corpus/asking.jsonl in which it speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from rag.cases import Case
from rag.kinds import Kind, Role
from rag.records import Document, Passage

__all__ = ["Fact", "facts_told", "voices_of"]


class Fact(StrEnum):
    """What the record of a case was read from."""

    FAULT = "fault"
    NO_FAULT = "no fault"
    REMEDY = "remedy"
    EVENT = "event"


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
_PAPERS = (Kind.RESEARCH, Kind.FOCUS_REPORT, Kind.PAPER)
_MEETINGS = (Kind.MINUTES,)
_ONLY_IN: dict[str, tuple[Kind, ...]] = {"report": _PAPERS, "resolved": (*_MEETINGS, *_PAPERS)}


def voices_of(passage: Passage, document: Document, facts: Iterable[Fact]) -> frozenset[str]:
    """Return the voices, as corpus/asking.jsonl names them, of which a passage is one."""
    if document.kind is Kind.GLOSSARY:
        return frozenset(("definition",))
    voices = {
        voice
        for voice in _SPEAKS.get(passage.role, ())
        if voice not in _ONLY_IN or document.kind in _ONLY_IN[voice]
    }
    if Fact.NO_FAULT in facts:
        voices.add("no_fault")
    return frozenset(voices)


def facts_told(cases: Iterable[Case]) -> dict[str, frozenset[Fact]]:
    """Return what the records of cases were read from: paragraph id -> kinds of fact."""
    found: dict[str, set[Fact]] = defaultdict(set)
    for case in cases:
        for fact, told in (
            (Fact.FAULT, case.faults),
            (Fact.NO_FAULT, (*case.no_fault, *case.not_investigated)),
            (Fact.REMEDY, case.remedies),
            (Fact.EVENT, case.events),
        ):
            for one in told:
                if one.paragraph_id:
                    found[one.paragraph_id].add(fact)
    return {name: frozenset(facts) for name, facts in found.items()}
