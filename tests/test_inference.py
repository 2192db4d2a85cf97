"""A model for inference, off by default: what it takes out, and which folders it is read from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.doctor import _check_inference
from rag.agree.inference import Inferring
from rag.agree.told import Said, Told
from rag.check import Checker
from rag.cite import cite_id
from rag.config import Settings, load_settings
from rag.errors import ConfigError, ModelError
from rag.kinds import Part, Role
from rag.library import DiskLibrary
from rag.protocols import FloatArray
from rag.replies import Claim
from rag.weights import find_inference

ORDER = {"0": "entailment", "1": "neutral", "2": "contradiction"}
TOLD = Told((Said("The Council arranged no speech therapy.", Role.FINDINGS, True),), "Kent")


class Fixed:
    """Gives every pair the same chances; keeps what it was asked."""

    def __init__(self, *chances: float) -> None:
        self.chances = chances
        self.asked: list[tuple[str, str]] = []

    def infer(self, pairs: Sequence[tuple[str, str]]) -> FloatArray:
        self.asked += pairs
        return np.array([self.chances] * len(pairs), dtype=np.float32)


@pytest.mark.parametrize(
    ("chances", "told"),
    [
        ((0.1, 0.8, 0.1), None),
        ((0.6, 0.3, 0.1), "contradicts it (contradiction 0.60)"),
        ((0.2, 0.05, 0.75), "does not entail it (entailment 0.05)"),
    ],
)
def test_what_it_contradicts_or_does_not_entail_is_taken_out(
    chances: tuple[float, ...], told: str | None
) -> None:
    fault = Inferring(Fixed(*chances)).fault("No therapy was arranged.", TOLD)
    assert (fault is None) if told is None else (told in str(fault))
    assert fault is None or fault.reason == "inference"


def test_limits_of_one_and_nought_take_out_nothing() -> None:
    assert Inferring(Fixed(0.99, 0.0, 0.01), 1.0, 0.0).fault("A claim.", TOLD) is None


def test_the_reading_that_entails_it_more_counts() -> None:
    class Whole(Fixed):
        def infer(self, pairs: Sequence[tuple[str, str]]) -> FloatArray:
            found = [(0.1, 0.9, 0.0) if ";" in premise else (0.9, 0.0, 0.1) for premise, _ in pairs]
            return np.array(found, dtype=np.float32)

    more = replace(TOLD, sentences=(*TOLD.sentences, Said("It rained.", Role.FACTS, False)))
    assert Inferring(Whole()).fault("The Council arranged no speech therapy.", more) is None
    assert Inferring(Whole()).fault("The Council arranged no speech therapy.", TOLD) is not None


def test_the_checker_asks_it_of_claims_that_are_no_quotations(tiny: DiskLibrary) -> None:
    paragraph = next(p for p in tiny.paragraphs("24-000-001") if p.role is Role.FINDINGS)
    cited = cite_id(tiny, paragraph.id)
    model = Fixed(0.9, 0.05, 0.05)
    checker = Checker(tiny, inferring=Inferring(model))
    quoted = Claim(f"The Ombudsman found: “{cited.quote}”", Part.FOUND, (cited,), verbatim=True)
    assert checker.fault(quoted) is None
    assert not model.asked
    loose = Claim("Speech therapy was missing for five months at Kent.", Part.FOUND, (cited,))
    assert Checker(tiny).fault(loose) is None
    fault = checker.fault(loose)
    assert fault is not None
    assert fault.reason == "inference"
    assert model.asked


def test_it_is_off_unless_a_model_is_named() -> None:
    assert load_settings({}).nli == ""
    given = load_settings({"UPHELD_NLI": "/models/nli", "UPHELD_NLI_CONTRADICTION": "0.7"})
    assert (given.nli, given.nli_contradiction) == ("/models/nli", 0.7)
    with pytest.raises(ConfigError, match="UPHELD_NLI_ENTAILMENT"):
        load_settings({"UPHELD_NLI_ENTAILMENT": "2"})


def write_config(folder: Path, **config: object) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def test_a_folder_that_is_no_model_for_inference_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="UPHELD_NLI names"):
        find_inference(str(tmp_path / "none"))
    kind = ["BertForSequenceClassification"]
    with pytest.raises(ModelError, match="sequence classifier"):
        find_inference(str(write_config(tmp_path, architectures=["BertModel"], id2label=ORDER)))
    labels = {"0": "LABEL_0", "1": "LABEL_1"}
    with pytest.raises(ModelError, match="this has label_0, label_1"):
        find_inference(str(write_config(tmp_path, architectures=kind, id2label=labels)))
    write_config(tmp_path, architectures=kind, id2label=ORDER)
    with pytest.raises(ModelError, match=r"no model\.safetensors"):
        find_inference(str(tmp_path))
    (tmp_path / "model.safetensors").touch()
    assert find_inference(str(tmp_path)) == (tmp_path, (2, 0, 1))


def test_a_name_is_looked_for_in_the_cache(tmp_path: Path) -> None:
    place = tmp_path / "models--some--nli" / "snapshots" / "main"
    place.mkdir(parents=True)
    write_config(place, architectures=["BertForSequenceClassification"], id2label=ORDER)
    (place / "model.safetensors").touch()
    assert find_inference("some/nli", hub=tmp_path)[0] == place


def test_the_doctor_tells_of_it(tmp_path: Path) -> None:
    assert "without" in _check_inference(Settings()).found
    write_config(tmp_path, architectures=["BertForSequenceClassification"], id2label=ORDER)
    (tmp_path / "model.safetensors").touch()
    found = _check_inference(Settings(nli=str(tmp_path))).found
    assert found == f"{tmp_path}; takes out contradiction from 0.5, entailment below 0.1"


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_a_model_gives_its_chances_in_one_order(tmp_path: Path) -> None:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    from rag.reference import CrossInference

    words = "the council arranged no speech therapy was paid a plan".split()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    (tmp_path / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        id2label={int(n): label.upper() for n, label in ORDER.items()},
        label2id={label.upper(): int(n) for n, label in ORDER.items()},
        initializer_range=0.5,
    )
    bare = BertForSequenceClassification(config).eval()
    bare.save_pretrained(tmp_path)
    tokenizer = BertTokenizerFast(str(tmp_path / "vocab.txt"), model_max_length=64)
    tokenizer.save_pretrained(tmp_path)
    pair = ("the council arranged no speech therapy", "therapy was paid")
    with torch.no_grad():
        logits = bare(**tokenizer(*pair, return_tensors="pt")).logits
    own = torch.softmax(logits, dim=1)[0].numpy()
    found = CrossInference(str(tmp_path)).infer([pair, ("a plan", "the plan " * 80)])
    assert found.shape == (2, 3)
    np.testing.assert_allclose(found[0], own[[2, 0, 1]], atol=1e-5)
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-6)
