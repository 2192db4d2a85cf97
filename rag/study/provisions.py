"""Questions on duties: where each is laid down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rag.authority import cite_basis
from rag.cite import cite_id
from rag.protocols import Library
from rag.study.item import Draft, Item, ItemKind, Proof, assemble
from rag.study.safe import (
    apart,
    basis_form,
    fair_bases,
    is_legislation,
    places_of,
    short_basis,
    speaks_of_place,
    subject_of_duty,
)
from rag.wording import Wording

__all__ = ["duty_items", "duty_proof", "is_settled"]

_WRONG = 3
_UNSAID = re.compile(r"\bno source\b", re.I)  # a statement on what was read, not on the law
Record = Mapping[str, Any]


def is_settled(record: Record) -> bool:
    """True where a duty is law now and its record is sure of it."""
    return bool(
        str(record["status"]) == "in force"
        and record["confidence"] == "high"
        and not str(record["who_owes"]).endswith(("(in practice)", "(by recommendation)"))
    )


def duty_proof(library: Library, record: Record, words: str) -> Proof:
    """Return the proof that a duty's record is, with the paragraph in which the rule stands."""
    name = str(record["id"])
    rule = next((p for p in library.paragraphs(name) if p.pinpoint.startswith("Duty")), None)
    return Proof(
        words,
        citation=cite_id(library, rule.id) if rule else None,
        record=f"duties/{name}",
        basis=cite_basis(str(record["legal_basis"])),
        url=record.get("source_url"),
    )


def duty_items(library: Library, wording: Wording, *, seed: int) -> list[Item]:
    """Return one question on each settled duty whose basis is enacted law alone.

    A statement that names a section or a place of law is not asked about.
    """
    fit = [
        record
        for record in library.lexicon("duties")
        if is_settled(record) and is_legislation(str(record["legal_basis"]))
    ]
    made = [_which_section(library, record, fit, wording, seed) for record in fit]
    return [item for item in made if item is not None]


def _which_section(
    library: Library, record: Record, fit: Sequence[Record], wording: Wording, seed: int
) -> Item | None:
    statement, basis = str(record["statement"]), str(record["legal_basis"])
    laws = {title for title, _ in places_of(basis)}
    if _UNSAID.search(statement):
        return None
    if speaks_of_place(f"{record['topic']} {statement}") or any(
        law.lower() in statement.lower() for law in laws
    ):
        return None
    own = duty_proof(library, record, wording.fill("proof.duty", statement=statement))
    strangers = [o for o in fit if apart(subject_of_duty(record), subject_of_duty(o))]
    fair = fair_bases(basis, [str(o["legal_basis"]) for o in strangers], statement)
    right = short_basis(basis)
    wrong = [
        Draft(
            short_basis(str(other["legal_basis"])),
            (
                own,
                duty_proof(
                    library, other, wording.fill("proof.other_basis", topic=str(other["topic"]))
                ),
            ),
        )
        for other in strangers
        if str(other["legal_basis"]) in fair
    ]
    return assemble(
        ItemKind.WHICH_SECTION,
        f"duties/{record['id']}",
        finding=right,
        question=wording.fill("ask.duty_section", topic=str(record["topic"]), statement=statement),
        right=Draft(right, (own,)),
        wrong=wrong,
        most=_WRONG,
        least=_WRONG,
        seed=seed,
        form=basis_form,
    )
