"""What may be wrong with a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.replies import Citation, Removed

__all__ = ["Fault"]

_LONGEST = 400  # characters of a removed statement that are kept


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a claim is taken out: a code that stays, and a line for a reader."""

    reason: str
    why: str

    def __str__(self) -> str:
        return self.why

    def removing(self, text: str, citations: Sequence[Citation] = ()) -> Removed:
        """Return the record of a statement taken out for this fault."""
        return Removed(text[:_LONGEST], self.reason, self.why, tuple(citations))
