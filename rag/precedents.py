"""The decisions nearest to a question, one entry a case, and what was agreed in each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.bridges import Leads
from rag.cases import Case, Finding, Remedy
from rag.duties import Duty
from rag.intents import Intent
from rag.kinds import Kind, Role
from rag.protocols import FloatArray, Library
from rag.records import Document
from rag.replies import Precedent
from rag.understand import Understanding

__all__ = ["Nearby", "agreed", "find_case", "nearest_cases", "precedent"]

_KINDS = (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST)
_DEPTH = 150  # passages that are looked at by words and by meaning
_WORDS = 0.25  # what a full match of words adds to a cosine
_NAMED = 1.15  # a decision about the council that the question names
_THEME = 0.4  # what sharing a telling theme adds
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
    filters = replace(asked.question.filters, kinds=_KINDS, roles=_ROLES)
    named = tuple(c.name for c in asked.councils)
    if local and named:
        filters = replace(filters, councils=named)
    words = dict(library.lexical.search(asked.search_text, _DEPTH, filters))
    meaning = dict(library.vectors.search(vector, _DEPTH, library.allowed(filters)))
    themes = _themes(library, leads, duties)
    found = []
    for reference, near in _by_reference(library, words, meaning).items():
        nearby = find_case(library, reference, near)
        if nearby is not None:
            merit = _merit(nearby, themes, asked)
            merit *= _NAMED if nearby.case.council in named else 1.0
            found.append(replace(nearby, score=nearby.score * merit))
    found.sort(key=lambda n: (-n.score, n.case.reference))
    return found[:most]


def _by_reference(
    library: Library, words: Mapping[int, float], meaning: Mapping[int, float]
) -> dict[str, float]:
    """Return how near each decision is: the cosine of its nearest passage, and shared words."""
    keys = sorted({*words, *meaning})
    most = max(words.values(), default=0.0) or 1.0
    near: dict[str, tuple[float, float]] = {}
    for key, passage in zip(keys, library.passages(keys), strict=True):
        document = library.document(passage.document_id)
        if document is None or not document.reference:
            continue
        cosine, shared = near.get(document.reference, (0.0, 0.0))
        near[document.reference] = (
            max(cosine, meaning.get(key, 0.0)),
            max(shared, words.get(key, 0.0) / most),
        )
    return {ref: cosine + _WORDS * shared for ref, (cosine, shared) in near.items()}


def _themes(library: Library, leads: Leads, duties: Sequence[Duty]) -> dict[str, float]:
    """Return the themes that decisions about this question would carry, weighted 0 to 1.

    A theme of three decisions tells more than one of fifty.
    """
    weights: dict[str, float] = {}
    top = next(iter(leads.themes.values()), 0.0)
    for code, score in list(leads.themes.items())[:6]:
        weights[code] = max(0.0, score / top) ** 2 if top else 0.0
    for duty in duties[:2]:
        for code in duty.record.get("themes", ()):
            weights[str(code)] = max(weights.get(str(code), 0.0), 0.8)
    cases = library.cases()
    spread = Counter(code for case in cases for code in case.themes)
    rarest = math.log(1 + len(cases))
    return {
        code: weight * (1 - 0.7 * math.log(1 + spread[code]) / rarest)
        for code, weight in weights.items()
        if spread[code]
    }


def find_case(library: Library, reference: str, score: float = 1.0) -> Nearby | None:
    """Return the library's decision of this reference, full text before digest."""
    documents = [d for d in library.documents() if d.reference == reference]
    full = next((d for d in documents if d.kind in (Kind.DECISION, Kind.PUBLIC_REPORT)), None)
    digest = next((d for d in documents if d.kind is Kind.DIGEST), None)
    shown = full or digest
    if shown is None:
        return None
    told = library.case(digest.id) if digest else None
    case = library.case(shown.id) or told
    if case is None:
        return None
    return Nearby(shown, case, told, score)


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
    line = told.finding_words or "; ".join(p.text for p in points[:2]) or (told.complaint or "")
    return Precedent(
        document_id=nearby.document.id,
        reference=nearby.case.reference,
        council=nearby.case.council,
        date=nearby.document.date,
        outcome=nearby.document.outcome,
        finding=told.finding,
        line=line,
        url=nearby.document.url,
        is_digest=nearby.document.kind is Kind.DIGEST,
        warning=nearby.document.warning,
    )
