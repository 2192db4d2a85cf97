"""What the service gives of lessons. Replies mirror `app.lessons`."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas import CitationOut

__all__ = ["LessonsOut"]


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class AskedThemeOut(_Out):
    code: str
    words: str | None


class ScopeOut(_Out):
    """What was asked for; `words` say it."""

    words: str
    councils: list[str]
    themes: list[AskedThemeOut]
    date_from: datetime.date | None = Field(alias="from")
    date_to: datetime.date | None = Field(alias="to")


class EndedOut(_Out):
    """How many of the decisions held here ended how; no rate of any council."""

    fault: int
    no_fault: int
    other: int


class HeldOut(_Out):
    """A decision that was looked at. `ending`: fault, no_fault or other, as in `findings`;
    `paragraph`: where its document is opened; `digest`: only Upheld's short account is held."""

    reference: str
    council: str
    date: datetime.date | None
    ending: str
    digest: bool
    document: str
    paragraph: str


class DutyOut(_Out):
    """A rule behind a theme, told in Upheld's words; `of_ombudsman`: it binds no council."""

    id: str
    topic: str
    text: str
    citation: int
    legal_basis: str | None
    status: str | None
    of_ombudsman: bool


class PointOut(_Out):
    """What one decision tells. `citation` is a number of `citations`; `text` is its quotation.

    `body` names who was at fault where that is not the council; `bare`: the record says no more.
    """

    text: str
    citation: int
    reference: str
    council: str
    date: datetime.date | None
    pinpoint: str
    digest: bool
    body: str | None
    kind: str | None
    bare: bool


class QuestionOut(_Out):
    """A question in Upheld's own words, with the numbers of what prompts it."""

    text: str
    prompted_by: list[int] = Field(min_length=1)
    references: list[str]


class UnsortedOut(_Out):
    """Points of no one theme; remedies by how far they had come."""

    found: list[PointOut]
    injustice: list[PointOut]
    agreed: list[PointOut]
    recommended: list[PointOut]
    done: list[PointOut]
    no_fault: list[PointOut]


class LessonOut(UnsortedOut):
    """One fault theme; `decisions` and `councils` count those with a finding of fault on it."""

    code: str
    meaning: str
    chapter: str
    decisions: int
    councils: int
    duties: list[DutyOut]
    questions: list[QuestionOut]


class LessonsOut(_Out):
    """What the decisions held here teach; every point cited, nothing inferred told as found."""

    title: str
    scope: ScopeOut
    own_council: bool
    decisions: int
    findings: EndedOut
    summary: list[str]
    held: list[HeldOut]
    reading: list[str]
    themes: list[LessonOut]
    unsorted: UnsortedOut
    carried_out: QuestionOut | None
    left_out_by_checks: int
    limits: list[str]
    citations: list[CitationOut]
