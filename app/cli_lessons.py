"""The command `upheld lessons`: what decisions teach, as a report for a scrutiny committee."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli_index import FromOption, IndexOption, JsonOption, ToOption, find_settings, print_json

if TYPE_CHECKING:
    from app.lessons import LessonsReport
    from rag.protocols import Library

__all__ = ["lessons"]

_KNOWN = (".md", ".docx", ".pdf", ".json")


def lessons(
    council: Annotated[
        list[str] | None, typer.Option("--council", metavar="NAME", help="Only this council.")
    ] = None,
    theme: Annotated[
        list[str] | None, typer.Option("--theme", metavar="CODE", help="Only this theme: AP-NONE.")
    ] = None,
    date_from: FromOption = None,
    date_to: ToOption = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it: .md, .docx, .pdf or .json.")
    ] = None,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Tell what Ombudsman decisions teach, theme by theme, every line cited."""
    from app.engine import open_engine
    from app.lessons import make_lessons
    from app.show import note, working
    from rag.errors import QuestionError
    from rag.facets import CaseFilters

    if out is not None and out.suffix.lower() not in _KNOWN:
        known = ", ".join(_KNOWN)
        raise QuestionError(f"{out.name!r} does not say in which format: end its name in {known}.")
    filters = CaseFilters(
        councils=tuple(council or ()),
        themes=tuple(theme or ()),
        date_from=_day(date_from),
        date_to=_day(date_to),
    )
    with working("Reading what the decisions teach…"):
        engine = open_engine(find_settings(index))
        try:
            report = make_lessons(engine.library, filters)
            data = b"" if as_json and out is None else _encode(engine.library, report, out)
        finally:
            engine.close()
    if out is not None:
        _save(out, data)
        note(f"Written: {out}")
    elif not as_json:
        typer.echo(data, nl=False)
    if as_json:
        print_json(report.record)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _encode(library: Library, report: LessonsReport, out: Path | None) -> bytes:
    """Return the file that the ending of `out` asks for; Markdown where there is none."""
    from app.export.formats import Format, format_of, write_export
    from app.lessons_file import lessons_export

    form = format_of(out) if out is not None else Format.MARKDOWN
    if form is Format.CSL:
        return (json.dumps(report.record, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    return write_export(lessons_export(library, report, on=date.today()), form)


def _save(out: Path, data: bytes) -> None:
    from rag.errors import QuestionError

    try:
        out.expanduser().write_bytes(data)
    except OSError as error:
        raise QuestionError(f"{out} cannot be written ({error.strerror}).") from error
