"""What the tests of the doors share: an engine over a small index, and free ports."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

import app.engine
from app.api import create_app
from app.cli import main
from app.engine import Answering
from rag.answer import Engine
from rag.fakes import HashedEmbedder
from rag.library import open_library
from rag.llm.openai import OpenAIBackend
from rag.llm.patience import Retries
from rag.llm.writer import Budget, Writer
from rag.wording import load_wording

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("torch", "sentence_transformers", "transformers", "streamlit", "pandas", "fastapi")


def open_hashed(index: Path) -> Engine:
    """Open the real engine over an index that was built with the hashed embedder."""
    return Engine(open_library(index), HashedEmbedder(), load_wording())


def runner(
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    *before: str,
    index: Path | None = None,
) -> Callable[..., tuple[int, str, str]]:
    """Return what runs `upheld` in this process: exit code, output and messages.

    `before` are arguments of every run; `typed` is what stands at the standard input; `index` was
    built with the hashed embedder.
    """
    if index is not None:
        monkeypatch.setattr(app.engine, "open_engine", lambda settings: open_hashed(settings.index))
        monkeypatch.setenv("UPHELD_INDEX", str(index))

    def run(*arguments: str | Path, typed: str | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["upheld", *before, *map(str, arguments)])
        if typed is not None:
            monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as leaving:
            main()
        out, err = capfdbinary.readouterr()
        return int(leaving.value.code or 0), out.decode(), err.decode()

    return run


@contextmanager
def hashed_engine(index: Path) -> Iterator[Engine]:
    """Open the engine for one test and close it again."""
    engine = open_hashed(index)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def service(index: Path, feedback: Path | None = None) -> Iterator[TestClient]:
    """Open the service over an index, and close it again."""
    with (
        hashed_engine(index) as engine,
        TestClient(create_app(engine, feedback=feedback)) as client,
    ):
        yield client


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


def wait_for(address: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until `address` answers."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            assert process is None or process.poll() is None, "it stopped at once"
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@contextmanager
def served(
    engine: Answering | FastAPI, port: int | None = None, feedback: Path | None = None
) -> Iterator[str]:
    """Run the service over `engine`, or a service, in a thread; yields its address."""
    made = engine if isinstance(engine, FastAPI) else create_app(engine, feedback=feedback)
    config = uvicorn.Config(made, port=port or free_port(), log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(f"http://127.0.0.1:{config.port}/healthz")
        yield f"http://127.0.0.1:{config.port}"
    finally:
        server.should_exit = True
        thread.join()


def faked(engine: Engine, url: str, *, seconds: float = 0.5, tokens: int = 400) -> Engine:
    """Let a fake model's server at `url` word the answers of `engine`."""
    backend = OpenAIBackend(url, "fake-1", "sk-secret-4711", retries=Retries(3, 0.01))
    budget = Budget(context=4000, max_tokens=tokens, seconds=seconds)
    engine.writer = Writer(backend, load_wording(name="model.toml"), budget)
    return engine


@contextmanager
def page_over(api: str, log: Path) -> Iterator[str]:
    """Run the page as `upheld serve` does, over the service at `api`."""
    port = free_port()
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", "app/ui/page.py"),
                *(f"--server.port={port}", "--server.address=127.0.0.1"),
            ],
            cwd=ROOT,
            env={**os.environ, "UPHELD_API_URL": api},
            stdout=file,
            stderr=file,
        ) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
