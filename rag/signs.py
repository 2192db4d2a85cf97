"""Patterns of words kept as data in prompts/signs.toml, compiled when they are first used."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import Any

from rag.errors import PromptError
from rag.wording import read_prompt

__all__ = ["signs"]

_FILE = "signs.toml"


@lru_cache(maxsize=64)
def signs(table: str, name: str, flags: int = re.I) -> re.Pattern[str]:
    """Return the patterns `name` of `table` as one. Raises PromptError naming what is wrong."""
    found: Any = _tables().get(table, {}).get(name)
    if not found:
        raise PromptError(f"prompts/{_FILE} has no patterns {table}.{name}: restore them.")
    whole = found if isinstance(found, str) else "|".join(found)
    try:
        for _ in range(2):  # a part may hold other parts
            for part, pattern in _tables()["parts"].items():
                whole = whole.replace(f"{{{part}}}", pattern)
        return re.compile(whole, flags)
    except (KeyError, re.error) as error:
        raise PromptError(f"prompts/{_FILE}: {table}.{name} cannot be used: {error}") from error


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    try:
        return tomllib.loads(read_prompt(_FILE))
    except tomllib.TOMLDecodeError as error:
        raise PromptError(f"prompts/{_FILE} cannot be read as TOML: {error}") from error
