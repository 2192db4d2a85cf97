"""Whether a claim gives a reason or a sequel that its source does not give."""

from __future__ import annotations

from rag.agree.fault import Fault
from rag.agree.quantities import quantities
from rag.agree.told import Told, clauses, overlap, stems_of

__all__ = ["added_fault"]

_LINKS = ("because", "since", "after", "as ", "so that", "due to")
_LEAST = 0.25  # share of such a clause's words that the passage has to use


def added_fault(claim: str, told: Told) -> Fault | None:
    """Return that a clause of reason or sequel uses next to none of the passage's words."""
    have = stems_of(told.text)
    for clause in clauses(claim)[1:]:
        words = stems_of(clause)
        linked = clause.lower().startswith(_LINKS) and len(words) > 1
        if linked and not quantities(clause) and overlap(words, have) <= _LEAST:
            return Fault("added", f"what is cited does not tell “{clause[:60]}”")
    return None
