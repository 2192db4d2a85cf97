"""What was agreed to put things right, what was offered, and what became of the offer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.cues import any_of
from ingest.due import common_due, find_due, sets_due
from ingest.money import Sum, find_purpose, settle_sums, trim_clause
from ingest.offers import already_offered, find_offers, reconcile
from ingest.payees import TO_AFTER, find_payee, name_pronouns, tell_apart
from ingest.remedy_kinds import pays_unnamed_sum, sum_kind, work_kind
from rag.cases import Remedy
from rag.kinds import Role
from rag.records import Paragraph, Reading
from rag.text import sentences

__all__ = ["extract_remedies"]

_EVIDENCE = any_of(
    r"\b(?:provide|send|give|show)\b.{0,30}\b(?:evidence|proof)\b.{0,40}"
    r"\b(?:it has|they have|complied|completed|done|taken|carried out)\b",
    r"\b(?:must|should) consider (?:the|this) report\b",
)
_AGREES = any_of(
    r"\b(?:the council|it|the authority|the trust|the icb|they|both \w+)\b(?: \w+){0,2} "
    r"(?:agree[sd]?|will|should|must|has (?:also )?(?:agreed|accepted)|needs? to)\b",
    r"\b(?:I|we) (?:also |therefore |further )?(?:recommend|asked)\b",
)
_VERBS = (
    r"amend|apologise|arrange|assess|backdate|begin|carry|check|circulate|"
    r"complete|confirm|consider|contact|create|decide|deliver|develop|discuss|"
    r"draw|ensure|explain|give|hold|identify|implement|introduce|issue|look|"
    r"make|meet|monitor|offer|pay|produce|provide|publish|put|refund|reimburse|"
    r"reinstate|remind|report|review|secure|send|set|share|start|take|train|"
    r"undertake|update|use|work|write"
)
_IMPERATIVE = any_of(rf"(?:It (?:should|will) )?(?:also |then )?(?:{_VERBS})\b")
_INCLUDED = any_of(r"\b(?:includ\w+|of which)\b[^£;.]*$")
_PAID_BEFORE = any_of(
    r"^(?: for [^£.;]{3,40}?)?(?:,? (?:that|which))?(?: (?:the council|it|they))?"
    r"(?: ha[sd]| was)? (?:already|previously|originally)(?: been)? (?:paid|offered|made|agreed)\b"
)
_ON_TOP = any_of(r"\b(?:further|another|additional|in addition|on top of|as well as|plus)\b")
_APOLOGY = any_of(r"\bapolog")
_APOLOGY_FOR = any_of(r"\bapolog\w+(?: (?!for\b|pay\b)[\w'’]+){0,8} for (.+)")


def extract_remedies(reading: Reading) -> tuple[Remedy, ...]:
    """Return the agreed remedies in order, then offers with what became of them."""
    steps = [_named(p, reading) for p in reading.paragraphs if p.role is Role.REMEDY]
    agreed = [
        remedy
        for p, council_acts in steps
        for remedy in _agreed(p, common_due([s for s, _ in steps], p), acts=council_acts)
    ]
    if not any(r.status == "agreed" for r in agreed):
        agreed += _settled(reading)
    found = reconcile(reading, agreed, find_offers(reading, agreed))
    if _only_recommended(reading):
        found = tuple(replace(r, status="recommended") if r.is_due else r for r in found)
    return tell_apart(name_pronouns(found, reading.paragraphs))


_REFUSED = any_of(
    r"\b(?:has|have|did|does|do) not (?:yet )?(?:agreed?|accept(?:ed)?)\b(?! (?:that|it|there|"
    r"to (?:its|any) fault))",
    r"\brefused to (?:agree|accept|comply)\b",
)
_AGREED = any_of(
    r"\b(?:council|it|authority|trust|icb|bodies|organisations?|they|both)\b[^.;:]{0,30} "
    r"(?:agreed|agrees|accepted|accepts|welcomed?)\b",
    r"\bagreed (?:actions?|remed(?:y|ies)|recommendations?|to)\b|\bwill\b",
)
_RECOMMENDATIONS = any_of(r"\brecommend(?:ations?|ed)\b")


def _only_recommended(reading: Reading) -> bool:
    """Say whether the steps are the Ombudsman's recommendations that nobody is said to agree to.

    So it is in public reports, made where a council would not agree, unless they say otherwise.
    """
    roles = (Role.REMEDY, Role.DECISION)
    texts = [p.text for p in reading.paragraphs if p.role in roles]
    if any(_REFUSED.search(t) and _RECOMMENDATIONS.search(t) for t in texts):
        return True
    headed = any(
        s.role is Role.REMEDY and _RECOMMENDATIONS.search(s.heading) for s in reading.sections
    )
    told = [s.heading for s in reading.sections if s.role is Role.REMEDY]
    told += [p.text for p in reading.paragraphs if p.role in (*roles, Role.SUMMARY)]
    return headed and not any(_AGREED.search(t) for t in told)


def _named(paragraph: Paragraph, reading: Reading) -> tuple[Paragraph, bool]:
    """Return a paragraph and whether it says, by name, what the council will do."""
    name = re.sub(r"\b(?:(?:City|County|Borough|District|Metropolitan|of|London|Royal|the) "
        r")*Council$",
                  "", reading.document.council or "").strip()  # fmt: skip
    verbs = r"(?: Council)? (?:has (?:also )?agreed|will|should|must|agreed|agrees)\b"
    return paragraph, bool(name) and bool(re.search(re.escape(name) + verbs, paragraph.text))


# --- agreed ----------------------------------------------------------------------------------


def _agreed(paragraph: Paragraph, common: str | None, *, acts: bool = False) -> Iterator[Remedy]:
    text = paragraph.text
    if text.endswith(":") or _EVIDENCE.search(text):
        return
    leads = bool(paragraph.lead_in) and bool(
        _IMPERATIVE.match(text) or text[:1].islower() or text.startswith("£")
    )
    if not leads and not acts and not _AGREES.search(text) and not _IMPERATIVE.match(text):
        return
    if sets_due(text):
        return
    deadline = find_due(paragraph) or common
    payments = list(_payments(paragraph, deadline))
    if _APOLOGY.search(text):
        yield _apology(paragraph, deadline)
    yield from payments
    if not payments and not _APOLOGY.search(text):
        paid = pays_unnamed_sum(text)
        whole = _whole(paragraph, paid or work_kind(text), deadline)
        yield replace(whole, to_whom=find_payee(text)) if paid else whole


def _whole(paragraph: Paragraph, kind: str, deadline: str | None) -> Remedy:
    return Remedy(
        kind=kind,
        purpose=trim_clause(paragraph.text),
        deadline=deadline,
        paragraph_id=paragraph.id,
        start=paragraph.start,
        end=paragraph.end,
    )


def _apology(paragraph: Paragraph, deadline: str | None) -> Remedy:
    text = paragraph.text
    a, b = next(s for s in sentences(text) if _APOLOGY.search(text, *s))
    purpose = _APOLOGY_FOR.search(text, a, b)
    return Remedy(
        kind="apology",
        purpose=trim_clause(purpose[1].split("£")[0]) if purpose else None,
        to_whom=find_payee(text[a:b]),
        deadline=deadline,
        paragraph_id=paragraph.id,
        start=paragraph.start + a,
        end=paragraph.start + b,
    )


def _payments(paragraph: Paragraph, deadline: str | None) -> Iterator[Remedy]:
    text = paragraph.text
    sums = settle_sums(text)
    several = any(_status(text, money, several=False) == "agreed" for money in sums)
    for money in sums:
        status = _status(text, money, several=several)
        agreed = status == "agreed"
        yield Remedy(
            kind=sum_kind(text, money),
            amount_gbp=money.amount,
            rate=money.rate,
            purpose=find_purpose(text, money, TO_AFTER),
            to_whom=find_payee(text, money, paragraph.lead_in),
            deadline=deadline if agreed else None,
            status=status,
            paragraph_id=paragraph.id,
            start=paragraph.start + (money.start if agreed else money.at),
            end=paragraph.start + money.end,
        )


def _status(text: str, money: Sum, *, several: bool) -> str:
    """Return the status of a sum from the words around it.

    A sum paid or offered before is part of another where the paragraph orders one (`several`)
    and does not say that it comes on top.
    """
    before, after = text[max(0, money.at - 60) : money.at], text[money.after :]
    if _INCLUDED.search(before):
        return "included"
    if not already_offered(before) and not _PAID_BEFORE.match(after):
        return "agreed"
    return "included" if several and not _ON_TOP.search(text) else "offered"


# --- settled without a section of its own ----------------------------------------------------

_SETTLED = any_of(
    r"\b(?:council|it|trust|authority) (?:has |have )?(?:now )?(?:also )?(?:agreed to|will)\b"
)
_STEP = re.compile(r"\b(?:pay|apologise|apology|refund|reimburse)\b", re.I)


def _settled(reading: Reading) -> list[Remedy]:
    """Return what the council agreed where the decision has no section on remedies."""
    result: list[Remedy] = []
    for paragraph in reading.paragraphs:
        if paragraph.role not in (Role.FINDINGS, Role.DECISION):
            continue
        for a, b in sentences(paragraph.text):
            sentence = paragraph.text[a:b]
            if not (_SETTLED.search(sentence) and _STEP.search(sentence)):
                continue
            start = paragraph.start + a
            piece = replace(paragraph, text=sentence, start=start, end=start + len(sentence))
            result += _agreed(piece, None)
    return result
