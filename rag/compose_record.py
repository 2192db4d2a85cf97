"""What a council's record should show, for its officers: dates, notes, what was found wanting."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.cite import cite_voice
from rag.compose_general import duty_claim
from rag.deadlines import limit_of
from rag.draft import OWN_VOICES, Draft, Materials
from rag.duties import Duty, load_duty
from rag.kinds import Kind, Part
from rag.precedents import Nearby

__all__ = ["compose_record"]

_OWED = re.compile(r"\b(?:authority|authorities|council)\b", re.I)
_ON_RECORDS = re.compile(
    r"\b(?:(?:case |file )?(?:records?|notes|minutes)\b(?! of birth)|recording|recorded|"
    r"contemporaneous|written reasons)",
    re.I,
)
_RULES = 2  # rules on records that are shown
_CASES = 2  # decisions that found fault with a record


def compose_record(
    materials: Materials, draft: Draft, duties: Sequence[Duty], cases: Sequence[Nearby]
) -> None:
    """Add what has to be on file: how each duty and time limit was kept, what the rules on
    records say where they share a subject with `duties`, and what `cases` found wanting."""
    for duty in duties:
        _kept(materials, draft, duty)
    if any(claim.part is Part.RECORD for claim in draft.claims):
        draft.note(Part.RECORD, materials.wording.fill("lines.record_inferred"))
    for duty in _on_records(materials, duties):
        duty_claim(materials, draft, Part.RECORD, duty)
    _found_wanting(materials, draft, cases)


def _kept(materials: Materials, draft: Draft, duty: Duty) -> None:
    if not _OWED.search(str(duty.record["who_owes"])):
        return
    limit, rule = limit_of(duty.record), str(duty.record["topic"])
    if limit is None:
        text, section = materials.wording.fill("lines.record_duty", rule=rule), "Duty"
    else:
        values = {"rule": rule, "event": limit.event, "limit": limit.words}
        text, section = materials.wording.fill("lines.record_dates", **values), "Time limit"
    draft.claim(Part.RECORD, text, [duty.cite(materials.library, section)])


def _on_records(materials: Materials, duties: Sequence[Duty]) -> list[Duty]:
    """Return the rules on keeping records that share a theme with the first duties."""
    themes = {str(code) for duty in duties[:3] for code in duty.record.get("themes", ())}
    shown = {duty.id for duty in duties}
    names = [
        str(row["id"])
        for row in materials.library.lexicon("duties")
        if row["id"] not in shown
        and themes & set(row.get("themes", ()))
        and _ON_RECORDS.search(str(row["statement"]))
        and _OWED.search(str(row["who_owes"]))
    ]
    found = (load_duty(materials.library, name) for name in names[:_RULES])
    return [duty for duty in found if duty is not None]


def _found_wanting(materials: Materials, draft: Draft, cases: Sequence[Nearby]) -> None:
    left = _CASES
    for nearby in cases:
        told = nearby.digest or nearby.case
        points = [p for p in told.faults if p.paragraph_id and _ON_RECORDS.search(p.text)][:1]
        for point in points[:left]:
            citation = cite_voice(
                materials.library, str(point.paragraph_id), OWN_VOICES, point.start, point.end
            )
            if citation.kind is not Kind.DIGEST:
                continue
            text = materials.wording.fill(
                "lines.record_case",
                council=nearby.case.council,
                reference=nearby.case.reference,
                fault=point.text.rstrip(". "),
            )
            draft.claim(Part.RECORD, text, [citation])
            left -= 1
