"""What was agreed for what, as plain JSON: every figure with the decisions that it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.cases import theme_words
from app.engine import Answering
from rag.facets import CaseFilters
from rag.protocols import Library
from rag.remedy_table import (
    LEAST,
    Figure,
    Guidance,
    RemedyRow,
    Spread,
    Step,
    tabulate_remedies,
)
from rag.wording import load_wording

__all__ = ["remedies_record"]

Record = dict[str, Any]
_QUARTILES = ("least", "lower", "median", "upper", "most")


def remedies_record(engine: Answering, filters: CaseFilters) -> Record:
    """Tabulate remedies; `/v1/remedies` and `upheld remedies --json` send exactly this.

    Raises QuestionError.
    """
    library = engine.library
    table = tabulate_remedies(library, filters)
    wording = load_wording(name="cases.toml")
    words = theme_words(library)
    limits = [wording.fill("remedies.part"), wording.fill("remedies.theme")]
    limits.append(wording.fill("remedies.few", least=LEAST))
    if table.unseen:
        told = wording.fill("remedies.unseen", unseen=table.unseen, steps=table.payments)
        limits.append(told)
    return {
        "notice": wording.fill("remedies.notice"),
        "why_no_estimate": wording.fill("remedies.why"),
        "limits": limits,
        "decisions": table.decisions,
        "with_remedies": table.with_remedies,
        "payments": table.payments,
        "amounts_not_seen": table.unseen,
        "rows": [_row_record(library, row, words) for row in table.rows],
        "by_theme": [_row_record(library, row, words) for row in table.by_theme],
    }


def _row_record(library: Library, row: RemedyRow, words: Mapping[str, str]) -> Record:
    wording = load_wording(name="cases.toml").table("purposes")
    return {
        "status": row.standing,
        "kind": row.kind,
        "purpose": row.purpose,
        "purpose_words": wording[row.purpose] if row.purpose else None,
        "theme": row.theme,
        "theme_words": words.get(row.theme) if row.theme else None,
        "steps": len(row.steps),
        "decisions": row.decisions,
        "amounts_not_seen": row.unseen,
        "sums": _spread_record(row.sums),
        "rates": [
            {"amount_gbp": s.remedy.amount_gbp, "rate": s.remedy.rate, "from": [_source(s)]}
            for s in row.rates
        ],
        "per_term": _spread_record(row.per_unit.get("term"), lengths=True),
        "per_month": _spread_record(row.per_unit.get("month"), lengths=True),
        "guidance": [_guidance_record(library, guide) for guide in row.guidance],
        "from": _sources(row.steps),
    }


def _spread_record(spread: Spread | None, *, lengths: bool = False) -> Record | None:
    if spread is None:
        return None
    figures = {name: getattr(spread, name) for name in _QUARTILES}
    return {
        "count": spread.count,
        **{name: _figure_record(figure, lengths=lengths) for name, figure in figures.items()},
        "each": [_figure_record(figure, lengths=lengths) for figure in spread.each],
    }


def _figure_record(figure: Figure | None, *, lengths: bool) -> Record | None:
    if figure is None:
        return None
    return {
        "amount_gbp": round(figure.amount_gbp, 2),
        "from": [
            _source(step) | (_length(step) if lengths else {}) for step in figure.steps
        ],
    }  # fmt: skip


def _length(step: Step) -> Record:
    length = step.length
    assert length is not None
    return {"basis": length.basis, "length": length.words, "amount_gbp": step.remedy.amount_gbp}


def _sources(steps: Sequence[Step]) -> list[Record]:
    """Return each place once, in the order of the decisions."""
    return list({(s["document"], s["paragraph"]): s for s in map(_source, steps)}.values())


def _source(step: Step) -> Record:
    """Return the decision of a figure and the paragraph in which it stands."""
    paragraph = step.remedy.paragraph_id
    own = step.decision.document
    return {
        "reference": own.reference,
        "council": step.decision.case.council,
        "document": paragraph.rpartition("#")[0] if paragraph else own.id,
        "paragraph": paragraph,
    }


def _guidance_record(library: Library, guide: Guidance) -> Record:
    document = library.document(guide.duty_id)
    return {
        "duty": guide.duty_id,
        "topic": guide.topic,
        "statement": guide.statement,
        "caveat": guide.caveat,
        "status": guide.status,
        "legal_basis": guide.legal_basis,
        "year": guide.year,
        "url": guide.source_url,
        "document": document.id if document else None,
        "paragraph": guide.paragraph_id,
    }
