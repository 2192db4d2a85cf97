"""`POST /v1/export`: an answer, or chosen decisions, as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.api.live import live_engine
from app.api.requests import AskIn
from app.api.schemas import AnswerOut, ErrorOut
from app.export.build import build_export
from app.export.choose import MOST_DECISIONS, export_decisions
from app.export.formats import Format, content_type, file_name, write_export
from app.export.recheck import recheck

__all__ = ["ExportIn", "router"]

router = APIRouter()

_Decision = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorOut, "description": "A source is not in the library."},
    422: {"model": ErrorOut, "description": "The request, or a statement in it, cannot be used."},
}


class ExportIn(BaseModel):
    """What to export, and as what: one of a question, an answer of this service, decisions."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"format": "pdf", "question": {"question": "How long does an assessment take?"}}
            ]
        },
    )
    format: Format
    question: AskIn | None = None
    answer: AnswerOut | None = None
    decisions: list[_Decision] | None = Field(default=None, min_length=1, max_length=MOST_DECISIONS)

    @model_validator(mode="after")
    def _one(self) -> ExportIn:
        if sum(given is not None for given in (self.question, self.answer, self.decisions)) != 1:
            raise ValueError("send exactly one of question, answer and decisions")
        return self


@router.post(
    "/v1/export",
    response_class=Response,
    responses={
        200: {"content": {content_type(form): {} for form in Format}, "description": "The file."},
        **_PROBLEMS,
    },
    tags=["questions"],
)
def export(body: ExportIn, request: Request) -> Response:
    """Return a file: DOCX, PDF, Markdown, RIS or CSL-JSON.

    An answer that is sent back is checked again, statement by statement, before it is written.
    """
    today = datetime.now(UTC).date()
    with live_engine(request.app).borrow() as engine:
        library = engine.library
        if body.decisions is not None:
            made = export_decisions(library, body.decisions, on=today)
        elif body.question is not None:
            made = build_export(engine.ask(body.question.record()), library, on=today)
        else:
            assert body.answer is not None
            answer = recheck(library, body.answer.model_dump(mode="python"))
            made = build_export(answer, library, on=today)
        data = write_export(made, body.format)
    name = file_name(made, body.format)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=content_type(body.format), headers=headers)
