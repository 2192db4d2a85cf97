"""The gold questions: their records, and a loader whose errors name file and line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from rag.errors import QuestionError, QuestionSetError
from rag.kinds import Audience, Role, Status
from rag.reasons import Reason
from rag.replies import Question, Turn

__all__ = ["GOLD", "PARTS", "TYPES", "Anchor", "Distractor", "GoldQuestion", "load_questions"]

GOLD = Path(__file__).parent / "gold" / "questions.jsonl"
PARTS = ("dev", "test", "all")
TYPES = frozenset(
    (
        "duty",
        "time_limit",
        "remedy",
        "finding",
        "no_fault",
        "fact",
        "council_position",
        "complaint",
        "precedent",
        "figure",
        "procedure",
        "definition",
        "comparison",
        "minutes",
        "research",
        "not_found",
        "refused",
        "clarify",
        "followup",
    )
)
_ID = re.compile(r"g\d{3,}")
_ABSTAINING = frozenset({Status.NOT_FOUND, Status.REFUSED, Status.NEEDS_CLARIFICATION})


@dataclass(frozen=True, slots=True)
class Anchor:
    """A few words that stand in one paragraph of the document named by the key `document`."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Distractor:
    """A passage in the wrong voice (`role`) that must not come before the evidence."""

    anchor: Anchor
    role: Role


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question with what a right answer rests on.

    `evidence` is a tuple of needs; each need is a tuple of alternatives, any of which meets it.
    """

    id: str
    part: str
    audience: Audience
    type: str
    trap: str | None
    question: str
    history: tuple[Turn, ...]
    evidence: tuple[tuple[Anchor, ...], ...]
    distractors: tuple[Distractor, ...]
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    status: frozenset[Status]
    note: str
    reason: frozenset[Reason] = frozenset()  # accepted for not answering; empty: not scored

    @property
    def must_abstain(self) -> bool:
        """True where every accepted status is one of not answering."""
        return self.status <= _ABSTAINING

    @property
    def must_answer(self) -> bool:
        """True where no accepted status is one of not answering."""
        return not self.status & _ABSTAINING

    def asked(self) -> Question:
        """Return the question as the engine takes it."""
        return Question(self.question, self.audience, self.history, id=self.id)


def load_questions(path: Path = GOLD, part: str = "all") -> list[GoldQuestion]:
    """Return the questions of `part` (dev, test or all) in the order of the file.

    Raises QuestionError for another part and QuestionSetError for a missing or wrong file.
    """
    if part not in PARTS:
        raise QuestionError(f"There is no part {part!r}. Choose one of: {', '.join(PARTS)}.")
    items = list(_read(path))
    _check_ids(path, items)
    return [item for _, item in items if part in ("all", item.part)]


def _read(path: Path) -> Iterator[tuple[int, GoldQuestion]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, _question(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise QuestionSetError(f"{path}:{number}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return f"lacks {error}" if isinstance(error, KeyError) else str(error)


def _check_ids(path: Path, items: Sequence[tuple[int, GoldQuestion]]) -> None:
    first: dict[str, int] = {}
    for number, item in items:
        if item.id in first:
            raise QuestionSetError(f"{path}:{number}: {item.id} stands on line {first[item.id]}")
        first[item.id] = number


_FIELDS = frozenset(field.name for field in fields(GoldQuestion))


# --- one record --------------------------------------------------------------------------------


def _question(record: dict[str, Any]) -> GoldQuestion:
    if not isinstance(record, dict):
        raise ValueError("a line must hold one JSON object")
    if strange := sorted(record.keys() - _FIELDS):
        raise ValueError(f"unknown field {', '.join(strange)}")
    item = GoldQuestion(
        id=_text(record, "id"),
        part=_text(record, "part"),
        audience=Audience(record["audience"]),
        type=_text(record, "type"),
        trap=record["trap"],
        question=_text(record, "question"),
        history=tuple(_turn(turn) for turn in record["history"]),
        evidence=tuple(tuple(_anchor(a) for a in _list(need)) for need in record["evidence"]),
        distractors=tuple(_distractor(d) for d in record["distractors"]),
        must_include=tuple(_texts(group) for group in record["must_include"]),
        must_not_include=_texts(record["must_not_include"]),
        status=frozenset(Status(status) for status in record["status"]),
        note=record["note"],
        reason=frozenset(map(Reason, _texts(record.get("reason", [])))),
    )
    _check(item)
    return item


def _check(item: GoldQuestion) -> None:
    faults = []
    if not _ID.fullmatch(item.id):
        faults.append(f"id {item.id!r} is not like g001")
    if item.part not in ("dev", "test"):
        faults.append(f"part {item.part!r} is neither dev nor test")
    if item.type not in TYPES:
        faults.append(f"unknown type {item.type!r}")
    if not item.status:
        faults.append("status accepts nothing")
    if any(not need for need in item.evidence) or any(not g for g in item.must_include):
        faults.append("a need or a must_include group is empty")
    if item.evidence and item.must_abstain:
        faults.append("has evidence although every accepted status is one of not answering")
    if item.reason and not item.must_abstain:
        faults.append("gives a reason for not answering although an answer is accepted")
    if faults:
        raise ValueError("; ".join(faults))


def _text(record: dict[str, Any], key: str) -> str:
    value = record[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} must be a text that is not empty")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list, found {value!r}")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    texts = _list(value)
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError(f"expected a list of texts, found {value!r}")
    return tuple(texts)


def _anchor(record: dict[str, Any]) -> Anchor:
    return Anchor(_text(record, "document"), _text(record, "quote"))


def _distractor(record: dict[str, Any]) -> Distractor:
    return Distractor(_anchor(record), Role(record["role"]))


def _turn(record: dict[str, Any]) -> Turn:
    if record["role"] not in ("user", "assistant"):
        raise ValueError(f"a turn's role is user or assistant, not {record['role']!r}")
    return Turn(record["role"], _text(record, "content"))
