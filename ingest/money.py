"""Sums of money in a paragraph: how often, what for, what is part of what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ingest.cues import any_of
from rag.text import amounts, sentences

__all__ = ["Sum", "find_purpose", "find_sums", "is_total", "settle_sums", "trim_clause"]

_MONEY = re.compile(r"£\s?\d[\d,]*(?:\.\d\d)?(?:\s?(?:k|million)\b)?")
_RATE = any_of(
    r",? ?(?:(?:for )?(?:each|every|per)|an?) (?:(?:calendar|full|whole|missed|academic|"
    r"complete) )*"
    r"(?P<unit>(?:school )?(?:month|week|fortnight|term|session|year|day|hour|lesson|journey|mile)|"
    r"half[- ]term)\b"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum of money, in pounds, in a text.

    The clause that tells of it runs from `start` to `end`, the figure itself from `at` to
    `after`. `rate` is None for a lump sum, "per month" and the like for a rate, "£100 per month"
    for a sum that is reckoned at a rate, "at most" and "at least" for a limit.
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
        often = f"per {rate['unit'].lower()}" if rate else _limit(text[a:at])
        result += [Sum(value, often, start, end, at, after) for value in amounts(match[0])[:1]]
    return result


_AT_MOST = any_of(
    r"\b(?:up to|no more than|not more than|capped at|not exceeding|(?:a|the) (?:maximum|cap|"
    r"limit) "
    r"of)(?: a (?:maximum|total|limit) of)? $"
)
_AT_LEAST = any_of(r"\b(?:at least|no less than|not less than|a minimum of) $")


def _limit(before: str) -> str | None:
    return (
        "at most" if _AT_MOST.search(before) else "at least" if _AT_LEAST.search(before) else None
    )


def trim_clause(text: str) -> str:
    """Return `text` without what leads on to the next clause or opens a bracket."""
    text = re.sub(r"\s*\([^()]*$", "", text)
    text = re.sub(
        r",? (?:being|(?:calculated |worked out |based )(?:at|on|as|by)|at)\s*$", "", text
    )
    text = re.sub(r",? and (?:the )?[\w ]{2,40}? (?:will |should )?pays?(?: \w+){0,3}$", "", text)
    text = re.sub(r",? and the [A-Z]\w+(?: [A-Z]\w+)*$", "", text)
    text = re.sub(r",? (?:giving|making|bringing)\b.{0,20}\btotal.{0,12}$", "", text)
    return re.sub(r"(?:[\s;,.(]|\b(?:and|or|pay|a further|also)\b)+$", "", text).strip()


# --- what is part of what --------------------------------------------------------------------

_RANGE = any_of(
    r"\b(?:between|from) £[\d,]+(?: a \w+| per \w+)? (?:and|to) £|£[\d,]+ ?(?:-|–|to) ?£"
)
_BASIS = any_of(
    r"\b(?:(?<!pay )at|based on|(?:calculated|worked out|assessed) (?:at|as|on|using|by)|"
    r"equivalent to|"
    r"equates to|rate of|on the basis of|using)(?: (?:a |the )?(?:rate|sum|figure) of)? "
    r"(?:about |around |roughly )?$"
)
_RECKONED = any_of(r"(?:\b(?:being|that is|which is|i\.e\.|this is)|[(:–-]) ?$")
_RECKONED_AS = any_of(r"^\W*(?:\w+ ){0,12}(?:x|×|multiplied by)\b")


def _is_range(text: str, money: Sum) -> bool:
    """Say whether a sum is one end of a range, as guidance gives them."""
    near = text[max(0, money.at - 40) : money.after + 24]
    return bool(_RANGE.search(near))


def _is_basis(text: str, money: Sum) -> bool:
    """Say whether a sum only tells how another was reckoned ("at £1,800 a term")."""
    before = text[: money.at][-40:]
    if _BASIS.search(before) or _RECKONED_AS.match(text[money.after :].split(".")[0]):
        return True
    return _is_rate(money) and bool(_RECKONED.search(before))


def _is_rate(money: Sum) -> bool:
    return bool(money.rate) and str(money.rate).startswith("per ")


def is_total(text: str, money: Sum) -> bool:
    """Say whether a sum is called the total of others."""
    before = re.search(r"\btotal(?:l?ing|s)?(?: \w+){0,2} $", text[: money.at][-30:], re.I)
    after = re.match(r",? (?:in total|altogether|in all)\b", text[money.after :])
    return bool(before or after)


def settle_sums(text: str) -> list[Sum]:
    """Return the sums that `text` orders, each once.

    The ends of a range and a basis of reckoning are left out; a total gives way to the sums
    that make it up. A sum that a rate comes to takes that rate with it: £100 for each of five
    months, £500 in all, is one sum of 500 at "£100 per month".
    """
    found = [money for money in find_sums(text) if not _is_range(text, money)]
    kept: list[Sum] = []
    basis: Sum | None = None
    for money in found:
        if _is_basis(text, money):
            if kept and _same_sentence(text, kept[-1], money) and not kept[-1].rate:
                kept[-1] = _at_rate(text, kept[-1], money)
            elif _is_rate(money):
                basis = money
        elif kept and _comes_to(text, kept, money):
            kept[-1] = replace(
                _at_rate(text, money, kept[-1]),
                start=kept[-1].start,
                at=kept[-1].at,
                after=kept[-1].after,
                end=max(kept[-1].end, money.after),
            )
        elif basis and not money.rate and _same_sentence(text, basis, money):
            kept.append(_at_rate(text, replace(money, start=basis.start), basis))
            basis = None
        elif not _is_cap(kept, money):
            kept.append(money)
    return _without_totals(text, kept)


def _same_sentence(text: str, one: Sum, other: Sum) -> bool:
    return any(a <= one.at < b and a <= other.at < b for a, b in sentences(text))


def _at_rate(text: str, total: Sum, rated: Sum) -> Sum:
    often = f"{text[rated.at : rated.after]} {rated.rate}" if _is_rate(rated) else None
    return replace(total, rate=often)


def _comes_to(text: str, kept: Sequence[Sum], money: Sum) -> bool:
    """Say whether a sum is what the rate before it comes to."""
    last = kept[-1]
    if not _is_rate(last) or money.rate or money.amount <= last.amount:
        return False
    between = text[last.after : money.at]
    near = _same_sentence(text, last, money) and bool(re.search(r"[(=]\s*$", between))
    return near or (is_total(text, money) and sum(not _is_rate(s) for s in kept) == 0)


def _is_cap(kept: Sequence[Sum], money: Sum) -> bool:
    return bool(kept) and _is_rate(kept[-1]) and money.rate == "at most"


_PARTED = any_of(
    r"^[^£.]{0,80}(?:\b(?:made up of|comprising|consisting of|composed of|broken down|split|"
    r"divided|namely|being)\b|:)"
)


def _without_totals(text: str, sums: Sequence[Sum]) -> list[Sum]:
    """Return `sums` without those that add others up."""
    parts = [s for s in sums if not is_total(text, s)]
    if len(parts) > 1 or any(map(_is_rate, parts)) or (len(parts) == 1 and _ADDS_UP.search(text)):
        sums = parts
    for money in sums:
        others = [s for s in sums if s is not money and s.at > money.at]
        if _PARTED.search(text[money.after :]) and _adds_up(money, others):
            return [s for s in sums if s is not money]
    return list(sums)


_ADDS_UP = any_of(r"\b(?:giving|making|bringing)\b.{0,20}\btotal\b")
_MOST = 6  # sums among which parts are tried


def _adds_up(money: Sum, others: Sequence[Sum]) -> bool:
    lump = [s.amount for s in others[:_MOST] if not _is_rate(s)]
    sizes = range(2, len(lump) + 1)
    return any(sum(some) == money.amount for size in sizes for some in combinations(lump, size))


# --- what for ----------------------------------------------------------------------------------

_PURPOSE_BEFORE = any_of(
    r"\b(?:to (?:recognise|acknowledge|reflect|remedy)|in recognition of|for) [^£]*$"
)


def find_purpose(text: str, money: Sum, to: re.Pattern[str]) -> str | None:
    """Return what a sum is for, in the words of `text`; `to` matches a payee after the sum."""
    said = to.sub("", trim_clause(text[money.after : money.end]))
    said = re.sub(r",? ?(?:\(|a total|totalling|which|making|giving|£).*£.*$", "", said)
    if len(said.split()) > 2 and not said.startswith("within "):
        return said.lstrip(" ,")
    before = _PURPOSE_BEFORE.search(text[money.start : money.at])
    words = trim_clause(re.sub(r"[, ]*(?:pay|the council|it) .*$", "", before[0])) if before else ""
    return words or None
