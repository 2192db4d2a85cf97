"""The service's addresses. Endpoints are plain functions and run in the thread pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app import models, wire
from app.api.borrow import UNUSABLE
from app.api.document_schemas import CouncilOut, DocumentPage, DocumentText
from app.api.live import live_engine
from app.api.requests import AskIn, SearchIn
from app.api.schemas import AnswerOut, ErrorOut, ModelOut, ReadyOut, SearchOut
from app.api.streaming import events_of
from app.documents import document_line, document_record, paragraph_record, section_record
from rag.errors import NotInLibrary

__all__ = ["router"]

_ABSENT: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorOut, "description": "The library does not hold this document."}
}
_MANIFEST_KEYS = ("created", "counts", "documents", "passages", "model", "schema")

router = APIRouter()


@router.post("/v1/ask", response_model=AnswerOut, responses=UNUSABLE, tags=["questions"])
def ask(body: AskIn, request: Request) -> AnswerOut:
    """Answer a question; every statement carries citations that were checked."""
    with live_engine(request.app).borrow() as engine:
        answer = engine.ask(body.record())
    return AnswerOut.model_validate(wire.answer_record(answer))


def _ready(request: Request) -> None:
    """Refuse with a status what cannot be answered at all, before a stream begins."""
    with live_engine(request.app).borrow():
        return


@router.post(
    "/v1/ask/stream",
    response_class=EventSourceResponse,
    responses=UNUSABLE,
    dependencies=[Depends(_ready)],
    tags=["questions"],
)
async def ask_stream(body: AskIn, request: Request) -> AsyncIterator[ServerSentEvent]:
    """Answer a question as server-sent events, each with JSON.

    `step` {"stage", "words"}, `evidence` {"passages", "documents"}, then `claim` for each
    statement that passed the check (as in the answer, its citations not numbered yet) and
    `struck` for each one of a language model's that did not; `withdrawn` takes back the claims
    told so far. `answer` comes last and is the whole reply of `/v1/ask`. `error` has the shape of
    every error and ends the stream. Going away stops the language model.
    """
    async for name, record in events_of(live_engine(request.app), body.record()):
        yield ServerSentEvent(event=name, data=record)


@router.get("/v1/model", response_model=ModelOut, responses=UNUSABLE, tags=["service"])
def model(request: Request) -> ModelOut:
    """Say who words the answers, and what leaves the machine, before anything is asked."""
    with live_engine(request.app).borrow() as engine:
        writer = engine.writer
    return ModelOut.model_validate(models.model_record(writer.backend if writer else None))


@router.post("/v1/search", response_model=SearchOut, responses=UNUSABLE, tags=["questions"])
def search(body: SearchIn, request: Request) -> SearchOut:
    """List the passages that fit best, without composing an answer."""
    with live_engine(request.app).borrow() as engine:
        hits = engine.search(body.query, k=body.k, filters=body.filters.record())
    return SearchOut.model_validate(
        {"query": body.query, "hits": [wire.hit_record(hit) for hit in hits]}
    )


@router.get("/v1/documents", response_model=DocumentPage, tags=["library"])
def documents(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> DocumentPage:
    """List the documents of the library."""
    with live_engine(request.app).borrow() as engine:
        held = engine.library.documents()
    lines = [document_line(document) for document in held[offset : offset + limit]]
    return DocumentPage.model_validate({"total": len(held), "documents": lines})


@router.get("/v1/councils", response_model=list[CouncilOut], tags=["library"])
def councils(request: Request) -> list[CouncilOut]:
    """List the councils that documents of the library name, in alphabetical order."""
    with live_engine(request.app).borrow() as engine:
        held = engine.library.documents()
    counts = Counter(document.council for document in held if document.council)
    return [CouncilOut(council=name, documents=n) for name, n in sorted(counts.items())]


@router.get(
    "/v1/documents/{document_id}",
    response_model=DocumentText,
    responses=_ABSENT,
    tags=["library"],
)
def document(document_id: str, request: Request) -> DocumentText:
    """Return a document with its sections and paragraphs, boilerplate included."""
    with live_engine(request.app).borrow() as engine:
        library = engine.library
        held = library.document(document_id)
        if held is None:
            raise NotInLibrary(
                f"The library holds no document {document_id!r}. GET /v1/documents lists what "
                "it holds; `upheld ingest` adds more."
            )
        sections = library.sections(document_id)
        paragraphs = library.paragraphs(document_id)
    return DocumentText.model_validate(
        {
            "document": document_record(held),
            "sections": [section_record(section) for section in sections],
            "paragraphs": [paragraph_record(p, held) for p in paragraphs],
        }
    )


@router.get("/healthz", tags=["service"])
def healthz() -> dict[str, str]:
    """Say that the process is alive."""
    return {"status": "ok"}


@router.get("/readyz", response_model=ReadyOut, responses=UNUSABLE, tags=["service"])
def readyz(request: Request) -> ReadyOut:
    """Say whether questions can be answered; 503 with the reason where they cannot."""
    live = live_engine(request.app)
    with live.borrow() as engine:
        manifest = engine.library.manifest
        library = {key: manifest[key] for key in _MANIFEST_KEYS if key in manifest}
    return ReadyOut(ready=True, generation=live.generation, library=library)
