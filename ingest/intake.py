"""Taking sources in: what is new or changed is read and stored, what is known is passed over."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from ingest.desk import Desk
from ingest.fetch import Fetched, Fetcher
from ingest.progress import Progress, ProgressSink
from ingest.sidecar import superseded_by, with_origin
from ingest.sources import Source, is_address, printable
from ingest.steps import Steps, check_reading, now, reading_digest
from rag.errors import IngestError, ReadError
from rag.records import Reading

__all__ = ["Intake"]

_STARTER = "starter:"  # what the names of the starter library's sources begin with


class Intake:
    """The reading half of a run. `failed` holds (source, reason), `unchanged` counts sources."""

    def __init__(self, desk: Desk, steps: Steps, progress: ProgressSink) -> None:
        self._desk = desk
        self._steps = steps
        self._progress = progress
        self.failed: list[tuple[str, str]] = []
        self.unchanged = 0

    def take_starter(self) -> None:
        """Store the starter library where it, or the way it is read, has changed."""
        desk, sha = self._desk, self._steps.starter_sha256()
        before = [name for name in desk.sources if name.startswith(_STARTER)]
        meta = {"starter_sha256": sha, "starter_recipe": desk.recipe}
        if desk.meta.items() >= meta.items():
            self.unchanged += len(before)
            return
        given = self._steps.starter()
        names = [_STARTER + reading.document.id for reading in given.readings]
        for n, (name, reading) in enumerate(zip(names, given.readings, strict=True), 1):
            self._put(name, reading_digest(reading), reading)
            self._progress(Progress("starter", n, len(names), reading.document.title))
        for name in sorted(set(before) - set(names)):
            desk.drop(name)
        desk.staging().put_starter(given.bridges, given.lexicon, meta)
        desk.meta.update(meta)

    def take_language(self) -> None:
        """Store what the starter library knows of how people ask, without its documents.

        Everyday phrasings, abbreviations and councils' names are needed to understand a
        question whatever the library holds.
        """
        desk, sha = self._desk, self._steps.starter_sha256()
        if "starter_sha256" in desk.meta or desk.meta.get("language_sha256") == sha:
            return
        given = self._steps.starter()
        meta = {"language_sha256": sha}
        desk.staging().put_starter(given.bridges, given.lexicon, meta)
        desk.meta.update(meta)

    def take_sources(self, sources: Sequence[Source]) -> None:
        """Read and store every source that is not known; one that cannot be read is noted."""
        with Fetcher() as fetcher:
            for n, source in enumerate(sources, 1):
                try:
                    self._take(source, fetcher)
                except IngestError as error:
                    self.failed.append((source.label, self._reason(source, error)))
                self._progress(Progress("reading", n, len(sources), source.label))

    def _take(self, source: Source, fetcher: Fetcher) -> None:
        given = _file(source.path) if source.path else fetcher.fetch(source.name)
        digest = sha256(given.data).hexdigest()
        if source.path and (successor := superseded_by(source.path)):
            digest = sha256(f"{digest} {successor}".encode()).hexdigest()  # to be read afresh
        if self._desk.is_known(source.name, digest):
            self.unchanged += 1
            return
        twin = self._desk.twin(source.name, digest)
        if twin is None:
            self._put(source.name, digest, self._read(source, given))
        else:
            self._take_twin(source, given, digest, twin)

    def _take_twin(self, source: Source, given: Fetched, digest: str, twin: str) -> None:
        """Take in a source whose bytes were read under the name `twin`: the same document."""
        desk = self._desk
        if not desk.is_known(twin, digest):  # an older Upheld read it: read it afresh
            self._put(twin, digest, self._read(source, given))
        else:
            self.unchanged += 1
        moved = not is_address(twin) and not Path(twin).exists()
        if moved or source.name in desk.sources:
            desk.put_alias(source.name, twin)
        if moved:
            desk.drop(twin)

    def _read(self, source: Source, given: Fetched) -> Reading:
        name = printable(source.path.name) if source.path else source.name
        reading = self._steps.read(
            given.data, name=name, media_type=given.media_type, read_at=now()
        )
        check_reading(reading, source.label)
        return with_origin(reading, source.path) if source.path else reading

    def _put(self, name: str, digest: str, reading: Reading) -> None:
        if self._desk.is_known(name, digest):
            self.unchanged += 1
        else:
            self._desk.put(name, digest, reading)

    def _reason(self, source: Source, error: IngestError) -> str:
        reason = str(error).removeprefix(f"{source.label}: ")
        kept = source.name in self._desk.sources
        return f"{reason} (What was read from it before stays.)" if kept else reason


def _file(path: Path) -> Fetched:
    try:
        return Fetched(path.read_bytes(), None)
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened ({error.strerror}).") from error
