"""What the tests in a browser share: sizes, waiting, asking."""

from __future__ import annotations

import os
import shutil
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
