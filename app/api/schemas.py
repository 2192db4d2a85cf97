"""What the service takes and gives. Replies mirror `app.wire`; a key too many is our mistake."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.records import Audience, Filters, Kind, Part, Question, Role, Status, Turn

__all__ = [
    "AnswerOut",
    "AskIn",
    "CouncilOut",
    "DocumentLine",
    "DocumentOut",
    "DocumentPage",
    "DocumentText",
    "ErrorOut",
    "HitOut",
    "ReadyOut",
    "SearchIn",
    "SearchOut",
]

MAX_QUESTION = 4_000  # characters
MAX_TURN = 40_000  # characters: a whole answer fits
MAX_TURNS = 40
MAX_K = 100

QuestionText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FiltersIn(_In):
    """Which documents may be used; an empty list means no restriction."""

    councils: list[Name] = Field(default_factory=list, max_length=100)
    references: list[Name] = Field(default_factory=list, max_length=100)
    documents: list[Name] = Field(default_factory=list, max_length=100)
    kinds: list[Kind] = Field(default_factory=list, max_length=20)
    roles: list[Role] = Field(default_factory=list, max_length=20)
    outcomes: list[Name] = Field(default_factory=list, max_length=100)
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None

    def record(self) -> Filters:
        """Return these filters as the engine knows them."""
        return Filters(
            councils=tuple(self.councils),
            references=tuple(self.references),
            document_ids=tuple(self.documents),
            kinds=tuple(self.kinds),
            roles=tuple(self.roles),
            outcomes=tuple(self.outcomes),
            date_from=self.date_from,
            date_to=self.date_to,
        )


class TurnIn(_In):
    """One earlier turn of the conversation."""

    role: Annotated[str, StringConstraints(pattern="^(user|assistant)$")]
    content: Annotated[str, StringConstraints(max_length=MAX_TURN)]


class AskIn(_In):
    """A question."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "question": "His plan says speech therapy and nobody has come since Easter. "
                    "What should the council have done?",
                    "audience": "parent",
                }
            ]
        },
    )
    question: QuestionText
    audience: Audience = Audience.PARENT
    history: list[TurnIn] = Field(default_factory=list, max_length=MAX_TURNS)
    filters: FiltersIn = Field(default_factory=FiltersIn)
    id: Annotated[str, StringConstraints(max_length=200)] | None = None

    def record(self) -> Question:
        """Return this question as the engine knows it."""
        return Question(
            text=self.question,
            audience=self.audience,
            history=tuple(Turn(role=t.role, content=t.content) for t in self.history),
            filters=self.filters.record(),
            id=self.id,
        )


class SearchIn(_In):
    """A search for passages."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "query": "delay in issuing the final plan",
                    "k": 5,
                    "filters": {"kinds": ["digest"], "roles": ["findings"]},
                }
            ]
        },
    )
    query: QuestionText
    k: int = Field(default=10, ge=1, le=MAX_K)
    filters: FiltersIn = Field(default_factory=FiltersIn)


class CitationOut(_Out):
    """Where a statement stands. `quote` is word for word in the cited paragraph."""

    number: int
    document: str
    kind: Kind
    label: str | None
    title: str
    reference: str | None
    council: str | None
    date: datetime.date | None
    outcome: str | None
    section: str
    pinpoint: str
    quote: str
    role: Role
    speaker: str
    paragraph: str
    start: int
    end: int
    source: str
    url: str | None
    url_checked: bool
    legal_basis: str | None
    law_status: str | None
    confidence: str | None
    warning: str | None


class LineOut(_Out):
    """One line of the answer as shown, and the numbers of its citations."""

    text: str
    bullet: bool
    citations: list[int]


class PartOut(_Out):
    """Lines under one heading; null for plain sentences."""

    heading: str | None
    lines: list[LineOut]


class ClaimOut(_Out):
    """One statement with its citations."""

    text: str
    part: Part
    heading: str
    verbatim: bool
    citations: list[CitationOut]


class PrecedentOut(_Out):
    """A decision offered as an example."""

    document: str
    reference: str
    council: str
    date: datetime.date | None
    outcome: str | None
    finding: str | None
    line: str
    url: str | None
    is_digest: bool
    warning: str | None


class HitOut(_Out):
    """One retrieved passage."""

    passage: str
    document: str
    kind: Kind
    label: str | None
    title: str
    council: str | None
    reference: str | None
    date: datetime.date | None
    outcome: str | None
    source: str
    url: str | None
    url_checked: bool
    section: str
    role: Role
    speaker: str
    paragraphs: list[str]
    text: str
    score: float
    ranks: dict[str, int]
    warning: str | None


class AnswerOut(_Out):
    """A checked answer. Not knowing is a status (`not_found`), never an error."""

    id: str | None
    status: Status
    abstained: bool
    question: str
    audience: Audience
    text: str
    parts: list[PartOut]
    claims: list[ClaimOut]
    precedents: list[PrecedentOut]
    limits: list[str]
    suggestions: list[str]
    retrieved: list[HitOut]
    understood: dict[str, str]
    removed: list[str]
    made_by: dict[str, str]


class SearchOut(_Out):
    """Passages, best first."""

    query: str
    hits: list[HitOut]


class DocumentLine(_Out):
    """One line of the list of documents."""

    id: str
    title: str
    kind: Kind
    council: str | None
    reference: str | None
    date: datetime.date | None


class DocumentPage(_Out):
    """A page of the list of documents."""

    total: int
    documents: list[DocumentLine]


class CouncilOut(_Out):
    """A council and how many documents name it."""

    council: str
    documents: int


class DocumentOut(_Out):
    """Everything that is known about a document, without its text."""

    id: str
    kind: Kind
    label: str | None
    title: str
    council: str | None
    reference: str | None
    category: str | None
    outcome: str | None
    finding: str | None
    date: datetime.date | None
    source: str
    url: str | None
    url_checked: bool
    licence: str | None
    status: str | None
    legal_basis: str | None
    evidence: str | None
    confidence: str | None
    verified: bool | None
    warning: str | None
    sha256: str
    read_at: str


class SectionOut(_Out):
    """A headed part of a document."""

    ordinal: int
    heading: str
    role: Role


class ParagraphOut(_Out):
    """One paragraph, exactly as it stands in the cleaned text."""

    id: str
    ordinal: int
    section: int
    role: Role
    speaker: str
    number: str | None
    number_inferred: bool
    pinpoint: str
    lead_in: str | None
    text: str
    start: int
    end: int
    boilerplate: bool


class DocumentText(_Out):
    """A document with its sections and paragraphs in order."""

    document: DocumentOut
    sections: list[SectionOut]
    paragraphs: list[ParagraphOut]


class ReadyOut(_Out):
    """That the service can answer, and from what."""

    ready: bool
    generation: str | None
    library: dict[str, Any]


class Problem(_Out):
    """What went wrong and what to do."""

    code: str
    message: str


class ErrorOut(_Out):
    """Every error has this shape."""

    error: Problem
