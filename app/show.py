"""What a person sees in a terminal: answers, passages, checks and progress, through rich.

Results go to standard output; progress and notes go to standard error, and only to a terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from app.doctor import Check
from app.parts import ShownPart
from app.voices import STATUS_WORDS, own_words, speaker
from app.wire import LIMITS, answer_parts, sources
from rag.authority import cite_basis
from rag.records import Hit
from rag.replies import Answer, Citation, Precedent

__all__ = [
    "Row",
    "counting",
    "link_words",
    "note",
    "notes",
    "output",
    "print_answer",
    "print_checks",
    "print_error",
    "print_hits",
    "print_rows",
    "print_table",
    "progress_bar",
    "working",
]

_WIDEST = 100  # columns: longer lines are hard to read
_INSET = "      "
_LEAST_REST = 24  # columns that a table leaves to its widest column and the gaps


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph as shown: words with their styles, all in from the left by `lead`."""

    pieces: tuple[tuple[str, str], ...]
    lead: str = ""


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


def link_words(url: str | None, checked: bool) -> str | None:
    """Return an address, saying so where nobody has opened it."""
    if not url:
        return None
    return url if checked else f"{url} (link not checked)"


def print_answer(console: Console, answer: Answer) -> None:
    """Print an answer in its parts, then similar decisions, its numbered sources and limits."""
    parts = answer_parts(answer)
    if answer.help:  # the first thing that is read
        _print_part(console, parts.pop(0))
        console.print()
    console.print(Text(STATUS_WORDS[answer.status], style="bold"))
    for part in parts:
        if part.heading != LIMITS:
            _print_part(console, part)
    _print_precedents(console, answer.precedents)
    _print_sources(console, sources(answer))
    for part in parts:
        if part.heading == LIMITS:
            _print_part(console, part)


def _put(console: Console, text: str | Text, first: str = "", *, style: str = "") -> None:
    """Print `text` wrapped to the console, its later lines as far in as `first` is long."""
    whole = Text(text, style=style) if isinstance(text, str) else text
    width = min(console.width, _WIDEST) - len(first)
    for number, line in enumerate(whole.wrap(console, max(width, 20))):
        line.rstrip()
        lead = first if number == 0 else " " * len(first)
        console.print(Text(lead) + line, soft_wrap=True)


def print_rows(console: Console, rows: Iterable[Row]) -> None:
    """Print rows wrapped to the console."""
    for row in rows:
        _put(console, Text.assemble(*row.pieces), row.lead)


def print_table(
    console: Console,
    columns: Mapping[str, int],
    rows: Iterable[Sequence[str | tuple[str, str]]],
) -> None:
    """Print a table of columns with their widths; a column of width 0 takes what is left.

    A cell is its words, or its words and their style. Where the console is too narrow for
    columns, each row is a line.
    """
    if console.width < sum(columns.values()) + _LEAST_REST:
        for row in rows:
            cells = [Text(cell) if isinstance(cell, str) else Text(*cell) for cell in row]
            _put(console, Text(" · ").join(cell for cell in cells if cell), "  - ")
        return
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), expand=True, show_edge=False
    )
    for heading, width in columns.items():
        table.add_column(
            Text(heading), width=width or None, ratio=None if width else 1, overflow="fold"
        )
    for row in rows:
        cells = [Text(cell) if isinstance(cell, str) else Text(*cell) for cell in row]
        table.add_row(*cells)
    console.print(table, width=min(console.width, _WIDEST + 20))


def _heading(console: Console, text: str) -> None:
    console.print()
    _put(console, text, style="bold underline")


def _print_part(console: Console, part: ShownPart) -> None:
    if part.heading is None:
        console.print()
    else:
        _heading(console, part.heading)
    for line in part.lines:
        text = Text(line.text)
        for number in line.numbers:
            text.append(f"\u00a0[{number}]", style="cyan")
        _put(console, text, "  - " if line.bullet else "")


def _print_sources(console: Console, documents: Sequence[dict[int, Citation]]) -> None:
    if documents:
        _heading(console, "Sources")
    for citations in documents:
        _print_document(console, citations)


def _print_document(console: Console, citations: dict[int, Citation]) -> None:
    about = next(iter(citations.values()))
    reference = about.reference
    facts = [
        about.title,
        reference if reference and reference not in about.title else None,
        _say_date(about.date),
        own_words(about.kind),
        about.law_status if about.law_status != "in force" else None,
    ]
    _put(console, " · ".join(fact for fact in facts if fact), style="bold")
    for number, c in citations.items():
        where = f"{speaker(c.kind, c.role, c.law_status)}, {c.pinpoint}: “{c.quote}”"
        _put(console, where, f"  [{number}] ")
    if about.legal_basis:
        _put(console, f"Legal basis: {cite_basis(about.legal_basis)}", _INSET, style="dim")
    _print_warning(console, about.warning)
    link = link_words(about.url, about.url_checked)
    if link:
        console.print(Text(_INSET + link, style="dim"), soft_wrap=True)


def _print_warning(console: Console, warning: str | None) -> None:
    if warning:
        _put(console, f"Warning: {warning}", _INSET, style="yellow")


def _print_precedents(console: Console, precedents: Sequence[Precedent]) -> None:
    if precedents:
        _heading(console, "Similar decisions (examples, not entitlements)")
    for precedent in precedents:
        facts = [precedent.council, precedent.reference, _say_date(precedent.date)]
        _put(console, " · ".join(fact for fact in facts if fact), "  - ", style="bold")
        _put(console, precedent.line, _INSET)
        _print_warning(console, precedent.warning)


def print_hits(console: Console, hits: Sequence[Hit]) -> None:
    """Print retrieved passages, best first."""
    if not hits:
        console.print("Nothing in the library matches.")
    for rank, hit in enumerate(hits, start=1):
        _print_hit(console, hit, rank)


def _print_hit(console: Console, hit: Hit, rank: int) -> None:
    document, passage = hit.document, hit.passage
    reference = document.reference
    facts = [
        speaker(document.kind, passage.role, document.status),
        passage.heading,
        reference if reference and reference not in document.title else None,
        _say_date(document.date),
        own_words(document.kind),
    ]
    _put(console, document.title, f"{rank:>3}. ", style="bold")
    _put(console, " · ".join(fact for fact in facts if fact), "     ", style="dim")
    _put(console, passage.text, "     ")
    _print_warning(console, document.warning)


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
