"""The commands for precedents: `upheld cases`, `upheld case`, `upheld remedies`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli_index import FromOption, IndexOption, JsonOption, ToOption, find_settings, print_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from app.engine import Answering

__all__ = ["case", "cases", "remedies"]

_Themes = Annotated[
    list[str] | None, typer.Option("--theme", metavar="CODE", help="Only this theme: AP-NONE.")
]
_Councils = Annotated[
    list[str] | None, typer.Option("--council", metavar="NAME", help="Only this council.")
]


def cases(
    situation: Annotated[
        str, typer.Argument(metavar="[SITUATION]", help="What happened, in your own words.")
    ] = "",
    theme: _Themes = None,
    duty: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only on this duty: S42-SECURE.")
    ] = None,
    council: _Councils = None,
    outcome: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help='Only this outcome: "Upheld".')
    ] = None,
    finding: Annotated[
        list[str] | None,
        typer.Option(help="Found on any part: fault found, no fault, mixed, not investigated."),
    ] = None,
    missing: Annotated[
        list[str] | None, typer.Option(help="What was missing: education, speech therapy, …")
    ] = None,
    months_min: Annotated[
        float | None, typer.Option(metavar="N", help="Missing for at least N months.")
    ] = None,
    months_max: Annotated[
        float | None, typer.Option(metavar="N", help="Missing for at most N months.")
    ] = None,
    remedy_kind: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help="Agreed: payment, apology, …")
    ] = None,
    amount_min: Annotated[
        float | None, typer.Option(metavar="POUNDS", help="A sum of at least this was agreed.")
    ] = None,
    amount_max: Annotated[
        float | None, typer.Option(metavar="POUNDS", help="A sum of at most this was agreed.")
    ] = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    reference: Annotated[
        list[str] | None, typer.Option(metavar="REF", help="Only these decisions, in this order.")
    ] = None,
    sort: Annotated[str | None, typer.Option(metavar="HOW", help="near, date or amount.")] = None,
    limit: Annotated[
        int, typer.Option("-n", "--limit", min=1, max=1000, metavar="N", help="How many.")
    ] = 10,
    offset: Annotated[int, typer.Option(min=0, metavar="N", help="How many to leave out.")] = 0,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Find decisions near to a situation, and where no fault was found on a like point."""
    from app.cases import cases_record
    from app.show_cases import print_cases
    from rag.case_search import CaseQuery, Sort
    from rag.errors import QuestionError
    from rag.facets import CaseFilters

    if sort is not None and sort not in list(Sort):
        raise QuestionError(f"There is no sort {sort!r}. Choose of: {', '.join(Sort)}.")
    filters = CaseFilters(
        themes=tuple(theme or ()),
        duties=tuple(duty or ()),
        councils=tuple(council or ()),
        outcomes=tuple(outcome or ()),
        findings=tuple(finding or ()),
        missing=tuple(missing or ()),
        months_min=months_min,
        months_max=months_max,
        remedy_kinds=tuple(remedy_kind or ()),
        amount_min=amount_min,
        amount_max=amount_max,
        date_from=_day(date_from),
        date_to=_day(date_to),
    )
    query = CaseQuery(
        situation, filters, tuple(reference or ()), Sort(sort) if sort else None, limit, offset
    )
    record = _with_engine(index, lambda engine: cases_record(engine, query))
    if as_json:
        print_json(record)
    else:
        print_cases(record)


def case(
    reference: Annotated[
        str, typer.Argument(metavar="REF", help='Its reference, such as "24 018 294", or its id.')
    ],
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Show one decision: what was found, when, what was late, and what was agreed."""
    from app.case import case_record
    from app.show_case import print_case

    record = _with_engine(index, lambda engine: case_record(engine, reference))
    if as_json:
        print_json(record)
    else:
        print_case(record)


def remedies(
    kind: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help="Only this: payment, apology, …")
    ] = None,
    theme: _Themes = None,
    council: _Councils = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Show what was agreed for what: examples with their decisions, never an estimate."""
    from app.remedies import remedies_record
    from app.show_cases import print_remedies
    from rag.facets import CaseFilters

    filters = CaseFilters(
        themes=tuple(theme or ()),
        councils=tuple(council or ()),
        remedy_kinds=tuple(kind or ()),
        date_from=_day(date_from),
        date_to=_day(date_to),
    )
    record = _with_engine(index, lambda engine: remedies_record(engine, filters))
    if as_json:
        print_json(record)
    else:
        print_remedies(record)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _with_engine(index: Path | None, work: Callable[[Answering], dict[str, Any]]) -> dict[str, Any]:
    from app.engine import open_engine
    from app.show import working

    with working("Looking through the decisions…"):
        engine = open_engine(find_settings(index))
        try:
            return work(engine)
        finally:
            engine.close()
