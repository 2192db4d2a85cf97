"""The command line: what it prints where, its exit codes, and what it never loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import HEAVY, command, runner

ROOT = Path(__file__).resolve().parents[1]
ASKED = "What did the Ombudsman find in 24 000 001?"


class Run:
    """What a command printed and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


@pytest.fixture
def upheld(
    tiny_index: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Any:
    """Run a command in this process over the tiny index, whose embedder has no weights."""
    run = runner(monkeypatch, capfdbinary, index=tiny_index)
    return lambda *arguments: Run(*run(*arguments))


def test_help_is_the_first_thing_printed(upheld: Any) -> None:
    run = upheld("ask", f"My son wants to die. {ASKED}")
    assert run.out.strip().startswith("If anyone is in danger now, call 999.")
    assert run.out.count("0800 1111") == 1
    assert run.out.index("0800 1111") < run.out.index("Answered from the library")


# --- usage --------------------------------------------------------------------------------------


def test_help_names_every_command(upheld: Any) -> None:
    run = upheld("--help")
    assert run.code == 0
    names = (
        "fetch ingest inspect deadlines review cases remedies ask search batch serve doctor eval"
    )
    for name in names.split():
        assert f"  {name} " in run.out


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from app.cli import main; sys.argv = ['upheld', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([m for m in sys.modules if m.split('.')[0] in "
        f"{(*HEAVY, 'numpy', 'faiss', 'onnxruntime')!r}], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "q", "--audience", "king"),
        ("ask", "  "),
        ("search", "q", "-k", "0"),
        ("search", "q", "--from", "soon"),
        ("search", "q", "--kind", "novel"),
        ("ingest", "--no-starter"),
        ("ingest", "--no-such-option"),
        ("nonsense",),
    ],
)
def test_a_mistake_of_the_user_ends_with_2_and_no_traceback(
    upheld: Any, arguments: tuple[str, ...]
) -> None:
    run = upheld(*arguments)
    assert run.code == 2
    assert run.out == ""
    assert run.err
    assert "Traceback" not in run.err


@pytest.mark.slow
def test_a_missing_index_says_what_to_run(tmp_path: Path) -> None:
    done = command("ask", "What is section 19?", "--index", str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "upheld ingest" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_setting_that_cannot_be_used_is_named() -> None:
    done = command("ask", "What is section 19?", env={"UPHELD_API_PORT": "many"})
    assert done.returncode == 2
    assert "UPHELD_API_PORT='many'" in done.stderr


# --- ask and search -----------------------------------------------------------------------------


def test_an_answer_is_printed_with_its_numbered_sources(upheld: Any) -> None:
    run = upheld("ask", ASKED)
    assert run.code == 0
    assert run.err == ""
    assert run.out.startswith("Answered")
    assert "Sources" in run.out
    assert "[1]" in run.out
    assert "24 000 001" in run.out
    assert run.out.count("not legal advice") == 1
    assert "\x1b" not in run.out


def test_lines_are_wrapped_to_the_width(upheld: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    lines = upheld("ask", ASKED).out.splitlines()
    assert max(len(line) for line in lines if "http" not in line) <= 50


def test_json_has_every_key_and_iso_dates(upheld: Any) -> None:
    run = upheld("ask", ASKED, "--json", "--audience", "staff")
    answer = json.loads(run.out)
    assert run.code == 0
    assert answer["audience"] == "staff"
    assert set(answer) == {
        "id",
        "status",
        "abstained",
        "question",
        "audience",
        "help",
        "text",
        "parts",
        "claims",
        "authorities",
        "precedents",
        "limits",
        "suggestions",
        "retrieved",
        "understood",
        "removed",
        "made_by",
    }
    assert "2024-05-01" in {hit["date"] for hit in answer["retrieved"]}


def test_not_knowing_is_no_failure(upheld: Any) -> None:
    run = upheld("ask", "Who won the football on Saturday?")
    assert run.code == 0
    assert run.out.startswith("The library does not answer this")


def test_a_question_can_come_from_a_pipe(upheld: Any, tmp_path: Path) -> None:
    piped = tmp_path / "question.txt"
    piped.write_text(ASKED + "\n", encoding="utf-8")
    with piped.open("rb") as stream:
        before = os.dup(0)
        os.dup2(stream.fileno(), 0)
        try:
            with open(0, encoding="utf-8", closefd=False) as stdin:
                sys.stdin, old = stdin, sys.stdin
                run = upheld("ask", "-", "--json")
        finally:
            sys.stdin = old
            os.dup2(before, 0)
            os.close(before)
    assert json.loads(run.out)["question"] == ASKED


def test_search_honours_its_filters(upheld: Any) -> None:
    run = upheld("search", "speech transport", "--json", "-k", "3", "--role", "findings")
    hits = json.loads(run.out)["hits"]
    assert run.code == 0
    assert {hit["role"] for hit in hits} == {"findings"}
    run = upheld(
        "search", "speech transport plan", "--json", "--from", "2024-05-01", "--to", "2024-05-01"
    )
    assert {hit["date"] for hit in json.loads(run.out)["hits"]} == {"2024-05-01"}


def test_search_without_a_hit_says_so(upheld: Any) -> None:
    run = upheld("search", "speech", "--council", "Nowhere Council")
    assert run.code == 0
    assert run.out.strip() == "Nothing in the library matches."


# --- batch --------------------------------------------------------------------------------------


@pytest.fixture
def stdin_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    streams: list[Any] = []

    def feed(text: str) -> None:
        path = tmp_path / "in.jsonl"
        path.write_text(text, encoding="utf-8")
        streams.append(path.open(encoding="utf-8"))
        monkeypatch.setattr(sys, "stdin", streams[-1])

    yield feed
    for stream in streams:
        stream.close()


def test_a_batch_of_good_lines_ends_with_0(upheld: Any, stdin_of: Any) -> None:
    stdin_of(json.dumps({"id": 1, "question": ASKED}) + "\n\n")
    run = upheld("batch")
    assert run.code == 0
    assert [json.loads(line)["id"] for line in run.out.splitlines()] == [1]
    assert run.err == ""


def test_a_bad_line_in_a_batch_ends_with_1(upheld: Any, stdin_of: Any) -> None:
    stdin_of("nonsense\n" + json.dumps({"id": 1, "question": ASKED}) + "\n")
    run = upheld("batch")
    assert run.code == 1
    first, second = map(json.loads, run.out.splitlines())
    assert first["error"].startswith("line 1: not JSON")
    assert second["status"] == "answered"


def test_a_document_that_is_not_there_cannot_be_removed(upheld: Any) -> None:
    run = upheld("remove", "no-such-document")
    assert run.code == 2
    assert "holds no document 'no-such-document'" in run.err


# --- doctor -------------------------------------------------------------------------------------


def test_the_doctor_says_what_to_run(upheld: Any, tmp_path: Path) -> None:
    run = upheld("doctor", "--json", "--index", str(tmp_path / "none"))
    assert run.code == 1
    found = {check["name"]: check for check in json.loads(run.out)["checks"]}
    assert set(found) == {
        "Python",
        "Packages",
        "Embedding model",
        "Compiled model",
        "Reranker",
        "Inference",
        "Language model",
        "Library changes",
        "Index",
        "Ports",
        "Disk",
    }
    assert found["Index"]["advice"] == "Run: upheld ingest"
    assert found["Python"]["state"] == found["Packages"]["state"] == "fine"


def test_the_doctor_finds_an_index_made_by_another_model(upheld: Any) -> None:
    run = upheld("doctor", "--json")
    found = {check["name"]: check for check in json.loads(run.out)["checks"]}
    assert run.code == 1
    assert "embedding model" in found["Index"]["found"]
