"""Settings: the only reader of the environment. Defaults run offline."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import ConfigError

__all__ = ["EXTRACTIVE", "LOCAL", "Settings", "load_settings"]

_PREFIX = "UPHELD_"
_HIDDEN = "UPHELD_LLM_KEY"  # its value is never shown, in no error and no repr
EXTRACTIVE = "extractive"  # answers without a language model
LOCAL = "local"  # the library may be changed where the service listens on this machine alone


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set, read once.

    `index`: the folder of the index. `cache`: where the compiled embedding model is kept.
    `model`: a sentence-transformers name or path; the default is the wheel that is installed
    with Upheld. `threads`: threads for bulk embedding and for a local language model (queries
    are always embedded by one). `llm`: who words the answer (`rag.llm.registry`).
    """

    index: Path = Path(".upheld/index")
    cache: Path = field(default_factory=lambda: Path("~/.cache/upheld").expanduser())
    model: str = "all-MiniLM-L6-v2"
    threads: int = 2
    api_host: str = "127.0.0.1"
    api_port: int = 8000
    ui_port: int = 8501
    tokens: Path | None = None  # where tiktoken's ranks lie (TIKTOKEN_CACHE_DIR); None: estimate
    site: str = "https://www.lgo.org.uk"  # what `upheld fetch` gathers from
    contact: str = ""  # how that site can reach you; sent with every request of `upheld fetch`
    api_url: str = ""  # where the page finds the API; "" means http://api_host:api_port
    reranker: Path | None = None  # folder of a cross-encoder; None: the ranking stands as it is
    rerank_first: int = 30  # hits that it reads again
    rerank_share: float = 0.5  # what its score counts beside ours, 0 to 1
    rerank_timeout: float = 5.0  # seconds, after which the order stays as it was
    feedback: Path | None = None  # where what readers say of answers is kept; None: nowhere
    nli: str = ""  # model for inference, a folder or a cached name; "": claims go without one
    nli_contradiction: float = 0.5  # chance from which it takes a claim out
    nli_entailment: float = 0.1  # chance below which it does
    llm: str = EXTRACTIVE
    llm_url: str = ""
    llm_model: str = ""  # its name there; for "local" the GGUF file
    llm_key: str = field(default="", repr=False)
    llm_timeout: float = 60.0  # seconds that a model may take over an answer
    llm_max_tokens: int = 800  # that it may write for an answer
    llm_context: int = 8192  # tokens that it can hold: prompt, evidence and reply
    llm_tries: int = 3
    history_turns: int = 12  # of a conversation that count, questions and answers
    history_characters: int = 40_000  # of those turns together
    library_writes: str = LOCAL  # who may change the library over HTTP: "local", "on" or "off"
    library_most_mb: int = 100  # of files that one request may bring
    library_private: bool = False  # addresses inside the operator's own network may be fetched


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError("must be 1 or more")
    return number


def _count(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError("must be 0 or more")
    return number


def _seconds(value: str) -> float:
    number = float(value)
    if not 0 < number <= 3600:
        raise ValueError("must be more than 0 and at most 3600 seconds")
    return number


def _share(value: str) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError("must be between 0 and 1")
    return number


def _key(value: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("must be one line of ASCII without spaces")
    return value


def _writes(value: str) -> str:
    if value not in (LOCAL, "on", "off"):
        raise ValueError("must be local, on or off")
    return value


def _yes(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("must be yes or no")
    return value == "yes"


def _path(value: str) -> Path:
    return Path(value).expanduser()


def _folder(value: str) -> Path | None:
    return _path(value) if value else None


_READERS: dict[str, Callable[[str], Any]] = {
    "index": _path,
    "cache": _path,
    "model": str,
    "threads": _positive,
    "api_host": str,
    "api_port": _positive,
    "ui_port": _positive,
    "api_url": str,
    "site": str,
    "contact": str,
    "reranker": _folder,
    "rerank_first": _positive,
    "rerank_share": _share,
    "rerank_timeout": _seconds,
    "feedback": _folder,
    "nli": str,
    "nli_contradiction": _share,
    "nli_entailment": _share,
    "llm": str,
    "llm_url": str,
    "llm_model": str,
    "llm_key": _key,
    "llm_timeout": _seconds,
    "llm_max_tokens": _positive,
    "llm_context": _positive,
    "llm_tries": _positive,
    "history_turns": _count,
    "history_characters": _count,
    "library_writes": _writes,
    "library_most_mb": _positive,
    "library_private": _yes,
}


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read UPHELD_* from `environ` (the process's own by default).

    Raises ConfigError that names every bad key and value at once.
    """
    given = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name, text in given.items():
        if name == "TIKTOKEN_CACHE_DIR" and text:
            values["tokens"] = _path(text)
        if not name.startswith(_PREFIX):
            continue
        key = name.removeprefix(_PREFIX).lower()
        reader = _READERS.get(key)
        if reader is None:
            known = ", ".join(_PREFIX + k.upper() for k in _READERS)
            faults.append(f"{name} is not a setting (known: {known})")
            continue
        try:
            values[key] = reader(text)
        except ValueError as error:
            shown = "…" if name == _HIDDEN else repr(text)
            faults.append(f"{name}={shown}: {error}")
    if faults:
        raise ConfigError("Settings that cannot be used:\n  " + "\n  ".join(faults))
    return Settings(**values)
