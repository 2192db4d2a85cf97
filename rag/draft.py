"""What composing works with: its materials, and the draft that it fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.kinds import OWN_WORDS, REPORTS, Audience, Kind, Part, Role
from rag.protocols import Embedder, Library
from rag.records import Document
from rag.replies import Citation, Claim, Precedent
from rag.retrieve import Retrieval
from rag.understand import Understanding
from rag.wording import Wording

__all__ = [
    "OWN_VOICES",
    "PAPERS",
    "Draft",
    "Materials",
    "month_of",
    "pounds",
    "said",
    "speaker",
    "speakers",
]

OWN_VOICES = frozenset({Role.FINDINGS, Role.DECISION, Role.SUMMARY})  # in which fault is found
PAPERS = (Kind.MINUTES, *REPORTS)


@dataclass(frozen=True, slots=True)
class Materials:
    """Everything an answer is made from."""

    library: Library
    embedder: Embedder
    wording: Wording
    asked: Understanding
    found: Retrieval

    @property
    def audience(self) -> Audience:
        return self.asked.question.audience

    @property
    def plain(self) -> bool:
        """True where the answer is written for a parent."""
        return self.audience is Audience.PARENT


@dataclass(slots=True)
class Draft:
    """An answer in the making: claims, uncited lines under a part, and what goes beside them."""

    lead: list[str] = field(default_factory=list)  # lines before the parts: which case, which date
    one_case: bool = False  # the answer is about one decision, not about others like it
    claims: list[Claim] = field(default_factory=list)
    notes: dict[Part, list[str]] = field(default_factory=dict)
    precedents: list[Precedent] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    silent: str = ""  # the title of a named document that says nothing of what was asked
    incomplete: bool = False  # something that was asked for could not be given

    def claim(
        self, part: Part, text: str, citations: Sequence[Citation], *, verbatim: bool = False
    ) -> None:
        """Add a claim, once."""
        if text and citations and all(c.text != text for c in self.claims):
            self.claims.append(Claim(text, part, tuple(citations), verbatim))

    def add(self, other: Draft) -> None:
        """Take in what another draft says that this one does not say yet."""
        for claim in other.claims:
            self.claim(claim.part, claim.text, claim.citations, verbatim=claim.verbatim)
        self.one_case = self.one_case or other.one_case
        self.lead.extend(line for line in other.lead if line not in self.lead)
        self.incomplete = self.incomplete or other.incomplete or bool(other.silent)

    def note(self, part: Part, text: str) -> None:
        """Add an uncited line under a part: arithmetic, or a caution in Upheld's own voice."""
        lines = self.notes.setdefault(part, [])
        if text not in lines:
            lines.append(text)


def pounds(amount: float) -> str:
    """Return a sum as it is written, without the sign: 1,350 or 2,632.50."""
    return f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"


def month_of(document: Document) -> str:
    """Return ", March 2025" for a dated document, else nothing."""
    return f", {document.date:%B %Y}" if document.date else ""


def said(wording: Wording, citation: Citation, *, where: str = "") -> tuple[str, bool]:
    """Return a cited passage as a line of an answer, and whether it is verbatim.

    A source's own words stand in quotation marks after who says them; a digest and a duty are
    Upheld's words, and never look like a quotation.
    """
    if citation.kind in OWN_WORDS:
        labels = wording.table("digest_labels") if citation.kind is Kind.DIGEST else {}
        label = labels.get(citation.role.value, "")
        return f"{label}{citation.quote}", False
    front = speaker(wording, citation.kind, citation.role)
    return f"{front}{where}: “{citation.quote}”", True


_SPEAKERS = {Kind.MINUTES: "speakers_minutes", Kind.RESEARCH: "speakers_research"}


def speakers(wording: Wording) -> tuple[str, ...]:
    """Return every phrase that says who speaks in a quotation, the longest first."""
    tables = [wording.table(name) for name in ("speakers", *_SPEAKERS.values())]
    return tuple(sorted({front for table in tables for front in table.values()}, key=len))[::-1]


def speaker(wording: Wording, kind: Kind, role: Role) -> str:
    """Return who speaks in a passage of this kind and role, to stand before its quotation."""
    name = _SPEAKERS.get(kind)
    if name and role.value in wording.table(name):
        return wording.table(name)[role.value]
    if kind in PAPERS and role in (Role.FINDINGS, Role.FACTS, Role.LAW, Role.SUMMARY):
        return wording.table("speakers")["discussion"]
    return wording.table("speakers")[role.value]
