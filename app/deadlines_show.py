"""Dates that follow, rules and events as a person sees them in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.deadlines import Worked, rule_words
from app.show import Row, output, print_rows, print_table
from rag.deadlines import say_date
from rag.due import Due, State
from rag.timetable import Timetable

__all__ = ["print_deadlines", "print_events", "print_rules"]

_STYLES = {
    State.PAST: "red",
    State.TODAY: "bold yellow",
    State.AHEAD: "green",
    State.UNKNOWN: "dim",
}
_INDENT = "    "


def print_deadlines(worked: Worked) -> None:
    """Print what follows as a table, then how each date was counted and on what it rests."""
    console = output()
    print_rows(console, [Row(((f"Seen from {say_date(worked.today)}.", "bold"),))])
    columns = {"When": 17, "": 15, "Who": 16, "What": 0, "Rule": 23}
    print_table(console, columns, [_line(due, worked.today) for due in worked.dues])
    numbers: dict[str, int] = {}
    for due in worked.dues:
        print_rows(console, _details(due, numbers))
    if numbers:
        print_rows(console, [Row((("Exceptions that may apply", "bold"),))])
        print_rows(console, [Row(((text, ""),), f"{n:>3}. ") for text, n in numbers.items()])
    warnings = [Row(((f"Check: {text}", "yellow"),)) for text in worked.warnings]
    print_rows(console, [*warnings, Row((("Information, not legal advice.", "dim"),))])


def _line(due: Due, today: date) -> list[str | tuple[str, str]]:
    rule = due.rule
    what = rule.title + (f", {rule.condition}" if rule.condition else "")
    when = say_date(due.keep_to) if due.keep_to else "not known"
    return [when, (_distance(due, today), _STYLES[due.state(today)]), rule.whose, what, rule.id]


def _distance(due: Due, today: date) -> str:
    if due.keep_to is None:
        return f"from {due.earliest:%d/%m/%Y}" if due.earliest else ""
    days = abs((due.keep_to - today).days)
    words = f"{days:,} day{'s' if days != 1 else ''}"
    return {State.PAST: f"{words} ago", State.TODAY: "today"}.get(due.state(today), f"in {words}")


def _details(due: Due, numbers: dict[str, int]) -> Iterator[Row]:
    """Yield the sentences about one date; exceptions get their numbers in `numbers`."""
    rule = due.rule
    yield Row(((rule.id, "bold"), (f": {due.event.label}, {say_date(due.start)}", "")))
    yield Row(((" ".join(due.counted), ""),), _INDENT)
    duties = f" Duty: {', '.join(rule.duties)}." if rule.duties else ""
    checked = f" Checked {say_date(rule.checked)}." if rule.checked else ""
    basis = f"{rule.legal_basis} ({rule.status}).{checked}{duties}"
    yield Row(((basis, "dim"),), _INDENT)
    if rule.note:
        yield Row(((rule.note, ""),), _INDENT)
    if due.exemptions:
        found = [str(numbers.setdefault(text, len(numbers) + 1)) for text in due.exemptions]
        yield Row(((f"Exceptions that may apply: {', '.join(found)}.", ""),), _INDENT)


def print_events(timetable: Timetable) -> None:
    """Print the events that limits count from, by group, as the options that name them."""
    group = ""
    for event in timetable.events.values():
        if event.group != group:
            group = event.group
            print_rows(output(), [Row(((group.capitalize(), "bold"),))])
        takes = "YYYY" if event.takes_year else "YYYY-MM-DD"
        words = ((f"--{event.id} {takes}", "cyan"), (f"  {event.label}", ""))
        print_rows(output(), [Row(words, "  ")])


def print_rules(timetable: Timetable) -> None:
    """Print every rule with its limit, its events and its source."""
    columns = {"Rule": 23, "Limit": 22, "Counts from": 24, "Basis": 0}
    lines = [[r.id, rule_words(r), ", ".join(r.events), r.legal_basis] for r in timetable.rules]
    print_table(output(), columns, lines)
