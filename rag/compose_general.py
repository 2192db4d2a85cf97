"""Answers about a situation: what should have happened, what others found, what to do now."""

from __future__ import annotations

from rag.authority import cite_basis
from rag.compose_found import found_claim, remedy_claim
from rag.compose_like import choose_cases
from rag.compose_papers import add_from_papers
from rag.deadlines import add_limit, has_passed, limit_of, runs_from, say_date
from rag.draft import PAPERS, Draft, Materials
from rag.duties import Duty, choose_duties, next_duties
from rag.intents import Intent
from rag.kinds import Audience, Kind, Part
from rag.precedents import Nearby, precedent
from rag.quote import quote_best
from rag.text import figures

__all__ = ["DIRECT_FLOOR", "compose_general", "duty_claim"]

DIRECT_FLOOR = 0.62  # a sentence scoring below this does not answer a question of its own
_SHORT = 4  # topic words; a longer question asks for more than a definition


def compose_general(materials: Materials, draft: Draft) -> tuple[list[Duty], list[Nearby]]:
    """Fill `draft` with duty, findings, remedies and next steps for a situation.

    Returns the duties and the decisions that it is made from.
    """
    asked = materials.asked
    duties = _duties(materials)
    if (
        asked.councils
        or asked.parties
        or asked.wants(Intent.FIGURE, Intent.DEFINITION, Intent.EVENTS)
    ):
        kinds: tuple[Kind, ...] = (*PAPERS, Kind.DECISION, Kind.PUBLIC_REPORT)
        if asked.wants(Intent.DEFINITION):
            kinds = (*kinds, Kind.GLOSSARY)
        quote_best(materials, draft, kinds=kinds, floor=DIRECT_FLOOR, most=2)
    add_from_papers(materials, draft)
    for duty in duties:
        duty_claim(materials, draft, Part.DUTY, duty)
        _counting(materials, draft, duty)
    cases = choose_cases(materials, duties)
    at_fault = [nearby for nearby in cases if found_claim(materials, draft, nearby)]
    for nearby in at_fault:
        remedy_claim(materials, draft, nearby)
    if asked.wants(Intent.DEFINITION) and len(asked.topic) <= _SHORT:
        return duties, cases  # what a thing is, not what to do about it
    if any(c.part is Part.REMEDY for c in draft.claims):
        draft.note(Part.REMEDY, materials.wording.fill("lines.example"))
    if duties and not (asked.wants(Intent.DEFINITION) and not materials.plain):
        for step in next_duties(materials.library, duties, most=3 if materials.plain else 4):
            duty_claim(materials, draft, Part.NEXT, step)
    draft.precedents.extend(precedent(n) for n in cases)
    return duties, cases


def _duties(materials: Materials) -> list[Duty]:
    asked, found = materials.asked, materials.found
    if not asked.question.filters.allows(Kind.DUTY):
        return []
    most = {Audience.PARENT: 3, Audience.ADVOCATE: 3, Audience.STAFF: 4}[materials.audience]
    return choose_duties(materials.library, asked, found.leads, found.hits, most=most)


# --- duties ------------------------------------------------------------------------------------


def duty_claim(materials: Materials, draft: Draft, part: Part, duty: Duty) -> None:
    """Add a duty in words for the reader, with its standing (guidance, proposed …) in front."""
    record = duty.record
    text = str(record["plain"]) if materials.plain else str(record["statement"])
    status = str(record["status"]).lower()
    if status.startswith("proposed"):
        text = materials.wording.fill("lines.proposed", text=text)
    elif status.startswith("expired"):
        text = materials.wording.fill("lines.expired", text=text)
    elif "not commenced" in status:
        text = materials.wording.fill("lines.not_commenced", text=text)
    elif status.startswith("observed practice"):
        text = materials.wording.fill("lines.practice", text=text)
    elif not materials.plain and not status.startswith("in force"):
        text = materials.wording.fill("lines.guidance", text=text)
    if not materials.plain:
        basis = cite_basis(record["legal_basis"])
        text = materials.wording.fill("lines.with_basis", text=text, basis=basis)
    citations = [duty.cite(materials.library)]
    if not figures(text) <= figures(f"{citations[0].quote} {record['legal_basis']}"):
        citations.append(duty.cite(materials.library, "In plain words"))
    draft.claim(part, text, citations)


def _counting(materials: Materials, draft: Draft, duty: Duty) -> None:
    """Add the arithmetic that a person would do: has the limit passed, when does it end."""
    limit = limit_of(duty.record)
    if limit is None or not runs_from(limit, materials.asked.search_text):
        return
    wording = materials.wording
    for period in materials.asked.periods[:1]:
        passed = has_passed(period, limit)
        if passed is not None:
            name = "lines.elapsed_over" if passed else "lines.elapsed_under"
            values = {"said": period.words, "limit": limit.words, "event": limit.event}
            draft.note(Part.DUTY, wording.fill(name, rule=duty.record["topic"], **values))
    for start in materials.asked.dates[:1]:
        due = add_limit(start, limit)
        if due is None:
            values = {"limit": limit.words, "start": say_date(start), "unit": limit.unit}
            draft.note(Part.DUTY, wording.fill("lines.not_counted", **values))
            continue
        values = {
            "rule": str(duty.record["topic"]),
            "start": say_date(start),
            "limit": limit.words,
            "due": say_date(due),
        }
        if limit.unit in ("days", "weeks", "working days"):
            values["due_other"] = say_date(add_limit(start, limit, that_day=True) or due)
            draft.lead.append(wording.fill("lines.due", **values))
        else:
            draft.lead.append(wording.fill("lines.due_months", **values))
