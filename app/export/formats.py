"""The one door to the writers: a format's name, its file, its content type."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from app.export.model import Export
from rag.errors import QuestionError

__all__ = ["Format", "content_type", "file_name", "format_of", "write_export"]


class Format(StrEnum):
    """What a file can be written as; the value is the file's ending too."""

    DOCX = "docx"
    PDF = "pdf"
    MARKDOWN = "md"
    RIS = "ris"
    CSL = "json"


_TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.RIS: "application/x-research-info-systems; charset=utf-8",
    Format.CSL: "application/vnd.citationstyles.csl+json",
}


def content_type(form: Format) -> str:
    """Return the media type of a file of this format."""
    return _TYPES[form]


def file_name(export: Export, form: Format) -> str:
    """Return a file name that every system takes: "upheld-2026-03-04.pdf"."""
    return f"upheld-{export.made_on:%Y-%m-%d}.{form.value}"


def format_of(path: Path) -> Format:
    """Return the format that a file's ending names. Raises QuestionError."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in set(Format):
        known = ", ".join(f".{form.value}" for form in Format)
        raise QuestionError(f"{path.name!r} does not say in which format: end its name in {known}.")
    return Format(ending)


def write_export(export: Export, form: Format) -> bytes:
    """Return the file. A writer's library is loaded only when it is asked for."""
    if form is Format.DOCX:
        from app.export.word import write_docx as write
    elif form is Format.PDF:
        from app.export.pdf import write_pdf as write
    elif form is Format.MARKDOWN:
        from app.export.markdown import write_markdown as write
    elif form is Format.RIS:
        from app.export.ris import write_ris as write
    else:
        from app.export.csl import write_csl as write
    return write(export)
