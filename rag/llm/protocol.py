"""What a language model is to Upheld: something that streams text for a prompt, and may fail.

A third party adds one by an entry point of the group `upheld.backends`: a callable that takes
`rag.config.Settings` and returns a `Backend`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

__all__ = ["Backend", "Cancel", "Delta", "Prompt", "Timeouts", "Usage"]

Cancel = threading.Event  # set by whoever no longer wants the answer


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is given. `version` says which template made it."""

    system: str
    user: str
    version: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written as the server counted them; None where it did not say."""

    tokens_in: int | None = None
    tokens_out: int | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of a reply. `finish` is "stop" or "length" on the last piece that has text."""

    text: str = ""
    usage: Usage | None = None
    finish: str | None = None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait: to connect, for the first token, between two tokens, for everything."""

    connect: float
    first_token: float
    between: float
    total: float

    @classmethod
    def within(cls, total: float) -> Timeouts:
        """Return waits that suit an answer that may take `total` seconds."""
        return cls(min(5.0, total), max(0.5 * total, min(30.0, total)), min(15.0, total), total)

    def left(self, spent: float) -> Timeouts:
        """Return these waits after `spent` seconds of the total are gone."""
        return replace(self, total=max(self.total - spent, 0.0))


class Backend(Protocol):
    """A language model. Safe to use from several threads."""

    @property
    def name(self) -> str:
        """What UPHELD_LLM calls it."""
        ...

    @property
    def model(self) -> str: ...

    @property
    def remote(self) -> bool:
        """True where the prompt leaves this machine: personal data is masked before it does."""
        ...

    @property
    def where(self) -> str:
        """The host that is asked, or the file that is run, as it is shown to a person."""
        ...

    def stream(
        self,
        prompt: Prompt,
        *,
        schema: Mapping[str, Any],
        max_tokens: int,
        timeout: Timeouts,
        cancel: Cancel,
    ) -> Iterator[Delta]:
        """Yield the reply as it is written, JSON after `schema`; the usage comes last.

        Raises BackendError, whatever goes wrong; never waits longer than `timeout` allows.
        """
        ...
