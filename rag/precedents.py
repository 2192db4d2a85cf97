"""The decisions nearest to a question, one entry a case, and what was agreed in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.bridges import Leads
from rag.cases import Case, Finding, Remedy
from rag.duties import Duty
from rag.intents import Intent
from rag.kinds import Kind, Role
from rag.nearness import NearPassage, near_passages, telling_themes
from rag.protocols import FloatArray, Library
from rag.records import Document
from rag.register import DECISION_KINDS, Decision, Register, register_of
from rag.replies import Precedent
from rag.understand import Understanding

__all__ = ["Nearby", "agreed", "find_case", "nearest_cases", "precedent"]

_DEPTH = 150  # passages that are looked at by words and by meaning
_WORDS = 0.25  # what a full match of words adds to a cosine
_NAMED = 1.15  # a decision about the council that the question names
_THEME = 0.4  # what sharing a telling theme adds
_ABOUT = 40  # words of a complaint that are told beside what was found
_ROLES = (Role.FINDINGS, Role.SUMMARY, Role.COMPLAINT, Role.FACTS, Role.REMEDY)


@dataclass(frozen=True, slots=True)
class Nearby:
    """A decision near to a question: its full text where the library has it, and its facts."""

    document: Document
    case: Case
    digest: Case | None
    score: float

    @property
    def themes(self) -> tuple[str, ...]:
        return (self.digest.themes if self.digest else ()) or self.case.themes


def nearest_cases(
    library: Library,
    asked: Understanding,
    vector: FloatArray,
    leads: Leads,
    duties: Sequence[Duty],
    *,
    most: int,
    local: bool = False,
) -> list[Nearby]:
    """Return up to `most` decisions that answer to the question, nearest first.

    Near means: its passages are near by words and by meaning, it shares a theme with the
    duties that apply, and it says in detail what was found. With `local` only decisions about
    a council that the question names come back; else they come a little sooner.
    """
    wanted = asked.question.filters
    kinds = tuple(kind for kind in DECISION_KINDS if wanted.allows(kind))
    if not kinds:
        return []
    filters = replace(wanted, kinds=kinds, roles=_ROLES)
    named = tuple(c.name for c in asked.councils)
    if local and named:
        filters = replace(filters, councils=named)
    register = register_of(library)
    found = near_passages(library, asked.search_text, vector, filters, depth=_DEPTH)
    themes = telling_themes(
        register, leads, ([str(c) for c in d.record.get("themes", ())] for d in duties[:2])
    )
    cases = []
    for place, near in _by_decision(register, found).items():
        nearby = _nearby(register.decisions[place], near)
        if not wanted.allows(nearby.document.kind):
            continue
        merit = _merit(nearby, themes, asked)
        merit *= _NAMED if nearby.case.council in named else 1.0
        cases.append(replace(nearby, score=nearby.score * merit))
    cases.sort(key=lambda n: (-n.score, n.case.reference))
    return cases[:most]


def _by_decision(register: Register, found: Sequence[NearPassage]) -> dict[int, float]:
    """Return how near each decision is: the cosine of its nearest passage, and shared words."""
    near: dict[int, tuple[float, float]] = {}
    for one in found:
        place = register.place_of(one.passage.document_id)
        if place is not None and register.decisions[place].document.reference:
            cosine, words = near.get(place, (0.0, 0.0))
            near[place] = max(cosine, one.cosine), max(words, one.words)
    return {place: cosine + _WORDS * words for place, (cosine, words) in near.items()}


def find_case(library: Library, reference: str, score: float = 1.0) -> Nearby | None:
    """Return the library's decision of this reference, full text before digest."""
    decision = register_of(library).find(reference)
    return None if decision is None else _nearby(decision, score)


def _nearby(decision: Decision, score: float) -> Nearby:
    return Nearby(decision.document, decision.case, decision.digest, score)


def _merit(nearby: Nearby, themes: dict[str, float], asked: Understanding) -> float:
    """Return how much a decision is worth showing, around 1."""
    told = nearby.digest or nearby.case
    merit = 1.0 + _THEME * max((themes.get(code, 0.0) for code in nearby.themes), default=0.0)
    if "UPHELD-ON-SIDE-ISSUE" in nearby.themes and not asked.wants(Intent.NO_FAULT):
        merit *= 0.75
    finding = told.finding or nearby.case.finding or ""
    if finding == "not investigated" and not asked.wants(Intent.POWERS, Intent.NO_FAULT):
        merit *= 0.4
    if finding.startswith("no fault") and not asked.wants(Intent.NO_FAULT):
        merit *= 0.6
    if nearby.document.warning:
        merit *= 0.6
    if not told.faults and not told.no_fault:
        merit *= 0.7
    if not any(r.amount_gbp for r in told.remedies if r.is_due):
        merit *= 0.6 if asked.wants(Intent.AMOUNT, Intent.REMEDY) else 0.88
    return merit


def agreed(nearby: Nearby) -> list[Remedy]:
    """Return what was agreed, with a place to cite, the full text's reading first."""
    for case in (nearby.case, nearby.digest):
        if case is None:
            continue
        remedies = [r for r in case.remedies if r.is_due and r.paragraph_id]
        if any(r.amount_gbp for r in remedies) or (remedies and case is nearby.digest):
            return remedies
    return [r for r in nearby.case.remedies if r.is_due and r.paragraph_id]


def precedent(nearby: Nearby) -> Precedent:
    """Return a decision in one line, with what a reader has to know about the record."""
    told = nearby.digest or nearby.case
    points: Sequence[Finding] = told.faults or told.no_fault
    found = told.finding_words or "; ".join(p.text for p in points[:2])
    about = told.complaint or ""
    if found and len(about.split()) > _ABOUT:
        about = ""
    return Precedent(
        document_id=nearby.document.id,
        reference=nearby.case.reference,
        council=nearby.case.council,
        date=nearby.document.date,
        outcome=nearby.document.outcome,
        finding=told.finding,
        line=" ".join(filter(None, (about, found))),
        url=nearby.document.url,
        is_digest=nearby.document.kind is Kind.DIGEST,
        warning=nearby.document.warning,
    )
