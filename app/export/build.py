"""An answer turned into what its file holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.export.clean import one_line, printable, safe_url
from app.export.entries import complete, digest_of, entry_of, in_order
from app.export.model import Example, Export, Mark, Section, Statement, Struck
from app.voices import STATUS_WORDS
from app.wire import LIMITS, answer_parts, sources
from rag.authority import cite_decision
from rag.deadlines import say_date
from rag.kinds import Audience, Kind
from rag.protocols import Library
from rag.replies import Answer, Citation, Precedent
from rag.wording import load_wording

__all__ = ["build_export", "finish_export"]

_READERS = {
    Audience.PARENT: "a parent",
    Audience.ADVOCATE: "an advocate",
    Audience.STAFF: "council staff",
}


def build_export(answer: Answer, library: Library, *, on: date) -> Export:
    """Return what a file of `answer` holds, made on the day `on`.

    What the checks took out is shown struck out, to an advocate alone.
    """
    documents = sources(answer)
    own = _own_marks(documents)
    sections = [
        Section(
            part.heading,
            tuple(
                Statement(printable(line.text), _marks(line.numbers, own), line.bullet)
                for line in part.lines
            ),
        )
        for part in answer_parts(answer)
        if part.heading != LIMITS
    ]
    told = answer.audience is Audience.ADVOCATE
    return finish_export(
        library,
        title=load_wording().fill("export.title_answer"),
        question=answer.question,
        about=(
            ("Written for", _READERS[answer.audience]),
            ("Result", STATUS_WORDS[answer.status]),
        ),
        sections=sections,
        documents=documents,
        examples=answer.precedents,
        struck=[Struck(one_line(r.text), one_line(r.why)) for r in answer.removed if told],
        limits=answer.limits,
        on=on,
    )


def finish_export(
    library: Library,
    *,
    title: str,
    question: str | None,
    about: Sequence[tuple[str, str]],
    sections: Sequence[Section],
    documents: Sequence[dict[int, Citation]],
    limits: Sequence[str],
    on: date,
    examples: Sequence[Precedent] = (),
    struck: Sequence[Struck] = (),
) -> Export:
    """Return an export with its table of authorities; `documents` are numbered citations, those
    of one document together."""
    wording = load_wording()
    advice = wording.fill("lines.no_advice")
    generation = str(library.manifest.get("generation", "")) or "unknown"
    entries = [
        entry_of(known, library.document(next(iter(known.values())).document_id))
        for known in (_completed(library, numbered) for numbered in documents)
    ]
    return Export(
        title=title,
        question=printable(question) if question else None,
        about=(
            *about,
            ("Made", wording.fill("export.made", day=say_date(on), generation=generation)),
        ),
        key=wording.fill("export.key"),
        sections=tuple(sections),
        examples=tuple(_example(library, p) for p in examples),
        struck=tuple(struck),
        struck_note=wording.fill("export.struck"),
        limits=tuple(one_line(line) for line in limits if line != advice),
        entries=tuple(in_order(entries)),
        advice=advice,
        made_on=on,
    )


def _own_marks(documents: Sequence[dict[int, Citation]]) -> dict[int, str]:
    return {
        number: "digest"
        for citations in documents
        for number, citation in citations.items()
        if citation.kind is Kind.DIGEST
    }


def _marks(numbers: Sequence[int], own: dict[int, str]) -> tuple[Mark, ...]:
    return tuple(Mark(number, own.get(number, "")) for number in numbers)


def _completed(library: Library, numbered: dict[int, Citation]) -> dict[int, Citation]:
    """Return the citations with the day and address that a full text lacks and its digest has."""
    about = next(iter(numbered.values()))
    digest = digest_of(library, about.reference)
    if digest is None or about.kind not in (Kind.DECISION, Kind.PUBLIC_REPORT):
        return numbered
    return {n: complete(citation, digest) for n, citation in numbered.items()}


def _example(library: Library, precedent: Precedent) -> Example:
    form = cite_decision(one_line(precedent.council), precedent.reference, precedent.date)
    own = " (Upheld’s digest)" if precedent.is_digest else ""
    digest = digest_of(library, precedent.reference)
    precedent = complete(precedent, digest) if digest else precedent
    told = [precedent.outcome, precedent.finding]
    outcome = "; ".join(one_line(words) for words in told if words)
    return Example(
        form=form + own,
        line=one_line(precedent.line),
        outcome=f"Outcome: {outcome}" if outcome else "",
        url=safe_url(precedent.url),
        warning=one_line(precedent.warning) if precedent.warning else None,
    )
