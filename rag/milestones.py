"""Which events of the timetable a dated sentence tells: a request, a final plan, a review.

Read by patterns of words (prompts/signs.toml, [happened]) in the clause that the date stands in.
What a sentence only asks for, promises, denies or calls due is no event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.signs import signs
from rag.text import fold_in_place

__all__ = ["MILESTONES", "is_exact", "owed_milestone", "read_milestone"]

MILESTONES = (  # of corpus/events.jsonl; where two patterns begin together the first counts
    "amendment-notice",
    "amended-plan",
    "draft-plan",
    "final-plan",
    "refusal-to-issue",
    "reassessment-refused",
    "refusal-to-assess",
    "reassessment-agreed",
    "assessment-agreed",
    "reassessment-request",
    "request",
    "review-meeting",
    "review-decision",
    "advice-request",
    "advice-received",
    "order-assess",
    "order-plan",
    "order-amend",
)
_JOINT = re.compile(
    r"[;:]|, (?:and|but|then|which|who|although|while|so)\b|"
    r" (?:and|but|then) (?=(?:(?:the|its?|his|her|their) )?"
    r"(?:council|it|they|he|she|mrs?|ms|miss|tribunal|parents?|school|then|finally|issued|sent|held|agreed|refused|decided|received|made|asked|"
    r"requested|finali[sz]ed|complained|appealed|said|told)\b)|"
    r" (?:because|although|whereas|so that|even though) ",
    re.I,
)
_FAR = 90  # characters between a date and what it dates


@dataclass(frozen=True, slots=True)
class _Match:
    name: str
    start: int
    end: int


def read_milestone(sentence: str, when: str, others: Sequence[str] = ()) -> str | None:
    """Return the event (its id) that happened on the date printed as `when`, None for none.

    `others` are the other dates of the sentence, as printed.
    """
    text = fold_in_place(sentence).replace("'", "’")
    at = text.find(fold_in_place(when).replace("'", "’"))
    if at < 0:
        return None
    first, last = _clause(text, at, at + len(when))
    elsewhere = [i for o in others if o != when and (i := text.find(o)) >= 0]
    told = [
        (_distance(one, at, at + len(when)), MILESTONES.index(one.name), one)
        for one in _matches(text, first, last)
        if _is_told(text, one, first, at, at + len(when))
        and not any(min(one.end, at) <= i < max(one.start, at) for i in elsewhere)
    ]
    best = min(told, key=lambda row: row[:2], default=None)
    return best[2].name if best and best[0] <= _FAR else None


def owed_milestone(sentence: str, at: int) -> str | None:
    """Return the event that a sentence says should have happened by the date at `at`."""
    text = fold_in_place(sentence).replace("'", "’")
    near = [one for one in _matches(text, 0, len(text)) if abs(at - one.end) <= 2 * _FAR]
    best = min(near, key=lambda one: (_distance(one, at, at), one.start), default=None)
    return best.name if best else None


def is_exact(sentence: str, when: str) -> bool:
    """False where words before a date make it a bound: "by", "since", "after" that day."""
    at = sentence.find(when)
    before = sentence[max(0, at - 30) : max(0, at)]
    return not signs("telling", "loose").search(before) or bool(
        signs("telling", "late_until").search(before)
    )


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    first = max((m.end() for m in _JOINT.finditer(text) if m.end() <= start), default=0)
    last = min((m.start() for m in _JOINT.finditer(text) if m.start() >= end), default=len(text))
    return first, last


def _matches(text: str, first: int, last: int) -> Iterator[_Match]:
    for name in MILESTONES:
        for found in signs("happened", name).finditer(text, first, last):
            yield _Match(name, found.start(), found.end())


def _distance(one: _Match, start: int, end: int) -> int:
    return max(0, start - one.end, one.start - end)


def _is_told(text: str, one: _Match, first: int, at: int, end: int) -> bool:
    """Say whether a deed is told as done, and on that date."""
    only = signs("telling", "only_told")
    before, between = text[first : one.start], text[min(one.end, at) : at]
    if one.start > end and at >= first:
        before = text[first:at] + " ; " + text[end : one.start]
    if signs("telling", "bare").search(text[first : one.start].rstrip()):
        return False
    until = bool(signs("telling", "late_until").search(text[:at]))
    if signs("telling", "denied").search(before):
        return until and one.end <= at and not only.search(between)
    return not (until or only.search(before) or only.search(between))
