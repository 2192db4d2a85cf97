"""The dates that follow, as HTML: by when who has to do what, how it was counted, on what basis."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from app.ui import markup

__all__ = [
    "basis_html",
    "counted_html",
    "dues_html",
    "more_html",
    "other_way_html",
    "owed_by",
    "stands",
]

Json = dict[str, Any]

WHOSE = {"family": "You, the family", "council": "The council", "school": "The school"}


def stands(due: Json) -> str:
    """Return in words where a date lies: "passed 3 days ago", "in 12 days"."""
    days = due["days"]
    if days is None:
        return "day not known"
    if days == 0:
        return "today"
    return (
        f"passed {markup.many(-days, 'day')} ago" if days < 0 else f"in {markup.many(days, 'day')}"
    )


def dues_html(dues: Sequence[Json]) -> str:
    """Return the dates as a table."""
    rows = "".join(_row(due) for due in dues)
    heads = "".join(f"<th scope='col'>{n}</th>" for n in ("By when", "Who has to do what", "Why"))
    return (
        "<table class='stack dues'><caption>The dates that follow, earliest first</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(due: Json) -> str:
    condition = f"<br>{escape(_sentence(due['condition']))}." if due["condition"] else ""
    return (
        f"<tr class='{escape(due['state'])}'><th scope='row'>{_day(due)}</th>"
        f"<td data-label='Who has to do what'><div><strong>{owed_by(due)}</strong>: "
        f"{escape(due['title'])}{condition}<br><small>{counted_html(due)}</small></div></td>"
        f"<td data-label='Why'><div>{basis_html(due)}{more_html(due)}</div></td>"
        "</tr>"
    )


def _day(due: Json) -> str:
    state = f"<span class='label'>{escape(stands(due))}</span>"
    if not due["keep_to"]:
        earliest = due["earliest"]
        return f"{'not before ' + markup.say_date(earliest) if earliest else 'Open'}<br>{state}"
    others = [day for day in (due["date"], due["other_date"]) if day and day != due["keep_to"]]
    other = f"<br>{other_way_html(others[0])}" if others else ""
    return f"{markup.say_date(due['keep_to'])}<br>{state}{other}"


def owed_by(due: Json) -> str:
    """Return who has to do what is due, at the beginning of a line."""
    return escape(WHOSE.get(due["whose"], f"The {due['whose']}"))


def counted_html(due: Json) -> str:
    """Return what a date is counted from."""
    return f"Counted from: {escape(due['event_label'])}, {markup.say_date(due['start'])}"


def basis_html(due: Json) -> str:
    """Return the rule, and how it stands where it is not in force."""
    status = "" if due["status"] == "in force" else f" ({escape(due['status'])})"
    return f"{escape(due['legal_basis'])}{status}"


def other_way_html(day: str) -> str:
    """Return the date that the other way of counting gives."""
    return f"<small>or {markup.say_date(day)}, counted the other way</small>"


def more_html(due: Json) -> str:
    """Return how a date was counted, its exceptions and its source, to be unfolded."""
    lines = [f"<p class='facts'>{escape(due['counted'])}</p>"]
    if due["note"]:
        lines.append(f"<p class='facts'>{escape(due['note'])}</p>")
    if due["exceptions"]:
        lines.append("<p class='facts'>Exceptions:</p>" + markup.lines_html(due["exceptions"]))
    lines.append(markup.link_html(due["source_url"], True))
    checked = f"; read on {markup.say_date(due['checked'])}" if due["checked"] else ""
    lines.append(f"<p class='facts'>Source: {escape(due['evidence'])}{checked}</p>")
    label = "How it was counted, and exceptions" if due["exceptions"] else "How it was counted"
    return f"<details><summary>{label}</summary>{''.join(lines)}</details>"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".")
