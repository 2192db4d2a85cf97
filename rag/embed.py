"""The embedding model without torch: counts its tokens, embeds questions.

Owns onnxruntime and tokenizers. The compiled (ONNX) form is made once by `rag.reference` from
the sentence-transformers model and kept in the cache folder; a cleared cache repairs itself.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors
from tokenizers import Tokenizer

from rag.errors import ModelError
from rag.protocols import FloatArray
from rag.weights import file_sha256, find_model, find_weights, read_json, write_json

__all__ = [
    "CompiledEmbedder",
    "ModelTokenizer",
    "ensure_compiled",
    "find_model",
]

Notice = Callable[[str], None]

_EXPORT = "1"  # raise it when the way of compiling changes; older compiled forms are left aside
_BATCH = 4  # measured: on a CPU small batches of like length beat 16 and 32 (docs/measurements.md)
_LEAST_COSINE = 0.9999  # a compiled form further from its source than this is not used
_PROBES = (
    "His plan says speech therapy and nobody has come since Easter.",
    "The Council was at fault for failing to secure the provision in Section F of the EHC Plan. "
    "It has agreed to apologise and to pay £1,350 within one month of the final decision.",
    "",
)


# --- tokens ------------------------------------------------------------------------------------


class ModelTokenizer:
    """Counts word pieces exactly as the embedding model does (satisfies `TokenCounter`)."""

    def __init__(self, model_dir: Path) -> None:
        self._tokenizer = _load_tokenizer(model_dir)
        self._max_tokens = _max_tokens(model_dir)

    @property
    def max_tokens(self) -> int:
        """What the model reads before it truncates, special tokens included."""
        return self._max_tokens

    def count(self, text: str) -> int:
        """Return the number of word pieces of `text`, special tokens included, untruncated."""
        return len(self._tokenizer.encode(text).ids)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the character span of each word piece of `text`, special tokens left out."""
        pieces = self._tokenizer.encode(text, add_special_tokens=False)
        return [(start, end) for start, end in pieces.offsets]

    def knows(self, word: str) -> bool:
        """Say whether a lower-case word is a whole entry of the model's vocabulary.

        True for every word where the vocabulary is of another sort than whole words.
        """
        if not all(self._tokenizer.token_to_id(w) for w in ("council", "teacher", "school")):
            return True
        return self._tokenizer.token_to_id(word) is not None


def _load_tokenizer(model_dir: Path) -> Tokenizer:
    path = model_dir / "tokenizer.json"
    if not read_json(path):
        raise ModelError(f"{path}: not a tokenizer; the model folder must hold tokenizer.json")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()  # the file itself truncates and pads at 128
    tokenizer.no_padding()
    return tokenizer


def _max_tokens(model_dir: Path) -> int:
    for name, field in (
        ("sentence_bert_config.json", "max_seq_length"),
        ("config.json", "max_position_embeddings"),
    ):
        most = read_json(model_dir / name).get(field)
        if isinstance(most, int) and most > 2:
            return most
    raise ModelError(
        f"{model_dir}: neither sentence_bert_config.json nor config.json says how "
        "many tokens the model reads"
    )


# --- embedding ---------------------------------------------------------------------------------


class CompiledEmbedder:
    """Embeds with the compiled form of the model (satisfies `Embedder`); safe in threads.

    One thread by default: on a busy machine more threads make a question slower, not faster.
    """

    def __init__(
        self, model_dir: Path, cache_dir: Path, *, threads: int = 1, notice: Notice | None = None
    ) -> None:
        self._fingerprint = file_sha256(find_weights(model_dir), cache_dir)
        self._tokenizer = _load_tokenizer(model_dir)
        self._tokenizer.enable_truncation(_max_tokens(model_dir))
        self._session = _open_session(ensure_compiled(model_dir, cache_dir, notice), threads)
        self._dimension = int(self._session.get_outputs()[0].shape[1])

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights from which the compiled form was made."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector (384 for the default model)."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return L2-normalised vectors, float32 of shape (len(texts), dimension)."""
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda n: len(tokens[n]))
        for at in range(0, len(by_length), _BATCH):
            rows = by_length[at : at + _BATCH]
            vectors[rows] = _run(self._session, [tokens[n] for n in rows])
        return vectors


def _run(session: Any, tokens: Sequence[Sequence[int]]) -> FloatArray:
    shape = (len(tokens), max(len(row) for row in tokens))
    ids = np.zeros(shape, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.int64)
    for n, row in enumerate(tokens):
        ids[n, : len(row)] = row
        mask[n, : len(row)] = 1
    (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    return np.asarray(vectors, dtype=np.float32)


def _open_session(path: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (ort_errors.Fail, ort_errors.InvalidProtobuf, ort_errors.InvalidGraph) as error:
        raise ModelError(
            f"{path}: cannot be used ({error}). Remove {path.parent} and run again"
        ) from error


# --- compiling ---------------------------------------------------------------------------------


def ensure_compiled(model_dir: Path, cache_dir: Path, notice: Notice | None = None) -> Path:
    """Return the compiled form of the model, making it where it is absent or damaged.

    Making takes some seconds and imports torch; `notice` (by default a line on stderr) is told.
    Of two processes that need it at once, one makes it and the other waits.
    """
    source = file_sha256(find_weights(model_dir), cache_dir)
    folder = cache_dir / f"{source[:16]}-{_EXPORT}"
    if not _is_whole(folder, source, cache_dir):
        try:
            with _locked(cache_dir / f"{folder.name}.lock"):
                if not _is_whole(folder, source, cache_dir):
                    (notice or _tell)("Preparing the embedding model (once, some seconds) …")
                    _compile(model_dir, folder, source)
        except OSError as error:
            raise ModelError(
                f"{cache_dir}: the embedding model cannot be prepared there ({error}). "
                "Set UPHELD_CACHE to a folder that can be written"
            ) from error
    return folder / "model.onnx"


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _is_whole(folder: Path, source: str, cache_dir: Path) -> bool:
    note = read_json(folder / "model.json")
    model = folder / "model.onnx"
    if note.get("source_sha256") != source or not model.is_file():
        return False
    return file_sha256(model, cache_dir) == note.get("onnx_sha256")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _compile(model_dir: Path, folder: Path, source: str) -> None:
    from rag.reference import compile_model  # imports torch: only when there is something to make

    for left in folder.parent.glob(f"{folder.name}.*/"):  # by one that was killed: the lock is ours
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as name:
        made = Path(name) / "model.onnx"
        expected = compile_model(model_dir, made, probes=_PROBES)
        _check_compiled(model_dir, made, expected)
        note = {"source_sha256": source, "onnx_sha256": file_sha256(made), "export": _EXPORT}
        note |= {library: version(library) for library in ("torch", "onnx", "onnxruntime")}
        write_json(made.with_name("model.json"), note)
        finished = Path(name) / "finished"
        finished.mkdir()
        for part in ("model.onnx", "model.json"):
            os.rename(Path(name) / part, finished / part)
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(finished, folder)


def _check_compiled(model_dir: Path, path: Path, expected: FloatArray) -> None:
    tokenizer = _load_tokenizer(model_dir)
    tokenizer.enable_truncation(_max_tokens(model_dir))
    found = _run(_open_session(path, 1), [tokenizer.encode(text).ids for text in _PROBES])
    cosine = float((found * expected).sum(axis=1).min())
    if not cosine >= _LEAST_COSINE:  # NaN too
        raise ModelError(
            f"{model_dir}: the compiled model does not agree with its source "
            f"(cosine {cosine:.4f}). This model cannot be used; choose another"
        )
