"""The gate: what the measures may not fall below, in eval/gate.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from rag.errors import QuestionSetError

__all__ = ["GATE", "check_gate", "load_gate"]

GATE = Path(__file__).parent / "gate.toml"
Gate = dict[str, dict[str, dict[str, float]]]


def load_gate(path: Path = GATE) -> Gate:
    """Return part -> "at_least" or "at_most" -> measure -> share. Raises QuestionSetError."""
    try:
        gate = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read: {error}") from error
    for part, sides in gate.items():
        for side, bounds in sides.items() if isinstance(sides, dict) else [("", {})]:
            numbers = isinstance(bounds, dict) and all(
                isinstance(bound, int | float) for bound in bounds.values()
            )
            if side not in ("at_least", "at_most") or not numbers:
                raise QuestionSetError(
                    f"{path}: [{part}] must hold at_least and at_most, each measure = share"
                )
    return gate


def check_gate(report: dict[str, Any], gate: Gate) -> list[str]:
    """Return a line for each measure of the first configuration that is beyond its bound.

    Raises QuestionSetError where the gate says nothing of the part that was measured.
    """
    part = report["part"]
    if part not in gate:
        raise QuestionSetError(f"The gate has no part {part!r}: it holds {', '.join(gate)}.")
    name, summary = next(iter(report["configurations"].items()))
    found = summary["all"]
    fallen = []
    for side, sign, words in (("at_least", 1, "below"), ("at_most", -1, "above")):
        for measure, bound in gate[part].get(side, {}).items():
            mean = found[measure]["mean"] if measure in found else None
            if mean is None:
                fallen.append(f"{name}: {measure} was not measured")
            elif sign * mean < sign * bound:
                fallen.append(f"{name}: {measure} is {mean:.3f}, {words} {bound}")
    return fallen
