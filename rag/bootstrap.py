"""Putting the parts together: the only module that names concrete classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.answer import Engine
from rag.config import Settings
from rag.embed import CompiledEmbedder, ModelTokenizer, find_model
from rag.library import open_library
from rag.retrieve import Weights
from rag.wording import load_wording

if TYPE_CHECKING:
    from rag.protocols import Embedder, TokenCounter

__all__ = ["bulk_embedder", "open_engine", "token_counter"]


def open_engine(settings: Settings, *, weights: Weights | None = None) -> Engine:
    """Open the engine over the index of `settings`; never imports torch once the compiled
    model is there. Raises IndexMissing, IndexMismatch, ModelError."""
    model = find_model(settings.model)
    embedder = CompiledEmbedder(model, settings.cache)
    library = open_library(settings.index, fingerprint=embedder.fingerprint)
    return Engine(library, embedder, load_wording(), weights=weights)


def token_counter(settings: Settings) -> TokenCounter:
    """Return the counter that passages are sized with: the model's own tokenizer."""
    return ModelTokenizer(find_model(settings.model))


def bulk_embedder(settings: Settings) -> Callable[[], Embedder]:
    """Return a maker of the reference embedder: torch is imported only when it is called.

    The compiled form for questions is made at the same time, so that asking never needs torch.
    """

    def make() -> Embedder:
        from rag.reference import ReferenceEmbedder

        model = find_model(settings.model)
        CompiledEmbedder(model, settings.cache)
        return ReferenceEmbedder(model, threads=settings.threads)

    return make
