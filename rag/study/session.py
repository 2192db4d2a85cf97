"""Items of a library, which of them come next, and what an attempt at one was worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rag.errors import QuestionError
from rag.keys import reference_key
from rag.protocols import Library
from rag.study.even import evened
from rag.study.exercises import case_items
from rag.study.item import Item, ItemKind, Option, digest
from rag.study.limits import limit_items
from rag.study.progress import Progress
from rag.study.provisions import duty_items
from rag.study.schedule import Attempt, Grade, due_after
from rag.timetable import Timetable
from rag.wording import load_wording

__all__ = ["Marked", "Standing", "chosen_items", "make_items", "mark", "next_items", "standings"]

_LEARNED = timedelta(days=21)  # between the last answer and the next: kept for three weeks


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of an attempt; `due` is when the item comes again."""

    item: Item
    chosen: Option
    progress: Progress
    due: datetime

    @property
    def right(self) -> bool:
        return self.chosen.right


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is with the items of one kind: how many there are, tried, due, learned."""

    kind: ItemKind
    items: int
    tried: int
    due: int
    learned: int


def make_items(library: Library, timetable: Timetable, *, seed: int = 0) -> list[Item]:
    """Return all items: on cases, then on time limits, then on duties.

    `seed` chooses and orders the wrong options; which items there are does not depend on it,
    and the same library and seed give the same items.
    """
    wording = load_wording(name="study.toml")
    items = [
        *case_items(library, wording, seed=seed),
        *limit_items(timetable, library.lexicon("duties"), wording, seed=seed),
        *duty_items(library, wording, seed=seed),
    ]
    return evened(list({item.id: item for item in items}.values()))


def chosen_items(
    items: Iterable[Item], *, kinds: Collection[str] = (), references: Collection[str] = ()
) -> list[Item]:
    """Return the items of these kinds and decisions. Raises QuestionError for an unknown kind."""
    for kind in kinds:
        if kind not in list(ItemKind):
            raise QuestionError(f"There is no kind {kind!r}. Choose of: {', '.join(ItemKind)}.")
    keys = {reference_key(reference) for reference in references}
    return [
        item
        for item in items
        if (not kinds or item.kind in kinds)
        and (not keys or (item.reference and reference_key(item.reference) in keys))
    ]


def next_items(
    items: Sequence[Item], progress: Progress, *, now: datetime, most: int, seed: int = 0
) -> list[Item]:
    """Return up to `most` items: what is due, longest due first, then what was never tried.

    New items come in an order that `seed` mixes; those of one case stay together, fault first.
    """
    due: list[tuple[datetime, Item]] = []
    new: list[Item] = []
    for item in items:
        when = due_after(progress.of(item.id))
        if when is None:
            new.append(item)
        elif when <= now:
            due.append((when, item))
    due.sort(key=lambda pair: (pair[0], pair[1].id))
    order = list(ItemKind)
    new.sort(key=lambda i: (digest(str(seed), i.source), order.index(i.kind), i.id))
    return [*(item for _, item in due), *new][:most]


def standings(items: Sequence[Item], progress: Progress, *, now: datetime) -> list[Standing]:
    """Return how far `progress` goes, kind by kind, for the kinds that there are.

    Learned is what was right the last time and comes again after three weeks or more.
    """
    found = []
    for kind in ItemKind:
        told = [(progress.of(i.id), due_after(progress.of(i.id))) for i in items if i.kind is kind]
        dues = [(attempts[-1], due) for attempts, due in told if due is not None]
        if told:
            late = sum(due <= now for _, due in dues)
            kept = sum(last.grade is not Grade.AGAIN and due - last.at >= _LEARNED
                       for last, due in dues)  # fmt: skip
            found.append(Standing(kind, len(told), len(dues), late, kept))
    return found


def mark(
    items: Iterable[Item],
    progress: Progress,
    *,
    item: str,
    chosen: str,
    now: datetime,
    grade: Grade = Grade.GOOD,
) -> Marked:
    """Return what an attempt was worth, and the progress with it.

    `grade` is how well a right answer was known; a wrong one is AGAIN whatever it says. Raises
    QuestionError for an item or an option that is not there.
    """
    found = next((one for one in items if one.id == item), None)
    if found is None:
        raise QuestionError(f"There is no item {item!r} in this library.")
    option = next((one for one in found.options if one.id == chosen), None)
    if option is None:
        there = ", ".join(one.id for one in found.options)
        raise QuestionError(f"Item {item} has no option {chosen!r}. Choose of: {there}.")
    after = progress.add(item, Attempt(now, grade if option.right else Grade.AGAIN))
    due = due_after(after.of(item))
    assert due is not None
    return Marked(found, option, after, due)
