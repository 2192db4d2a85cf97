"""Chosen decisions turned into what their file holds: what was found and agreed in each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.export.build import finish_export
from app.export.clean import one_line
from app.export.entries import complete, digest_of
from app.export.model import Export, Mark, Section, Statement
from rag.authority import cite_decision
from rag.cases import Finding
from rag.check import fault_of
from rag.cite import cite_id, cite_voice
from rag.draft import OWN_VOICES
from rag.errors import NotInLibrary, QuestionError
from rag.kinds import Kind, Part
from rag.precedents import Nearby, agreed, find_case, precedent
from rag.protocols import Library
from rag.render import limits_of
from rag.replies import Citation, Claim, Precedent
from rag.text import references
from rag.wording import load_wording

__all__ = ["MOST_DECISIONS", "export_decisions"]

MOST_DECISIONS = 50
_FRONTS = {"fault": "Fault: ", "no_fault": "No fault: ", "agreed": "Agreed: "}


def export_decisions(library: Library, chosen: Sequence[str], *, on: date) -> Export:
    """Return what a file of decisions holds; `chosen` are references or document ids, in order.

    The full text speaks where the library has it, else the digest. Every quotation passes the
    check that answers pass. Raises QuestionError for none or too many, NotInLibrary for one that
    the library does not hold.
    """
    cases = list({n.case.reference: n for n in (_find(library, c) for c in chosen)}.values())
    if not 1 <= len(cases) <= MOST_DECISIONS:
        raise QuestionError(f"Choose 1 to {MOST_DECISIONS} decisions, not {len(cases)}.")
    sheet = _Sheet(library)
    sections = [sheet.section(nearby) for nearby in cases]
    return finish_export(
        library,
        title=load_wording().fill("export.title_decisions"),
        question=None,
        about=(("Decisions", str(len(cases))),),
        sections=sections,
        documents=list(sheet.documents.values()),
        limits=[
            load_wording().fill("export.examples"),
            *limits_of(library, load_wording(), sheet.claims),
        ],
        on=on,
    )


def _find(library: Library, chosen: str) -> Nearby:
    document = library.document(chosen)
    named = [document.reference] if document and document.reference else references(chosen)
    found = find_case(library, named[0]) if named and named[0] else None
    if found is None:
        raise NotInLibrary(f"The library holds no decision {chosen[:80]!r}.")
    return found


class _Sheet:
    """Numbers citations as they come."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.claims: list[Claim] = []
        self.documents: dict[str, dict[int, Citation]] = {}

    def section(self, nearby: Nearby) -> Section:
        told = precedent(nearby)
        statements = [Statement(one_line(told.line), bullet=False)] if told.line else []
        seen: set[tuple[str, int, int]] = set()
        for sort, part, citation in self._places(nearby):
            place = (citation.paragraph_id, citation.start, citation.end)
            digest = citation.kind is Kind.DIGEST
            words = citation.quote if digest else f"“{citation.quote}”"
            text = f"{_FRONTS[sort]}{words}"
            claim = Claim(text, part, (citation,), verbatim=not digest)
            if place in seen or fault_of(self.library, claim):
                continue
            seen.add(place)
            self.claims.append(claim)
            mark = Mark(len(self.claims), "digest" if digest else "")
            self.documents.setdefault(citation.document_id, {})[mark.number] = citation
            statements.append(Statement(one_line(text), (mark,), bullet=True))
        return Section(_heading(self.library, told), tuple(statements))

    def _places(self, nearby: Nearby) -> list[tuple[str, Part, Citation]]:
        """Return what is quoted of a decision: its faults, what was cleared, what was agreed."""
        case = nearby.case
        found = [("fault", Part.FOUND, p) for p in case.faults]
        found += [("no_fault", Part.FOUND, p) for p in case.no_fault]
        places = [(sort, part, self._cite(p)) for sort, part, p in found if p.paragraph_id]
        for remedy in agreed(nearby):
            if remedy.paragraph_id:
                citation = cite_id(self.library, remedy.paragraph_id, remedy.start, remedy.end)
                places.append(("agreed", Part.REMEDY, citation))
        return places

    def _cite(self, point: Finding) -> Citation:
        return cite_voice(
            self.library, point.paragraph_id or "", OWN_VOICES, point.start, point.end
        )


def _heading(library: Library, told: Precedent) -> str:
    digest = digest_of(library, told.reference)
    told, is_digest = complete(told, digest) if digest else told, told.is_digest
    form = cite_decision(told.council, told.reference, told.date)
    return one_line(f"{form} (Upheld’s digest)" if is_digest else form)
