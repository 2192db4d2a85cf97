"""The bench of a search: every way is asked in turn, and a part that is off is really off."""

from __future__ import annotations

import numpy as np
import pytest

from eval.bench.search import libraries_without, measure, report, steps, ways
from rag.answer import Engine
from rag.fakes import HashedEmbedder, SharedWords
from rag.library import DiskLibrary
from rag.replies import Question
from rag.rerank import Reranking
from rag.wording import load_wording


def test_every_way_is_asked_every_question_in_each_round_and_the_first_is_left_out() -> None:
    now = [0.0]
    asked: list[tuple[str, str]] = []

    def way(name: str, seconds: list[float]) -> object:
        def search(text: str) -> None:
            asked.append((name, text))
            now[0] += seconds.pop(0) if len(seconds) > 1 else seconds[0]

        return search

    # two questions, a warm-up and two rounds: the slow first times of "a" do not count
    found = measure(
        {"a": way("a", [9.0, 9.0, 3.0, 5.0, 2.0, 6.0]), "b": way("b", [1.0])},
        ["q", "r"],
        rounds=2,
        clock=lambda: now[0],
    )
    assert found["a"].tolist() == [2.0, 5.0]
    assert found["b"].tolist() == [1.0, 1.0]
    assert asked[:4] == [("a", "q"), ("b", "q"), ("b", "r"), ("a", "r")]
    assert len(asked) == 2 * 2 * 3


def test_costs_are_paired_and_ratios_are_of_medians() -> None:
    told = report(
        {
            "upheld": np.array([0.010, 0.020, 0.060]),
            "plain fusion": np.array([0.005, 0.010, 0.010]),
            "step: y": np.array([0.001, 0.002, 0.004]),
            "without x": np.array([0.009, 0.017, 0.050]),
        }
    )
    assert "| upheld | 20.0 | 56.0 | 2.00 |" in told
    assert "| plain fusion | 10.0 | 10.0 | 1.00 |" in told
    assert "| x | 3.0 |" in told
    assert "| y | 2.0 |" in told


def sought(library: object, text: str) -> object:
    engine = Engine(library, HashedEmbedder(), load_wording())  # type: ignore[arg-type]
    return engine.seek(Question(text))[0]


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("meaning (cosine and rank)", lambda s: s.candidates.meaning),
        ("words (BM25 rank and words covered)", lambda s: s.candidates.words),
        ("everyday speech to duties", lambda s: s.leads.duties),
        ("everyday speech to themes", lambda s: s.leads.themes),
        ("everyday speech to situations of cases", lambda s: s.leads.references),
        ("who ought to be speaking, by its meaning", lambda s: s.voices),
        ("the council that is named", lambda s: s.asked.councils),
    ],
)
@pytest.mark.slow
def test_what_is_switched_off_brings_nothing(
    starter_library: DiskLibrary, name: str, gone: object
) -> None:
    text = "no speech therapy since easter, what did Kent County Council have to do"
    assert gone(sought(starter_library, text))  # type: ignore[operator]
    without = libraries_without(starter_library)[name]
    assert not gone(sought(without, text))  # type: ignore[operator]


def test_all_ways_search_the_same_library(tiny: DiskLibrary) -> None:
    reranking = Reranking(SharedWords())
    found = ways(tiny, HashedEmbedder(), lambda word: True, reranking)
    assert list(found)[:2] == ["upheld", "plain fusion"]
    assert "upheld, reranked" in found
    found |= steps(tiny, HashedEmbedder(), lambda word: True)
    times = measure(found, ["speech therapy"], rounds=1)
    assert all(len(taken) == 1 for taken in times.values())
    assert "without typos put right" in times
