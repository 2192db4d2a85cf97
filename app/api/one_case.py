"""What the service gives of one decision. Replies mirror `app.case`."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict

from app.api.case_schemas import CaseOut, MissedOut, PlaceOut, RemedyOut, ThemeOut
from app.api.document_schemas import DocumentOut
from rag.kinds import Kind, Role

__all__ = ["WholeCaseOut"]


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ToldInOut(_Out):
    """A document that tells this decision: its full text, or a digest."""

    document: str
    kind: Kind
    label: str | None
    shown: bool


class SummaryOut(_Out):
    """What the decision comes to, in its own words or a digest's (`label`)."""

    label: str | None
    place: PlaceOut


class PartPointOut(_Out):
    """A point and what was found on it. `proposed`: a model read it, its words were found."""

    finding: str
    text: str
    proposed: bool
    place: PlaceOut | None


class PartOut(_Out):
    """One part of the complaint; `title` is null for points that belong to no part."""

    title: str | None
    finding: str
    body: str | None
    points: list[PartPointOut]


class HappenedOut(_Out):
    """A dated event. Its date may mean any day from `first` to `last`; `lasts`: it went on for
    all of them."""

    number: int
    when: str
    first: datetime.date
    last: datetime.date
    precision: str
    lasts: bool
    year_inferred: bool
    milestone: str | None
    proposed: bool
    place: PlaceOut


class DueOut(_Out):
    """What was due, and what came of it. `inferred`: counted by Upheld and not stated.

    `counted_from` and `met_by` are numbers of what happened; `least_days` and `most_days` how
    late it was, below 0 where it was early, null where it is not told.
    """

    title: str
    first: datetime.date
    last: datetime.date
    inferred: bool
    rule: str | None
    limit: str | None
    whose: str | None
    legal_basis: str | None
    source_url: str | None
    duties: list[str]
    counted: str
    counted_from: int | None
    met_by: int | None
    came: str
    least_days: int | None
    most_days: int | None
    words: str
    basis: str
    place: PlaceOut | None


class MissedSpanOut(MissedOut):
    """What was missed, with its days where they are told."""

    first: datetime.date | None
    last: datetime.date | None
    place: PlaceOut


class TimelineOut(_Out):
    """What happened, what was due, what was missed, and what is said of delay."""

    first: datetime.date | None
    last: datetime.date | None
    happened: list[HappenedOut]
    due: list[DueOut]
    missed: list[MissedSpanOut]
    delays: list[PlaceOut]
    limits: list[str]


class InjusticeOut(_Out):
    text: str
    place: PlaceOut | None


class StepOut(RemedyOut):
    """One remedy with its place. `paid_to` is who is paid, `benefits` whose loss it is for."""

    paid_to: str | None
    benefits: str | None
    proposed: bool
    place: PlaceOut | None


class DutyOut(_Out):
    """A duty behind a fault that was found, by its theme."""

    id: str
    topic: str
    plain: str
    legal_basis: str
    status: str
    url: str | None
    themes: list[ThemeOut]
    place: PlaceOut


class DutyNameOut(_Out):
    id: str
    topic: str


class LawOut(_Out):
    """A provision that is cited, where, and duties of the library that rest on it."""

    text: str
    places: list[PlaceOut]
    duties: list[DutyNameOut]


class RelatedOut(_Out):
    """Decisions near to this one; `counter` says what was found in those beside them."""

    hits: list[CaseOut]
    counter: str
    counter_examples: list[CaseOut]
    note: str | None


class SpeakerOut(_Out):
    role: Role
    words: str
    spans: int


class SpanOut(_Out):
    """Words of one voice."""

    role: Role
    text: str


class SpokenOut(_Out):
    """A paragraph cut into spans; joined, they are its text."""

    id: str
    number: str | None
    number_inferred: bool
    pinpoint: str
    lead_in: str | None
    boilerplate: bool
    start: int
    end: int
    spans: list[SpanOut]


class SpokenSectionOut(_Out):
    ordinal: int
    heading: str
    role: Role
    speaker: str
    paragraphs: list[SpokenOut]


class SpokenTextOut(_Out):
    speakers: list[SpeakerOut]
    sections: list[SpokenSectionOut]


class WholeCaseOut(_Out):
    """One decision with everything that was read out of it, each figure with its place."""

    document: DocumentOut
    reference: str | None
    council: str | None
    finding: str | None
    told_in: list[ToldInOut]
    summary: list[SummaryOut]
    themes: list[ThemeOut]
    issues: list[PartOut]
    timeline: TimelineOut
    injustice: list[InjusticeOut]
    remedies: list[StepOut]
    improvements: list[StepOut]
    duties: list[DutyOut]
    law: list[LawOut]
    related: RelatedOut
    text: SpokenTextOut
    limits: list[str]
