"""The lessons report as plain JSON: the shape that the command line, the service and files share.

Every line carries the number of its citation; what has none is Upheld's own fixed words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from app.wire import citation_record
from rag.authority import short_pinpoint
from rag.deadlines import say_date
from rag.duties import Duty
from rag.facets import CaseFilters
from rag.kinds import Kind, Part
from rag.lessons import learn_lessons
from rag.protocols import Library
from rag.render import limits_of
from rag.replies import Citation, Claim
from rag.scrutiny import Prompt, questions_of, was_it_done
from rag.taught import Lesson, Lessons, Point, Sort, Standing
from rag.wording import Wording, load_wording

__all__ = ["LessonsReport", "lessons_record", "make_lessons"]

Record = dict[str, Any]
_PARTS = {Sort.REMEDY: Part.REMEDY}
_READING = ("counts", "voices", "sorting", "whole", "cleared", "read_first")
_ENDINGS = {"fault found": "fault", "mixed": "fault", "no fault": "no_fault"}


@dataclass(frozen=True, slots=True)
class LessonsReport:
    """The record, and the citations behind its numbers: those of one document together."""

    record: Record
    documents: list[dict[int, Citation]]


def lessons_record(library: Library, filters: CaseFilters) -> Record:
    """Return the report; `/v1/lessons` and `upheld lessons --json` send exactly this.

    Raises QuestionError.
    """
    return make_lessons(library, filters).record


def make_lessons(library: Library, filters: CaseFilters) -> LessonsReport:
    """Return the report with its citations. Raises QuestionError."""
    lessons = learn_lessons(library, filters)
    wording = load_wording(name="lessons.toml")
    own = len(lessons.filters.councils) == 1
    book = _Book(library)
    themes = [_theme_record(book, lesson, wording, own=own) for lesson in lessons.lessons]
    rest = _points_record(book, lessons.unsorted)
    done = was_it_done([*lessons.lessons, lessons.unsorted], wording) if own else None
    record = {
        "title": wording.fill("report.title"),
        "scope": _scope(library, lessons, wording),
        "own_council": own,
        "decisions": len(lessons.decisions),
        "findings": {
            "fault": lessons.count("fault found", "mixed"),
            "no_fault": lessons.count("no fault"),
            "other": lessons.left,
        },
        "summary": _summary(lessons, wording, empty=not (themes or any(rest.values()))),
        "held": _held(library, lessons),
        "reading": _reading(lessons, wording),
        "themes": themes,
        "unsorted": rest,
        "carried_out": _question_record(book, done) if done else None,
        "left_out_by_checks": lessons.refused,
        "limits": limits_of(library, load_wording(), book.claims),
        "citations": [citation_record(c, n) for n, c in enumerate(book.citations, 1)],
    }
    return LessonsReport(record, book.documents())


@dataclass
class _Book:
    """Numbers citations as they come, each place once."""

    library: Library
    citations: list[Citation] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    _numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def number(self, citation: Citation, part: Part) -> int:
        place = citation.paragraph_id, citation.start, citation.end
        if place not in self._numbers:
            self._numbers[place] = len(self.citations) + 1
            self.citations.append(citation)
            self.claims.append(Claim(citation.quote, part, (citation,)))
        return self._numbers[place]

    def point(self, point: Point) -> Record:
        cited = point.citation
        if cited.date is None and point.decision.digest is not None:
            digest = self.library.document(point.decision.digest.document_id)
            cited = replace(cited, date=digest.date) if digest else cited
        return {
            "text": cited.quote,
            "citation": self.number(cited, _PARTS.get(point.sort, Part.FOUND)),
            "reference": point.reference,
            "council": point.decision.case.council,
            "date": cited.date.isoformat() if cited.date else None,
            "pinpoint": short_pinpoint(cited.pinpoint),
            "digest": cited.kind is Kind.DIGEST,
            "body": point.body,
            "kind": point.kind,
            "bare": point.bare,
        }

    def points(self, points: Iterable[Point]) -> list[Record]:
        return [self.point(point) for point in points]

    def documents(self) -> list[dict[int, Citation]]:
        found: dict[str, dict[int, Citation]] = {}
        for number, citation in enumerate(self.citations, 1):
            found.setdefault(citation.document_id, {})[number] = citation
        return list(found.values())


def _theme_record(book: _Book, lesson: Lesson, wording: Wording, *, own: bool) -> Record:
    cited = [(duty, duty.cite(book.library)) for duty in lesson.duties]
    duties = [_duty_record(book, duty, citation) for duty, citation in cited]
    told = _points_record(book, lesson)
    owed = [citation for duty, citation in cited if not _of_ombudsman(duty)]
    prompts = questions_of(lesson, owed, wording, own=own)
    return {
        "code": lesson.code,
        "meaning": lesson.meaning,
        "chapter": lesson.chapter,
        "decisions": len(lesson.references),
        "councils": len(lesson.councils),
        "duties": duties,
        **told,
        "questions": [_question_record(book, prompt) for prompt in prompts],
    }


def _points_record(book: _Book, lesson: Lesson) -> Record:
    def remedies(standing: Standing) -> list[Record]:
        return book.points(p for p in lesson.remedies if p.standing is standing)

    return {
        "found": book.points(lesson.faults),
        "injustice": book.points(lesson.injustice),
        **{standing.value: remedies(standing) for standing in Standing},
        "no_fault": book.points(lesson.cleared),
    }


def _duty_record(book: _Book, duty: Duty, citation: Citation) -> Record:
    return {
        "id": duty.id,
        "topic": str(duty.record["topic"]),
        "text": citation.quote,
        "citation": book.number(citation, Part.DUTY),
        "legal_basis": citation.legal_basis,
        "status": citation.law_status,
        "of_ombudsman": _of_ombudsman(duty),
    }


def _of_ombudsman(duty: Duty) -> bool:
    """True where the rule binds or describes the Ombudsman, not those who owe a child help."""
    return str(duty.record.get("who_owes", "")).startswith(("LGSCO", "council (by"))


def _question_record(book: _Book, prompt: Prompt) -> Record:
    points = [book.point(point) for point in prompt.points]
    return {
        "text": prompt.question,
        "prompted_by": [
            *(book.number(citation, Part.DUTY) for citation in prompt.duties),
            *(point["citation"] for point in points),
        ],
        "references": [point["reference"] for point in points],
    }


def _scope(library: Library, lessons: Lessons, wording: Wording) -> Record:
    asked = lessons.filters
    words = {str(row["code"]): str(row["meaning"]) for row in library.lexicon("themes")}
    council = ", ".join(asked.councils) or wording.fill("report.all")
    return {
        "words": wording.fill("report.scope", council=council, period=_period(asked, wording)),
        "councils": list(asked.councils),
        "themes": [{"code": code, "words": words.get(code)} for code in asked.themes],
        "from": asked.date_from.isoformat() if asked.date_from else None,
        "to": asked.date_to.isoformat() if asked.date_to else None,
    }


def _period(asked: CaseFilters, wording: Wording) -> str:
    first = say_date(asked.date_from) if asked.date_from else None
    last = say_date(asked.date_to) if asked.date_to else None
    if first and last:
        return wording.fill("report.from_to", first=first, last=last)
    if first:
        return wording.fill("report.from", first=first)
    return wording.fill("report.to", last=last) if last else wording.fill("report.any_day")


def _summary(lessons: Lessons, wording: Wording, *, empty: bool) -> list[str]:
    asked = lessons.filters
    period = _period(asked, wording)
    if not lessons.decisions:
        if not asked.councils:
            return [wording.fill("report.none_any", period=period)]
        council = " or ".join(asked.councils)
        return [wording.fill("report.none", council=council, period=period)]
    held = wording.fill(
        "report.held",
        decisions=_many(len(lessons.decisions), "decision"),
        found=lessons.count("fault found", "mixed"),
        cleared=lessons.count("no fault"),
        left=lessons.left,
    )
    told = [held, _span(lessons, wording)]
    return [*told, wording.fill("report.nothing")] if empty else told


def _span(lessons: Lessons, wording: Wording) -> str:
    """Say of when the decisions are, and how many are known by a digest only."""
    days = sorted(one.document.date for one in lessons.decisions if one.document.date)
    digests = sum(one.document.kind is Kind.DIGEST for one in lessons.decisions)
    values = {"full": len(lessons.decisions) - digests, "digests": digests}
    if not days:
        return wording.fill("report.undated", **values)
    undated = len(lessons.decisions) - len(days)
    more = wording.fill("report.some_undated", undated=undated) if undated else ""
    first, last = say_date(days[0]), say_date(days[-1])
    return wording.fill("report.span", first=first, last=last, more=more, **values)


def _reading(lessons: Lessons, wording: Wording) -> list[str]:
    councils = lessons.filters.councils
    whose = (
        wording.fill("reading.one_council", council=councils[0])
        if len(councils) == 1
        else wording.fill("reading.several_councils")
    )
    return [whose, *(wording.fill(f"reading.{name}") for name in _READING)]


def _held(library: Library, lessons: Lessons) -> list[Record]:
    """Return every decision that was looked at, the newest first, with a place to open it at."""
    newest = sorted(
        lessons.decisions,
        key=lambda one: one.document.date.toordinal() if one.document.date else 0,
        reverse=True,
    )
    return [
        {
            "reference": one.case.reference,
            "council": one.case.council,
            "date": one.document.date.isoformat() if one.document.date else None,
            "ending": _ENDINGS.get(one.finding or "", "other"),
            "digest": one.document.kind is Kind.DIGEST,
            "document": one.document.id,
            "paragraph": next(iter(library.paragraphs(one.document.id))).id,
        }
        for one in newest
    ]


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
