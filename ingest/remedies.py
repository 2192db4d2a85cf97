"""What was agreed to put things right, what was offered, and what became of the offer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.cues import any_of
from rag.records import Paragraph, Reading, Remedy, Role
from rag.text import amounts, sentences

__all__ = ["extract_remedies"]

_MONEY = re.compile(r"£\s?\d[\d,]*(?:\.\d\d)?(?:\s?(?:k|million)\b)?")
_RATE = re.compile(
    r",? ?(?:(?:for )?(?:each|every|per)|a) (?:(?:calendar|school|full|whole|missed|academic) )*"
    r"(month|week|term|session|year|day|half[- ]term)\b",
    re.I,
)
_TITLE = r"(?:Mr|Mrs|Miss|Ms|Mx|Dr)"
_PERSON = rf"(?:{_TITLE}(?: and {_TITLE})? (?-i:[A-Z])\b|(?-i:[A-Z])\b|the (?:family|child|complainant)\b)"
_PEOPLE = rf"{_PERSON}(?: and {_PERSON})*"
_TO_WHOM = any_of(
    r"\b(?:pay(?:ment)?|apolog\w+|refund|reimburse|offered)\b(?: \w+){0,3}? "
    rf"(?:to )?({_PEOPLE})"
)
_FOR_WHOM = re.compile(
    r"\b(?:impact|effect|injustice|loss|benefit)\b(?: \w+){0,2}? (?:to|on|for|of) "
    rf"({_PERSON})"
)
_TO_AFTER = re.compile(rf"^(?: each)? (?:to|for) ({_PEOPLE})")
_COUNT = r"(?:\d+|one|two|three|four|five|six|eight|ten|twelve|a)"
_DEADLINE = any_of(
    rf"\bwithin (?:the next )?{_COUNT} (?:(?:working|calendar|school) )?(?:days?|weeks?|months?)"
    r"(?: (?:of|from|after) (?:the )?(?:date of )?(?:my|our|the|this|its)? ?(?:final )?"
    r"(?:decision|report|statement)| of [\w ]{3,40}?(?=[,.;:]|$))?",
    r"\bby \d{1,2} [A-Z][a-z]+ \d{4}",
)
_ALL_STEPS = any_of(
    r"\b(?:these|this|those|the above|all|agreed) (?:\w+ )?"
    r"(?:actions?|steps|remed(?:y|ies)|payments?)\b"
)
_EVIDENCE = any_of(
    r"\b(?:provide|send|give|show)\b.{0,30}\b(?:evidence|proof)\b.{0,40}"
    r"\b(?:it has|they have|complied|completed|done)",
    r"\b(?:must|should) consider (?:the|this) report\b",
)
_AGREES = any_of(
    r"\b(?:the council|it|the authority|the trust|the icb|they|both \w+)\b(?: \w+){0,2} "
    r"(?:agree[sd]?|will|should|must|has (?:also )?(?:agreed|accepted)|needs? to)\b",
    r"\b(?:I|we) (?:recommend|asked)\b",
)
_VERBS = (
    "amend apologise arrange assess backdate begin carry check circulate complete confirm consider "
    "contact create decide deliver develop discuss draw ensure explain give hold identify implement "
    "introduce issue look make meet monitor offer pay produce provide publish put refund reimburse "
    "reinstate remind report review secure send set share start take train undertake update use work "
    "write"
)
_IMPERATIVE = any_of(rf"(?:It (?:should|will) )?(?:also |then )?(?:{_VERBS.replace(' ', '|')})\b")
_IMPROVES = any_of(
    r"\b(?:staff|officers|training|polic(?:y|ies)|procedures?|process(?:es)?|guidance|briefing|"
    r"bulletin|lessons|systems?|template|board|committee|teams?|service improvement)\b",
    r"\bother (?:children|cases|families)\b",
)


def extract_remedies(reading: Reading) -> tuple[Remedy, ...]:
    """Return the agreed remedies in order, then offers with what became of them."""
    steps = [p for p in reading.paragraphs if p.role is Role.REMEDY]
    agreed = [remedy for p in steps for remedy in _agreed(p, _common_deadline(steps, p))]
    if not any(r.status == "agreed" for r in agreed):
        agreed += _settled(reading)
    return (*agreed, *_offers(reading, agreed))


# --- agreed ----------------------------------------------------------------------------------


def _common_deadline(steps: Sequence[Paragraph], paragraph: Paragraph) -> str | None:
    """Return the time limit that one paragraph sets for all the steps of its section."""
    for step in steps:
        if step.section == paragraph.section and not step.lead_in and _ALL_STEPS.search(step.text):
            if found := _DEADLINE.search(step.text):
                return _lower(found[0])
    return None


def _agreed(paragraph: Paragraph, common: str | None) -> Iterator[Remedy]:
    text = paragraph.text
    if text.endswith(":") or _EVIDENCE.search(text):
        return
    leads = bool(paragraph.lead_in) and bool(_IMPERATIVE.match(text) or text[:1].islower())
    if not leads and not _AGREES.search(text) and not _IMPERATIVE.match(text):
        return
    if _ALL_STEPS.search(text) and _DEADLINE.search(text) and len(sentences(text)) == 1:
        return
    deadline = _deadline(paragraph) or common
    payments = list(_payments(paragraph, deadline))
    if re.search(r"\bapolog", text, re.I):
        yield _apology(paragraph, deadline)
    yield from payments
    if not payments and not re.search(r"\bapolog", text, re.I):
        kind = "service_improvement" if _IMPROVES.search(text) else "action"
        yield _whole(paragraph, kind, deadline)


def _deadline(paragraph: Paragraph) -> str | None:
    for text in (paragraph.text, paragraph.lead_in or ""):
        for start, end in sentences(text):
            found = _DEADLINE.search(text, start, end)
            if found and not text.startswith(("If ", "if ", "Should "), start):
                return _lower(found[0])
    return None


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _whole(paragraph: Paragraph, kind: str, deadline: str | None) -> Remedy:
    return Remedy(
        kind=kind,
        purpose=_trim(paragraph.text),
        deadline=deadline,
        paragraph_id=paragraph.id,
        start=paragraph.start,
        end=paragraph.end,
    )


def _apology(paragraph: Paragraph, deadline: str | None) -> Remedy:
    text = paragraph.text
    a, b = next(
        (s for s in sentences(text) if "apolog" in text[s[0] : s[1]].lower()), (0, len(text))
    )
    to_whom = _TO_WHOM.search(text, a, b)
    purpose = re.search(r"\bapolog\w+\b(?:(?! pay\b)[^£])*?\bfor (.+)", text[a:b], re.I)
    money = _MONEY.search(purpose[1]) if purpose else None
    return Remedy(
        kind="apology",
        purpose=_trim(purpose[1][: money.start()] if money else purpose[1]) if purpose else None,
        to_whom=to_whom[1] if to_whom else None,
        deadline=deadline,
        paragraph_id=paragraph.id,
        start=paragraph.start + a,
        end=paragraph.start + b,
    )


def _trim(text: str) -> str:
    """Return `text` without what leads on to the next clause or opens a bracket."""
    text = re.sub(r"\s*\([^()]*$", "", text)
    return re.sub(r"(?:[\s;,.(]|\b(?:and|or|pay|a further|also)\b)+$", "", text).strip()


# --- money -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sum:
    """One sum of money in a paragraph; `start` to `end` is the clause that tells of it."""

    amount: float
    rate: str | None
    start: int
    end: int
    money: int  # where the sum itself begins
    after: int  # where the words after the sum begin


def _sums(text: str) -> list[_Sum]:
    """Return the sums of `text`, each with its own clause."""
    found = list(_MONEY.finditer(text))
    result: list[_Sum] = []
    for n, match in enumerate(found):
        a, b = next(s for s in sentences(text) if s[0] <= match.start() < s[1])
        before, after = found[n - 1] if n else None, found[n + 1] if n + 1 < len(found) else None
        start = match.start() if before and before.start() >= a else a
        end = after.start() if after and after.start() < b else b
        rate = _RATE.match(text, match.end())
        value = amounts(match[0])
        if value:
            own = f"per {rate[1].lower()}" if rate else None
            clause_end = start + len(_trim(text[start:end]))
            after_sum = match.end()
            result.append(
                _Sum(value[0], own, start, max(clause_end, after_sum), match.start(), after_sum)
            )
    return result


def _payments(paragraph: Paragraph, deadline: str | None) -> Iterator[Remedy]:
    text = paragraph.text
    sums = [s for s in _sums(text) if not _is_range(text, s)]
    parts = [s for s in sums if not _is_total(text, s)]
    if len(parts) > 1 or any(part.rate for part in parts):
        sums = parts  # the total of sums that are named one by one
    for money in sums:
        lead = text[max(0, money.money - 60) : money.money]
        included = re.search(r"\b(?:includ\w+|already (?:paid|offered))\b[^£;.]*$", lead, re.I)
        yield Remedy(
            kind="reimbursement" if re.search(r"\b(?:reimburs|refund)", text, re.I) else "payment",
            amount_gbp=money.amount,
            rate=money.rate,
            purpose=_purpose(text, money),
            to_whom=_to_whom(text, money),
            deadline=None if included else deadline,
            status="included" if included else "agreed",
            paragraph_id=paragraph.id,
            start=paragraph.start + (money.money if included else money.start),
            end=paragraph.start + money.end,
        )


def _is_range(text: str, money: _Sum) -> bool:
    near = text[max(0, money.money - 30) : money.after + 12]
    return bool(re.search(r"\b(?:between|from) £[\d,]+ (?:and|to) £|£[\d,]+ ?(?:-|–|to) ?£", near))


def _is_total(text: str, money: _Sum) -> bool:
    before = re.search(r"\btotal(?:ling)?(?: \w+){0,2} $", text[: money.money][-30:], re.I)
    return bool(before or re.match(r" in total\b", text[money.after :]))


def _purpose(text: str, money: _Sum) -> str | None:
    said = _trim(text[money.after : money.end])
    if len(said.split()) > 2:
        return said.lstrip(" ,")
    before = re.search(r"\b(?:to (?:recognise|acknowledge|reflect|remedy)|in recognition of|for) [^£]*$",
                       text[money.start : money.money], re.I)  # fmt: skip
    words = _trim(re.sub(r"[, ]*(?:pay|the council|it) .*$", "", before[0])) if before else ""
    return words or None


def _to_whom(text: str, money: _Sum) -> str | None:
    if found := _TO_AFTER.search(text[money.after : money.end]):
        return found[1]
    clause = text[money.start : money.money]
    if found := _TO_WHOM.search(clause):
        return found[1]
    if found := _FOR_WHOM.search(text, money.after, money.end):
        return f"for {found[1]}"
    found = _TO_WHOM.search(text, 0, money.money)
    return found[1] if found else None


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


# --- offers ----------------------------------------------------------------------------------

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
_OFFER_ROLES = (Role.FACTS, Role.COUNCIL_POSITION, Role.FINDINGS)


def _offers(reading: Reading, agreed: Sequence[Remedy]) -> Iterator[Remedy]:
    """Yield the sums that the council offered of its own accord."""
    judged = [p for p in reading.paragraphs if p.role is Role.FINDINGS]
    rejected = any(_NOT_ENOUGH.search(p.text) for p in judged)
    included = {r.amount_gbp for r in agreed if r.status == "included"}
    held = {(r.paragraph_id, r.amount_gbp) for r in agreed}
    seen: list[float] = []
    for paragraph in reading.paragraphs:
        if paragraph.role not in _OFFER_ROLES:
            continue
        for money in _sums(paragraph.text):
            known = (paragraph.id, money.amount) in held
            if known or not _is_offer(paragraph.text, money, seen):
                continue
            seen.append(money.amount)
            status = "rejected" if rejected else "offered"
            yield Remedy(
                kind="payment",
                amount_gbp=money.amount,
                rate=money.rate,
                purpose=_purpose(paragraph.text, money),
                to_whom=_to_whom(paragraph.text, money),
                status="included" if money.amount in included else status,
                paragraph_id=paragraph.id,
                start=paragraph.start + money.start,
                end=paragraph.start + money.end,
            )


def _is_offer(text: str, money: _Sum, seen: Sequence[float]) -> bool:
    a, _ = next(s for s in sentences(text) if s[0] <= money.money < s[1])
    before = text[a : money.money]
    offers = [m.start() for m in _OFFERS.finditer(before)]
    reckons = [m.start() for m in _RECKONS.finditer(before)]
    if not offers or (reckons and reckons[-1] > offers[-1]):
        return False
    if not re.search(r"\bcouncil|\bit\b|\bauthority|\btrust\b", before, re.I):
        return False
    further = bool(re.search(r"\bfurther|\banother|\badditional", before[-40:], re.I))
    return further or (money.amount not in seen and not (_is_total(text, money) and seen))
