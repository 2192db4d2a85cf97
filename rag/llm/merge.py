"""A model's claims beside the extractive ones: what is joined, and whether the point is kept."""

from __future__ import annotations

from collections.abc import Sequence

from rag.kinds import Part
from rag.replies import Claim

__all__ = ["keeps_core", "merged_claims"]

_CORE = (Part.DIRECT, Part.DUTY)
_ELSE = (Part.FOUND, Part.REMEDY)
_KEPT = 0.5  # share of the core's places that an answer has to cite


def merged_claims(extractive: Sequence[Claim], written: Sequence[Claim]) -> list[Claim]:
    """Return the model's claims, and for parts it left out the extractive ones on other places."""
    parts = {claim.part for claim in written}
    cited = _places(written)
    kept = [c for c in extractive if c.part not in parts and not _places([c]) <= cited]
    return [*written, *kept]


def keeps_core(extractive: Sequence[Claim], merged: Sequence[Claim]) -> bool:
    """True where the answer still rests on what the question is answered from.

    The core: the direct answer and the duties, else findings and remedies. Its first claim and
    half of its places have to be cited still.
    """
    core = [c for c in extractive if c.part in _CORE] or [c for c in extractive if c.part in _ELSE]
    if not core:
        return True
    kept, wanted = _places(merged), _places(core)
    return bool(kept & _places(core[:1])) and len(kept & wanted) >= _KEPT * len(wanted)


def _places(claims: Sequence[Claim]) -> set[str]:
    return {c.paragraph_id for claim in claims for c in claim.citations}
