"""The library as HTML: what it knows, its documents, what became of what was added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from app.ui import markup

__all__ = [
    "document_html",
    "failures_html",
    "known_html",
    "results_html",
    "say_size",
    "say_time",
    "shelf_html",
    "shelf_name",
]

Json = dict[str, Any]

_MOST_SHOWN = 200  # paragraphs of one document
_PUBLISHED = (
    "The Ombudsman publishes a decision about six weeks after it is made, so the latest ones are "
    "never here."
)


def say_time(iso: str | None) -> str:
    """Return "2026-11-22T06:57:00+00:00" as "22 November 2026, 06:57 UTC", and "" for none."""
    if not iso:
        return ""
    at = datetime.fromisoformat(iso).astimezone(UTC)
    return f"{at.day} {at:%B %Y}, {at:%H:%M} UTC"


def say_size(size: int | None) -> str:
    """Return 1234567 as "1.2 MB"."""
    if size is None:
        return ""
    return f"{size / 1e6:,.1f} MB" if size < 1e9 else f"{size / 1e9:,.1f} GB"


def known_html(known: Json) -> str:
    """Return what the library knows and how fresh it is, in sentences."""
    if not known["documents"]:
        return "<p class='line'>There is nothing in this library yet.</p>"
    kinds = [f"{row['documents']:,} {row['words']}" for row in known["kinds"]]
    lines = [f"{markup.many(known['documents'], 'document')}: {', '.join(kinds)}."]
    own = known["own_documents"]
    if own:
        lines.append(f"{own:,} of them {'was' if own == 1 else 'were'} added to the library here.")
    newest = known["newest_decision"]
    if newest:
        lines.append(
            f"Decisions from {markup.say_date(known['first_decision'])} to "
            f"{markup.say_date(newest['date'])}. {_PUBLISHED}"
        )
    lines.append(f"{markup.many(len(known['councils']), 'council')} named.")
    if known["indexed_at"]:
        lines.append(f"Last brought up to date on {say_time(known['indexed_at'])}.")
    size, model = say_size(known["size_bytes"]), known["model"]
    technical = [
        f"{known['passages']:,} passages",
        size and f"{size} on disk",
        model and f"searched with the model {model}",
    ]
    return markup.lines_html(lines) + f"<p class='calm'>{markup.joined(technical)}</p>"


def shelf_name(line: Json) -> str:
    """Return how one document is named in a list to choose from."""
    title = line["title"]
    facts = [one for one in (line["council"], line["reference"]) if one and one not in title]
    return " · ".join([title, *facts, *filter(None, [markup.say_date(line["date"])])])


def shelf_html(lines: Sequence[Json]) -> str:
    """Return documents as a table."""
    heads = ("Document", "Kind", "Council", "Date", "From")
    head = "".join(f"<th scope='col'>{name}</th>" for name in heads)
    body = "".join(_line(line, heads) for line in lines)
    return f"<table class='stack'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _line(line: Json, heads: Sequence[str]) -> str:
    name, reference = escape(line["title"]), line["reference"]
    if reference and reference not in line["title"]:
        name += f"<br><small class='ref'>{escape(reference)}</small>"
    came = escape(line["source"])
    if line["own"] and line["read_at"]:
        came += f"<br><small>read on {markup.say_date(line['read_at'][:10])}</small>"
    kind = escape(line["words"][:1].upper() + line["words"][1:])
    cells = [kind, escape(line["council"] or ""), markup.say_date(line["date"]), came]
    data = "".join(
        f"<td data-label='{label}'{'' if cell else ' class=none'}><div>{cell or '–'}</div></td>"
        for label, cell in zip(heads[1:], cells, strict=True)
    )
    return f"<tr><th scope='row'>{name}</th>{data}</tr>"


def results_html(job: Json) -> str:
    """Return what became of each source of a job, what failed first."""
    lines = [f"<p class='warning'>{escape(job['error'])}</p>"] if job["error"] else []
    if job["kind"] == "remove" and job["state"] == "done":
        lines.append("<p class='line'>The document was removed.</p>")
    ranked = sorted(job["results"], key=lambda one: one["result"] != "refused")
    told = "".join(
        f"<li><b>{escape(one['source'])}</b>: {escape(one['words'])}.{_more(one)}</li>"
        for one in ranked
    )
    return "".join(lines) + (f"<ul class='plain'>{told}</ul>" if told else "") + _notes(job)


def _more(one: Json) -> str:
    parts = [escape(one["reason"] or "")]
    if one["title"]:
        parts.append(f"Read as “{escape(one['title'])}”.")
    if one["set_aside"]:
        many = markup.many(one["set_aside"], "line")
        parts.append(f"{many} of headers, repeats or hidden text set aside.")
    words = " ".join(part for part in parts if part)
    return f" <small>{words}</small>" if words else ""


def _notes(job: Json) -> str:
    return "".join(f"<p class='calm'>{escape(note)}</p>" for note in job["notes"])


def failures_html(run: Json) -> str:
    """Return what the last run over the library could not take in, and why."""
    when = say_time(run["at"])
    count = markup.many(run["failures"], "source")
    told = "".join(
        f"<li><b>{escape(one['source'])}</b> <small>{escape(one['reason'])}</small></li>"
        for one in run["failed"]
    )
    return f"<p class='line'>On {when}, {count} could not be taken in.</p>" + (
        f"<ul class='plain'>{told}</ul>" if told else ""
    )


def document_html(document: Json) -> str:
    """Return a document from its beginning, section by section."""
    headings = {s["ordinal"]: s["heading"] for s in document["sections"]}
    rows: list[str] = []
    section: int | None = None
    for paragraph in document["paragraphs"][:_MOST_SHOWN]:
        if paragraph["section"] != section:
            section = paragraph["section"]
            rows.append(f"<h3>{escape(headings.get(section) or 'Without a heading')}</h3>")
        who = markup.joined([paragraph["pinpoint"], paragraph["speaker"]])
        rows.append(f"<span class='who'>{who}</span><p>{escape(paragraph['text'])}</p>")
    left = len(document["paragraphs"]) - _MOST_SHOWN
    if left > 0:
        rows.append(f"<p>{markup.many(left, 'more paragraph')} not shown here.</p>")
    return "<div class='document'>" + "".join(rows) + "</div>"
