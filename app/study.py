"""Studying as plain JSON: the shape that `--json` and the service share.

An item as it is asked holds no sign of the answer; a marked one holds every option with what
makes it right or wrong. Dates are ISO 8601; a key is never left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from app.cases import place_record
from app.deadlines import load_timetable
from app.voices import own_words, speaker
from rag.errors import QuestionError
from rag.protocols import Library
from rag.study.item import Item, Option, Proof
from rag.study.progress import Progress, read_progress
from rag.study.session import Marked, make_items, standings

__all__ = [
    "asked_record",
    "items_of",
    "items_record",
    "load_progress",
    "marked_record",
    "save_progress",
    "standing_record",
]

Record = dict[str, Any]
_MADE: WeakKeyDictionary[Library, dict[int, list[Item]]] = WeakKeyDictionary()
_MOST_SEEDS = 8  # of one library, kept made


def items_of(library: Library, *, seed: int = 0) -> list[Item]:
    """Return the items of a library, made once for each seed."""
    kept = _MADE.setdefault(library, {})
    if seed not in kept:
        if len(kept) >= _MOST_SEEDS:
            kept.clear()
        kept[seed] = make_items(library, load_timetable(), seed=seed)
    return kept[seed]


def asked_record(item: Item) -> Record:
    """Return an item as it may be seen before it is answered."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "reference": item.reference,
        "label": own_words(item.shown[0].citation.kind) if item.shown else None,
        "question": item.question,
        "shown": [
            {
                "text": line.citation.quote,
                "role": line.citation.role.value,
                "speaker": speaker(line.citation.kind, line.citation.role),
            }
            for line in item.shown
        ],
        "options": [{"id": option.id, "text": option.text} for option in item.options],
    }


def items_record(items: Sequence[Item], *, limit: int, offset: int, seed: int) -> Record:
    """Return one page of items; `/v1/study` and `upheld study --json` send exactly this."""
    after = offset + limit
    return {
        "seed": seed,
        "total": len(items),
        "limit": limit,
        "offset": offset,
        "next_offset": after if after < len(items) else None,
        "items": [asked_record(item) for item in items[offset:after]],
    }


def marked_record(marked: Marked) -> Record:
    """Return what an attempt was worth, the reasoning, and the progress with it."""
    item = marked.item
    return {
        "item": asked_record(item),
        "source": item.source,
        "council": item.council,
        "right": marked.right,
        "chosen": marked.chosen.id,
        "answer": item.right.id,
        "options": [_option_record(option) for option in item.options],
        "due": marked.due.isoformat(),
        "progress": marked.progress.record(),
    }


def _option_record(option: Option) -> Record:
    return {
        "id": option.id,
        "text": option.text,
        "right": option.right,
        "proofs": [_proof_record(proof) for proof in option.proofs],
    }


def _proof_record(proof: Proof) -> Record:
    return {
        "words": proof.words,
        "place": place_record(proof.citation) if proof.citation else None,
        "record": proof.record,
        "basis": proof.basis,
        "url": proof.url,
    }


def standing_record(items: Sequence[Item], progress: Progress, *, now: datetime) -> Record:
    """Return how far progress goes, kind by kind, and the progress in its present version."""
    return {
        "kinds": [
            {
                "kind": one.kind.value,
                "items": one.items,
                "tried": one.tried,
                "due": one.due,
                "learned": one.learned,
            }
            for one in standings(items, progress, now=now)
        ],
        "progress": progress.record(),
    }


def load_progress(path: Path, *, new: bool = True) -> Progress:
    """Return the progress kept in a file; none yet where it is absent and `new`.

    Raises QuestionError where it cannot be read: it is never overwritten unread.
    """
    try:
        text = path.expanduser().read_text("utf-8")
    except FileNotFoundError:
        if new:
            return Progress()
        raise QuestionError(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(f"{path} cannot be read: {error}.") from error
    try:
        return read_progress(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as error:
        raise QuestionError(f"{path} is no JSON: {error}. Move it away to begin anew.") from error


def save_progress(path: Path, progress: Progress) -> None:
    """Write progress to a file that only its owner reads, whole or not at all."""
    path = path.expanduser()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps(progress.record(), ensure_ascii=False, indent=1) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise QuestionError(f"{path} cannot be written ({error.strerror}).") from error
