"""A decision in time, as HTML drawn to scale: what happened, what was due, what came late.

Every lane has the same scale; its words stand above it, so that nothing overlaps at any width.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from app.ui import markup
from app.ui.scale import Scale, dodge, named_ticks

__all__ = ["anchor", "timeline_html"]

Json = dict[str, Any]

_DOT_PX = 22  # a dot and the gap beside it
_WIDTHS = {"slim": 270, "wide": 640}  # the narrowest drawing of each form, in pixels
_FEW = 6  # dates whose list stands open
_LATE = ("late", "perhaps late")


def anchor(paragraph: str) -> str:
    """Return the name of a paragraph's place in the text of the page."""
    return "para-" + paragraph.rpartition("#")[2]


def timeline_html(timeline: Json, document: str) -> str:
    """Return the drawing and the same in words; `document` is the one whose text is shown."""
    if not timeline["first"]:
        return markup.lines_html(timeline["limits"])
    scale = Scale(_day(timeline["first"]), _day(timeline["last"]))
    happened = timeline["happened"]
    rows = [_axis(scale)]
    if happened:
        rows.append(_label("<strong>What happened</strong> (the numbers of the list below)"))
        rows += [_dots(scale, happened, form) for form in _WIDTHS]
    rows += [_due(scale, one, happened) for one in timeline["due"]]
    rows += [_missed(scale, one) for one in timeline["missed"] if _is_drawn(one)]
    drawn = f"<div class='tl' aria-hidden='true'>{''.join(rows)}</div>"
    return drawn + _key(timeline) + _words(timeline, document)


def _day(iso: str) -> date:
    return date.fromisoformat(iso)


def _label(words: str) -> str:
    return f"<p class='tl-label'>{words}</p>"


def _axis(scale: Scale) -> str:
    marks = "".join(
        f"<span class='tl-{tick.side}' style='left:{tick.at:.2f}%'>{tick.words}</span>"
        for tick in named_ticks(scale.ticks())
    )
    return f"<div class='tl-axis'>{marks}</div>"


def _lane(scale: Scale, inside: str, kind: str = "", style: str = "") -> str:
    grid = "".join(f"<i style='left:{tick.at:.2f}%'></i>" for tick in scale.ticks())
    return f"<div class='tl-lane {kind}' style='{style}'>{grid}{inside}</div>"


def _box(scale: Scale, kind: str, first: date, last: date) -> str:
    left, width = scale.span(first, last)
    return f"<b class='{kind}' style='left:{left:.2f}%;width:{width:.2f}%'></b>"


def _dots(scale: Scale, happened: Sequence[Json], form: str) -> str:
    spans = [scale.span(_day(one["first"]), _day(one["last"])) for one in happened]
    drawn = sorted(zip(spans, happened, strict=True), key=lambda row: row[0][0] + row[0][1] / 2)
    middles = [left + width / 2 for (left, width), _ in drawn]
    levels = dodge(middles, 100 * _DOT_PX / _WIDTHS[form])
    out = []
    for (left, width), middle, level, one in zip(
        (span for span, _ in drawn), middles, levels, (one for _, one in drawn), strict=True
    ):
        top = level * _DOT_PX
        told = " tl-told" if _is_reported(one) else ""
        band = "tl-may tl-lasts" if one["lasts"] else "tl-may"
        out.append(
            f"<b class='{band}' style='left:{left:.2f}%;width:{width:.2f}%;top:{top}px'></b>"
        )
        out.append(
            f"<b class='tl-dot{told}' style='left:{middle:.2f}%;top:{top}px'>{one['number']}</b>"
        )
    height = (max(levels) + 1) * _DOT_PX
    return _lane(scale, "".join(out), f"tl-{form}", f"height:{height}px")


def _due(scale: Scale, one: Json, happened: Sequence[Json]) -> str:
    first, last = _day(one["first"]), _day(one["last"])
    numbered = {row["number"]: row for row in happened}
    start, met = numbered.get(one["counted_from"]), numbered.get(one["met_by"])
    boxes = []
    if start:
        boxes.append(_box(scale, "tl-run", _day(start["first"]), last))
    if met and one["came"] in _LATE:
        end = _day(met["last"])
        boxes.append(_box(scale, "tl-maybe", first, max(first, end)))
        if one["came"] == "late":
            boxes.append(_box(scale, "tl-late", last, _day(met["first"])))
    boxes.append(_box(scale, "tl-due", first, last))
    how = " <span class='label'>inferred</span>" if one["inferred"] else ""
    words = (
        f"<strong>{escape(one['title'])}</strong>: due {_days(one)}{how}<br>"
        f"<span class='{'tl-words' if one['came'] in _LATE else ''}'>{escape(one['words'])}</span>"
    )
    return _label(words) + _lane(scale, "".join(boxes))


def _missed(scale: Scale, one: Json) -> str:
    box = _box(scale, f"tl-missed tl-{one['status']}", _day(one["first"]), _day(one["last"]))
    words = f"<strong>Missed: {escape(one['what'])}</strong>, {escape(one['when'])}"
    return _label(f"{words} ({escape(one['status'])})") + _lane(scale, box)


def _days(one: Json) -> str:
    said = dict.fromkeys(markup.say_date(one[end]) for end in ("first", "last"))
    return " to ".join(said)


def _key(timeline: Json) -> str:
    """Return what the marks mean, those only that are drawn."""
    happened, due = timeline["happened"], timeline["due"]
    came = {one["came"] for one in due}
    open_days = any(one["first"] != one["last"] and not one["lasts"] for one in happened)
    marks = (
        ("tl-dot", "an event", happened),
        ("tl-dot tl-told", "as a party told it", any(map(_is_reported, happened))),
        ("tl-may tl-lasts", "a stretch of time", any(one["lasts"] for one in happened)),
        ("tl-may", "the days a date may mean", open_days),
        ("tl-run", "the time allowed", any(one["counted_from"] for one in due)),
        ("tl-due", "the last day", due),
        ("tl-late", "late", "late" in came),
        ("tl-maybe", "perhaps late", came.intersection(_LATE)),
        ("tl-missed", "missed", any(_is_drawn(one) for one in timeline["missed"])),
    )
    rows = "".join(
        f"<li><b class='{kind}' aria-hidden='true'></b>{words}</li>"
        for kind, words, on in marks
        if on
    )
    return f"<ul class='tl-key' aria-label='What the marks mean'>{rows}</ul>"


def _is_reported(one: Json) -> bool:
    return one["place"]["role"] in ("complaint", "council_position")


def _is_drawn(missed: Json) -> bool:
    return bool(missed["first"] and missed["last"])


# --- the same in words -----------------------------------------------------------------------


def _words(timeline: Json, document: str) -> str:
    return "".join(
        (
            _happened_list(timeline["happened"], document),
            _due_list(timeline["due"]),
            _other_list(timeline),
            "".join(f"<p class='calm'>{escape(limit)}</p>" for limit in timeline["limits"]),
        )
    )


def _happened_list(happened: Sequence[Json], document: str) -> str:
    if not happened:
        return ""
    rows = "".join(
        f"<li value='{one['number']}'><strong>{_when(one)}</strong> {_told(one)}"
        f"<small>{_where(one['place'], document)}</small></li>"
        for one in happened
    )
    shown = " open" if len(happened) <= _FEW else ""
    return (
        f"<details class='tl-list'{shown}><summary>What happened, in words: "
        f"{markup.many(len(happened), 'date')}</summary><ol>{rows}</ol></details>"
    )


def _told(one: Json) -> str:
    note = " (proposed by a model, found in the text)" if one["proposed"] else ""
    return escape(f"{one['place']['quote']}{note}")


def _when(one: Json) -> str:
    year = f" [{one['first'][:4]}]" if one["year_inferred"] else ""
    return escape(f"{one['when']}{year}")


def _where(place: Json, document: str) -> str:
    words = escape(f"{place['speaker']}, {place['pinpoint']}")
    if place["document"] != document:
        return words
    return f"<a href='#{anchor(place['paragraph'])}'>{words}</a>"


def _due_list(dues: Sequence[Json]) -> str:
    if not dues:
        return ""
    rows = "".join(
        f"<li><strong>{escape(one['title'])}</strong>: due {_days(one)}. {escape(one['words'])}"
        f"<small>{escape(one['basis'])}{_limit_link(one)}</small></li>"
        for one in dues
    )
    return f"<h3 class='case'>What was due, and what was late</h3><ul class='plain'>{rows}</ul>"


def _limit_link(one: Json) -> str:
    url = one["source_url"] or ""
    if not url.startswith(("https://", "http://")):
        return ""
    return (
        f" <a href='{escape(url)}' target='_blank' rel='noopener noreferrer'>The rule’s source</a>"
    )


def _other_list(timeline: Json) -> str:
    undated = [
        f"Missed: {one['what']}, {one['when']} ({one['status']})"
        for one in timeline["missed"]
        if not _is_drawn(one)
    ]
    delays = [f"On delay, {one['speaker']}: {one['quote']}" for one in timeline["delays"]]
    if not undated and not delays:
        return ""
    heading = "What was missed, and what is said of delay" if delays else "What was missed"
    return f"<h3 class='case'>{heading}</h3>" + markup.lines_html([*undated, *delays])
