"""Lessons as HTML and as labels: points with their places, duties, what a theme rests on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from app.ui import markup

__all__ = [
    "ENDINGS",
    "duty_html",
    "label_of",
    "place_of",
    "point_html",
    "rests_on",
    "split_points",
    "theme_name",
]

Json = dict[str, Any]

ENDINGS = {
    "fault": "With fault on some point",
    "no_fault": "No fault found on any point",
    "other": "Not investigated, or not read",
}
_ORDER = ("service_improvement", "action", "other", "payment", "reimbursement", "apology")


def theme_name(theme: Json) -> str:
    """Return the chapter and the meaning of a theme."""
    return f"{theme['chapter'].capitalize()}: {theme['meaning'].rstrip('.')}"


def rests_on(theme: Json, report: Json) -> str:
    """Return in how many decisions fault was found on a theme, of how many."""
    held = f"{markup.many(report['decisions'], 'decision')} held here"
    if not theme["decisions"]:
        return f"No finding of fault on this theme in the {held}"
    councils = theme["councils"]
    about = "" if report["own_council"] else f", about {markup.many(councils, 'council')}"
    if not report["own_council"] and councils > 1:
        about += " and other bodies"
    return f"Found in {theme['decisions']} of the {held}{about}"


def duty_html(duty: Json, speaker: str) -> str:
    """Return a rule with its standing and basis; it is told in Upheld's words."""
    label = speaker[:1].upper() + speaker[1:]
    basis = f" ({escape(duty['legal_basis'])})" if duty["legal_basis"] else ""
    return f"<p class='line'><strong>{escape(label)}.</strong> {escape(duty['text'])}{basis}</p>"


def point_html(point: Json) -> str:
    """Return what a decision tells: its own words in quotation marks, a digest's with a label."""
    digest = point["digest"]
    words = escape(point["text"]) if digest else f"“{escape(point['text'])}”"
    label = " <span class='label'>digest (our own words)</span>" if digest else ""
    body = point["body"]
    whose = f"<strong>Found of {escape(body)}, not of the council.</strong> " if body else ""
    return f"<p class='line'>{whose}{words}{label}</p>"


def label_of(point: Json, *, own: bool) -> str:
    """Return where a point stands, as the words of its button."""
    day = markup.say_date(point["date"]) or "date not recorded"
    council = None if own else point["council"]
    facts = (council, point["reference"], day, point.get("pinpoint"))
    return markup.plain_markdown(", ".join(fact for fact in facts if fact))


def place_of(held: Json) -> Json:
    """Return the place at which a decision that was looked at is opened."""
    return {
        "document": held["document"],
        "paragraph": held["paragraph"],
        "start": 0,
        "end": 0,
        "quote": "",
    }


def split_points(points: Sequence[Json]) -> tuple[list[Json], list[Json], list[Json]]:
    """Return points to be told, apologies, and those of which a record tells no more than that
    there was one; service improvements come first."""
    told: list[Json] = []
    sorry: list[Json] = []
    bare: list[Json] = []
    for point in sorted(points, key=_by_kind):
        if point["kind"] == "apology":
            sorry.append(point)
        else:
            (bare if point["bare"] else told).append(point)
    return told, sorry, bare


def _by_kind(point: Json) -> int:
    return _ORDER.index(point["kind"]) if point["kind"] in _ORDER else len(_ORDER)
