"""The engine over the real index, held to eval/gate.toml."""

import json
from pathlib import Path

import pytest
from conftest import SEEDS

from eval.command import Wanted, main_eval
from rag.answer import Engine
from rag.config import Settings


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real documents are not there")
def test_nothing_measured_on_the_dev_questions_has_fallen(
    real_index, tmp_path, capsys, monkeypatch, remembered
):
    ask = Engine.ask

    def ask_and_keep(engine, question):
        return remembered.setdefault(question, ask(engine, question))

    monkeypatch.setattr(Engine, "ask", ask_and_keep)
    settings = Settings(index=real_index, cache=Path("~/.cache/upheld").expanduser())

    code = main_eval(settings, Wanted(part="dev", out=tmp_path, gate=True))

    assert code == 0, capsys.readouterr().err
    assert (tmp_path / "report-dev.html").read_text("utf-8").count("<svg") >= 1


@pytest.mark.model
def test_joined_scores_are_no_worse_than_plain_fusion_on_a_small_set(tmp_path, capsys):
    folder = Path(__file__).parent / "data" / "beir"
    settings = Settings(cache=Path("~/.cache/upheld").expanduser())

    code = main_eval(settings, Wanted(beir=folder, out=tmp_path, cache=tmp_path / "e.sqlite"))

    report = json.loads((tmp_path / "report-beir-test.json").read_text("utf-8"))
    ours, plain = (
        report["configurations"][name]["all"]["nDCG@10"]["mean"]
        for name in ("upheld", "plain fusion")
    )
    assert code == 0
    assert "over plain fusion" in capsys.readouterr().out
    assert ours >= plain
