"""How long a model is waited for, and when it is asked again."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.errors import BackendError, Trouble
from rag.llm.protocol import Cancel, Delta, Timeouts

__all__ = ["RETRIES", "Emit", "Retries", "retried", "watched"]

Emit = Callable[[Delta], bool]  # hands a piece on; False: nobody wants any more

_GLANCE_S = 0.02  # how often a waiting reader looks whether it was cancelled


def watched(
    produce: Callable[[Emit], None],
    *,
    timeout: Timeouts,
    cancel: Cancel,
    stop: Callable[[], None] = lambda: None,
) -> Iterator[Delta]:
    """Yield what `produce` emits from a thread of its own, so that no read can outlast a limit.

    `stop` is called when the reader leaves, for whatever reason: it wakes a read that is under
    way. Raises BackendError: SLOW or CANCELLED, and what `produce` raises.
    """
    pieces: queue.SimpleQueue[Delta | BaseException | None] = queue.SimpleQueue()
    left = threading.Event()

    def emit(delta: Delta) -> bool:
        pieces.put(delta)
        return not left.is_set()

    def work() -> None:
        try:
            produce(emit)
            pieces.put(None)
        except BaseException as error:
            pieces.put(error)

    threading.Thread(target=work, name="upheld-llm", daemon=True).start()
    try:
        yield from _read(pieces, timeout, cancel)
    finally:
        left.set()
        stop()


def _read(
    pieces: queue.SimpleQueue[Delta | BaseException | None], timeout: Timeouts, cancel: Cancel
) -> Iterator[Delta]:
    began = last = time.monotonic()
    wait, what = timeout.first_token, "the first token"
    while True:
        now = time.monotonic()
        if cancel.is_set():
            raise BackendError(Trouble.CANCELLED, "nobody waits for the answer any more")
        if now - began >= timeout.total:
            raise BackendError(Trouble.SLOW, f"no whole answer within {timeout.total:g} s")
        if now - last >= wait:
            raise BackendError(Trouble.SLOW, f"{what} took longer than {wait:g} s")
        try:
            piece = pieces.get(timeout=_GLANCE_S)
        except queue.Empty:
            continue
        if piece is None:
            return
        if isinstance(piece, BaseException):
            raise piece
        if piece.text:
            last = time.monotonic()
            wait, what = timeout.between, "the next token"
        yield piece


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a model is asked at most, and the seconds of the first pause."""

    most: int = 3
    pause: float = 0.5


RETRIES = Retries()


def retried(
    attempt: Callable[[Timeouts], Iterator[Delta]],
    *,
    retries: Retries,
    timeout: Timeouts,
    cancel: Cancel,
) -> Iterator[Delta]:
    """Yield what `attempt` yields; try again where it failed before its first token.

    Waits as long as the server asks (Retry-After), else twice as long each time with jitter.
    A wait that does not fit into the total is not begun. Raises BackendError.
    """
    began = time.monotonic()
    for n in range(1, retries.most + 1):
        written = False
        try:
            for delta in attempt(timeout.left(time.monotonic() - began)):
                written = written or bool(delta.text)
                yield delta
            return
        except BackendError as error:
            if written or not error.passing or n == retries.most:
                raise
            pause = retries.pause * 2 ** (n - 1) * random.uniform(0.5, 1.5)
            pause = pause if error.retry_after is None else error.retry_after
            if time.monotonic() - began + pause >= timeout.total:
                raise
        if cancel.wait(pause):
            raise BackendError(Trouble.CANCELLED, "nobody waits for the answer any more")
