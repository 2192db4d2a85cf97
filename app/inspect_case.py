"""Issues, events, losses and themes of a case, as `upheld inspect` prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rag.cases import Case, Event, Finding, Ground, Issue, Missed, Remedy
from rag.kinds import Role
from rag.records import Paragraph
from rag.text import sentences

__all__ = [
    "Placed",
    "case_parts",
    "injustice_places",
    "issue_points",
    "mark",
    "say_event",
    "say_missed",
    "say_payee",
]

Placed = Finding | Remedy | Event | Missed | Ground
Record = dict[str, Any]


def case_parts(case: Case, place: Callable[[Placed], Record]) -> Record:
    """Return the parts as plain JSON; `place` gives pinpoint, start and end of each."""

    def findings(points: tuple[Finding, ...]) -> list[Record]:
        return [{"text": p.text, **place(p), "proposed": p.proposed} for p in points]

    return {
        "not_investigated": findings(case.not_investigated),
        "issues": [
            {
                "title": issue.title,
                "finding": issue.finding,
                "body": issue.body,
                "faults": findings(issue.faults),
                "no_fault": findings(issue.no_fault),
                "not_investigated": findings(issue.not_investigated),
            }
            for issue in case.issues
        ],
        "events": [
            {
                "when": event.when_text,
                "start_date": event.start_date.isoformat(),
                "end_date": event.end_date.isoformat() if event.end_date else None,
                "precision": event.precision,
                "inferred": event.inferred,
                "role": event.role.value,
                "text": event.text,
                **place(event),
                "proposed": event.proposed,
            }
            for event in case.events
        ],
        "missed": [
            {
                "what": one.what,
                "when": one.when_text,
                "amount": one.amount,
                "unit": one.unit,
                "start_date": one.start_date.isoformat() if one.start_date else None,
                "end_date": one.end_date.isoformat() if one.end_date else None,
                "months": one.months,
                "status": one.status,
                "text": one.text,
                **place(one),
                "proposed": one.proposed,
            }
            for one in case.missed
        ],
        "themes": [{"code": g.code, "text": g.text, **place(g)} for g in case.grounds],
    }


def issue_points(case: Case) -> Iterator[tuple[Finding, str]]:
    """Yield each issue with the first words that decide it."""
    for issue in case.issues:
        for point in (*issue.faults, *issue.no_fault, *issue.not_investigated)[:1]:
            yield point, _say_issue(issue)


def _say_issue(issue: Issue) -> str:
    body = f" ({issue.body})" if issue.body else ""
    return f"{issue.finding}{body}: {issue.title}"


def injustice_places(
    paragraphs: Iterable[Paragraph], told: str
) -> Iterator[tuple[str, Paragraph | None, int | None, int | None]]:
    """Yield the sentences of which the injustice is made, each with its paragraph and span; what
    no paragraph holds comes last, without a place."""
    spoken = [p for p in paragraphs if p.role in (Role.FINDINGS, Role.DECISION)]
    for p in sorted(spoken, key=lambda p: p.role is Role.DECISION):
        for start, end in sentences(p.text):
            sentence = p.text[start:end]
            if told and told.startswith(sentence):
                told = told.removeprefix(sentence).lstrip()
                yield sentence, p, p.start + start, p.start + end
    if told:
        yield told, None, None, None


def say_event(event: Event) -> str:
    """Say when and what: "in March [2024]: The Council replied"; a year in brackets is inferred."""
    year = f" [{event.start_date.year}]" if event.inferred else ""
    return f"{event.when_text}{year}: {event.text}"


def say_missed(one: Missed) -> str:
    """Say what was missed, for how long, and how sure that is."""
    months = ""
    if one.months is not None and one.unit != "months":
        months = f", about {one.months:g} months"
    return f"{one.what}: {one.when_text}{months} ({one.status})"


def say_payee(remedy: Remedy) -> str:
    """Say whom a remedy is for as printed, and who is paid where that is someone else."""
    to_whom, paid = remedy.to_whom or "", remedy.paid_to
    return f"{to_whom}, paid to {paid}" if paid and paid != to_whom else to_whom


def mark(text: str, proposed: bool) -> str:
    """Return `text`, marked where a model proposed it."""
    return f"{text} (proposed by a model, found in the text)" if proposed else text
