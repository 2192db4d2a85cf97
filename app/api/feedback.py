"""`/v1/feedback`: whether an answer helped, and why; kept only where the operator asked for it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.api.errors import problem
from app.api.requests import MAX_QUESTION
from app.api.schemas import ErrorOut
from app.feedback import keep_feedback
from rag.kinds import Audience, Status

__all__ = ["FeedbackIn", "Reason", "router"]

router = APIRouter()

_Id = Annotated[str, StringConstraints(max_length=200)]
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    403: {"model": ErrorOut, "description": "The operator keeps no feedback."},
    503: {"model": ErrorOut, "description": "It could not be written."},
}


class Reason(StrEnum):
    """Why an answer helped or did not."""

    ANSWERED = "answered"
    CLEAR = "clear"
    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    BESIDE = "beside"
    UNCLEAR = "unclear"
    OTHER = "other"


class FeedbackIn(BaseModel):
    """What a reader says of an answer; `question` only where they chose to send it."""

    model_config = ConfigDict(extra="forbid")
    helpful: bool
    reason: Reason
    comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] | None = (
        None
    )
    question: Annotated[str, StringConstraints(max_length=MAX_QUESTION)] | None = None
    audience: Audience
    status: Status
    sources: list[_Id] = Field(default_factory=list, max_length=200)
    generation: _Id | None = None


class FeedbackOut(BaseModel):
    """Whether feedback is kept."""

    kept: bool


def _file(request: Request) -> Path | None:
    path: Path | None = request.app.state.feedback
    return path


@router.get("/v1/feedback", response_model=FeedbackOut, tags=["service"])
def asked_for(request: Request) -> FeedbackOut:
    """Say whether the operator keeps feedback (UPHELD_FEEDBACK)."""
    return FeedbackOut(kept=_file(request) is not None)


@router.post("/v1/feedback", status_code=204, responses=_PROBLEMS, tags=["service"])
def feedback(body: FeedbackIn, request: Request) -> Response:
    """Keep what a reader says of an answer, personal data taken out."""
    path = _file(request)
    if path is None:
        return problem(403, "feedback_off", "This service keeps no feedback.")
    try:
        keep_feedback(path, body.model_dump(mode="json"))
    except OSError:
        return problem(503, "feedback_not_kept", "What you sent could not be kept just now.")
    return Response(status_code=204)
