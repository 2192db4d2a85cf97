"""A question to learn from, as HTML: the case with its findings hidden, then the reasoning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from typing import Any

from app.ui import markup

__all__ = [
    "MATTERS",
    "answer_html",
    "case_html",
    "matter_of",
    "missed_html",
    "own_proofs",
    "proof_html",
    "say_wait",
    "standing_html",
]

Json = dict[str, Any]

MATTERS: Mapping[str, Sequence[str]] = {  # what is studied, in words, and the kinds of it
    "Cases: fault, injustice, remedy": ("finding", "injustice", "remedy"),
    "Duties: what was at stake, and whose it is": ("duty", "whose"),
    "Time limits: how long, and from when": ("how-long", "from-when"),
    "Provisions: where the law stands": ("which-section",),
}

_HOUR, _DAY = 60, 24 * 60  # in minutes


def matter_of(kind: str) -> str:
    """Return what a kind of question belongs to, without what follows its colon."""
    return next(name.partition(":")[0] for name, kinds in MATTERS.items() if kind in kinds)


def case_html(item: Json) -> str:
    """Return the case as it may be seen, by whose words they are; "" where there is none."""
    if not item["shown"]:
        return ""
    label = f" <span class='label'>{escape(item['label'])}</span>" if item["label"] else ""
    parts = [f"<h3 class='case'>A real case, its findings hidden{label}</h3>"]
    for speaker, lines in groupby(item["shown"], key=lambda line: str(line["speaker"])):
        said = " ".join(escape(line["text"]) for line in lines)
        who = escape(_start(speaker))
        parts.append(f"<p class='facts'>{who}</p><blockquote>{said}</blockquote>")
    return "".join(parts)


def answer_html(marked: Json, now: datetime) -> str:
    """Return whether the answer was right, and when the question comes again."""
    chosen, right = (_option(marked, marked[key])["text"] for key in ("chosen", "answer"))
    said = "Right." if marked["right"] else "Not right."
    rows = [f"<p class='status' role='status'>{said}</p>"]
    if not marked["right"]:
        rows.append(f"<p class='line'>You chose: {escape(chosen)}</p>")
    rows.append(f"<p class='line'>The answer: <strong>{escape(right)}</strong></p>")
    about = [marked["council"], marked["item"]["reference"]]
    if any(about):
        rows.append(f"<p class='facts'>The case: {markup.joined(about)}</p>")
    rows.append(f"<p class='calm'>This question comes again {say_wait(marked['due'], now)}.</p>")
    return "".join(rows)


def own_proofs(marked: Json, option: Json) -> list[Json]:
    """Return what speaks for or against an option: of what the right one has told the first only,
    and none where the option has something of its own."""
    if option["right"]:
        return list(option["proofs"])
    told = _option(marked, marked["answer"])["proofs"]
    return [proof for proof in option["proofs"] if proof not in told] or option["proofs"][:1]


def proof_html(proof: Json) -> str:
    """Return what makes an option right or wrong: the passage and its pinpoint, or the rule."""
    rows = [f"<p class='line'>{escape(proof['words'])}</p>"]
    place = proof["place"]
    if place:
        where = markup.joined([_start(place["speaker"]), place["pinpoint"]])
        rows.append(f"<p class='facts'>{where}</p>")
        rows.append(f"<blockquote>{escape(place['quote'])}</blockquote>")
    if proof["basis"]:
        rows.append(f"<p class='facts'>Legal basis: {escape(proof['basis'])}</p>")
    return "".join(rows) + markup.link_html(proof["url"], True)


def missed_html(done: Sequence[Json]) -> str:
    """Return what came of a round: how many were right, and the answers of those missed."""
    right = sum(one["right"] for one in done)
    missed = [
        f"<li>{escape(one['item']['question'])} "
        f"<strong>{escape(_option(one, one['answer'])['text'])}</strong></li>"
        for one in done
        if not one["right"]
    ]
    head = f"<h2 class='part'>{right} of {len(done)} right</h2>"
    if not missed:
        return head
    return f"{head}<p class='line'>Missed:</p><ul class='plain'>{''.join(missed)}</ul>"


def standing_html(kinds: Sequence[Json]) -> str:
    """Return how far somebody is, as a table by subject."""
    columns = {"items": "Questions", "tried": "Tried", "due": "Due now", "learned": "Learned"}
    heads = "".join(f"<th scope='col'>{words}</th>" for words in ("Subject", *columns.values()))
    rows = []
    for name, own in MATTERS.items():
        counted = [one for one in kinds if one["kind"] in own]
        cells = "".join(
            f"<td data-label='{words}'>{sum(one[key] for one in counted):,}</td>"
            for key, words in columns.items()
        )
        rows.append(f"<tr><th scope='row'>{escape(name.partition(':')[0])}</th>{cells}</tr>")
    return (
        "<table class='stack'><caption>How far you are</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        "<p class='calm'>Learned: right the last time, and not due again for three weeks or more."
        "</p>"
    )


def say_wait(iso: str, now: datetime) -> str:
    """Return when a moment comes: "in 10 minutes", "in 5 hours", "in 3 days, on 5 March 2026"."""
    moment = datetime.fromisoformat(iso)
    minutes = max(0, round((moment - now).total_seconds() / 60))
    if minutes < _HOUR:
        return f"in {markup.many(max(1, minutes), 'minute')}"
    if minutes < _DAY:
        return f"in {markup.many(round(minutes / _HOUR), 'hour')}"
    days = markup.many(round(minutes / _DAY), "day")
    return f"in {days}, on {markup.say_date(moment.date().isoformat())}"


def _option(marked: Json, name: str) -> Json:
    found: Json = next(one for one in marked["options"] if one["id"] == name)
    return found


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]
