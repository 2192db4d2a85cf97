"""The part of the report's page that tells what changed since an earlier report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from eval.against import LOWER_IS_BETTER, Change, Comparison
from eval.markup import Markup, tag, tag_table
from eval.plots import plot_intervals

__all__ = ["change_parts"]

_TURNED = "right voice first"  # what is shown of the measure that is better low


def change_parts(found: Comparison) -> Iterator[str]:
    """Yield the sections: what differs, the changes of each measure, each question that moved."""
    then = found.then.replace("T", " ")[:16]
    yield tag("h2", f"Change since the report of {then}, over the {found.shared} shared questions")
    if found.differs:
        yield tag_table(["what differs", "then", "now"], found.differs)
    else:
        yield tag("p", "Nothing that the two reports tell of their index and settings differs.")
    yield '<div class="plots">'
    for name, changes in found.changes.items():
        moved = [m for m in changes if any(found.moved(name, m))]
        yield plot_intervals(
            f"{name}, points", [_row(m, changes[m]) for m in moved], signed=True
        ) or tag("p", f"{name}: no measure moved.")
    yield "</div>"
    for name in found.changes:
        own = [each for each in found.questions if each.configuration == name]
        yield from _groups(name, own)


def _row(measure: str, change: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return a row of the plot; of what is better low, the gain is shown."""
    if measure != LOWER_IS_BETTER:
        return measure, change
    turned = {"mean": -change["mean"], "low": -change["high"], "high": -change["low"]}
    return _TURNED, turned


def _groups(name: str, own: Sequence[Change]) -> Iterator[str]:
    ranked = sorted(own, key=lambda each: each.gain)
    worse = [each for each in ranked if each.gain < 0]
    better = [each for each in reversed(ranked) if each.gain > 0]
    other = [each for each in own if each.gain == 0]
    for title, group in (("Worse", worse), ("Better", better), ("As good, but otherwise", other)):
        if group:
            held = Markup("".join(_card(each) for each in group))
            summary = tag("summary", tag("b", f"{title}: {_count(group)}"), f" ({name})")
            yield f'<details class="moved"{" open" if group is worse else ""}>{summary}{held}'
            yield "</details>"


def _count(group: Sequence[Change]) -> str:
    return f"{len(group)} question" + "s" * (len(group) != 1)


def _card(change: Change) -> Markup:
    chips = [_chip(m, change.values[m], "down", "▼") for m in change.worse]
    chips += [_chip(m, change.values[m], "up", "▲") for m in change.better]
    was, now = change.status
    if was != now:
        chips.insert(0, tag("span", f"{was or 'none'} → {now or 'none'}", css="chip"))
    head = tag("p", tag("b", change.id), " ", change.question)
    parts = [head, tag("p", *chips, css="chips")]
    if change.answers[0] != change.answers[1]:
        sides = [
            Markup(f'<div><b>{when}</b><div class="answer">{escape(text)}</div></div>')
            for when, text in zip(("then", "now"), change.answers, strict=True)
        ]
        answers = tag("summary", "Both answers") + tag("div", *sides, css="sides")
        parts.append(tag("details", Markup(answers)))
    return tag("div", *parts, css="card")


def _chip(measure: str, values: tuple[float, float], css: str, mark: str) -> Markup:
    if measure == LOWER_IS_BETTER:
        measure, values = _TURNED, (1 - values[0], 1 - values[1])
    was, now = (f"{100 * value:.0f}" for value in values)
    return tag("span", f"{mark} {measure} {was} → {now}", css=f"chip {css}")
