"""Lessons and What should have happened in a real browser, over the starter library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from windows import BOTH, IN_A_BROWSER, ask, breaches, fits, saved

pytestmark = [*IN_A_BROWSER, pytest.mark.flaky(reruns=2)]
TOLD = "We asked for an assessment on 1 September 2025 and still have no plan. What now?"
Visit = Callable[..., Any]


@BOTH
def test_a_theme_of_the_lessons_is_read_and_its_place_opened(
    url: str, visit: Visit, size: dict[str, int], scheme: str
) -> None:
    page = visit(f"{url}/lessons", size=size, scheme=scheme)
    page.get_by_text("288 decisions held here").wait_for()
    page.get_by_role("button", name="The four, eight or twelve week limits").click()
    page.get_by_role("heading", name="Questions for councillors").wait_for()
    page.get_by_text("of the 288 decisions held here, about").wait_for()
    assert fits(page)
    assert not breaches(page)
    page.get_by_role("button", name="Save this report").click()
    assert saved(page, "Markdown")[1].startswith(b"# Upheld: lessons from Ombudsman decisions")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="What was found, item 1").first.click()
    page.get_by_role("dialog").locator("mark").wait_for()


@BOTH
def test_dates_in_a_question_lead_to_what_was_due_beside_what_happened(
    url: str, visit: Visit, size: dict[str, int], scheme: str
) -> None:
    page = visit(url, size=size, scheme=scheme)
    ask(page, TOLD)
    page.get_by_role("button", name="Show what was due beside what happened").click()
    page.locator("table.account").wait_for()
    page.get_by_text("“asked for an assessment on 1 September 2025”").wait_for()
    account = page.locator("table.account").inner_text()
    assert "By 19 January 2026" in account
    assert "not done" in account
    assert "may be fault" in account
    assert fits(page)
    assert not breaches(page)
    page.get_by_role("link", name="What was due", exact=True).click()
    page.get_by_label("What happened, and when?").fill("We complained on 31 June 2026.")
    page.get_by_role("button", name="Read the dates").click()
    page.get_by_text("is no date that exists").wait_for()
