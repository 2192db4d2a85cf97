"""What should have happened, as HTML: what was due beside what happened, and what was read."""

from __future__ import annotations

from html import escape
from typing import Any

from app.ui import markup
from app.ui.deadline_markup import basis_html, counted_html, more_html, other_way_html, owed_by

__all__ = ["account_html", "decision_html", "gap_name", "read_html"]

Json = dict[str, Any]


def read_html(told: Json) -> str:
    """Return what was read in a person's words, with what was assumed."""
    rows = [_read(fact, markup.say_date(fact["date"])) for fact in told["facts"]]
    rows += [_read(one, "not yet") for one in told["not_yet"]]
    rows += [f"<li>{escape(note)}</li>" for note in told["notes"]]
    return "<ul class='plain'>" + "".join(rows) + "</ul>" if rows else ""


def _read(told: Json, when: str) -> str:
    assumed = "".join(f"<small>{escape(line)}</small>" for line in told.get("assumed", ()))
    return (
        f"<li>“{escape(told['words'])}”: {escape(told['label'])}, "
        f"<strong>{escape(when)}</strong>.{assumed}</li>"
    )


def account_html(account: Json) -> str:
    """Return the two columns as a table: what was due, and what came of it."""
    rows = "".join(_row(step) for step in account["steps"])
    heads = "".join(
        f"<th scope='col'>{n}</th>" for n in ("What should have happened", "What happened")
    )
    return (
        "<table class='stack dues account'><caption>What was due and what happened, in the order "
        f"of what was due</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(step: Json) -> str:
    due = step["due"]
    condition = f", {escape(due['condition'])}" if due["condition"] else ""
    return (
        f"<tr><th scope='row'>{_by(due)}<div class='due'>{owed_by(due)}: {escape(due['title'])}"
        f"{condition}<br><small>{counted_html(due)}. {basis_html(due)}</small>"
        f"{more_html(due)}</div></th>"
        f"<td data-label='What happened'><div>{_came(step)}</div></td></tr>"
    )


def _by(due: Json) -> str:
    if not due["date"]:
        earliest = due["earliest"]
        return f"Not before {markup.say_date(earliest)}" if earliest else "Day not known"
    other = f" {other_way_html(due['other_date'])}" if due["other_date"] else ""
    return f"By {markup.say_date(due['date'])}{other}"


def _came(step: Json) -> str:
    happened = markup.say_date(step["happened"])
    head = f"<strong>{happened}</strong> " if happened else ""
    standing, words = _standing(step), str(step["words"])
    more = "" if words.rstrip(".").lower() == standing else f"<p class='facts'>{escape(words)}</p>"
    return f"{head}<span class='label'>{escape(standing)}</span>{more}"


def _standing(step: Json) -> str:
    if not step["gap"]:
        return str(step["standing"])
    return f"{step['gap']} late" if step["happened"] else f"not done, {step['gap']} so far"


def gap_name(step: Json) -> str:
    """Return what a gap is, as a heading over the decisions on such a gap."""
    return f"{step['due']['title']}: {step['gap']}"


def decision_html(found: Json) -> str:
    """Return a decision that found fault on such a gap, with the finding that is cited."""
    decision = found["decision"]
    label = "digest (our own words)" if decision["is_digest"] else None
    head = [decision["council"], decision["reference"], markup.say_date(decision["date"]), label]
    return (
        f"<p class='facts'><strong>{markup.joined(head)}</strong></p>"
        f"{markup.quote_html(found['citation'])}{markup.warning_html(decision['warning'])}"
    )
