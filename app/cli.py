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
from pathlib import Path
from typing import Annotated

import typer

from app.cli_ask import ask, batch, search
from app.cli_cases import case, cases, remedies
from app.cli_deadlines import GIVEN, deadlines, review
from app.cli_index import (
    IndexOption,
    JsonOption,
    find_settings,
    ingest,
    inspect,
    print_json,
    remove,
)
from app.cli_lessons import lessons
from app.cli_study import study
from app.gather import fetch
from rag.errors import UpheldError

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
app.command()(ask)
app.command()(search)
app.command()(batch)


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
