"""The decisions nearest to a question, one entry a case, and what was agreed in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.bridges import Leads
from rag.duties import Duty
from rag.fuse import Ranking, fuse_ranks
from rag.protocols import FloatArray, Library
from rag.records import Case, Document, Finding, Kind, Precedent, Remedy, Role
from rag.understand import Intent, Understanding

__all__ = ["Nearby", "agreed", "nearest_cases", "precedent"]

_KINDS = (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST)
_ROLES = (Role.FINDINGS, Role.SUMMARY, Role.COMPLAINT, Role.FACTS, Role.REMEDY)


@dataclass(frozen=True, slots=True)
class Nearby:
    """A decision near to a question: its full text where the library has it, and its facts."""

    document: Document
    case: Case
    digest: Case | None
    score: float
    passage_ids: tuple[str, ...]

    @property
    def themes(self) -> tuple[str, ...]:
        return self.digest.themes if self.digest and not self.case.themes else self.case.themes


def nearest_cases(
    library: Library,
    asked: Understanding,
    vector: FloatArray,
    leads: Leads,
    duties: Sequence[Duty],
    *,
    most: int,
) -> list[Nearby]:
    """Return up to `most` decisions that answer to the question, nearest first.

    Near means: its passages are near by words and by meaning, it shares a theme with the
    duties that apply, and it says in detail what was found.
    """
    filters = replace(asked.question.filters, kinds=_KINDS, roles=_ROLES)
    if asked.councils:
        filters = replace(filters, councils=tuple(c.name for c in asked.councils))
    lexical = [k for k, _ in library.lexical.search(asked.search_text, 120, filters)]
    dense = [k for k, _ in library.vectors.search(vector, 120, library.allowed(filters))]
    fused = fuse_ranks([Ranking("lexical", lexical, 0.7), Ranking("dense", dense, 1.0)])
    by_case: dict[str, list[tuple[float, str, str]]] = {}
    keys = list(fused)
    for key, passage in zip(keys, library.passages(keys), strict=True):
        document = library.document(passage.document_id)
        if document is None or not document.reference:
            continue
        entry = (fused[key][0], passage.id, document.id)
        by_case.setdefault(document.reference, []).append(entry)
    themes = _themes(leads, duties)
    found = []
    for reference, entries in by_case.items():
        nearby = _nearby(library, reference, entries)
        if nearby is not None:
            found.append(replace(nearby, score=nearby.score * _merit(nearby, themes, asked)))
    found.sort(key=lambda n: (-n.score, n.case.reference))
    return [n for n in found if n.score > 0][:most]


def _themes(leads: Leads, duties: Sequence[Duty]) -> dict[str, float]:
    """Return the themes that decisions about this question would carry, with weights 0 to 1."""
    weights: dict[str, float] = {}
    top = next(iter(leads.themes.values()), 0.0)
    for code, score in list(leads.themes.items())[:6]:
        weights[code] = max(0.0, score / top) if top else 0.0
    for duty in duties[:2]:
        for code in duty.record.get("themes", ()):
            weights[str(code)] = max(weights.get(str(code), 0.0), 0.8)
    return weights


def _nearby(
    library: Library, reference: str, entries: Sequence[tuple[float, str, str]]
) -> Nearby | None:
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
    best = sorted((score for score, _, _ in entries), reverse=True)[:2]
    return Nearby(shown, case, told, sum(best), tuple(p for _, p, _ in entries))


def _merit(nearby: Nearby, themes: dict[str, float], asked: Understanding) -> float:
    """Return how much a decision is worth showing, around 1."""
    told = nearby.digest or nearby.case
    merit = 1.0 + 0.5 * max((themes.get(code, 0.0) for code in nearby.themes), default=0.0)
    finding = told.finding or nearby.case.finding or ""
    if finding == "not investigated" and not asked.wants(Intent.POWERS, Intent.NO_FAULT):
        merit *= 0.4
    if finding.startswith("no fault") and not asked.wants(Intent.NO_FAULT):
        merit *= 0.6
    if nearby.document.warning:
        merit *= 0.6
    if not told.faults and not told.no_fault:
        merit *= 0.7
    if asked.wants(Intent.AMOUNT, Intent.REMEDY) and not any(
        r.amount_gbp for r in told.remedies if r.status == "agreed"
    ):
        merit *= 0.6
    return merit * (1.1 if nearby.document.kind is not Kind.DIGEST else 1.0)


def agreed(nearby: Nearby) -> list[Remedy]:
    """Return what was agreed, with a place to cite, the full text's reading first."""
    for case in (nearby.case, nearby.digest):
        if case is None:
            continue
        remedies = [r for r in case.remedies if r.status == "agreed" and r.paragraph_id]
        if any(r.amount_gbp for r in remedies) or (remedies and case is nearby.digest):
            return remedies
    return [r for r in nearby.case.remedies if r.status == "agreed" and r.paragraph_id]


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
