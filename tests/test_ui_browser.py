"""The page in a real browser, over the real service, index and model."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from doors import ROOT, command, free_port, hashed_engine, page_over, served, wait_for
from windows import ASKED, IN_A_BROWSER, NARROW, ask, fits

pytestmark = [*IN_A_BROWSER, pytest.mark.model]


@pytest.fixture(scope="module")
def address(real_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page as people run it: `upheld ingest`, then `upheld serve`, with the real model.

    The vectors of texts that were embedded for `real_index` are taken over.
    """
    index = tmp_path_factory.mktemp("page") / "index"
    index.mkdir()
    shutil.copy(real_index / "embeddings.sqlite", index)
    taken = command("ingest", "--index", str(index))
    assert taken.returncode == 0, taken.stderr
    api, page = free_port(), free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--index", str(index)],
        cwd=ROOT,
        env={**os.environ, "UPHELD_API_PORT": str(api), "UPHELD_UI_PORT": str(page)},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Press Ctrl-C" in line:
                break
        reader = threading.Thread(target=process.stderr.read)  # or the pipe would fill up
        reader.start()
        yield f"http://127.0.0.1:{page}"
        process.terminate()
        reader.join()


def test_a_citation_opens_in_its_document_with_the_quotation_marked(
    address: str, visit: Callable[..., Any]
) -> None:
    page = visit(address)
    ask(page, ASKED)
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    page.get_by_role("heading", name="What the council should have done").wait_for()
    assert page.get_by_text("not legal advice").count() == 1
    card = page.get_by_test_id("stExpander").first
    card.locator("summary").click()
    quote = card.locator("blockquote").first.inner_text()
    card.get_by_role("button", name="Open in the document").first.click()
    mark = page.get_by_role("dialog").locator("mark")
    mark.wait_for()
    assert mark.is_visible()
    assert mark.inner_text() == quote
    assert page.get_by_role("dialog").locator(".near").count() >= 1


def test_a_number_leads_to_its_source(address: str, visit: Callable[..., Any]) -> None:
    page = visit(address)
    ask(page, ASKED)
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    assert page.get_by_text("Did this answer help?").count() == 0  # nobody keeps what is said
    first = page.locator(".ref").first
    first.locator("a.cite").hover()
    first.locator(".peek").get_by_text("See source 1").wait_for()
    page.locator("a.cite").first.click()
    page.wait_for_function(
        "document.querySelector('#source-0-1').getBoundingClientRect().top < 500"
    )
    assert len(page.context.pages) == 1


def test_an_example_is_asked_for_its_reader_and_can_be_followed_up(
    address: str, visit: Callable[..., Any]
) -> None:
    page = visit(address)
    page.get_by_role("button", name="Council officer:").wait_for()
    examples = page.get_by_role("button").filter(has_text="?")
    assert examples.count() == 4
    page.get_by_role("button", name="Council officer:").click()
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    assert page.get_by_role("radio", name="Council officer").is_checked()
    assert examples.count() == 0
    ask(page, "And what if that is missed?")
    page.locator(".asked").nth(1).wait_for()
    page.get_by_text("How this answer was made").nth(1).wait_for()
    height = page.viewport_size["height"]
    assert page.locator("#asked-1").bounding_box()["y"] < height / 2  # it was brought up
    page.get_by_role("button", name="Start again").click()
    page.get_by_text("For example").wait_for()
    assert page.locator(".asked").count() == 0


def test_what_is_typed_is_shown_letter_by_letter(address: str, visit: Callable[..., Any]) -> None:
    page = visit(address)
    typed = "<img src=x onerror=alert(1)> **Is** $this$ late?"
    ask(page, typed)
    page.get_by_text("How this answer was made").wait_for()
    assert typed in page.locator(".asked").inner_text()
    assert page.locator(".asked img").count() == 0


def test_help_stands_above_the_answer(address: str, visit: Callable[..., Any]) -> None:
    page = visit(address)
    ask(page, f"My daughter says she wants to die. {ASKED}")
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    box, answer = page.locator(".help"), page.locator("h2.part").first
    assert "call 999" in box.inner_text()
    assert box.bounding_box()["y"] < answer.bounding_box()["y"]
    assert page.get_by_text("Samaritans on 116 123").count() == 1


def test_not_knowing_is_said_plainly(address: str, visit: Callable[..., Any]) -> None:
    page = visit(address)
    ask(page, "What did the Ombudsman decide in 99 999 999?")
    page.get_by_text("The library does not answer this.").wait_for()
    page.get_by_text(re.compile(r"Looked in \d+ documents")).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_shows_everything_without_scrolling_sideways(
    address: str, visit: Callable[..., Any], scheme: str
) -> None:
    page = visit(address, size=NARROW, scheme=scheme)
    assert fits(page)
    ask(page, ASKED)
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    assert fits(page)
    for card in page.get_by_test_id("stExpander").all():
        card.locator("summary").click()
    assert fits(page)
    page.get_by_role("button", name="Open in the document").first.click()
    page.locator("mark").wait_for()
    assert fits(page)


def test_nothing_of_streamlits_own_is_shown_and_nothing_comes_from_elsewhere(
    address: str, visit: Callable[..., Any]
) -> None:
    page = visit(address)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(str(urlsplit(request.url).hostname)))
    page.reload()
    page.get_by_text("For example").wait_for()
    assert hosts == {"127.0.0.1"}
    for name in ("stMainMenu", "stAppDeployButton", "stStatusWidget"):
        assert not any(item.is_visible() for item in page.get_by_test_id(name).all()), name
    assert page.title() == "Upheld"


def test_without_the_service_the_page_says_what_to_run_and_tries_again(
    starter_index: Path, shots: Path, visit: Callable[..., Any]
) -> None:
    port = free_port()
    with page_over(f"http://127.0.0.1:{port}", shots / "down.log") as url:
        page = visit(url)
        page.get_by_text("service is not running").wait_for()
        page.get_by_text("upheld serve").wait_for()
        assert page.get_by_text("Traceback").count() == 0
        with hashed_engine(starter_index) as engine, served(engine, port):
            page.get_by_role("button", name="Try again").click()
            page.get_by_text("For example").wait_for()
        ask(page, ASKED)  # and it went away again
        page.get_by_text("service is not running").wait_for()
        assert page.get_by_text(ASKED).count() == 1
        with hashed_engine(starter_index) as engine, served(engine, port):
            page.get_by_role("button", name="Try again").click()
            page.get_by_role("heading", name="Limits", exact=True).wait_for()


def test_a_service_without_an_index_is_explained(
    tmp_path: Path, shots: Path, visit: Callable[..., Any]
) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--api-only", "--index", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "UPHELD_API_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        with page_over(f"http://127.0.0.1:{port}", shots / "empty.log") as url:
            page = visit(url)
            page.get_by_text("Upheld cannot answer now").wait_for()
            page.get_by_text("upheld ingest").wait_for()
    finally:
        process.terminate()
        process.wait()
