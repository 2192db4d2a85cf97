"""A run that the service does in the background: how far it is, what became of each source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.progress import BuildReport, Progress, Taken

__all__ = ["RESULTS", "STAGES", "Job", "State"]

STAGES = {
    "starting": "Getting ready",
    "starter": "Reading the starter library",
    "reading": "Reading documents",
    "removing": "Taking documents out",
    "cutting": "Cutting them into passages",
    "embedding": "Working out what each passage means",
    "writing": "Writing the index",
}
RESULTS = {
    "added": "Added",
    "replaced": "Replaced an earlier version",
    "unchanged": "Already in the library, unchanged",
    "refused": "Not taken in",
}


class State(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """One run. `shown` says how sources are named to a person, by their labels.

    `sources` are what is taken in, `documents` the ids that are taken out; of a job that does
    not run any more `finished_at` and, where it failed, `error` tell.
    """

    id: str
    began_at: str
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    shown: Mapping[str, str] = field(default_factory=dict)
    state: State = State.RUNNING
    resumed: bool = False
    stage: str = "starting"
    done: int = 0
    total: int = 0
    current: str | None = None
    results: list[dict[str, Any]] = field(default_factory=list)
    removed: int = 0
    notes: tuple[str, ...] = ()
    error: str | None = None
    generation: int | None = None
    finished_at: str | None = None

    def see(self, step: Progress) -> None:
        """Note one step forward."""
        self.stage, self.done, self.total = step.stage, step.done, step.total
        self.current = self.shown.get(step.label, step.label) or None
        if step.taken is not None:
            self.tell(step.taken)

    def tell(self, taken: Taken) -> None:
        """Note what became of one source."""
        self.results.append(
            {
                "source": self.shown.get(taken.source, taken.source),
                "result": taken.what,
                "words": RESULTS[taken.what],
                "reason": taken.reason or None,
                "document": taken.document_id,
                "title": taken.title or None,
                "set_aside": taken.aside,
            }
        )

    def finish(self, state: State, at: str, error: str | None = None) -> None:
        """Note how it ended; nothing of a run that was stopped or failed is kept."""
        if state is not State.DONE:
            for one in self.results:
                if one["result"] != "refused":
                    one.update(result="refused", words=RESULTS["refused"], document=None)
                    one["reason"] = "The run did not come to its end."
        self.error, self.current, self.finished_at = error, None, at
        self.state = state

    def report(self, report: BuildReport) -> None:
        """Note the report of a run that came to its end."""
        told = {one["source"] for one in self.results}
        for label, reason in report.failed:
            source = self.shown.get(label, label)
            if source not in told:
                refused = {"source": source, "result": "refused", "words": RESULTS["refused"]}
                more = {"reason": reason, "document": None, "title": None, "set_aside": 0}
                self.results.append({**refused, **more})
        self.removed, self.notes = report.removed, report.notes
        self.generation = report.generation

    def record(self) -> dict[str, Any]:
        """Return this job as JSON."""
        results = list(self.results)
        counts = Counter(one["result"] for one in results)
        return {
            "id": self.id,
            "kind": "remove" if self.documents else "add",
            "state": self.state.value,
            "resumed": self.resumed,
            "began_at": self.began_at,
            "finished_at": self.finished_at,
            "stage": self.stage,
            "words": STAGES.get(self.stage, self.stage),
            "done": self.done,
            "total": self.total,
            "current": self.current,
            "results": results,
            "counts": {result: counts[result] for result in RESULTS},
            "documents": list(self.documents),
            "removed": self.removed,
            "notes": list(self.notes),
            "error": self.error,
            "generation": self.generation,
        }
