"""Putting the parts together: the only module that names concrete classes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.agree.inference import Inferring
from rag.answer import Engine
from rag.config import Settings
from rag.embed import CompiledEmbedder, ModelTokenizer, find_model
from rag.library import open_library
from rag.llm.registry import open_backend
from rag.llm.writer import Budget, Writer
from rag.rank import Ranking
from rag.recall import Recall
from rag.rerank import Reranking
from rag.wording import load_wording

if TYPE_CHECKING:
    from rag.protocols import Embedder, SpanCounter

__all__ = [
    "bulk_embedder",
    "open_engine",
    "open_inferring",
    "open_reranking",
    "open_writer",
    "question_embedder",
    "token_counter",
]


def open_engine(settings: Settings, *, ranking: Ranking | None = None) -> Engine:
    """Open the engine over the index of `settings`; without a reranker or a model for
    inference it imports no torch once the compiled model is there.

    Raises ConfigError, IndexMissing, IndexMismatch, ModelError."""
    writer = open_writer(settings)
    reranking = open_reranking(settings)
    inferring = open_inferring(settings)
    embedder = question_embedder(settings)
    library = open_library(settings.index, fingerprint=embedder.fingerprint)
    english = ModelTokenizer(find_model(settings.model)).knows
    return Engine(
        library,
        embedder,
        load_wording(),
        ranking=ranking,
        english=english,
        writer=writer,
        recall=Recall(settings.history_turns, settings.history_characters),
        reranking=reranking,
        inferring=inferring,
    )


def open_reranking(settings: Settings) -> Reranking | None:
    """Return the reranker of `settings`, loaded; None, and nothing imported, without one.

    Raises ModelError where the folder is absent or holds no cross-encoder.
    """
    if settings.reranker is None:
        return None
    from rag.reference import CrossReranker

    return Reranking(
        CrossReranker(settings.reranker, settings.threads),
        settings.rerank_first,
        settings.rerank_share,
        settings.rerank_timeout,
    )


def open_inferring(settings: Settings) -> Inferring | None:
    """Return the model for inference of `settings`, loaded; None, and nothing imported, without
    one. Raises ModelError where it is absent or has not the three labels."""
    if not settings.nli:
        return None
    from rag.reference import CrossInference

    model = CrossInference(settings.nli, settings.threads)
    return Inferring(model, settings.nli_contradiction, settings.nli_entailment)


def open_writer(settings: Settings) -> Writer | None:
    """Return what words answers with the language model of `settings`; None without one.

    Nothing is sent or loaded yet. Raises ConfigError, PromptError.
    """
    backend = open_backend(settings)
    if backend is None:
        return None
    budget = Budget(
        settings.llm_context, settings.llm_max_tokens, settings.llm_timeout, settings.tokens
    )
    return Writer(backend, load_wording(name="model.toml"), budget)


def token_counter(settings: Settings) -> SpanCounter:
    """Return the counter that passages are sized with: the model's own tokenizer."""
    return ModelTokenizer(find_model(settings.model))


def bulk_embedder(settings: Settings) -> Callable[[], Embedder]:
    """Return a maker of the embedder for bulk work: the compiled form on several threads.

    It is the reference model to the sixth decimal and faster than it (docs/measurements.md), so
    torch is imported once only: to make the compiled form, at the first ingest.
    """

    def make() -> Embedder:
        model = find_model(settings.model)
        return CompiledEmbedder(model, settings.cache, threads=settings.threads, notice=_notice)

    return make


def _notice(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def question_embedder(settings: Settings) -> Embedder:
    """Return the embedder that questions are encoded with: the compiled form, one thread."""
    return CompiledEmbedder(find_model(settings.model), settings.cache, notice=_notice)
