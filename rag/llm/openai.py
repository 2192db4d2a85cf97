"""Any OpenAI-compatible endpoint: OpenAI, Azure, vLLM, Ollama, llama.cpp, LM Studio.

Servers differ in how a reply is held to a schema and in which options they take. What one
refuses is left out or put another way, and remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from rag.llm.chunks import chat_body, read_chunk
from rag.llm.http import Ask, Refused, host_of, is_this_machine, talking
from rag.llm.patience import RETRIES, Emit, Retries
from rag.llm.protocol import Cancel, Delta, Prompt, Timeouts

__all__ = ["OpenAIBackend"]

_ANSWERS = 400, 404, 415, 422, 500, 501  # with which servers refuse an option
_AZURE = ".openai.azure.com"
_AZURE_VERSION = "2024-10-21"
_FORMS = ("json_schema", "bare_schema", "json_object", "grammar", "none")
_BOUNDS = frozenset({"minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"})
_FORM_WORDS = ("response_format", "json_schema", "json_object", "grammar", "schema", "strict")


class OpenAIBackend:
    """A chat completions endpoint. `url` ends in /v1, or in the whole path."""

    name = "openai"

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        *,
        grammar: str = "",
        retries: Retries = RETRIES,
    ) -> None:
        """`grammar`: GBNF of the reply, for servers of llama.cpp that know no schema.

        Raises ConfigError where `url` is no address.
        """
        host = host_of(url)
        self.model = model
        self.where = host
        self.remote = not is_this_machine(host)
        self._url, azure = _endpoint(url, host, model)
        named = {"api-key": key} if azure else {"Authorization": f"Bearer {key}"}
        self._headers = named if key else {}
        self._grammar = grammar
        self._retries = retries
        self._form = 0
        self._without: frozenset[str] = frozenset()

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

        def talk(ask: Ask, emit: Emit) -> None:
            while True:
                body = self._body(prompt, schema, max_tokens)
                try:
                    for chunk in ask(self._url, self._headers, body):
                        if not emit(read_chunk(chunk)):
                            return
                    return
                except Refused as refusal:
                    if not self._gives_way(refusal, body):
                        raise

        return talking(talk, retries=self._retries, timeout=timeout, cancel=cancel)

    def _body(self, prompt: Prompt, schema: Mapping[str, Any], most: int) -> dict[str, Any]:
        body = chat_body(prompt, model=self.model, max_tokens=most)
        form = _FORMS[self._form]
        if form in ("json_schema", "bare_schema"):
            wanted = schema if form == "json_schema" else _bare(schema)
            named = {"name": "claims", "schema": wanted, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif form == "json_object":
            body["response_format"] = {"type": "json_object"}
        elif form == "grammar" and self._grammar:
            body["grammar"] = self._grammar
        if "max_tokens" in self._without:
            body["max_completion_tokens"] = body["max_tokens"]
        return {k: v for k, v in body.items() if k not in self._without}

    def _gives_way(self, refusal: Refused, body: Mapping[str, Any]) -> bool:
        """Leave out the option that was refused; False where none was, or none is left."""
        says = refusal.says.lower()
        if refusal.status not in _ANSWERS:
            return False
        for option in ("stream_options", "temperature", "max_tokens"):
            if option in body and option in says:
                self._without |= {option}
                return True
        if self._form + 1 < len(_FORMS) and any(word in says for word in _FORM_WORDS):
            self._form += 1
            return True
        return False


def _bare(schema: Any) -> Any:
    """Return a schema without the bounds that some servers do not know."""
    if isinstance(schema, Mapping):
        return {k: _bare(v) for k, v in schema.items() if k not in _BOUNDS}
    return [_bare(v) for v in schema] if isinstance(schema, list) else schema


def _endpoint(url: str, host: str, model: str) -> tuple[str, bool]:
    """Return the whole address of the completions, and whether Azure's header is wanted."""
    scheme, netloc, path, query, _ = urlsplit(url)
    azure = host.endswith(_AZURE) or "api-version=" in query
    path = path.rstrip("/")
    if azure and not path.endswith("/v1"):
        query = query or f"api-version={_AZURE_VERSION}"
        if "/deployments/" not in path:
            path = f"{path.removesuffix('/openai')}/openai/deployments/{model}"
    if not path.endswith("/chat/completions"):
        path += "/chat/completions"
    return urlunsplit((scheme, netloc, path, query, "")), azure
