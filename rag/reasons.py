"""Why a question is not simply answered, and what is said instead of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.kinds import Status
from rag.records import Document, Paragraph

__all__ = ["Reason", "Verdict"]


class Reason(StrEnum):
    """Why a question is not simply answered."""

    IDENTIFY = "identify"
    INVENT = "invent"
    INSTRUCTIONS = "instructions"
    OUTSIDE = "outside"
    NATION = "nation"
    REFERENCE = "reference"
    COUNCIL = "council"
    WHICH_CASE = "which_case"
    WHICH_PARAGRAPH = "which_paragraph"
    WHICH_DOCUMENT = "which_document"
    WHICH_PARTY = "which_party"
    VAGUE = "vague"
    DOMAIN = "domain"
    TOPIC = "topic"
    FUTURE = "future"
    IN_DOCUMENT = "in_document"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status; where it is not "answered", the reason and the names it is about."""

    status: Status
    reason: Reason | None = None
    about: str = ""
    documents: tuple[Document, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
