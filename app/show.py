"""What a person sees in a terminal: answers, passages, checks and progress, through rich.

Results go to standard output; progress and notes go to standard error, and only to a terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from app.doctor import Check
from app.parts import Line, ShownPart
from app.wire import LIMITS, answer_parts, own_words, sources, speaker
from rag.records import Answer, Citation, Hit, Precedent, Status

__all__ = [
    "STATUS_WORDS",
    "counting",
    "note",
    "notes",
    "output",
    "print_answer",
    "print_checks",
    "print_error",
    "print_hits",
    "progress_bar",
    "working",
]

STATUS_WORDS: dict[Status, str] = {
    Status.ANSWERED: "Answered from the library",
    Status.PARTIAL: "Answered in part: the library does not cover everything that was asked",
    Status.NOT_FOUND: "The library does not answer this",
    Status.NEEDS_CLARIFICATION: "The question needs one more detail",
    Status.REFUSED: "This is not something Upheld can answer",
}


def output() -> Console:
    """Return the console for results."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=False)


def notes() -> Console:
    """Return the console for progress, notes and errors."""
    return Console(file=sys.stderr, highlight=False)


def print_error(message: str) -> None:
    """Print what went wrong and what to do, as one message."""
    notes().print(Text("upheld: ", style="bold red") + Text(message), soft_wrap=True)


def note(message: str) -> None:
    """Print a note for the person who runs this."""
    notes().print(Text(message), soft_wrap=True)


def _say_date(day: date | None) -> str | None:
    return f"{day.day} {day:%B %Y}" if day else None


def _link(url: str | None, checked: bool) -> str | None:
    if not url:
        return None
    return url if checked else f"{url} (link not checked)"


def print_answer(console: Console, answer: Answer) -> None:
    """Print an answer in its parts, then similar decisions, its numbered sources and limits."""
    parts = answer_parts(answer)
    console.print(Text(STATUS_WORDS[answer.status], style="bold"))
    for part in parts:
        if part.heading != LIMITS:
            _print_part(console, part)
    _print_precedents(console, answer.precedents)
    _print_sources(console, answer)
    for part in parts:
        if part.heading == LIMITS:
            _print_part(console, part)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, style="bold underline"))


def _print_part(console: Console, part: ShownPart) -> None:
    if part.heading is None:
        console.print()
    else:
        _heading(console, part.heading)
    for line in part.lines:
        console.print(_line(line))


def _line(line: Line) -> RenderableType:
    text = Text(line.text)
    for number in line.numbers:
        text.append(f" [{number}]", style="cyan")
    if not line.bullet:
        return text
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_row("  -", text)
    return row


def _print_sources(console: Console, answer: Answer) -> None:
    found = sources(answer)
    if not found:
        return
    _heading(console, "Sources")
    for number, citation in found:
        console.print(_citation_block(citation, number))


def _citation_block(citation: Citation, number: int) -> RenderableType:
    reference = citation.reference
    where = [citation.title, reference if reference and reference not in citation.title else None]
    facts = [
        speaker(citation.kind, citation.role),
        citation.pinpoint,
        _say_date(citation.date),
        own_words(citation.kind),
        citation.law_status if citation.law_status != "in force" else None,
    ]
    lines: list[RenderableType] = [
        Text(f"[{number}] ", style="cyan") + Text(" · ".join(w for w in where if w), style="bold"),
        Text("    " + " · ".join(fact for fact in facts if fact), style="dim"),
        Padding(Text(f"“{citation.quote}”"), (0, 0, 0, 4)),
    ]
    if citation.legal_basis:
        lines.append(Padding(Text(f"Legal basis: {citation.legal_basis}"), (0, 0, 0, 4)))
    if citation.warning:
        lines.append(Padding(Text(f"Warning: {citation.warning}", style="yellow"), (0, 0, 0, 4)))
    link = _link(citation.url, citation.url_checked)
    if link:
        lines.append(Padding(Text(link, style="dim", overflow="fold"), (0, 0, 0, 4)))
    return Group(*lines)


def _print_precedents(console: Console, precedents: Sequence[Precedent]) -> None:
    if not precedents:
        return
    _heading(console, "Similar decisions (examples, not entitlements)")
    for precedent in precedents:
        facts = [precedent.council, precedent.reference, _say_date(precedent.date)]
        head = " · ".join(fact for fact in facts if fact)
        console.print(Padding(Text(head, style="bold"), (0, 0, 0, 2)))
        console.print(Padding(Text(precedent.line), (0, 0, 0, 4)))
        if precedent.warning:
            text = Text(f"Warning: {precedent.warning}", style="yellow")
            console.print(Padding(text, (0, 0, 0, 4)))


def print_hits(console: Console, hits: Sequence[Hit]) -> None:
    """Print retrieved passages, best first."""
    if not hits:
        console.print("Nothing in the library matches.")
    for rank, hit in enumerate(hits, start=1):
        console.print(_hit_block(hit, rank))


def _hit_block(hit: Hit, rank: int) -> RenderableType:
    document, passage = hit.document, hit.passage
    reference = document.reference
    facts = [
        speaker(document.kind, passage.role),
        passage.heading,
        reference if reference and reference not in document.title else None,
        _say_date(document.date),
        own_words(document.kind),
    ]
    lines: list[RenderableType] = [
        Text(f"{rank}. ", style="cyan") + Text(document.title, style="bold"),
        Text("   " + " · ".join(fact for fact in facts if fact), style="dim"),
        Padding(Text(passage.text), (0, 0, 0, 3)),
    ]
    if document.warning:
        lines.append(Padding(Text(f"Warning: {document.warning}", style="yellow"), (0, 0, 0, 3)))
    return Padding(Group(*lines), (0, 0, 1, 0))


@contextmanager
def working(message: str) -> Iterator[None]:
    """Show `message` with a spinner on a terminal while the block runs; say nothing in a pipe."""
    console = notes()
    if not console.is_terminal:
        yield
        return
    with console.status(message):
        yield


def progress_bar() -> Progress:
    """Return a progress bar on standard error that shows nothing when that is not a terminal."""
    console = notes()
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


@contextmanager
def counting(description: str) -> Iterator[Callable[[int], None]]:
    """Show how many have been done; yields the function that is told the count."""
    with progress_bar() as bar:
        task = bar.add_task(description, total=None)
        yield lambda done: bar.update(task, completed=done)


_MARKS = {"fine": ("ok", "green"), "warning": ("note", "yellow"), "failed": ("problem", "red")}


def print_checks(console: Console, checks: Sequence[Check]) -> None:
    """Print what `upheld doctor` found, with what to do under it."""
    rows = Table.grid(padding=(0, 2, 0, 0))
    for check in checks:
        word, style = _MARKS[check.state]
        told = Text(check.found)
        if check.advice:
            told.append(f"\n{check.advice}", style="bold")
        rows.add_row(Text(word, style=style), Text(check.name, style="bold"), told)
    console.print(rows)
