"""What a search for precedents and a table of remedies take."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.api.requests import MAX_QUESTION, Name
from rag.case_search import CaseQuery, Sort
from rag.facets import CaseFilters
from rag.missing import Missing

__all__ = ["MAX_PAGE", "CaseFiltersIn", "CasesIn", "FindingName", "RemedyKind"]

MAX_PAGE = 1_000  # decisions of one page: a selection for export comes in one piece

FindingName = Literal["fault found", "no fault", "mixed", "not investigated"]
RemedyKind = Literal[
    "apology", "payment", "reimbursement", "action", "service_improvement", "other"
]  # fmt: skip
Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Names = Annotated[list[Name], Field(default_factory=list, max_length=100)]


class CaseFiltersIn(BaseModel):
    """What decisions must have; several values of one are alternatives, none is no restriction."""

    model_config = ConfigDict(extra="forbid")

    themes: Names
    duties: Names
    councils: Names
    outcomes: Names
    findings: list[FindingName] = Field(default_factory=list, max_length=10)
    missing: list[Missing] = Field(default_factory=list, max_length=10)
    months_min: Amount | None = None
    months_max: Amount | None = None
    remedy_kinds: list[RemedyKind] = Field(default_factory=list, max_length=10)
    amount_min: Amount | None = None
    amount_max: Amount | None = None
    date_from: datetime.date | None = None
    date_to: datetime.date | None = None

    def record(self) -> CaseFilters:
        """Return these filters as the search knows them."""
        return CaseFilters(
            themes=tuple(self.themes),
            duties=tuple(self.duties),
            councils=tuple(self.councils),
            outcomes=tuple(self.outcomes),
            findings=tuple(self.findings),
            missing=tuple(self.missing),
            months_min=self.months_min,
            months_max=self.months_max,
            remedy_kinds=tuple(self.remedy_kinds),
            amount_min=self.amount_min,
            amount_max=self.amount_max,
            date_from=self.date_from,
            date_to=self.date_to,
        )


class CasesIn(BaseModel):
    """A search for precedents."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "situation": "autistic, 14, out of school since October, no tuition",
                    "filters": {"findings": ["fault found"], "months_min": 3},
                    "limit": 5,
                }
            ]
        },
    )
    situation: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_QUESTION)] = (
        ""
    )
    filters: CaseFiltersIn = Field(default_factory=lambda: CaseFiltersIn.model_validate({}))
    references: list[Name] = Field(default_factory=list, max_length=MAX_PAGE)
    sort: Sort | None = None
    limit: int = Field(default=10, ge=1, le=MAX_PAGE)
    offset: int = Field(default=0, ge=0)

    def record(self) -> CaseQuery:
        """Return this search as the engine knows it."""
        return CaseQuery(
            situation=self.situation,
            filters=self.filters.record(),
            references=tuple(self.references),
            sort=self.sort,
            limit=self.limit,
            offset=self.offset,
        )
