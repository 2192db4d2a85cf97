"""One decision, as HTML: what was found, what was agreed, the law, and its text by speakers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from app.ui import markup
from app.ui.case_markup import FINDINGS, KINDS
from app.ui.remedy_markup import STATUSES
from app.ui.timeline_markup import anchor

__all__ = [
    "duty_html",
    "head_html",
    "issue_html",
    "law_html",
    "point_html",
    "remedy_html",
    "speakers_html",
    "text_html",
]

Json = dict[str, Any]

_TURNS = {"fault found": "fault", "no fault": "clear", "mixed": "mixed"}


def head_html(record: Json) -> str:
    """Return whose decision it is, of when, how it ended, and where the official text stands."""
    document = record["document"]
    reference = record["reference"]
    number = f", <span class='nowrap'>{escape(reference)}</span>" if reference else ""
    outcome = document["outcome"] and f"Outcome: {document['outcome']}"
    facts = [markup.say_date(document["date"]) or "Date not seen", outcome, document["category"]]
    label = f"<span class='label'>{escape(document['label'])}</span>" if document["label"] else ""
    kind = "" if label else "<span class='label'>full text</span>"
    return (
        f"<h2 class='page'>{escape(record['council'] or document['title'])}{number}</h2>"
        f"<p class='facts'>{markup.joined(facts)} {label}{kind}</p>"
        f"<p class='line'>{_found(record['finding'])}</p>"
        f"{markup.warning_html(document['warning'])}"
        f"{markup.link_html(document['url'], bool(document['url_checked']))}"
    )


def _found(finding: str | None) -> str:
    if not finding:
        return "<strong>What was found was not read out of it.</strong>"
    words = FINDINGS.get(finding, finding)
    turn = _TURNS.get(finding, "open")
    return f"<strong class='found found-{turn}'>{escape(words[:1].upper() + words[1:])}</strong>"


def issue_html(issue: Json) -> str:
    """Return one part of the complaint and what was found on it; its points come after."""
    words = _found(issue["finding"])
    body = f" <span class='label'>{escape(issue['body'])}</span>" if issue["body"] else ""
    title = f"<h3 class='case'>{escape(_start(issue['title']))}</h3>" if issue["title"] else ""
    return f"{title}<p class='facts'>{words}{body}</p>"


def point_html(point: Json, finding: str) -> str:
    """Return the words that decide a point, with what they find where its part has more."""
    lead = "" if point["finding"] == finding else f"{FINDINGS[point['finding']]}: "
    note = " <small>(proposed by a model, found in the text)</small>" if point["proposed"] else ""
    return f"<blockquote>{escape(lead[:1].upper() + lead[1:] + point['text'])}{note}</blockquote>"


def remedy_html(remedy: Json) -> str:
    """Return what was agreed, offered or rejected: how much, for what, for whom, by when."""
    kind = KINDS.get(remedy["kind"], str(remedy["kind"]))
    amount = remedy["amount_gbp"]
    rate = remedy["rate"] or ""
    rate = f" ({rate})" if rate.startswith("£") else f" {rate}" if rate else ""
    told = markup.say_pounds(amount) + rate if amount is not None else kind[:1].upper() + kind[1:]
    purpose = remedy["purpose"] or remedy["text"] or ""
    status = STATUSES.get(remedy["status"], str(remedy["status"]))
    whom = remedy["to_whom"] or ""
    facts = [
        kind if amount is not None else None,
        whom and (whom if whom.startswith(("to ", "for ")) else f"to {whom}"),
        remedy["deadline"],
    ]
    return (
        f"<p class='line'><strong>{escape(told)}</strong> "
        f"<span class='label'>{escape(status)}</span><br>{escape(purpose)}</p>"
        f"<p class='facts'>{markup.joined(facts)}</p>"
    )


def duty_html(duty: Json) -> str:
    """Return a duty behind a fault, in plain words, and which fault leads to it."""
    about = "; ".join(one["words"] or one["code"] for one in duty["themes"])
    facts = [duty["legal_basis"], duty["status"]]
    return (
        f"<h3 class='case'>{escape(duty['topic'])}</h3><p class='line'>{escape(duty['plain'])}</p>"
        f"<p class='facts'>For: {escape(about)}</p><p class='facts'>{markup.joined(facts)}</p>"
    )


def law_html(law: Sequence[Json], document: str) -> str:
    """Return the provisions that are cited, each leading to where."""
    rows = []
    for one in law:
        places = ", ".join(
            f"<a href='#{anchor(place['paragraph'])}'>{escape(place['pinpoint'])}</a>"
            for place in one["places"]
            if place["document"] == document
        )
        duties = ", ".join(escape(duty["topic"]) for duty in one["duties"])
        more = f"<small>{places}</small>" if places else ""
        more += f"<small>On it in this library: {duties}</small>" if duties else ""
        rows.append(f"<li>{escape(one['text'])}{more}</li>")
    return f"<ul class='plain'>{''.join(rows)}</ul>"


# --- the text --------------------------------------------------------------------------------


def speakers_html(text: Json) -> str:
    """Return who speaks in the text: the name of each speaker in its colour."""
    rows = "".join(
        f"<li class='r-{escape(one['role'])}'><b>{escape(_start(one['words']))}</b></li>"
        for one in text["speakers"]
    )
    return f"<ul class='speakers' aria-label='Who speaks'>{rows}</ul>"


def text_html(text: Json) -> str:
    """Return the text, each paragraph with its speaker's name and colour; paragraphs that stand
    in many decisions are folded."""
    words = {one["role"]: one["words"] for one in text["speakers"]}
    return "".join(
        f"<section><h3>{escape(section['heading'] or 'Without a heading')}</h3>"
        f"{''.join(_runs(section['paragraphs'], words))}</section>"
        for section in text["sections"]
        if section["paragraphs"]
    )


def _runs(paragraphs: Sequence[Json], words: Json) -> Iterator[str]:
    for common, run in groupby(paragraphs, key=lambda one: bool(one["boilerplate"])):
        rows = list(run)
        shown = "".join(_paragraph(one, words) for one in rows)
        if common:
            told = (
                "1 paragraph that stands"
                if len(rows) == 1
                else f"{len(rows)} paragraphs that stand"
            )
            shown = f"<details><summary>{told} in many decisions</summary>{shown}</details>"
        yield shown


def _paragraph(paragraph: Json, words: Json) -> str:
    spans = paragraph["spans"]
    main = max(spans, key=lambda span: len(span["text"]))["role"]
    if len({span["role"] for span in spans}) == 1:
        who, body = words[main], escape(spans[0]["text"])
    else:
        who = "several voices"
        body = " ".join(_span(span, words) for span in spans)
    lead = (
        f"<span class='lead'>{escape(paragraph['lead_in'])}</span>" if paragraph["lead_in"] else ""
    )
    return (
        f"<div class='sp r-{escape(main)}' id='{anchor(paragraph['id'])}'>"
        f"<p class='who'><b>{escape(_start(who))}</b> · {escape(paragraph['pinpoint'])}</p>"
        f"{lead}<p>{body}</p></div>"
    )


def _span(span: Json, words: Json) -> str:
    name = f"<b>[{escape(words[span['role']])}]</b> "
    return f"<span class='v r-{escape(span['role'])}'>{name}{escape(span['text'])}</span>"


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]
