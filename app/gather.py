"""`upheld fetch`: gather decisions from the Ombudsman's site into a folder."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli_index import FromOption, ToOption
from rag.config import load_settings

if TYPE_CHECKING:
    from ingest.collect import Gathered

__all__ = ["Ending", "fetch", "report_lines"]


class Ending(StrEnum):
    """How a complaint ended, as the command line names it."""

    UPHELD = "upheld"
    NOT_UPHELD = "not-upheld"
    CLOSED = "closed"


def fetch(
    council: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this council: Surrey.")
    ] = None,
    subject: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Only this: education/special-educational-needs."),
    ] = None,
    outcome: Annotated[list[Ending] | None, typer.Option(help="Only this outcome.")] = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    most: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Stop after N decisions.")
    ] = None,
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where they are kept.")] = Path(
        "decisions"
    ),
    delay: Annotated[
        float, typer.Option(min=0.0, metavar="SECONDS", help="Pause between two requests.")
    ] = 3.0,
    site: Annotated[str | None, typer.Option(metavar="URL", help="The site (UPHELD_SITE).")] = None,
    contact: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="How the site can reach you (UPHELD_CONTACT)."),
    ] = None,
    listing: Annotated[
        str | None, typer.Option(metavar="URL", help="Begin at this page of search results.")
    ] = None,
) -> None:
    """Gather published decisions into a folder, politely; then run `upheld ingest DIR`."""
    from app.show import note, output, working
    from ingest.collect import Order, collect
    from ingest.listing import Outcome, Wanted
    from ingest.polite import Polite

    settings = load_settings()
    wanted = Wanted(
        councils=tuple(council or ()),
        subjects=tuple(one.strip("/").lower() for one in subject or ()),
        outcomes=tuple(Outcome(one) for one in outcome or ()),
        date_from=_day(date_from),
        date_to=_day(date_to),
    )
    order = Order(folder.expanduser(), wanted, most, listing)
    with (
        Polite(site or settings.site, contact=contact or settings.contact, delay_s=delay) as polite,
        working("Gathering decisions, one at a time…"),
    ):
        report = collect(order, polite)
    for line in report_lines(report, folder):
        output().print(line, markup=False, soft_wrap=True)
    for line in [*report.notes, *(f"Failed: {source}: {why}" for source, why in report.failed)]:
        note(line)
    raise typer.Exit(1 if report.failed else 0)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def report_lines(report: Gathered, folder: Path) -> list[str]:
    """Say in words what was gathered and what to do next."""
    done = {
        "new": report.new,
        "changed, saved beside the old": report.changed,
        "unchanged": report.unchanged,
        "gathered before the interruption": report.known,
        "not as wanted": report.left_out,
        "failed": len(report.failed),
    }
    told = [f"{count} {name}" for name, count in done.items() if count]
    return [
        f"Decisions: {', '.join(told) or 'none found'}. {report.requests} requests.",
        "Decisions are published about six weeks after they are issued.",
        f"Next: upheld ingest {folder}",
    ]
