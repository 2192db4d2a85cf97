"""What the tests in a browser share: sizes, waiting, asking."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 360, "height": 740}
ASKED = "His plan says speech therapy and nobody has come since Easter. What can I do?"
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("CI"),
        reason="no Chromium here: apt-get install chromium",
    ),
]
BOTH = pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow"]
)


def ask(page: Any, question: str) -> None:
    box = page.get_by_test_id("stChatInput").get_by_role("textbox")
    box.fill(question)
    box.press("Enter")


def fits(page: Any) -> bool:
    """Say whether the page has no horizontal scroll."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def breaches(page: Any) -> list[str]:
    """Return what axe-core finds wrong with a window by WCAG 2.1 A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate(
        "document.activeElement?.blur()"
    )  # how a field looks while typed in is Streamlit's
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def saved(page: Any, name: str) -> tuple[str, bytes]:
    """Press a button that saves a file; return the file's name and content."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def settle(page: Any) -> None:
    """Wait until what was pressed is drawn: an open list closes when the page is drawn anew, or
    scrolled."""
    page.wait_for_timeout(300)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def pick(page: Any, label: str, words: str) -> None:
    """Choose from a list, opened again where a page drawn anew has closed it."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    box = page.get_by_label(label, exact=True)
    option = page.get_by_role("option", name=words).first
    for left in reversed(range(6)):
        box.scroll_into_view_if_needed()
        settle(page)
        box.click()
        box.fill(words)
        try:
            option.click(timeout=4_000)
            break
        except PlaywrightTimeout:
            if not left:
                raise
            page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def given(page: Any, label: str, digits: str) -> None:
    """Type a date as a person does, and leave its calendar."""
    page.get_by_role("spinbutton", name=f"day, {label}").click()
    page.keyboard.type(digits)
    page.keyboard.press("Escape")
