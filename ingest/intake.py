"""Taking sources in: what is new or changed is read and stored, what is known is passed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from ingest.desk import Desk
from ingest.fetch import Fetched, Fetcher
from ingest.progress import Progress, ProgressSink, Taken
from ingest.sidecar import superseded_by, with_origin
from ingest.sources import Source, is_address, printable
from ingest.steps import Steps, check_reading, now, reading_digest
from rag.errors import IngestError, NotInLibrary, ParseError, ReadError
from rag.records import Reading

__all__ = ["Intake"]

_STARTER = "starter:"  # what the names of the starter library's sources begin with
_MOST_BYTES = 200_000_000  # of one file


class Intake:
    """The reading half of a run. `failed` holds (source, reason), `unchanged` counts sources."""

    def __init__(
        self,
        desk: Desk,
        steps: Steps,
        progress: ProgressSink,
        fetcher: Callable[[], Fetcher] | None = None,
    ) -> None:
        self._desk = desk
        self._steps = steps
        self._progress = progress
        self._fetcher = fetcher
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
        with (self._fetcher or Fetcher)() as fetcher:
            for n, source in enumerate(sources, 1):
                try:
                    taken = self._take(source, fetcher)
                except IngestError as error:
                    reason = self._reason(source, error)
                    self.failed.append((source.label, reason))
                    taken = Taken(source.label, "refused", reason=reason)
                self._progress(Progress("reading", n, len(sources), source.label, taken))

    def forget(self, document_ids: Sequence[str]) -> None:
        """Drop documents with all their sources.

        Raises NotInLibrary for an id that is not there, IngestError for one of the starter
        library; then nothing is dropped.
        """
        names: dict[str, list[str]] = {document_id: [] for document_id in document_ids}
        for name, known in self._desk.sources.items():
            if known.document_id in names:
                names[known.document_id].append(name)
        for document_id, found in names.items():
            if not found and self._desk.change_of(document_id) != "removed":
                raise NotInLibrary(f"The library holds no document {document_id!r}.")
            if any(name.startswith(_STARTER) for name in found):
                raise IngestError(
                    f"{document_id} belongs to the starter library, which comes and goes as a "
                    "whole: an index without it is made with upheld ingest --no-starter --index "
                    "and another folder."
                )
        for n, found in enumerate(names.values(), 1):
            for name in found:
                self._desk.drop(name)
            self._progress(Progress("removing", n, len(names)))

    def _take(self, source: Source, fetcher: Fetcher) -> Taken:
        given = _file(source.path) if source.path else fetcher.fetch(source.name)
        digest = sha256(given.data).hexdigest()
        if source.path and (successor := superseded_by(source.path)):
            digest = sha256(f"{digest} {successor}".encode()).hexdigest()  # to be read afresh
        if self._desk.is_known(source.name, digest):
            self.unchanged += 1
            return self._known(source, source.name)
        twin = self._desk.twin(source.name, digest)
        if twin is None:
            before = "replaced" if source.name in self._desk.sources else "added"
            reading = self._read(source, given)
            document_id = self._desk.put(source.name, digest, reading)
            title, aside = reading.document.title, len(reading.set_aside)
            return Taken(source.label, before, document_id, title, aside=aside)
        self._take_twin(source, given, digest, twin)
        return self._known(source, source.name if source.name in self._desk.sources else twin)

    def _known(self, source: Source, name: str) -> Taken:
        """Tell of a source that is there already, or was read before an interruption."""
        document_id = self._desk.sources[name].document_id
        done = {"added": "added", "updated": "replaced"}
        what = done.get(self._desk.change_of(document_id) or "", "unchanged")
        return Taken(source.label, what, document_id, held=name == source.name)

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
        try:
            reading = self._steps.read(
                given.data, name=name, media_type=given.media_type, read_at=now()
            )
        except IngestError:
            raise
        except Exception as error:  # a boundary: one strange file must not end a run over many
            raise ParseError(
                f"{source.label}: reading it failed ({type(error).__name__}). This is a fault of "
                "Upheld's: please report it with the file."
            ) from error
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
        if path.stat().st_size > _MOST_BYTES:
            raise ReadError(f"{path}: larger than {_MOST_BYTES / 1e6:g} MB. Split it.")
        return Fetched(path.read_bytes(), None)
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened ({error.strerror}).") from error
