"""`upheld ask --export FILE`: the answer as a file beside what is printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.export.build import build_export
from app.export.formats import Format, write_export
from rag.errors import QuestionError
from rag.protocols import Library
from rag.replies import Answer

__all__ = ["save_answer"]


def save_answer(answer: Answer, library: Library, path: Path, form: Format) -> None:
    """Write `answer` to `path`, over what is there. Raises QuestionError."""
    data = write_export(build_export(answer, library, on=date.today()), form)
    try:
        path.expanduser().write_bytes(data)
    except OSError as error:
        raise QuestionError(f"{path} cannot be written ({error.strerror}).") from error
