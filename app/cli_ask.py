"""The commands that ask: `upheld ask | search | batch`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from app.cli_index import (
    BackendOption,
    ExportOption,
    FromOption,
    IndexOption,
    JsonOption,
    ToOption,
    find_settings,
    print_json,
)
from rag.errors import QuestionError
from rag.kinds import Audience, Kind, Role
from rag.records import Filters
from rag.replies import Question

__all__ = ["ask", "batch", "search"]


def _one_of(names: type[StrEnum]) -> str:
    return ", ".join(name.value for name in names)


def ask(
    question: Annotated[
        str, typer.Argument(metavar="QUESTION", help='Your question; "-" reads it from a pipe.')
    ],
    audience: Annotated[
        Audience, typer.Option(help="Whom the answer is written for.")
    ] = Audience.PARENT,
    council: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this council's documents.")
    ] = None,
    backend: BackendOption = None,
    export: ExportOption = None,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Answer one question, with every statement cited."""
    from app.engine import open_engine
    from app.export.command import save_answer
    from app.export.formats import format_of
    from app.models import leaving
    from app.review_show import point_to_review
    from app.show import note, output, print_answer, working
    from app.tell import follow
    from app.wire import answer_record

    text = _read_text(question)
    form = format_of(export) if export else None
    settings = find_settings(index, backend)
    if told := leaving(settings):
        note(told)
    with working("Opening the library…"):
        engine = open_engine(settings)
    try:
        filters = Filters(councils=tuple(council or ()))
        asked = Question(text=text, audience=audience, filters=filters)
        shown = output() if not as_json else None
        answer = follow(engine.stream(asked), audience, shown)
        if export and form:
            save_answer(answer, engine.library, export, form)
    finally:
        engine.close()
    if as_json:
        print_json(answer_record(answer))
    else:
        print_answer(output(), answer)
        point_to_review(text)
    if export:
        note(f"Saved as {export}.")


def _read_text(given: str) -> str:
    text = given
    if given == "-":
        text = sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    if not text.strip():
        raise QuestionError('The question is empty. Write it in quotes: upheld ask "…"')
    return text.strip().encode("utf-8", "replace").decode("utf-8")


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help='Words to look for; "-" for a pipe.')],
    k: Annotated[
        int, typer.Option("-k", min=1, max=1000, metavar="N", help="How many passages.")
    ] = 10,
    council: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this council.")
    ] = None,
    reference: Annotated[
        list[str] | None, typer.Option(metavar="REF", help='Only this reference: "24 018 294".')
    ] = None,
    kind: Annotated[
        list[Kind] | None,
        typer.Option(metavar="KIND", help=f"Only this sort of document: {_one_of(Kind)}."),
    ] = None,
    role: Annotated[
        list[Role] | None,
        typer.Option(metavar="ROLE", help=f"Only where this voice speaks: {_one_of(Role)}."),
    ] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help='Only this outcome: "Upheld".')
    ] = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    max_tokens: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Only what fits whole into N tokens of a model."),
    ] = None,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """List the passages that fit best, without composing an answer."""
    from app.engine import open_engine
    from app.show import output, print_hits, working
    from app.wire import hit_record

    words = _read_text(text)
    filters = Filters(
        councils=tuple(council or ()),
        references=tuple(reference or ()),
        kinds=tuple(kind or ()),
        roles=tuple(role or ()),
        outcomes=tuple(outcome or ()),
        date_from=date_from.date() if date_from else None,
        date_to=date_to.date() if date_to else None,
    )
    settings = find_settings(index)
    with working("Searching the library…"):
        engine = open_engine(settings)
        try:
            hits = engine.search(words, k=k, filters=filters)
        finally:
            engine.close()
    if max_tokens is not None:
        from rag.tokens import TokenBudget, within_budget

        hits = within_budget(hits, TokenBudget(max_tokens, settings.tokens))
    if as_json:
        print_json({"query": words, "hits": [hit_record(hit) for hit in hits]})
    else:
        print_hits(output(), hits)


def batch(backend: BackendOption = None, index: IndexOption = None) -> None:
    """Answer JSON lines from standard input as JSON lines on standard output."""
    from app.batch import answer_lines
    from app.engine import open_engine
    from app.models import leaving
    from app.show import counting, note

    settings = find_settings(index, backend)
    if told := leaving(settings):
        note(told)
    engine = open_engine(settings)
    try:
        with counting("questions answered") as progress:
            report = answer_lines(engine, sys.stdin.buffer, sys.stdout.buffer, progress=progress)
    finally:
        engine.close()
    raise typer.Exit(1 if report.failed else 0)
