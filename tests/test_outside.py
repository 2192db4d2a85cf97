"""Ranking passages as given, and the measures held to trec_eval's."""

import io
import json
import random
import re
from pathlib import Path

import numpy as np
import pytest

from eval.beir import BeirSet, Body
from eval.beir_run import MEASURES, measure_set, print_set, run_beir
from eval.outside import cut_windows, rank_set
from eval.stock import embed_texts, word_search
from rag.errors import StoreError
from rag.fakes import HashedEmbedder

SMALL = Path(__file__).parent / "data" / "beir"


class Words:
    """Counts words as word pieces, and one more for what the model adds; reads six."""

    max_tokens = 6

    def count(self, text):
        return len(text.split()) + 1

    def spans(self, text):
        return [found.span() for found in re.finditer(r"\S+", text)]


class Reading(HashedEmbedder):
    """Notes what it is asked to embed; stops where it is told to."""

    def __init__(self, stop_after=None):
        super().__init__()
        self.read = []
        self._left = stop_after

    def encode(self, texts):
        if self._left is not None:
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
        self.read += texts
        return super().encode(texts)


def body(name, text, title=""):
    return Body(name, title, text)


def test_a_long_passage_is_cut_into_windows_under_its_title():
    windows = cut_windows([body("d1", "a b c d e f g h", "T"), body("d2", "x")], Words())

    assert windows.texts == ("T a b c d", "T e f g h", "x")
    assert windows.starts.tolist() == [0, 2]


def test_fewer_windows_are_kept_where_all_would_be_too_many():
    long = [body(f"d{n}", " ".join("abcdefghijklmnopqrst")) for n in range(3)]

    # 4 windows of 6 tokens a passage are 72 tokens; 2 of each are 36.
    assert cut_windows(long, Words()).most == 8
    fewer = cut_windows(long, Words(), most_tokens=40)
    assert (fewer.most, len(fewer.texts), fewer.starts.tolist()) == (2, 6, [0, 2, 4])


def test_embeddings_are_kept_and_nothing_is_embedded_twice(tmp_path):
    texts = [f"text {n}" for n in range(600)] + ["text 0"]
    stopped = Reading(stop_after=1)

    with pytest.raises(KeyboardInterrupt):
        embed_texts(texts, stopped, tmp_path / "e.sqlite")
    going_on = Reading()
    vectors = embed_texts(texts, going_on, tmp_path / "e.sqlite")

    assert len(stopped.read) == 256
    assert len(going_on.read) == 600 - 256
    assert np.array_equal(vectors, HashedEmbedder().encode(texts))


def test_a_damaged_cache_is_a_clear_error(tmp_path):
    (tmp_path / "e.sqlite").write_text("no database " * 100)

    with pytest.raises(StoreError, match=r"e\.sqlite"):
        embed_texts(["a"], HashedEmbedder(), tmp_path / "e.sqlite")


def test_words_meet_in_any_of_their_forms():
    with word_search([("", "the kettles were boiling"), ("", "a quiet garden")]) as words:
        assert [key for key, _ in words.best("boil a kettle", 5)] == [0]
        assert words.scores(["gardens", "zebra"], 5).argmax(axis=1).tolist() == [1, 0]


def test_a_document_with_the_questions_own_id_is_left_out_unless_it_is_judged(tmp_path):
    documents = (body("a", "red kettle"), body("b", "red kettle"), body("c", "garden"))
    given = BeirSet(
        "x",
        "test",
        documents,
        (body("a", "red kettle"), body("b", "red kettle")),
        {"a": {"c": 1}, "b": {"b": 1}},
        0,
    )

    rankings, _ = rank_set(given, HashedEmbedder(), Words(), tmp_path / "e.sqlite")

    assert all("a" not in ranked["a"] for ranked in rankings.values())
    assert rankings["BM25"]["b"] == ["a", "b"]


def test_a_small_set_is_run_and_reported(tmp_path):
    report = run_beir(SMALL, "test", HashedEmbedder(), Words(), tmp_path / "e.sqlite")
    shown = io.StringIO()

    print_set(report, shown)

    assert list(report["configurations"]) == ["upheld", "BM25", "dense", "plain fusion"]
    assert report["configurations"]["BM25"]["all"]["recall@10"]["mean"] > 0.5
    assert "40 passages, 15 questions" in shown.getvalue()
    assert "over plain fusion" in shown.getvalue()
    assert len(report["outcomes"]) == 4 * 15
    assert json.loads(json.dumps(report)) == report


def test_measures_of_one_question_worked_out_by_hand():
    given = BeirSet("x", "test", (), (body("q", "?"),), {"q": {"a": 2, "b": 1}}, 0)
    rankings = {name: {"q": ["z", "b", "a"]} for name in ("upheld", "BM25", "dense")}
    rankings["plain fusion"] = {"q": ["a", "b"]}

    report = measure_set(given, rankings)
    found = {m: e["mean"] for m, e in report["configurations"]["upheld"]["all"].items()}

    # DCG 1/log2(3) + 2/log2(4) = 1.6309; ideal 2 + 1/log2(3) = 2.6309. AP (1/2 + 2/3) / 2.
    assert found["nDCG@10"] == pytest.approx(1.63093 / 2.63093, abs=1e-5)
    assert found["MAP@10"] == pytest.approx(7 / 12)
    assert found["MRR@10"] == 0.5
    assert found["recall@5"] == 1.0
    lead = report["leads"]["all"]["plain fusion"]["MRR@10"]
    assert lead == {"mean": -0.5, "low": -0.5, "high": -0.5, "n": 1}


def test_measures_are_those_of_trec_eval():
    trec = pytest.importorskip("pytrec_eval", reason="pytrec-eval-terrier is not installed")
    rng = random.Random(5)
    ids = [f"d{n}" for n in range(60)]
    judged = {
        f"q{n}": {key: rng.choice((1, 2, 3)) for key in rng.sample(ids, rng.randrange(1, 15))}
        for n in range(40)
    }
    ranked = {name: rng.sample(ids, rng.randrange(1, 40)) for name in judged}
    names = {
        "recall@5": "recall_5",
        "recall@10": "recall_10",
        "recall@20": "recall_20",
        "recall@100": "recall_100",
        "nDCG@10": "ndcg_cut_10",
        "MAP@10": "map_cut_10",
        "MRR@10": "recip_rank",
    }

    theirs = trec.RelevanceEvaluator(judged, set(names.values())).evaluate(
        {name: {key: -float(n) for n, key in enumerate(row)} for name, row in ranked.items()}
    )

    for name, row in ranked.items():
        for ours, their_name in names.items():
            cut = 1 / 10 if ours == "MRR@10" else 0.0  # theirs looks below rank 10 too
            expected = theirs[name][their_name] if theirs[name][their_name] >= cut else 0.0
            assert MEASURES[ours](row, judged[name]) == pytest.approx(expected), (name, ours)
