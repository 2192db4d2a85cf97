"""What the tests of the doors share: an engine over a small index, and free ports."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.answer import Engine
from rag.fakes import HashedEmbedder
from rag.library import open_library
from rag.wording import load_wording

ROOT = Path(__file__).resolve().parents[1]


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


def command(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run `upheld` as a process of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("UPHELD_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT,
        env={**environment, **more.pop("env", {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        **more,
    )
