"""The command line: `upheld fetch | ingest | inspect | deadlines | ask | search | cases | …`.

Exit codes: 0 fine; 1 finished, but something failed; 2 a user's mistake; 130 stopped by Ctrl-C.
What a command needs is imported inside it, so that `--help` is fast and asking never loads
what only indexing needs.
"""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli_cases import case, cases, remedies
from app.cli_deadlines import GIVEN, deadlines, review
from app.cli_index import (
    BackendOption,
    ExportOption,
    FromOption,
    IndexOption,
    JsonOption,
    ToOption,
    find_settings,
    ingest,
    inspect,
    print_json,
    remove,
)
from app.cli_lessons import lessons
from app.cli_study import study
from app.gather import fetch
from rag.errors import QuestionError, UpheldError
from rag.kinds import Audience, Kind, Role
from rag.records import Filters
from rag.replies import Question

__all__ = ["app", "main"]

app = typer.Typer(
    name="upheld",
    help=(
        "Cited, checked answers on what an English council should have done for a child with "
        "special educational needs, from Ombudsman decisions and the duties behind them."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _one_of(names: type[StrEnum]) -> str:
    return ", ".join(name.value for name in names)


def main() -> None:
    """Run the command line: the one place where it turns errors into messages."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character is no error
    try:
        app()
    except UpheldError as error:
        _leave(str(error), code=2)
    except BrokenPipeError:  # the reader went away (`upheld ask … | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _leave("stopped", code=130)
    except SystemExit as leaving:
        if leaving.code == 130:  # typer turns Ctrl-C into this
            _leave(_last_words(leaving), code=130)
        raise


def _last_words(error: BaseException | None) -> str:
    """Return what the interrupted work said, for example how to go on."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt) and str(error):
            return str(error)
        error = error.__cause__ or error.__context__
    return "stopped"


def _leave(message: str, *, code: int) -> None:
    from app.show import print_error

    print_error(message)
    sys.exit(code)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"upheld {version('upheld')}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


app.command()(fetch)
app.command()(ingest)
app.command()(remove)
app.command()(inspect)
app.command(context_settings=GIVEN)(deadlines)
app.command(context_settings=GIVEN)(review)
app.command()(cases)
app.command()(case)
app.command()(remedies)
app.command()(lessons)
app.command()(study)


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def serve(
    index: IndexOption = None,
    api_only: Annotated[
        bool, typer.Option("--api-only", help="The HTTP service without the web page.")
    ] = False,
) -> None:
    """Run the HTTP service and the web page until Ctrl-C."""
    from app.models import leaving
    from app.serve import serve_doors
    from app.show import note

    settings = find_settings(index)
    if told := leaving(settings):
        note(told)
    raise typer.Exit(serve_doors(settings, page=not api_only))


@app.command()
def doctor(
    index: IndexOption = None,
    as_json: JsonOption = False,
    try_llm: Annotated[
        bool, typer.Option("--try-llm", help="Ask the language model one short question too.")
    ] = False,
) -> None:
    """Check this installation and say what to run."""
    from app.doctor import check_all, worst
    from app.show import output, print_checks

    checks = check_all(find_settings(index), try_llm=try_llm)
    if as_json:
        print_json({"checks": [check.record() for check in checks], "worst": worst(checks)})
    else:
        print_checks(output(), checks)
    raise typer.Exit(1 if worst(checks) == "failed" else 0)


@app.command("eval")
def evaluate(
    part: Annotated[str, typer.Argument(help="Gold questions: dev, test or all.")] = "all",
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write report-*.json and .html.")
    ] = None,
    baseline: Annotated[
        bool,
        typer.Option("--baseline", "--compare", help="Beside plain retrieval and 200-word chunks."),
    ] = False,
    beir: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Measure retrieval on a set in the BEIR layout instead."),
    ] = None,
    split: Annotated[str, typer.Option(help="With --beir: which qrels/*.tsv.")] = "test",
    cache: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where embeddings are kept between runs.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="REPORT", help="Compare with an earlier report-*.json.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="REPORT", help="Take this report instead of measuring anew."),
    ] = None,
    rerank: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="With this cross-encoder (UPHELD_RERANKER)."),
    ] = None,
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit with 1 where a measure is below eval/gate.toml.")
    ] = False,
    index: IndexOption = None,
) -> None:
    """Measure retrieval and answers on the gold questions, or retrieval on any BEIR set."""
    from eval.command import Wanted, main_eval

    wanted = Wanted(part, out, baseline, beir, split, cache, against, gate, report)
    settings = find_settings(index)
    if rerank is not None:
        settings = replace(settings, reranker=rerank.expanduser())
    raise typer.Exit(main_eval(settings, wanted))


if __name__ == "__main__":
    main()
