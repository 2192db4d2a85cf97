"""A retrieval set in the BEIR layout: corpus.jsonl, queries.jsonl, qrels/<split>.tsv.

Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information
Retrieval Models", NeurIPS 2021. Errors name file and line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import QuestionSetError

__all__ = ["BeirSet", "Body", "load_beir"]

_HEADER = ["query-id", "corpus-id", "score"]


@dataclass(frozen=True, slots=True)
class Body:
    """A document or a question of the set; a question has no title."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text, as what is searched."""
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class BeirSet:
    """The documents, the questions that are judged in one split, and the judgements.

    `judged[question id]` holds document id -> grade, grades above 0 only. `unjudged`: questions
    of the file that the split says nothing good of; they are not asked.
    """

    name: str
    split: str
    documents: tuple[Body, ...]
    questions: tuple[Body, ...]
    judged: dict[str, dict[str, int]]
    unjudged: int


def load_beir(folder: Path, split: str = "test") -> BeirSet:
    """Read the set in `folder`. Raises QuestionSetError for what does not fit the layout."""
    if not folder.is_dir():
        raise QuestionSetError(f"{folder}: no such folder. {_LAYOUT}")
    documents = _bodies(folder / "corpus.jsonl", titled=True)
    queries = _bodies(folder / "queries.jsonl", titled=False)
    judged = _judgements(_qrels(folder, split), documents, queries)
    asked = tuple(body for key, body in queries.items() if key in judged)
    return BeirSet(
        folder.resolve().name,
        split,
        tuple(documents.values()),
        asked,
        judged,
        len(queries) - len(asked),
    )


_LAYOUT = (
    "A set is a folder with corpus.jsonl (_id, title, text), queries.jsonl (_id, text) and "
    "qrels/<split>.tsv (query-id, corpus-id, score)"
)


def _qrels(folder: Path, split: str) -> Path:
    path = folder / "qrels" / f"{split}.tsv"
    if not path.is_file():
        there = sorted(p.stem for p in (folder / "qrels").glob("*.tsv"))
        advice = f"Choose with --split: {', '.join(there)}" if there else _LAYOUT
        raise QuestionSetError(f"{path}: no such file. {advice}")
    return path


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield number and text of the lines that are not blank; only line feeds part lines."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except FileNotFoundError as error:
        raise QuestionSetError(f"{path}: no such file. {_LAYOUT}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read: {error}") from error


def _bodies(path: Path, *, titled: bool) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    for number, line in _lines(path):
        try:
            body = _body(json.loads(line), titled=titled)
        except ValueError as error:
            raise QuestionSetError(f"{path}:{number}: {error}") from error
        if body.id in bodies:
            raise QuestionSetError(f"{path}:{number}: _id {body.id!r} stands twice")
        bodies[body.id] = body
    if not bodies:
        raise QuestionSetError(f"{path}: is empty")
    return bodies


def _body(record: Any, *, titled: bool) -> Body:
    if not isinstance(record, dict):
        raise ValueError("a line must hold one JSON object")
    for key in ("_id", "text"):
        if key not in record:
            raise ValueError(f"lacks {key!r}")
    key, title, text = record["_id"], record.get("title") if titled else "", record["text"]
    if isinstance(key, bool) or not isinstance(key, str | int) or not str(key).strip():
        raise ValueError(f"_id must be a text that is not empty, not {key!r}")
    if not isinstance(title, str | None) or not isinstance(text, str):
        raise ValueError("title and text must be texts")
    if not titled and not text.strip():
        raise ValueError(f"the question {key!r} is empty")
    return Body(str(key), title or "", text)


def _judgements(
    path: Path, documents: dict[str, Body], queries: dict[str, Body]
) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for n, (number, line) in enumerate(_lines(path)):
        cells = [cell.strip() for cell in line.split("\t")]
        if n == 0:
            if cells != _HEADER:
                raise QuestionSetError(
                    f"{path}:{number}: the header must be query-id, corpus-id, score, "
                    "parted by tabs"
                )
            continue
        try:
            query, document, grade = _judgement(cells)
        except ValueError as error:
            raise QuestionSetError(f"{path}:{number}: {error}") from error
        for key, known, file in (
            (query, queries, "queries.jsonl"),
            (document, documents, "corpus.jsonl"),
        ):
            if key not in known:
                raise QuestionSetError(f"{path}:{number}: {key!r} is not in {file}")
        if grade > 0:
            judged.setdefault(query, {})[document] = grade
    if not judged:
        raise QuestionSetError(f"{path}: judges no document as relevant to any question")
    return judged


def _judgement(cells: list[str]) -> tuple[str, str, int]:
    if len(cells) != 3:
        raise ValueError(f"expected 3 cells parted by tabs, found {len(cells)}")
    try:
        return cells[0], cells[1], int(float(cells[2]))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"the score must be a number, not {cells[2]!r}") from error
