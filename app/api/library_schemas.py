"""What the service says of its library and of the runs that change it."""

from __future__ import annotations

import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.api.document_schemas import CouncilOut
from rag.kinds import Kind

__all__ = ["AddIn", "JobOut", "LibraryOut", "ShelfPage"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AddIn(_Strict):
    """Web addresses, and full paths of files and folders on the service's machine."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"sources": ["https://www.lgo.org.uk/decisions/…"]}]},
    )
    sources: list[str] = Field(min_length=1, max_length=100)


class ShelfLine(_Strict):
    """One document of the library. `own`: it was added, and can be removed."""

    id: str
    title: str
    kind: Kind
    words: str
    council: str | None
    reference: str | None
    date: datetime.date | None
    own: bool
    source: str
    url: str | None
    read_at: str
    warning: str | None


class ShelfPage(_Strict):
    """A part of the list of documents that were looked for."""

    total: int
    documents: list[ShelfLine]


class KindOut(_Strict):
    """A kind of document and how many there are."""

    kind: Kind
    words: str
    documents: int


class FailedOut(_Strict):
    """A source that was not taken in, and why."""

    source: str
    reason: str


class RunOut(_Strict):
    """The last run over the index, by whoever began it; `failed` is told to who may change it."""

    at: str
    added: int
    updated: int
    unchanged: int
    removed: int
    failures: int
    failed: list[FailedOut]
    notes: list[str]


class WritingOut(_Strict):
    """Whether this service lets its library be changed, and what it takes."""

    allowed: bool
    reason: str | None
    most_bytes: int
    suffixes: list[str]


class ResultOut(_Strict):
    """What became of one source: `result` added, replaced, unchanged or refused."""

    source: str
    result: str
    words: str
    reason: str | None
    document: str | None
    title: str | None
    set_aside: int


class JobOut(_Strict):
    """A run in the background. `state`: running, done, stopped or failed (then `error` tells).

    `done` of `total` belong to the stage that `words` names; `results` grow while it works.
    """

    id: str
    kind: str
    state: str
    resumed: bool
    began_at: str
    finished_at: str | None
    stage: str
    words: str
    done: int
    total: int
    current: str | None
    results: list[ResultOut]
    counts: dict[str, int]
    documents: list[str]
    removed: int
    notes: list[str]
    error: str | None
    generation: int | None


class LibraryOut(_Strict):
    """What the library knows, and how fresh it is."""

    documents: int
    own_documents: int
    passages: int
    kinds: list[KindOut]
    councils: list[CouncilOut]
    first_decision: datetime.date | None
    newest_decision: ShelfLine | None
    indexed_at: str | None
    generation: int | None
    model: str | None
    size_bytes: int | None
    writing: WritingOut
    last_run: RunOut | None
    job: JobOut | None
