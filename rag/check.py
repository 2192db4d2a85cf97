"""The last gate: a claim is shown only where its citation bears it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.agree.fault import Fault
from rag.agree.inference import Inferring
from rag.agree.judge import disagreement, stated, unsupported
from rag.agree.told import read_told
from rag.authority import cite_basis
from rag.entities import Gazetteer
from rag.kinds import OWN_WORDS, REPORTED, Kind, Part, Role
from rag.protocols import Embedder, Library
from rag.replies import Citation, Claim, Removed
from rag.text import amounts, content_words, figures, fold, references

__all__ = ["Checked", "Checker", "check_claims", "fault_of"]

_VOICES: dict[Part, frozenset[Role]] = {
    Part.DUTY: frozenset({Role.LAW, Role.FINDINGS}),
    Part.FOUND: frozenset({Role.FINDINGS, Role.DECISION, Role.SUMMARY}),
    Part.REMEDY: frozenset({Role.REMEDY, Role.DECISION, Role.RECOMMENDATION}),
    Part.RECORD: frozenset({Role.LAW, Role.FINDINGS, Role.DECISION, Role.SUMMARY}),
    Part.NEXT: frozenset({Role.LAW}),
}
_FINDERS = (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST)  # nobody else finds fault
_FRAME = 5  # content words; fewer beside a quotation only say whose words it is
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


class Checker:
    """The last gate over one library: every claim of every answer passes it.

    `embedder` adds the learned score of support to what is checked; without one it is left out.
    `speakers`: Upheld's phrases for who speaks, which no source has to bear where they stand
    before a quotation. `gazetteer`: the councils that may be named, else the library's own.
    `inferring`: a model for inference, which reads what is left of a claim that is no quotation.
    Safe to use from several threads.
    """

    def __init__(
        self,
        library: Library,
        embedder: Embedder | None = None,
        speakers: Sequence[str] = (),
        *,
        gazetteer: Gazetteer | None = None,
        inferring: Inferring | None = None,
    ) -> None:
        self._library = library
        self._embedder = embedder
        fronts = "|".join(re.escape(fold(phrase)) for phrase in speakers)
        self._front = re.compile(rf"(?:{fronts})(?=[^.:;]*: \")") if fronts else None
        self._gazetteer = gazetteer or Gazetteer.of(library)
        self._inferring = inferring

    def fault(self, claim: Claim) -> Fault | None:
        """Return what is wrong with a claim, or None: first its citations, figures, voice and
        standing (`fault_of`), then whether its own words agree with what they cite."""
        return fault_of(self._library, claim) or self._disagrees(claim)

    def check(self, claims: Sequence[Claim]) -> Checked:
        """Take out every claim that its citations do not bear."""
        return _checked(claims, self.fault)

    def _disagrees(self, claim: Claim) -> Fault | None:
        text = fold(claim.text)
        if self._front is not None and claim.verbatim:
            text = self._front.sub(" ", text)
        words = _own(self._library, text, claim.citations)
        if len(content_words(words)) < _FRAME:
            return stated(words, read_told(self._library, claim.citations), self._gazetteer)
        fault = self.disagreement(words, claim.citations)
        if fault is None and self._inferring is not None and not claim.verbatim:
            fault = self._inferring.fault(words, read_told(self._library, claim.citations))
        return fault

    def disagreement(self, words: str, citations: Sequence[Citation]) -> Fault | None:
        """Return what of `words` is not so in what is cited: figures, names, voice, how far a
        remedy has come, yes and no, duty and choice, who acts; then the score of support."""
        told = read_told(self._library, citations)
        fault = disagreement(words, told, self._gazetteer)
        if fault is None and self._embedder is not None:
            fault = unsupported(words, told, self._embedder)
        return fault


_PIECE = re.compile(r'[.;:!?]\s+|[.;:]$|\s*[()"]\s*')


def _own(library: Library, text: str, citations: Sequence[Citation]) -> str:
    """Return the words of a folded text that neither name its source nor stand in it as they are.

    A record in Upheld's own words is read whole for that: a duty told in plain words stands
    beside its legal wording.
    """
    held = []
    for c in citations:
        paragraph = library.paragraph(c.paragraph_id)
        own = c.kind in OWN_WORDS
        held.append(library.text(c.document_id) if own or paragraph is None else paragraph.text)
        months = (f"{c.date:%B %Y}",) if c.date else ()
        basis = c.legal_basis or ""
        named = (c.quote, c.title, c.council, c.reference, basis, cite_basis(basis), *months)
        for words in sorted((fold(n) for n in named if n), key=len, reverse=True):
            text = text.replace(words, " ")
    source = " ".join(fold(h) for h in held).lower()
    pieces = [p.strip(" ,-") for p in _PIECE.split(text)]
    return ". ".join(p for p in pieces if p and p.lower() not in source)


def check_claims(library: Library, claims: Sequence[Claim]) -> Checked:
    """Take out every claim that `fault_of` finds at fault."""
    return _checked(claims, lambda claim: fault_of(library, claim))


def _checked(claims: Sequence[Claim], judge: Callable[[Claim], Fault | None]) -> Checked:
    kept, removed = [], []
    for claim in claims:
        fault = judge(claim)
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
    if claim.verbatim and any(c.kind in OWN_WORDS for c in claim.citations):
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
