"""A calendar file (RFC 5545) of dates that follow, to take into any calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar
from icalendar import Event as Entry

from rag.due import Due

__all__ = ["calendar_file"]


def calendar_file(dues: Iterable[Due], *, today: date) -> bytes:
    """Return an iCalendar file with one whole-day entry a date.

    A family's own limit stands on the earlier day where the counting is not settled. What has
    no date is left out. The same dates give the same file on the same day.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Upheld//Time limits//EN")
    calendar.add("version", "2.0")
    for due in dues:
        if due.keep_to is not None:
            calendar.add_component(_entry(due, due.keep_to, today))
    return bytes(calendar.to_ical())


def _entry(due: Due, day: date, today: date) -> Entry:
    rule = due.rule
    about = [" ".join(due.counted), f"Basis: {rule.legal_basis} ({rule.status}).", rule.note]
    about += [f"May not hold: {text}" for text in due.exemptions]
    about.append("Information, not legal advice.")
    entry = Entry()
    entry.add("uid", f"{rule.id}-{due.event.id}-{due.start:%Y%m%d}@upheld".lower())
    entry.add("dtstamp", datetime.combine(today, time(), UTC))
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    condition = f" ({rule.condition})" if rule.condition else ""
    entry.add("summary", f"{rule.whose.capitalize()}: {rule.title}{condition}")
    entry.add("description", "\n".join(line for line in about if line))
    entry.add("url", rule.source_url)
    entry.add("transp", "TRANSPARENT")
    return entry
