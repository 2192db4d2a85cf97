"""An answer told while it is made: the engine in a thread of its own, its events on the loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

from app.api.errors import places_of, told
from app.api.live import FixedEngine, LiveEngine
from app.wire import event_record
from rag.errors import UpheldError
from rag.llm.protocol import Cancel
from rag.replies import Question

__all__ = ["events_of"]

_LOG = logging.getLogger("upheld.api")
Told = tuple[str, dict[str, Any]]


async def events_of(live: FixedEngine | LiveEngine, question: Question) -> AsyncIterator[Told]:
    """Yield the name and record of each event; an error is the last of them.

    Whoever stops reading stops the language model: the thread ends at its next event, and gives
    the engine back.
    """
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[Told | None] = asyncio.Queue()
    cancel = Cancel()

    def hand_on(event: Told | None) -> None:
        try:
            loop.call_soon_threadsafe(events.put_nowait, event)
        except RuntimeError:  # the service is closed: nobody listens
            cancel.set()

    threading.Thread(
        target=_answer, args=(live, question, cancel, hand_on), name="upheld-answer", daemon=True
    ).start()
    try:
        while (event := await events.get()) is not None:
            yield event
    finally:
        cancel.set()


def _answer(
    live: FixedEngine | LiveEngine,
    question: Question,
    cancel: Cancel,
    hand_on: Callable[[Told | None], None],
) -> None:
    try:
        with live.borrow() as engine:
            for event in engine.stream(question, cancel=cancel):
                if cancel.is_set():
                    return
                hand_on(event_record(event, question.audience))
    except UpheldError as error:
        hand_on(("error", told(error)))
    except Exception as error:  # the edge of the service: a fault of ours ends this answer only
        _LOG.error(places_of(error))
        hand_on(("error", told(error)))
    finally:
        hand_on(None)
