"""`upheld batch`: a line in, a line out, whatever stands in the line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from doors import hashed_engine

from app.batch import answer_lines, read_question
from rag.errors import QuestionError
from rag.kinds import Audience, Status
from rag.replies import Answer, Question, Turn


class Echo:
    """An engine that answers with the question, and fails where it is told to."""

    library: Any = None

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if question.text == "break":
            raise ZeroDivisionError("a fault of ours")
        if question.text == "refuse":
            raise QuestionError("The question cannot be used.")
        return Answer(Status.ANSWERED, question.text, question.audience, question.text)

    def search(self, text: str, *, k: int, filters: Any) -> list[Any]:
        return []

    def close(self) -> None: ...


def run(text: str | bytes, engine: Any = None) -> tuple[list[dict[str, Any]], int, int]:
    data = text.encode() if isinstance(text, str) else text
    out = io.BytesIO()
    report = answer_lines(engine or Echo(), io.BytesIO(data), out)
    return [json.loads(line) for line in out.getvalue().splitlines()], *_counts(report)


def _counts(report: Any) -> tuple[int, int]:
    return report.answered, report.failed


def test_lines_are_answered_in_order_and_blank_ones_skipped() -> None:
    lines, answered, failed = run('{"id":"a","question":"one"}\n\n  \n{"id":2,"question":"two"}\n')
    assert [(line["id"], line["answer"]) for line in lines] == [("a", "one"), (2, "two")]
    assert (answered, failed) == (2, 0)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("nonsense", "line 1: not JSON"),
        ("[1]", "line 1: not a JSON object"),
        ('{"id":"x"}', 'line 1: no "question"'),
        ('{"id":"x","question":7}', 'line 1: "question" must be text'),
        ('{"id":"x","question":"  "}', 'line 1: "question" is empty'),
        ('{"id":"x","question":"q","audience":"king"}', "line 1: \"audience\" is 'king'"),
        ('{"id":"x","question":"q","audience":["parent"]}', 'line 1: "audience" is'),
        ('{"id":"x","question":"q","history":"no"}', 'line 1: "history" must be a list'),
        ('{"id":"x","question":"q","history":[{"role":"user"}]}', "line 1: each turn"),
        (
            '{"id":"x","question":"q","history":[{"role":"judge","content":"c"}]}',
            'line 1: a turn\'s "role" must be user or assistant',
        ),
        ('{"id":{"a":1},"question":"q"}', 'line 1: "id" must be text or a whole number'),
        ("[" * 100_000, "line 1: not JSON"),
        ('{"id":"x","question":"refuse"}', "line 1: The question cannot be used."),
        ('{"id":"x","question":"break"}', "line 1: unexpected ZeroDivisionError"),
    ],
)
def test_a_bad_line_gives_an_error_line_and_the_work_goes_on(line: str, says: str) -> None:
    lines, answered, failed = run(f'{line}\n{{"id":"next","question":"two"}}\n')
    assert lines[0]["error"].startswith(says)
    assert "status" not in lines[0]
    assert lines[1]["answer"] == "two"
    assert (answered, failed) == (1, 1)


def test_an_error_line_keeps_the_id() -> None:
    lines, _, _ = run('{"id":"x","question":7}\n')
    assert lines[0]["id"] == "x"


def test_bytes_that_are_not_utf8_are_one_bad_line() -> None:
    lines, answered, failed = run(b'{"question":"\xff"}\n{"question":"fine"}\n')
    assert lines[0]["error"] == "line 1: not UTF-8 (byte 13)"
    assert (answered, failed) == (1, 1)


def test_text_comes_back_as_it_went_in() -> None:
    lines, _, _ = run('\ufeff{"id":"£","question":"Why £1,350 – “now”?"}\n')
    assert lines == [
        {
            "id": "£",
            "status": "answered",
            "abstained": False,
            "answer": "Why £1,350 – “now”?",
            "claims": [],
            "retrieved": [],
        }
    ]


def test_half_a_surrogate_pair_does_not_stop_the_run() -> None:
    lines, answered, _ = run('{"question":"\\ud800"}\n')
    assert answered == 1
    assert lines[0]["answer"] == "?"


def test_each_line_is_out_before_the_next_is_read() -> None:
    out = io.BytesIO()

    def lines() -> Any:
        yield b'{"question":"one"}\n'
        assert json.loads(out.getvalue())["answer"] == "one"
        yield b'{"question":"two"}\n'

    assert answer_lines(Echo(), lines(), out).answered == 2


def test_audience_and_history_reach_the_engine() -> None:
    engine = Echo()
    run(
        '{"question":"q","audience":"staff","history":[{"role":"user","content":"a"},'
        '{"role":"assistant","content":"b"}]}\n',
        engine,
    )
    assert engine.asked[0].audience is Audience.STAFF
    assert engine.asked[0].history == (Turn("user", "a"), Turn("assistant", "b"))


def test_null_means_not_given() -> None:
    question = read_question({"question": "q", "audience": None, "history": None, "id": None})
    assert question == Question("q")


def test_a_line_has_the_keys_of_the_contract(tiny_index: Path) -> None:
    asked = '{"id":"q1","question":"What did the Ombudsman find in 24 000 001?"}\n'
    with hashed_engine(tiny_index) as engine:
        lines, answered, _ = run(asked, engine)
    assert answered == 1
    (line,) = lines
    assert set(line) == {"id", "status", "abstained", "answer", "claims", "retrieved"}
    assert line["retrieved"]
    for hit in line["retrieved"]:
        assert set(hit) == {"document", "source", "section", "role", "text"}
    for claim in line["claims"]:
        assert set(claim) == {"text", "citations"}
        for citation in claim["citations"]:
            assert set(citation) == {"document", "reference", "pinpoint", "quote", "role"}
