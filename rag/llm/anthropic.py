"""Anthropic's Messages API: the schema is the input of a tool that the model has to use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rag.errors import BackendError, Trouble
from rag.llm.http import Ask, host_of, talking
from rag.llm.patience import RETRIES, Emit, Retries
from rag.llm.protocol import Cancel, Delta, Prompt, Timeouts, Usage

__all__ = ["AnthropicBackend"]

_HOME = "https://api.anthropic.com"
_VERSION = "2023-06-01"
_TOOL = "give_claims"
_FINISHES = {"max_tokens": "length", "tool_use": "stop", "end_turn": "stop"}
_BUSY = ("overloaded_error", "rate_limit_error")


class AnthropicBackend:
    """The Messages API at `url`, by default Anthropic's own."""

    name = "anthropic"

    def __init__(self, url: str, model: str, key: str, *, retries: Retries = RETRIES) -> None:
        """Raises ConfigError where `url` is no address."""
        home = (url or _HOME).rstrip("/").removesuffix("/messages").removesuffix("/v1")
        self.model = model
        self.where = host_of(home)
        self.remote = True  # a gateway on this machine passes on what it gets
        self._url = f"{home}/v1/messages"
        self._headers = {"x-api-key": key, "anthropic-version": _VERSION}
        self._retries = retries

    def stream(
        self,
        prompt: Prompt,
        *,
        schema: Mapping[str, Any],
        max_tokens: int,
        timeout: Timeouts,
        cancel: Cancel,
    ) -> Iterator[Delta]:
        """See `rag.llm.protocol.Backend`."""
        tool = {
            "name": _TOOL,
            "description": "Hand over the claims of the answer.",
            "input_schema": schema,
        }
        body = {
            "model": self.model,
            "max_tokens": max_tokens,
            "system": prompt.system,
            "messages": [{"role": "user", "content": prompt.user}],
            "tools": [tool],
            "tool_choice": {"type": "tool", "name": _TOOL},
            "stream": True,
        }

        def talk(ask: Ask, emit: Emit) -> None:
            tokens_in: int | None = None
            for event in ask(self._url, self._headers, body):
                delta = _read(event, tokens_in)
                if delta.usage is not None:
                    tokens_in = delta.usage.tokens_in
                if not emit(delta):
                    return

        return talking(talk, retries=self._retries, timeout=timeout, cancel=cancel)


def _read(event: Any, tokens_in: int | None) -> Delta:
    """Return what one event holds; `tokens_in` is what an earlier one told. Raises BackendError."""
    if not isinstance(event, Mapping):
        raise BackendError(Trouble.NONSENSE, "an event is no object")
    kind = event.get("type")
    if kind == "error":
        busy = _inside(event, "error").get("type") in _BUSY
        raise BackendError(
            Trouble.RATE_LIMITED if busy else Trouble.DOWN, "the server reports an error of its own"
        )
    if kind == "message_start":
        return Delta(usage=Usage(_whole(_inside(event, "message", "usage"), "input_tokens")))
    if kind == "content_block_delta":
        piece = _inside(event, "delta")
        text = piece.get("partial_json", piece.get("text"))
        return Delta(text=text if isinstance(text, str) else "")
    if kind == "message_delta":
        reason = _inside(event, "delta").get("stop_reason")
        written = _whole(_inside(event, "usage"), "output_tokens")
        return Delta(usage=Usage(tokens_in, written), finish=_FINISHES.get(str(reason)))
    return Delta()


def _inside(record: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    found: Any = record
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _whole(record: Mapping[str, Any], name: str) -> int | None:
    value = record.get(name)
    return value if isinstance(value, int) else None
