"""Which model is asked: the ones that come with Upheld, and those of others by entry point."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from rag.config import EXTRACTIVE, Settings
from rag.errors import ConfigError
from rag.llm.anthropic import AnthropicBackend
from rag.llm.local import LocalBackend
from rag.llm.openai import OpenAIBackend
from rag.llm.patience import Retries
from rag.llm.protocol import Backend
from rag.wording import read_prompt

__all__ = ["GROUP", "backend_names", "open_backend"]

GROUP = "upheld.backends"


def _openai(settings: Settings) -> Backend:
    _need(settings.llm_url, "UPHELD_LLM_URL", "https://api.openai.com/v1")
    _need(settings.llm_model, "UPHELD_LLM_MODEL", "the name of a model of that server")
    return OpenAIBackend(
        settings.llm_url,
        settings.llm_model,
        settings.llm_key,
        grammar=read_prompt("claims.gbnf"),
        retries=Retries(settings.llm_tries),
    )


def _anthropic(settings: Settings) -> Backend:
    _need(settings.llm_model, "UPHELD_LLM_MODEL", "the name of a model")
    _need(settings.llm_key, "UPHELD_LLM_KEY", "your key")
    return AnthropicBackend(
        settings.llm_url,
        settings.llm_model,
        settings.llm_key,
        retries=Retries(settings.llm_tries),
    )


def _local(settings: Settings) -> Backend:
    _need(settings.llm_model, "UPHELD_LLM_MODEL", "the path of a GGUF file")
    return LocalBackend(settings.llm_model, context=settings.llm_context, threads=settings.threads)


_OWN: dict[str, Callable[[Settings], Backend]] = {
    "openai": _openai,
    "anthropic": _anthropic,
    "local": _local,
}


def backend_names() -> list[str]:
    """Return every name that UPHELD_LLM may have here."""
    return [EXTRACTIVE, *_OWN, *sorted({e.name for e in entry_points(group=GROUP)} - set(_OWN))]


def open_backend(settings: Settings) -> Backend | None:
    """Return the model that the settings name; None for the extractive answer without one.

    Nothing is sent or loaded yet. Raises ConfigError.
    """
    name = settings.llm
    if name == EXTRACTIVE:
        return None
    if name in _OWN:
        return _OWN[name](settings)
    for entry in entry_points(group=GROUP, name=name):
        try:
            made: Backend = entry.load()(settings)
        except (ImportError, AttributeError) as error:
            raise ConfigError(f"UPHELD_LLM={name}: {entry.value} cannot be loaded.") from error
        return made
    raise ConfigError(
        f"UPHELD_LLM={name!r} is not known here. Known: {', '.join(backend_names())}."
    )


def _need(value: str, name: str, example: str) -> None:
    if not value:
        raise ConfigError(f"This backend needs {name}: set it to {example}.")
