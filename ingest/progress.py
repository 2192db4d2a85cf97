"""What a run tells whoever watches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["BuildReport", "Progress", "ProgressSink", "Taken"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one source. `what`: "added", "replaced", "unchanged" or "refused".

    `reason` says why a source was refused and what to do. `document_id` is None only then.
    `aside` counts the lines that stand in no paragraph. `held` is False where the same bytes
    are there under another name, and this name was not noted.
    """

    source: str
    what: str
    document_id: str | None = None
    title: str = ""
    reason: str = ""
    aside: int = 0
    held: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """One step forward. `stage` is "reading", "cutting", "embedding" or "writing".

    `done` of `total` documents (reading, cutting), passages (embedding) or files (writing);
    `label` names the one that was just done, where there is one; `taken` tells what became of
    a source that was just read. A watcher that raises RunStopped has the run undone.
    """

    stage: str
    done: int
    total: int
    label: str = ""
    taken: Taken | None = None


ProgressSink = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a run did. `added`, `updated`, `removed` count documents against the generation before.

    `unchanged` counts sources that were known already; `failed` holds (source, reason).
    `embedded` counts texts that went through the model in this run. `passages` and `documents`
    are what the index now holds. `generation` is None where there is still no index.
    """

    added: int
    updated: int
    unchanged: int
    removed: int
    failed: tuple[tuple[str, str], ...]
    embedded: int
    passages: int
    documents: int
    generation: int | None
    seconds: float
    notes: tuple[str, ...] = ()
