"""An account of what should have happened as a person sees it in a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import date

from app.dated_words import Told, read_words
from app.deadlines import load_timetable
from app.review import Account
from app.show import Row, link_words, note, output, print_rows, print_table
from app.voices import own_words, speaker
from rag.comparable import Comparable
from rag.deadlines import say_date
from rag.review import Standing, Step, gap_words

__all__ = ["point_to_review", "print_account", "print_read"]

_STYLES = {
    Standing.IN_TIME: "green",
    Standing.LATE: "red",
    Standing.OVERDUE: "red",
    Standing.BY_COUNTING: "yellow",
}
_INDENT = "    "


def print_read(told: Told) -> None:
    """Print, beside the output, what was read in a person's words, to be corrected."""
    events = load_timetable().events
    for fact in told.facts:
        assumed = "".join(f" {sentence}" for sentence in fact.assumed)
        label = events[fact.event].label
        note(f"Read “{fact.words}” as --{fact.event} {fact.day}: {label}.{assumed}")
    for one in told.undone:
        note(f"Read “{one.words}” as --not-yet {one.event}: not yet: {events[one.event].label}.")
    for sentence in told.notes:
        note(sentence)
    if told.facts:
        note("If a date is wrong, give it as an option beside --words.")


def point_to_review(text: str) -> None:
    """Where a question tells dated facts, say how to see them beside what was due."""
    if read_words(text, today=date.today()).facts:
        note(
            "Dates were read in this. What was due when, beside what happened:\n"
            f"  upheld review --words {shlex.quote(text)}"
        )


def print_account(account: Account) -> None:
    """Print what was due beside what happened, then each gap with decisions on such a gap."""
    console = output()
    today = say_date(account.worked.today)
    print_rows(console, [Row(((f"What should have happened, seen from {today}.", "bold"),))])
    columns = {"Due": 17, "What should have happened": 0, "What happened": 24, "Gap": 24}
    print_table(console, columns, [_line(step) for step in account.steps])
    for place, step in enumerate(account.steps):
        if step.gap_days is not None or step.standing is Standing.BY_COUNTING:
            print_rows(console, _gap(step, account.decisions.get(place, ())))
    print_rows(console, [Row(((f"Check: {told}", "yellow"),)) for told in account.worked.warnings])
    print_rows(
        console,
        [
            Row(((text, "dim"),))
            for text in (
                "This compares dates. Only the Ombudsman finds fault, and each case turns on its "
                "own facts.",
                "Information, not legal advice.",
            )
        ],
    )


def _line(step: Step) -> list[str | tuple[str, str]]:
    due, rule = step.due, step.due.rule
    condition = f", {rule.condition}" if rule.condition else ""
    happened = say_date(step.happened) if step.happened else step.standing.value
    gap = gap_words(step.gap_days) if step.gap_days else step.standing.value
    return [
        say_date(due.day) if due.day else "not known",
        f"{rule.whose}: {rule.title}{condition} ({rule.legal_basis})",
        happened,
        (gap if step.happened or step.gap_days else "", _STYLES.get(step.standing, "")),
    ]


def _gap(step: Step, decisions: Sequence[Comparable]) -> Iterator[Row]:
    rule = step.due.rule
    yield Row(((rule.id, "bold"), (f": {step.words}", "")))
    yield Row(((" ".join(step.due.counted), "dim"),), _INDENT)
    for text in step.due.exemptions:
        yield Row(((f"Exception: {text}", "dim"),), _INDENT)
    if decisions:
        yield Row((("Decisions on such a gap (examples, not findings about this case)", ""),), "  ")
    for found in decisions:
        yield from _decision(found)


def _decision(found: Comparable) -> Iterator[Row]:
    decision, cited = found.precedent, found.citation
    dated = say_date(decision.date) if decision.date else None
    facts = (decision.council, decision.reference, dated, decision.finding, own_words(cited.kind))
    yield Row(((" · ".join(fact for fact in facts if fact), "bold"),), f"{_INDENT}- ")
    voice = speaker(cited.kind, cited.role, cited.law_status)
    yield Row(((f"{voice}, {cited.pinpoint}: “{cited.quote}”", ""),), f"{_INDENT}  ")
    if decision.warning:
        yield Row(((f"Warning: {decision.warning}", "yellow"),), f"{_INDENT}  ")
    link = link_words(cited.url, cited.url_checked)
    if link:
        yield Row(((link, "dim"),), f"{_INDENT}  ")
