"""The HTTP service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI

from app.api.cases import router as cases_router
from app.api.deadlines import deadlines_router
from app.api.errors import BodyLimit, add_error_handlers
from app.api.exporting import router as exporting
from app.api.feedback import router as feedback_router
from app.api.lessons import router as lessons_router
from app.api.library import router as library_router
from app.api.live import FixedEngine, LiveEngine
from app.api.routes import router
from app.api.study import router as study_router
from app.api.writing import UPLOADS, upload_limit, why_closed
from app.engine import Answering
from app.librarian import Librarian
from rag.config import Settings

__all__ = ["create_app"]

_ABOUT = (
    "What an English council should have done for a child with special educational needs: "
    "cited, checked answers from Ombudsman decisions and the duties behind them. "
    "Questions are not kept and not logged; what a reader says of an answer is kept only where the "
    "operator named a file for it."
)


def create_app(
    source: Settings | LiveEngine | Answering,
    librarian: Librarian | None = None,
    *,
    feedback: Path | None = None,
) -> FastAPI:
    """Return the service over an index (opened on first use, renewed when it moves on) or over
    an engine that the caller opened and will close.

    `librarian` changes the library where that is allowed; over settings it is made. `feedback`
    is the file of what readers say, where no settings name it.
    """
    if isinstance(source, Settings):
        librarian = librarian or Librarian(source)
        source = LiveEngine(source)
    live = source if isinstance(source, LiveEngine) else FixedEngine(source)
    settings = librarian.settings if librarian else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if librarian is not None and why_closed(settings) is None:
            librarian.resume()
        yield
        if librarian is not None:
            librarian.close()
        live.close()

    app = FastAPI(title="Upheld", version=version("upheld"), description=_ABOUT, lifespan=lifespan)
    app.state.live = live
    app.state.librarian = librarian
    app.state.feedback = settings.feedback if settings else feedback
    app.add_middleware(BodyLimit, uploads=UPLOADS, most=upload_limit(settings))
    app.include_router(router)
    app.include_router(deadlines_router)
    app.include_router(exporting)
    app.include_router(cases_router)
    app.include_router(lessons_router)
    app.include_router(library_router)
    app.include_router(study_router)
    app.include_router(feedback_router)
    add_error_handlers(app)
    return app
