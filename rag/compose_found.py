"""What was found in one decision and what was agreed there, as claims that cite it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.cases import Finding, Remedy
from rag.cite import cite_id, cite_voice
from rag.compose_like import nearest_points, only_cleared
from rag.draft import OWN_VOICES, Draft, Materials, month_of, pounds
from rag.kinds import Kind, Part, Role
from rag.pick import judges, leans_back
from rag.precedents import Nearby, agreed
from rag.quote import best_sentences
from rag.records import Hit
from rag.replies import Citation
from rag.text import sentences

__all__ = ["found_claim", "remedy_claim"]

_JOINED = 80  # words of two sentences that are quoted together
_QUOTED = 45  # words; a longer finding is cut to its nearest sentence
_FOR_ALL = re.compile(r"\b(?:distress|frustrat|uncertain|worr|upset|time and trouble)", re.I)
_STEPS = re.compile(r"\b(?:improvements?|training|polic(?:y|ies)|procedures?|lessons)\b", re.I)
_OUTRIGHT = re.compile(r"\b(?:at|is|was|finds?) fault\b", re.I)
_CLEARLY = 0.15  # cosine by which a sum must be nearer to another fault to belong there
_SAID_OUTRIGHT = 0.1  # what a finding that says so outright is worth beside its cosine
_FOR = re.compile(
    r"^(?:(?:a )?symbolic payment )?"
    r"(?:in recognition(?: of)?|to (?:recogni[sz]e|acknowledge|reflect)|for) (?=\w)",
    re.I,
)


def found_claim(materials: Materials, draft: Draft, nearby: Nearby) -> bool:
    """Add what was found in one decision, in its own words where the library has them.

    Returns whether that was fault: only then does what was agreed belong to this point.
    """
    if nearby.document.kind is not Kind.DIGEST:
        for citation in _verdicts(materials, nearby):
            values = _case_values(nearby)
            text = materials.wording.fill("lines.case_verbatim", quote=citation.quote, **values)
            draft.claim(Part.FOUND, text, [citation], verbatim=True)
            return bool(nearby.case.faults) and not only_cleared(materials)
    told = nearby.digest or nearby.case
    judged = () if only_cleared(materials) else told.faults
    points = nearest_points(materials, [*judged, *told.no_fault], most=2)
    points = [p for p in points if p.paragraph_id]
    if not points:
        return False
    cleared = points[0] in told.no_fault
    points = [p for p in points if (p in told.no_fault) is cleared]
    words = " ".join(f"{p.text.rstrip('. ')}." for p in points)
    if cleared:
        finding = materials.wording.fill("lines.no_fault", points=words)
    else:
        name = "lines.settled" if _was_settled(nearby) else "lines.fault"
        finding = materials.wording.fill(name, faults=words)
    text = materials.wording.fill("lines.case", finding=finding, **_case_values(nearby))
    draft.claim(Part.FOUND, text, [_point_citation(materials, p) for p in points])
    return not cleared


def _was_settled(nearby: Nearby) -> bool:
    """True where a matter was put right before anybody found whether there was fault."""
    told = nearby.digest or nearby.case
    early = "EARLY-RESOLUTION" in nearby.themes
    return early and not (told.finding_words or "").startswith("Fault")


def _verdicts(materials: Materials, nearby: Nearby) -> list[Citation]:
    """Return what a full text found that is nearest to the question, at most one sentence."""
    judged = () if only_cleared(materials) else nearby.case.faults
    points = [p for p in (judged or nearby.case.no_fault) if p.paragraph_id]
    if points:
        near = materials.embedder.encode([p.text for p in points]) @ materials.found.vector
        outright = [_SAID_OUTRIGHT * bool(_OUTRIGHT.search(p.text)) for p in points]
        cited = [_point_citation(materials, points[int((near + outright).argmax())])]
        if all(c.kind is not Kind.DIGEST and c.role in OWN_VOICES for c in cited):
            return [_shortened(materials, c) for c in cited]
    passages = materials.library.document_passages(nearby.document.id)
    hits = [Hit(p, nearby.document, 1.0) for _, p in passages if p.role is Role.FINDINGS]
    picks = best_sentences(materials, hits, most=1, roles=frozenset({Role.FINDINGS}))
    return [p.citation() for p in picks]


def _shortened(materials: Materials, citation: Citation) -> Citation:
    """Return a long quotation cut down to its sentence nearest to the question, of those in
    which the voice of the quotation speaks."""
    quote = citation.quote
    paragraph = materials.library.paragraph(citation.paragraph_id)
    spans = [
        (a, b)
        for a, b in sentences(quote)
        if paragraph and paragraph.role_at(citation.start + a, citation.start + b) is citation.role
    ]
    if len(quote.split()) <= _QUOTED or not spans:
        return citation
    spans = _judging(quote, spans) or spans
    near = materials.embedder.encode([quote[a:b] for a, b in spans]) @ materials.found.vector
    start, end = spans[int(near.argmax())]
    return cite_id(
        materials.library,
        citation.paragraph_id,
        citation.start + start,
        citation.start + end,
    )


def _judging(quote: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the sentences that judge, each with the one before it where it leans on that."""
    found = []
    for place, (start, end) in enumerate(spans):
        if not judges(quote[start:end]):
            continue
        if leans_back(quote[start:end]):
            if not place or len(quote[spans[place - 1][0] : end].split()) > _JOINED:
                continue
            start = spans[place - 1][0]
        found.append((start, end))
    return found


def _case_values(nearby: Nearby) -> dict[str, str]:
    return {
        "council": nearby.case.council,
        "reference": nearby.case.reference,
        "when": month_of(nearby.document),
    }


def _point_citation(materials: Materials, point: Finding) -> Citation:
    return cite_voice(
        materials.library, str(point.paragraph_id), OWN_VOICES, point.start, point.end
    )


def remedy_claim(materials: Materials, draft: Draft, nearby: Nearby) -> None:
    """Add what was agreed in one decision: its sums first, at most three."""
    steps = agreed(nearby)
    sums = _on_the_point(materials, nearby, [r for r in steps if r.amount_gbp])[:3]
    others = [r for r in steps if not r.amount_gbp and r.kind in ("action", "service_improvement")]
    asks_for_steps = bool(_STEPS.search(materials.asked.question.text)) and bool(others)
    shown: Sequence[Remedy] = others[:3] if asks_for_steps else sums
    if not shown and not materials.plain:
        shown = others[:2]
    if not shown:
        return
    citations = [
        cite_id(materials.library, r.paragraph_id, r.start, r.end) for r in shown if r.paragraph_id
    ]
    items = ". ".join(_item(materials, r) for r in shown)
    values = {k: v for k, v in _case_values(nearby).items() if k != "when"}
    draft.claim(
        Part.REMEDY, materials.wording.fill("lines.remedy", items=items, **values), citations
    )


def _on_the_point(materials: Materials, nearby: Nearby, sums: Sequence[Remedy]) -> Sequence[Remedy]:
    """Return the sums for what the question is about, of a decision that found several faults.

    A sum is left out where its purpose is clearly nearer to another fault; what was paid for
    distress, or for time and trouble, belongs to all of them.
    """
    faults = (nearby.digest or nearby.case).faults
    if len(faults) <= 1 or len(sums) <= 1:
        return sums
    near = {id(p) for p in nearest_points(materials, faults, most=2)}
    chosen = [id(p) in near for p in faults]
    purposes = materials.embedder.encode([r.purpose or r.kind for r in sums])
    likeness = purposes @ materials.embedder.encode([p.text for p in faults]).T
    return [
        r
        for r, row in zip(sums, likeness, strict=True)
        if not r.purpose or _FOR_ALL.search(r.purpose) or row.max() - row[chosen].max() <= _CLEARLY
    ]


def _item(materials: Materials, remedy: Remedy) -> str:
    if not remedy.amount_gbp:
        return (remedy.purpose or remedy.kind).rstrip(". ")
    amount, rate = pounds(remedy.amount_gbp), remedy.rate_after_sum
    if not remedy.purpose:
        return materials.wording.fill("lines.remedy_pay_bare", amount=amount, rate=rate)
    purpose = remedy.purpose.rstrip(". ").removeprefix("as ")
    name = "lines.remedy_pay"
    if materials.plain and (front := _FOR.match(purpose)):
        name, purpose = "lines.remedy_pay_for", purpose[front.end() :]
    return materials.wording.fill(name, amount=amount, rate=rate, purpose=purpose)
