"""Study in a real browser: a round answered, reasoned, saved and loaded again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from windows import BOTH, IN_A_BROWSER, breaches, fits, saved

from app.deadlines import load_timetable
from rag.library import open_library
from rag.study.item import Item
from rag.study.session import make_items

pytestmark = [*IN_A_BROWSER, pytest.mark.flaky(reruns=2)]
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def items(starter_index: Path) -> Iterator[list[Item]]:
    library = open_library(starter_index)
    yield make_items(library, load_timetable())
    library.close()


def asked(page: Any, items: list[Item]) -> tuple[str, list[str]]:
    """Return the right answer to what the page asks now, and the answers in their order."""
    page.get_by_role("button", name="Answer").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    told = page.get_by_test_id("stMain").inner_text()
    (found,) = [
        item
        for item in items
        if item.question in told and all(s.citation.quote in told for s in item.shown)
    ]
    offered = page.get_by_test_id("stRadio").locator("label:has(input)").all_inner_texts()
    return found.right.text, [text.strip() for text in offered]


def show_progress(page: Any, tried: int) -> None:
    box = page.get_by_test_id("stExpander").filter(has_text="Your progress")
    row = box.locator("tr", has_text="Cases")
    if not row.is_visible():
        box.locator("summary").click()
    row.locator("td[data-label=Tried]", has_text=str(tried)).wait_for()


@BOTH
def test_a_round_is_answered_reasoned_saved_and_loaded_again(
    url: str, items: list[Item], visit: Visit, size: dict[str, int], scheme: str
) -> None:
    page = visit(f"{url}/study", size=size, scheme=scheme)
    page.get_by_text("Cases: fault").click()
    page.get_by_role("button", name="Begin").click()
    right, offered = asked(page, items)
    assert fits(page)
    assert not breaches(page)
    wrong = next(text for text in offered if text != right)
    page.get_by_text(wrong, exact=True).click()
    page.get_by_role("button", name="Answer").click()
    page.get_by_text("Not right.", exact=True).wait_for()
    page.get_by_text(f"You chose: {wrong}").wait_for()
    page.get_by_text("Why not:").first.wait_for()
    assert fits(page)
    assert not breaches(page)
    page.get_by_role("button", name="Open in the document").last.click()
    page.get_by_role("dialog").locator("mark").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Next question").click()
    page.get_by_text("Question 2 of 5").wait_for()
    right, offered = asked(page, items)
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(offered.index(right)):
        page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Answer").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Right.", exact=True).wait_for()
    show_progress(page, 2)
    data = saved(page, "Save my progress")[1]
    assert len(json.loads(data)["items"]) == 2
    page.reload()
    show_progress(page, 0)
    page.locator("input[type=file]").set_input_files(
        {"name": "upheld-study.json", "mimeType": "application/json", "buffer": data}
    )
    page.get_by_role("button", name="Add what is in this file").click()
    show_progress(page, 2)
