"""The nouns of Upheld: documents and their parts, cases, questions and answers.

All records are frozen; all character offsets are half-open spans `[start, end)` into the
document's cleaned text, so `text[p.start:p.end] == p.text` for every paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

__all__ = [
    "REPORTED",
    "Answer",
    "Audience",
    "Bridge",
    "Case",
    "Citation",
    "Claim",
    "Document",
    "Event",
    "Filters",
    "Finding",
    "Ground",
    "Hit",
    "Issue",
    "Kind",
    "Missed",
    "Paragraph",
    "Part",
    "Passage",
    "Precedent",
    "Question",
    "Reading",
    "Remedy",
    "Role",
    "Section",
    "Status",
    "Turn",
    "Voice",
]


class Kind(StrEnum):
    """What sort of document it is."""

    DECISION = "decision"
    PUBLIC_REPORT = "public_report"
    FOCUS_REPORT = "focus_report"
    DIGEST = "digest"  # a decision told in Upheld's own words
    DUTY = "duty"  # a duty or time limit told in Upheld's own words
    MINUTES = "minutes"
    RESEARCH = "research"
    GLOSSARY = "glossary"  # terms explained in Upheld's own words
    PAPER = "paper"  # anything else: policies, letters, reports


class Role(StrEnum):
    """Who is speaking, or what a paragraph does."""

    SUMMARY = "summary"
    COMPLAINT = "complaint"
    POWERS = "powers"
    METHOD = "method"
    LAW = "law"
    FACTS = "facts"
    COUNCIL_POSITION = "council_position"
    FINDINGS = "findings"
    REMEDY = "remedy"
    DECISION = "decision"
    RECOMMENDATION = "recommendation"
    DISCUSSION = "discussion"
    OPINION = "opinion"


REPORTED = frozenset({Role.COMPLAINT, Role.COUNCIL_POSITION})  # told, and not found


class Audience(StrEnum):
    """Whom an answer is written for."""

    PARENT = "parent"
    ADVOCATE = "advocate"
    STAFF = "staff"


class Status(StrEnum):
    """How an answer ended. Not knowing is a status, never an error."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    NEEDS_CLARIFICATION = "needs_clarification"
    REFUSED = "refused"


class Part(StrEnum):
    """The part of an answer in which a claim stands."""

    DIRECT = "direct"  # the answer to exactly what was asked
    DUTY = "duty"  # what should have happened
    FOUND = "found"  # what the Ombudsman found in the nearest cases
    REMEDY = "remedy"  # what was agreed to put it right
    NEXT = "next"  # what the person can do now, and by when


@dataclass(frozen=True, slots=True)
class Document:
    """One source. `id` is safe in a URL and stays the same when the source is read again.

    `status` is "in force", "proposed, not law", "expired" … for duties, else None.
    `warning` and `confidence` say how far the record itself may be trusted; both are shown.
    `source` is the file name or address it came from; `url` the official page, when known.
    """

    id: str
    kind: Kind
    title: str
    source: str
    sha256: str
    read_at: str  # ISO 8601, UTC
    council: str | None = None
    reference: str | None = None  # "24 018 294"; the duty's id for a duty
    category: str | None = None
    outcome: str | None = None  # as printed: "Upheld"
    finding: str | None = None  # "fault found", "no fault", "mixed", "not investigated"
    date: date | None = None
    url: str | None = None
    url_checked: bool = False  # False: the link was built from a pattern, nobody opened it
    licence: str | None = None
    status: str | None = None
    legal_basis: str | None = None
    evidence: str | None = None  # what the record rests on
    confidence: str | None = None  # "high", "medium"
    verified: bool | None = None  # read a second time by someone else
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a document. `ordinal` counts from 0; `heading` may be ""."""

    ordinal: int
    heading: str
    role: Role


@dataclass(frozen=True, slots=True)
class Voice:
    """A span of a paragraph, sentences or clauses, where another voice than its role speaks."""

    start: int
    end: int
    role: Role


_MIXED = (Role.OPINION, Role.DISCUSSION, Role.FACTS)  # what a span of several voices may be


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or bullet, exactly as it stands in the cleaned text.

    `number` is the official number if the source prints one, else an ordinal, and then
    `number_inferred` is True. `pinpoint` is what a reader can follow in the source:
    "Analysis, paragraph 4" or "Action, paragraph 2, bullet 1". `lead_in` is the sentence a
    nested bullet hangs from ("Within one month of the final decision:"). `voices` stand in
    order, do not overlap and are never the whole paragraph.
    """

    id: str  # "<document id>#<ordinal>"
    document_id: str
    ordinal: int
    section: int
    role: Role
    text: str
    start: int
    end: int
    pinpoint: str
    number: str | None = None
    number_inferred: bool = True
    lead_in: str | None = None
    boilerplate: bool = False
    unquotable: tuple[tuple[int, int], ...] = ()  # spans that the source does not hold whole
    voices: tuple[Voice, ...] = ()

    def can_quote(self, start: int, end: int) -> bool:
        """True where the words of a span stand together in the source."""
        return all(end <= first or last <= start for first, last in self.unquotable)

    def roles_at(self, start: int, end: int) -> tuple[Role, ...]:
        """Return whose words stand in a span, each role once, in the order they begin.

        What lies between two voices counts only where it holds a letter or a figure.
        """
        found: list[Role] = []
        at = max(start, self.start)
        for voice in self.voices:
            if voice.end <= start or end <= voice.start:
                continue
            if self._speaks(at, voice.start):
                found.append(self.role)
            found.append(voice.role)
            at = voice.end
        if self._speaks(at, min(end, self.end)) or not found:
            found.append(self.role)
        return tuple(dict.fromkeys(found))

    def _speaks(self, start: int, end: int) -> bool:
        return any(
            c.isalnum() for c in self.text[start - self.start : max(start, end) - self.start]
        )

    def role_at(self, start: int, end: int) -> Role:
        """Return the role of a span: that of the voice that speaks in all of it.

        Where voices cross, the least authoritative word for them together: an opinion stays an
        opinion; what a party said beside anything else is FACTS (it was recorded, nothing
        more), though a summary stays a summary; law inside a finding belongs to the finding.
        """
        roles = self.roles_at(start, end)
        if len(roles) == 1:
            return roles[0]
        if self.role is Role.SUMMARY:
            return self.role
        lowest = {Role.FACTS if role in REPORTED else role for role in roles}
        return next((role for role in _MIXED if role in lowest), self.role)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: one or a few paragraphs of one section, all of one role.

    `text` is shown; `header` (council, reference, date, section) is put in front of it for
    embedding and lexical search only. `start`/`end` span the cleaned text of the document.
    """

    id: str
    document_id: str
    section: int
    heading: str
    role: Role
    paragraph_ids: tuple[str, ...]
    header: str
    text: str
    start: int
    end: int
    content_hash: str  # SHA-256 of header + "\n" + text: the key of its embedding
    boilerplate: bool = False


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


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as Upheld reads it: the whole result of parsing one source.

    `set_aside` holds the lines of the source that stand in no paragraph, each with the reason.
    """

    document: Document
    text: str
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    case: Case | None = None
    set_aside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Bridge:
    """An everyday way to ask (`text`) and what it leads to: duty ids, theme codes, references."""

    id: str
    text: str
    duties: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be retrieved. An empty tuple means no restriction."""

    councils: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    roles: tuple[Role, ...] = ()
    outcomes: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    boilerplate: bool = False  # True: let boilerplate passages in


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved passage with its document, best first in every list of hits."""

    passage: Passage
    document: Document
    score: float
    ranks: dict[str, int] = field(default_factory=dict)  # retriever -> rank from 1


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks."""

    text: str
    audience: Audience = Audience.PARENT
    history: tuple[Turn, ...] = ()
    filters: Filters = Filters()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim stands. `quote` is word for word in paragraph `paragraph_id`."""

    document_id: str
    kind: Kind
    title: str
    pinpoint: str
    quote: str
    role: Role
    paragraph_id: str
    start: int
    end: int
    section: str
    source: str
    reference: str | None = None
    council: str | None = None
    date: date | None = None
    outcome: str | None = None
    url: str | None = None
    url_checked: bool = False
    legal_basis: str | None = None
    law_status: str | None = None
    confidence: str | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer. `verbatim`: its text is a quotation from the source."""

    text: str
    part: Part
    citations: tuple[Citation, ...]
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decision offered as an example, in one line."""

    document_id: str
    reference: str
    council: str
    date: date | None
    outcome: str | None
    finding: str | None
    line: str
    url: str | None
    is_digest: bool
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. `text` is the whole answer as shown, with numbered citations.

    `understood` tells how the question was read, `removed` what the checks took out and why,
    `made_by` what made it (backend, model, index generation, seconds).
    """

    status: Status
    question: str
    audience: Audience
    text: str
    claims: tuple[Claim, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    limits: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    understood: dict[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    made_by: dict[str, str] = field(default_factory=dict)
    id: str | None = None

    @property
    def abstained(self) -> bool:
        """True where the library could not answer or the request was declined."""
        return self.status in (Status.NOT_FOUND, Status.REFUSED, Status.NEEDS_CLARIFICATION)
