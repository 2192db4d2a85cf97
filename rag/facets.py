"""Decisions by structure: what they can be narrowed by, and how many there are of each.

Everything is held as columns over the places of the register, so that narrowing 100,000
decisions and counting them by every facet takes milliseconds (docs/cases.md).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from rag.columns import Mask, Places, count_rows, make_rows, postings
from rag.errors import QuestionError
from rag.keys import name_key
from rag.missing import Missing, lacks
from rag.protocols import Library
from rag.register import Decision, Register, register_of

__all__ = [
    "AMOUNTS",
    "FINDINGS",
    "LENGTHS",
    "REMEDY_KINDS",
    "CaseFilters",
    "Facet",
    "Facets",
    "facets_of",
]

FINDINGS = ("fault found", "no fault", "mixed", "not investigated")
REMEDY_KINDS = (
    "apology",
    "payment",
    "reimbursement",
    "action",
    "service_improvement",
    "other",
)
LENGTHS = {"under 3": (0, 3), "3 to 6": (3, 6), "6 to 12": (6, 12), "12 and more": (12, 1e9)}
AMOUNTS = {
    "under 250": (0, 250),
    "250 to 500": (250, 500),
    "500 to 1000": (500, 1000),
    "1000 to 2500": (1000, 2500),
    "2500 and more": (2500, 1e12),
}


class Facet(StrEnum):
    """What decisions are counted by. Lengths are in months, amounts in pounds."""

    THEME = "theme"
    DUTY = "duty"
    COUNCIL = "council"
    OUTCOME = "outcome"
    FINDING = "finding"
    MISSING = "missing"
    MONTHS = "months"
    REMEDY = "remedy"
    AMOUNT = "amount"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What decisions must have; values of one field are alternatives, empty is no restriction.

    `findings` are those of any part of a decision. `months_min` and `months_max` are of what
    was missing (of `missing`, where that is given); the sums are single sums that were agreed
    or recommended (of `remedy_kinds`, where given). Ranges include both ends.
    """

    themes: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    councils: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    months_min: float | None = None
    months_max: float | None = None
    remedy_kinds: tuple[str, ...] = ()
    amount_min: float | None = None
    amount_max: float | None = None
    date_from: date | None = None
    date_to: date | None = None


class Facets:
    """The columns of one register; read only, safe to use from several threads."""

    def __init__(self, register: Register, library: Library) -> None:
        decisions = register.decisions
        self._size = len(decisions)
        self._duties = {
            str(row["id"]): tuple(map(str, row.get("themes", ())))
            for row in library.lexicon("duties")
        }
        self._themes = frozenset(str(row["code"]) for row in library.lexicon("themes"))
        self._aliases = _aliases(library.lexicon("councils"))
        self._lists: dict[Facet, dict[str, Places]] = {
            Facet.THEME: postings(d.themes for d in decisions),
            Facet.COUNCIL: postings((d.case.council,) for d in decisions),
            Facet.OUTCOME: postings((d.document.outcome or "",) for d in decisions),
            Facet.FINDING: postings(_findings(d) for d in decisions),
            Facet.YEAR: postings((_year(d.document.date),) for d in decisions),
        }
        self._days = np.array([d.document.date.toordinal() if d.document.date else 0
                               for d in decisions], dtype=np.int64)  # fmt: skip
        names = np.array([d.case.reference for d in decisions], dtype=str)
        self.by_name = np.empty(self._size, dtype=np.int64)  # rank by reference
        self.by_name[np.argsort(names, kind="stable")] = np.arange(self._size)
        self.left_open = np.array([d.finding == "not investigated" for d in decisions], dtype=bool)
        self.bare = np.array([not any(d.points().values()) for d in decisions], dtype=bool)
        self._lacks = make_rows(
            [kind.value for kind in Missing],
            ((p, kind.value, lack.months) for p, d in enumerate(decisions)
             for lack in lacks(d) for kind in lack.kinds),
        )  # fmt: skip
        self._steps = make_rows(
            REMEDY_KINDS,
            ((p, r.kind, r.amount_gbp if r.is_lump else None) for p, d in enumerate(decisions)
             for r in d.remedies if r.is_due and r.kind in REMEDY_KINDS),
        )  # fmt: skip

    def checked(self, filters: CaseFilters) -> CaseFilters:
        """Return `filters` with councils in their full names. Raises QuestionError for a value
        that no decision can have, and for a range that ends before it begins."""
        themes = {code.upper(): code for code in (*self._themes, *self._lists[Facet.THEME])}
        for label, given, known in (
            ("theme", filters.themes, themes),
            ("duty", filters.duties, self._duties),
            ("finding", filters.findings, FINDINGS),
            ("kind of missing thing", filters.missing, [m.value for m in Missing]),
            ("kind of remedy", filters.remedy_kinds, REMEDY_KINDS),
        ):
            for name in given:
                if (name.upper() if label in ("theme", "duty") else name) not in known:
                    raise QuestionError(f"There is no {label} {name!r}. Choose of: {_some(known)}.")
        for label, low, high in (
            ("months", filters.months_min, filters.months_max),
            ("amount", filters.amount_min, filters.amount_max),
            ("date", filters.date_from, filters.date_to),
        ):
            if low is not None and high is not None and low > high:  # type: ignore[operator]
                raise QuestionError(f"The range of {label} ends ({high}) before it begins ({low}).")
        return replace(
            filters,
            themes=tuple(themes[code.upper()] for code in filters.themes),
            duties=tuple(code.upper() for code in filters.duties),
            councils=tuple(self._aliases.get(name_key(c), c) for c in filters.councils),
        )

    def mask(self, filters: CaseFilters, *, without: Facet | None = None) -> Mask:
        """Return which places pass `filters`, shape (decisions,), one facet left out."""
        mask = np.ones(self._size, dtype=bool)
        wanted = {
            Facet.THEME: filters.themes,
            Facet.COUNCIL: filters.councils,
            Facet.OUTCOME: filters.outcomes,
            Facet.FINDING: filters.findings,
        }
        for facet, values in wanted.items():
            if values and facet is not without:
                mask &= self._any(facet, values)
        if filters.duties and without is not Facet.DUTY:
            mask &= self._any(Facet.THEME, self.themes_of(filters.duties))
        for rows, chosen in (
            (self._lacks, self._lack_rows(filters, without)),
            (self._steps, self._step_rows(filters, without)),
        ):
            if chosen is not None:
                mask &= np.isin(np.arange(self._size), rows.places[chosen])
        if filters.date_from or filters.date_to:
            low = filters.date_from.toordinal() if filters.date_from else 1
            high = filters.date_to.toordinal() if filters.date_to else date.max.toordinal()
            mask &= (self._days >= low) & (self._days <= high)
        return mask

    def counts(self, filters: CaseFilters, base: Mask | None = None) -> dict[Facet, dict[str, int]]:
        """Return how many decisions there are of each value, most first, all other filters (and
        `base`, places that are looked at) applied. A value that no decision has is left out."""
        found = {}
        for facet in Facet:
            mask = self.mask(filters, without=facet)
            if base is not None:
                mask &= base
            found[facet] = self._counted(facet, filters, mask)
        return found

    def days(self, places: Places) -> Places:
        """Return the dates of decisions as day numbers, 0 where the date was not seen."""
        return self._days[places]

    def themes_of(self, duties: Iterable[str]) -> list[str]:
        """Return the themes under which decisions on these duties are found."""
        return [theme for duty in duties for theme in self._duties.get(duty, ())]

    def best_theme(self, weights: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """Return the greatest weight of each decision's themes, 0 for none of them."""
        best = np.zeros(self._size)
        for theme, weight in weights.items():
            places = self._lists[Facet.THEME].get(theme, np.zeros(0, dtype=np.int64))
            best[places] = np.maximum(best[places], weight)
        return best

    def largest_sums(self) -> npt.NDArray[np.float64]:
        """Return the largest single sum of each decision that was agreed, NaN for none."""
        most = np.full(self._size, np.nan)
        np.fmax.at(most, self._steps.places, self._steps.figures)
        return most

    def _counted(self, facet: Facet, filters: CaseFilters, mask: Mask) -> dict[str, int]:
        if facet is Facet.DUTY:
            counts = {d: int((self._any(Facet.THEME, t) & mask).sum()) for d, t in
                      self._duties.items()}  # fmt: skip
        elif facet in (Facet.MISSING, Facet.MONTHS):
            chosen = self._lack_rows(filters, facet)
            counts = count_rows(self._lacks, chosen, mask, LENGTHS if facet is Facet.MONTHS else {})
        elif facet in (Facet.REMEDY, Facet.AMOUNT):
            chosen = self._step_rows(filters, facet)
            counts = count_rows(self._steps, chosen, mask, AMOUNTS if facet is Facet.AMOUNT else {})
        else:
            counts = {v: int(mask[places].sum()) for v, places in self._lists[facet].items()}
        if facet in (Facet.MONTHS, Facet.AMOUNT):
            return {value: n for value, n in counts.items() if n}
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return {value: n for value, n in ranked if n and value}

    def _any(self, facet: Facet, values: Iterable[str]) -> Mask:
        mask = np.zeros(self._size, dtype=bool)
        wanted = {name_key(value) for value in values}
        for value, places in self._lists[facet].items():
            if name_key(value) in wanted:
                mask[places] = True
        return mask

    def _lack_rows(self, filters: CaseFilters, without: Facet | None) -> Mask | None:
        kinds = () if without is Facet.MISSING else filters.missing
        least, most = filters.months_min, filters.months_max
        if without is Facet.MONTHS:
            least = most = None
        if not kinds and least is None and most is None:
            return None
        return self._lacks.chosen(kinds, least, most)

    def _step_rows(self, filters: CaseFilters, without: Facet | None) -> Mask | None:
        kinds = () if without is Facet.REMEDY else filters.remedy_kinds
        least, most = filters.amount_min, filters.amount_max
        if without is Facet.AMOUNT:
            least = most = None
        if not kinds and least is None and most is None:
            return None
        return self._steps.chosen(kinds, least, most)


_GUARD = threading.Lock()
_MADE: WeakKeyDictionary[Library, Facets] = WeakKeyDictionary()


def facets_of(library: Library) -> Facets:
    """Return the columns of a library's decisions, made at the first call."""
    register = register_of(library)
    with _GUARD:
        made = _MADE.get(library)
        if made is None:
            made = _MADE[library] = Facets(register, library)
        return made


def _findings(decision: Decision) -> list[str]:
    """Return every finding of a decision: of the whole, of its issues, of its points."""
    whole = decision.finding or ""
    told = [f for f in FINDINGS if f in whole.split(" or ")]
    told += [f for f, points in decision.points().items() if points]
    return [*told, *(issue.finding for issue in decision.issues if issue.finding in FINDINGS)]


def _year(day: date | None) -> str:
    return str(day.year) if day else ""


def _aliases(councils: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the full name for each name and short name that means one council only."""
    found: dict[str, set[str]] = {}
    for row in councils:
        for name in (row["name"], *row.get("aliases", ()), *row.get("capital_aliases", ())):
            found.setdefault(name_key(str(name)), set()).add(str(row["name"]))
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}


def _some(names: Iterable[str], most: int = 12) -> str:
    known = sorted(names)
    return ", ".join(known[:most]) + (f" … ({len(known)} in all)" if len(known) > most else "")
