"""The run: sources to a new generation of the index, resumable, with progress."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ingest.desk import Desk
from ingest.fetch import Fetcher
from ingest.intake import Intake
from ingest.last_run import save_run
from ingest.progress import BuildReport, Progress, ProgressSink
from ingest.propose import CaseProposer
from ingest.sources import Found, find_sources
from ingest.steps import Steps, now, standard_steps
from ingest.write import Model, embed_missing, write_indexes
from rag.embeddings import EmbeddingStore
from rag.errors import IngestError, RunStopped, StoreError
from rag.generations import hold_lock, write_manifest
from rag.protocols import Embedder, TokenCounter
from rag.schema import SCHEMA_VERSION

__all__ = ["BuildReport", "Progress", "ProgressSink", "build_index", "remove_documents"]


def build_index(
    index: Path,
    sources: Sequence[str],
    *,
    starter: bool,
    embedder: Embedder | Callable[[], Embedder],
    counter: TokenCounter,
    progress: ProgressSink | None = None,
    fingerprint: str | None = None,
    model_name: str = "",
    threads: int = 1,
    steps: Steps | None = None,
    proposer: CaseProposer | None = None,
    fetcher: Callable[[], Fetcher] | None = None,
) -> BuildReport:
    """Take `sources` (paths, folders, addresses) and the starter library into the index.

    Where nothing has changed nothing is written. `embedder` may be a maker of one, which is
    then called only where something has to be embedded; `fingerprint` says beforehand what it
    will have (without it the maker is called as soon as anything has changed, and a change of
    model alone goes unnoticed). `proposer` adds to cases what rules miss (not with `steps`,
    which have their own); another one has every source read afresh. `fetcher` makes what gets
    addresses. A source that cannot be read is reported, not raised. Raises IngestError where
    nothing given exists, IndexBusy where another process is writing, IndexMismatch where the index
    has another schema, StoreError where it cannot be written; RunStopped, the run undone, where
    `progress` raises it; KeyboardInterrupt with a message that says how to go on.
    """
    if not sources and not starter:
        raise IngestError("Nothing to take in: give a path or an address, or leave the starter in.")
    steps = steps or standard_steps(proposer=proposer)
    found = find_sources(sources, steps.suffixes)
    model = _model(embedder, fingerprint, model_name)
    with _at_desk(index, steps) as desk:
        run = _Run(desk, steps, model, counter, progress, threads, fetcher)
        report = run.go(found, starter=starter)
        save_run(index, report, at=now())
    return report


def remove_documents(
    index: Path,
    document_ids: Sequence[str],
    *,
    embedder: Embedder | Callable[[], Embedder],
    counter: TokenCounter,
    progress: ProgressSink | None = None,
    fingerprint: str | None = None,
    model_name: str = "",
    threads: int = 1,
    steps: Steps | None = None,
) -> BuildReport:
    """Take documents out of the index; their files are left where they lie.

    Nothing is removed where one of them is not there (NotInLibrary) or belongs to the starter
    library (IngestError); else as `build_index`.
    """
    steps = steps or standard_steps()
    with _at_desk(index, steps) as desk:
        model = _model(embedder, fingerprint, model_name)
        report = _Run(desk, steps, model, counter, progress, threads).forget(document_ids)
        save_run(index, report, at=now())
    return report


@contextmanager
def _at_desk(index: Path, steps: Steps) -> Iterator[Desk]:
    """Be the only writer of an index; a run that is stopped is undone, a killed one is not."""
    try:
        with hold_lock(index), closing(Desk(index, steps.recipe)) as desk:
            try:
                yield desk
            except RunStopped:
                desk.discard()
                raise
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            "Interrupted. What was read and embedded is kept; the index is as it was before. "
            "Run the same command again to go on."
        ) from None
    except OSError as error:
        raise StoreError(
            f"The index in {index} could not be written: {error}. See that the disk has room and "
            "that you may write there, then run the same command again."
        ) from error


def _model(
    embedder: Embedder | Callable[[], Embedder], fingerprint: str | None, name: str
) -> Model:
    if callable(embedder):
        return Model(embedder, fingerprint, name)
    name = name or str(getattr(embedder, "name", ""))
    return Model(lambda: embedder, embedder.fingerprint, name, embedder.dimension, embedder)


class _Run:
    """One run, under the lock."""

    def __init__(
        self,
        desk: Desk,
        steps: Steps,
        model: Model,
        counter: TokenCounter,
        progress: ProgressSink | None,
        threads: int,
        fetcher: Callable[[], Fetcher] | None = None,
    ) -> None:
        self._desk = desk
        self._steps = steps
        self._model = model
        self._counter = counter
        self._progress = progress or (lambda step: None)
        self._threads = threads
        self._intake = Intake(desk, steps, self._progress, fetcher)
        self._embedded = 0
        self._began = time.monotonic()

    def go(self, found: Found, *, starter: bool) -> BuildReport:
        """Read, cut, embed, write, publish; stop after reading where nothing has changed."""
        if starter:
            self._intake.take_starter()
        self._intake.take_sources(found.sources)
        if not starter and self._desk.touched:
            self._intake.take_language()
        return self._finish(found)

    def forget(self, document_ids: Sequence[str]) -> BuildReport:
        """Drop documents, write, publish."""
        self._intake.forget(document_ids)
        return self._finish(Found())

    def _finish(self, found: Found) -> BuildReport:
        if self._model_changed():
            self._desk.staging().cut_all_again()
        changes: Mapping[str, str] = {}
        if self._desk.touched:
            changes = self._desk.staging().changes()
            self._cut()
            self._write()
        return self._report(found, Counter(changes.values()))

    def _model_changed(self) -> bool:
        """Say whether the index was made with another model than the one that is known."""
        made_with = self._desk.manifest.get("model_fingerprint")
        return None not in (made_with, self._model.fingerprint) and (
            made_with != self._model.fingerprint
        )

    def _cut(self) -> None:
        """Cut what was read into passages, again where its boilerplate has changed."""
        staging = self._desk.staging()
        staging.mark_boilerplate()
        uncut = staging.uncut()
        for n, document_id in enumerate(uncut, 1):
            passages = self._steps.cut(staging.reading(document_id), self._counter)
            staging.put_passages(document_id, passages)
            self._progress(Progress("cutting", n, len(uncut), document_id))

    def _write(self) -> None:
        desk, model, staging = self._desk, self._model, self._desk.staging()
        model.learn_dimension(desk.manifest)
        path = desk.index / "embeddings.sqlite"
        with closing(EmbeddingStore(path, model.known_fingerprint())) as store:
            self._embedded = embed_missing(staging, store, model, self._progress)
            kind = write_indexes(
                staging,
                store,
                desk.folder,
                dimension=model.known_dimension(),
                threads=self._threads,
                progress=self._progress,
                trained=None if self._model_changed() else desk.vectors_in_use(),
            )
        manifest = self._manifest(kind)
        write_manifest(desk.folder, manifest)
        desk.publish(manifest)

    def _manifest(self, kind: str) -> dict[str, Any]:
        desk, model = self._desk, self._model
        return {
            "schema_version": SCHEMA_VERSION,
            "tool_version": desk.recipe,
            "generation": desk.next_number,
            "created_at": now(),
            "model_name": model.name or str(desk.manifest.get("model_name", "")),
            "model_fingerprint": model.known_fingerprint(),
            "dimension": model.known_dimension(),
            "vector_index": kind,
            "starter_sha256": desk.meta.get("starter_sha256"),
            **desk.staging().counts(),
        }

    def _report(self, found: Found, changes: Mapping[str, int]) -> BuildReport:
        manifest = self._desk.manifest
        return BuildReport(
            added=changes.get("added", 0),
            updated=changes.get("updated", 0),
            unchanged=self._intake.unchanged,
            removed=changes.get("removed", 0),
            failed=(*found.failed, *self._intake.failed),
            embedded=self._embedded,
            passages=manifest.get("passages", 0),
            documents=manifest.get("documents", 0),
            generation=self._desk.number,
            seconds=round(time.monotonic() - self._began, 3),
            notes=tuple(self._notes(found)),
        )

    def _notes(self, found: Found) -> list[str]:
        notes = []
        if self._desk.resumed:
            notes.append("Went on with a run that had been interrupted.")
        if found.skipped:
            endings = ", ".join(f"{n} {ending}" for ending, n in sorted(found.skipped.items()))
            notes.append(f"Skipped in folders, not a kind that can be read: {endings}.")
        if self._desk.number is None:
            notes.append("There is still no index: nothing could be read.")
        return notes
