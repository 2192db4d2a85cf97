"""Plots of estimates as inline SVG: a dot for the mean, a line for its 95% interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

__all__ = ["plot_intervals"]

_LABEL, _WIDTH, _ROW, _TOP = 135, 180, 24, 26  # pixels
_FIGURES = 185

Rows = Sequence[tuple[str, Mapping[str, Any] | None]]


def plot_intervals(title: str, rows: Rows, *, signed: bool = False, alike: bool = False) -> str:
    """Return one SVG figure of (label, estimate) rows; "" where no row has an estimate.

    The axis runs from 0 to 100 per cent; of differences (`signed`) it is as wide as it must be
    around 0, in points. The first row is drawn strong, all of them where they are `alike`; of
    differences those that are surely above 0, and in another colour those surely below.
    """
    shown = [(label, found) for label, found in rows if found and found["mean"] is not None]
    if not shown:
        return ""
    low, high = _axis(shown) if signed else (0.0, 1.0)
    height = _TOP + _ROW * len(shown) + 20
    parts = [
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 '
        f'{_LABEL + _WIDTH + _FIGURES} {height}" class="plot">',
        f'<text x="0" y="14" class="title">{escape(title)}</text>',
    ]
    for tick in _ticks(low, high):
        at = _x(tick, low, high)
        kind = "zero" if signed and tick == 0 else "grid"
        parts.append(f'<line x1="{at}" x2="{at}" y1="{_TOP}" y2="{height - 18}" class="{kind}"/>')
        parts.append(
            f'<text x="{at}" y="{height - 4}" class="tick">{_number(tick, signed=signed)}</text>'
        )
    for n, (label, found) in enumerate(shown):
        strong = found["low"] > 0 if signed else alike or n == 0
        kind = "ours" if strong else "worse" if signed and found["high"] < 0 else "theirs"
        parts += _row(n, label, found, (low, high), kind, signed=signed)
    return "".join([*parts, "</svg>"])


def _row(
    n: int,
    label: str,
    found: Mapping[str, Any],
    axis: tuple[float, float],
    kind: str,
    *,
    signed: bool,
) -> list[str]:
    y = _TOP + _ROW * n + _ROW // 2
    mean, low, high = (found[key] for key in ("mean", "low", "high"))
    figures = (" to " if signed else "–").join(
        _number(value, signed=signed) for value in (low, high)
    )
    return [
        f'<text x="0" y="{y + 4}">{escape(label)}</text>',
        f'<line x1="{_x(low, *axis)}" x2="{_x(high, *axis)}" y1="{y}" y2="{y}" class="{kind}"/>',
        f'<circle cx="{_x(mean, *axis)}" cy="{y}" r="5" class="{kind}"/>',
        f'<text x="{_LABEL + _WIDTH + 12}" y="{y + 4}"><tspan class="mean">'
        f"{_number(mean, signed=signed)}</tspan> [{figures}]</text>",
    ]


def _axis(rows: Rows) -> tuple[float, float]:
    ends = [found[key] for _, found in rows if found for key in ("low", "high")]
    step = 0.05
    low, high = min(0.0, *ends), max(0.0, *ends, step)
    return -step * -(low // step) if low else 0.0, step * -(-high // step)


def _ticks(low: float, high: float) -> list[float]:
    step = next(s for s in (0.05, 0.1, 0.2, 0.5, 1.0, 2.0) if (high - low) / s <= 6)
    first, last = round(low / step), round(high / step)
    return [n * step for n in range(first, last + 1) if low <= n * step + 1e-9 <= high + 2e-9]


def _x(value: float, low: float, high: float) -> float:
    return round(_LABEL + _WIDTH * (value - low) / (high - low), 1)


def _number(share: float, *, signed: bool) -> str:
    if not signed:
        return f"{100 * share:.0f}"
    return f"{100 * share:+.1f}".replace("-", "−") if share else "0"
