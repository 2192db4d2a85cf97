"""A backend of a language model that writes what it is given: no model, for measuring the path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rag.llm.protocol import Cancel, Delta, Prompt, Timeouts

__all__ = ["StandIn"]


@dataclass
class StandIn:
    """Writes `reply`, whatever it is asked: `letters` in a piece, `pause` seconds before each."""

    name: str
    model: str
    letters: int
    pause: float = 0.0
    reply: str = ""
    remote: bool = False
    where: str = "this process"

    def text(self, prompt: Prompt) -> str:
        """Return the whole reply to `prompt`."""
        return self.reply

    def stream(
        self,
        prompt: Prompt,
        *,
        schema: Mapping[str, Any],
        max_tokens: int,
        timeout: Timeouts,
        cancel: Cancel,
    ) -> Iterator[Delta]:
        """See `rag.llm.protocol.Backend`."""
        text = self.text(prompt)
        for start in range(0, len(text), self.letters):
            if self.pause and cancel.wait(self.pause):
                return
            yield Delta(text[start : start + self.letters])
