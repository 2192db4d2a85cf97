"""What the service gives. Replies mirror `app.wire`; a key too many is our mistake."""

from __future__ import annotations

import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from rag.kinds import Audience, Kind, Part, Role, Status

__all__ = [
    "AnswerOut",
    "AuthorityOut",
    "CitationOut",
    "ClaimOut",
    "ErrorOut",
    "HitOut",
    "LineOut",
    "ModelOut",
    "PartOut",
    "PlaceOut",
    "PrecedentOut",
    "Problem",
    "ReadyOut",
    "RemovedCitation",
    "RemovedOut",
    "SearchOut",
]


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


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
    cite_as: str
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


class RemovedCitation(_Out):
    """Where a statement that was taken out said that it stood."""

    document: str
    paragraph: str
    quote: str


class RemovedOut(_Out):
    """A statement that the checks took out: a code, why in words, and what it cited."""

    text: str
    reason: str
    why: str
    citations: list[RemovedCitation]


class PlaceOut(_Out):
    """Where a source is cited: the number of the citation and the pinpoint."""

    number: int
    pinpoint: str


class AuthorityOut(_Out):
    """A row of the table of authorities: what is cited, in its form, and where."""

    group: str
    form: str
    url: str | None
    places: list[PlaceOut]


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
    help: list[str]
    text: str
    parts: list[PartOut]
    claims: list[ClaimOut]
    authorities: list[AuthorityOut] = []
    precedents: list[PrecedentOut]
    limits: list[str]
    suggestions: list[str]
    retrieved: list[HitOut]
    understood: dict[str, str]
    removed: list[RemovedOut]
    made_by: dict[str, str]


class ModelOut(_Out):
    """Who words the answers; `remote`: questions go to `host`, masked, as `notice` says."""

    backend: str
    model: str | None
    host: str | None
    remote: bool
    notice: str


class SearchOut(_Out):
    """Passages, best first."""

    query: str
    hits: list[HitOut]


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
