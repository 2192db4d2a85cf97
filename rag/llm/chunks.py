"""A chat completion as OpenAI-compatible servers take and send it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.errors import BackendError, Trouble
from rag.llm.protocol import Delta, Prompt, Usage

__all__ = ["chat_body", "read_chunk"]


def chat_body(prompt: Prompt, *, model: str, max_tokens: int) -> dict[str, Any]:
    """Return the request that every OpenAI-compatible server understands."""
    return {
        "model": model,
        "messages": [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": prompt.user},
        ],
        "max_tokens": max_tokens,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def read_chunk(chunk: Any) -> Delta:
    """Return what one chunk, or a whole completion, holds. Raises BackendError."""
    if not isinstance(chunk, Mapping):
        raise BackendError(Trouble.NONSENSE, "a chunk is no object")
    if chunk.get("error"):
        raise BackendError(Trouble.DOWN, "the server reports an error of its own")
    choices = chunk.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    if not isinstance(choice, Mapping):
        raise BackendError(Trouble.NONSENSE, "a choice is no object")
    said = choice.get("delta") or choice.get("message") or {}
    text = said.get("content") if isinstance(said, Mapping) else None
    finish = choice.get("finish_reason")
    return Delta(
        text=text if isinstance(text, str) else "",
        usage=_usage(chunk.get("usage")),
        finish=finish if isinstance(finish, str) else None,
    )


def _usage(told: Any) -> Usage | None:
    if not isinstance(told, Mapping):
        return None
    read, written = told.get("prompt_tokens"), told.get("completion_tokens")
    return Usage(
        read if isinstance(read, int) else None, written if isinstance(written, int) else None
    )
