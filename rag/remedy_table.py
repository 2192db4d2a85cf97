"""What was agreed for what: sums by purpose and by theme, each figure with its decisions."""

from __future__ import annotations

import math
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from rag.cases import Remedy
from rag.facets import REMEDY_KINDS, CaseFilters, facets_of
from rag.protocols import Library
from rag.purposes import PURPOSES, Length, length_paid, purpose_of, standing
from rag.register import Decision, Register, register_of

__all__ = [
    "LEAST",
    "Figure",
    "Guidance",
    "RemedyRow",
    "RemedyTable",
    "Spread",
    "Step",
    "tabulate_remedies",
]

LEAST = 5  # sums from which quartiles are given
_MONEY = ("payment", "reimbursement")
_STANDINGS = (
    "agreed", "recommended", "paid already", "offered", "rejected", "included", "not_seen"
)  # fmt: skip
_YEAR = re.compile(r"\((?:updated (?:\w+ )?)?((?:19|20)\d\d)\)|\b(?:[A-Z][a-z]+) (20\d\d)\)")


@dataclass(frozen=True, slots=True)
class Step:
    """One remedy of one decision, as it stands (`standing` of rag/purposes.py), for `purpose`.

    `length` is what it comes to for a term or a month, where the record tells that.
    """

    decision: Decision
    remedy: Remedy
    standing: str
    purpose: str
    length: Length | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum in pounds with every step that it is the sum of."""

    amount_gbp: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How sums lie. Quartiles are sums that were paid (nearest rank), None below LEAST sums.

    `each`: every sum that occurs, the smallest first.
    """

    count: int
    least: Figure
    lower: Figure | None
    median: Figure | None
    upper: Figure | None
    most: Figure
    each: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a rule of the library says on such payments: a range where its words give one."""

    duty_id: str
    topic: str
    statement: str
    caveat: str | None
    status: str
    legal_basis: str
    source_url: str | None
    year: int | None
    paragraph_id: str


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """Steps of one standing, kind and purpose (and theme, in the tables by theme).

    `decisions` of them; `unseen` payments whose amount was not seen. `sums` are lump sums;
    `rates` are paid again and again and never mixed with them.
    """

    standing: str
    kind: str
    purpose: str | None
    theme: str | None
    steps: tuple[Step, ...]
    decisions: int
    unseen: int
    sums: Spread | None
    rates: tuple[Step, ...]
    per_unit: Mapping[str, Spread]  # "term", "month"
    guidance: tuple[Guidance, ...]


@dataclass(frozen=True, slots=True)
class RemedyTable:
    """All rows, those by theme of what was agreed or recommended, and what they rest on."""

    decisions: int
    with_remedies: int
    payments: int
    unseen: int
    rows: tuple[RemedyRow, ...]
    by_theme: tuple[RemedyRow, ...]


def tabulate_remedies(library: Library, filters: CaseFilters) -> RemedyTable:
    """Return what was agreed in the decisions that pass `filters`, of the kinds it names.

    Raises QuestionError for a filter that cannot be.
    """
    register, facets = register_of(library), facets_of(library)
    filters = facets.checked(filters)
    kinds = filters.remedy_kinds or REMEDY_KINDS
    places = np.flatnonzero(facets.mask(filters)).tolist()
    steps = [
        step
        for place in places
        for step in _steps(library, register, place)
        if step.remedy.kind in kinds
    ]
    money = [step for step in steps if step.remedy.kind in _MONEY]
    due = [step for step in money if step.remedy.is_due and step.standing != "paid already"]
    of_theme: dict[str, list[Step]] = defaultdict(list)
    for step in due:
        for theme in dict.fromkeys(step.decision.themes):
            of_theme[theme].append(step)
    themes = filters.themes or sorted(of_theme)
    guides = _guidance(library)
    return RemedyTable(
        decisions=len(places),
        with_remedies=len({id(step.decision) for step in steps}),
        payments=len(money),
        unseen=sum(1 for step in money if step.remedy.amount_gbp is None),
        rows=tuple(_rows(steps, None, guides)),
        by_theme=tuple(row for theme in themes for row in _rows(of_theme[theme], theme, guides)),
    )


_GUARD = threading.Lock()
_MADE: WeakKeyDictionary[Register, dict[int, tuple[Step, ...]]] = WeakKeyDictionary()


def _steps(library: Library, register: Register, place: int) -> tuple[Step, ...]:
    """Return the steps of a decision, read once; the same one twice at one place counts once."""
    with _GUARD:
        made = _MADE.setdefault(register, {})
    if place not in made:
        decision = register.decisions[place]
        remedies = list(dict.fromkeys(decision.remedies))
        lost = [r for r in remedies if r.amount_gbp and r.is_due and purpose_of(r) == "R-EDU-PAY"]
        made[place] = tuple(
            _step(library, decision, remedy, alone=lost == [remedy]) for remedy in remedies
        )
    return made[place]


def _step(library: Library, decision: Decision, remedy: Remedy, *, alone: bool) -> Step:
    words = _words(library, remedy)
    length = length_paid(remedy, words, decision.missed, alone=alone)
    return Step(decision, remedy, standing(remedy, words), purpose_of(remedy), length)


def _words(library: Library, remedy: Remedy) -> str:
    """Return the words that a remedy was read from; its purpose where it has no place."""
    paragraph = library.paragraph(remedy.paragraph_id) if remedy.paragraph_id else None
    if paragraph is None:
        return remedy.purpose or ""
    first = (remedy.start if remedy.start is not None else paragraph.start) - paragraph.start
    last = (remedy.end if remedy.end is not None else paragraph.end) - paragraph.start
    return paragraph.text[max(0, first) : last]


def _rows(
    steps: Sequence[Step], theme: str | None, guides: Mapping[str, Sequence[Guidance]]
) -> Iterable[RemedyRow]:
    groups: dict[tuple[str, str, str | None], list[Step]] = defaultdict(list)
    for step in steps:
        money = step.remedy.kind in _MONEY
        groups[step.standing, step.remedy.kind, step.purpose if money else None].append(step)
    for standing_, kind, purpose in sorted(groups, key=_rank):
        own = groups[standing_, kind, purpose]
        sums = [s for s in own if s.remedy.amount_gbp is not None and s.remedy.is_lump]
        rates = [s for s in own if s.remedy.amount_gbp is not None and not s.remedy.is_lump]
        lengths: dict[str, list[tuple[float, Step]]] = defaultdict(list)
        for step in own:
            if step.length is not None:
                lengths[step.length.unit].append((step.length.each, step))
        money = kind in _MONEY
        yield RemedyRow(
            standing=standing_,
            kind=kind,
            purpose=purpose,
            theme=theme,
            steps=tuple(own),
            decisions=len({id(step.decision) for step in own}),
            unseen=sum(1 for s in own if money and s.remedy.amount_gbp is None),
            sums=_spread([(s.remedy.amount_gbp or 0.0, s) for s in sums]),
            rates=tuple(rates),
            per_unit={u: spread for u, told in lengths.items() if (spread := _spread(told))},
            guidance=tuple(guides.get(purpose or "", ())),
        )


def _rank(group: tuple[str, str, str | None]) -> tuple[int, int, int]:
    standing_, kind, purpose = group
    return (
        _STANDINGS.index(standing_) if standing_ in _STANDINGS else len(_STANDINGS),
        REMEDY_KINDS.index(kind),
        PURPOSES.index(purpose) if purpose in PURPOSES else -1,
    )


def _spread(told: Sequence[tuple[float, Step]]) -> Spread | None:
    if not told:
        return None
    ordered = sorted((amount for amount, _ in told))

    def figure(amount: float) -> Figure:
        return Figure(amount, tuple(step for own, step in told if own == amount))

    def quartile(share: float) -> Figure | None:
        if len(ordered) < LEAST:
            return None
        return figure(ordered[math.ceil(share * len(ordered)) - 1])

    return Spread(
        len(ordered),
        figure(ordered[0]),
        quartile(0.25),
        quartile(0.5),
        quartile(0.75),
        figure(ordered[-1]),
        tuple(figure(amount) for amount in dict.fromkeys(ordered)),
    )


def _guidance(library: Library) -> dict[str, list[Guidance]]:
    """Return the duties that speak of each purpose: those whose themes name it."""
    found: dict[str, list[Guidance]] = defaultdict(list)
    for row in library.lexicon("duties"):
        paragraphs = library.paragraphs(str(row["id"]))
        if not paragraphs:
            continue
        basis = str(row["legal_basis"])
        year = _YEAR.search(basis)
        guide = Guidance(
            duty_id=str(row["id"]),
            topic=str(row["topic"]),
            statement=str(row["statement"]),
            caveat=row.get("caveat"),
            status=str(row["status"]),
            legal_basis=basis,
            source_url=row.get("source_url"),
            year=int(year[1] or year[2]) if year else None,
            paragraph_id=paragraphs[0].id,
        )
        for theme in row.get("themes", ()):
            if theme in PURPOSES:
                found[str(theme)].append(guide)
    return found
