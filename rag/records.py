"""The nouns of Upheld: documents and their parts, passages, what may be retrieved and what was.

All records are frozen; all character offsets are half-open spans `[start, end)` into the
document's cleaned text, so `text[p.start:p.end] == p.text` for every paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rag.cases import Case
from rag.kinds import REPORTED, Kind, Role

__all__ = [
    "Bridge",
    "Document",
    "Filters",
    "Hit",
    "Paragraph",
    "Passage",
    "Reading",
    "Section",
    "Voice",
]


@dataclass(frozen=True, slots=True)
class Document:
    """One source. `id` is safe in a URL and stays the same when the source is read again.

    `status` is "in force", "proposed, not law", "expired" … for duties, else None.
    `warning` and `confidence` say how far the record itself may be trusted; both are shown.
    `source` is the file name or address it came from; `url` the official page, when known.
    """

    id: str
    kind: Kind
    title: str
    source: str
    sha256: str
    read_at: str  # ISO 8601, UTC
    council: str | None = None
    reference: str | None = None  # "24 018 294"; the duty's id for a duty
    category: str | None = None
    outcome: str | None = None  # as printed: "Upheld"
    finding: str | None = None  # "fault found", "no fault", "mixed", "not investigated"
    date: date | None = None
    url: str | None = None
    url_checked: bool = False  # False: the link was built from a pattern, nobody opened it
    licence: str | None = None
    status: str | None = None
    legal_basis: str | None = None
    evidence: str | None = None  # what the record rests on
    confidence: str | None = None  # "high", "medium"
    verified: bool | None = None  # read a second time by someone else
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a document. `ordinal` counts from 0; `heading` may be ""."""

    ordinal: int
    heading: str
    role: Role


@dataclass(frozen=True, slots=True)
class Voice:
    """A span of a paragraph, sentences or clauses, where another voice than its role speaks."""

    start: int
    end: int
    role: Role


_MIXED = (Role.OPINION, Role.DISCUSSION, Role.FACTS)  # what a span of several voices may be


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or bullet, exactly as it stands in the cleaned text.

    `number` is the official number if the source prints one, else an ordinal, and then
    `number_inferred` is True. `pinpoint` is what a reader can follow in the source:
    "Analysis, paragraph 4" or "Action, paragraph 2, bullet 1". `lead_in` is the sentence a
    nested bullet hangs from ("Within one month of the final decision:"). `voices` stand in
    order, do not overlap and are never the whole paragraph.
    """

    id: str  # "<document id>#<ordinal>"
    document_id: str
    ordinal: int
    section: int
    role: Role
    text: str
    start: int
    end: int
    pinpoint: str
    number: str | None = None
    number_inferred: bool = True
    lead_in: str | None = None
    boilerplate: bool = False
    unquotable: tuple[tuple[int, int], ...] = ()  # spans that the source does not hold whole
    voices: tuple[Voice, ...] = ()

    def can_quote(self, start: int, end: int) -> bool:
        """True where the words of a span stand together in the source."""
        return all(end <= first or last <= start for first, last in self.unquotable)

    def roles_at(self, start: int, end: int) -> tuple[Role, ...]:
        """Return whose words stand in a span, each role once, in the order they begin.

        What lies between two voices counts only where it holds a letter or a figure.
        """
        found: list[Role] = []
        at = max(start, self.start)
        for voice in self.voices:
            if voice.end <= start or end <= voice.start:
                continue
            if self._speaks(at, voice.start):
                found.append(self.role)
            found.append(voice.role)
            at = voice.end
        if self._speaks(at, min(end, self.end)) or not found:
            found.append(self.role)
        return tuple(dict.fromkeys(found))

    def _speaks(self, start: int, end: int) -> bool:
        return any(
            c.isalnum() for c in self.text[start - self.start : max(start, end) - self.start]
        )

    def role_at(self, start: int, end: int) -> Role:
        """Return the role of a span: that of the voice that speaks in all of it.

        Where voices cross, the least authoritative word for them together: an opinion stays an
        opinion; what a party said beside anything else is FACTS (it was recorded, nothing
        more), though a summary stays a summary; law inside a finding belongs to the finding.
        """
        roles = self.roles_at(start, end)
        if len(roles) == 1:
            return roles[0]
        if self.role is Role.SUMMARY:
            return self.role
        lowest = {Role.FACTS if role in REPORTED else role for role in roles}
        return next((role for role in _MIXED if role in lowest), self.role)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: one or a few paragraphs of one section, all of one role.

    `text` is shown; `header` (council, reference, date, section) is put in front of it for
    embedding and lexical search only. `start`/`end` span the cleaned text of the document.
    """

    id: str
    document_id: str
    section: int
    heading: str
    role: Role
    paragraph_ids: tuple[str, ...]
    header: str
    text: str
    start: int
    end: int
    content_hash: str  # SHA-256 of header + "\n" + text: the key of its embedding
    boilerplate: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as Upheld reads it: the whole result of parsing one source.

    `set_aside` holds the lines of the source that stand in no paragraph, each with the reason.
    """

    document: Document
    text: str
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    case: Case | None = None
    set_aside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Bridge:
    """An everyday way to ask (`text`) and what it leads to: duty ids, theme codes, references."""

    id: str
    text: str
    duties: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages may be retrieved. An empty tuple means no restriction."""

    councils: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    roles: tuple[Role, ...] = ()
    outcomes: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    boilerplate: bool = False  # True: let boilerplate passages in

    def allows(self, kind: Kind) -> bool:
        """Say whether documents of a kind may be used."""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved passage with its document, best first in every list of hits."""

    passage: Passage
    document: Document
    score: float
    ranks: dict[str, int] = field(default_factory=dict)  # retriever -> rank from 1
