"""The text of a document on the page of a reading: who speaks, and the facts marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from app.inspect import Fact, say_marks
from app.voices import speaker
from rag.kinds import Role
from rag.records import Document, Paragraph, Reading, Section

__all__ = ["Named", "is_marked", "text_sections"]

_FOLDED = 2  # paragraphs of boilerplate from which on they are folded away
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TAGS = {
    "fault": "Fault",
    "no_fault": "No fault",
    "not_investigated": "Not investigated",
    "injustice": "Injustice",
    "remedy": "Remedy",
}  # what is marked in the text; the other facts lead to their place without a mark
Named = Sequence[tuple[str, Fact]]  # facts with the names by which the page links to them


def is_marked(fact: Fact) -> bool:
    """Say whether a fact leads to words of the text."""
    return bool(fact.paragraphs) and fact.start is not None and fact.end is not None


def text_sections(reading: Reading, named: Named) -> Iterator[str]:
    """Yield the sections of a document as HTML, with its facts marked."""
    notes = {p.number or "": p.ordinal for p in reading.paragraphs if _is_note(p)}
    for section in reading.sections:
        role = escape(speaker(reading.document.kind, section.role, reading.document.status))
        heading = escape(section.heading or "(no heading)")
        yield f'<section class=text id="s-{section.ordinal}"><h2>{heading}'
        yield f'<small class="r-{section.role.value}">{role}</small></h2>'
        own = [p for p in reading.paragraphs if p.section == section.ordinal]
        for stock, run in groupby(own, lambda p: p.boilerplate):
            paragraphs = list(run)
            folded = stock and len(paragraphs) >= _FOLDED
            if folded:
                told = f"{len(paragraphs)} paragraphs of boilerplate"
                yield f"<details class=fold><summary>{told}</summary>"
            for p in paragraphs:
                yield from _paragraph(p, section, reading.document, named, notes)
            if folded:
                yield "</details>"
        yield "</section>"


def _is_note(p: Paragraph) -> bool:
    return p.pinpoint == f"Notes, note {p.number}"


def _paragraph(
    p: Paragraph, section: Section, document: Document, named: Named, notes: dict[str, int]
) -> Iterator[str]:
    number = escape(p.number or "")
    shown = f"({number})" if number and p.number_inferred else number
    place = p.pinpoint.removeprefix(section.heading).removeprefix(", ")
    classes = f"p r-{p.role.value}" + (" stock" if p.boilerplate else "")
    own = [(name, fact) for name, fact in named if p in fact.paragraphs and is_marked(fact)]
    yield f'<div class="{classes}" id="p-{p.ordinal}"><span class=n>{shown}</span><div>'
    if p.lead_in:
        yield f"<p class=lead>under: {escape(p.lead_in)}</p>"
    yield f"<p>{_link_notes(_marked_text(p, own, document), notes)}</p></div>"
    remarks = [place, *say_marks(p)]
    yield f'<aside title="{escape(p.pinpoint)}">'
    yield f"<b>{escape(speaker(document.kind, p.role, document.status))}</b>"
    yield "".join(f"<span>{escape(note)}</span>" for note in remarks if note)
    yield "</aside></div>"


def _link_notes(text: str, notes: dict[str, int]) -> str:
    """Lead from the raised number of a note to its body, where the document has it."""

    def link(found: re.Match[str]) -> str:
        place = notes.get(found[0].translate(_FIGURES))
        return found[0] if place is None else f'<a href="#p-{place}">{found[0]}</a>'

    return _RAISED.sub(link, text) if notes else text


def _marked_text(p: Paragraph, own: Named, document: Document) -> str:
    """Return a paragraph's text with its facts marked, also where their spans overlap."""
    spans = [(name, fact, fact.start or 0, fact.end or 0) for name, fact in own]
    edges = {p.start, p.end}
    edges.update(edge for *_, start, end in spans for edge in (start, end))
    edges.update(edge for span in p.unquotable for edge in span)
    edges.update(edge for voice in p.voices for edge in (voice.start, voice.end))
    cuts = sorted(edge for edge in edges if p.start <= edge <= p.end)
    out = []
    for start, end in pairwise(cuts):
        out += [f'<span class=at id="{name}"></span>' for name, _, at, _ in spans if at == start]
        words = escape(p.text[start - p.start : end - p.start])
        if not p.can_quote(start, end):
            words = f"<u class=apart>{words}</u>"
        over = [
            _colour(fact)
            for _, fact, first, last in spans
            if fact.kind in _TAGS and first <= start and end <= last
        ]
        words = f'<mark class="{over[-1]}">{words}</mark>' if over else words
        said = next((v.role for v in p.voices if v.start <= start and end <= v.end), None)
        out.append(_voiced(words, said, document) if said else words)
        out += [
            _tag(name, fact) for name, fact, _, last in spans if last == end and fact.kind in _TAGS
        ]
    return "".join(out)


def _voiced(words: str, said: Role, document: Document) -> str:
    """Return words in the colour of the voice that speaks there, which their title names."""
    title = escape(speaker(document.kind, said, document.status))
    return f'<span class="v r-{said.value}" title="{title}">{words}</span>'


def _is_settled(fact: Fact) -> bool:
    """Say whether a fact is more than a sum that was only offered, rejected or part of another."""
    return fact.remedy is None or fact.remedy.is_due


def _colour(fact: Fact) -> str:
    return f"m-{fact.kind}" if _is_settled(fact) else "m-aside"


def _tag(name: str, fact: Fact) -> str:
    number = name.rpartition("-")[2]
    words = f"{_TAGS[fact.kind]} {number}"
    if fact.remedy and not _is_settled(fact):
        words += f", {fact.remedy.status.replace('_', ' ')}"
    return f'<a class="tag {_colour(fact)}" href="#row-{name}">{escape(words)}</a>'
