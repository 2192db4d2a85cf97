"""The seam for a language model: it may propose facts of a case, the text decides.

Rules go first and are never overridden. A proposal is kept only where its quotation stands word
for word in one paragraph whose speaker can say such a thing, and its value in the quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from ingest.missed import read_lengths
from ingest.verdicts import clears, declines, finds_fault
from ingest.when import find_printed
from rag.cases import Case, Event, Finding, Missed, Remedy
from rag.errors import ModelError
from rag.kinds import Role
from rag.records import Paragraph, Reading
from rag.text import amounts, find_words, fold

__all__ = ["CaseProposer", "ProposedFact", "add_proposals"]


@dataclass(frozen=True, slots=True)
class ProposedFact:
    """One fact as a model gives it: what kind, its value, and the words that say it.

    `kind` and `value`: "fault", "no_fault", "not_investigated" (value unused); "payment" (the
    sum, "£500"); "action", "service_improvement", "apology" (value unused); "event" (the date as
    printed); "missed" ("two terms: speech therapy", both as printed).
    """

    kind: str
    value: str
    quotation: str


class CaseProposer(Protocol):
    """Proposes facts of a decision from its text; `name` tells one proposer from another."""

    @property
    def name(self) -> str: ...

    def propose(self, text: str) -> Iterable[ProposedFact]:
        """Return what stands in `text`; raises ModelError where the model cannot answer."""
        ...


_JUDGING = (Role.FINDINGS, Role.DECISION)
_TELLING = (Role.FACTS, Role.FINDINGS, Role.COUNCIL_POSITION, Role.COMPLAINT)
_ROLES: dict[str, tuple[Role, ...]] = {
    "fault": _JUDGING,
    "no_fault": _JUDGING,
    "not_investigated": _JUDGING,
    "payment": (Role.REMEDY,),
    "action": (Role.REMEDY,),
    "service_improvement": (Role.REMEDY,),
    "apology": (Role.REMEDY,),
    "event": _TELLING,
    "missed": (*_TELLING, Role.REMEDY, Role.DECISION),
}
_LEAST = 12  # letters of a quotation, so that it can be only one place's


def add_proposals(reading: Reading, proposer: CaseProposer) -> Reading:
    """Return `reading` with the proposals that its text bears out, marked as proposed.

    A reading without a case stays as it is; so does one on which the model cannot answer.
    """
    case = reading.case
    if case is None:
        return reading
    try:
        proposals = list(proposer.propose(reading.text))
    except ModelError:
        return reading
    for fact in proposals:
        if place := _place(reading, fact):
            case = _add(case, fact, *place)
    return replace(reading, case=case)


# --- where a quotation stands ------------------------------------------------------------------


def _place(reading: Reading, fact: ProposedFact) -> tuple[Paragraph, int, int] | None:
    """Return the paragraph and the span in the document at which a quotation stands."""
    if len(fold(fact.quotation)) < _LEAST:
        return None
    for paragraph in reading.paragraphs:
        if paragraph.role not in _ROLES.get(fact.kind, ()) or paragraph.boilerplate:
            continue
        if span := find_words(paragraph.text, fact.quotation):
            return paragraph, paragraph.start + span[0], paragraph.start + span[1]
    return None


# --- one fact ----------------------------------------------------------------------------------


def _add(case: Case, fact: ProposedFact, paragraph: Paragraph, start: int, end: int) -> Case:
    text = paragraph.text[start - paragraph.start : end - paragraph.start]
    if fact.kind in ("fault", "no_fault", "not_investigated"):
        return _add_finding(case, fact.kind, Finding(text, paragraph.id, start, end, proposed=True))
    if fact.kind == "event":
        return _add_event(case, fact, text, paragraph, start, end)
    if fact.kind == "missed":
        return _add_missed(case, fact, text, paragraph, start, end)
    return _add_remedy(case, fact, text, paragraph, start, end)


def _overlaps(one: Finding | Remedy, other: Finding | Remedy) -> bool:
    return (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0)


def _add_finding(case: Case, kind: str, finding: Finding) -> Case:
    """Add a finding where its own words do not say the contrary and no rule has read it."""
    said = fold(finding.text)
    rules = {"fault": finds_fault, "no_fault": clears, "not_investigated": declines}
    others = [rule for other, rule in rules.items() if other != kind]
    known = (*case.faults, *case.no_fault, *case.not_investigated)
    if any(rule(said) for rule in others) or any(_overlaps(finding, one) for one in known):
        return case
    if kind == "fault":
        return replace(case, faults=(*case.faults, finding))
    if kind == "no_fault":
        return replace(case, no_fault=(*case.no_fault, finding))
    return replace(case, not_investigated=(*case.not_investigated, finding))


def _add_remedy(
    case: Case, fact: ProposedFact, text: str, paragraph: Paragraph, start: int, end: int
) -> Case:
    sums = amounts(fact.value)
    if fact.kind == "payment" and (len(sums) != 1 or sums[0] not in amounts(text)):
        return case
    amount = sums[0] if fact.kind == "payment" else None
    made = Remedy(
        kind=fact.kind,
        purpose=text,
        amount_gbp=amount,
        paragraph_id=paragraph.id,
        start=start,
        end=end,
        proposed=True,
    )
    same = any(
        (amount is not None and one.amount_gbp == amount) or _overlaps(made, one)
        for one in case.remedies
    )
    return case if same else replace(case, remedies=(*case.remedies, made))


def _add_event(
    case: Case, fact: ProposedFact, text: str, paragraph: Paragraph, start: int, end: int
) -> Case:
    value = fold(fact.value).lower()
    for printed in find_printed(text):
        words = text[printed.start : printed.end]
        if fold(words).lower() != value or printed.open_year:
            continue
        first, last = printed.dates()
        if any((e.paragraph_id, e.start_date) == (paragraph.id, first) for e in case.events):
            return case
        made = Event(
            words, first, last, printed.precision, text, paragraph.role, paragraph.id, start, end,
            proposed=True,
        )  # fmt: skip
        events = sorted((*case.events, made), key=lambda one: (one.start_date, one.start))
        return replace(case, events=tuple(events))
    return case


def _add_missed(
    case: Case, fact: ProposedFact, text: str, paragraph: Paragraph, start: int, end: int
) -> Case:
    length, _, what = (part.strip() for part in fact.value.partition(":"))
    if not what or not _stands(what, text):
        return case
    for made in read_lengths(paragraph, text, start):
        if fold(made.when_text).lower() != fold(length).lower():
            continue
        told = (made.amount, made.unit, made.start_date, made.end_date)
        if any((m.amount, m.unit, m.start_date, m.end_date) == told for m in case.missed):
            return case
        missed: Missed = replace(made, what=what, end=end, proposed=True)
        return replace(case, missed=(*case.missed, missed))
    return case


def _stands(words: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(fold(words))}(?!\w)", fold(text), re.I))
