"""Columns over numbered things: lists of places by value, rows of facts, and their counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Mask", "Places", "Rows", "count_rows", "make_rows", "postings"]

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts, several to a thing: its place, the kind of fact (a number of `names`), a figure.

    All arrays have shape (facts,); a figure that is not known is NaN.
    """

    places: Places
    kinds: Places
    figures: npt.NDArray[np.float64]
    names: Sequence[str]

    def chosen(self, kinds: Iterable[str], least: float | None, most: float | None) -> Mask:
        """Return which facts are of any of `kinds` (of all, where empty) and in the range, both
        ends included; a figure that is not known is in no range."""
        wanted = [self.names.index(kind) for kind in kinds]
        mask = np.isin(self.kinds, wanted) if wanted else np.ones(len(self.kinds), dtype=bool)
        if least is not None or most is not None:
            low = -np.inf if least is None else least
            high = np.inf if most is None else most
            mask &= (self.figures >= low) & (self.figures <= high)
        return mask


def postings(values: Iterable[Iterable[str]]) -> dict[str, Places]:
    """Return for each value the places of the things that have it; `values` go by place."""
    found: dict[str, list[int]] = {}
    for place, own in enumerate(values):
        for value in dict.fromkeys(own):
            found.setdefault(value, []).append(place)
    return {value: np.array(places, dtype=np.int64) for value, places in found.items()}


def make_rows(names: Sequence[str], facts: Iterable[tuple[int, str, float | None]]) -> Rows:
    """Return rows of (place, kind, figure or None)."""
    told = list(facts)
    return Rows(
        np.array([place for place, _, _ in told], dtype=np.int64),
        np.array([names.index(kind) for _, kind, _ in told], dtype=np.int64),
        np.array([np.nan if n is None else n for _, _, n in told], dtype=np.float64),
        names,
    )


def count_rows(
    rows: Rows, chosen: Mask | None, mask: Mask, ranges: Mapping[str, tuple[float, float]]
) -> dict[str, int]:
    """Return how many things of `mask` have a fact of each kind, or in each of `ranges`
    (upper end left out); `chosen` are the facts that count."""
    here = mask[rows.places] if len(rows.places) else np.zeros(0, dtype=bool)
    if chosen is not None:
        here = here & chosen
    if ranges:
        each = {
            name: here & (rows.figures >= low) & (rows.figures < high)
            for name, (low, high) in ranges.items()
        }
    else:
        each = {name: here & (rows.kinds == n) for n, name in enumerate(rows.names)}
    return {name: len(np.unique(rows.places[some])) for name, some in each.items()}
