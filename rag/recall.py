"""How much of a conversation a question is read against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.replies import Turn

__all__ = ["RECALL", "Recall"]


@dataclass(frozen=True, slots=True)
class Recall:
    """The newest turns that count: so many at most, of so many characters together."""

    turns: int = 12
    characters: int = 40_000

    def recent(self, history: Sequence[Turn]) -> tuple[Turn, ...]:
        """Return the newest turns within the bounds, in their order.

        The oldest of them is cut at its end where it does not fit whole.
        """
        kept: list[Turn] = []
        left = self.characters
        for turn in reversed(history[-self.turns :] if self.turns else ()):
            if left <= 0:
                break
            kept.append(replace(turn, content=turn.content[:left]))
            left -= len(turn.content)
        return tuple(reversed(kept))


RECALL = Recall()
