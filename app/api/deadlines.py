"""Time limits over HTTP: the rules, the dates that follow, a calendar file, an account of gaps.

Only the decisions on a gap need an index. Dates are not kept and not logged.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.api.live import live_engine
from app.api.requests import MAX_QUESTION
from app.api.schemas import CitationOut, ErrorOut, PrecedentOut
from app.dated_words import read_words, told_record
from app.deadlines import Worked, deadlines_record, load_timetable, timetable_record, work_out
from app.export.formats import Format, content_type, file_name, write_export
from app.ics import calendar_file
from app.review import Account, Facts, find_decisions, review, review_record
from app.review_file import review_export
from rag.protocols import Library

__all__ = [
    "DeadlinesIn",
    "DeadlinesOut",
    "ReviewIn",
    "ReviewOut",
    "TimetableOut",
    "WordsIn",
    "WordsOut",
    "deadlines_router",
]

_FILES = (Format.MARKDOWN, Format.DOCX, Format.PDF)
Short = Annotated[str, StringConstraints(max_length=100)]

deadlines_router = APIRouter(tags=["time limits"])


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DeadlinesIn(_Strict):
    """Dates by event (GET /v1/deadlines lists the events), and when the school is closed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"dates": {"request": "2026-01-12", "review-meeting": "2026-03-10"}},
                {
                    "dates": {"absence": "2026-02-09", "phase-transfer": "2027"},
                    "closed": ["2026-02-16..2026-02-20"],
                    "today": "2026-05-04",
                },
            ]
        },
    )
    dates: dict[Short, Short] = Field(min_length=1, max_length=100)
    closed: list[Short] = Field(default_factory=list, max_length=100)
    today: datetime.date | None = None

    def seen_from(self) -> datetime.date:
        """Return the day from which dates are looked at."""
        return self.today or datetime.date.today()

    def work_out(self) -> Worked:
        """Return what follows, seen from `today`. Raises QuestionError."""
        return work_out(self.dates, today=self.seen_from(), closed=self.closed)


class ReviewIn(DeadlinesIn):
    """Dates of what happened, what has not, and how many decisions are wanted on a gap."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "dates": {"request": "2025-09-01", "assessment-agreed": "2025-11-20"},
                    "not_yet": ["final-plan"],
                    "decisions": 3,
                }
            ]
        },
    )
    not_yet: list[Short] = Field(default_factory=list, max_length=100)
    decisions: int = Field(default=3, ge=0, le=10)
    format: Literal["json", "md", "docx", "pdf"] = "json"


class WordsIn(_Strict):
    """What a person tells in their own words, with dates."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "We asked for an assessment in March and got the plan in May."}]
        },
    )
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION)]
    today: datetime.date | None = None


class FactOut(_Strict):
    """An event with the day that was read, the words, and in sentences what was assumed."""

    event: str
    label: str
    date: datetime.date
    words: str
    assumed: list[str]


class NotYetOut(_Strict):
    """An event that is told not to have happened, and the words."""

    event: str
    label: str
    words: str


class WordsOut(_Strict):
    """Facts as `/v1/review` takes them; `notes`: dates of nothing known, or that do not exist."""

    today: datetime.date
    facts: list[FactOut]
    not_yet: list[NotYetOut]
    notes: list[str]


class _RuleOut(_Strict):
    rule: str
    title: str
    limit: str
    whose: str
    condition: str | None
    duties: list[str]
    legal_basis: str
    status: str
    source_url: str
    evidence: str
    checked: datetime.date | None
    note: str | None
    exceptions: list[str]


class DueOut(_RuleOut):
    """A date that follows. `days` counts from today to `keep_to`, negative where it is past."""

    event: str
    event_label: str
    start: datetime.date
    date: datetime.date | None
    other_date: datetime.date | None
    keep_to: datetime.date | None
    earliest: datetime.date | None
    state: str
    days: int | None
    counted: str


class DeadlinesOut(_Strict):
    """What follows from the dates given."""

    today: datetime.date
    dates: dict[str, datetime.date]
    warnings: list[str]
    deadlines: list[DueOut]


class ComparableOut(_Strict):
    """A decision on such a gap, and its finding."""

    decision: PrecedentOut
    citation: CitationOut


class StepOut(_Strict):
    """What was due, what happened, and how far apart they lie."""

    due: DueOut
    event: str | None
    happened: datetime.date | None
    standing: str
    gap_days: int | None
    gap: str | None
    words: str
    decisions: list[ComparableOut]


class ReviewOut(_Strict):
    """An account in the order of what was due."""

    today: datetime.date
    warnings: list[str]
    steps: list[StepOut]


class EventOut(_Strict):
    """Something whose date a person may know."""

    event: str
    label: str
    group: str
    takes: str


class RuleOut(_RuleOut):
    """A time limit, and the events that it counts from."""

    events: list[str]
    counting: str
    in_force_from: datetime.date | None
    in_force_until: datetime.date | None


class TimetableOut(_Strict):
    """All events and rules."""

    events: list[EventOut]
    rules: list[RuleOut]


@deadlines_router.get("/v1/deadlines", response_model=TimetableOut)
def rules() -> TimetableOut:
    """List the events that time limits count from, and the rules with their sources."""
    return TimetableOut.model_validate(timetable_record(load_timetable()))


@deadlines_router.post(
    "/v1/deadlines", response_model=DeadlinesOut, responses={422: {"model": ErrorOut}}
)
def deadlines(body: DeadlinesIn) -> DeadlinesOut:
    """Work out the dates that follow, with how each was counted and on what it rests."""
    return DeadlinesOut.model_validate(deadlines_record(body.work_out()))


@deadlines_router.post(
    "/v1/deadlines.ics",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {}}}, 422: {"model": ErrorOut}},
)
def deadlines_calendar(body: DeadlinesIn) -> Response:
    """Work out the dates that follow, as a calendar file."""
    worked = body.work_out()
    return Response(
        calendar_file(worked.dues, today=worked.today),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="upheld.ics"'},
    )


@deadlines_router.post("/v1/review/read", response_model=WordsOut)
def read(body: WordsIn) -> WordsOut:
    """Read dated facts out of words, for a person to correct before `/v1/review` is asked."""
    told = read_words(body.text, today=body.today or datetime.date.today())
    return WordsOut.model_validate(told_record(told))


@deadlines_router.post(
    "/v1/review",
    response_model=ReviewOut,
    responses={
        200: {"content": {content_type(form): {} for form in _FILES}},
        422: {"model": ErrorOut},
        503: {"model": ErrorOut},
    },
)
def account(body: ReviewIn, request: Request) -> ReviewOut | Response:
    """Lay what happened beside what was due, with decisions on each gap; as a file too."""
    told = review(Facts(body.dates, body.not_yet, body.closed), today=body.seen_from())
    if body.decisions or body.format != "json":
        with live_engine(request.app).borrow() as engine:
            told = find_decisions(told, engine, most=body.decisions)
            if body.format != "json":
                return _file(engine.library, told, Format(body.format))
    return ReviewOut.model_validate(review_record(told))


def _file(library: Library, told: Account, form: Format) -> Response:
    made = review_export(library, told, on=datetime.datetime.now(datetime.UTC).date())
    headers = {"Content-Disposition": f'attachment; filename="{file_name(made, form)}"'}
    return Response(write_export(made, form), media_type=content_type(form), headers=headers)
