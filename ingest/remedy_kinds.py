"""What kind of step a remedy is: money given back or paid, for this family or for everybody."""

from __future__ import annotations

import re

from ingest.cues import any_of
from ingest.money import Sum
from ingest.payees import ADULT, CHILD
from rag.text import sentences

__all__ = ["pays_unnamed_sum", "sum_kind", "work_kind"]

_PAY_VERB = any_of(r"\b(pay(?:ment|ing)?|repay\w*|refund\w*|reimburs\w*)\b")
_GIVES_BACK = any_of(r"\b(?:repay|refund|reimburs)")
_BACK_AFTER = any_of(r"^[^£.;]{0,40}?\bto (?:reimburse|refund|repay)\b")
_SPENT = any_of(
    r"^(?: to (?:Mr|Mrs|Miss|Ms|Mx|Dr)(?: and \w+)? [A-Z])?,? (?:for|towards|to cover|being|as) "
    r"(?:all )?"
    r"(?:(?:the|her|his|their|its) )?(?:(?!and )\w+ ){0,2}?(?:cost|costs|fees?|expenses|fares|"
    r"mileage|"
    r"invoices?)\b",
    r"^[^£.;]{0,40}?\b(?:(?:s?he|they|(?:Mr|Mrs|Miss|Ms|Mx|Dr)(?: and \w+)? [A-Z]) (?:has |had |"
    r"have )?"
    r"(?:paid|spent|incurred))\b",
)


def sum_kind(text: str, money: Sum) -> str:
    """Return "reimbursement" for what a family had spent, else "payment"."""
    a, b = next(span for span in sentences(text) if span[0] <= money.at < span[1])
    verbs = _PAY_VERB.findall(text, a, money.at)
    after = text[money.after : b]
    back = bool(verbs) and bool(_GIVES_BACK.match(verbs[-1]))
    return "reimbursement" if back or _BACK_AFTER.match(after) or _SPENT.match(after) else "payment"


_OWED = any_of(
    r"^(?:[^.;:]{0,60}?\b(?:will|should|to|must) )?(?:also |then )?(?:calculate and |work out "
    r"and )?"
    r"(?P<verb>pay|repay|refund|reimburse)\b(?P<rest>[^.;]*)"
)
_AN_AMOUNT = any_of(
    r"\b(?:cost|costs|fees?|expenses|fares|mileage|amount|sum|difference|shortfall|arrears|money|"
    r"payments?|allowance|the equivalent|what (?:s?he|they|it))\b"
)


def pays_unnamed_sum(text: str) -> str | None:
    """Return the kind of a payment to the family whose sum is still to be worked out."""
    found = _OWED.match(text)
    if found is None:
        return None
    back = found["verb"].lower() != "pay"
    rest = found["rest"]
    named = ADULT.search(rest) or re.match(r" (?:him|her|them|the family|back)\b", rest)
    if not named or not (back or _AN_AMOUNT.search(rest)):
        return None
    return "reimbursement" if back or re.search(r"\b(?:spent|incurred|paid)\b", rest) else "payment"


_OTHERS = any_of(
    r"\b(?:every|each) (?:child|case|family|pupil|plan|young person|complaint|"
    r"application)(?!['’])\b",
    r"\b(?:other|all|similar|every) (?:(?!other\b)\w+ ){0,2}?(?:child|children|cases|"
    r"families|parents|pupils?|plans|complaints|young people|councils?|applications|reviews)\b",
    r"\bchildren (?:who|with|in|out|missing|without)\b|\bservice improvements?\b|"
    r"\bother (?:people|residents|complainants)\b",
)
_IMPROVES = any_of(
    r"\b(?:remind\w*|train(?:s|ed|ing)?|briefings?|bulletins?|audit\w*|publish\w*|publicis\w*|"
    r"circulat\w*|recruit\w*|polic(?:y|ies)|procedures?|templates?|protocols?|scrutiny|lessons)\b",
    r"\b(?:staff|officers?|caseworkers?|managers?|panel members|process(?:es)?|guidance|systems?|"
    r"boards?|committees?|teams?|practice|arrangements?|agreements?|contracts?|commission\w*|"
    r"capacity|backlogs?|website|standard letters?|letters|monitor\w*|improve\w*|in future|"
    r"action plan|record[- ]keeping|timescales|oversight)\b",
)
_PERSONAL = any_of(
    r"\b(?:give|send|meet|contact|offer|tell|ask|help|write to|explain to|work with|speak to|"
    r"provide|invite|consult) (?:with )?(?:him|her|them)\b",
    r"\b(?:his|her|their) (?:\w+ )?(?:son|daughter|child|plan|ehc|case|complaint|education|needs|"
    r"provision|placement|school|parents?|transport|application)\b|\bthe (?:family|child|"
    r"complainant|young person)\b",
)
_AT_THE_HEAD = any_of(
    r"^(?:[^.;:]{0,70}?\b(?:will|should|to|must) )?(?:also |then )?(?:remind|train|brief|circulate|"
    r"publish|audit|develop|introduce|share (?:this|the|a copy of)|provide (?:\w+ "
    r"){0,2}(?:training|"
    r"guidance)|issue (?:\w+ ){0,3}(?:guidance|bulletin|reminder|briefing)|ensure (?:all |its |"
    r"that )*"
    r"(?:staff|officers|relevant)|(?:send|give) (?:\w+ ){0,3}(?:reminder|guidance)|"
    r"(?:carry out|undertake|conduct) (?:\w+ ){0,2}(?:audit|training))"
)


def work_kind(text: str) -> str:
    """Return "service_improvement" for what is done for everybody, "action" for the family's."""
    if _AT_THE_HEAD.search(text) or _OTHERS.search(text):
        return "service_improvement"
    if ADULT.search(text) or CHILD.search(text) or _PERSONAL.search(text):
        return "action"
    return "service_improvement" if _IMPROVES.search(text) else "action"
