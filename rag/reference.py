"""What sentence-transformers runs: the reference embedding model, a reranker, inference.

Owns sentence-transformers and torch. Both are imported only when something here is called: that
import takes seconds and half a gigabyte, which a question must not pay for.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import ModelError
from rag.protocols import FloatArray
from rag.weights import file_sha256, find_inference, find_reranker, find_weights

__all__ = ["CrossInference", "CrossReranker", "ReferenceEmbedder", "compile_model"]

_BATCH = 32


class ReferenceEmbedder:
    """Embeds with sentence-transformers (satisfies `Embedder`), on a GPU where there is one."""

    def __init__(self, model_dir: Path, threads: int = 1, *, cache_dir: Path | None = None) -> None:
        self._fingerprint = file_sha256(find_weights(model_dir), cache_dir)
        self._model = _load(model_dir, _device(threads))
        self._dimension = len(self.encode([""])[0])

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the model's weights."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector (384 for the default model)."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return L2-normalised vectors, float32 of shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self._dimension), dtype=np.float32)
        return _encode(self._model, texts)


class CrossReranker:
    """A cross-encoder from a folder (satisfies `Reranker`); safe to use from several threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load the model. Raises ModelError where `folder` holds no sequence classifier."""
        find_reranker(folder)
        device = _device(threads)
        with _loading(folder):
            import torch
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(
                str(folder), device=device, local_files_only=True, activation_fn=torch.nn.Identity()
            ).eval()
        self._lock = threading.Lock()

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Return the model's logit of each pair, float32 of shape (len(texts),)."""
        pairs = [(question, text) for text in texts]
        with self._lock, _quiet():
            found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)


class CrossInference:
    """A cross-encoder of three labels (satisfies `Inference`); safe to use from several threads."""

    def __init__(self, name: str, threads: int = 1) -> None:
        """Load the model. Raises ModelError where `name` is no model for inference."""
        folder, self._order = find_inference(name)
        device = _device(threads)
        with _loading(folder):
            import torch
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(
                str(folder), device=device, local_files_only=True, activation_fn=torch.nn.Identity()
            ).eval()
        self._lock = threading.Lock()

    def infer(self, pairs: Sequence[tuple[str, str]]) -> FloatArray:
        """Return the chances of each (premise, hypothesis), float32 of shape (len(pairs), 3):
        contradiction, entailment, neutral."""
        if not pairs:
            return np.empty((0, 3), dtype=np.float32)
        with self._lock, _quiet():
            found = self._model.predict(list(pairs), batch_size=_BATCH, show_progress_bar=False)
        logits = np.asarray(found, dtype=np.float32)[:, self._order]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def compile_model(model_dir: Path, target: Path, *, probes: Sequence[str]) -> FloatArray:
    """Write the whole model (transformer, pooling, norm) to `target` as ONNX, in float32.

    Returns the model's own vectors of `probes`, by which the caller checks what was written.
    Inputs are input_ids and attention_mask, int64 of shape (batch, tokens), both free.
    """
    model = _load(model_dir, "cpu")
    expected = _encode(model, probes)
    with _quiet():
        import torch

        class Whole(torch.nn.Module):
            """The model as one function of ids and mask."""

            def __init__(self) -> None:
                super().__init__()
                self.parts = model

            def forward(self, input_ids: Any, attention_mask: Any) -> Any:
                features: Any = {"input_ids": input_ids, "attention_mask": attention_mask}
                for part in self.parts:
                    features = part(features)
                return torch.nn.functional.normalize(features["sentence_embedding"], p=2, dim=1)

        sample = model.tokenizer(list(probes[:2]), padding=True, return_tensors="pt")
        axes = {
            0: torch.export.Dim("batch"),
            1: torch.export.Dim("tokens", max=model.max_seq_length),
        }
        torch.onnx.export(
            Whole().eval(),
            (sample["input_ids"], sample["attention_mask"]),
            str(target),
            dynamo=True,
            input_names=["input_ids", "attention_mask"],
            output_names=["vectors"],
            dynamic_shapes={"input_ids": axes, "attention_mask": axes},
            external_data=False,
            verbose=False,
        )
    return expected


def _device(threads: int) -> str:
    with _quiet():
        import torch

        torch.set_num_threads(threads)
        return "cuda" if torch.cuda.is_available() else "cpu"


def _load(model_dir: Path, device: str) -> Any:
    with _loading(model_dir):
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(model_dir), device=device, local_files_only=True).eval()


@contextmanager
def _loading(folder: Path) -> Iterator[None]:
    """Turn what the libraries raise over a folder into ModelError."""
    with _quiet():
        from safetensors import SafetensorError
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            yield
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise ModelError(f"{folder}: sentence-transformers cannot load it ({error})") from error


def _encode(model: Any, texts: Sequence[str]) -> FloatArray:
    with _quiet():
        vectors = model.encode(
            list(texts),
            batch_size=_BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
    return np.asarray(vectors, dtype=np.float32)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' own warnings and progress off the terminal; errors still raise."""
    loggers = [logging.getLogger(name) for name in ("torch", "torch.onnx", "sentence_transformers")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
