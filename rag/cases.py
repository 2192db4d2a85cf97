"""The structured record of a decision: findings, issues, remedies, events, what was missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.kinds import Role

__all__ = [
    "Case",
    "Event",
    "Finding",
    "Ground",
    "Issue",
    "Missed",
    "Remedy",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, or one point on which no fault was found, with where it was read."""

    text: str
    paragraph_id: str | None = None
    start: int | None = None
    end: int | None = None
    proposed: bool = False  # a model proposed it; its words were found in the text


@dataclass(frozen=True, slots=True)
class Issue:
    """One part of a complaint with what was found on it.

    `title` is in the decision's own words. `finding` is "fault found", "no fault", "mixed" or
    "not investigated". `body` is set where a decision judges several: "Council", "ICB", "Trust".
    """

    title: str
    finding: str
    faults: tuple[Finding, ...] = ()
    no_fault: tuple[Finding, ...] = ()
    not_investigated: tuple[Finding, ...] = ()
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, when: `text` is the sentence at its span, `when_text` the date as printed.

    `start_date` is the first day meant; `end_date` the last day of a range, a term or a school
    year, else None. `precision`: day, month, term (or season), year. `inferred`: the sentence
    gives no year; it is the one that the telling makes plain. `role` is who tells it.
    """

    when_text: str
    start_date: date
    end_date: date | None
    precision: str
    text: str
    role: Role
    paragraph_id: str
    start: int
    end: int
    inferred: bool = False
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Missed:
    """What a child went without and for how long; `text` is the sentence at its span.

    `amount` counts `unit`: days, weeks, months, terms, years, sessions, hours; both are None
    where only dates are told. `months` is reckoned from the amount (a year has 3 terms, 12
    months or 52 weeks), else from the dates with both ends counted; None for sessions and hours.
    `status`: "found" where a finding, remedy or decision says so, "claimed" where it is told
    elsewhere or is what a party said.
    """

    what: str
    when_text: str
    text: str
    paragraph_id: str
    start: int
    end: int
    status: str
    amount: float | None = None
    unit: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    months: float | None = None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What a theme rests on: words of the decision at their span."""

    code: str
    text: str
    paragraph_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Remedy:
    """One step to put things right. `amount_gbp` is a lump sum unless `rate` is set.

    `rate`: "per month" and the like where `amount_gbp` is paid that often, "£100 per month" where
    it is what that rate comes to, "at most" or "at least" where it is a limit.

    `kind`: apology, payment, reimbursement, action, service_improvement, other.
    `status`: agreed, recommended (and not shown to be agreed), offered (by the council, not shown
    to be the remedy), rejected (found not enough), included (part of another sum), not_seen.
    `to_whom` is as the sentence prints it ("Mrs X", "for J"), or whom its pronoun means; `paid_to`
    is who is paid, `benefits` whose loss it is for.
    """

    kind: str
    purpose: str | None = None
    amount_gbp: float | None = None
    rate: str | None = None
    to_whom: str | None = None
    deadline: str | None = None
    status: str = "agreed"
    paragraph_id: str | None = None
    start: int | None = None
    end: int | None = None
    paid_to: str | None = None
    benefits: str | None = None
    proposed: bool = False

    @property
    def is_due(self) -> bool:
        """True where the step is to be done: agreed, or recommended by the Ombudsman."""
        return self.status in ("agreed", "recommended")

    @property
    def is_lump(self) -> bool:
        """True where the sum is paid once, whatever it was reckoned from."""
        return self.rate is None or self.rate.startswith("£")

    @property
    def rate_after_sum(self) -> str:
        """The rate as it follows the sum: " per month", " (£100 per month)" or nothing."""
        if self.rate is None:
            return ""
        return f" ({self.rate})" if self.rate.startswith("£") else f" {self.rate}"


@dataclass(frozen=True, slots=True)
class Case:
    """The structured record of one decision.

    `not_investigated` holds what the Ombudsman did not look at: it is no finding of no fault.
    `periods` of a full text are the lengths of time in `missed`, as printed; of a digest, notes.
    `grounds` holds, for a full text, the words that each of its `themes` rests on.
    """

    document_id: str
    reference: str
    council: str
    outcome: str | None = None
    finding: str | None = None
    complaint: str | None = None
    faults: tuple[Finding, ...] = ()
    no_fault: tuple[Finding, ...] = ()
    not_investigated: tuple[Finding, ...] = ()
    injustice: str | None = None
    remedies: tuple[Remedy, ...] = ()
    provisions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    finding_words: str | None = None
    note: str | None = None
    issues: tuple[Issue, ...] = ()
    events: tuple[Event, ...] = ()
    missed: tuple[Missed, ...] = ()
    grounds: tuple[Ground, ...] = ()
