"""Records as plain JSON: the one shape that `--json` and the service share.

Dates are ISO 8601, an unknown value is null, and a key is never left out. `text` is the whole
answer as shown, `parts` the same text laid out, `claims` its statements with their citations;
the numbers of the citations are those in the text. What is told while an answer is made
(`event_record`) has the same records, its citations not numbered yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.documents import document_line
from app.export.entries import table_of
from app.export.model import Entry
from app.parts import ShownPart, read_parts
from app.voices import own_words, speaker
from rag.authority import cite_in_full
from rag.events import Event, Finished, Found, Helped, Stage, Stands, Struck, Withdrawn, Working
from rag.kinds import Audience, Part
from rag.records import Hit
from rag.render import number_citations
from rag.replies import Answer, Citation, Claim, Precedent, Removed
from rag.wording import load_wording

__all__ = [
    "LIMITS",
    "STAGE_WORDS",
    "answer_parts",
    "answer_record",
    "citation_record",
    "event_record",
    "headings",
    "hit_record",
    "precedent_record",
    "sources",
]

Record = dict[str, Any]
CitationKey = tuple[str, int, int]

LIMITS = "Limits"
STAGE_WORDS: dict[Stage, str] = {
    Stage.SEARCHING: "Looking through the library…",
    Stage.CHECKING: "Holding each statement against its source…",
    Stage.WRITING: "A language model is putting the answer into words. Each statement is checked "
    "before it is shown…",
}


def headings(audience: Audience) -> dict[Part, str]:
    """Return the heading of each part of an answer for this reader."""
    table = load_wording().table(f"headings.{audience.value}")
    return {part: table[part.value] for part in Part}


def answer_parts(answer: Answer) -> list[ShownPart]:
    """Return the answer's text as it is laid out, with the numbers of its citations."""
    titles = {*headings(answer.audience).values(), LIMITS}
    return read_parts(answer.text, titles, number_citations(answer.claims).values())


def sources(answer: Answer) -> list[dict[int, Citation]]:
    """Return the answer's citations by number, those of one document together, in order."""
    numbers = number_citations(answer.claims)
    found = {numbers[_key(c)]: c for claim in answer.claims for c in claim.citations}
    documents: dict[str, dict[int, Citation]] = {}
    for number, citation in sorted(found.items(), key=lambda numbered: numbered[0]):
        documents.setdefault(citation.document_id, {})[number] = citation
    return list(documents.values())


def _key(citation: Citation) -> CitationKey:
    return citation.paragraph_id, citation.start, citation.end


def citation_record(citation: Citation, number: int | None) -> Record:
    """Return one citation with its number and who speaks in it."""
    return {
        "number": number,
        "document": citation.document_id,
        "kind": citation.kind.value,
        "label": own_words(citation.kind),
        "title": citation.title,
        "reference": citation.reference,
        "council": citation.council,
        "date": citation.date.isoformat() if citation.date else None,
        "outcome": citation.outcome,
        "section": citation.section,
        "pinpoint": citation.pinpoint,
        "cite_as": cite_in_full(citation),
        "quote": citation.quote,
        "role": citation.role.value,
        "speaker": speaker(citation.kind, citation.role, citation.law_status),
        "paragraph": citation.paragraph_id,
        "start": citation.start,
        "end": citation.end,
        "source": citation.source,
        "url": citation.url,
        "url_checked": citation.url_checked,
        "legal_basis": citation.legal_basis,
        "law_status": citation.law_status,
        "confidence": citation.confidence,
        "warning": citation.warning,
    }


def _part_record(part: ShownPart) -> Record:
    lines = [
        {"text": line.text, "bullet": line.bullet, "citations": list(line.numbers)}
        for line in part.lines
    ]
    return {"heading": part.heading, "lines": lines}


def _claim_record(
    claim: Claim, numbers: Mapping[CitationKey, int], titles: dict[Part, str]
) -> Record:
    return {
        "text": claim.text,
        "part": claim.part.value,
        "heading": titles[claim.part],
        "verbatim": claim.verbatim,
        "citations": [citation_record(c, numbers.get(_key(c))) for c in claim.citations],
    }


def _removed_record(removed: Removed) -> Record:
    """Return a statement that was taken out; what it cited bears no number in the answer."""
    return {
        "text": removed.text,
        "reason": removed.reason,
        "why": removed.why,
        "citations": [
            {"document": c.document_id, "paragraph": c.paragraph_id, "quote": c.quote}
            for c in removed.citations
        ],
    }


def precedent_record(precedent: Precedent) -> Record:
    """Return a decision offered as an example."""
    return {
        "document": precedent.document_id,
        "reference": precedent.reference,
        "council": precedent.council,
        "date": precedent.date.isoformat() if precedent.date else None,
        "outcome": precedent.outcome,
        "finding": precedent.finding,
        "line": precedent.line,
        "url": precedent.url,
        "is_digest": precedent.is_digest,
        "warning": precedent.warning,
    }


def hit_record(hit: Hit) -> Record:
    """Return one retrieved passage with where it stands and why it came."""
    passage, document = hit.passage, hit.document
    return {
        "passage": passage.id,
        "document": document.id,
        "kind": document.kind.value,
        "label": own_words(document.kind),
        "title": document.title,
        "council": document.council,
        "reference": document.reference,
        "date": document.date.isoformat() if document.date else None,
        "outcome": document.outcome,
        "source": document.source,
        "url": document.url,
        "url_checked": document.url_checked,
        "section": passage.heading,
        "role": passage.role.value,
        "speaker": speaker(document.kind, passage.role, document.status),
        "paragraphs": list(passage.paragraph_ids),
        "text": passage.text,
        "score": hit.score,
        "ranks": dict(hit.ranks),
        "warning": document.warning,
    }


def answer_record(answer: Answer) -> Record:
    """Return a whole answer; `/v1/ask` and `upheld ask --json` send exactly this."""
    numbers = number_citations(answer.claims)
    titles = headings(answer.audience)
    return {
        "id": answer.id,
        "status": answer.status.value,
        "abstained": answer.abstained,
        "question": answer.question,
        "audience": answer.audience.value,
        "help": answer.help.split("\n") if answer.help else [],
        "text": answer.text,
        "parts": [_part_record(part) for part in answer_parts(answer)],
        "claims": [_claim_record(claim, numbers, titles) for claim in answer.claims],
        "authorities": [_authority_record(entry) for entry in table_of(sources(answer))],
        "precedents": [precedent_record(p) for p in answer.precedents],
        "limits": list(answer.limits),
        "suggestions": list(answer.suggestions),
        "retrieved": [hit_record(hit) for hit in answer.retrieved],
        "understood": dict(answer.understood),
        "removed": [_removed_record(removed) for removed in answer.removed],
        "made_by": dict(answer.made_by),
    }


def _authority_record(entry: Entry) -> Record:
    """Return a row of the table of authorities: its group, how it is cited, and where."""
    places = [{"number": q.number, "pinpoint": q.pinpoint} for q in entry.quoted]
    return {"group": entry.group, "form": entry.form, "url": entry.url, "places": places}


def event_record(event: Event, audience: Audience) -> tuple[str, Record]:
    """Return the name and the record of what an engine tells while it answers."""
    match event:
        case Working(stage):
            return "step", {"stage": stage.value, "words": STAGE_WORDS[stage]}
        case Helped(text):
            return "help", {"text": text}
        case Found(hits):
            held = {hit.document.id: hit.document for hit in hits}
            documents = [document_line(document) for document in held.values()]
            return "evidence", {"passages": len(hits), "documents": documents}
        case Stands(claim):
            return "claim", _claim_record(claim, {}, headings(audience))
        case Struck(removed):
            return "struck", _removed_record(removed)
        case Withdrawn(why):
            return "withdrawn", {"why": why}
        case Finished(answer):
            return "answer", answer_record(answer)
