"""Many questions, one after another: JSON lines in, JSON lines out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, Any

from app.engine import Answering
from rag.errors import QuestionError, UpheldError
from rag.kinds import Audience
from rag.records import Hit
from rag.replies import Answer, Claim, Question, Turn

__all__ = ["BatchReport", "answer_lines", "read_question"]

_TURN_ROLES = ("user", "assistant")


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How a run ended: lines answered, and lines that gave an error."""

    answered: int
    failed: int


def answer_lines(
    engine: Answering,
    lines: Iterable[bytes],
    out: IO[bytes],
    *,
    progress: Callable[[int], None] | None = None,
) -> BatchReport:
    """Answer every line of `lines` on `out`, flushed line by line; blank lines are skipped.

    A line that cannot be used, or whose question fails, gives `{"id", "error"}` and the work
    goes on.
    """
    answered = failed = 0
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        record = _answer_line(engine, raw, number)
        failed += "error" in record
        answered += "error" not in record
        out.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        out.flush()
        if progress is not None:
            progress(answered + failed)
    return BatchReport(answered=answered, failed=failed)


def _answer_line(engine: Answering, raw: bytes, number: int) -> dict[str, Any]:
    question_id: Any = None
    try:
        given = _parse_line(raw)
        question_id = given.get("id")
        return _record(engine.ask(read_question(given)), question_id)
    except UpheldError as error:
        return _failure(question_id, number, str(error))
    except Exception as error:  # the one broad boundary: a bad question must not stop the run
        return _failure(question_id, number, f"unexpected {type(error).__name__}: {error}")


def _failure(question_id: Any, number: int, message: str) -> dict[str, Any]:
    return {"id": question_id, "error": f"line {number}: {message}"}


def _parse_line(raw: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise QuestionError(f"not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise QuestionError(f"not JSON ({error.msg} at column {error.colno})") from error
    except RecursionError as error:
        raise QuestionError("not JSON that can be read (nested too deeply)") from error
    if not isinstance(given, dict):
        raise QuestionError('not a JSON object; expected {"id": …, "question": "…"}')
    return given


def read_question(given: Mapping[str, Any]) -> Question:
    """Turn one record of the batch contract into a Question. Raises QuestionError."""
    text = given.get("question")
    if text is None:
        raise QuestionError('no "question"')
    if not isinstance(text, str):
        raise QuestionError('"question" must be text')
    if not text.strip():
        raise QuestionError('"question" is empty')
    return Question(
        text=text,
        audience=_read_audience(given.get("audience")),
        history=_read_history(given.get("history")),
        id=_read_id(given.get("id")),
    )


def _read_id(given: Any) -> str | None:
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    raise QuestionError('"id" must be text or a whole number')


def _read_audience(given: Any) -> Audience:
    if given is None:
        return Audience.PARENT
    known = [audience.value for audience in Audience]
    if given not in known:
        raise QuestionError(f'"audience" is {given!r}; known: {", ".join(known)}')
    return Audience(given)


def _read_history(given: Any) -> tuple[Turn, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise QuestionError('"history" must be a list of {"role", "content"}')
    return tuple(_read_turn(turn) for turn in given)


def _read_turn(given: Any) -> Turn:
    if not isinstance(given, dict) or not isinstance(given.get("content"), str):
        raise QuestionError('each turn of "history" needs "role" and "content" as text')
    if given.get("role") not in _TURN_ROLES:
        raise QuestionError(
            f'a turn\'s "role" must be user or assistant, not {given.get("role")!r}'
        )
    return Turn(role=given["role"], content=given["content"])


def _record(answer: Answer, question_id: Any) -> dict[str, Any]:
    """Return a line of `upheld batch`: the contract that other tools rely on."""
    return {
        "id": question_id,
        "status": answer.status.value,
        "abstained": answer.abstained,
        "answer": answer.text,
        "claims": [_batch_claim(claim) for claim in answer.claims],
        "retrieved": [_batch_hit(hit) for hit in answer.retrieved],
    }


def _batch_claim(claim: Claim) -> dict[str, Any]:
    citations = [
        {
            "document": c.document_id,
            "reference": c.reference,
            "pinpoint": c.pinpoint,
            "quote": c.quote,
            "role": c.role.value,
        }
        for c in claim.citations
    ]
    return {"text": claim.text, "citations": citations}


def _batch_hit(hit: Hit) -> dict[str, Any]:
    return {
        "document": hit.document.id,
        "source": hit.document.source,
        "section": hit.passage.heading,
        "role": hit.passage.role.value,
        "text": hit.passage.text,
    }
