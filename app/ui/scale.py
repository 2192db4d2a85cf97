"""Days drawn to scale: their places, the marks of a scale, and dots that do not touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

__all__ = ["Scale", "Tick", "dodge", "named_ticks"]

_LEAST_DAYS = 60  # that a drawing spans
_PAD = 0.03  # of the span, left free at both ends
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)  # months between two ticks
_MOST_TICKS = 4
_YEAR_WIDE, _MONTH_WIDE = 12.0, 20.0  # of the words of a tick, in per cent of the narrowest


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the scale: its place in per cent and its words."""

    at: float
    words: str

    @property
    def side(self) -> str:
        """Return on which side of its place the words stand."""
        return "start" if self.at < 10 else "end" if self.at > 90 else "mid"

    @property
    def extent(self) -> tuple[float, float]:
        """Return from where to where the words go in the narrowest drawing, in per cent."""
        width = _YEAR_WIDE if len(self.words) == 4 else _MONTH_WIDE
        left = self.at - {"start": 0.0, "mid": width / 2, "end": width}[self.side]
        return left, left + width


@dataclass(frozen=True, slots=True)
class Scale:
    """Days as places from 0 to 100 per cent, equal days equally far apart."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Return where a day begins."""
        low, high = self._ends()
        return 100 * (day.toordinal() - low) / (high - low)

    def span(self, first: date, last: date) -> tuple[float, float]:
        """Return where the days from `first` to `last` begin, and how wide they are."""
        left = self.at(first)
        return left, self.at(date.fromordinal(last.toordinal() + 1)) - left

    def ticks(self) -> list[Tick]:
        """Return a few months or years, evenly apart."""
        months = self.last.year * 12 + self.last.month - self.first.year * 12 - self.first.month
        step = next((s for s in _STEPS if months / s <= _MOST_TICKS), _STEPS[-1])
        begin = self.first.year * 12 + self.first.month - 1
        begin += -begin % step
        ticks = []
        for month in range(begin, self.last.year * 12 + self.last.month, step):
            day = date(month // 12, month % 12 + 1, 1)
            if self.first <= day <= self.last:
                words = str(day.year) if step % 12 == 0 else f"{day:%b} {day.year}"
                ticks.append(Tick(self.at(day), words))
        return ticks

    def _ends(self) -> tuple[float, float]:
        low, high = self.first.toordinal(), self.last.toordinal() + 1
        more = max(0, _LEAST_DAYS - (high - low)) / 2
        pad = more + _PAD * (high - low + 2 * more)
        return low - pad, high + pad


def dodge(places: Sequence[float], gap: float) -> list[int]:
    """Return a level for each place, in rising order: those of one level are `gap` apart."""
    assert all(one <= two for one, two in pairwise(places))
    ends: list[float] = []
    levels = []
    for place in places:
        level = next((n for n, end in enumerate(ends) if end + gap <= place), len(ends))
        ends[level : level + 1] = [place]
        levels.append(level)
    return levels


def named_ticks(ticks: Sequence[Tick]) -> list[Tick]:
    """Return the ticks whose words have room beside those before them."""
    kept: list[Tick] = []
    for tick in ticks:
        if not kept or kept[-1].extent[1] < tick.extent[0]:
            kept.append(tick)
    return kept
