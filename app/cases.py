"""Precedents and remedies as plain JSON: the shape that `--json` and the service share.

Dates are ISO 8601, an unknown value is null, and a key is never left out. Every figure and
every line carries the document and paragraph in which it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.engine import Answering
from app.voices import own_words, speaker
from rag.case_search import CasePage, CaseQuery, Sort, search_cases
from rag.cases import Finding, Issue, Missed, Remedy
from rag.cite import cite_id
from rag.counter import CaseHit
from rag.facets import Facet
from rag.features import Sought
from rag.likeness import Line, how_it_differs, no_fault_line, why_near
from rag.missing import kinds_missing
from rag.protocols import Library
from rag.records import Filters
from rag.register import DECISION_KINDS
from rag.replies import Citation, Question
from rag.wording import load_wording

__all__ = [
    "cases_record",
    "hit_record",
    "missed_record",
    "place_record",
    "remedy_record",
    "theme_words",
]

Record = dict[str, Any]


def cases_record(engine: Answering, query: CaseQuery) -> Record:
    """Search for precedents; `/v1/cases` and `upheld cases --json` send exactly this.

    Raises QuestionError.
    """
    sought = None
    if query.situation.strip():
        filters = Filters(kinds=DECISION_KINDS)
        sought, _ = engine.seek(Question(query.situation, filters=filters))
    page = search_cases(engine.library, query, sought)
    after = query.offset + len(page.hits)
    selected = Sort.NEAR if sought is not None else Sort.DATE
    sort = query.sort or (None if query.references else selected)
    return {
        "situation": query.situation,
        "sort": sort.value if sort else "as selected",
        "total": page.total,
        "limit": query.limit,
        "offset": query.offset,
        "next_offset": after if after < page.total else None,
        "hits": [hit_record(engine.library, hit, sought) for hit in page.hits],
        "facets": _facets(engine.library, page),
        "counter_examples": [
            hit_record(engine.library, hit, sought) for hit in page.counter_examples
        ],
        "counter_note": _counter_note(page),
        "absent": list(page.absent),
    }


def theme_words(library: Library) -> dict[str, str]:
    """Return what each theme and duty is about, in words."""
    themes = {str(row["code"]): str(row["meaning"]) for row in library.lexicon("themes")}
    return themes | {str(row["id"]): str(row["topic"]) for row in library.lexicon("duties")}


def place_record(citation: Citation) -> Record:
    """Return where words stand, and who speaks in them."""
    return {
        "document": citation.document_id,
        "paragraph": citation.paragraph_id,
        "section": citation.section,
        "pinpoint": citation.pinpoint,
        "role": citation.role.value,
        "speaker": speaker(citation.kind, citation.role, citation.law_status),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _counter_note(page: CasePage) -> str | None:
    wording = load_wording(name="cases.toml")
    if not page.counter_examples:
        return wording.fill("counter.none")
    return wording.fill("counter.widened") if page.widened else None


def _facets(library: Library, page: CasePage) -> Record:
    words = theme_words(library)
    named = (Facet.THEME, Facet.DUTY)
    return {
        facet.value: [
            {"value": value, "words": words.get(value) if facet in named else None, "count": n}
            for value, n in page.facets[facet].items()
        ]
        for facet in Facet
    }


def hit_record(
    library: Library, hit: CaseHit, sought: Sought | None, *, of_case: bool = False
) -> Record:
    """Return one decision that was found. `of_case`: it was looked for by another decision, and
    its lines are told beside that one."""
    decision, document = hit.decision, hit.decision.document
    words = theme_words(library)
    return {
        "document": document.id,
        "kind": document.kind.value,
        "label": own_words(document.kind),
        "title": document.title,
        "reference": document.reference,
        "council": decision.case.council or document.council,
        "date": document.date.isoformat() if document.date else None,
        "outcome": document.outcome,
        "finding": decision.finding,
        "source": document.source,
        "url": document.url,
        "url_checked": document.url_checked,
        "confidence": document.confidence,
        "warning": document.warning,
        "score": round(hit.score, 4),
        "themes": [{"code": code, "words": words.get(code)} for code in decision.themes],
        "points": [
            {"finding": finding, **_told(library, point)}
            for finding, points in decision.points().items()
            for point in points
        ],
        "issues": [
            {
                "title": issue.title,
                "finding": issue.finding,
                "body": issue.body,
                "paragraphs": _issue_places(issue),
            }
            for issue in decision.issues
        ],
        "missed": [missed_record(library, one) for one in decision.missed],
        "remedies": [remedy_record(library, one) for one in decision.remedies],
        **_lines(library, hit, sought, of_case),
    }


def _issue_places(issue: Issue) -> list[str]:
    told = (*issue.faults, *issue.no_fault, *issue.not_investigated)
    return list(dict.fromkeys(point.paragraph_id for point in told if point.paragraph_id))


def _lines(library: Library, hit: CaseHit, sought: Sought | None, of_case: bool) -> Record:
    wording = load_wording(name="case.toml" if of_case else "cases.toml")
    topic: Sequence[str] = sought.asked.topic if sought else ()
    near = why_near(library, wording, sought.asked, hit) if sought else None
    differs = None
    if sought:
        differs = how_it_differs(library, wording, sought.asked, hit, near, unsaid=not of_case)
    cleared = no_fault_line(library, wording, topic, hit)
    lines = {"near": near, "differs": differs, "no_fault": cleared}
    return {name: _line_record(line) for name, line in lines.items()}


def _line_record(line: Line | None) -> Record | None:
    if line is None:
        return None
    return {
        "text": line.text,
        "shared": list(line.shared),
        "places": [place_record(citation) for citation in line.citations],
    }


def _told(library: Library, told: Finding | Missed | Remedy) -> Record:
    """Return the words of a record with their place; a null place where it has none."""
    if told.paragraph_id is None:
        text = told.purpose if isinstance(told, Remedy) else told.text
        return {"text": text, "document": None, "paragraph": None, "pinpoint": None}
    citation = cite_id(library, told.paragraph_id, told.start, told.end)
    return {
        "text": citation.quote,
        "document": citation.document_id,
        "paragraph": citation.paragraph_id,
        "pinpoint": citation.pinpoint,
    }


def missed_record(library: Library, missed: Missed) -> Record:
    """Return what was missed and for how long, with its place."""
    return {
        "what": missed.what,
        "kinds": [kind.value for kind in kinds_missing(missed.what)],
        "when": missed.when_text,
        "amount": missed.amount,
        "unit": missed.unit,
        "months": missed.months,
        "status": missed.status,
        **_told(library, missed),
    }


def remedy_record(library: Library, remedy: Remedy) -> Record:
    """Return one remedy with its place."""
    return {
        "kind": remedy.kind,
        "purpose": remedy.purpose,
        "amount_gbp": remedy.amount_gbp,
        "rate": remedy.rate,
        "to_whom": remedy.to_whom,
        "deadline": remedy.deadline,
        "status": remedy.status,
        **_told(library, remedy),
    }
