"""Sums that a council offered of its own accord, and what became of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from ingest.cues import any_of
from ingest.money import Sum, find_purpose, find_sums, is_total
from ingest.payees import TO_AFTER, find_payee
from rag.cases import Remedy
from rag.kinds import Role
from rag.records import Reading
from rag.text import amounts, sentences

__all__ = ["already_offered", "find_offers", "reconcile"]

_ALREADY = any_of(r"\balready (?:paid|offered|reimbursed|refunded|made)\b[^£;.]*$")


def already_offered(before: str) -> bool:
    """Say whether the words before a sum call it one that was offered or paid before."""
    return bool(_ALREADY.search(before))


_OFFERS = any_of(r"\b(?:offer(?:s|ed)?|proposed to pay|agreed to pay|paid|pay)\b")
_RECKONS = any_of(
    r"\b(?:calculat\w+|based on|equal to|requested|asked for|wanted|cost|costs|spent|claims?)\b"
)
_SUM_OFFERED = r"(?:\b(?:remedy|offer|payment|sum|amount|proposal)\b|£[\d,]+)"
_NOT_ENOUGH = any_of(
    rf"{_SUM_OFFERED}.{{0,60}}\b(?:(?:does|did|do|is|was|are|were|would) not|not|isn't)\b.{{0,25}}"
    r"\b(?:far enough|enough|sufficient|adequate|suitable|appropriate|proportionate|fully|properly|"
    r"reflect|remedy)",
    rf"{_SUM_OFFERED}.{{0,40}}\b(?:insufficient|inadequate|too low|falls? short)\b",
)
_OFFER_ROLES = (Role.FACTS, Role.COUNCIL_POSITION, Role.FINDINGS, Role.REMEDY)


def find_offers(reading: Reading, agreed: Sequence[Remedy]) -> Iterator[Remedy]:
    """Yield the sums that the council offered of its own accord."""
    refused = _refused(reading)
    included = {r.amount_gbp for r in agreed if r.status == "included"}
    settled = {r.paragraph_id for r in agreed}
    seen: list[float] = []
    for paragraph in reading.paragraphs:
        if paragraph.role not in _OFFER_ROLES or paragraph.id in settled:
            continue
        for money in find_sums(paragraph.text):
            before = paragraph.text[: money.at]
            paid = paragraph.role is not Role.REMEDY or already_offered(before)
            if not paid or not _is_offer(paragraph.text, money, seen):
                continue
            seen.append(money.amount)
            rejected = refused is not None and (not refused or money.amount in refused)
            status = "rejected" if rejected else "offered"
            yield Remedy(
                kind="payment",
                amount_gbp=money.amount,
                rate=money.rate,
                purpose=_purpose(paragraph.text, money),
                to_whom=find_payee(paragraph.text, money) or _pronoun(paragraph.text, money),
                status="included" if money.amount in included else status,
                paragraph_id=paragraph.id,
                start=paragraph.start + (0 if _points_back(paragraph.text, money) else money.start),
                end=paragraph.start + money.end,
            )


def _refused(reading: Reading) -> set[float] | None:
    """Return the offers found not enough: their sums, none if unnamed; None if none was."""
    sums: set[float] = set()
    refused = False
    for paragraph in reading.paragraphs:
        if paragraph.role is not Role.FINDINGS:
            continue
        for a, b in sentences(paragraph.text):
            if _NOT_ENOUGH.search(paragraph.text, a, b):
                refused = True
                sums.update(amounts(paragraph.text[a:b]))
    return sums if refused else None


def _is_offer(text: str, money: Sum, seen: Sequence[float]) -> bool:
    a, _ = next(s for s in sentences(text) if s[0] <= money.at < s[1])
    before = text[a : money.at]
    offers = [m.start() for m in _OFFERS.finditer(before)]
    reckons = [m.start() for m in _RECKONS.finditer(before)]
    if not offers or (reckons and reckons[-1] > offers[-1]):
        return False
    if not re.search(r"\bcouncil|\bit\b|\bauthority|\btrust\b", before, re.I):
        return False
    further = bool(re.search(r"\bfurther|\banother|\badditional", before[-40:], re.I))
    return further or (money.amount not in seen and not (is_total(text, money) and seen))


_POINTS = re.compile(r"(?:\w+ ){1,4}(?:this|that|it)")
_PRONOUN = re.compile(r"\b(?:offered|pa(?:y|id)|offer)(?: to pay)? (?:him|her|them)\b")
_NAMED = re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr)(?: and (?:Mr|Mrs|Miss|Ms|Mx|Dr))? [A-Z]\b")


def _purpose(text: str, money: Sum) -> str | None:
    """Return what an offer is for; one that is only "this" is what stands before it."""
    purpose = find_purpose(text, money, TO_AFTER)
    if not _points_back(text, money):
        return purpose
    a = next(s[0] for s in sentences(text) if s[0] <= money.at < s[1])
    return text[:a].strip() or purpose


def _points_back(text: str, money: Sum) -> bool:
    return bool(_POINTS.fullmatch(find_purpose(text, money, TO_AFTER) or ""))


def _pronoun(text: str, money: Sum) -> str | None:
    """Return whom "offered her £100" means: the last person named before it."""
    if not _PRONOUN.search(text, money.start, money.at):
        return None
    names = _NAMED.findall(text, 0, money.at)
    return names[-1] if names else None


# --- what became of it -----------------------------------------------------------------------

_ON_TOP = any_of(r"\b(?:further|another|additional|in addition|on top of|as well as)\b")
_MOST = 8  # offers among which sums are tried
_WORD = re.compile(r"[a-z]{4,}")
_COMMON = frozenset("recognise recognition reflect that with this which further made have".split())


def reconcile(
    reading: Reading, agreed: Sequence[Remedy], offers: Iterator[Remedy]
) -> tuple[Remedy, ...]:
    """Return agreed remedies and offers, each sum once.

    An offer that became an agreed sum, alone or with others for the same thing, is included in
    it. A remedy that only recalls an offer ("includes the £100 already offered") gives way to it.
    """
    made = list(offers)
    held = {n for n, offer in enumerate(made) if offer.status == "included"}
    for remedy in agreed:
        lump = remedy.is_due and remedy.amount_gbp and remedy.is_lump
        if lump and not _ON_TOP.search(reading.text[remedy.start : remedy.end]):
            free = [n for n, o in enumerate(made) if n not in held and o.status == "offered"]
            held.update(_makes_up(remedy, made, free[:_MOST]))
    result = [replace(o, status="included") if n in held else o for n, o in enumerate(made)]
    told = {offer.amount_gbp for offer in result if offer.status == "included"}
    kept = [r for r in agreed if r.status != "included" or r.amount_gbp not in told]
    return (*kept, *result)


def _makes_up(remedy: Remedy, made: Sequence[Remedy], free: Sequence[int]) -> tuple[int, ...]:
    """Return the offers that come to an agreed sum: one of that height, or several for one thing.

    Of several ways the one whose purposes share most words with the agreed sum is taken.
    """
    ways: list[tuple[int, int, tuple[int, ...]]] = []
    for size in range(1, len(free) + 1):
        for chosen in combinations(free, size):
            if sum(made[n].amount_gbp or 0 for n in chosen) != remedy.amount_gbp:
                continue
            shared = min(len(_about(made[n]) & _about(remedy)) for n in chosen)
            if shared or (size == 1 and not (_about(made[chosen[0]]) and _about(remedy))):
                ways.append((shared, -size, chosen))
    return max(ways)[2] if ways else ()


def _about(remedy: Remedy) -> set[str]:
    return set(_WORD.findall((remedy.purpose or "").lower())) - _COMMON
