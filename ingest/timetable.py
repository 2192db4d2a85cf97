"""The time limits of corpus/: what an event, an exception and a rule must hold."""

from __future__ import annotations

from ingest.fields import (
    Check,
    Record,
    choice,
    day,
    flag,
    list_of,
    number,
    object_of,
    or_null,
    shape,
    text,
)

__all__ = ["TIMETABLE_FIELDS", "TIMETABLE_KEYS", "TIMETABLE_LINKS", "rule_faults"]

_EVENT = shape(r"[a-z0-9]+(-[a-z0-9]+)*", "an event such as review-meeting")
_CODE = shape(r"[A-Z0-9][A-Z0-9-]*", "a code such as EHCNA-FINAL")
_URL = shape(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "a web address")
_MONTH_DAY = shape(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "month and day such as 02-15")
_COUNTED = ("days", "weeks", "months", "working days")
_LATER = object_of({"event": _EVENT, "n": number, "unit": choice(*_COUNTED), "same_decision": flag})

TIMETABLE_KEYS = {"events": "id", "exceptions": "id", "deadlines": "id"}
TIMETABLE_FIELDS: dict[str, dict[str, Check]] = {
    "events": {
        "id": _EVENT,
        "label": text,
        "group": text,
        "takes": choice("date", "year"),
        "follows": list_of(_EVENT),
    },
    "exceptions": {
        "id": _CODE,
        "text": text,
        "legal_basis": text,
        "closed_days": or_null(number),
        "from": or_null(day),
        "until": or_null(day),
    },
    "deadlines": {
        "id": _CODE,
        "title": text,
        "events": list_of(_EVENT, filled=True),
        "n": or_null(number),
        "unit": choice(*_COUNTED, "school days", "day of year"),
        "direction": choice("after", "before"),
        "day": or_null(_MONTH_DAY),
        "counting": choice("after", "from", "either"),
        "rolls": or_null(choice("tribunal")),
        "or_later": list_of(_LATER),
        "whose": text,
        "condition": or_null(text),
        "unless": list_of(_EVENT),
        "met_by": list_of(_EVENT),
        "exceptions": list_of(_CODE),
        "duties": list_of(_CODE),
        "legal_basis": text,
        "source_url": _URL,
        "evidence": text,
        "status": choice("in force", "statutory guidance", "guidance", "practice"),
        "in_force_from": or_null(day),
        "in_force_until": or_null(day),
        "checked": or_null(day),
        "note": or_null(text),
    },
}
TIMETABLE_LINKS = (
    ("events", "follows", "events"),
    ("deadlines", "events", "events"),
    ("deadlines", "or_later", "events"),
    ("deadlines", "unless", "events"),
    ("deadlines", "met_by", "events"),
    ("deadlines", "exceptions", "exceptions"),
    ("deadlines", "duties", "duties"),
)


def rule_faults(record: Record) -> list[str]:
    """Return what is wrong with the fields of a rule taken together, each by itself right."""
    n, unit, month_day = record["n"], record["unit"], record["day"]
    faults = []
    if unit == "day of year":
        if n is not None or month_day is None or record["direction"] != "before":
            faults.append("a day of the year needs day and direction before, and no n")
        elif _no_day_of_every_year(month_day):
            faults.append(f"day {month_day} is not in every year")
    elif not isinstance(n, int) or month_day is not None:
        faults.append(f"a limit in {unit} needs a whole n and no day")
    elif n == 0 and unit in ("working days", "school days"):
        faults.append(f"a limit in {unit} needs an n of 1 or more")
    elif record["direction"] == "before" and record["counting"] != "after":
        faults.append("a limit before an event is counted only one way: counting must be after")
    elif record["direction"] == "before" and unit not in ("days", "weeks", "months"):
        faults.append(f"a limit before an event cannot be in {unit}")
    begins, ends = record["in_force_from"], record["in_force_until"]
    if begins and ends and ends < begins:
        faults.append(f"in_force_until {ends} lies before in_force_from {begins}")
    return faults


def _no_day_of_every_year(month_day: str) -> bool:
    return day(f"2023-{month_day}") is not None
