"""Pieces of an HTML page: escaped words, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["Markup", "tag", "tag_table"]


class Markup(str):
    """Words that are HTML already; anything else is escaped when it is put into a page."""

    __slots__ = ()


def tag(name: str, *inside: str, css: str = "") -> Markup:
    """Return an element around `inside`, whose plain words are escaped."""
    kind = f' class="{escape(css)}"' if css else ""
    held = "".join(part if isinstance(part, Markup) else escape(part) for part in inside)
    return Markup(f"<{name}{kind}>{held}</{name}>")


def tag_table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, css: str = "") -> Markup:
    """Return a table in a box that scrolls sideways where it is too wide."""
    head = tag("tr", *(tag("th", text) for text in heads))
    body = [tag("tr", *(tag("td", text) for text in row)) for row in rows]
    table = tag("table", tag("thead", head), tag("tbody", *body), css=css)
    return tag("div", table, css="wide")
