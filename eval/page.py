"""The report as one HTML page that stands alone: plots, tables, and every question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval.plots import plot_intervals
from eval.tables import cell

__all__ = ["build_page", "save_page"]

Record = Mapping[str, Any]
_SLICES = ("audience", "type", "trap")
_STYLE = """
:root { color-scheme: light dark; --ink: #1b2733; --soft: #66727f; --line: #d5dbe1;
  --paper: #fbfbf9; --ours: #0b6e4f; --theirs: #7c8794; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaee; --soft: #9aa6b2; --line: #36414c;
  --paper: #14191f; --ours: #4fc79a; --theirs: #8e9aa6; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0 } h2 { font-size: 1.15rem; margin-top: 2.2rem }
.facts { color: var(--soft) }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr));
  gap: 1rem 2rem }
.plot { width: 100%; height: auto; font-size: 13px }
.plot text { fill: var(--ink) } .plot .title, .plot .mean { font-weight: 600 }
.plot .tick { fill: var(--soft); text-anchor: middle; font-size: 11px }
.plot .grid { stroke: var(--line) } .plot .zero { stroke: var(--ink) }
.plot line.ours { stroke: var(--ours); stroke-width: 3 } .plot circle.ours { fill: var(--ours) }
.plot line.theirs { stroke: var(--theirs); stroke-width: 2 }
.plot circle.theirs { fill: var(--theirs) }
table { border-collapse: collapse; font-size: .88rem; display: block; overflow-x: auto }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top }
summary { cursor: pointer; margin: 1rem 0 }
"""


def save_page(report: Record, folder: Path) -> Path:
    """Write the page beside the JSON, under `folder`; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"report-{report['part']}.html"
    path.write_text(build_page(report), encoding="utf-8")
    return path


def build_page(report: Record) -> str:
    """Return the page of a report on gold questions or on a set in the BEIR layout."""
    title = f"Upheld: {report['part']}"
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>",
            f'<h1>{escape(title)}</h1><p class="facts">{escape(_facts(report))}</p>',
            *_measures(report),
            *_leads(report),
            *_slices(report),
            _questions(report),
            "</body></html>",
        ]
    )


def _facts(report: Record) -> str:
    facts = [f"{report['asked']:,} questions, measured {report['made_at']}."]
    if "documents" in report:
        facts.append(f"{report['documents']:,} passages.")
    if report.get("skipped"):
        facts.append(f"{len(report['skipped'])} left out: the index lacks their documents.")
    for name, summary in report["configurations"].items():
        traps = summary.get("wrong_voice_first", {"of": 0})
        if traps["of"]:
            facts.append(
                f"{name}: the wrong voice came first in {traps['count']} of {traps['of']} traps."
            )
        if summary.get("parent_reading_age") is not None:
            facts.append(f"Reading age of answers to parents: {summary['parent_reading_age']}.")
    return " ".join(facts)


def _measures(report: Record) -> Iterable[str]:
    yield '<h2>Measures, per cent with 95% interval</h2><div class="plots">'
    for measure in report["measures"]:
        rows = [(n, c["all"].get(measure)) for n, c in report["configurations"].items()]
        yield plot_intervals(measure, rows)
    yield "</div>"


def _leads(report: Record) -> Iterable[str]:
    leads = report["leads"]["all"]
    if not leads:
        return
    ours = next(iter(report["configurations"]))
    yield (
        f"<h2>Lead of {escape(ours)}, points with 95% interval of the paired "
        'difference</h2><div class="plots">'
    )
    for measure in next(iter(leads.values())):
        rows = [(f"over {name}", lead.get(measure)) for name, lead in leads.items()]
        yield plot_intervals(measure, rows, signed=True)
    yield "</div>"


def _slices(report: Record) -> Iterable[str]:
    summary = next(iter(report["configurations"].values()))
    for name in (name for name in _SLICES if name in summary):
        found = summary[name]
        held = [m for m in report["measures"] if any(m in each for each in found.values())]
        rows = [[value, *(cell(each.get(m)) for m in held)] for value, each in found.items()]
        yield f"<h2>By {name}</h2>{_table([name, *held], rows)}"
        leads = report["leads"].get(name, {})
        measures = next((list(m) for v in leads.values() for m in v.values() if m), [])
        rows = [
            [value, baseline, *(cell(lead.get(m), signed=True) for m in measures)]
            for value, over in leads.items()
            for baseline, lead in over.items()
            if lead
        ]
        if rows:
            yield (
                f"<details><summary>Lead by {name}, over each baseline</summary>"
                f"{_table([name, 'over', *measures], rows)}</details>"
            )


def _questions(report: Record) -> str:
    ours = next(iter(report["configurations"]))
    own = [each for each in report["outcomes"] if each["configuration"] == ours]
    rows = [
        [
            each["id"],
            each["question"],
            each.get("error") or each.get("status") or "",
            ", ".join(f"{name} {value:.2f}" for name, value in each["values"].items()),
        ]
        for each in own[:500]
    ]
    told = f"The first {len(rows)} of {len(own)}" if len(own) > len(rows) else f"All {len(own)}"
    table = _table(["id", "question", "status", "values"], rows)
    return f"<details><summary>{told} questions, one by one</summary>{table}</details>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(text))}</td>" for text in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
