"""The addresses of precedents and remedies."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from app.api.borrow import UNUSABLE
from app.api.case_requests import CasesIn, RemedyKind
from app.api.case_schemas import CasesOut, RemediesOut
from app.api.live import live_engine
from app.api.one_case import WholeCaseOut
from app.api.schemas import ErrorOut
from app.case import case_record
from app.cases import cases_record
from app.remedies import remedies_record
from rag.facets import CaseFilters

__all__ = ["router"]

_ABSENT: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorOut, "description": "The library does not hold this decision."}
}

router = APIRouter()
_Names = Annotated[list[str], Query(max_length=100)]


@router.post("/v1/cases", response_model=CasesOut, responses=UNUSABLE, tags=["precedents"])
def cases(body: CasesIn, request: Request) -> CasesOut:
    """Find decisions by nearness to a situation and by structure, counter-examples beside."""
    with live_engine(request.app).borrow() as engine:
        return CasesOut.model_validate(cases_record(engine, body.record()))


@router.get(
    "/v1/cases/{reference}",
    response_model=WholeCaseOut,
    responses={**UNUSABLE, **_ABSENT},
    tags=["precedents"],
)
def case(reference: Annotated[str, Path(max_length=200)], request: Request) -> WholeCaseOut:
    """Return one decision: what was found, when, what was agreed, and its text with who speaks.

    `reference` in any writing ("24 018 294", "24-018-294"), or the id of a full text or a digest.
    """
    with live_engine(request.app).borrow() as engine:
        return WholeCaseOut.model_validate(case_record(engine, reference))


@router.get("/v1/remedies", response_model=RemediesOut, responses=UNUSABLE, tags=["precedents"])
def remedies(
    request: Request,
    kind: Annotated[list[RemedyKind], Query(max_length=10)] = [],  # noqa: B006
    theme: _Names = [],  # noqa: B006
    council: _Names = [],  # noqa: B006
    date_from: Annotated[datetime.date | None, Query(alias="from")] = None,
    date_to: Annotated[datetime.date | None, Query(alias="to")] = None,
) -> RemediesOut:
    """Tabulate what was agreed for what, each figure with the decisions it came from."""
    filters = CaseFilters(
        themes=tuple(theme),
        councils=tuple(council),
        remedy_kinds=tuple(kind),
        date_from=date_from,
        date_to=date_to,
    )
    with live_engine(request.app).borrow() as engine:
        return RemediesOut.model_validate(remedies_record(engine, filters))
