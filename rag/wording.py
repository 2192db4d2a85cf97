"""Upheld's own sentences, kept as data in prompts/ and checked when they are loaded."""

from __future__ import annotations

import string
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.errors import PromptError

__all__ = ["Wording", "load_wording", "read_prompt"]

_FOLDER = Path(__file__).resolve().parent.parent / "prompts"


class Wording:
    """Sentences by section and name; filling one with wrong placeholders is an error."""

    def __init__(self, tables: dict[str, Any], source: str) -> None:
        self._tables = tables
        self._source = source
        self.version = str(tables.get("version", ""))
        if not self.version:
            raise PromptError(f'{source} has no version: add a line such as version = "1".')

    def table(self, name: str) -> dict[str, str]:
        """Return one table, for example "headings.parent". Raises PromptError."""
        found: Any = self._tables
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if not isinstance(found, dict):
            raise PromptError(f"{self._source} has no table [{name}]: restore it from the project.")
        return found

    def fill(self, name: str, **values: object) -> str:
        """Return the sentence `name` ("lines.due") with its placeholders filled."""
        section, _, key = name.rpartition(".")
        template = self.table(section).get(key)
        if template is None:
            raise PromptError(f"{self._source} has no sentence {name!r}: add it.")
        wanted = {field for _, field, _, _ in string.Formatter().parse(template) if field}
        if wanted != set(values):
            raise PromptError(
                f"{self._source}: {name!r} has placeholders {sorted(wanted)}, "
                f"but its caller fills {sorted(values)}."
            )
        return template.format(**values)


def read_prompt(name: str) -> str:
    """Return the text of a file of prompts/. Raises PromptError."""
    try:
        return (_FOLDER / name).read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"prompts/{name} cannot be read: {error}") from error


@lru_cache(maxsize=8)
def load_wording(path: Path | None = None, *, name: str = "answers.toml") -> Wording:
    """Read a file of prompts/ (or `path`). Raises PromptError naming the file."""
    source = path or _FOLDER / name
    try:
        tables = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise PromptError(f"{source} cannot be read as TOML: {error}") from error
    return Wording(tables, source.name)
