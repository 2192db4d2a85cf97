"""Which decisions stand beside an answer about a situation, and which of their points."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.cases import Finding
from rag.draft import Materials
from rag.duties import Duty
from rag.intents import Intent
from rag.precedents import Nearby, nearest_cases

__all__ = ["OWN_SITUATION", "choose_cases", "nearest_points", "only_cleared"]

_CASE_FLOOR = 0.8  # a decision scoring below this share of the nearest is not shown
_PRECEDENT_FLOOR = 0.7  # the same where several examples are asked for
_SPARE = 2  # decisions looked at beyond those shown, for some that found fault
_CLEARED_POOL = 40  # decisions looked at where only those without fault are asked for
_OWN = re.compile(r"\b(?:i|i'm|i've|my|we|our|us)\b", re.I)
OWN_SITUATION = re.compile(r"\b(?:will|would|can|could|should|do|might) (?:i|we)\b", re.I)


def choose_cases(materials: Materials, duties: Sequence[Duty]) -> list[Nearby]:
    """Return the decisions to show, nearest first: those at fault, then one that was cleared.

    Where only decisions without fault are asked for, those with a near cleared point.
    """
    asked, found = materials.asked, materials.found
    most = 2 if materials.plain else 3
    if asked.wants(Intent.PRECEDENT):
        most += 2
    cases = nearest_cases(
        materials.library,
        asked,
        found.vector,
        found.leads,
        duties,
        most=_CLEARED_POOL if only_cleared(materials) else most + _SPARE,
        local=asked.wants(Intent.PRECEDENT) and not OWN_SITUATION.search(asked.question.text),
    )
    if only_cleared(materials):
        return _nearest_cleared(materials, cases)[:most]
    share = _PRECEDENT_FLOOR if asked.wants(Intent.PRECEDENT) else _CASE_FLOOR
    floor = cases[0].score * share if cases else 0.0
    cases = [n for n in cases if n.score >= floor]
    if asked.wants(Intent.NO_FAULT):
        return cases[:most]
    told = [not _is_cleared(materials, n) for n in cases]
    at_fault = [n for n, fault in zip(cases, told, strict=True) if fault]
    spared = [n for n, fault in zip(cases[:most], told, strict=False) if not fault]
    return [*at_fault[:most], *spared[:1]]


def only_cleared(materials: Materials) -> bool:
    """True where decisions without fault are asked for, and it is not one's own complaint."""
    asked = materials.asked
    return asked.wants(Intent.CLEARED) and not _OWN.search(asked.question.text)


def _nearest_cleared(materials: Materials, cases: Sequence[Nearby]) -> list[Nearby]:
    """Return the decisions that found no fault on some point, by how near that point is."""
    points = [(n, p.text) for n in cases for p in (n.digest or n.case).no_fault]
    if not points:
        return []
    near = materials.embedder.encode([text for _, text in points]) @ materials.found.vector
    order = sorted(range(len(points)), key=lambda n: -float(near[n]))
    return list({points[n][0].document.id: points[n][0] for n in order}.values())


def _is_cleared(materials: Materials, nearby: Nearby) -> bool:
    """True where what a decision says nearest to the question is that there was no fault."""
    told = nearby.digest or nearby.case
    if not told.no_fault:
        return False
    return nearest_points(materials, [*told.faults, *told.no_fault], most=1)[0] in told.no_fault


def nearest_points(materials: Materials, points: Sequence[Finding], *, most: int) -> list[Finding]:
    """Return the findings nearest to the question, nearest first."""
    if len(points) <= 1:
        return list(points)
    near = materials.embedder.encode([p.text for p in points]) @ materials.found.vector
    floor = 0.75 * float(near.max())
    best = sorted(range(len(points)), key=lambda n: -float(near[n]))[:most]
    return [points[n] for n in best if float(near[n]) >= floor]
