"""What the tests of the doors share: an engine over a small index, and free ports."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.answer import Engine
from rag.fakes import HashedEmbedder
from rag.library import open_library
from rag.wording import load_wording


def open_hashed(index: Path) -> Engine:
    """Open the real engine over an index that was built with the hashed embedder."""
    return Engine(open_library(index), HashedEmbedder(), load_wording())


@contextmanager
def hashed_engine(index: Path) -> Iterator[Engine]:
    """Open the engine for one test and close it again."""
    engine = open_hashed(index)
    try:
        yield engine
    finally:
        engine.close()


def free_port() -> int:
    """Return a port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
