"""How long a search takes beside plain retrieval over the same index, and what each part costs.

    .venv/bin/python -m eval.bench.search [--index DIR] [--rounds 5] [--questions 100] [--cpu]

Upheld, plain fusion (`eval.plain`), BM25 alone and dense alone answer the same questions in turn,
in one process; then the steps of Upheld alone, and Upheld with one mechanism switched off. Every
way runs in every round, the first round warms up, and the best of the others counts for each
question: what a busy machine adds is left out. Questions are those of the dev part that rest on
evidence.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.plain import plain_retrievals
from eval.questions import GOLD, load_questions
from rag.answer import Engine
from rag.bootstrap import open_reranking, question_embedder
from rag.bridges import Bridges
from rag.candidates import find_candidates
from rag.cases import Case
from rag.config import load_settings
from rag.embed import ModelTokenizer, find_model
from rag.entities import Gazetteer
from rag.features import Seen, Sought, measure_candidates
from rag.library import open_library
from rag.protocols import Embedder, Library
from rag.rank import learned_ranking, order
from rag.records import Bridge
from rag.replies import Question
from rag.rerank import Reranking
from rag.retrieve import Retriever
from rag.spelling import library_speller
from rag.understand import Understanding, understand
from rag.wanted import last_asked
from rag.wording import load_wording

Way = Callable[[str], object]
Times = npt.NDArray[np.float64]
_OURS, _PLAIN = "upheld", "plain fusion"


class _Silent:
    """An index that finds nothing: by words or by vector."""

    def search(self, *_: Any) -> list[tuple[int, float]]:
        return []

    def frequency(self, word: str) -> int:
        return 0


class Without:
    """A library with parts of it switched off; everything else is handed through."""

    def __init__(self, library: Library, **parts: Any) -> None:
        self._library = library
        self._parts = parts

    def __getattr__(self, name: str) -> Any:
        return self._parts[name] if name in self._parts else getattr(self._library, name)


def _bridges(library: Library, change: Callable[[Bridge], Bridge]) -> Without:
    changed = [change(bridge) for bridge in library.bridges()]
    return Without(library, bridges=lambda: changed)


def _no_case() -> Sequence[Case]:
    return ()


def _no_councils(library: Library) -> Without:
    def lexicon(name: str) -> Sequence[Mapping[str, Any]]:
        return () if name == "councils" else library.lexicon(name)

    documents = [replace(document, council=None) for document in library.documents()]
    return Without(library, lexicon=lexicon, documents=lambda: documents)


def _unvoiced(bridge: Bridge) -> Bridge:
    return replace(bridge, id=bridge.id.removeprefix("voice-"))


def libraries_without(library: Library) -> dict[str, Library]:
    """Return the library without one mechanism, by the names that `eval.ablate` gives them.

    What is only a column of the ranking (roles, kinds, length, sums) cannot be switched off in
    a library: `python -m eval.ablate` times those together.
    """
    return {
        "meaning (cosine and rank)": Without(library, vectors=_Silent()),
        "words (BM25 rank and words covered)": Without(library, lexical=_Silent()),
        "everyday speech to duties": _bridges(library, lambda b: replace(b, duties=())),
        "everyday speech to themes": _bridges(library, lambda b: replace(b, themes=())),
        "everyday speech to situations of cases": _bridges(
            library, lambda b: replace(b, references=())
        ),
        "who ought to be speaking, by its meaning": _bridges(library, _unvoiced),
        "the council that is named": _no_councils(library),
        "what the record was read from": Without(library, cases=_no_case),
    }


def ways(
    library: Library,
    embedder: Embedder,
    english: Callable[[str], bool],
    reranking: Reranking | None = None,
) -> dict[str, Way]:
    """Return what is measured, by name; ours first, each taking the words of a question."""
    wording = load_wording()

    def search(held: Library, **more: Any) -> Way:
        return Engine(held, embedder, wording, **{"english": english, **more}).search

    plain = plain_retrievals(library, embedder, k=10)
    found: dict[str, Way] = {
        _OURS: search(library),
        _PLAIN: plain["fused"],
        "BM25 alone": plain["lexical"],
        "dense alone": plain["dense"],
        "the vector of a question alone": lambda text: embedder.encode([text]),
    }
    if reranking is not None:
        found["upheld, reranked"] = search(library, reranking=reranking)
    parts = libraries_without(library).items()
    without = {f"without {name}": search(held) for name, held in parts}
    return found | without | {"without typos put right": search(library, english=lambda word: True)}


def steps(library: Library, embedder: Embedder, english: Callable[[str], bool]) -> dict[str, Way]:
    """Return the steps of a search one by one, each given what those before it have found."""
    gazetteer = Gazetteer.of(library)
    speller = library_speller(library, english)
    bridges, retriever = Bridges(library), Retriever(library, embedder)

    def read(text: str) -> Understanding:
        return understand(Question(text), gazetteer, speller)

    @cache
    def known(text: str) -> tuple[Sought, Sequence[Seen]]:
        sought = retriever.seek(read(text))
        return sought, retriever.look_at(sought.candidates)

    def follow(text: str) -> object:
        sought = known(text)[0]
        return bridges.follow(sought.vector, sought.asked.search_text)

    def look(text: str) -> object:
        sought = known(text)[0]
        filters = sought.asked.question.filters
        return find_candidates(library, sought.asked, sought.vector, sought.leads, filters)

    def weigh(text: str) -> object:
        sought, seen = known(text)
        return order(seen, learned_ranking().scores(measure_candidates(library, sought, seen)))

    return {
        "step: reading the question": read,
        "step: its vector and that of its end": lambda t: embedder.encode([t, last_asked(t)]),
        "step: everyday phrasings": follow,
        "step: the lists of candidates": look,
        "step: measuring and ordering them": weigh,
    }


def measure(
    found: Mapping[str, Way],
    questions: Sequence[str],
    *,
    rounds: int,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Times]:
    """Return the best seconds of each question under each way, shape (questions,).

    The ways take turns at every question, each round beginning with another one.
    """
    names = list(found)
    taken = np.full((rounds, len(names), len(questions)), np.inf)
    for turn in range(rounds + 1):  # the first one warms up
        for column, text in enumerate(questions):
            for step in range(len(names)):
                row = (turn + column + step) % len(names)
                began = clock()
                found[names[row]](text)
                if turn:
                    taken[turn - 1, row, column] = clock() - began
    return dict(zip(names, taken.min(axis=0), strict=True))


def report(times: Mapping[str, Times]) -> str:
    """Return Markdown tables: every way, the steps of ours, and what each mechanism costs."""
    ours, plain = times[_OURS], float(np.median(times[_PLAIN]))
    rows = ["| search | median ms | p95 ms | median, plain fusion = 1 |", "|---|---|---|---|"]
    parts = ["| step of ours | median ms |", "|---|---|"]
    costs = ["| mechanism | costs, median ms |", "|---|---|"]
    for name, taken in times.items():
        if name.startswith("without "):
            costs.append(
                f"| {name.removeprefix('without ')} | {1000 * np.median(ours - taken):.1f} |"
            )
        elif name.startswith("step: "):
            parts.append(f"| {name.removeprefix('step: ')} | {1000 * np.median(taken):.1f} |")
        else:
            middle, slow = np.median(taken), np.percentile(taken, 95)
            rows.append(
                f"| {name} | {1000 * middle:.1f} | {1000 * slow:.1f} | {middle / plain:.2f} |"
            )
    return "\n".join([*rows, "", *parts, "", *costs])


def main() -> None:
    """Run the measurement and print its tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--cpu", action="store_true", help="processor time, for a busy machine")
    options = parser.parse_args()
    settings = load_settings()
    embedder = question_embedder(settings)
    library = open_library(options.index or settings.index, fingerprint=embedder.fingerprint)
    items = [item.question for item in load_questions(GOLD, "dev") if item.evidence]
    spread = items[:: max(1, len(items) // options.questions)][: options.questions]
    english = ModelTokenizer(find_model(settings.model)).knows
    found = ways(library, embedder, english, open_reranking(settings))
    found |= steps(library, embedder, english)
    told = f"{len(spread)} questions, {options.rounds} rounds, {len(library.documents())} documents"
    print(f"{told}, {'processor time' if options.cpu else 'time on the clock'}\n")
    clock = time.process_time if options.cpu else time.perf_counter
    print(report(measure(found, spread, rounds=options.rounds, clock=clock)))


if __name__ == "__main__":
    main()
