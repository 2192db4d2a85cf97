"""`GET /v1/lessons`: what decisions teach, as a record or as a file."""

from __future__ import annotations

import datetime
from datetime import UTC
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from app.api.borrow import UNUSABLE
from app.api.lesson_schemas import LessonsOut
from app.api.live import live_engine
from app.api.requests import Name
from app.export.formats import Format, content_type, file_name, write_export
from app.lessons import make_lessons
from app.lessons_file import lessons_export
from rag.facets import CaseFilters

__all__ = ["router"]

router = APIRouter()
_Names = Annotated[list[Name], Query(max_length=100)]
_FILES = (Format.MARKDOWN, Format.DOCX, Format.PDF)
_REPLIES: dict[int | str, dict[str, Any]] = {
    200: {"content": {content_type(form): {} for form in _FILES}},
    **UNUSABLE,
}


@router.get("/v1/lessons", response_model=LessonsOut, responses=_REPLIES, tags=["precedents"])
def lessons(
    request: Request,
    council: _Names = [],  # noqa: B006
    theme: _Names = [],  # noqa: B006
    date_from: Annotated[datetime.date | None, Query(alias="from")] = None,
    date_to: Annotated[datetime.date | None, Query(alias="to")] = None,
    form: Annotated[Literal["json", "md", "docx", "pdf"], Query(alias="format")] = "json",
) -> LessonsOut | Response:
    """Tell what decisions teach by theme: duty, findings, injustice, remedies, questions."""
    filters = CaseFilters(
        councils=tuple(council), themes=tuple(theme), date_from=date_from, date_to=date_to
    )
    with live_engine(request.app).borrow() as engine:
        report = make_lessons(engine.library, filters)
        if form == "json":
            return LessonsOut.model_validate(report.record)
        made = lessons_export(engine.library, report, on=datetime.datetime.now(UTC).date())
    name = file_name(made, Format(form))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    data = write_export(made, Format(form))
    return Response(data, media_type=content_type(Format(form)), headers=headers)
