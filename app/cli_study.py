"""`upheld study`: learning from real decisions and time limits, with repetition."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli_index import IndexOption, JsonOption, find_settings, print_json

if TYPE_CHECKING:
    from rag.study.session import Marked

__all__ = ["study"]

_KEPT = Path("~/.local/share/upheld/study.json")


def study(
    kind: Annotated[
        list[str] | None,
        typer.Option(help="finding, duty, injustice, remedy, how-long, from-when, whose, …"),
    ] = None,
    reference: Annotated[
        list[str] | None, typer.Option(metavar="REF", help="Only this decision.")
    ] = None,
    limit: Annotated[
        int, typer.Option("-n", "--limit", min=1, max=1000, metavar="N", help="How many.")
    ] = 10,
    seed: Annotated[
        int, typer.Option(min=0, max=2**31, help="Mixes the questions and the wrong options.")
    ] = 0,
    answer: Annotated[
        str | None,
        typer.Option(metavar="ITEM=OPTION", help="Answer one item by ids, as JSON shows them."),
    ] = None,
    progress: Annotated[
        Path, typer.Option(metavar="FILE", help="Where what you answered is kept.")
    ] = _KEPT,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write your progress to FILE, and stop.")
    ] = None,
    bring: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Add the progress in FILE.")
    ] = None,
    as_json: JsonOption = False,
    index: IndexOption = None,
) -> None:
    """Learn from real cases with the findings hidden, and from time limits and duties.

    What is due comes first, then what is new. Only your answers are kept, in a file of yours.
    """
    from app.show import note
    from app.study import items_of, items_record, load_progress, marked_record, save_progress
    from app.study_show import study as ask
    from rag.library import open_library
    from rag.study.session import chosen_items, mark, next_items

    kept = load_progress(progress)
    if bring is not None:
        kept = kept.merge(load_progress(bring, new=False))
        save_progress(progress, kept)
        note(f"Added: {bring}")
    if export is not None:
        save_progress(export, kept)
        note(f"Written: {export}")
    if bring is not None or export is not None:
        return
    library = open_library(find_settings(index).index)
    try:
        items = items_of(library, seed=seed)

        def attempt(item: str, chosen: str) -> Marked:
            nonlocal kept
            done = mark(items, kept, item=item, chosen=chosen, now=datetime.now(UTC))
            kept = done.progress
            save_progress(progress, kept)
            return done

        if answer is not None:
            item, _, chosen = answer.rpartition("=")
            print_json(marked_record(attempt(item, chosen)))
            return
        fit = chosen_items(items, kinds=kind or (), references=reference or ())
        coming = next_items(fit, kept, now=datetime.now(UTC), most=limit, seed=seed)
        if as_json:
            print_json(items_record(coming, limit=limit, offset=0, seed=seed))
        elif not coming:
            note(f"Nothing is due. There are {len(fit)} questions of this choice.")
        else:
            ask(coming, lambda one, chosen: attempt(one.id, chosen))
    finally:
        library.close()
