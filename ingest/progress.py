"""What a run tells whoever watches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["BuildReport", "Progress", "ProgressSink"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One step forward. `stage` is "reading", "cutting", "embedding" or "writing".

    `done` of `total` documents (reading, cutting), passages (embedding) or files (writing);
    `label` names the one that was just done, where there is one.
    """

    stage: str
    done: int
    total: int
    label: str = ""


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
