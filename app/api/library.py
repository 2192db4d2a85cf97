"""The library over HTTP: what it knows, and changing it in the background."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile

from app.api.borrow import UNUSABLE
from app.api.library_schemas import AddIn, JobOut, LibraryOut, ShelfPage
from app.api.live import live_engine
from app.api.schemas import ErrorOut
from app.api.writing import check_writing, why_closed
from app.librarian import Librarian
from app.shelf import Wanted, find_documents, library_record, run_record, shelf_line
from ingest.last_run import load_run
from ingest.read import SUFFIXES
from rag.errors import IndexMissing
from rag.kinds import Kind

__all__ = ["router"]

router = APIRouter(prefix="/v1/library", tags=["library"])
_REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"model": ErrorOut, "description": "The operator has not allowed this here."},
    409: {"model": ErrorOut, "description": "The library is being changed already."},
    422: {"model": ErrorOut, "description": "The request cannot be used as it is."},
}
_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorOut, "description": "There is no such document or run."}
}
_TOO_LARGE: dict[int | str, dict[str, Any]] = {
    413: {"model": ErrorOut, "description": "The files are larger than the service takes."}
}


def _librarian(request: Request) -> Librarian | None:
    found: Librarian | None = request.app.state.librarian
    return found


def _writer(request: Request) -> Librarian:
    return check_writing(request, _librarian(request))


Writer = Annotated[Librarian, Depends(_writer)]


@router.get("", response_model=LibraryOut, responses=UNUSABLE)
def library(request: Request) -> LibraryOut:
    """Say what the library knows, how fresh it is, how its last run went, and whether documents
    may be added here. A library that does not exist yet has no documents."""
    librarian = _librarian(request)
    settings = librarian.settings if librarian else None
    try:
        with live_engine(request.app).borrow() as engine:
            record = library_record(engine.library, settings.index if settings else None)
    except IndexMissing:
        record = library_record(None, None)
    closed = why_closed(settings)
    job = librarian.latest() if librarian else None
    return LibraryOut.model_validate(
        {
            **record,
            "writing": {
                "allowed": closed is None,
                "reason": closed,
                "most_bytes": settings.library_most_mb * 1_000_000 if settings else 0,
                "suffixes": sorted(SUFFIXES),
            },
            "last_run": run_record(
                load_run(settings.index) if settings else None, named=closed is None
            ),
            "job": job.record() if job and closed is None else None,
        }
    )


@router.get("/documents", response_model=ShelfPage, responses=UNUSABLE)
def documents(
    request: Request,
    q: Annotated[str, Query(max_length=300, description="Words of title, council, source.")] = "",
    kind: Annotated[list[Kind] | None, Query()] = None,
    council: Annotated[list[str] | None, Query(max_length=50)] = None,
    date_from: Annotated[datetime.date | None, Query(alias="from")] = None,
    date_to: Annotated[datetime.date | None, Query(alias="to")] = None,
    own: Annotated[bool | None, Query(description="true: only what was added.")] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> ShelfPage:
    """List documents, what was added first, then the newest."""
    wanted = Wanted(q, kind or (), council or (), date_from, date_to, own)
    try:
        with live_engine(request.app).borrow() as engine:
            found = find_documents(engine.library, wanted)
    except IndexMissing:
        found = []
    lines = [shelf_line(one) for one in found[offset : offset + limit]]
    return ShelfPage.model_validate({"total": len(found), "documents": lines})


@router.post("/files", response_model=JobOut, status_code=202, responses={**_REFUSED, **_TOO_LARGE})
def add_files(
    writer: Writer,
    files: Annotated[list[UploadFile], File(description="HTML, PDF, DOCX or text.")],
) -> JobOut:
    """Keep files beside the index and take them in. A file of a name that is there takes its
    place. Ask for the job until its state is no longer running."""
    given = [(one.filename or "", one.file) for one in files]
    return JobOut.model_validate(writer.add_files(given).record())


@router.post("/sources", response_model=JobOut, status_code=202, responses=_REFUSED)
def add_sources(body: AddIn, writer: Writer) -> JobOut:
    """Take in web addresses, and files or folders of the service's machine."""
    return JobOut.model_validate(writer.add_sources(body.sources).record())


@router.delete(
    "/documents/{document_id}",
    response_model=JobOut,
    status_code=202,
    responses={**_REFUSED, **_UNKNOWN},
)
def remove(document_id: str, writer: Writer) -> JobOut:
    """Take a document out. A file that was sent to the service is deleted; others are left."""
    return JobOut.model_validate(writer.remove(document_id).record())


@router.get("/jobs/{job_id}", response_model=JobOut, responses=_UNKNOWN)
def job(job_id: str, writer: Writer) -> JobOut:
    """Say how far a job is, and what became of each source."""
    return JobOut.model_validate(writer.job(job_id).record())


@router.post("/jobs/{job_id}/cancel", response_model=JobOut, responses={**_REFUSED, **_UNKNOWN})
def cancel(job_id: str, writer: Writer) -> JobOut:
    """Ask a job to stop. The library is left as it was before it."""
    return JobOut.model_validate(writer.cancel(job_id).record())
