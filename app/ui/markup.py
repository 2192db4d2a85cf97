"""The page's HTML: everything that comes from a document or a person is escaped here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from app.ui.cite_markup import marks_html

__all__ = [
    "card_label",
    "cited_text",
    "facts_html",
    "joined",
    "left_out_html",
    "lines_html",
    "link_html",
    "many",
    "part_html",
    "plain_markdown",
    "precedents_html",
    "quote_html",
    "say_date",
    "say_pounds",
    "state_html",
    "surroundings",
    "surroundings_html",
    "told_html",
    "warning_html",
]

Json = dict[str, Any]

_AROUND = 2  # paragraphs shown before and after the cited one
_REPEATED = "repeated"  # the code of a statement that was made before
_AGAIN = "That did not stand. Putting the answer together without the language model…"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$<>:&])")


def plain_markdown(text: str) -> str:
    """Return `text` so that Markdown shows it letter by letter."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def say_date(iso: str | None) -> str:
    """Return "2025-10-30" as "30 October 2025", and "" for no date."""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def say_pounds(amount: float) -> str:
    """Return 1350.0 as "£1,350" and 2632.5 as "£2,632.50"."""
    return f"£{amount:,.0f}" if amount == int(amount) else f"£{amount:,.2f}"


def part_html(part: Json, anchor: str, cited: Mapping[int, Json] = MappingProxyType({})) -> str:
    """Return a part of an answer: its heading and its lines with links to numbered sources.

    `cited`: citations by number, to show beside their numbers.
    """
    heading = f"<h2 class='part'>{escape(part['heading'])}</h2>" if part["heading"] else ""
    lines = [(line["bullet"], _line(line, anchor, cited)) for line in part["lines"]]
    body = "".join(
        "<ul class='claims'>" + "".join(f"<li>{text}</li>" for _, text in run) + "</ul>"
        if bulleted
        else "".join(f"<p class='line'>{text}</p>" for _, text in run)
        for bulleted, run in groupby(lines, key=lambda line: line[0])
    )
    return heading + body


def _line(line: Json, anchor: str, cited: Mapping[int, Json]) -> str:
    return escape(line["text"]) + marks_html(line["citations"], anchor, cited)


def card_label(citations: Sequence[Json]) -> str:
    """Return the Markdown heading of a document's card: numbers, who speaks, which document."""
    about = citations[0]
    numbers = ", ".join(str(c["number"]) for c in citations)
    speakers = ", ".join(dict.fromkeys(str(c["speaker"]) for c in citations))
    where = ", ".join(part for part in (about["council"], about["reference"]) if part)
    words = f"{speakers[:1].upper()}{speakers[1:]} · "
    words += where if about["council"] else about["title"]
    return f"**{numbers}**\u2003{plain_markdown(words)}"


def quote_html(citation: Json) -> str:
    """Return a quotation, word for word, with who speaks and where it stands."""
    place = joined([f"[{citation['number']}] {citation['speaker']}", citation["pinpoint"]])
    return f"<p class='facts'>{place}</p><blockquote>{escape(citation['quote'])}</blockquote>"


def cited_text(citation: Json) -> str:
    """Return a citation's words and the form in which they are cited, to be pasted elsewhere.

    Upheld's own words stand without quotation marks.
    """
    words = citation["quote"] if citation["label"] else f"‘{citation['quote']}’"
    return f"{words} ({citation['cite_as']})"


def facts_html(citation: Json) -> str:
    """Return what is known of the cited document: how far to trust it, and its official link."""
    facts = [
        citation["title"],
        say_date(citation["date"]),
        citation["outcome"] and f"outcome: {citation['outcome']}",
        citation["law_status"],
    ]
    label = f"<span class='label'>{escape(citation['label'])}</span>" if citation["label"] else ""
    basis = citation["legal_basis"]
    return (
        f"<p class='facts'>{joined(facts)} {label}</p>"
        + (f"<p class='facts'>Legal basis: {escape(basis)}</p>" if basis else "")
        + warning_html(citation["warning"])
        + link_html(citation["url"], bool(citation["url_checked"]))
    )


def state_html(doing: str, evidence: Json | None, *, again: bool) -> str:
    """Return the line that says what is being done, in the service's words."""
    words = _AGAIN if again else doing
    found = ""
    if evidence:
        documents = len(evidence["documents"])
        found = f"{many(evidence['passages'], 'passage')} in {many(documents, 'document')} found. "
    return f"<p class='state' role='status'>{escape(found + words)}</p>"


def told_html(claims: Sequence[Json]) -> str:
    """Return the statements that have passed the check so far, each with where it stands."""
    parts = []
    for heading, run in groupby(claims, key=lambda claim: str(claim["heading"])):
        rows = "".join(f"<li>{escape(claim['text'])}{_stands(claim)}</li>" for claim in run)
        parts.append(f"<h2 class='part'>{escape(heading)}</h2><ul class='claims'>{rows}</ul>")
    return "".join(parts)


def _stands(claim: Json) -> str:
    first, *others = claim["citations"]
    where = ", ".join(p for p in (first["council"] or first["title"], first["reference"]) if p)
    more = f"and {many(len(others), 'more source')}" if others else ""
    return f"<span class='told'>{joined(['Checked', where, first['pinpoint'], more])}</span>"


def left_out_html(removed: Sequence[Json], *, whole: bool) -> str:
    """Return the statements that the checks took out, struck out with why; else their number.

    What was only said twice, or could not be read, is no statement that was left out.
    """
    gone = [row for row in removed if row["text"] and row["reason"] != _REPEATED]
    if not gone:
        return ""
    if not whole:
        them, were = ("it", "was") if len(gone) == 1 else ("them", "were")
        return (
            f"<p class='left-out'>{many(len(gone), 'statement')} {were} left out because the "
            f"sources did not bear {them} out.</p>"
        )
    rows = "".join(
        f"<li><s>{escape(row['text'])}</s> <small>Left out: {escape(row['why'])}</small></li>"
        for row in gone
    )
    return (
        "<h2 class='part'>Left out</h2><p class='line'>These statements did not pass the check "
        f"and are no part of the answer.</p><ul class='plain'>{rows}</ul>"
    )


def many(count: int, what: str) -> str:
    """Return "1 decision", "1,200 decisions"."""
    return f"{count} {what}" if count == 1 else f"{count:,} {what}s"


def joined(facts: Sequence[Any]) -> str:
    """Return the facts that are known, escaped, with dots between them."""
    return " · ".join(escape(str(fact)) for fact in facts if fact)


def warning_html(warning: str | None) -> str:
    """Return a warning; "" where there is none."""
    return f"<p class='warning'>Warning: {escape(warning)}</p>" if warning else ""


def link_html(url: str | None, checked: bool) -> str:
    """Return a link that names its host; "" for what is no web address."""
    if not url or not url.startswith(("https://", "http://")):
        return ""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    official = host == "lgo.org.uk" or host.endswith(".gov.uk")
    words = f"Official text at {host}" if official else f"Read at {host}"
    note = "" if checked else " <span class='unchecked'>(link not checked)</span>"
    return (
        f"<p class='facts'><a href='{escape(url)}' target='_blank' rel='noopener noreferrer'>"
        f"{escape(words)}</a>{note}</p>"
    )


def precedents_html(precedents: Sequence[Json]) -> str:
    """Return similar decisions, each with its line and its link."""
    rows = []
    for precedent in precedents:
        label = "digest (our own words)" if precedent["is_digest"] else None
        head = [precedent["council"], precedent["reference"], say_date(precedent["date"]), label]
        rows.append(
            f"<li><strong>{joined(head)}</strong><br>{escape(precedent['line'])}"
            f"{warning_html(precedent['warning'])}</li>"
        )
    return "<ul class='claims'>" + "".join(rows) + "</ul>"


def lines_html(lines: Sequence[str]) -> str:
    """Return lines of plain text as a list."""
    return "<ul class='plain'>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def surroundings(document: Json, paragraph_id: str, around: int = _AROUND) -> list[Json]:
    """Return the cited paragraph with its neighbours; [] where the document lacks it now."""
    paragraphs: list[Json] = document["paragraphs"]
    for place, paragraph in enumerate(paragraphs):
        if paragraph["id"] == paragraph_id:
            return paragraphs[max(0, place - around) : place + around + 1]
    return []


def surroundings_html(document: Json, citation: Json) -> str:
    """Return the cited paragraph among its neighbours, with the quotation marked."""
    headings = {s["ordinal"]: s["heading"] for s in document["sections"]}
    rows: list[str] = []
    section: int | None = None
    for paragraph in surroundings(document, citation["paragraph"]):
        if paragraph["section"] != section:
            section = paragraph["section"]
            rows.append(f"<h3>{escape(headings.get(section) or 'Without a heading')}</h3>")
        rows.append(_paragraph(paragraph, citation, headings.get(section)))
    return "<div class='document'>" + "".join(rows) + "</div>" if rows else ""


def _paragraph(paragraph: Json, citation: Json, heading: str | None) -> str:
    cited = paragraph["id"] == citation["paragraph"]
    text = _marked(paragraph, citation) if cited else escape(paragraph["text"])
    lead = paragraph["lead_in"]
    lead_in = f"<span class='lead'>{escape(lead)}</span><br>" if cited and lead else ""
    pinpoint = paragraph["pinpoint"]
    who = joined([pinpoint if pinpoint != heading else None, paragraph["speaker"]])
    return (
        f"<div class='{'cited' if cited else 'near'}'>"
        f"<span class='who'>{who}</span>"
        f"<p>{lead_in}{text}</p></div>"
    )


def _marked(paragraph: Json, citation: Json) -> str:
    text = str(paragraph["text"])
    start = max(0, int(citation["start"]) - int(paragraph["start"]))
    end = min(len(text), int(citation["end"]) - int(paragraph["start"]))
    if text[start:end] != citation["quote"]:  # the document was read again since
        start = text.find(citation["quote"])
        end = start + len(citation["quote"])
        if start < 0:
            return escape(text)
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"
