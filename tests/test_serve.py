"""`upheld serve`: both doors open, say where they are, and close together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from doors import ROOT, command, free_port

from app.serve import port_is_free


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_both_doors_open_say_where_and_close_together(tmp_path: Path, stop: signal.Signals) -> None:
    api, page = free_port(), free_port()
    ports = {"UPHELD_API_PORT": str(api), "UPHELD_UI_PORT": str(page)}
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--index", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, **ports},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if "Press Ctrl-C" in line:
                break
        assert "There is no index" in said
        assert f"http://127.0.0.1:{api}" in said
        assert f"http://127.0.0.1:{page}" in said
        again = command("serve", env=ports)
        assert again.returncode == 2
        assert f"Port {api}" in again.stderr
        process.send_signal(stop)
        assert process.wait(20) == 130
        assert process.stderr.read().strip().endswith("upheld: stopped")
    assert port_is_free("127.0.0.1", api)
    assert port_is_free("127.0.0.1", page)


@pytest.mark.slow
def test_a_port_that_cannot_be_is_named(tmp_path: Path) -> None:
    ports = {"UPHELD_API_PORT": str(free_port()), "UPHELD_UI_PORT": "70000"}
    done = command("serve", "--index", str(tmp_path), env=ports)
    assert done.returncode == 2
    assert "UPHELD_UI_PORT" in done.stderr
    assert "Traceback" not in done.stderr
