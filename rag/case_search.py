"""Precedents: decisions by nearness to a situation and by structure, with counter-examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from rag.counter import CaseHit, find_counter_examples, near_decisions
from rag.errors import QuestionError
from rag.facets import CaseFilters, Facet, Facets, facets_of
from rag.features import Sought
from rag.kinds import Role
from rag.nearness import NearPassage, telling_themes
from rag.protocols import Library
from rag.register import Register, register_of

__all__ = ["CasePage", "CaseQuery", "Sort", "search_cases"]

_WORDS, _SITUATION, _THEME = 0.25, 0.5, 0.3  # beside a cosine (docs/cases.md)
_OPEN, _BARE = 0.06, 0.04  # less for what was not investigated, for a record without detail
_ROLES = (Role.FINDINGS, Role.SUMMARY, Role.COMPLAINT, Role.FACTS, Role.REMEDY)
Scores = npt.NDArray[np.float64]


class Sort(StrEnum):
    """In which order decisions come."""

    NEAR = "near"
    DATE = "date"  # newest first, dates not seen last
    AMOUNT = "amount"  # largest single sum first, none last


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What is looked for. Without a `situation` decisions are sorted by date.

    `references` is a selection: only those decisions come, in that order unless `sort` is given.
    """

    situation: str = ""
    filters: CaseFilters = field(default_factory=CaseFilters)
    references: tuple[str, ...] = ()
    sort: Sort | None = None
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of decisions; `total` passed the filters. `absent` are references of the
    selection that the library does not hold. `widened`: the counter-examples are from other
    councils than were asked for."""

    total: int
    hits: tuple[CaseHit, ...]
    facets: Mapping[Facet, Mapping[str, int]]
    counter_examples: tuple[CaseHit, ...]
    absent: tuple[str, ...] = ()
    widened: bool = False


def search_cases(library: Library, query: CaseQuery, sought: Sought | None = None) -> CasePage:
    """Return one page of the decisions that `query` asks for.

    `sought` is its situation as the engine read it, None where there is none. Raises
    QuestionError for a filter, a sort or a page that cannot be.
    """
    if query.limit < 1 or query.offset < 0:
        raise QuestionError("A page has at least one decision and begins at 0 or later.")
    if query.sort is Sort.NEAR and sought is None:
        raise QuestionError("Sorting by nearness needs a situation: say what happened.")
    register, facets = register_of(library), facets_of(library)
    filters = facets.checked(query.filters)
    chosen, absent = _selection(register, query.references)
    base = None
    if query.references:
        base = np.zeros(len(register.decisions), dtype=bool)
        base[chosen] = True
    mask = facets.mask(filters)
    places = np.flatnonzero(mask if base is None else mask & base)
    scores, nearest = _measure(library, register, facets, sought, places)
    ordered = _order(facets, query, places, scores, chosen)
    shown = ordered[query.offset : query.offset + query.limit]
    counter, widened = find_counter_examples(library, register, facets, filters, sought)
    return CasePage(
        total=len(places),
        hits=tuple(CaseHit(register.decisions[p], scores[p], nearest.get(p)) for p in shown),
        facets=facets.counts(filters, base),
        counter_examples=counter,
        absent=absent,
        widened=widened,
    )


def _selection(register: Register, references: Sequence[str]) -> tuple[list[int], tuple[str, ...]]:
    found = {reference: register.place(reference) for reference in references}
    places = dict.fromkeys(place for place in found.values() if place is not None)
    return list(places), tuple(ref for ref, place in found.items() if place is None)


def _order(
    facets: Facets,
    query: CaseQuery,
    places: npt.NDArray[np.int64],
    scores: Scores,
    chosen: Sequence[int],
) -> list[int]:
    """Return `places` in the order asked for; what is equal, newest first, then by reference."""
    sort = query.sort
    if sort is None and query.references:
        there = set(places.tolist())
        return [place for place in chosen if place in there]
    if sort is None:
        sort = Sort.NEAR if query.situation.strip() else Sort.DATE
    days = facets.days(places)
    first = {Sort.NEAR: -scores[places], Sort.DATE: -days.astype(np.float64)}
    sums = facets.largest_sums()[places]
    first[Sort.AMOUNT] = -np.where(np.isnan(sums), -1.0, sums)
    names = facets.by_name[places]
    ranked: list[int] = places[np.lexsort((names, -days, first[sort]))].tolist()
    return ranked


def _measure(
    library: Library,
    register: Register,
    facets: Facets,
    sought: Sought | None,
    places: npt.NDArray[np.int64],
) -> tuple[Scores, dict[int, NearPassage]]:
    """Return how near each decision is, shape (decisions,), and its nearest passage."""
    scores = np.zeros(len(register.decisions))
    if sought is None:
        return scores, {}
    found = near_decisions(library, register, sought, places, _ROLES)
    nearest: dict[int, NearPassage] = {}
    words: dict[int, float] = {}
    for place, one in found:
        if place not in nearest or one.cosine > nearest[place].cosine:
            nearest[place] = one
        words[place] = max(words.get(place, 0.0), one.words)
    cosines = np.zeros(len(scores))
    for place, one in nearest.items():
        cosines[place] = one.cosine
    situations = cosines.copy()
    for reference, lead in sought.leads.references.items():
        found_at = register.place(reference)
        if found_at is not None:
            situations[found_at] = lead
    for place, share in words.items():
        scores[place] += _WORDS * share
    scores += cosines + _SITUATION * situations
    scores += _THEME * facets.best_theme(telling_themes(register, sought.leads))
    scores -= _OPEN * facets.left_open + _BARE * facets.bare
    return scores, nearest
