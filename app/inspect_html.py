"""A reading as one page that stands alone: no scripts, nothing fetched, everything escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from app.inspect import KINDS, Fact, about_document, case_facts, say_amount
from app.inspect_case import say_payee
from app.inspect_style import STYLE
from app.inspect_text import Named, is_marked, text_sections
from app.ui.hues import role_style
from app.voices import speaker
from ingest.sources import printable
from rag.errors import ReadError, UpheldError
from rag.kinds import Role
from rag.records import Document, Reading

__all__ = ["reading_page", "save_page"]

_FEW = 20  # sections that a contents list shows without being asked


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
        *text_sections(reading, named),
        *_set_aside(reading),
        "</main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _name_facts(facts: Iterable[Fact]) -> Named:
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


def _case(reading: Reading, named: Named) -> Iterator[str]:
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


def _facts(told: Named) -> Iterator[str]:
    yield '<div class=wide><table class=facts><thead class=unseen><tr><th scope="col">What</th>'
    yield '<th scope="col">Where</th></tr></thead><tbody>'
    for name, fact in told:
        words = escape(fact.text)
        cell = f'<a href="#{name}">{words}</a>' if is_marked(fact) else words
        yield f'<tr id="row-{name}"><td>{cell}</td>{_where(name, fact)}</tr>'
    yield "</tbody></table></div>"


def _remedies(told: Named) -> Iterator[str]:
    heads = ("What", "Amount", "Status", "For", "To whom", "By when", "Where")
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    yield f"<div class=wide><table class=remedies><thead><tr>{cells}</tr></thead><tbody>"
    for name, fact in told:
        remedy = fact.remedy
        if remedy is None:
            continue
        what = escape(remedy.kind.replace("_", " "))
        linked = f'<a href="#{name}">{what}</a>' if is_marked(fact) else what
        status = escape(remedy.status.replace("_", " "))
        amount = escape(say_amount(remedy))
        words = (fact.text, say_payee(remedy), remedy.deadline)
        rest = "".join(f"<td>{escape(word or '–')}</td>" for word in words)
        yield f'<tr id="row-{name}"><td>{linked}</td><td class=sum>{amount}</td>'
        yield f'<td><b class="st st-{escape(remedy.status)}">{status}</b></td>{rest}'
        yield f"{_where(name, fact)}</tr>"
    yield "</tbody></table></div>"


def _where(name: str, fact: Fact) -> str:
    """Return the cell that leads to a fact's marked words, or else to its paragraphs."""
    links = [
        f'<a href="#{name if is_marked(fact) else f"p-{p.ordinal}"}">{escape(p.pinpoint)}</a>'
        for p in fact.paragraphs
    ]
    return f"<td class=where>{'<br>'.join(links) or 'not located'}</td>"
