"""How soon the page is of use, by a real browser's clock, beside the service's own answer.

    python -m eval.bench.page [--times 10]

Starts `upheld serve` over the index of the settings from cold, and tells the seconds until the box
for a question can be typed into; then, from Enter, until the first claim is seen and until the
whole answer stands, each time in a fresh window, and as a ratio against `POST /v1/ask` for the same
questions in the same run. Needs Chromium and the packages for development.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

from eval.questions import load_questions
from eval.tables import print_table
from rag.config import load_settings

__all__ = ["main"]

_WAIT = 120.0  # seconds for anything
_CLAIM = "ul.claims li"
_WHOLE = "text=How this answer was made"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(api: int, page: int) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        env={**os.environ, "UPHELD_API_PORT": str(api), "UPHELD_UI_PORT": str(page)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
        finally:
            process.terminate()


def _reach(address: str) -> None:
    """Wait until something listens at `address`."""
    end = time.perf_counter() + _WAIT
    while time.perf_counter() < end:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise SystemExit(f"{address} did not answer within {_WAIT:.0f} seconds")


def _since(start: float) -> float:
    return time.perf_counter() - start


def _open(browser: Any, address: str) -> Any:
    page = browser.new_context().new_page()
    page.set_default_timeout(_WAIT * 1000)
    page.goto(address)
    page.get_by_role("textbox").wait_for()
    return page


def _ask(browser: Any, address: str, question: str) -> tuple[float, float]:
    """Return the seconds from Enter to the first claim seen, and to the whole answer."""
    page = _open(browser, address)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    box = page.get_by_role("textbox")
    box.fill(question)
    start = time.perf_counter()
    box.press("Enter")
    page.locator(_CLAIM).first.wait_for()
    first = _since(start)
    page.locator(_WHOLE).wait_for()
    whole = _since(start)
    page.context.close()
    return first, whole


def _by_the_service(service: str, times: int) -> dict[str, float]:
    """Return the seconds of `times` answers of the service that hold a claim, by question."""
    seconds: dict[str, float] = {}
    for question in _questions(2 * times):
        start = time.perf_counter()
        reply = httpx.post(f"{service}/v1/ask", json={"question": question}, timeout=_WAIT)
        took = _since(start)
        if reply.raise_for_status().json()["claims"] and len(seconds) < times:
            seconds[question] = took
    return seconds


def _questions(times: int) -> list[str]:
    plain = [one for one in load_questions(part="dev") if one.must_answer and not one.history]
    return [one.question for one in plain[:: max(1, len(plain) // times)][:times]]


def _row(name: str, seconds: Sequence[float], base: float) -> tuple[str, ...]:
    middle = median(seconds)
    worst = max(seconds)
    return name, f"{middle:.2f}", f"{worst:.2f}", f"{middle / base:.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="how many questions are asked")
    chosen = parser.parse_args(arguments)
    chromium = shutil.which("chromium")
    if chromium is None:
        parser.error("no Chromium here: apt-get install chromium")
    if not (load_settings().index / "current").exists():
        parser.error("no index: run `upheld ingest` first")
    api, port = _free_port(), _free_port()
    address, service = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{api}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        start = time.perf_counter()
        with _serving(api, port):
            _reach(f"{address}/_stcore/health")
            _open(browser, address).context.close()
            cold = _since(start)
            _reach(f"{service}/readyz")
            alone = _by_the_service(service, chosen.times)
            seen = [_ask(browser, address, question) for question in alone]
    base = median(alone.values())
    print(f"From `upheld serve` to a box that can be typed into: {cold:.1f} s.")
    rows = [
        _row("POST /v1/ask, whole answer", [*alone.values()], base),
        _row("page, Enter to the first claim", [first for first, _ in seen], base),
        _row("page, Enter to the whole answer", [whole for _, whole in seen], base),
    ]
    heads = ("", "median", "slowest", "ratio")
    print_table(f"Seconds over {len(alone)} questions", heads, rows, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
