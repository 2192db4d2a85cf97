"""The net under every parser: what it placed nowhere is kept, apart, and never lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.assemble import BREAK
from ingest.blocks import Raw
from rag.kinds import Role
from rag.records import Paragraph, Reading, Section
from rag.text import fold

__all__ = ["HEADING", "keep_all"]

HEADING = "Other lines"
_FURNITURE = "page furniture, no part of the document"
_LABEL = re.compile(
    r"(?:investigator's (?:final )?decision on behalf of the ombudsm[ae]n|contents|agenda items?|"
    r"(?:no\. )?items?|minutes|actions?(?: points?)?|resolved|summary|agenda and minutes)\W*",
    re.I,
)
_LABELLED = re.compile(r"^summary\s*[:–-]\s*|(?:\bpdf icon )?\bPDF [\d.,]+ ?[KM]B$", re.I)
_LETTERS = re.compile(r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def keep_all(raw: Raw, reading: Reading) -> Reading:
    """Return `reading` with a last section of the blocks that stand nowhere else in it.

    Title pages, keys to names, the rest of another document before this one: they can be looked
    up, but they are boilerplate, so that nothing is said of a case on their strength.
    """
    left = list(dict.fromkeys(_left(raw, reading)))
    furniture = ((line, _FURNITURE) for line in raw.furniture)
    aside = dict.fromkeys((*reading.set_aside, *furniture, *raw.aside))
    reading = replace(reading, set_aside=tuple(aside))
    if not left:
        return reading
    document = reading.document
    section = Section(len(reading.sections), HEADING, Role.METHOD)
    text = reading.text
    paragraphs = list(reading.paragraphs)
    for n, line in enumerate(left, 1):
        start = len(text) + len(BREAK)
        text = f"{text}{BREAK}{line}"
        ordinal = len(paragraphs)
        paragraphs.append(
            Paragraph(
                id=f"{document.id}#{ordinal}",
                document_id=document.id,
                ordinal=ordinal,
                section=section.ordinal,
                role=Role.METHOD,
                text=line,
                start=start,
                end=len(text),
                pinpoint=f"{HEADING}, paragraph {n} (counted)",
                number=str(n),
                boilerplate=True,
            )
        )
    sections = (*reading.sections, section)
    return replace(reading, text=text, sections=sections, paragraphs=tuple(paragraphs))


def _left(raw: Raw, reading: Reading) -> Iterator[str]:
    document = reading.document
    names = (document.title, document.council, document.outcome, document.category)
    headings = (section.heading for section in reading.sections)
    leads = dict.fromkeys(p.lead_in or "" for p in reading.paragraphs)
    held = _letters(" ".join((reading.text, *headings, *leads, *(name or "" for name in names))))
    for block in raw.blocks:
        words = _letters(block.text)
        if not words or words in held or _LABEL.fullmatch(fold(block.text)):
            continue
        if _letters(_LABELLED.sub("", block.text)) not in held:
            yield block.text


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text)).lower()
