"""Studying over HTTP: items, and attempts at them. State comes in and goes out; none is kept."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.api.borrow import UNUSABLE
from app.api.case_schemas import PlaceOut
from app.api.live import live_engine
from app.study import items_of, items_record, marked_record, standing_record
from rag.study.item import ItemKind
from rag.study.progress import FORMAT, VERSION, Progress, read_progress
from rag.study.schedule import Grade
from rag.study.session import chosen_items, mark, next_items

__all__ = ["router"]

router = APIRouter(tags=["study"])
Id = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Seed = Annotated[int, Field(ge=0, le=2**31)]
State = Annotated[
    dict[str, Any] | None,
    Field(description="What an earlier reply gave as progress; null to begin."),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AttemptIn(_Strict):
    """One answer. `grade`: how well a right one was known, 2 hard, 3 good, 4 easy."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "item": "how-long:deadlines.EHCNA-FINAL:a6a10ca76c62",
                    "chosen": "0123abcd",
                    "progress": {"format": FORMAT, "version": VERSION, "items": {}},
                }
            ]
        },
    )
    item: Id
    chosen: Id
    seed: Seed = 0
    grade: Annotated[int, Field(ge=2, le=4)] = 3
    at: AwareDatetime | None = None
    progress: State = None


class NextIn(_Strict):
    """What has been answered, and which items are wanted."""

    progress: State = None
    kinds: list[ItemKind] = Field(default_factory=list, max_length=20)
    references: list[Id] = Field(default_factory=list, max_length=100)
    limit: int = Field(default=10, ge=1, le=100)
    seed: Seed = 0
    at: AwareDatetime | None = None


class ProgressIn(_Strict):
    """What has been answered; `add` is what was kept elsewhere and is to count as well."""

    progress: State = None
    add: State = None
    at: AwareDatetime | None = None


class OptionOut(_Strict):
    """One answer to choose."""

    id: str
    text: str


class ShownOut(_Strict):
    """A line of the case, and who speaks in it."""

    text: str
    role: str
    speaker: str


class ItemOut(_Strict):
    """An item as it is asked: nothing in it tells the answer."""

    id: str
    kind: ItemKind
    reference: str | None
    label: str | None = Field(description="Where the case is shown in Upheld's own words.")
    question: str
    shown: list[ShownOut]
    options: list[OptionOut]


class ItemsOut(_Strict):
    """One page of items; send its seed back with an attempt."""

    seed: int
    total: int
    limit: int
    offset: int
    next_offset: int | None
    items: list[ItemOut]


class ProofOut(_Strict):
    """What makes an option right or wrong: a passage, or a record of rules with its basis."""

    words: str
    place: PlaceOut | None
    record: str | None
    basis: str | None
    url: str | None


class ReasonedOut(OptionOut):
    """An option with what makes it right or wrong."""

    right: bool
    proofs: list[ProofOut]


class MarkedOut(_Strict):
    """What an attempt was worth, when the item comes again, and the progress to keep."""

    item: ItemOut
    source: str
    council: str | None
    right: bool
    chosen: str
    answer: str
    options: list[ReasonedOut]
    due: datetime.datetime
    progress: dict[str, Any]


class StandingOut(_Strict):
    """How far somebody is with one kind: learned comes again after three weeks or more."""

    kind: ItemKind
    items: int
    tried: int
    due: int
    learned: int


class ProgressOut(_Strict):
    """How far progress goes, and the progress to keep, in the present version."""

    kinds: list[StandingOut]
    progress: dict[str, Any]


@router.get("/v1/study", response_model=ItemsOut, responses=UNUSABLE)
def items(
    request: Request,
    kind: Annotated[list[ItemKind], Query(max_length=20)] = [],  # noqa: B006
    reference: Annotated[list[Id], Query(max_length=100)] = [],  # noqa: B006
    seed: Annotated[int, Query(ge=0, le=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> ItemsOut:
    """List questions on real decisions, time limits and duties, answers hidden."""
    with live_engine(request.app).borrow() as engine:
        every = items_of(engine.library, seed=seed)
        fit = chosen_items(every, kinds=kind, references=reference)
    return ItemsOut.model_validate(items_record(fit, limit=limit, offset=offset, seed=seed))


@router.post("/v1/study", response_model=MarkedOut, responses=UNUSABLE)
def attempt(body: AttemptIn, request: Request) -> MarkedOut:
    """Mark an answer: the reasoning with its places, and the progress with this attempt."""
    progress = _read(body.progress)
    with live_engine(request.app).borrow() as engine:
        marked = mark(
            items_of(engine.library, seed=body.seed),
            progress,
            item=body.item,
            chosen=body.chosen,
            now=_moment(body.at),
            grade=Grade(body.grade),
        )
    return MarkedOut.model_validate(marked_record(marked))


@router.post("/v1/study/next", response_model=ItemsOut, responses=UNUSABLE)
def coming(body: NextIn, request: Request) -> ItemsOut:
    """Choose what comes next: what is due, then what was never tried."""
    progress = _read(body.progress)
    with live_engine(request.app).borrow() as engine:
        every = items_of(engine.library, seed=body.seed)
    fit = chosen_items(every, kinds=body.kinds, references=body.references)
    chosen = next_items(fit, progress, now=_moment(body.at), most=body.limit, seed=body.seed)
    return ItemsOut.model_validate(items_record(chosen, limit=body.limit, offset=0, seed=body.seed))


@router.post("/v1/study/progress", response_model=ProgressOut, responses=UNUSABLE)
def progress(body: ProgressIn, request: Request) -> ProgressOut:
    """Say how far progress goes; progress kept elsewhere is added, nothing of it twice."""
    both = _read(body.progress).merge(_read(body.add))
    with live_engine(request.app).borrow() as engine:
        every = items_of(engine.library)
    return ProgressOut.model_validate(standing_record(every, both, now=_moment(body.at)))


def _read(state: dict[str, Any] | None) -> Progress:
    return Progress() if state is None else read_progress(state)


def _moment(at: datetime.datetime | None) -> datetime.datetime:
    return (at or datetime.datetime.now(datetime.UTC)).astimezone(datetime.UTC)
