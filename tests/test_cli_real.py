"""The command line as a process of its own, with the real model and an index that it made."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from doors import HEAVY, ROOT, command
from own_documents import GOLD

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(scope="module")
def real_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few made-up documents, taken in by the command itself with the real model."""
    index = tmp_path_factory.mktemp("real") / "index"
    done = command("ingest", str(GOLD), "--no-starter", "--index", str(index))
    assert done.returncode == 0, done.stderr
    assert "added" in done.stdout
    return index


def test_taking_in_again_changes_nothing(real_index: Path) -> None:
    done = command("ingest", str(GOLD), "--no-starter", "--index", str(real_index))
    assert done.returncode == 0
    assert "added" not in done.stdout
    assert "unchanged" in done.stdout
    assert done.stderr == ""


def test_a_source_that_fails_is_named_and_ends_with_1(real_index: Path, tmp_path: Path) -> None:
    bad = tmp_path / "broken.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    done = command("ingest", str(bad), "--no-starter", "--index", str(tmp_path / "index"))
    assert done.returncode == 1
    assert "broken.pdf" in done.stderr
    assert "Traceback" not in done.stderr


def test_asking_never_loads_what_only_indexing_needs(real_index: Path) -> None:
    code = (
        "import sys; from app.cli import main\n"
        f"sys.argv = ['upheld', 'ask', 'What was agreed?', '--json', '--index={real_index}']\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert json.loads(done.stdout)["status"]


def test_a_batch_is_utf8_whatever_the_locale(real_index: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "batch", "--index", str(real_index)],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        input='{"id":"£","question":"Was £1,350 – “now” – agreed?"}\n'.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))["id"] == "£"


def test_ctrl_c_ends_a_batch_with_130_and_one_line(real_index: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "batch", "--index", str(real_index)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"id":1,"question":"What was agreed?"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read().decode().strip() == "upheld: stopped"


def test_a_reader_that_goes_away_is_no_error(real_index: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "search", "plan", "--index", str(real_index)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(60) in (0, 1)
        assert b"Traceback" not in process.stderr.read()
