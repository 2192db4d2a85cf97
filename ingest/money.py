"""Sums of money in a paragraph, each with its clause: how often, what for, to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.cues import any_of
from rag.text import amounts, sentences

__all__ = [
    "Sum",
    "find_payee",
    "find_purpose",
    "find_sums",
    "is_basis",
    "is_range",
    "is_total",
    "trim_clause",
]

_MONEY = re.compile(r"£\s?\d[\d,]*(?:\.\d\d)?(?:\s?(?:k|million)\b)?")
_RATE = any_of(
    r",? ?(?:(?:for )?(?:each|every|per)|a) (?:(?:calendar|school|full|whole|missed|academic) )*"
    r"(month|week|term|session|year|day|half[- ]term)\b"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum of money, in pounds, in a text.

    The clause that tells of it runs from `start` to `end`, the figure itself from `at` to
    `after`; `rate` is "per month" and the like, None for a lump sum.
    """

    amount: float
    rate: str | None
    start: int
    end: int
    at: int
    after: int


def find_sums(text: str) -> list[Sum]:
    """Return the sums in `text` in order; two in one sentence part it between them."""
    found = list(_MONEY.finditer(text))
    places = [match.start() for match in found]
    result: list[Sum] = []
    for match in found:
        at, after = match.span()
        a, b = next(span for span in sentences(text) if span[0] <= at < span[1])
        start = at if any(a <= n < at for n in places) else a
        end = min((n for n in places if at < n < b), default=b)
        end = max(start + len(trim_clause(text[start:end])), after)
        rate = _RATE.match(text, after)
        often = f"per {rate[1].lower()}" if rate else None
        result += [Sum(value, often, start, end, at, after) for value in amounts(match[0])[:1]]
    return result


def trim_clause(text: str) -> str:
    """Return `text` without what leads on to the next clause or opens a bracket."""
    text = re.sub(r"\s*\([^()]*$", "", text)
    text = re.sub(r",? (?:giving|making|bringing)\b.{0,20}\btotal.{0,12}$", "", text)
    return re.sub(r"(?:[\s;,.(]|\b(?:and|or|pay|a further|also)\b)+$", "", text).strip()


def is_range(text: str, money: Sum) -> bool:
    """Say whether a sum is one end of a range, as guidance gives them."""
    near = text[max(0, money.at - 30) : money.after + 12]
    return bool(re.search(r"\b(?:between|from) £[\d,]+ (?:and|to) £|£[\d,]+ ?(?:-|–|to) ?£", near))


_BASIS = any_of(
    r"\b(?:at|based on|calculated (?:at|as|on|using)|equivalent to|equates to|rate of) (?:about )?$"
)


def is_basis(text: str, money: Sum) -> bool:
    """Say whether a sum only tells how another was reckoned ("at £1,800 a term")."""
    return bool(_BASIS.search(text[: money.at][-30:]))


def is_total(text: str, money: Sum) -> bool:
    """Say whether a sum is called the total of others."""
    before = re.search(r"\btotal(?:ling)?(?: \w+){0,2} $", text[: money.at][-30:], re.I)
    return bool(before or re.match(r" in total\b", text[money.after :]))


_TITLE = r"(?:Mr|Mrs|Miss|Ms|Mx|Dr)"
_PERSON = (
    rf"(?:{_TITLE}(?: and {_TITLE})? (?-i:[A-Z])\b|(?-i:[A-Z])\b|"
    r"the (?:family|child|complainant)\b)"
)
_PEOPLE = rf"{_PERSON}(?: and {_PERSON})*"
_PAYS = any_of(
    r"\b(?:pay(?:ment)?|apolog\w+|write|refund|reimburse|offered)\b(?: \w+){0,3}? "
    rf"(?:to )?({_PEOPLE})"
)
_FOR_WHOM = re.compile(
    r"\b(?:impact|effect|injustice|loss|benefit)\b(?: \w+){0,2}? (?:to|on|for|of) "
    rf"({_PERSON})"
)
_TO_AFTER = re.compile(rf"^(?: (?:a|per|each|every) [\w-]+)? ?(?:each )?to ({_PEOPLE}) ?")


def find_payee(text: str, money: Sum | None = None) -> str | None:
    """Return to whom a sum goes ("Mrs X"), or for whom it is ("for J"); without a sum, to
    whom an apology goes.
    """
    if money is None:
        found = _PAYS.search(text)
        return found[1] if found else None
    if found := _PAYS.search(text[money.start : money.at]):
        return found[1]
    if found := _TO_AFTER.search(text[money.after : money.end]):
        return found[1]
    if found := _FOR_WHOM.search(text, money.after, money.end):
        return f"for {found[1]}"
    found = _PAYS.search(text, 0, money.at)
    return found[1] if found else None


_PURPOSE_BEFORE = any_of(
    r"\b(?:to (?:recognise|acknowledge|reflect|remedy)|in recognition of|for) [^£]*$"
)


def find_purpose(text: str, money: Sum) -> str | None:
    """Return what a sum is for, in the words of `text`."""
    said = _TO_AFTER.sub("", trim_clause(text[money.after : money.end]))
    if len(said.split()) > 2 and not said.startswith("within "):
        return said.lstrip(" ,")
    before = _PURPOSE_BEFORE.search(text[money.start : money.at])
    words = trim_clause(re.sub(r"[, ]*(?:pay|the council|it) .*$", "", before[0])) if before else ""
    return words or None
