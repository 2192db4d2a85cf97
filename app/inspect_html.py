"""A reading as one page that stands alone: no scripts, nothing fetched, everything escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, pairwise
from pathlib import Path

from app.inspect import KINDS, Fact, about_document, case_facts, say_amount, say_marks
from app.inspect_case import say_payee
from app.inspect_style import STYLE
from app.ui.hues import role_style
from app.voices import speaker
from ingest.sources import printable
from rag.errors import ReadError, UpheldError
from rag.kinds import Role
from rag.records import Document, Paragraph, Reading, Section

__all__ = ["reading_page", "save_page"]

_FEW = 20  # sections that a contents list shows without being asked
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
_Named = Sequence[tuple[str, Fact]]  # facts with the names by which the page links to them


def save_page(reading: Reading, out: Path, *, source: Path) -> str:
    """Write the page of `reading` to `out` and return its path; never over the source."""
    out = out.expanduser()
    if out.exists() and out.samefile(source.expanduser()):
        raise ReadError(f"{printable(out)} is the document itself. Name another file for the page.")
    try:
        out.write_text(reading_page(reading), encoding="utf-8", errors="replace")
    except OSError as error:
        where = printable(out)
        raise UpheldError(f"Cannot write {where}: {error.strerror}. Check the path.") from error
    return printable(out)


def reading_page(reading: Reading) -> str:
    """Return the whole page as HTML."""
    named = _name_facts(case_facts(reading))
    title = escape(reading.document.title)
    parts = [
        "<!doctype html>",
        '<html lang="en-GB"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{title} as Upheld reads it</title><style>{STYLE}{role_style()}</style></head>",
        "<body><main>",
        *_header(reading),
        *_legend(reading),
        *_contents(reading),
        *_case(reading, named),
        *_sections(reading, named),
        *_set_aside(reading),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _name_facts(facts: Iterable[Fact]) -> _Named:
    counts: Counter[str] = Counter()
    named = []
    for fact in facts:
        counts[fact.kind] += 1
        named.append((f"{fact.kind}-{counts[fact.kind]}", fact))
    return named


# --- head of the page ------------------------------------------------------------------------


def _header(reading: Reading) -> Iterator[str]:
    document = reading.document
    yield f"<header><p class=over>As Upheld reads it</p><h1>{escape(document.title)}</h1>"
    yield f"<p class=about>{escape(' · '.join(about_document(reading)))}</p>"
    yield f"<p class=about>Read from {escape(document.source)}{_link(document)}</p></header>"


def _link(document: Document) -> str:
    url = document.url or ""
    if not url.startswith(("https://", "http://")):
        return ""
    note = "" if document.url_checked else " (link not checked)"
    return f' · <a rel="noreferrer" href="{escape(url)}">official page</a>{note}'


def _legend(reading: Reading) -> Iterator[str]:
    counts = Counter(p.role for p in reading.paragraphs)
    inside = {voice.role for p in reading.paragraphs for voice in p.voices}
    yield '<section class=legend aria-label="Legend"><h2>Who speaks</h2><ul>'
    for role in Role:
        if counts[role] or role in inside:
            words = escape(speaker(reading.document.kind, role, reading.document.status))
            yield f'<li class="r-{role.value}"><b>{words}</b> {counts[role] or "inside"}</li>'
    yield "</ul><p class=about>Where another voice speaks inside a paragraph, its words stand in"
    yield "the colour of that voice. A paragraph number in brackets was counted by Upheld; the"
    yield "source prints none there. Pale paragraphs, folded where there are"
    yield "several, are boilerplate, which many documents share. <u class=apart>Words"
    yield "underlined with dots</u> do not stand in one piece in the source and are never quoted."
    yield "</p></section>"


def _contents(reading: Reading) -> Iterator[str]:
    if len(reading.sections) < 2:
        return
    counts = Counter(p.section for p in reading.paragraphs)
    shown = " open" if len(reading.sections) <= _FEW else ""
    yield f"<details class=contents{shown}><summary>Contents</summary><ol>"
    for section in reading.sections:
        heading = escape(section.heading or "(no heading)")
        yield f'<li class="r-{section.role.value}"><a href="#s-{section.ordinal}">{heading}</a>'
        yield f"<small>{counts[section.ordinal]}</small></li>"
    if reading.set_aside:
        yield f'<li><a href="#aside">Set aside</a><small>{len(reading.set_aside)}</small></li>'
    yield "</ol></details>"


def _set_aside(reading: Reading) -> Iterator[str]:
    """Yield what stands in no paragraph, with the reason: nothing is dropped in silence."""
    if not reading.set_aside:
        return
    yield '<section class=text id="aside"><h2>Set aside<small>lines of the source that stand in '
    yield "no paragraph and are never searched or quoted</small></h2>"
    for reason in dict.fromkeys(why for _, why in reading.set_aside):
        lines = [text for text, why in reading.set_aside if why == reason]
        yield f"<details class=fold><summary>{len(lines)} × {escape(reason)}</summary><ul>"
        yield "".join(f"<li>{escape(text)}</li>" for text in lines)
        yield "</ul></details>"
    yield "</section>"


# --- what was read out of it -----------------------------------------------------------------


def _case(reading: Reading, named: _Named) -> Iterator[str]:
    case = reading.case
    if case is None:
        return
    yield '<section class=case id="case"><h2>What was read out of it</h2>'
    yield f"<p><b>Finding</b> {escape(case.finding or 'not read')}<br>"
    yield f"<b>Outcome as printed</b> {escape(case.outcome or 'none')}</p>"
    for kind, heading in KINDS.items():
        told = [(name, fact) for name, fact in named if fact.kind == kind]
        yield f"<h3>{escape(heading)}</h3>"
        if not told:
            yield "<p class=about>None read.</p>"
        elif kind == "remedy":
            yield from _remedies(told)
        else:
            yield from _facts(told)
    yield "</section>"


def _facts(told: _Named) -> Iterator[str]:
    yield '<div class=wide><table class=facts><thead class=unseen><tr><th scope="col">What</th>'
    yield '<th scope="col">Where</th></tr></thead><tbody>'
    for name, fact in told:
        words = escape(fact.text)
        cell = f'<a href="#{name}">{words}</a>' if _is_marked(fact) else words
        yield f'<tr id="row-{name}"><td>{cell}</td>{_where(name, fact)}</tr>'
    yield "</tbody></table></div>"


def _remedies(told: _Named) -> Iterator[str]:
    heads = ("What", "Amount", "Status", "For", "To whom", "By when", "Where")
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield f"<div class=wide><table class=remedies><thead><tr>{cells}</tr></thead><tbody>"
    for name, fact in told:
        remedy = fact.remedy
        if remedy is None:
            continue
        what = escape(remedy.kind.replace("_", " "))
        linked = f'<a href="#{name}">{what}</a>' if _is_marked(fact) else what
        status = escape(remedy.status.replace("_", " "))
        amount = escape(say_amount(remedy))
        words = (fact.text, say_payee(remedy), remedy.deadline)
        rest = "".join(f"<td>{escape(word or '–')}</td>" for word in words)
        yield f'<tr id="row-{name}"><td>{linked}</td><td class=sum>{amount}</td>'
        yield f'<td><b class="st st-{escape(remedy.status)}">{status}</b></td>{rest}'
        yield f"{_where(name, fact)}</tr>"
    yield "</tbody></table></div>"


def _is_marked(fact: Fact) -> bool:
    return bool(fact.paragraphs) and fact.start is not None and fact.end is not None


def _where(name: str, fact: Fact) -> str:
    """Return the cell that leads to a fact's marked words, or else to its paragraphs."""
    links = [
        f'<a href="#{name if _is_marked(fact) else f"p-{p.ordinal}"}">{escape(p.pinpoint)}</a>'
        for p in fact.paragraphs
    ]
    return f"<td class=where>{'<br>'.join(links) or 'not located'}</td>"


# --- the text --------------------------------------------------------------------------------


def _sections(reading: Reading, named: _Named) -> Iterator[str]:
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
    p: Paragraph, section: Section, document: Document, named: _Named, notes: dict[str, int]
) -> Iterator[str]:
    number = escape(p.number or "")
    shown = f"({number})" if number and p.number_inferred else number
    place = p.pinpoint.removeprefix(section.heading).removeprefix(", ")
    classes = f"p r-{p.role.value}" + (" stock" if p.boilerplate else "")
    own = [(name, fact) for name, fact in named if p in fact.paragraphs and _is_marked(fact)]
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


def _marked_text(p: Paragraph, own: _Named, document: Document) -> str:
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
