"""Retrieval over passages as given: ours and three baselines on a set in the BEIR layout.

Ours is what needs none of Upheld's documents: stemmed words, every window of a long passage,
and scores joined instead of ranks (`eval.hybrid`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.beir import BeirSet, Body
from eval.fuse import Ranking, fuse_ranks
from eval.hybrid import best_of_windows, combine_scores, rank_best
from eval.stock import Progress, embed_texts, word_search
from rag.protocols import Embedder, FloatArray, SpanCounter

__all__ = ["BASELINES", "DEPTH", "OURS", "Rankings", "Windows", "cut_windows", "rank_set"]

OURS = "upheld"
BASELINES = ("BM25", "dense", "plain fusion")
DEPTH = 100  # documents that are ranked for a question
_POOL = 1000  # depth of each list that is joined
_MOST_WINDOWS = 8  # of one document
_MOST_TOKENS = 4_000_000  # of all windows: about ten minutes on two cores
_CELLS = 40_000_000  # scores held at once

Rankings = dict[str, dict[str, list[str]]]  # configuration -> question id -> document ids


@dataclass(frozen=True, slots=True)
class Windows:
    """The texts that are embedded and, for each document, where its windows begin.

    `most`: windows of a document that were kept at most.
    """

    texts: tuple[str, ...]
    starts: npt.NDArray[np.int64]
    most: int


def cut_windows(
    documents: Sequence[Body],
    counter: SpanCounter,
    *,
    most: int = _MOST_WINDOWS,
    most_tokens: int = _MOST_TOKENS,
) -> Windows:
    """Cut each document into windows that the model reads whole, each under the title.

    The first window is what the model would read of the untouched document. Fewer than `most`
    windows are kept where all of them together would be above `most_tokens` word pieces.
    """
    room = counter.max_tokens - counter.count("")
    cut = [_windows(body, counter, room, most) for body in documents]
    sizes = [[min(counter.count(text), counter.max_tokens) for text in texts] for texts in cut]
    while most > 1 and sum(sum(each[:most]) for each in sizes) > most_tokens:
        most -= 1
    kept = [texts[:most] for texts in cut]
    starts = np.cumsum([0, *(len(texts) for texts in kept[:-1])], dtype=np.int64)
    return Windows(tuple(text for texts in kept for text in texts), starts, most)


def _windows(body: Body, counter: SpanCounter, room: int, most: int) -> list[str]:
    whole = body.whole
    pieces = counter.spans(whole)
    if len(pieces) <= room:
        return [whole]
    title = body.title if counter.count(body.title) <= room // 2 else ""
    step = room - len(counter.spans(title))
    ends = [room, *range(room + step, len(pieces) + step, step)][:most]
    starts = [0, *ends[:-1]]
    texts = [
        whole[pieces[a][0] : pieces[min(b, len(pieces)) - 1][1]]
        for a, b in zip(starts, ends, strict=True)
    ]
    return [texts[0], *(f"{title} {text}".strip() for text in texts[1:])]


def rank_set(
    given: BeirSet,
    embedder: Embedder,
    counter: SpanCounter,
    cache: Path,
    progress: Progress = lambda line: None,
) -> tuple[Rankings, Windows]:
    """Rank the documents of `given` for every question: ours, then three baselines.

    A document that bears the question's own id is left out (as BEIR does) unless it is judged.
    """
    progress("cutting long passages")
    windows = cut_windows(given.documents, counter)
    vectors = embed_texts(windows.texts, embedder, cache, progress)
    asked = embed_texts([q.text for q in given.questions], embedder, cache, progress)
    rankings: Rankings = {name: {} for name in (OURS, *BASELINES)}
    progress("indexing words")
    with word_search([(body.title, body.text) for body in given.documents]) as words:
        for block in _blocks(len(given.questions), max(len(windows.texts), 1)):
            progress(f"ranking: {block.start} of {len(given.questions)} questions")
            lexical = words.scores([q.text for q in given.questions[block]], _POOL)
            near: FloatArray = asked[block] @ vectors.T
            _rank_block(given, block, lexical, near, windows, rankings)
    return rankings, windows


def _blocks(questions: int, columns: int) -> Iterator[slice]:
    size = max(1, min(256, _CELLS // columns))
    for start in range(0, questions, size):
        yield slice(start, start + size)


def _rank_block(
    given: BeirSet,
    block: slice,
    lexical: FloatArray,
    near: FloatArray,
    windows: Windows,
    rankings: Mapping[str, dict[str, list[str]]],
) -> None:
    first: FloatArray = near[:, windows.starts]
    ours = combine_scores(lexical, best_of_windows(near, windows.starts))
    by_words = [row[score > 0] for row, score in _with_scores(lexical)]
    by_meaning = list(rank_best(first, _POOL))
    orders = {
        "BM25": by_words,
        "dense": by_meaning,
        "plain fusion": [_fused(*pair) for pair in zip(by_words, by_meaning, strict=True)],
        OURS: list(rank_best(ours, DEPTH + 1)),
    }
    for name, rows in orders.items():
        for question, row in zip(given.questions[block], rows, strict=True):
            rankings[name][question.id] = _ids(given, question.id, row)


def _with_scores(scores: FloatArray) -> Iterator[tuple[npt.NDArray[np.int64], FloatArray]]:
    for order, row in zip(rank_best(scores, _POOL), scores, strict=True):
        yield order, row[order]


def _fused(words: npt.NDArray[np.int64], meaning: npt.NDArray[np.int64]) -> list[int]:
    return list(fuse_ranks([Ranking("words", words.tolist()), Ranking("dense", meaning.tolist())]))


def _ids(given: BeirSet, question: str, row: Sequence[int] | npt.NDArray[np.int64]) -> list[str]:
    ids = (given.documents[n].id for n in row[: DEPTH + 1])
    judged = given.judged[question]
    return [key for key in ids if key != question or key in judged][:DEPTH]
