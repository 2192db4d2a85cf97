"""One decision as plain JSON: the shape that `upheld case --json` and the service share.

Outcome, each issue with what was found on it, the timeline, injustice, remedies, improvements,
law and duties, decisions near to it, and its text with who speaks. Every figure has its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.case_law import duties_record, law_record
from app.case_text import text_record
from app.case_timeline import timeline_record
from app.cases import hit_record, place_record, remedy_record, theme_words
from app.documents import document_record
from app.engine import Answering
from app.inspect_case import injustice_places
from app.voices import own_words
from rag.case_search import CaseQuery, search_cases
from rag.cases import Case, Finding, Issue, Remedy
from rag.cite import cite_id
from rag.errors import NotInLibrary
from rag.facets import CaseFilters
from rag.kinds import Kind, Role
from rag.protocols import Library
from rag.records import Document, Filters, Paragraph
from rag.register import DECISION_KINDS, Decision, register_of
from rag.replies import Question
from rag.wording import load_wording

__all__ = ["case_record"]

Record = dict[str, Any]
_RELATED = 4  # decisions shown as near
_MOST_ASKED = 3_000  # characters of a complaint that others are compared with
_FINDINGS = ("fault found", "no fault", "not investigated")


def case_record(engine: Answering, reference: str) -> Record:
    """Return one decision; `/v1/cases/{reference}` and `upheld case --json` send exactly this.

    `reference` in any writing, or the id of a full text or a digest. Raises NotInLibrary.
    """
    library = engine.library
    decision = _find(library, reference)
    document = decision.document
    paragraphs = library.paragraphs(document.id)
    words = theme_words(library)
    wording = load_wording(name="case.toml")
    label = own_words(document.kind)
    duties = duties_record(library, decision)
    limits = [wording.fill("limits.digest")] if label else []
    limits += [wording.fill("limits.duties")] if duties else []
    return {
        "document": document_record(document),
        "reference": document.reference,
        "council": decision.case.council or document.council,
        "finding": decision.finding,
        "told_in": _told_in(library, document),
        "summary": _summary(library, decision, paragraphs),
        "themes": [{"code": code, "words": words.get(code)} for code in decision.themes],
        "issues": list(_issues(library, decision.case)),
        "timeline": timeline_record(library, document, decision, paragraphs),
        "injustice": list(_injustice(library, decision, paragraphs)),
        "remedies": [_remedy(library, r) for r in decision.remedies if not _for_everybody(r)],
        "improvements": [_remedy(library, r) for r in decision.remedies if _for_everybody(r)],
        "duties": duties,
        "law": law_record(library, document, decision, paragraphs),
        "related": _related(engine, decision),
        "text": text_record(document, library.sections(document.id), paragraphs),
        "limits": limits,
    }


def _find(library: Library, reference: str) -> Decision:
    """Return the decision of a reference; the digest's own record where its id is given."""
    wording = load_wording(name="case.toml")
    named = library.document(reference.strip())
    if named is not None and named.kind not in DECISION_KINDS:
        raise NotInLibrary(wording.fill("absent.other", title=named.title, id=named.id))
    decision = register_of(library).find(reference)
    if named is None and decision is None:
        told = wording.fill("absent.reference", reference=reference.strip()[:60])
        raise NotInLibrary(told)
    if named is not None and (decision is None or named.id != decision.document.id):
        case = library.case(named.id)
        if case is None:
            raise NotInLibrary(wording.fill("absent.record", title=named.title, id=named.id))
        return Decision(named, case, case if named.kind is Kind.DIGEST else None)
    assert decision is not None
    return decision


def _told_in(library: Library, document: Document) -> list[Record]:
    """Return the documents that tell a decision, with the one that is shown marked."""
    register = register_of(library)
    place = register.place_of(document.id)
    names = [document.id] if place is None else register.document_ids([place])
    held = [one for one in map(library.document, names) if one is not None]
    return [
        {
            "document": one.id,
            "kind": one.kind.value,
            "label": own_words(one.kind),
            "shown": one.id == document.id,
        }
        for one in held
    ]


# --- what was found --------------------------------------------------------------------------


def _summary(library: Library, decision: Decision, paragraphs: Sequence[Paragraph]) -> list[Record]:
    """Return what the decision comes to: its own last words or its summary, and the digest's."""
    for role in (Role.SUMMARY, Role.DECISION):
        own = [p for p in paragraphs if p.role is role and not p.boilerplate]
        if own:
            break
    rows = [_labelled(library, p.id, decision.document) for p in own[:1]]
    digest = decision.digest
    if digest is not None and digest.document_id != decision.document.id:
        held = library.document(digest.document_id)
        first = next((p for p in library.paragraphs(digest.document_id) if p.text), None)
        if held is not None and first is not None and first.role is Role.SUMMARY:
            rows.append(_labelled(library, first.id, held))
    return rows


def _labelled(library: Library, paragraph_id: str, document: Document) -> Record:
    return {
        "label": own_words(document.kind),
        "place": place_record(cite_id(library, paragraph_id)),
    }


def _issues(library: Library, case: Case) -> Iterator[Record]:
    """Yield each part of the complaint with its points; then the points of no part."""
    told: set[tuple[str | None, int | None]] = set()
    for issue in case.issues:
        groups = dict(zip(_FINDINGS, _groups(issue), strict=True))
        told.update((p.paragraph_id, p.start) for points in groups.values() for p in points)
        yield _issue(library, groups, issue.finding, issue.title, issue.body)
    for finding, points in zip(_FINDINGS, _groups(case), strict=True):
        rest = tuple(p for p in points if (p.paragraph_id, p.start) not in told)
        if rest:
            yield _issue(library, {finding: rest}, finding)


def _groups(told: Case | Issue) -> tuple[Sequence[Finding], ...]:
    return told.faults, told.no_fault, told.not_investigated


def _issue(
    library: Library,
    groups: Mapping[str, Sequence[Finding]],
    finding: str,
    title: str | None = None,
    body: str | None = None,
) -> Record:
    points = [
        {
            "finding": name,
            "text": point.text,
            "proposed": point.proposed,
            "place": _place(library, point),
        }
        for name, points in groups.items()
        for point in points
    ]
    return {"title": title, "finding": finding, "body": body, "points": points}


def _place(library: Library, told: Finding | Remedy) -> Record | None:
    if told.paragraph_id is None:
        return None
    return place_record(cite_id(library, told.paragraph_id, told.start, told.end))


def _injustice(
    library: Library, decision: Decision, paragraphs: Sequence[Paragraph]
) -> Iterator[Record]:
    for text, paragraph, start, end in injustice_places(paragraphs, decision.case.injustice or ""):
        place = place_record(cite_id(library, paragraph.id, start, end)) if paragraph else None
        yield {"text": text, "place": place}


# --- what was agreed -------------------------------------------------------------------------


def _for_everybody(remedy: Remedy) -> bool:
    return remedy.kind == "service_improvement"


def _remedy(library: Library, remedy: Remedy) -> Record:
    return {
        **remedy_record(library, remedy),
        "paid_to": remedy.paid_to,
        "benefits": remedy.benefits,
        "proposed": remedy.proposed,
        "place": _place(library, remedy),
    }


# --- decisions near to it --------------------------------------------------------------------


def _related(engine: Answering, decision: Decision) -> Record:
    """Return decisions near to this one's complaint that share a theme of fault with it, and
    those that went the other way on a like point."""
    library = engine.library
    other = "fault found" if (decision.finding or "").startswith("no fault") else "no fault"
    record: Record = {"hits": [], "counter": other, "counter_examples": [], "note": None}
    asked = (decision.told.complaint or _complaint(library, decision))[:_MOST_ASKED].strip()
    if not asked:
        return record
    sought, _ = engine.seek(Question(asked, filters=Filters(kinds=DECISION_KINDS)))
    sought = replace(sought, asked=replace(sought.asked, periods=()))
    query = CaseQuery(asked, CaseFilters(themes=_subjects(library, decision)), limit=_RELATED + 1)
    page = search_cases(library, query, sought)
    turned = page.counter_examples
    if other == "fault found":
        found = replace(query, filters=replace(query.filters, themes=(), findings=(other,)))
        turned = search_cases(library, found, sought).hits
    shown = {decision.case.reference}
    for name, hits in (("hits", page.hits), ("counter_examples", turned)):
        others = [hit for hit in hits if hit.decision.case.reference not in shown][:_RELATED]
        shown.update(hit.decision.case.reference for hit in others)
        record[name] = [hit_record(library, hit, sought, of_case=True) for hit in others]
    if not record["counter_examples"]:
        record["note"] = load_wording(name="case.toml").fill("related." + other.replace(" ", "_"))
    return record


def _subjects(library: Library, decision: Decision) -> tuple[str, ...]:
    """Return the themes that say what a decision was about: those of fault, where it was found."""
    kind = "no_fault" if (decision.finding or "").startswith("no fault") else "fault"
    kinds = {str(row["code"]): row.get("kind") for row in library.lexicon("themes")}
    return tuple(code for code in decision.themes if kinds.get(code) == kind)


def _complaint(library: Library, decision: Decision) -> str:
    own = library.paragraphs(decision.document.id)
    return " ".join(p.text for p in own if p.role is Role.COMPLAINT and not p.boilerplate)
