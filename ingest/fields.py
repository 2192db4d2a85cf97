"""Checks of one field of a record: each takes a value and says what is wrong with it, or None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

__all__ = [
    "Check",
    "Record",
    "choice",
    "day",
    "field_faults",
    "flag",
    "list_of",
    "number",
    "object_of",
    "or_null",
    "shape",
    "text",
    "texts_by_name",
]

Record = Mapping[str, Any]
Check = Callable[[Any], str | None]


def text(value: Any) -> str | None:
    """Any text but an empty one."""
    if not isinstance(value, str):
        return "must be text"
    return None if value.strip() else "must not be empty"


def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "must be true or false"


def number(value: Any) -> str | None:
    """A number of 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number"
    return None if value >= 0 else "must not be negative"


def day(value: Any) -> str | None:
    """An ISO date."""
    try:
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return None
    except ValueError:
        pass
    return f"must be a date such as 2025-10-30, not {value!r}"


def shape(pattern: str, meaning: str) -> Check:
    """A text that matches `pattern` whole; `meaning` says what that is."""
    compiled = re.compile(pattern)

    def check(value: Any) -> str | None:
        if isinstance(value, str) and compiled.fullmatch(value):
            return None
        return f"must be {meaning}, not {value!r}"

    return check


def choice(*allowed: str) -> Check:
    """One of these texts."""

    def check(value: Any) -> str | None:
        return None if value in allowed else f"{value!r} is none of {', '.join(allowed)}"

    return check


def or_null(inner: Check) -> Check:
    """Null, or what `inner` takes."""
    return lambda value: None if value is None else inner(value)


def list_of(inner: Check, *, filled: bool = False) -> Check:
    """A list whose items `inner` takes; `filled`: with at least one."""

    def check(value: Any) -> str | None:
        if not isinstance(value, list):
            return "must be a list"
        if filled and not value:
            return "must not be empty"
        wrong = [f"item {n} {fault}" for n, x in enumerate(value, 1) if (fault := inner(x))]
        return "; ".join(wrong) or None

    return check


def object_of(fields: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and perhaps the optional ones."""

    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return "must be an object"
        return "; ".join(field_faults(value, fields, optional or {})) or None

    return check


def texts_by_name(value: Any) -> str | None:
    """An object whose values are texts."""
    if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return None
    return "must be an object of texts"


def field_faults(
    record: Record, fields: Mapping[str, Check], optional: Mapping[str, Check]
) -> list[str]:
    """Return what is wrong with the fields of `record`; a field it does not know is wrong too."""
    faults = [f"{name} is missing" for name in fields if name not in record]
    for name, value in record.items():
        check = fields.get(name) or optional.get(name)
        if check is None:
            faults.append(f"{name} is not a field of this file")
        elif fault := check(value):
            faults.append(f"{name} {fault}")
    return faults
