"""Settings: the only reader of the environment. Defaults run offline."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import ConfigError

__all__ = ["Settings", "load_settings"]

_PREFIX = "UPHELD_"


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set, read once.

    `index`: the folder of the index. `cache`: where the compiled embedding model is kept.
    `model`: a sentence-transformers name or path; the default is the wheel that is installed
    with Upheld. `threads`: threads for bulk embedding (queries always use one).
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


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError("must be 1 or more")
    return number


def _path(value: str) -> Path:
    return Path(value).expanduser()


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
            faults.append(f"{name}={text!r}: {error}")
    if faults:
        raise ConfigError("Settings that cannot be used:\n  " + "\n  ".join(faults))
    return Settings(**values)
