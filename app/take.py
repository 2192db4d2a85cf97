"""`upheld ingest`: one run of the build, with its progress and its report in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.show import note, output, progress_bar
from rag.config import Settings

if TYPE_CHECKING:
    from ingest.progress import BuildReport, Progress

__all__ = ["report_lines", "take_in"]

_STAGES = {
    "reading": "Reading documents",
    "cutting": "Cutting passages",
    "embedding": "Embedding passages",
    "writing": "Writing the index",
}


def take_in(settings: Settings, sources: Sequence[str], *, starter: bool) -> int:
    """Build or update the index; print what was done; return 1 where a source failed."""
    from ingest.build import build_index
    from rag.bootstrap import bulk_embedder, token_counter
    from rag.weights import file_sha256, find_model, find_weights

    with progress_bar() as bar:
        tasks = {stage: bar.add_task(name, visible=False) for stage, name in _STAGES.items()}

        def show(step: Progress) -> None:
            task = tasks.get(step.stage)
            if task is not None:
                bar.update(task, completed=step.done, total=step.total, visible=True)

        report = build_index(
            settings.index,
            sources,
            starter=starter,
            embedder=bulk_embedder(settings),
            counter=token_counter(settings),
            progress=show,
            fingerprint=file_sha256(find_weights(find_model(settings.model)), settings.cache),
            model_name=settings.model,
            threads=settings.threads,
        )
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
