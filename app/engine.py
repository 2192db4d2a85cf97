"""What the doors ask of an engine: a seam, so that tests can put a small one in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from rag.events import Event
from rag.llm.protocol import Cancel
from rag.records import Filters, Hit
from rag.replies import Answer, Question

if TYPE_CHECKING:
    from rag.comparable import Comparable
    from rag.config import Settings
    from rag.features import Seen, Sought
    from rag.llm.writer import Writer
    from rag.protocols import Library

__all__ = ["Answering", "open_engine"]


class Answering(Protocol):
    """Answers questions over one generation of an index; safe to use from several threads."""

    @property
    def library(self) -> Library: ...

    @property
    def writer(self) -> Writer | None:
        """What words answers with a language model; None without one."""
        ...

    def ask(self, question: Question) -> Answer:
        """Return a checked answer. Raises QuestionError for a question it cannot use."""
        ...

    def stream(self, question: Question, *, cancel: Cancel | None = None) -> Iterator[Event]:
        """Yield what is done and each claim as it passes the check, then the answer.

        `cancel`, once set, stops a language model. Raises QuestionError.
        """
        ...

    def search(self, text: str, *, k: int, filters: Filters) -> list[Hit]:
        """Return up to `k` passages, best first."""
        ...

    def decisions_on(self, text: str, duties: Sequence[str], *, most: int) -> Sequence[Comparable]:
        """Return decisions that found fault on what `text` tells, under these duties (ids)."""
        ...

    def seek(self, question: Question) -> tuple[Sought, Sequence[Seen]]:
        """Return how a question was read and the passages that come into question."""
        ...

    def close(self) -> None: ...


def open_engine(settings: Settings) -> Answering:
    """Open the engine over the index of `settings`. Raises IndexMissing, IndexMismatch,
    ModelError. The import is deferred so that no door pays for it before it is needed."""
    from rag.bootstrap import open_engine as open_real

    return open_real(settings)
