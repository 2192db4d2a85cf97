"""Reading the first hits again: the mix, what stops it, and a real cross-encoder made here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from eval_shelf import small_shelf

from app.cli import main
from app.doctor import _check_reranker
from rag.answer import Engine
from rag.config import Settings, load_settings
from rag.errors import ConfigError, ModelError
from rag.events import Finished
from rag.fakes import HashedEmbedder, SharedWords
from rag.library import DiskLibrary
from rag.llm.protocol import Cancel
from rag.protocols import FloatArray
from rag.records import Hit
from rag.replies import Question
from rag.rerank import Reranking, Reread
from rag.weights import find_reranker
from rag.wording import load_wording

QUESTION = "what did the council agree about speech therapy"


class Given:
    """Gives the next of the scores that it was made with."""

    def __init__(self, *scores: float) -> None:
        self.left = list(scores)

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        found, self.left = self.left[: len(texts)], self.left[len(texts) :]
        return np.array(found, dtype=np.float32)


def hits(*scores: float) -> list[Hit]:
    one = small_shelf().hit("11-222-333#2")
    return [
        replace(one, passage=replace(one.passage, id=f"p{n}"), score=s)
        for n, s in enumerate(scores)
    ]


def told(found: Sequence[Hit]) -> list[tuple[str, float]]:
    return [(hit.passage.id, round(hit.score, 3)) for hit in found]


# --- the mix ------------------------------------------------------------------------------------


def test_both_scores_are_spread_and_mixed() -> None:
    # ours 1, .5, 0; theirs 0, 1, .5; a quarter of theirs: .75, .625, .125, put between 2 and 6
    found, reread = Reranking(Given(-3, 5, 1), share=0.25).apply("q", hits(6, 4, 2))
    assert told(found) == [("p0", 5.0), ("p1", 4.5), ("p2", 2.5)]
    assert reread is Reread.YES


def test_only_the_first_are_read_and_the_rest_stays_below() -> None:
    found, _ = Reranking(Given(0, 1), first=2, share=1.0).apply("q", hits(9, 8, 7, 6))
    assert told(found) == [("p1", 9.0), ("p0", 8.0), ("p2", 7), ("p3", 6)]


def test_without_a_share_or_where_theirs_are_equal_nothing_moves() -> None:
    before = told(hits(3, 2, 1))
    assert told(Reranking(Given(1, 2, 3), share=0.0).apply("q", hits(3, 2, 1))[0]) == before
    equal, _ = Reranking(Given(5, 5, 5), share=0.5).apply("q", hits(3, 2, 1))
    assert [name for name, _ in told(equal)] == ["p0", "p1", "p2"]


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_is_asked_of_the_model_where_there_is_nothing_to_order(n: int) -> None:
    model = SharedWords()
    given = hits(*range(n))
    assert Reranking(model).apply("q", given)[0] == given
    assert model.texts == 0


# --- what stops it ------------------------------------------------------------------------------


def test_out_of_time_the_order_stays_as_it_was(caplog: pytest.LogCaptureFixture) -> None:
    model = SharedWords()
    given = hits(*range(30, 0, -1))
    found, reread = Reranking(model, budget_s=1e-9).apply("q", given)
    assert (found, reread, model.texts) == (given, Reread.LATE, 0)
    assert "were not enough" in caplog.text


def test_it_is_stopped_between_two_batches() -> None:
    model = SharedWords()
    given = hits(*range(30, 0, -1))
    found, reread = Reranking(model).apply("q", given, lambda: model.texts >= 16)
    assert (found, reread, model.texts) == (given, Reread.STOPPED, 16)


# --- in the engine ------------------------------------------------------------------------------


def engine(library: DiskLibrary, reranking: Reranking | None) -> Engine:
    return Engine(library, HashedEmbedder(), load_wording(), reranking=reranking)


@pytest.mark.slow
def test_a_search_comes_in_the_order_of_the_mix(starter_library: DiskLibrary) -> None:
    plain = engine(starter_library, None).search(QUESTION, k=100)
    asked = Reranking(SharedWords(), first=20, share=1.0)
    found = engine(starter_library, asked).search(QUESTION, k=100)
    texts = [f"{hit.passage.header}\n{hit.passage.text}" for hit in found[:20]]
    shared = SharedWords().score(QUESTION, texts).tolist()
    assert shared == sorted(shared, reverse=True)
    assert len(set(shared)) > 2
    assert {h.passage.id for h in found[:20]} == {h.passage.id for h in plain[:20]}
    assert [h.passage.id for h in found[:20]] != [h.passage.id for h in plain[:20]]
    assert found[20:] == plain[20:]
    assert engine(starter_library, asked).search(QUESTION, k=5) == found[:5]


def test_an_answer_says_whether_it_was_reranked(tiny: DiskLibrary) -> None:
    question = Question("Was there fault about speech therapy in 24 000 001?")
    assert "reranked" not in engine(tiny, None).ask(question).made_by
    asking = engine(tiny, Reranking(SharedWords()))
    assert asking.ask(question).made_by["reranked"] == "yes"
    gone = Cancel()
    gone.set()
    (last,) = [e for e in asking.stream(question, cancel=gone) if isinstance(e, Finished)]
    assert last.answer.made_by["reranked"] == "stopped"


# --- settings and folders -----------------------------------------------------------------------


def test_it_is_off_unless_a_folder_is_named() -> None:
    assert load_settings({}).reranker is None
    assert load_settings({"UPHELD_RERANKER": ""}).reranker is None
    given = load_settings({"UPHELD_RERANKER": "/x", "UPHELD_RERANK_SHARE": "0.8"})
    assert (given.reranker, given.rerank_share, given.rerank_first) == (Path("/x"), 0.8, 30)
    with pytest.raises(ConfigError, match="UPHELD_RERANK_SHARE='2': must be between 0 and 1"):
        load_settings({"UPHELD_RERANK_SHARE": "2"})


def write_config(folder: Path, **config: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def test_a_folder_that_is_no_cross_encoder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no folder .*none.*UPHELD_RERANKER"):
        find_reranker(tmp_path / "none")
    with pytest.raises(ModelError, match=r"no config\.json that names one"):
        find_reranker(tmp_path)
    with pytest.raises(ModelError, match=r"sequence classifier .*this is BertModel"):
        find_reranker(write_config(tmp_path, architectures=["BertModel"]))
    kind = ["BertForSequenceClassification"]
    with pytest.raises(ModelError, match="gives 2 scores a pair"):
        find_reranker(write_config(tmp_path, architectures=kind))
    with pytest.raises(ModelError, match=r"no model\.safetensors"):
        find_reranker(write_config(tmp_path, architectures=kind, id2label={"0": "LABEL_0"}))
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    assert find_reranker(tmp_path) == kind[0]


def test_eval_takes_a_folder_on_its_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["upheld", "eval", "dev", "--rerank", str(tmp_path)])
    with pytest.raises(SystemExit) as leaving:
        main()
    assert leaving.value.code == 2
    assert "a reranker is a sequence classifier" in capsys.readouterr().err


def test_the_doctor_tells_of_it(tmp_path: Path) -> None:
    assert _check_reranker(Settings()).found.startswith("none")
    kind = ["BertForSequenceClassification"]
    write_config(tmp_path, architectures=kind, id2label={"0": "LABEL_0"})
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    told = _check_reranker(Settings(reranker=tmp_path))
    assert told.found == f"{kind[0]} in {tmp_path}; reads the first 30, counts 50%"


# --- a real cross-encoder, without a mind -------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT cross-encoder of two small layers with random weights, as sentence-transformers
    reads it."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    place = tmp_path_factory.mktemp("cross")
    words = "speech therapy plan council school transport appeal fault was the a of".split()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    (place / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        num_labels=1,
        initializer_range=0.5,
    )
    BertForSequenceClassification(config).save_pretrained(place)
    BertTokenizerFast(str(place / "vocab.txt"), model_max_length=64).save_pretrained(place)
    return place


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_cross_encoder_orders_the_hits_by_its_own_scores(
    folder: Path, starter_library: DiskLibrary
) -> None:
    from rag.reference import CrossReranker

    model = CrossReranker(folder)
    texts = ["the plan was speech therapy", "fault", "council transport " * 90, "", "school"]
    scores = model.score(QUESTION, texts)
    assert scores.shape == (5,)
    assert scores.dtype == np.float32
    assert len(set(scores.tolist())) == 5
    np.testing.assert_array_equal(scores, CrossReranker(folder).score(QUESTION, texts))
    alone = [float(model.score(QUESTION, [text])[0]) for text in texts]
    np.testing.assert_allclose(scores, alone, atol=1e-5)

    asked = Reranking(model, first=12, share=1.0, budget_s=60)
    found = engine(starter_library, asked).search(QUESTION, k=12)
    plain = engine(starter_library, None).search(QUESTION, k=12)
    read = [f"{hit.passage.header}\n{hit.passage.text}" for hit in found]
    given = model.score(QUESTION, read)
    assert all(np.diff(given) <= 1e-5)
    assert [h.passage.id for h in found] != [h.passage.id for h in plain]
    assert engine(starter_library, asked).search(QUESTION, k=12) == found


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_weights_that_cannot_be_loaded_are_told(folder: Path, tmp_path: Path) -> None:
    from rag.reference import CrossReranker

    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="sentence-transformers cannot load it"):
        CrossReranker(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("named", "loaded"), [("", "False False"), ("/nowhere", "refused")])
def test_nothing_is_imported_when_it_is_off(named: str, loaded: str) -> None:
    script = (
        "import sys\n"
        "from rag.bootstrap import open_reranking\n"
        "from rag.config import load_settings\n"
        "from rag.errors import ModelError\n"
        "try:\n"
        f"    assert open_reranking(load_settings({{'UPHELD_RERANKER': {named!r}}})) is None\n"
        "    print('torch' in sys.modules, 'rag.reference' in sys.modules)\n"
        "except ModelError:\n"
        "    print('refused', *(['torch'] if 'torch' in sys.modules else []))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == loaded
