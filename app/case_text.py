"""A document's text with who speaks in every span of it, as plain JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.voices import speaker
from rag.kinds import Role
from rag.records import Document, Paragraph, Section

__all__ = ["text_record"]

Record = dict[str, Any]


def text_record(
    document: Document, sections: Sequence[Section], paragraphs: Sequence[Paragraph]
) -> Record:
    """Return the sections with their paragraphs, each cut into spans of one role, and the
    speakers with how many paragraphs or spans are theirs. Joined, the spans are the paragraph."""
    by_section: dict[int, list[Record]] = {}
    counts: Counter[Role] = Counter()
    for paragraph in paragraphs:
        spans = _spans(paragraph)
        counts.update(role for role, _ in spans)
        by_section.setdefault(paragraph.section, []).append(_paragraph(paragraph, spans))
    return {
        "speakers": [
            {"role": role.value, "words": _words(document, role), "spans": counts[role]}
            for role in Role
            if counts[role]
        ],
        "sections": [
            {
                "ordinal": section.ordinal,
                "heading": section.heading,
                "role": section.role.value,
                "speaker": _words(document, section.role),
                "paragraphs": by_section.get(section.ordinal, []),
            }
            for section in sections
        ],
    }


def _words(document: Document, role: Role) -> str:
    return speaker(document.kind, role, document.status)


def _paragraph(paragraph: Paragraph, spans: Sequence[tuple[Role, str]]) -> Record:
    return {
        "id": paragraph.id,
        "number": paragraph.number,
        "number_inferred": paragraph.number_inferred,
        "pinpoint": paragraph.pinpoint,
        "lead_in": paragraph.lead_in,
        "boilerplate": paragraph.boilerplate,
        "start": paragraph.start,
        "end": paragraph.end,
        "spans": [{"role": role.value, "text": text} for role, text in spans],
    }


def _spans(paragraph: Paragraph) -> list[tuple[Role, str]]:
    """Return the paragraph cut where another voice begins or ends; one voice's runs together."""
    cuts: list[tuple[Role, int, int]] = []
    at = paragraph.start
    for voice in paragraph.voices:
        cuts += [(paragraph.role, at, voice.start), (voice.role, voice.start, voice.end)]
        at = voice.end
    cuts.append((paragraph.role, at, paragraph.end))
    spans: list[tuple[Role, str]] = []
    for role, start, end in cuts:
        text = paragraph.text[start - paragraph.start : end - paragraph.start]
        if not text:
            continue
        if spans and (spans[-1][0] is role or not text.strip()):
            spans[-1] = spans[-1][0], spans[-1][1] + text
        else:
            spans.append((role, text))
    return spans
