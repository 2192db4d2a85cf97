"""A decision among precedents, as HTML: found, agreed, why it is near, how it differs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from app.ui import markup

__all__ = ["FINDINGS", "KINDS", "case_address", "case_html", "case_name", "case_place"]

Json = dict[str, Any]

FINDINGS = {
    "fault found": "fault found",
    "no fault": "no fault",
    "mixed": "fault on some points only",
    "not investigated": "not investigated",
}
KINDS = {
    "apology": "apology",
    "payment": "payment",
    "reimbursement": "money given back",
    "action": "action",
    "service_improvement": "better service for everybody",
    "other": "other steps",
}
_POINTS = 2  # told of a decision where nothing says why it is near
_DUE = ("agreed", "recommended")


def case_address(reference: str) -> str:
    """Return the address of the page of one decision, as seen from any other page."""
    return "case?ref=" + quote(reference.replace(" ", "-"))


def case_name(hit: Json) -> str:
    """Return a decision's council and reference."""
    return ", ".join(part for part in (hit["council"] or hit["title"], hit["reference"]) if part)


def case_html(hit: Json, *, counter: bool = False) -> str:
    """Return a decision; as a counter-example with the point on which no fault was found."""
    finding = FINDINGS.get(hit["finding"], hit["finding"])
    label = f" <span class='label'>{escape(hit['label'])}</span>" if hit["label"] else ""
    lines = [("", hit["no_fault"])] if counter else []
    lines += [("Near", hit["near"]), ("Differs", hit["differs"])]
    told = "".join(_line(word, line["text"]) for word, line in _once(lines))
    if not hit["near"] and not counter:
        told = "".join(
            _line(FINDINGS.get(point["finding"], "Found").capitalize(), point["text"])
            for point in hit["points"][:_POINTS]
        )
    return (
        f"<h3 class='case'>{escape(case_name(hit))}</h3>"
        f"<p class='facts'>{markup.joined([markup.say_date(hit['date']), finding])}{label}</p>"
        f"{told}{_agreed(hit['remedies'])}{markup.warning_html(hit['warning'])}"
        f"{markup.link_html(hit['url'], bool(hit['url_checked']))}"
    )


def case_place(hit: Json, *, counter: bool = False) -> Json | None:
    """Return the place at which a decision is opened; None where nothing of it has one."""
    lines = [hit["no_fault"]] if counter else []
    for line in (*lines, hit["near"], hit["differs"], hit["no_fault"]):
        if line and line["places"]:
            first: Json = line["places"][0]
            return first
    for told in (*hit["points"], *hit["missed"], *hit["remedies"]):
        if told["paragraph"]:
            quote = told["text"] or ""
            return {**told, "quote": quote, "start": 0, "end": 0}
    return None


def _once(lines: Sequence[tuple[str, Json | None]]) -> list[tuple[str, Json]]:
    """Return the lines that are there, each place told once."""
    kept: list[tuple[str, Json]] = []
    for word, line in lines:
        if line and not any(line["places"] and line["places"] == old["places"] for _, old in kept):
            kept.append((word, line))
    return kept


def _line(word: str, text: str) -> str:
    said = f"<strong>{escape(word)}.</strong> " if word else ""
    return f"<p class='line'>{said}{escape(text)}</p>"


def _agreed(remedies: Sequence[Json]) -> str:
    due = [remedy for remedy in remedies if remedy["status"] in _DUE]
    told = dict.fromkeys(_remedy(remedy) for remedy in due)
    return _line("Agreed", "; ".join(told)) if told else ""


def _remedy(remedy: Json) -> str:
    kind = KINDS.get(remedy["kind"], str(remedy["kind"]))
    if remedy["amount_gbp"] is None:
        return kind
    rate = f" {remedy['rate']}" if remedy["rate"] else ""
    return f"{kind} of {markup.say_pounds(remedy['amount_gbp'])}{rate}"
