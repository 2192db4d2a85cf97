"""The last gate: a claim is shown only where its citation bears it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.agree.fault import Fault
from rag.kinds import REPORTED, Kind, Part, Role
from rag.protocols import Library
from rag.replies import Citation, Claim, Removed
from rag.text import amounts, figures, references

__all__ = ["Checked", "check_claims", "fault_of"]

_VOICES: dict[Part, frozenset[Role]] = {
    Part.DUTY: frozenset({Role.LAW, Role.FINDINGS}),
    Part.FOUND: frozenset({Role.FINDINGS, Role.DECISION, Role.SUMMARY}),
    Part.REMEDY: frozenset({Role.REMEDY, Role.DECISION, Role.RECOMMENDATION}),
    Part.NEXT: frozenset({Role.LAW}),
}
_FINDERS = (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST)  # nobody else finds fault
_OWN_WORDS = (Kind.DIGEST, Kind.DUTY, Kind.GLOSSARY)
_STANDING = (
    ("proposed", "proposed"),
    ("expired", "no longer in force"),
    ("not commenced", "not yet in force"),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The claims that stand, and what was taken out and why."""

    claims: tuple[Claim, ...]
    removed: tuple[Removed, ...]


def check_claims(library: Library, claims: Sequence[Claim]) -> Checked:
    """Take out every claim that its citations do not bear."""
    kept, removed = [], []
    for claim in claims:
        fault = fault_of(library, claim)
        if fault is None:
            kept.append(claim)
        else:
            removed.append(fault.removing(claim.text, claim.citations))
    return Checked(tuple(kept), tuple(removed))


def fault_of(library: Library, claim: Claim) -> Fault | None:
    """Return what is wrong with a claim, or None.

    Citations exist and their quotations stand word for word; sums, figures and references of
    the claim stand in what it cites; the voice of the quoted words suits the part, and nothing
    that a party said is shown as found; standing law is told from
    proposed and expired law.
    """
    if not claim.citations:
        return Fault("uncited", "no citation")
    for citation in claim.citations:
        fault = _citation_fault(library, citation)
        if fault:
            return fault
    if claim.verbatim and all(c.quote not in claim.text for c in claim.citations):
        return Fault("quotation", "its quotation is not the cited one")
    if claim.verbatim and any(c.kind in _OWN_WORDS for c in claim.citations):
        return Fault("quotation", "a digest is shown as somebody's own words")
    return _figure_fault(claim) or _voice_fault(library, claim) or _standing_fault(claim)


def _citation_fault(library: Library, citation: Citation) -> Fault | None:
    paragraph = library.paragraph(citation.paragraph_id)
    if paragraph is None or paragraph.document_id != citation.document_id:
        return Fault("citation", "the cited paragraph does not exist")
    if not citation.quote.strip():
        return Fault("quotation", "the quotation is empty")
    text = library.text(citation.document_id)
    inside = paragraph.start <= citation.start < citation.end <= paragraph.end
    if not inside or text[citation.start : citation.end] != citation.quote:
        return Fault("quotation", "the quotation is not word for word in the cited paragraph")
    if not paragraph.can_quote(citation.start, citation.end):
        return Fault("quotation", "the source does not hold the quotation in one piece")
    if citation.role is not paragraph.role_at(citation.start, citation.end):
        return Fault("voice", "the cited voice is not that of the quoted words")
    return None


def _figure_fault(claim: Claim) -> Fault | None:
    told = " ".join(
        f"{c.quote} {c.reference or ''} {c.legal_basis or ''} {c.title} {c.pinpoint} "
        f"{c.date:%d %B %Y %m}"
        if c.date
        else f"{c.quote} {c.reference or ''} {c.legal_basis or ''} {c.title} {c.pinpoint}"
        for c in claim.citations
    )
    if not set(amounts(claim.text)) <= set(amounts(told)):
        return Fault("amount", "a sum of money does not stand in what is cited")
    if not set(references(claim.text)) <= set(references(told)):
        return Fault("reference", "a reference does not stand in what is cited")
    missing = figures(claim.text) - figures(told)
    return (
        Fault("number", f"a figure ({', '.join(sorted(missing))}) does not stand in what is cited")
        if missing
        else None
    )


def _voice_fault(library: Library, claim: Claim) -> Fault | None:
    allowed = _VOICES.get(claim.part)
    if allowed is None:
        return None
    for citation in claim.citations:
        if citation.role not in allowed:
            return Fault(
                "voice", f"the cited voice ({citation.role.value}) does not suit this part"
            )
        if claim.part is Part.FOUND and citation.kind not in _FINDERS:
            return Fault(
                "voice", f"a finding is not in a document of this kind ({citation.kind.value})"
            )
        paragraph = library.paragraph(citation.paragraph_id)
        told = set(paragraph.roles_at(citation.start, citation.end)) if paragraph else set()
        if claim.part is Part.FOUND and told & REPORTED:
            return Fault("voice", "a party's words stand in what is shown as found")
    return None


def _standing_fault(claim: Claim) -> Fault | None:
    for citation in claim.citations:
        status = (citation.law_status or "").lower()
        if citation.kind is not Kind.DUTY:
            continue
        for standing, words in _STANDING:
            if standing in status and not re.search(words, claim.text, re.I):
                return Fault("standing", f"{standing} law is not labelled as such")
    return None
