"""What the service gives of precedents and remedies. Replies mirror `app.cases`, `app.remedies`."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

from rag.kinds import Kind, Role

__all__ = [
    "CaseOut",
    "CasesOut",
    "MissedOut",
    "PlaceOut",
    "RemediesOut",
    "RemedyOut",
    "ThemeOut",
]


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class PlaceOut(_Out):
    """Where words stand, word for word, and who speaks in them."""

    document: str
    paragraph: str
    section: str
    pinpoint: str
    role: Role
    speaker: str
    quote: str
    start: int
    end: int


class LikenessOut(_Out):
    """A line made of the record and the question; `shared` are words of both."""

    text: str
    shared: list[str]
    places: list[PlaceOut]


class ThemeOut(_Out):
    code: str
    words: str | None


class ToldOut(_Out):
    """Words of a record and their place."""

    text: str | None
    document: str | None
    paragraph: str | None
    pinpoint: str | None


class PointOut(ToldOut):
    """One point of a decision and what was found on it."""

    finding: str


class IssueOut(_Out):
    """One part of a complaint and what was found on it."""

    title: str
    finding: str
    body: str | None
    paragraphs: list[str]


class MissedOut(ToldOut):
    """What was missed and for how long."""

    what: str
    kinds: list[str]
    when: str
    amount: float | None
    unit: str | None
    months: float | None
    status: str


class RemedyOut(ToldOut):
    """One remedy as the record has it."""

    kind: str
    purpose: str | None
    amount_gbp: float | None
    rate: str | None
    to_whom: str | None
    deadline: str | None
    status: str


class CaseOut(_Out):
    """One decision: facts, why it is near, how it differs, where no fault was found."""

    document: str
    kind: Kind
    label: str | None
    title: str
    reference: str | None
    council: str | None
    date: datetime.date | None
    outcome: str | None
    finding: str | None
    source: str
    url: str | None
    url_checked: bool
    confidence: str | None
    warning: str | None
    score: float
    themes: list[ThemeOut]
    points: list[PointOut]
    issues: list[IssueOut]
    missed: list[MissedOut]
    remedies: list[RemedyOut]
    near: LikenessOut | None
    differs: LikenessOut | None
    no_fault: LikenessOut | None


class CountOut(_Out):
    """How many decisions have a value, all other filters applied."""

    value: str
    words: str | None
    count: int


class CasesOut(_Out):
    """One page of precedents, with facets and counter-examples."""

    situation: str
    sort: str
    total: int
    limit: int
    offset: int
    next_offset: int | None
    hits: list[CaseOut]
    facets: dict[str, list[CountOut]]
    counter_examples: list[CaseOut]
    counter_note: str | None
    absent: list[str]


class SourceOut(_Out):
    """The decision of a figure and the paragraph in which it stands."""

    reference: str | None
    council: str
    document: str
    paragraph: str | None


class ReckonedOut(SourceOut):
    """Where a sum for a term or a month comes from: `amount_gbp` over `length`."""

    basis: str
    length: str
    amount_gbp: float | None


class FigureOut(_Out):
    amount_gbp: float
    sources: list[ReckonedOut | SourceOut] = Field(alias="from", min_length=1)


class SpreadOut(_Out):
    """How sums lie; quartiles are null where there are few. `each`: every sum that occurs."""

    count: int
    least: FigureOut
    lower: FigureOut | None
    median: FigureOut | None
    upper: FigureOut | None
    most: FigureOut
    each: list[FigureOut]


class RateOut(_Out):
    """A sum that is paid again and again."""

    amount_gbp: float
    rate: str
    sources: list[SourceOut] = Field(alias="from", min_length=1)


class GuidanceOut(_Out):
    """What the Ombudsman's guidance or practice says on such payments, with its source."""

    duty: str
    topic: str
    statement: str
    caveat: str | None
    status: str
    legal_basis: str
    year: int | None
    url: str | None
    document: str | None
    paragraph: str


class RowOut(_Out):
    """Remedies of one status, kind and purpose, and of one theme in the tables by theme."""

    status: str
    kind: str
    purpose: str | None
    purpose_words: str | None
    theme: str | None
    theme_words: str | None
    steps: int
    decisions: int
    amounts_not_seen: int
    sums: SpreadOut | None
    rates: list[RateOut]
    per_term: SpreadOut | None
    per_month: SpreadOut | None
    guidance: list[GuidanceOut]
    sources: list[SourceOut] = Field(alias="from", min_length=1)


class RemediesOut(_Out):
    """What was agreed for what; never an estimate."""

    notice: str
    why_no_estimate: str
    limits: list[str]
    decisions: int
    with_remedies: int
    payments: int
    amounts_not_seen: int
    rows: list[RowOut]
    by_theme: list[RowOut]
