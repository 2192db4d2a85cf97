"""Pictures of every page, at both sizes and in both themes, over the real service and model.

    PYTHONPATH=tests .venv/bin/python -m pictures [--index .upheld/index] [--out docs/pictures]
        [--only NAME …]

Needs an index (`upheld ingest`) and Chromium. A page that cannot be drawn is named at the end and
the others are made nonetheless.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doors import ROOT, free_port, wait_for
from PIL import Image
from playwright.sync_api import Error, sync_playwright
from windows import ASKED, CHROMIUM, NARROW, WIDE, ask

__all__ = ["VIEWS", "View", "main"]

SIZES = {"wide": WIDE, "narrow": NARROW}
SCHEMES = ("light", "dark")
_COLOURS = 96  # of a picture: flat pages need no more, and it is a third of the size
_TALLEST = 2_600  # pixels of a page that are shown
_PATIENCE = 45_000  # milliseconds for what a page waits for


@dataclass(frozen=True, slots=True)
class View:
    """One picture: its name, the page's address, and what is done there first."""

    name: str
    path: str
    reach: Callable[[Any], None]


def _answered(page: Any) -> None:
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    _at_rest(page)


def _at_rest(page: Any) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(700)  # what is drawn after the script: plots, fonts, an open list


def _first_visit(page: Any) -> None:
    page.get_by_text("For example").wait_for()
    _at_rest(page)


def _ask_parent(page: Any) -> None:
    ask(page, ASKED)
    _answered(page)


def _open_citation(page: Any) -> None:
    _ask_parent(page)
    page.get_by_test_id("stExpander").first.locator("summary").click()
    page.get_by_role("button", name="Open in the document").first.click()
    page.get_by_role("dialog").locator("mark").wait_for()
    _at_rest(page)


def _not_known(page: Any) -> None:
    ask(page, "Where can I get free school uniform?")
    page.get_by_text("How this answer was made").wait_for()
    _at_rest(page)


def _cases(page: Any) -> None:
    page.get_by_label("What is the situation?").fill("autistic, 14, out of school, no tuition")
    page.get_by_role("button", name="Find decisions").click()
    page.get_by_role("heading", name="Where no fault was found").wait_for()
    _at_rest(page)


def _told(words: str) -> Callable[[Any], None]:
    """Return what waits for a heading of the page that begins with `words`."""

    def reach(page: Any) -> None:
        page.get_by_role("heading", name=words).first.wait_for()
        _at_rest(page)

    return reach


def _advocate(page: Any) -> None:
    page.get_by_text("Advocate", exact=True).first.click()
    _ask_parent(page)


def _officer(page: Any) -> None:
    page.get_by_text("Council officer", exact=True).first.click()
    _ask_parent(page)


def _account(page: Any) -> None:
    page.get_by_label("What happened, and when?").fill(
        "We asked for an assessment on 12 January 2026. They agreed on 20 March. The plan came on "
        "1 September 2026."
    )
    page.get_by_role("button", name="Read the dates").click()
    page.locator("table.account").wait_for()
    _at_rest(page)


def _theme(page: Any) -> None:
    page.get_by_role("button", name="The four, eight or twelve week limits").click()
    page.get_by_role("heading", name="Questions for councillors").wait_for()
    _at_rest(page)


def _reasoned(page: Any) -> None:
    page.get_by_text("Cases: fault").click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Answer").wait_for()
    _at_rest(page)
    page.get_by_test_id("stRadio").locator("label:has(input)").first.click()
    page.get_by_role("button", name="Answer").click()
    page.get_by_role("button", name="Next question").wait_for()
    _at_rest(page)


VIEWS = (
    View("ask", "", _first_visit),
    View("answer", "", _ask_parent),
    View("citation", "", _open_citation),
    View("not-known", "", _not_known),
    View("cases", "cases", _cases),
    View("remedies", "remedies", _answered),
    View("deadlines", "deadlines", _at_rest),
    View("advocate", "", _advocate),
    View("officer", "", _officer),
    View("case", "case?ref=24+018+294", _told("The text, and who")),
    View("review", "review", _account),
    View("lessons", "lessons", _told("What it rests on")),
    View("theme", "lessons", _theme),
    View("study", "study", _told("Study")),
    View("reasoning", "study", _reasoned),
    View("library", "library", _told("Documents")),
)


@contextmanager
def _running(index: Path) -> Iterator[str]:
    """Run `upheld serve` over `index`; yields the page's address."""
    api, page = free_port(), free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--index", str(index)],
        cwd=ROOT,
        env={**os.environ, "UPHELD_API_PORT": str(api), "UPHELD_UI_PORT": str(page)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_for(f"http://127.0.0.1:{api}/readyz", process)
            wait_for(f"http://127.0.0.1:{page}/_stcore/health", process)
            yield f"http://127.0.0.1:{page}"
        finally:
            process.terminate()


def _picture(page: Any, size: dict[str, int]) -> bytes:
    """Return a window as a small PNG, as tall as what it holds."""
    main = page.get_by_test_id("stMain")
    tall = int(main.evaluate("node => node.scrollHeight")) if main.count() else size["height"]
    page.set_viewport_size({**size, "height": max(size["height"], min(tall, _TALLEST))})
    _at_rest(page)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    made = io.BytesIO()
    shot.quantize(_COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


def _draw(browser: Any, address: str, view: View, size: str, scheme: str) -> bytes:
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme)
    try:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.goto(f"{address}/{view.path}")
        page.get_by_role("heading", name="Upheld", exact=True).wait_for()
        view.reach(page)
        return _picture(page, SIZES[size])
    finally:
        context.close()


def main() -> int:
    """Make the pictures; returns the number of those that could not be made."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=Path(".upheld/index"))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--only", nargs="*", choices=[view.name for view in VIEWS])
    chosen = parser.parse_args()
    if CHROMIUM is None:
        parser.error("no Chromium here: apt-get install chromium")
    if not (chosen.index / "current").exists():
        parser.error(f"no index at {chosen.index}: run `upheld ingest` first, or name another")
    chosen.out.mkdir(parents=True, exist_ok=True)
    failed = []
    with _running(chosen.index.resolve()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for view in VIEWS:
            if chosen.only and view.name not in chosen.only:
                continue
            for size in SIZES:
                for scheme in SCHEMES:
                    name = f"{view.name}-{size}-{scheme}.png"
                    try:
                        (chosen.out / name).write_bytes(_draw(browser, address, view, size, scheme))
                        print(name, flush=True)
                    except Error as error:
                        failed.append(name)
                        print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr, flush=True)
        browser.close()
    return len(failed)


if __name__ == "__main__":
    raise SystemExit(main())
