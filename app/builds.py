"""Runs over the index, as every door begins them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from rag.config import Settings

if TYPE_CHECKING:
    from ingest.fetch import Fetcher
    from ingest.progress import BuildReport, ProgressSink

__all__ = ["Builds", "ModelBuilds", "public_fetcher"]


class Builds(Protocol):
    """Takes sources into an index and documents out of it; a seam for a small model in tests."""

    def add(
        self, sources: Sequence[str], *, starter: bool, progress: ProgressSink, at_home: bool = True
    ) -> BuildReport:
        """Take sources in. `at_home`: the operator named them, not somebody at the service."""
        ...

    def remove(self, document_ids: Sequence[str], *, progress: ProgressSink) -> BuildReport:
        """Take documents out. Raises NotInLibrary, IngestError."""
        ...


@dataclass(frozen=True, slots=True)
class ModelBuilds:
    """Runs with the embedding model of the settings, loaded where something is to be embedded."""

    settings: Settings

    def add(
        self, sources: Sequence[str], *, starter: bool, progress: ProgressSink, at_home: bool = True
    ) -> BuildReport:
        """Run `ingest.build.build_index`."""
        from ingest.build import build_index

        return build_index(
            self.settings.index,
            sources,
            starter=starter,
            progress=progress,
            fetcher=None if at_home else lambda: public_fetcher(self.settings),
            **self._model(),
        )

    def remove(self, document_ids: Sequence[str], *, progress: ProgressSink) -> BuildReport:
        """Run `ingest.build.remove_documents`."""
        from ingest.build import remove_documents

        return remove_documents(
            self.settings.index, document_ids, progress=progress, **self._model()
        )

    def _model(self) -> dict[str, Any]:
        from rag.bootstrap import bulk_embedder, token_counter
        from rag.weights import file_sha256, find_model, find_weights

        settings = self.settings
        return {
            "embedder": bulk_embedder(settings),
            "counter": token_counter(settings),
            "fingerprint": file_sha256(find_weights(find_model(settings.model)), settings.cache),
            "model_name": settings.model,
            "threads": settings.threads,
        }


def public_fetcher(settings: Settings) -> Fetcher:
    """Return what gets the addresses that somebody names at the service: robots.txt is kept to,
    and machines inside the network are left alone unless the operator allows them."""
    from ingest.fetch import Fetcher, PublicOnly

    return Fetcher(
        transport=None if settings.library_private else PublicOnly(),
        most_bytes=settings.library_most_mb * 1_000_000,
        mindful=True,
    )
