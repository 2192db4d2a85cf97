"""How far one configuration is ahead of another on the same questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.metrics import estimate

__all__ = ["Values", "measure_leads"]

Values = Mapping[str, Mapping[str, float | None]]  # question id -> measure -> value


def measure_leads(ours: Values, theirs: Values, measures: Sequence[str]) -> dict[str, Any]:
    """Return measure -> estimate of ours minus theirs, over the questions that both have."""
    leads = {}
    for name in measures:
        found = estimate(differences(ours, theirs, name))
        if found.n:
            leads[name] = asdict(found)
    return leads


def differences(ours: Values, theirs: Values, measure: str) -> list[float]:
    """Return ours minus theirs for every question that has a value in both."""
    pairs = (
        (values.get(measure), theirs[key].get(measure))
        for key, values in ours.items()
        if key in theirs
    )
    return [a - b for a, b in pairs if a is not None and b is not None]
