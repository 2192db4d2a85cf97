"""The language model that is in use: what it is, what leaves this machine, does it answer."""

from __future__ import annotations

import time

from rag.config import EXTRACTIVE, Settings
from rag.errors import BackendError
from rag.llm.prompts import SCHEMA
from rag.llm.protocol import Backend, Cancel, Prompt, Timeouts
from rag.llm.registry import open_backend
from rag.wording import load_wording

__all__ = ["described", "leaving", "model_record", "try_model"]

_TRIAL_TOKENS = 120
_STAYS = "Nothing leaves the machine that Upheld runs on."


def described(settings: Settings) -> str:
    """Return who words the answers, and where. Raises ConfigError; asks nobody."""
    backend = open_backend(settings)
    if backend is None:
        return "none: answers are extractive"
    return f"{backend.name}, {_place(backend)}"


def _place(backend: Backend) -> str:
    if backend.remote:
        return f"{backend.model} at {backend.where} (another machine; personal data is masked)"
    return f"{backend.model} at {backend.where} (nothing leaves this machine)"


def leaving(settings: Settings) -> str:
    """Return what a person is told before anything is sent to another machine, else "".

    Raises ConfigError.
    """
    return _leaving(open_backend(settings))


def _leaving(backend: Backend | None) -> str:
    if backend is None or not backend.remote:
        return ""
    return (
        f"Questions go to {backend.where} ({backend.model}) with passages of the library. Names, "
        "addresses and numbers that can be recognised are taken out first; leave out the rest."
    )


def model_record(backend: Backend | None) -> dict[str, str | bool | None]:
    """Return who words the answers and what leaves the machine, as plain JSON."""
    remote = backend is not None and backend.remote
    return {
        "backend": backend.name if backend else EXTRACTIVE,
        "model": backend.model if backend else None,
        "host": backend.where if backend and remote else None,
        "remote": remote,
        "notice": _leaving(backend) or _STAYS,
    }


def try_model(settings: Settings) -> str:
    """Ask the model one question and return how it went. Raises BackendError, ConfigError."""
    backend = open_backend(settings)
    if backend is None:
        return "nothing to try"
    wording = load_wording(name="model.toml")
    prompt = Prompt(wording.fill("shared.rules"), wording.fill("shared.trial"), "trial")
    started, letters, tokens = time.perf_counter(), 0, None
    try:
        for delta in backend.stream(
            prompt,
            schema=SCHEMA,
            max_tokens=_TRIAL_TOKENS,
            timeout=Timeouts.within(settings.llm_timeout),
            cancel=Cancel(),
        ):
            letters += len(delta.text)
            tokens = delta.usage.tokens_out if delta.usage else tokens
    except BackendError as error:
        raise BackendError(error.trouble, f"{described(settings)}; {error}") from error
    seconds = time.perf_counter() - started
    said = f"{letters} letters" if tokens is None else f"{tokens} tokens"
    return f"answered with {said} in {seconds:.1f} s"
