"""The engine behind the service: one generation after another, none closed while in use."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from app.api.live import LiveEngine, read_pointer
from app.api.streaming import events_of
from rag.config import Settings
from rag.errors import IndexMismatch, IndexMissing
from rag.events import Event, Finished, Stage, Working
from rag.kinds import Audience, Status
from rag.llm.protocol import Cancel
from rag.replies import Answer, Question


class Numbered:
    """An engine that tells which generation it was opened on."""

    library: Any = None
    writer: Any = None

    def __init__(self, number: str) -> None:
        self.number = number
        self.closed = False

    def ask(self, question: Question) -> Answer:
        assert not self.closed
        return Answer(Status.ANSWERED, question.text, Audience.PARENT, self.number)

    def stream(self, question: Question, *, cancel: Cancel | None = None) -> Iterator[Event]:
        yield Working(Stage.SEARCHING)
        assert cancel is not None
        assert cancel.wait(10), "nobody stopped it"
        assert not self.closed
        yield Finished(self.ask(question))

    def search(self, text: str, *, k: int, filters: Any) -> list[Any]:
        return []

    def close(self) -> None:
        self.closed = True


def opener(opened: list[Numbered]) -> Any:
    def open_numbered(settings: Settings) -> Numbered:
        pointer = read_pointer(settings.index)
        if pointer is None:
            raise IndexMissing(f"There is no index at {settings.index}. Run: upheld ingest")
        if pointer.generation == "bad":
            raise IndexMismatch("another model")
        opened.append(Numbered(pointer.generation))
        return opened[-1]

    return open_numbered


def point(index: Path, generation: str) -> None:
    fresh = index / "fresh"
    fresh.write_text(generation)
    fresh.rename(index / "current")


def test_a_new_generation_is_picked_up_and_the_old_one_closed(tmp_path: Path) -> None:
    opened: list[Numbered] = []
    live = LiveEngine(Settings(index=tmp_path), opener(opened))
    point(tmp_path, "1")
    with live.borrow() as first, live.borrow() as again:
        assert first is again is opened[0]
    point(tmp_path, "2")
    with live.borrow() as second:
        assert second is opened[1]
        assert live.generation == "2"
    assert [engine.closed for engine in opened] == [True, False]
    live.close()
    assert opened[1].closed


def test_requests_under_way_finish_on_the_old_generation(tmp_path: Path) -> None:
    opened: list[Numbered] = []
    live = LiveEngine(Settings(index=tmp_path), opener(opened))
    point(tmp_path, "1")
    with live.borrow() as old:
        point(tmp_path, "2")
        with live.borrow() as new:
            assert new is not old
        assert old.ask(Question("q")).text == "1"
    assert opened[0].closed


def test_an_answer_whose_reader_left_gives_its_generation_back(tmp_path: Path) -> None:
    opened: list[Numbered] = []
    live = LiveEngine(Settings(index=tmp_path), opener(opened))
    point(tmp_path, "1")

    async def leave_early() -> None:
        events = events_of(live, Question("q"))
        assert await anext(events) == ("step", {"stage": "searching", "words": ANY})
        point(tmp_path, "2")
        with live.borrow():
            assert not opened[0].closed
        await events.aclose()

    asyncio.run(leave_early())
    for thread in threading.enumerate():
        if thread.name == "upheld-answer":
            thread.join(5)
    assert opened[0].closed
    assert not opened[1].closed


def test_a_generation_that_cannot_be_opened_leaves_the_old_one_in_use(tmp_path: Path) -> None:
    live = LiveEngine(Settings(index=tmp_path), opener([]))
    point(tmp_path, "1")
    with live.borrow():
        pass
    point(tmp_path, "bad")
    with live.borrow() as engine:
        assert engine.ask(Question("q")).text == "1"


def test_many_requests_at_once_never_meet_a_closed_engine(tmp_path: Path) -> None:
    opened: list[Numbered] = []
    live = LiveEngine(Settings(index=tmp_path), opener(opened))
    point(tmp_path, "0")
    faults: list[BaseException] = []

    def ask_often() -> None:
        try:
            for _ in range(200):
                with live.borrow() as engine:
                    engine.ask(Question("q"))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=ask_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for number in range(1, 20):
        point(tmp_path, str(number))
        with live.borrow():
            pass
    for thread in threads:
        thread.join()
    assert not faults
    assert [engine.closed for engine in opened[:-1]] == [True] * (len(opened) - 1)
    assert not opened[-1].closed


def test_an_index_that_vanishes_is_missed_and_one_made_anew_is_found(tmp_path: Path) -> None:
    opened: list[Numbered] = []
    live = LiveEngine(Settings(index=tmp_path), opener(opened))
    point(tmp_path, "1")
    with live.borrow():
        pass
    (tmp_path / "current").unlink()
    with pytest.raises(IndexMissing), live.borrow():
        pass
    assert opened[0].closed
    point(tmp_path, "1")
    with live.borrow() as engine:
        assert engine is opened[1]
