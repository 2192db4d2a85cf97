"""The report as one HTML page that stands alone: plots, tables, and every question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval.against import Comparison
from eval.changes import change_parts
from eval.markup import Markup, tag, tag_table
from eval.page_style import STYLE
from eval.plots import plot_intervals
from eval.tables import cell

__all__ = ["build_page", "save_page"]

Record = Mapping[str, Any]
_SLICES = ("audience", "type", "trap")
_MOST = 500  # questions that are listed
_TOLD = (
    "recall@k: needs met in the first k passages. all@10: questions with every need met in ten. "
    "in 1,000 words: needs met before a thousand words are read. wrong voice: questions where a "
    "passage in the wrong voice comes before the evidence; the lower, the better."
)


def save_page(report: Record, folder: Path, compared: Comparison | None = None) -> Path:
    """Write the page beside the JSON, under `folder`; return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"report-{report['part']}.html"
    path.write_text(build_page(report, compared), encoding="utf-8")
    return path


def build_page(report: Record, compared: Comparison | None = None) -> str:
    """Return the page of a report on gold questions or on a set in the BEIR layout.

    With `compared` it opens with what changed since an earlier report.
    """
    title = f"Upheld: {report['part']}"
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
            tag("h1", title),
            tag("ul", *(tag("li", fact) for fact in _facts(report)), css="facts"),
            *(change_parts(compared) if compared else ()),
            *_measures(report),
            *_leads(report),
            *_slices(report),
            *_questions(report),
            "</body></html>",
        ]
    )


def _facts(report: Record) -> Iterator[str]:
    yield f"{report['asked']:,} questions, measured {report['made_at'].replace('T', ' ')[:16]} UTC"
    if "documents" in report:
        yield f"{report['documents']:,} passages"
    if report.get("skipped"):
        yield f"{len(report['skipped'])} left out: the index lacks their documents"
    traps = [
        f"{name} {found['count']}"
        for name, summary in report["configurations"].items()
        if (found := summary.get("wrong_voice_first", {"of": 0}))["of"]
    ]
    if traps:
        of = next(iter(report["configurations"].values()))["wrong_voice_first"]["of"]
        yield f"Wrong voice first, of {of} traps: {', '.join(traps)}"
    for summary in report["configurations"].values():
        if summary.get("parent_reading_age") is not None:
            yield f"Reading age of answers to parents: {summary['parent_reading_age']}"


def _measures(report: Record) -> Iterator[str]:
    """Yield a plot of each measure that several share, and one of what only one has."""
    configurations = report["configurations"]
    held = {
        m: [(name, c["all"][m]) for name, c in configurations.items() if m in c["all"]]
        for m in report["measures"]
    }
    shared = {m: rows for m, rows in held.items() if len(rows) > 1}
    yield f'{tag("h2", "Measures, per cent with 95% interval")}<div class="plots">'
    for measure, rows in shared.items():
        yield plot_intervals(measure, rows)
    for name in configurations:
        alone = [(m, rows[0][1]) for m, rows in held.items() if [n for n, _ in rows] == [name]]
        yield plot_intervals(f"{name} only", alone, alike=True)
    yield "</div>"
    if "wrong voice" in held:
        scores = (f"{name}: {what}." for name, what in report.get("told", {}).items())
        yield tag("p", " ".join([_TOLD, *scores]), css="facts")


def _leads(report: Record) -> Iterable[str]:
    leads = report["leads"]["all"]
    if not leads:
        return
    ours = next(iter(report["configurations"]))
    title = f"Lead of {ours}, points with 95% interval of the paired difference"
    yield f'{tag("h2", title)}<div class="plots">'
    for measure in next(iter(leads.values())):
        rows = [(f"over {name}", lead.get(measure)) for name, lead in leads.items()]
        yield plot_intervals(measure, rows, signed=True)
    yield "</div>"


def _slices(report: Record) -> Iterable[str]:
    summary = next(iter(report["configurations"].values()))
    for name in (name for name in _SLICES if name in summary):
        found = summary[name]
        held = [m for m in report["measures"] if any(m in each for each in found.values())]
        rows = [
            [value, str(_size(each)), *(_estimate(each.get(m)) for m in held)]
            for value, each in found.items()
        ]
        yield tag("h2", f"By {name}") + tag_table([name, "n", *held], rows, css="figures")
        leads = report["leads"].get(name, {})
        measures = next((list(m) for v in leads.values() for m in v.values() if m), [])
        rows = [
            [value, baseline, *(cell(lead.get(m), signed=True) for m in measures)]
            for value, over in leads.items()
            for baseline, lead in over.items()
            if lead
        ]
        if rows:
            table = tag_table([name, "over", *measures], rows)
            yield tag("details", tag("summary", f"Lead by {name}, over each baseline"), table)


def _size(estimates: Record) -> int:
    return max((each["n"] for each in estimates.values()), default=0)


def _estimate(found: Record | None) -> str:
    if found is None:
        return "–"
    mean, low, high = (f"{100 * found[key]:.0f}" for key in ("mean", "low", "high"))
    return Markup(f"<b>{mean}</b><br><small>{low}–{high}</small>")


def _questions(report: Record) -> Iterator[str]:
    """Yield every question: where each configuration has its evidence, what is not right."""
    names = list(report["configurations"])
    by_question: dict[str, dict[str, Record]] = {}
    for each in report["outcomes"]:
        by_question.setdefault(each["id"], {})[each["configuration"]] = each
    shown = list(by_question.values())[:_MOST]
    ranked = [n for n in names if any("ranks" in each.get(n, {}) for each in shown)]
    heads = ["id", "question", "status", *ranked, "below 100"]
    rows = [
        [
            own["id"],
            own["question"],
            own.get("error") or own.get("status") or "",
            *(_ranks(each.get(name, {}).get("ranks")) for name in ranked),
            _faults(own, report["measures"]),
        ]
        for each in shown
        if (own := each.get(names[0]))
    ]
    total = len(by_question)
    told = f"The first {len(rows)} of {total}" if total > len(rows) else f"All {total}"
    explained = "the rank of the first passage for each need; – where it never comes"
    summary = tag("summary", f"{told} questions, one by one ({explained})")
    yield tag("h2", "Question by question")
    yield tag("details", summary, tag_table(heads, rows, css="questions"))


def _ranks(ranks: Sequence[int | None] | None) -> str:
    return ", ".join("–" if rank is None else str(rank) for rank in ranks or ())


def _faults(outcome: Record, measures: Sequence[str]) -> str:
    """Return the reasons of the scores that are not full, else the measures below 100."""
    wrong = [
        f"{score['name']} {100 * score['value']:.0f} ({score['reason']})"
        for score in outcome.get("scores", ())
        if score["value"] is not None and score["value"] < 1
    ]
    if "scores" not in outcome:
        values = outcome["values"]
        wrong = [f"{m} {100 * values[m]:.0f}" for m in measures if values.get(m, 1) < 1]
    return "; ".join(wrong)
