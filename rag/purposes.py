"""What a payment was for, by the words that give its purpose, and for how long it was paid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.cases import Missed, Remedy
from rag.periods import periods
from rag.text import amounts

__all__ = ["OTHER", "PURPOSES", "SEVERAL", "Length", "length_paid", "purpose_of", "standing"]

SEVERAL, OTHER = "SEVERAL", "OTHER"
# The codes are those of corpus/themes.jsonl, under which duties give guidance on a payment.
_CUES = {
    "R-REIMBURSE": r"\b(?:refund\w*|reimburs\w*|repay\w*|mileage|fuel|fares|costs? (?:of|for|she|"
    r"he|they|met|incurred)|additional costs|(?:she|he|they|(?:Mrs?|Miss|Ms|Mx) \w+) (?:had |has )?"
    r"(?:paid|funded|commissioned|bought|spent))\b",
    "R-EDU-PAY": r"\b(?:miss(?:ed|ing)|lost|loss|lack|without|no|not (?:receiv\w+|provid\w+|"
    r"deliver\w+)|unsuitable)\b[^.;]{0,60}?\b(?:education\w*|school\w*|provision|therap\w+|OT|"
    r"tuition|sessions?|teaching|lessons?|support|transport)\b|"
    r"\bimpact on [^.;]{0,30}\beducation\b|\beducational benefit\b|"
    r"\bbenefit of \w+['’]s education\b|\bprogramme \w+ should have had\b",
    "R-DISTRESS-PAY": r"\b(?:distress|frustrat\w+|uncertaint\w+|anxiety|anxious|worry|upset|"
    r"inconvenience|isolation|avoidable stress|raised expectations)\b",
    "INJ-LOST-OPPORTUNITY": r"\b(?:lost opportunit\w+|loss of (?:an? |the )?opportunit\w+)\b",
    "R-TIME-PAY": r"\btime (?:and|&) trouble\b|\btime, trouble\b",
}
_RATE = "R-RATE"  # so much for each month of what the words do not say more of
PURPOSES = (*_CUES, _RATE, SEVERAL, OTHER)
_READ = {code: re.compile(cue, re.I) for code, cue in _CUES.items()}
_INSIDE = re.compile(r"\b(?:includ\w+|of which)\b.*", re.I)  # what else is counted in a sum
_CLAUSE = re.compile(r"[;:](?= )")
_PAID = re.compile(
    r"\b(?:(?:has|have|had) (?:already |since )?(?:paid|made)|already (?:been )?(?:paid|made)|"
    r"since (?:been )?(?:made|paid)|paid (?:this )?already)\b",
    re.I,
)
_A_TERM = re.compile(r"£(?P<sum>[\d,]+(?:\.\d\d)?) ?(?:a|per|for each|each|every) term\b", re.I)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a sum was paid for: `n` of `unit` ("term", "month"), or what it comes to each.

    `basis` is "stated" where the record gives the sum for one unit, "in the remedy" where its
    own words give the length, "what was missed" where the decision found one length and paid
    one such sum.
    """

    each: float
    unit: str
    basis: str
    words: str


def purpose_of(remedy: Remedy) -> str:
    """Return what a sum is for: a code of `PURPOSES`.

    "SEVERAL" where one sum is for several losses, "OTHER" where the words name none of them.
    """
    if remedy.kind == "reimbursement":
        return "R-REIMBURSE"
    words = _INSIDE.sub("", remedy.purpose or "")
    found = [code for code, cue in _READ.items() if cue.search(words)]
    if "R-REIMBURSE" in found and found != ["R-REIMBURSE"]:
        head = _CLAUSE.split(words)[0]
        found = [code for code in found if _READ[code].search(head)] or found
    if len(found) > 1:
        return SEVERAL
    return found[0] if found else _RATE if remedy.rate else OTHER


def standing(remedy: Remedy, words: str) -> str:
    """Return how a remedy stands: its status, or "paid already" where `words`, those of the
    place it was read from, say that it was paid."""
    paid = remedy.status in ("agreed", "recommended", "included", "offered")
    return "paid already" if paid and _PAID.search(words) else remedy.status


def length_paid(
    remedy: Remedy, words: str, missed: Sequence[Missed], *, alone: bool
) -> Length | None:
    """Return what a lump sum comes to for a term or a month, where the record tells the length.

    `words` are those of the place it was read from. `missed` is what was found missing in the
    decision; it is used only where this is the decision's one sum for it (`alone`) and all of
    it tells one length. Only sums for lost education or help are reckoned; terms and months
    are never turned into each other. None where no length is told.
    """
    if not remedy.amount_gbp:
        return None
    return _stated(remedy, words) or _reckoned(remedy, missed, alone=alone)


def _stated(remedy: Remedy, words: str) -> Length | None:
    assert remedy.amount_gbp
    told = _A_TERM.search(words)
    if told and amounts(told[0]):
        return Length(amounts(told[0])[0], "term", "stated", told[0])
    if remedy.rate and remedy.rate.removesuffix("s").endswith(("month", "term")):
        unit = "month" if "month" in remedy.rate else "term"
        each = amounts(remedy.rate)
        return Length(each[0] if each else remedy.amount_gbp, unit, "stated", remedy.rate)
    return None


def _reckoned(remedy: Remedy, missed: Sequence[Missed], *, alone: bool) -> Length | None:
    if not remedy.amount_gbp or remedy.rate or purpose_of(remedy) != "R-EDU-PAY":
        return None
    for period in periods(remedy.purpose or ""):
        if period.unit in ("term", "month") and period.n >= 1:
            each_one = remedy.amount_gbp / period.n
            return Length(each_one, period.unit, "in the remedy", period.words)
    found = [m for m in missed if m.status == "found" and m.amount != 0]
    lengths = {(m.amount, m.unit) if m.unit == "terms" else (m.months, "months") for m in found}
    if not alone or len(lengths) != 1:
        return None
    amount, unit = lengths.pop()
    if not amount or amount < 1:
        return None  # a part of a month or term is not made into a whole one
    return Length(
        remedy.amount_gbp / amount,
        str(unit).removesuffix("s"),
        "what was missed",
        found[0].when_text,
    )
