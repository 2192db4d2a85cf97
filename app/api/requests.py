"""What the service takes: bounded, checked, and turned into the engine's own records."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.kinds import Audience, Kind, Role
from rag.records import Filters
from rag.replies import Question, Turn

__all__ = ["MAX_QUESTION", "AskIn", "FiltersIn", "Name", "SearchIn", "TurnIn"]

MAX_QUESTION = 4_000  # characters
MAX_TURN = 40_000  # characters: a whole answer fits
MAX_TURNS = 1_000  # more than counts: the engine reads the newest (UPHELD_HISTORY_TURNS)
MAX_K = 100

QuestionText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class _In(BaseModel):
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
