"""The tables of docs/deadlines.md, written from corpus/: `python -m app.rules_page`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.deadlines import load_timetable, rule_words
from rag.timetable import Rule, Timetable

__all__ = ["PAGE", "fill_page"]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "deadlines.md"
_BEGIN, _END = "<!-- rules -->", "<!-- end of rules -->"
_COUNTING = {
    "after": "the day after is the first",
    "from": "that day is the first",
    "either": "both ways shown",
}
_RULES = (
    "rule", "who has to do what", "limit", "counts from", "counting", "basis", "status", "source",
    "checked",
)  # fmt: skip
_EXCEPTIONS = ("exception", "what", "basis")


def fill_page(page: str, timetable: Timetable) -> str:
    """Return the page with the rules and exceptions of `timetable` between its two marks."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    exemptions = timetable.exemptions.values()
    tables = [
        *_table(_RULES, (_rule_cells(timetable, rule) for rule in timetable.rules)),
        "",
        *_table(_EXCEPTIONS, ((e.id, e.text, e.legal_basis) for e in exemptions)),
    ]
    return "\n".join([before + _BEGIN, *tables, _END + after])


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    cells = list(heading)
    yield f"| {' | '.join(cells)} |"
    yield "|---" * len(cells) + "|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def _rule_cells(timetable: Timetable, rule: Rule) -> Iterator[str]:
    condition = f", {rule.condition}" if rule.condition else ""
    yield rule.id
    yield f"{rule.whose}: {rule.title}{condition}"
    yield rule_words(rule)
    yield "; ".join(timetable.events[name].label for name in rule.events)
    yield _COUNTING[rule.counting]
    yield rule.legal_basis
    yield rule.status
    yield f"[{rule.evidence}]({rule.source_url})"
    yield rule.checked.isoformat() if rule.checked else f"duty {', '.join(rule.duties)}"


if __name__ == "__main__":
    PAGE.write_text(fill_page(PAGE.read_text("utf-8"), load_timetable()), encoding="utf-8")
