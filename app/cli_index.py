"""The commands that read documents, `ingest`, `remove`, `inspect`, and what all commands share."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.config import Settings, load_settings

__all__ = [
    "BackendOption",
    "ExportOption",
    "FromOption",
    "IndexOption",
    "JsonOption",
    "ToOption",
    "find_settings",
    "ingest",
    "inspect",
    "print_json",
    "remove",
]

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", metavar="DIR", help="Folder of the index (UPHELD_INDEX)."),
]
BackendOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who words the answer: extractive, local … (UPHELD_LLM)."),
]
ExportOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Save it too, with its sources: .docx .pdf .md .ris .json."),
]
FromOption = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="Not before YYYY-MM-DD."),
]
ToOption = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="Not after YYYY-MM-DD."),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON, in the shape in which the service replies.")
]


def find_settings(index: Path | None, backend: str | None = None) -> Settings:
    """Return the settings of the environment, with what the command line names instead."""
    settings = load_settings()
    if backend is not None:
        settings = replace(settings, llm=backend)
    return replace(settings, index=index.expanduser()) if index is not None else settings


def print_json(record: Any) -> None:
    """Print one record to standard output as UTF-8, whatever the terminal's encoding."""
    text = json.dumps(record, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def ingest(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH|URL]...", help="Files, folders or addresses to take in."),
    ] = None,
    index: IndexOption = None,
    starter: Annotated[
        bool,
        typer.Option("--starter/--no-starter", help="With the starter library or without it."),
    ] = True,
) -> None:
    """Build or update the index: the starter library and your own documents."""
    from app.take import take_in

    if not sources and not starter:
        raise typer.BadParameter("nothing to do: give a PATH or URL, or leave out --no-starter")
    raise typer.Exit(take_in(find_settings(index), sources or [], starter=starter))


def remove(
    documents: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Ids of documents: upheld search shows.")
    ],
    index: IndexOption = None,
) -> None:
    """Take documents out of the index; the files that they were read from stay."""
    from app.take import take_out

    raise typer.Exit(take_out(find_settings(index), documents))


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The document to read.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON: sections, paragraphs, the case.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="OUT.html", help="Write a page to open in a browser.")
    ] = None,
) -> None:
    """Show how a document is read: roles, numbers, findings, remedies. Needs no index."""
    from app.inspect import read_file, reading_record
    from app.inspect_show import print_reading
    from app.show import note

    reading = read_file(file)
    if html is not None:
        from app.inspect_html import save_page

        note(f"Written: {save_page(reading, html, source=file)}")
    if as_json:
        print_json(reading_record(reading))
    elif html is None:
        print_reading(reading)
