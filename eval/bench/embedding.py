"""Measures the forms of the embedding model: speed, start, and distance from the reference.

    python -m eval.bench.embedding [--rounds 5] [--cache DIR]

Every form runs in every round and the best round counts: what a busy machine adds is left out.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.digests import starter_bridges, starter_readings
from ingest.passages import cut_passages
from ingest.starter import load_starter
from rag.embed import CompiledEmbedder, ModelTokenizer, ensure_compiled, find_model
from rag.protocols import Embedder, FloatArray
from rag.reference import ReferenceEmbedder
from rag.weights import file_sha256

_QUESTIONS = 100
_PASSAGES = 240
_LONG = 48
_LONG_WORDS = 170  # about 226 tokens


@dataclass(frozen=True)
class Texts:
    """What is embedded: questions, the starter library's own passages, and long passages."""

    questions: list[str]
    passages: list[str]
    long: list[str]


@dataclass
class Form:
    """One form of the model and what was measured of it (seconds, texts a second)."""

    name: str
    open: Callable[[], Embedder]
    open_s: float = float("inf")
    question_s: float = float("inf")
    passages_s: float = 0.0
    long_s: float = 0.0
    embedder: Embedder | None = None


def gather_texts(counter: ModelTokenizer) -> Texts:
    """Take questions and passages from the starter library, evenly spread."""
    starter = load_starter()
    readings = starter_readings(starter, read_at="2026-01-01T00:00:00Z")
    passages = [p for reading in readings for p in cut_passages(reading, counter)]
    words = " ".join(p.text for p in passages).split()
    starts = range(0, len(words) - _LONG_WORDS, len(words) // _LONG)
    return Texts(
        questions=_spread([b.text for b in starter_bridges(starter)], _QUESTIONS),
        passages=_spread([f"{p.header}\n{p.text}" for p in passages], _PASSAGES),
        long=[" ".join(words[n : n + _LONG_WORDS]) for n in starts],
    )


def _spread(items: Sequence[str], n: int) -> list[str]:
    return list(items[:: max(len(items) // n, 1)])[:n]


def quantised_cache(model_dir: Path, cache: Path, place: Path, *, per_channel: bool) -> Path:
    """Make a cache folder in `place` whose compiled form is the int8 one; return it."""
    logging.getLogger().setLevel(logging.ERROR)  # it advises a step that changes nothing here
    from onnxruntime.quantization import QuantType, quantize_dynamic

    source = ensure_compiled(model_dir, cache)
    folder = place / f"per-channel-{per_channel}" / source.parent.name
    folder.mkdir(parents=True)
    target = folder / source.name
    quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=per_channel)
    note = json.loads(source.with_name("model.json").read_text(encoding="utf-8"))
    note["onnx_sha256"] = file_sha256(target)
    target.with_name("model.json").write_text(json.dumps(note), encoding="utf-8")
    return folder.parent


def measure(form: Form, texts: Texts) -> None:
    """Measure one round of `form` and keep what is better than before."""
    if form.embedder is None:
        began = time.perf_counter()
        form.embedder = form.open()
        form.embedder.encode(["a question"])
        form.open_s = time.perf_counter() - began
    seconds = []
    for question in texts.questions:
        began = time.perf_counter()
        form.embedder.encode([question])
        seconds.append(time.perf_counter() - began)
    form.question_s = min(form.question_s, float(np.median(seconds)))
    form.passages_s = max(form.passages_s, _rate(form.embedder, texts.passages))
    form.long_s = max(form.long_s, _rate(form.embedder, texts.long))


def _rate(embedder: Embedder, texts: list[str]) -> float:
    began = time.perf_counter()
    embedder.encode(texts)
    return len(texts) / (time.perf_counter() - began)


def same_top_ten(found: FloatArray, expected: FloatArray, passages: FloatArray) -> float:
    """Return the share of the reference's ten best passages that `found` brings back."""
    ours = np.argsort(-(found @ passages.T), axis=1)[:, :10]
    theirs = np.argsort(-(expected @ passages.T), axis=1)[:, :10]
    shared = [len(set(a) & set(b)) / 10 for a, b in zip(ours, theirs, strict=True)]
    return float(np.mean(shared))


def report(forms: Sequence[Form], texts: Texts) -> str:
    """Return the measurements as a Markdown table; the first form is the reference."""
    reference = forms[0].embedder
    assert reference is not None
    passages, questions = reference.encode(texts.passages), reference.encode(texts.questions)
    lines = [
        "| form | opens in s | one question, p50 ms | passages/s | long passages/s"
        " | least cosine | same top 10 |",
        "|---|---|---|---|---|---|---|",
    ]
    for form in forms:
        assert form.embedder is not None
        found = form.embedder.encode(texts.questions)
        cosine = float((found * questions).sum(axis=1).min())
        lines.append(
            f"| {form.name} | {form.open_s:.2f} | {form.question_s * 1000:.1f} "
            f"| {form.passages_s:.0f} | {form.long_s:.1f} | {cosine:.5f} "
            f"| {same_top_ten(found, questions, passages):.3f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Run the measurement and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cache", type=Path, default=Path("~/.cache/upheld").expanduser())
    options = parser.parse_args()
    cache: Path = options.cache
    model = find_model("all-MiniLM-L6-v2", cache)
    ensure_compiled(model, cache)
    texts = gather_texts(ModelTokenizer(model))
    place = Path(tempfile.mkdtemp())
    try:
        one = quantised_cache(model, cache, place, per_channel=False)
        each = quantised_cache(model, cache, place, per_channel=True)
        forms = [
            Form("sentence-transformers, 1 thread", lambda: ReferenceEmbedder(model, 1)),
            Form("compiled fp32, 1 thread", lambda: CompiledEmbedder(model, cache)),
            Form("compiled fp32, 2 threads", lambda: CompiledEmbedder(model, cache, threads=2)),
            Form("compiled int8, 1 thread", lambda: CompiledEmbedder(model, one)),
            Form("compiled int8 per channel, 1 thread", lambda: CompiledEmbedder(model, each)),
        ]
        for _ in range(options.rounds):
            for form in forms:
                measure(form, texts)
        print(report(forms, texts))
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
