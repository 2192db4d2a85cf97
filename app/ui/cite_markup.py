"""Numbers of citations with what shows beside them, and the table of authorities, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

__all__ = ["authorities_html", "marks_html"]

Json = dict[str, Any]

_MOST = 420  # letters of a quotation that show beside its number


def marks_html(numbers: Sequence[int], anchor: str, cited: Mapping[int, Json]) -> str:
    """Return links to numbered sources, each with who speaks, what is quoted and where it stands.

    That shows under the pointer, with the focus, and at a tap; the link leads on to the source.
    """
    return "".join(
        f"<span class='ref' tabindex='-1'><a class='cite' href='#{anchor}-{n}' "
        f"aria-label='Source {n}'>{n}</a>{_beside(n, anchor, cited)}</span>"
        for n in dict.fromkeys(numbers)
    )


def _beside(number: int, anchor: str, cited: Mapping[int, Json]) -> str:
    if number not in cited:
        return ""
    c = cited[number]
    words = str(c["quote"])
    if len(words) > _MOST:
        words = words[:_MOST].rsplit(" ", 1)[0] + " …"
    speaker = str(c["speaker"])
    whose = f"{speaker[:1].upper()}{speaker[1:]}" + (f" · {c['label']}" if c["label"] else "")
    quoted = escape(words) if c["label"] else f"“{escape(words)}”"
    where = ", ".join(p for p in (c["council"] or c["title"], c["reference"]) if p)
    return (
        f"<span class='peek'><b>{escape(whose)}</b><span>{quoted}</span>"
        f"<small>{escape(where)}: {escape(c['pinpoint'])}</small>"
        f"<a class='more' href='#{anchor}-{number}' tabindex='-1'>See source {number}</a></span>"
    )


def authorities_html(rows: Sequence[Json], anchor: str) -> str:
    """Return the table of authorities: what is cited, in which form, and at which numbers."""
    groups = []
    for group, run in groupby(rows, key=lambda row: str(row["group"])):
        body = "".join(_authority(row, anchor) for row in run)
        groups.append(
            f"<tbody><tr><th colspan='2' scope='rowgroup'>{escape(group)}</th></tr>{body}</tbody>"
        )
    head = "<thead><tr><th scope='col'>Authority</th><th scope='col'>Cited at</th></tr></thead>"
    return f"<table class='stack authorities'>{head}{''.join(groups)}</table>"


def _authority(row: Json, anchor: str) -> str:
    places = "; ".join(
        f"{escape(place['pinpoint'])} {marks_html([place['number']], anchor, {})}"
        for place in row["places"]
    )
    return (
        f"<tr><td data-label='Authority'>{escape(row['form'])}</td>"
        f"<td data-label='Cited at'><span>{places}</span></td></tr>"
    )
