"""Decisions near to a situation, and counter-examples: no fault found on the like point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rag.facets import CaseFilters, Facets
from rag.features import Sought
from rag.kinds import Role
from rag.nearness import NearPassage, near_passages
from rag.protocols import Library
from rag.records import Filters
from rag.register import DECISION_KINDS, Decision, Register
from rag.text import content_words, stem

__all__ = ["CaseHit", "find_counter_examples", "near_decisions"]

_DEPTH = 400  # passages that are looked at by words and by meaning
_FEW = 2_000  # decisions to which the search for passages is restricted; above, it goes deeper
_WORDS = 0.25  # what a full match of words adds to a cosine
_COUNTER = 3  # counter-examples that are offered
# Cosines from which a point is like; less is enough where the themes tell the same subject, and
# less still where no fault was found in the whole decision.
_LIKE, _PARTLY, _WHOLLY = 0.45, 0.3, 0.2
_WHOLE = (Role.COMPLAINT, Role.SUMMARY)
_SUBJECT = 0.15  # what a theme of "no fault" on the subject adds to it
_LEADING, _LED = 3, 0.85  # themes that tell the subject: how many, and how near to the best one
_POINTS = (Role.FINDINGS, Role.COMPLAINT, Role.SUMMARY, Role.DECISION)


@dataclass(frozen=True, slots=True)
class CaseHit:
    """A decision that was found. `nearest` is the passage that speaks most for it, if any."""

    decision: Decision
    score: float
    nearest: NearPassage | None = None


def near_decisions(
    library: Library,
    register: Register,
    sought: Sought,
    places: npt.NDArray[np.int64],
    roles: tuple[Role, ...],
) -> list[tuple[int, NearPassage]]:
    """Return near passages of the decisions at `places`, each with its decision's place."""
    filters = Filters(kinds=DECISION_KINDS, roles=roles)
    depth = _DEPTH
    if len(places) <= _FEW and len(places) < len(register.decisions):
        names = register.document_ids(places.tolist())
        filters = replace(filters, document_ids=tuple(sorted(names)))
    elif len(places) < len(register.decisions):
        depth = 5 * _DEPTH
    text = sought.asked.search_text
    near = near_passages(library, text, sought.vector, filters, depth=depth)
    wanted = set(places.tolist())
    told = ((register.place_of(one.passage.document_id), one) for one in near)
    return [(place, one) for place, one in told if place is not None and place in wanted]


def find_counter_examples(
    library: Library,
    register: Register,
    facets: Facets,
    filters: CaseFilters,
    sought: Sought | None,
) -> tuple[tuple[CaseHit, ...], bool]:
    """Return decisions in which no fault was found on the like point, and whether they had to
    be taken from other councils. Filters by what was found or agreed do not apply to them."""
    asked = CaseFilters(
        councils=filters.councils, date_from=filters.date_from, date_to=filters.date_to
    )
    for wide in (False, True) if filters.councils else (False,):
        cleared = replace(asked, councils=() if wide else asked.councils, findings=("no fault",))
        places = np.flatnonzero(facets.mask(cleared))
        if sought is not None:
            hits = _like_points(library, register, sought, places)
        else:
            hits = _like_themes(library, register, facets, filters, places)
        if hits:
            return tuple(hits[:_COUNTER]), wide
    return (), False


def _like_points(
    library: Library, register: Register, sought: Sought, places: npt.NDArray[np.int64]
) -> list[CaseHit]:
    """Return decisions by how like the situation is to a point on which no fault was found.

    In a decision without any fault that point is the complaint itself; in another one only a
    passage counts that tells nothing but such points. It is like where the decision is on the
    subject of the situation, by its themes, or where the words alone say so plainly.
    """
    if not len(places):
        return []
    leading = _leading_themes(library, sought.leads.themes)
    cleared = _cleared_themes(library, leading)
    elsewhere = _cleared_themes(library, None) - cleared
    words = {stem(word) for word in sought.asked.topic}
    best: dict[int, CaseHit] = {}
    for place, one in near_decisions(library, register, sought, places, _POINTS):
        decision = register.decisions[place]
        if not _is_cleared(decision, one):
            continue
        themes = set(decision.themes)
        shared = bool(themes & cleared or (themes & leading and not themes & elsewhere))
        whole = (decision.finding or "").startswith("no fault")
        if one.cosine < (_LIKE if not shared else _WHOLLY if whole else _PARTLY):
            continue
        if not shared and not words.intersection(map(stem, content_words(one.passage.text))):
            continue
        score = one.cosine + _WORDS * one.words + _SUBJECT * shared
        if place not in best or score > best[place].score:
            best[place] = CaseHit(decision, score, one)
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.decision.case.reference))


def _is_cleared(decision: Decision, near: NearPassage) -> bool:
    """True where a passage tells what no fault was found on, and nothing else."""
    if (decision.finding or "").startswith("no fault") and near.passage.role in _WHOLE:
        return True
    points = {p.paragraph_id for p in (*decision.told.no_fault, *decision.case.no_fault)}
    return points.issuperset(near.passage.paragraph_ids)


def _leading_themes(library: Library, themes: Mapping[str, float]) -> set[str]:
    """Return the few subjects that a situation is about, of themes best first; markers are no
    subjects."""
    kinds = {str(row["code"]): row.get("kind") for row in library.lexicon("themes")}
    subjects = [code for code in themes if kinds.get(code) in ("fault", "no_fault")]
    floor = _LED * max((themes[code] for code in subjects), default=0.0)
    return {code for code in subjects[:_LEADING] if themes[code] >= floor}


def _cleared_themes(library: Library, themes: Iterable[str] | None) -> set[str]:
    """Return the themes of "no fault" in the groups of `themes`, in any group for None."""
    rows = {str(row["code"]): row for row in library.lexicon("themes")}
    subjects = {row.get("group") for row in rows.values() if row.get("kind") == "fault"}
    chosen = rows if themes is None else themes
    groups = subjects.intersection(rows[code].get("group") for code in chosen if code in rows)
    return {
        code
        for code, row in rows.items()
        if row.get("kind") == "no_fault" and row.get("group") in groups
    }


def _like_themes(
    library: Library,
    register: Register,
    facets: Facets,
    filters: CaseFilters,
    places: npt.NDArray[np.int64],
) -> list[CaseHit]:
    """Return decisions with no fault on a subject of the same group as the themes asked for,
    newest first; on any subject where none is asked for."""
    wanted = {*filters.themes, *facets.themes_of(filters.duties)}
    subject = wanted | _cleared_themes(library, wanted)
    like = [
        place
        for place in places.tolist()
        if not wanted or subject.intersection(register.decisions[place].themes)
    ]
    like.sort(key=lambda p: (-facets.days(np.array([p]))[0], register.decisions[p].case.reference))
    return [CaseHit(register.decisions[place], 0.0) for place in like]
