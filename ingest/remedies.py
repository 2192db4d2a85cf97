"""What was agreed to put things right, what was offered, and what became of the offer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.cues import any_of
from ingest.money import (
    find_payee,
    find_purpose,
    find_sums,
    is_basis,
    is_range,
    is_total,
    trim_clause,
)
from ingest.offers import already_offered, find_offers, reconcile
from rag.records import Paragraph, Reading, Remedy, Role
from rag.text import sentences

__all__ = ["extract_remedies"]

_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a)"
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
    r"amend|apologise|arrange|assess|backdate|begin|carry|check|circulate|"
    r"complete|confirm|consider|contact|create|decide|deliver|develop|discuss|"
    r"draw|ensure|explain|give|hold|identify|implement|introduce|issue|look|"
    r"make|meet|monitor|offer|pay|produce|provide|publish|put|refund|reimburse|"
    r"reinstate|remind|report|review|secure|send|set|share|start|take|train|"
    r"undertake|update|use|work|write"
)
_IMPERATIVE = any_of(rf"(?:It (?:should|will) )?(?:also |then )?(?:{_VERBS})\b")
_IMPROVES = any_of(
    r"\b(?:staff|officers|training|polic(?:y|ies)|procedures?|process(?:es)?|guidance|briefing|"
    r"bulletin|systems?|template|board|committee|teams?|scrutiny|audit|service improvement)\b",
    r"\blessons (?:learn\w*|from)\b|\b(?:learn\w*|any) (?:the )?lessons\b",
    r"\b(?:other|every|each|all) (?:\w+ )?(?:child|children|cases?|families|pupils?|plans?)\b",
)


_ADDS_UP = any_of(r"\b(?:giving|making|bringing)\b.{0,20}\btotal\b")
_GIVES_BACK = any_of(r"\b(?:reimburs|refund)")
_INCLUDED = any_of(r"\binclud\w+\b[^£;.]*$")
_APOLOGY = any_of(r"\bapolog")
_APOLOGY_FOR = any_of(r"\bapolog\w+(?: (?!for\b|pay\b)[\w'’]+){0,8} for (.+)")


def extract_remedies(reading: Reading) -> tuple[Remedy, ...]:
    """Return the agreed remedies in order, then offers with what became of them."""
    steps = [_named(p, reading) for p in reading.paragraphs if p.role is Role.REMEDY]
    agreed = [
        remedy
        for p, council_acts in steps
        for remedy in _agreed(p, _common_deadline([s for s, _ in steps], p), acts=council_acts)
    ]
    if not any(r.status == "agreed" for r in agreed):
        agreed += _settled(reading)
    return _who(reconcile(reading, agreed, find_offers(reading, agreed)))


def _named(paragraph: Paragraph, reading: Reading) -> tuple[Paragraph, bool]:
    """Return a paragraph and whether it says, by name, what the council will do."""
    name = re.sub(r"\b(?:(?:City|County|Borough|District|Metropolitan|of|London|Royal|the) "
        r")*Council$",
                  "", reading.document.council or "").strip()  # fmt: skip
    verbs = r"(?: Council)? (?:has (?:also )?agreed|will|should|must|agreed|agrees)\b"
    return paragraph, bool(name) and bool(re.search(re.escape(name) + verbs, paragraph.text))


_ADULT = re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr)(?: and (?:Mr|Mrs|Miss|Ms|Mx|Dr))? [A-Z]\b")
_LOSS_OF = re.compile(
    r"\b(?:to|on|for|of) (?-i:([A-Z]))\b|\b(?-i:([A-Z]))(?:['’]s)? (?:missed|lost|lack|loss|had|"
    r"did|"
    r"education|provision|therapy)|\bher (daughter|son)\b|\bhis (daughter|son)\b",
    re.I,
)


def _who(remedies: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    """Return `remedies` with who is paid kept apart from whose loss it is for.

    Where a sum names only the child, the one adult whom the other steps are owed to is paid.
    """
    owed = {name for r in remedies for name in _ADULT.findall(r.to_whom or "")}
    only = next(iter(owed)) if len(owed) == 1 else None

    def placed(remedy: Remedy) -> Remedy:
        if remedy.amount_gbp is None:
            return remedy
        to = remedy.to_whom or ""
        lost = _LOSS_OF.search(remedy.purpose or "")
        child = next((name for name in lost.groups() if name), None) if lost else None
        if to.startswith("for "):
            return replace(remedy, paid_to=only, benefits=to.removeprefix("for "))
        return replace(remedy, paid_to=to or None, benefits=child)

    return tuple(map(placed, remedies))


# --- agreed ----------------------------------------------------------------------------------


def _common_deadline(steps: Sequence[Paragraph], paragraph: Paragraph) -> str | None:
    """Return the time limit that one paragraph sets for all the steps of its section."""
    for step in steps:
        here = step.section == paragraph.section and not step.lead_in
        if here and _ALL_STEPS.search(step.text) and (found := _DEADLINE.search(step.text)):
            return _lower(found[0])
    return None


def _agreed(paragraph: Paragraph, common: str | None, *, acts: bool = False) -> Iterator[Remedy]:
    text = paragraph.text
    if text.endswith(":") or _EVIDENCE.search(text):
        return
    leads = bool(paragraph.lead_in) and bool(_IMPERATIVE.match(text) or text[:1].islower())
    if not leads and not acts and not _AGREES.search(text) and not _IMPERATIVE.match(text):
        return
    if _ALL_STEPS.search(text) and _DEADLINE.search(text) and len(sentences(text)) == 1:
        return
    deadline = _deadline(paragraph) or common
    payments = list(_payments(paragraph, deadline))
    if _APOLOGY.search(text):
        yield _apology(paragraph, deadline)
    yield from payments
    if not payments and not _APOLOGY.search(text):
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
    sums = [m for m in find_sums(text) if not is_range(text, m) and not is_basis(text, m)]
    parts = [money for money in sums if not is_total(text, money)]
    if len(parts) > 1 or any(part.rate for part in parts) or (parts and _ADDS_UP.search(text)):
        sums = parts  # the total of sums that are named one by one
    for money in sums:
        status = _status(text[max(0, money.at - 60) : money.at])
        agreed = status == "agreed"
        yield Remedy(
            kind="reimbursement" if _GIVES_BACK.search(text) else "payment",
            amount_gbp=money.amount,
            rate=money.rate,
            purpose=find_purpose(text, money),
            to_whom=find_payee(text, money),
            deadline=deadline if agreed else None,
            status=status,
            paragraph_id=paragraph.id,
            start=paragraph.start + (money.start if agreed else money.at),
            end=paragraph.start + money.end,
        )


def _status(before: str) -> str:
    """Return the status of a sum from the words before it."""
    if _INCLUDED.search(before):
        return "included"
    return "offered" if already_offered(before) else "agreed"


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
