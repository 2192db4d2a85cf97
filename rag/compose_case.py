"""Answers about a decision that the question names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.cases import Case, Finding, Remedy
from rag.cite import cite_id, cite_voice
from rag.compose_parts import quote_claim, show_complaint, show_paragraph, show_record
from rag.deadlines import say_date
from rag.draft import OWN_VOICES, Draft, Materials, pounds, said
from rag.expects import expected, focus
from rag.intents import Intent
from rag.kinds import Kind, Part, Role
from rag.pick import Picked
from rag.precedents import Nearby, agreed
from rag.quote import best_sentences
from rag.records import Document, Hit
from rag.text import content_words, stem

__all__ = ["compose_case", "remedy_claims"]

_PARTS: tuple[tuple[Intent, frozenset[Role]], ...] = (
    (Intent.COUNCIL, frozenset({Role.COUNCIL_POSITION})),
    (Intent.COMPLAINT, frozenset({Role.COMPLAINT})),
    (Intent.NO_FAULT, frozenset({Role.FINDINGS, Role.DECISION})),
    (Intent.FINDING, frozenset({Role.FINDINGS, Role.DECISION, Role.SUMMARY})),
)
_PARTS_ASKED = (Intent.FINDING, Intent.NO_FAULT, Intent.COUNCIL, Intent.COMPLAINT, Intent.REMEDY)
_SPEAKS = 0.34  # share of a question's words that a decision must use to answer it
_FEW_WORDS = 3  # of a follow-up: too few to tell by
_MAX_FAULTS = 4


def compose_case(
    materials: Materials, draft: Draft, nearby: Nearby, *, several: bool = False
) -> None:
    """Fill `draft` with what the question asks about one decision; `several`: of many, so
    that each claim has to say which decision it is about."""
    before = len(draft.claims)
    draft.lead.append(_which(materials, nearby))
    draft.one_case = True
    _fill(materials, draft, nearby)
    if several:
        front = f"{nearby.case.reference}: "
        draft.claims[before:] = [replace(c, text=front + c.text) for c in draft.claims[before:]]


def _which(materials: Materials, nearby: Nearby) -> str:
    """Return what a decision is, from its heading: council, reference, date, outcome."""
    document = nearby.document
    dated = document.date or (
        digest.date
        if (
            digest := materials.library.document(nearby.digest.document_id if nearby.digest else "")
        )
        else None
    )
    values = {
        "council": nearby.case.council,
        "reference": nearby.case.reference,
        "when": f", decided on {say_date(dated)}" if dated else "",
        "outcome": f", {document.outcome}" if document.outcome else "",
    }
    return materials.wording.fill("lines.about_case", **values)


def _fill(materials: Materials, draft: Draft, nearby: Nearby) -> None:
    asked = materials.asked
    before = len(draft.claims)
    if asked.wants(Intent.RECORD) and show_record(materials, draft, nearby):
        return
    if asked.paragraph and show_paragraph(materials, draft, nearby):
        return
    if _lacks(materials, nearby):
        draft.silent = nearby.document.title
        return
    if asked.wants(Intent.SUMMARY) and not asked.wants(Intent.AMOUNT):
        _whole(materials, draft, nearby)
        return
    if asked.wants(Intent.COMPLAINT) and show_complaint(materials, draft, nearby):
        return
    if asked.wants(Intent.AMOUNT):
        remedy_claims(materials, draft, nearby, money=True)
        _offers(materials, draft, nearby)
    elif asked.wants(Intent.REMEDY) and not asked.wants(Intent.COUNCIL):
        part = Part.REMEDY if asked.wants(Intent.FINDING) else Part.DIRECT
        remedy_claims(materials, draft, nearby, money=False, part=part)
    if asked.wants(Intent.CLEARED) and _cleared(materials, draft, nearby):
        return
    if not asked.topic and len(draft.claims) == before:
        _whole(materials, draft, nearby)
    judged = asked.wants(Intent.FINDING, Intent.NO_FAULT)
    if judged and nearby.document.kind is Kind.DIGEST:
        told = nearby.case
        points = [*told.faults[:_MAX_FAULTS], *told.no_fault[:2]]
        _point_claims(materials, draft, nearby.document, told, points, part=Part.DIRECT)
    told_all = judged and nearby.document.kind is Kind.DIGEST and len(draft.claims) > before
    if len(draft.claims) == before or (
        asked.topic and not told_all and (judged or asked.wants(Intent.COUNCIL))
    ):
        _picked(materials, draft, nearby)
    if len(draft.claims) == before and not draft.silent:
        draft.incomplete = True
        _whole(materials, draft, nearby)


def _cleared(materials: Materials, draft: Draft, nearby: Nearby) -> bool:
    """Add the points on which no fault was found, where these are all that is asked for."""
    told = nearby.case if nearby.case.no_fault else nearby.digest
    if materials.asked.topic or told is None or not told.no_fault:
        return False
    held = materials.library.document(told.document_id) or nearby.document
    _point_claims(materials, draft, held, told, told.no_fault, part=Part.DIRECT)
    return True


# --- money and other remedies --------------------------------------------------------------------


def remedy_claims(
    materials: Materials, draft: Draft, nearby: Nearby, *, money: bool, part: Part = Part.DIRECT
) -> None:
    """Add what was agreed: the payments only where `money`, else every step."""
    steps = agreed(nearby)
    if money:
        steps = [r for r in steps if r.amount_gbp] or [
            r for r in steps if r.kind in ("payment", "reimbursement")
        ]
    by_place: dict[tuple[str, int | None, int | None], list[Remedy]] = {}
    for remedy in steps:
        if remedy.paragraph_id:
            place = (remedy.paragraph_id, remedy.start, remedy.end)
            by_place.setdefault(place, []).append(remedy)
    for (paragraph_id, start, end), remedies in by_place.items():
        citation = cite_id(materials.library, paragraph_id, start, end)
        if citation.kind is Kind.DIGEST:
            draft.claim(part, citation.quote, [citation])
        else:
            sums = " and ".join(_sum(r) for r in remedies if r.amount_gbp)
            word = remedies[0].status.capitalize()
            front = f"{word}, {sums}: " if sums else f"{word}: "
            draft.claim(part, f"{front}“{citation.quote}”", [citation], verbatim=True)
    if money and not any(r.amount_gbp for r in steps):
        draft.incomplete = True


def _sum(remedy: Remedy) -> str:
    return f"£{pounds(remedy.amount_gbp or 0)}{remedy.rate_after_sum}"


def _offers(materials: Materials, draft: Draft, nearby: Nearby) -> None:
    """Say which sums were only offered, where the reader knows or asks about offers."""
    if materials.plain and "offer" not in materials.asked.search_text.lower():
        return
    for case in (nearby.case, nearby.digest):
        rejected = [r for r in (case.remedies if case else ()) if r.status == "rejected"]
        for remedy in rejected:
            if remedy.amount_gbp and remedy.paragraph_id:
                text = materials.wording.fill(
                    "lines.rejected_offer", amount=pounds(remedy.amount_gbp)
                )
                draft.claim(
                    Part.DIRECT,
                    text,
                    [cite_id(materials.library, remedy.paragraph_id, remedy.start, remedy.end)],
                )
        if rejected:
            return


# --- the whole decision, or the sentences that answer --------------------------------------------


def _whole(materials: Materials, draft: Draft, nearby: Nearby) -> None:
    """Add complaint, findings and remedies: what the decision was about."""
    library, told = materials.library, nearby.digest or nearby.case
    summary = [p for p in library.paragraphs(nearby.document.id) if p.role in (Role.SUMMARY,)][
        :1
    ] or [p for p in library.paragraphs(nearby.document.id) if p.role is Role.COMPLAINT][:1]
    for paragraph in summary:
        quote_claim(materials, draft, Part.DIRECT, paragraph.id)
    points: Sequence[Finding] = told.faults[:_MAX_FAULTS] or told.no_fault[:2]
    _point_claims(materials, draft, nearby.document, told, points)
    remedy_claims(materials, draft, nearby, money=False, part=Part.REMEDY)


def _point_claims(
    materials: Materials,
    draft: Draft,
    document: Document,
    told: Case,
    points: Sequence[Finding],
    *,
    part: Part = Part.FOUND,
) -> None:
    for point in points:
        if not point.paragraph_id:
            continue
        citation = cite_voice(
            materials.library, point.paragraph_id, OWN_VOICES, point.start, point.end
        )
        cleared = point in told.no_fault
        front = "No fault" if cleared else "Fault"
        if citation.kind is Kind.DIGEST:
            draft.claim(part, f"{front}: {citation.quote}", [citation])
        else:  # words that hold more than the Ombudsman's are shown, but not as found
            where = part if citation.role in OWN_VOICES else Part.DIRECT
            quote_claim(
                materials, draft, where, citation.paragraph_id, citation.start, citation.end
            )


def _picked(materials: Materials, draft: Draft, nearby: Nearby) -> None:
    """Add the sentences of the decision that answer, of the voice that was asked for."""
    asks_a_part = materials.asked.wants(*_PARTS_ASKED)
    if not asks_a_part and not _speaks_of(materials, nearby):
        draft.silent = nearby.document.title
        return
    preferred = _all_passages(materials, nearby)
    roles = next((r for i, r in _PARTS if materials.asked.wants(i)), None)
    most = 3 if materials.plain else 4
    holds = expected(materials.asked.question.text)
    for allowed in (roles, None):
        picks = _pick(materials, preferred, most, allowed)
        if holds is not None:
            picks = [p for p in picks if holds.search(p.citation().quote)]
        if picks:
            break
    if holds is not None and not picks:
        draft.silent = nearby.document.title
    for picked in picks:
        citation = picked.citation()
        text, verbatim = said(materials.wording, citation)
        draft.claim(Part.DIRECT, text, [citation], verbatim=verbatim)


def _text(materials: Materials, nearby: Nearby) -> str:
    """Return all that is held of a decision: its text, or its digest, or both."""
    ids = [nearby.document.id, *([nearby.digest.document_id] if nearby.digest else ())]
    return " ".join(materials.library.text(document_id) for document_id in ids)


def _lacks(materials: Materials, nearby: Nearby) -> bool:
    """True where nothing in the decision is of the kind that is asked for."""
    question = materials.asked.question.text
    text = _text(materials, nearby)
    holds, word = expected(question), focus(question)
    if holds is not None and not holds.search(text):
        return True
    return word is not None and stem(word) not in set(map(stem, content_words(text)))


def _speaks_of(materials: Materials, nearby: Nearby) -> bool:
    """True where the decision uses at least some of the question's telling words."""
    words = {stem(w) for w in materials.asked.own_topic}
    held = set(map(stem, content_words(_text(materials, nearby))))
    few = materials.asked.followed_up and len(words) < _FEW_WORDS
    return few or not words or len(words & held) / len(words) >= _SPEAKS


def _all_passages(materials: Materials, nearby: Nearby) -> list[Hit]:
    """Return the passages of the shown text, those that were found first in front."""
    rank = {h.passage.id: n for n, h in enumerate(materials.found.hits)}
    passages = [p for _, p in materials.library.document_passages(nearby.document.id)]
    passages.sort(key=lambda p: (rank.get(p.id, len(rank)), p.start))
    return [Hit(p, nearby.document, 1.0) for p in passages if not p.boilerplate]


def _pick(
    materials: Materials, hits: Sequence[Hit], most: int, roles: frozenset[Role] | None
) -> list[Picked]:
    wanted = [h for h in hits if roles is None or _speaks(materials, h, roles)][:12]
    picks = best_sentences(materials, wanted, most=most, roles=roles)
    best = picks[0].score if picks else 0.0
    return [p for p in picks if p.score >= 0.7 * best]


def _speaks(materials: Materials, hit: Hit, roles: frozenset[Role]) -> bool:
    """True where one of `roles` speaks in a passage, if only in a sentence of it."""
    held = (materials.library.paragraph(name) for name in hit.passage.paragraph_ids)
    return hit.passage.role in roles or any(v.role in roles for p in held if p for v in p.voices)
