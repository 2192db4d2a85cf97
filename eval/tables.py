"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

__all__ = ["cell", "cells", "print_leads", "print_table"]


def cells(
    estimates: Mapping[str, Mapping[str, Any]], names: Iterable[str], *, signed: bool = False
) -> list[str]:
    """Return the cells of the estimates of `names`; "-" where there is none."""
    return [cell(estimates.get(name), signed=signed) for name in names]


def cell(found: Mapping[str, Any] | None, *, signed: bool = False) -> str:
    """Return mean and interval in per cent, whole numbers; signed ones in points with a tenth."""
    if found is None:
        return "-"
    mean, low, high = (100 * found[key] for key in ("mean", "low", "high"))
    if signed:
        sure = "*" if low > 0 or high < 0 else ""
        return f"{mean:+.1f} [{low:+.1f} {high:+.1f}]{sure}"
    return f"{mean:.0f} [{low:.0f}-{high:.0f}]"


def print_table(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], out: TextIO
) -> None:
    """Print `rows` under `heads`, every column as wide as its widest cell."""
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    print(f"\n{title}", file=out)
    for row in [heads, *rows]:
        padded = [text.ljust(width) for text, width in zip(row, widths, strict=True)]
        print("  " + "  ".join(padded).rstrip(), file=out)


def print_leads(leads: Mapping[str, Mapping[str, Any]], names: Sequence[str], out: TextIO) -> None:
    """Print the paired lead of ours over each baseline in points; * marks a sure one."""
    rows = [[f"over {name}", *cells(lead, names, signed=True)] for name, lead in leads.items()]
    title = "Lead in points [95% interval of the paired difference]"
    print_table(title, ["", *names], rows, out)
