"""A reading made from records rather than from a file: sections and paragraphs with true spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rag.cases import Case
from rag.kinds import Role
from rag.records import Document, Paragraph, Reading, Section

__all__ = ["Page"]


@dataclass
class Page:
    """Gathers sections and paragraphs and keeps the spans true."""

    document_id: str
    text: str = ""
    sections: list[Section] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)

    def add(self, heading: str, role: Role, texts: Iterable[str | None]) -> list[Paragraph]:
        """Add a section of these paragraphs, none where all are empty; return its paragraphs."""
        filled = [text.strip() for text in texts if text and text.strip()]
        if not filled:
            return []
        self._write(heading)
        self.sections.append(Section(len(self.sections), heading, role))
        return [self._paragraph(text, n, len(filled)) for n, text in enumerate(filled, 1)]

    def _write(self, text: str) -> int:
        start = len(self.text) + 2 if self.text else 0
        self.text += f"\n\n{text}" if self.text else text
        return start

    def _paragraph(self, text: str, item: int, items: int) -> Paragraph:
        start = self._write(text)
        section = self.sections[-1]
        pinpoint = f"{section.heading}, item {item}" if items > 1 else section.heading
        paragraph = Paragraph(
            id=f"{self.document_id}#{len(self.paragraphs)}",
            document_id=self.document_id,
            ordinal=len(self.paragraphs),
            section=section.ordinal,
            role=section.role,
            text=text,
            start=start,
            end=start + len(text),
            pinpoint=pinpoint,
            number=str(item),
        )
        self.paragraphs.append(paragraph)
        return paragraph

    def reading(self, document: Document, case: Case | None = None) -> Reading:
        return Reading(document, self.text, tuple(self.sections), tuple(self.paragraphs), case)
