"""`upheld ingest` and `upheld remove`: one run, with its progress and its report in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.builds import ModelBuilds
from app.show import note, output, progress_bar
from rag.config import Settings

if TYPE_CHECKING:
    from ingest.progress import BuildReport, Progress

__all__ = ["report_lines", "take_in", "take_out"]

_STAGES = {
    "reading": "Reading documents",
    "removing": "Taking documents out",
    "cutting": "Cutting passages",
    "embedding": "Embedding passages",
    "writing": "Writing the index",
}


def take_in(settings: Settings, sources: Sequence[str], *, starter: bool) -> int:
    """Build or update the index; print what was done; return 1 where a source failed."""
    builds = ModelBuilds(settings)
    return _run(lambda watch: builds.add(sources, starter=starter, progress=watch))


def take_out(settings: Settings, document_ids: Sequence[str]) -> int:
    """Take documents out of the index; print what was done. Raises NotInLibrary, IngestError."""
    return _run(lambda watch: ModelBuilds(settings).remove(document_ids, progress=watch))


def _run(begin: Callable[[Callable[[Progress], None]], BuildReport]) -> int:
    with progress_bar() as bar:
        tasks = {stage: bar.add_task(name, visible=False) for stage, name in _STAGES.items()}

        def show(step: Progress) -> None:
            task = tasks.get(step.stage)
            if task is not None:
                bar.update(task, completed=step.done, total=step.total, visible=True)

        report = begin(show)
    for line in report_lines(report):
        output().print(line, markup=False, soft_wrap=True)
    for line in [*report.notes, *(f"Failed: {source}: {why}" for source, why in report.failed)]:
        note(line)
    return 1 if report.failed else 0


def report_lines(report: BuildReport) -> list[str]:
    """Say in words what a run did and what the index holds now."""
    done = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "failed": len(report.failed),
    }
    told = [f"{count} {name}" for name, count in done.items() if count]
    holds = "There is no index yet."
    if report.generation is not None:
        holds = (
            f"The index holds {report.documents:,} documents in {report.passages:,} passages "
            f"(generation {report.generation})."
        )
    return [
        f"Documents: {', '.join(told) or 'nothing to do'}. "
        f"{report.embedded:,} texts embedded in {report.seconds:.1f} s.",
        holds,
    ]
