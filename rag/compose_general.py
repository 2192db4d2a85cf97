"""Answers about a situation: what should have happened, what others found, what to do now."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.authority import cite_basis
from rag.cases import Finding, Remedy
from rag.cite import cite_id, cite_voice
from rag.deadlines import add_limit, has_passed, limit_of, runs_from, say_date
from rag.draft import OWN_VOICES, PAPERS, Draft, Materials, month_of, pounds
from rag.duties import Duty, choose_duties, next_duties
from rag.intents import Intent
from rag.kinds import Audience, Kind, Part, Role
from rag.pick import judges, leans_back
from rag.precedents import Nearby, agreed, nearest_cases, precedent
from rag.quote import best_sentences, quote_best
from rag.records import Hit
from rag.replies import Citation
from rag.text import figures, sentences

__all__ = ["DIRECT_FLOOR", "OWN_SITUATION", "compose_general", "duty_claim"]

DIRECT_FLOOR = 0.62  # a sentence scoring below this does not answer a question of its own
OWN_SITUATION = re.compile(r"\b(?:will|would|can|could|should|do|might) (?:i|we)\b", re.I)
_SHORT = 4  # topic words; a longer question asks for more than a definition
_JOINED = 80  # words of two sentences that are quoted together
_QUOTED = 45  # words; a longer finding is cut to its nearest sentence
_PRECEDENT_FLOOR = 0.7  # the same where several examples are asked for
_FOR_ALL = re.compile(r"\b(?:distress|frustrat|uncertain|worr|upset|time and trouble)", re.I)
_OUTRIGHT = re.compile(
    r"\b(?:at|is|was|am satisfied (?:of|there was)|find(?:s|ing)?) fault\b", re.I
)
_SAID_OUTRIGHT = 0.1  # what a finding that says so outright is worth beside its cosine
_SPARE = 2  # decisions looked at beyond those shown, for some that found fault
_FOR = re.compile(
    r"^(?:(?:a )?symbolic payment )?"
    r"(?:in recognition(?: of)?|to (?:recogni[sz]e|acknowledge|reflect)|for) (?=\w)",
    re.I,
)
_CLEARED_POOL = 40  # and where only those without fault are asked for
_OWN = re.compile(r"\b(?:i|i'm|i've|my|we|our|us)\b", re.I)
_CASE_FLOOR = 0.8  # a decision scoring below this share of the nearest is not shown


def compose_general(materials: Materials, draft: Draft) -> tuple[list[Duty], list[Nearby]]:
    """Fill `draft` with duty, findings, remedies and next steps for a situation.

    Returns the duties and the decisions that it is made from.
    """
    asked = materials.asked
    duties = _duties(materials)
    if (
        asked.councils
        or asked.parties
        or asked.wants(Intent.FIGURE, Intent.DEFINITION, Intent.EVENTS)
    ):
        kinds: tuple[Kind, ...] = (*PAPERS, Kind.DECISION, Kind.PUBLIC_REPORT)
        if asked.wants(Intent.DEFINITION):
            kinds = (*kinds, Kind.GLOSSARY)
        quote_best(materials, draft, kinds=kinds, floor=DIRECT_FLOOR, most=2)
    for duty in duties:
        duty_claim(materials, draft, Part.DUTY, duty)
        _counting(materials, draft, duty)
    cases = _cases(materials, duties)
    at_fault = [nearby for nearby in cases if _found_claim(materials, draft, nearby)]
    for nearby in at_fault:
        _remedy_claim(materials, draft, nearby)
    if asked.wants(Intent.DEFINITION) and len(asked.topic) <= _SHORT:
        return duties, cases  # what a thing is, not what to do about it
    if any(c.part is Part.REMEDY for c in draft.claims):
        draft.note(Part.REMEDY, materials.wording.fill("lines.example"))
    if duties and not (asked.wants(Intent.DEFINITION) and not materials.plain):
        for step in next_duties(materials.library, duties, most=3 if materials.plain else 4):
            duty_claim(materials, draft, Part.NEXT, step)
    draft.precedents.extend(precedent(n) for n in cases)
    return duties, cases


def _duties(materials: Materials) -> list[Duty]:
    asked, found = materials.asked, materials.found
    if not asked.question.filters.allows(Kind.DUTY):
        return []
    most = {Audience.PARENT: 3, Audience.ADVOCATE: 3, Audience.STAFF: 4}[materials.audience]
    return choose_duties(materials.library, asked, found.leads, found.hits, most=most)


def _cases(materials: Materials, duties: Sequence[Duty]) -> list[Nearby]:
    asked, found = materials.asked, materials.found
    most = 2 if materials.plain else 3
    if asked.wants(Intent.PRECEDENT):
        most += 2
    cases = nearest_cases(
        materials.library,
        asked,
        found.vector,
        found.leads,
        duties,
        most=_CLEARED_POOL if _only_cleared(materials) else most + _SPARE,
        local=asked.wants(Intent.PRECEDENT) and not OWN_SITUATION.search(asked.question.text),
    )
    if _only_cleared(materials):
        return _nearest_cleared(materials, cases)[:most]
    share = _PRECEDENT_FLOOR if asked.wants(Intent.PRECEDENT) else _CASE_FLOOR
    floor = cases[0].score * share if cases else 0.0
    cases = [n for n in cases if n.score >= floor]
    if asked.wants(Intent.NO_FAULT):
        return cases[:most]
    told = [not _is_cleared(materials, n) for n in cases]
    at_fault = [n for n, fault in zip(cases, told, strict=True) if fault]
    spared = [n for n, fault in zip(cases[:most], told, strict=False) if not fault]
    return [*at_fault[:most], *spared[:1]]


def _only_cleared(materials: Materials) -> bool:
    """True where decisions without fault are asked for, and it is not one's own complaint."""
    asked = materials.asked
    return asked.wants(Intent.CLEARED) and not _OWN.search(asked.question.text)


def _nearest_cleared(materials: Materials, cases: Sequence[Nearby]) -> list[Nearby]:
    """Return the decisions that found no fault on some point, by how near that point is."""
    points = [(n, p.text) for n in cases for p in (n.digest or n.case).no_fault]
    if not points:
        return []
    near = materials.embedder.encode([text for _, text in points]) @ materials.found.vector
    order = sorted(range(len(points)), key=lambda n: -float(near[n]))
    return list({points[n][0].document.id: points[n][0] for n in order}.values())


def _is_cleared(materials: Materials, nearby: Nearby) -> bool:
    """True where what a decision says nearest to the question is that there was no fault."""
    told = nearby.digest or nearby.case
    if not told.no_fault:
        return False
    return _nearest_points(materials, [*told.faults, *told.no_fault], most=1)[0] in told.no_fault


# --- duties ------------------------------------------------------------------------------------


def duty_claim(materials: Materials, draft: Draft, part: Part, duty: Duty) -> None:
    """Add a duty in words for the reader, with its standing (guidance, proposed …) in front."""
    record = duty.record
    text = str(record["plain"]) if materials.plain else str(record["statement"])
    status = str(record["status"]).lower()
    if status.startswith("proposed"):
        text = materials.wording.fill("lines.proposed", text=text)
    elif status.startswith("expired"):
        text = materials.wording.fill("lines.expired", text=text)
    elif "not commenced" in status:
        text = materials.wording.fill("lines.not_commenced", text=text)
    elif status.startswith("observed practice"):
        text = materials.wording.fill("lines.practice", text=text)
    elif not materials.plain and not status.startswith("in force"):
        text = materials.wording.fill("lines.guidance", text=text)
    if not materials.plain:
        basis = cite_basis(record["legal_basis"])
        text = materials.wording.fill("lines.with_basis", text=text, basis=basis)
    citations = [duty.cite(materials.library)]
    if not figures(text) <= figures(f"{citations[0].quote} {record['legal_basis']}"):
        citations.append(duty.cite(materials.library, "In plain words"))
    draft.claim(part, text, citations)


def _counting(materials: Materials, draft: Draft, duty: Duty) -> None:
    """Add the arithmetic that a person would do: has the limit passed, when does it end."""
    limit = limit_of(duty.record)
    if limit is None or not runs_from(limit, materials.asked.search_text):
        return
    wording = materials.wording
    for period in materials.asked.periods[:1]:
        passed = has_passed(period, limit)
        if passed is not None:
            name = "lines.elapsed_over" if passed else "lines.elapsed_under"
            values = {"said": period.words, "limit": limit.words, "event": limit.event}
            draft.note(Part.DUTY, wording.fill(name, rule=duty.record["topic"], **values))
    for start in materials.asked.dates[:1]:
        due = add_limit(start, limit)
        if due is None:
            values = {"limit": limit.words, "start": say_date(start), "unit": limit.unit}
            draft.note(Part.DUTY, wording.fill("lines.not_counted", **values))
            continue
        values = {
            "rule": str(duty.record["topic"]),
            "start": say_date(start),
            "limit": limit.words,
            "due": say_date(due),
        }
        if limit.unit in ("days", "weeks", "working days"):
            values["due_other"] = say_date(add_limit(start, limit, that_day=True) or due)
            draft.lead.append(wording.fill("lines.due", **values))
        else:
            draft.lead.append(wording.fill("lines.due_months", **values))


# --- cases -------------------------------------------------------------------------------------


def _found_claim(materials: Materials, draft: Draft, nearby: Nearby) -> bool:
    """Add what was found in one decision, in its own words where the library has them.

    Returns whether that was fault: only then does what was agreed belong to this point.
    """
    if nearby.document.kind is not Kind.DIGEST:
        for citation in _verdicts(materials, nearby):
            values = _case_values(nearby)
            text = materials.wording.fill("lines.case_verbatim", quote=citation.quote, **values)
            draft.claim(Part.FOUND, text, [citation], verbatim=True)
            return bool(nearby.case.faults) and not _only_cleared(materials)
    told = nearby.digest or nearby.case
    judged = () if _only_cleared(materials) else told.faults
    points = _nearest_points(materials, [*judged, *told.no_fault], most=2)
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
    judged = () if _only_cleared(materials) else nearby.case.faults
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


def _nearest_points(materials: Materials, points: Sequence[Finding], *, most: int) -> list[Finding]:
    """Return the findings nearest to the question, nearest first."""
    if len(points) <= 1:
        return list(points)
    near = materials.embedder.encode([p.text for p in points]) @ materials.found.vector
    floor = 0.75 * float(near.max())
    best = sorted(range(len(points)), key=lambda n: -float(near[n]))[:most]
    return [points[n] for n in best if float(near[n]) >= floor]


def _point_citation(materials: Materials, point: Finding) -> Citation:
    return cite_voice(
        materials.library, str(point.paragraph_id), OWN_VOICES, point.start, point.end
    )


def _remedy_claim(materials: Materials, draft: Draft, nearby: Nearby) -> None:
    """Add what was agreed in one decision: its sums first, at most three."""
    steps = agreed(nearby)
    sums = _on_the_point(materials, nearby, [r for r in steps if r.amount_gbp])[:3]
    others = [r for r in steps if not r.amount_gbp and r.kind in ("action", "service_improvement")]
    shown = sums or ([] if materials.plain else others[:2])
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

    A sum belongs to the fault that its purpose is nearest to; what was paid for distress, or
    for time and trouble, belongs to all of them.
    """
    faults = (nearby.digest or nearby.case).faults
    if len(faults) <= 1 or len(sums) <= 1:
        return sums
    near = {id(p) for p in _nearest_points(materials, faults, most=2)}
    wide = [bool(_FOR_ALL.search(r.purpose or "")) or not r.purpose for r in sums]
    purposes = materials.embedder.encode([r.purpose or r.kind for r in sums])
    owners = (purposes @ materials.embedder.encode([p.text for p in faults]).T).argmax(axis=1)
    return [
        r
        for r, owner, for_all in zip(sums, owners, wide, strict=True)
        if for_all or id(faults[int(owner)]) in near
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
