"""`upheld deadlines` and `upheld review`: dates that follow, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli_index import IndexOption, JsonOption, find_settings, print_json
from rag.errors import QuestionError

__all__ = ["GIVEN", "ClosedOption", "TodayOption", "deadlines", "read_given", "review", "seen_from"]

# Every event of corpus/events.jsonl is an option, so that a new one needs no code.
GIVEN = {"allow_extra_args": True, "ignore_unknown_options": True}

TodayOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Seen from this day, not today."),
]
ClosedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--closed",
        metavar="FROM..TO",
        help="When the school is closed: 2026-07-22..2026-09-01. Give all closures.",
    ),
]


def seen_from(today: datetime | None) -> date:
    """Return the day from which dates are looked at."""
    return today.date() if today else date.today()


def read_given(arguments: Sequence[str]) -> dict[str, str]:
    """Return the dates given as `--EVENT DATE` or `--EVENT=DATE`. Raises QuestionError."""
    given: dict[str, str] = {}
    left = list(arguments)
    while left:
        name = left.pop(0)
        if not name.startswith("--"):
            raise QuestionError(f"{name!r} stands alone. Give each date as --EVENT YYYY-MM-DD.")
        name, equals, day = name[2:].partition("=")
        if not equals:
            if not left or left[0].startswith("--"):
                raise QuestionError(f"--{name} needs a date: --{name} 2026-01-12.")
            day = left.pop(0)
        if name in given:
            raise QuestionError(f"--{name} is given twice. Count one after the other.")
        given[name] = day
    return given


def deadlines(
    ctx: typer.Context,
    today: TodayOption = None,
    closed: ClosedOption = None,
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a calendar file (.ics) too.")
    ] = None,
    events: Annotated[
        bool, typer.Option("--events", help="List the events that limits count from.")
    ] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List every rule and its basis.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Work out time limits from dates: --request 2026-01-12, --review-meeting DATE, …

    `upheld deadlines --events` lists all events. Every date shows how it was counted.
    """
    from app.deadlines import deadlines_record, load_timetable, timetable_record, work_out
    from app.deadlines_show import print_deadlines, print_events, print_rules

    if events or rules:
        timetable = load_timetable()
        if as_json:
            print_json(timetable_record(timetable))
            return
        for wanted, show in ((events, print_events), (rules, print_rules)):
            if wanted:
                show(timetable)
        return
    worked = work_out(read_given(ctx.args), today=seen_from(today), closed=closed or ())
    if ics is not None:
        from app.ics import calendar_file
        from app.show import note

        try:
            ics.write_bytes(calendar_file(worked.dues, today=worked.today))
        except OSError as error:
            raise QuestionError(f"{ics} cannot be written: {error.strerror}.") from error
        note(f"Written: {ics}")
    if as_json:
        print_json(deadlines_record(worked))
    else:
        print_deadlines(worked)


def review(
    ctx: typer.Context,
    facts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help='JSON: {"dates": {…}, "not_yet": […], "closed": […]}.'),
    ] = None,
    not_yet: Annotated[
        list[str] | None,
        typer.Option(metavar="EVENT", help="This has not happened: --not-yet final-plan."),
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="In your own words; dates given beside it count first."),
    ] = None,
    today: TodayOption = None,
    closed: ClosedOption = None,
    decisions: Annotated[
        int,
        typer.Option(min=0, max=10, metavar="N", help="Decisions a gap; 0 needs no index."),
    ] = 3,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lay what happened beside what was due: --request DATE --final-plan DATE, or --words TEXT.

    `upheld deadlines --events` lists all events. Each gap comes with decisions on such a gap.
    """
    from app.dated_words import read_words
    from app.review import Facts, add_facts, find_decisions, read_facts, review_record
    from app.review import review as lay_out
    from app.review_show import print_account, print_read

    told = Facts(read_given(ctx.args), tuple(not_yet or ()), tuple(closed or ()))
    if facts is not None:
        told = add_facts(read_facts(facts), told)
    read = read_words(words, today=seen_from(today)) if words else None
    if read is not None:
        print_read(read)
        told = add_facts(Facts(read.dates, [one.event for one in read.undone]), told)
        told = replace(told, not_yet=[name for name in told.not_yet if name not in told.dates])
    account = lay_out(told, today=seen_from(today))
    if decisions:
        from app.engine import open_engine
        from app.show import working

        with working("Looking for decisions…"):
            engine = open_engine(find_settings(index))
            try:
                account = find_decisions(account, engine, most=decisions)
            finally:
                engine.close()
    if as_json:
        print_json(review_record(account))
    else:
        print_account(account)
