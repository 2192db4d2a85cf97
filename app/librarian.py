"""The service's own writer: one run at a time, in the background, and gone on with after a kill."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from app.builds import Builds, ModelBuilds
from app.jobs import Job, State
from app.kept_files import KeptFiles, safe_name
from rag.config import Settings
from rag.errors import IndexBusy, IngestError, NotInLibrary, RunStopped, StoreError, UpheldError
from rag.generations import hold_lock, read_pointer

if TYPE_CHECKING:
    from ingest.progress import BuildReport, Progress, Taken

__all__ = ["Librarian"]

_UNFINISHED = "unfinished-run.json"
_KEPT = 20  # jobs that are remembered
_MOST_TRIES = 2  # beginnings of one run: a document that kills the service must not do so for ever
_JOIN_S = 10.0
_BUSY = "The library is being changed already (run {}). Wait until that is done, or stop it."


@dataclass(frozen=True, slots=True)
class _Order:
    """What a run is to do, kept on disk until it has ended."""

    id: str
    began_at: str
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # of files that were sent
    deletes: tuple[str, ...] = ()  # files of a document that is taken out
    shown: Mapping[str, str] | None = None
    starter: bool = False
    tries: int = 1


class Librarian:
    """Changes the library of one index for the doors of the service; safe from several threads."""

    def __init__(self, settings: Settings, builds: Builds | None = None) -> None:
        self.settings = settings
        self._index = settings.index.expanduser()
        self._builds = builds or ModelBuilds(settings)
        self._files = KeptFiles(self._index)
        self._jobs: dict[str, Job] = {}
        self._guard = threading.Lock()
        self._running: Job | None = None
        self._stop = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None

    # --- what is asked for --------------------------------------------------------------------

    def add_sources(self, sources: Sequence[str]) -> Job:
        """Begin to take in files and folders of this machine, and addresses.

        Raises IndexBusy where a run is under way, IngestError where nothing given can be used.
        """
        from ingest.sources import is_address

        for one in sources:
            if not is_address(one) and not Path(one).expanduser().is_absolute():
                raise IngestError(
                    f"{one!r} is neither a web address (https://…) nor a full path on the "
                    "service's machine (/home/…)."
                )
        return self._begin(sources=tuple(sources))

    def add_files(self, files: Sequence[tuple[str, BinaryIO]]) -> Job:
        """Keep files, given as (name, data), and begin to take them in. Raises IndexBusy."""
        from ingest.progress import Taken
        from ingest.read import SUFFIXES

        self._check_free()
        run = uuid.uuid4().hex
        shown: dict[str, str] = {}
        refused: list[Taken] = []
        for given, data in files:
            name = safe_name(given)
            if Path(name).suffix.lower() in SUFFIXES:
                shown[str(self._files.receive(run, name, data))] = name
            else:
                readable = ", ".join(sorted(SUFFIXES))
                reason = f"Files of this kind cannot be read. Readable are {readable}."
                refused.append(Taken(name, "refused", reason=reason))
        if not shown:
            return self._nothing(run, refused)
        try:
            places = tuple(shown)
            return self._begin(run, refused, sources=places, places=places, shown=shown)
        except UpheldError:
            self._files.forget(run)
            raise

    def remove(self, document_id: str) -> Job:
        """Begin to take a document out; a file that was sent goes with it. Raises IndexBusy."""
        from ingest.desk import sources_of

        names = sources_of(self._index, document_id)
        if not names:
            raise NotInLibrary(f"The library holds no document {document_id!r}.")
        if any(name.startswith("starter:") for name in names):
            raise IngestError(
                f"{document_id} belongs to the starter library, which comes and goes as a whole. "
                "An index without it is made with: upheld ingest --no-starter"
            )
        return self._begin(documents=(document_id,), deletes=tuple(names))

    def job(self, job_id: str) -> Job:
        """Return a job. Raises NotInLibrary."""
        found = self._jobs.get(job_id)
        if found is None:
            raise NotInLibrary(
                f"There is no run {job_id!r}: the service remembers the last {_KEPT} since it "
                "started. GET /v1/library tells of the last run of all."
            )
        return found

    def latest(self) -> Job | None:
        """Return the job that was begun last."""
        return next(reversed(self._jobs.values()), None)

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop; the library is left as it was before it."""
        job = self.job(job_id)
        if job is self._running:
            self._stop.set()
        return job

    def resume(self) -> Job | None:
        """Go on with a run that was killed with the service, if there is one."""
        order = self._unfinished()
        if order is None:
            return None
        if order.tries >= _MOST_TRIES:
            job = Job(order.id, order.began_at, order.sources, order.documents, order.shown or {})
            self._undo()
            self._end(order, job, State.FAILED, "It was interrupted twice, and is left alone now.")
            self._remember(job)
            return job
        try:
            return self._start(replace(order, tries=order.tries + 1), [], resumed=True)
        except UpheldError:
            return None  # another process is writing: it stays unfinished

    def close(self) -> None:
        """Interrupt what runs, as a kill would: the next service goes on with it."""
        self._closing = True
        if self._thread is not None:
            self._thread.join(_JOIN_S)

    # --- beginning ----------------------------------------------------------------------------

    def _check_free(self) -> None:
        if self._running is not None:
            raise IndexBusy(_BUSY.format(self._running.id))
        with hold_lock(self._index):
            return

    def _begin(self, run: str = "", refused: Sequence[Taken] = (), **what: Any) -> Job:
        starter = read_pointer(self._index) is None  # a first index holds the starter library
        order = _Order(run or uuid.uuid4().hex, _now(), starter=starter, **what)
        return self._start(order, refused)

    def _start(self, order: _Order, refused: Sequence[Taken], *, resumed: bool = False) -> Job:
        with self._guard:
            self._check_free()
            job = Job(order.id, order.began_at, order.sources, order.documents, order.shown or {})
            job.resumed = resumed
            for taken in refused:
                job.tell(taken)
            self._note(order)
            self._running = job
            self._stop.clear()
            self._remember(job)
        self._thread = threading.Thread(
            target=self._work, args=(order, job), name="upheld-librarian", daemon=True
        )
        self._thread.start()
        return job

    def _nothing(self, run: str, refused: Sequence[Taken]) -> Job:
        """Return a job that has ended already: nothing that was sent can be read."""
        job = Job(run, _now())
        for taken in refused:
            job.tell(taken)
        job.finish(State.DONE, _now())
        self._remember(job)
        return job

    def _remember(self, job: Job) -> None:
        self._jobs[job.id] = job
        while len(self._jobs) > _KEPT:
            self._jobs.pop(next(iter(self._jobs)))

    # --- the run ------------------------------------------------------------------------------

    def _work(self, order: _Order, job: Job) -> None:
        refused: set[Path] = set()

        def watch(step: Progress) -> None:
            if self._closing:
                raise KeyboardInterrupt
            if self._stop.is_set():
                raise RunStopped("Stopped. The library is as it was before.")
            if step.taken and (step.taken.what == "refused" or not step.taken.held):
                refused.add(Path(step.taken.source))
            job.see(step)

        state, error = State.DONE, None
        try:
            self._files.place(order.id)
            job.report(self._run(order, watch))
        except KeyboardInterrupt:
            return  # the order stays on disk for the next service
        except RunStopped as stopped:
            state, error = State.STOPPED, str(stopped)
        except UpheldError as fault:
            state, error = State.FAILED, str(fault)
        except Exception as fault:  # the edge of the service: a fault of ours ends this run only
            state, error = State.FAILED, f"Something went wrong inside Upheld ({_kind(fault)})."
        if state is not State.DONE:
            self._undo()
            refused = {Path(place) for place in order.places}
        else:
            self._files.delete(order.deletes)
        self._end(order, job, state, error, refused)

    def _run(self, order: _Order, watch: Any) -> BuildReport:
        if order.documents:
            return self._builds.remove(order.documents, progress=watch)
        return self._builds.add(order.sources, starter=order.starter, progress=watch, at_home=False)

    def _undo(self) -> None:
        """Throw away what a run had written, so that the next one does not take it up."""
        from ingest.desk import discard_unfinished

        with suppress(StoreError):  # another process is writing: what lies there is its own
            discard_unfinished(self._index)

    def _end(
        self,
        order: _Order,
        job: Job,
        state: State,
        error: str | None,
        refused: set[Path] | None = None,
    ) -> None:
        places = [Path(place) for place in order.places]
        self._files.settle(order.id, places, set(places) if refused is None else refused)
        (self._index / _UNFINISHED).unlink(missing_ok=True)
        with self._guard:
            self._running = None
            job.finish(state, _now(), error)

    # --- an order on disk ---------------------------------------------------------------------

    def _note(self, order: _Order) -> None:
        part = self._index / f"{_UNFINISHED}.part"
        part.write_text(json.dumps({name: getattr(order, name) for name in _FIELDS}), "utf-8")
        part.replace(self._index / _UNFINISHED)

    def _unfinished(self) -> _Order | None:
        try:
            kept = json.loads((self._index / _UNFINISHED).read_text("utf-8"))
            lists = {name: tuple(kept[name]) for name in kept if isinstance(kept[name], list)}
            return _Order(**{**kept, **lists})
        except (OSError, ValueError, KeyError, TypeError):
            return None


_FIELDS = tuple(_Order.__slots__)


def _now() -> str:
    from ingest.steps import now

    return now()


def _kind(error: Exception) -> str:
    return type(error).__name__
