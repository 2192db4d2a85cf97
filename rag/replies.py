"""What a person asks and what comes back: questions, citations, claims, answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rag.kinds import Audience, Kind, Part, Role, Status
from rag.records import Filters, Hit

__all__ = [
    "Answer",
    "Citation",
    "Claim",
    "Precedent",
    "Question",
    "Removed",
    "Turn",
]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks."""

    text: str
    audience: Audience = Audience.PARENT
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim stands. `quote` is word for word in paragraph `paragraph_id`."""

    document_id: str
    kind: Kind
    title: str
    pinpoint: str
    quote: str
    role: Role
    paragraph_id: str
    start: int
    end: int
    section: str
    source: str
    reference: str | None = None
    council: str | None = None
    date: date | None = None
    outcome: str | None = None
    url: str | None = None
    url_checked: bool = False
    legal_basis: str | None = None
    law_status: str | None = None
    confidence: str | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer. `verbatim`: its text is a quotation from the source."""

    text: str
    part: Part
    citations: tuple[Citation, ...]
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A statement that the checks took out: its words, a code, why in words, what it cited.

    The codes are listed in docs/checking.md; an advocate's view may show it struck out.
    """

    text: str
    reason: str
    why: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Precedent:
    """A decision offered as an example, in one line."""

    document_id: str
    reference: str
    council: str
    date: date | None
    outcome: str | None
    finding: str | None
    line: str
    url: str | None
    is_digest: bool
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer. `text` is the whole answer as shown, with numbered citations.

    `understood` tells how the question was read, `removed` what the checks took out and why,
    `made_by` what made it (backend, model, index generation, seconds).
    """

    status: Status
    question: str
    audience: Audience
    text: str
    claims: tuple[Claim, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    limits: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    understood: dict[str, str] = field(default_factory=dict)
    removed: tuple[Removed, ...] = ()
    made_by: dict[str, str] = field(default_factory=dict)
    id: str | None = None
    help: str = ""  # where help is to be had at once, where it may be needed; `text` begins with it

    @property
    def abstained(self) -> bool:
        """True where the library could not answer or the request was declined."""
        return self.status in (Status.NOT_FOUND, Status.REFUSED, Status.NEEDS_CLARIFICATION)
