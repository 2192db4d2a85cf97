"""The timeline of one decision as plain JSON: what happened, what was due, what came late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.cases import missed_record, place_record
from app.deadlines import deadlines_wording, load_timetable, rule_words
from app.voices import own_words
from ingest.noted import read_noted
from ingest.told_due import find_told_delays, find_told_limits
from rag.chronology import Came, Moment, Owed, owed_dates, read_moments
from rag.cite import cite_id
from rag.deadlines import say_date
from rag.protocols import Library
from rag.records import Document, Paragraph
from rag.register import Decision
from rag.review import gap_words
from rag.wording import load_wording

__all__ = ["timeline_record"]

Record = dict[str, Any]
_NOTES = "When"  # the section of a digest that holds its dated notes


def timeline_record(
    library: Library, document: Document, decision: Decision, paragraphs: Sequence[Paragraph]
) -> Record:
    """Return what happened, what was due, what was missed and what is said of delay, each with
    its place. `first` and `last` span all of it; both are null where nothing is dated."""
    wording = load_wording(name="case.toml")
    is_digest = own_words(document.kind) is not None
    case = decision.case
    notes = (p for p in paragraphs if p.pinpoint.startswith(_NOTES))
    moments = read_moments(read_noted(notes) if is_digest else case.events)
    owed: list[Owed] = []
    if not is_digest:
        told = list(find_told_limits(paragraphs))
        owed = owed_dates(load_timetable(), moments, told, deadlines_wording())
    missed = [
        {
            "first": one.start_date.isoformat() if one.start_date else None,
            "last": one.end_date.isoformat() if one.end_date else None,
            **missed_record(library, one),
            "place": place_record(cite_id(library, one.paragraph_id, one.start, one.end)),
        }
        for one in decision.missed
    ]
    spans = [(m.first, m.last) for m in moments] + [(one.first, one.last) for one in owed]
    iso = [day.isoformat() for span in spans for day in span]
    iso += [one[end] for one in missed for end in ("first", "last") if one["first"] and one[end]]
    limits = [] if moments else [wording.fill("limits.no_dates")]
    if any(m.event.precision != "day" for m in moments):
        limits.append(wording.fill("limits.months"))
    if any(m.event.inferred for m in moments):
        limits.append(wording.fill("limits.inferred_year"))
    return {
        "first": min(iso, default=None),
        "last": max(iso, default=None),
        "happened": [_happened(library, m, n) for n, m in enumerate(moments, 1)],
        "due": [_due(library, one, moments) for one in owed],
        "missed": missed,
        "delays": [
            place_record(cite_id(library, paragraph.id, start, end))
            for paragraph, start, end in find_told_delays(paragraphs)
        ],
        "limits": limits,
    }


def _happened(library: Library, moment: Moment, number: int) -> Record:
    event = moment.event
    return {
        "number": number,
        "when": event.when_text,
        "first": moment.first.isoformat(),
        "last": moment.last.isoformat(),
        "precision": event.precision,
        "lasts": event.end_date is not None and event.precision != "term",
        "year_inferred": event.inferred,
        "milestone": moment.milestone,
        "proposed": event.proposed,
        "place": place_record(cite_id(library, event.paragraph_id, event.start, event.end)),
    }


def _due(library: Library, owed: Owed, moments: Sequence[Moment]) -> Record:
    rule, told = owed.rule, owed.told
    numbers = {id(moment): number for number, moment in enumerate(moments, 1)}
    place = told and cite_id(library, told.paragraph_id, told.start, told.end)
    return {
        "title": _title(owed),
        "first": owed.first.isoformat(),
        "last": owed.last.isoformat(),
        "inferred": owed.inferred,
        "rule": rule.id if rule else None,
        "limit": rule_words(rule) if rule else None,
        "whose": rule.whose if rule else None,
        "legal_basis": rule.legal_basis if rule else None,
        "source_url": rule.source_url if rule else None,
        "duties": list(rule.duties) if rule else [],
        "counted": " ".join(owed.counted),
        "counted_from": numbers[id(owed.start)] if owed.start else None,
        "met_by": numbers[id(owed.met)] if owed.met else None,
        "came": owed.came.value,
        "least_days": owed.least,
        "most_days": owed.most,
        "words": _came_words(owed),
        "basis": _basis_words(owed),
        "place": place_record(place) if place else None,
    }


def _title(owed: Owed) -> str:
    if owed.rule is not None:
        return owed.rule.title
    wording = load_wording(name="case.toml").table("titles")
    milestone = owed.told.milestone if owed.told else None
    return wording.get(milestone or "other", wording["other"])


def _came_words(owed: Owed) -> str:
    wording = load_wording(name="case.toml")
    if owed.came is Came.NOT_TOLD or owed.least is None or owed.most is None:
        return wording.fill("came.not_told")
    if owed.came is Came.IN_TIME:
        return wording.fill("came.in_time")
    if owed.came is Came.PERHAPS:
        return wording.fill("came.perhaps", most=gap_words(owed.most))
    if owed.least == owed.most:
        return wording.fill("came.late", gap=gap_words(owed.least))
    least, most = gap_words(owed.least), gap_words(owed.most)
    return wording.fill("came.late_between", least=least, most=most)


def _basis_words(owed: Owed) -> str:
    wording = load_wording(name="case.toml")
    if owed.rule is None or owed.start is None:
        return wording.fill("basis.told")
    rule, start = owed.rule, owed.start
    event = load_timetable().events[start.milestone or ""]
    when = say_date(start.first) if start.first == start.last else start.event.when_text
    values = {"limit": rule_words(rule), "start": f"the day on which {event.label}", "when": when}
    counted = wording.fill("basis.counted", basis=rule.legal_basis, **values)
    told = [counted if owed.inferred else wording.fill("basis.told")]
    if rule.status != "in force":
        told.append(wording.fill("basis.guidance"))
    if owed.reported:
        told.append(wording.fill("basis.reported"))
    if rule.exceptions:
        told.append(wording.fill("basis.unless"))
    return " ".join(told)
