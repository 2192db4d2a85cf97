"""Ask's files and the other pages in a real browser, over the starter library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from windows import ASKED, BOTH, IN_A_BROWSER, ask, breaches, fits, given, pick, saved, settle

pytestmark = [*IN_A_BROWSER, pytest.mark.flaky(reruns=2)]
Visit = Callable[..., Any]


@BOTH
def test_an_answer_is_saved_as_a_file_and_copied_with_its_citation(
    url: str, visit: Visit, size: dict[str, int], scheme: str
) -> None:
    page = visit(url, size=size, scheme=scheme)
    ask(page, ASKED)
    page.get_by_role("button", name="Save this answer").click()
    name, data = saved(page, "Word (DOCX)")
    assert name == "upheld-answer-1.docx"
    assert data.startswith(b"PK")
    _, references = saved(page, "References only (RIS)")
    assert references.startswith(b"TY  - ")
    page.keyboard.press("Escape")
    assert fits(page)
    assert not breaches(page)
    card = page.get_by_test_id("stExpander").first
    card.locator("summary").click()
    quote = card.locator("blockquote").first.inner_text()
    card.get_by_role("button", name="Copy with its citation").first.click()
    copied = page.get_by_test_id("stCode").inner_text()
    assert quote in copied
    assert copied.rstrip().endswith(")")


@BOTH
def test_cases_are_found_narrowed_opened_and_chosen(
    url: str, visit: Visit, size: dict[str, int], scheme: str
) -> None:
    page = visit(url, size=size, scheme=scheme)
    page.get_by_role("link", name="Cases").click()
    page.get_by_role("heading", name="288 decisions, newest first").wait_for()
    page.get_by_label("What is the situation?").fill("autistic, out of school, no tuition")
    page.get_by_role("button", name="Find decisions").click()
    page.get_by_role("heading", name="Where no fault was found").wait_for()
    page.get_by_text("Narrow down").click()
    pick(page, "What was found", "fault found")
    page.get_by_text("Narrow down (1 filter set)").wait_for()
    pick(page, "What was missed", "education")
    page.get_by_text("Narrow down (2 filters set)").wait_for()
    settle(page)
    heading = page.locator("h2", has_text="The nearest of")
    total = heading.inner_text().split()[-2]
    page.locator(f"[data-tag][aria-label='fault found ({total})']").wait_for()
    first = page.locator("[class*=st-key-case-]").first
    assert first.get_by_text("Near.").count() == 1
    assert first.get_by_text("Differs.").count() == 1
    assert first.get_by_role("link", name="lgo.org.uk").count() == 1
    first.get_by_text("Choose for a file").click()
    page.get_by_role("heading", name="Chosen: 1 decision").wait_for()
    assert fits(page)
    assert not breaches(page)
    first.get_by_role("button", name="Open in the document").click()
    page.get_by_role("dialog").locator("mark").wait_for()


def test_what_was_chosen_is_kept_for_the_way_back_and_saved(url: str, visit: Visit) -> None:
    page = visit(f"{url}/cases")
    page.get_by_text("Narrow down").click()
    pick(page, "What was missed", "transport")
    page.get_by_text("Narrow down (1 filter set)").wait_for()
    page.get_by_text("Choose for a file").first.click()
    page.get_by_role("heading", name="Chosen: 1 decision").wait_for()
    page.get_by_role("link", name="Remedies").click()
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    page.get_by_role("link", name="Cases").click()
    page.get_by_text("Narrow down (1 filter set)").wait_for()
    page.get_by_role("button", name="Save these").click()
    assert saved(page, "PDF")[1].startswith(b"%PDF")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Choose none").click()
    page.get_by_role("heading", name="Chosen").wait_for(state="detached")


@BOTH
def test_every_sum_of_the_remedies_leads_to_its_decision(
    url: str, visit: Visit, size: dict[str, int], scheme: str
) -> None:
    page = visit(f"{url}/remedies", size=size, scheme=scheme)
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    note = page.get_by_role("note").inner_text()
    assert "no estimate" in note
    assert "decides each case on its own facts" in note
    guide = page.get_by_role("heading", name="Lost education payments").locator("xpath=..")
    assert "£900 to £2,400 a term" in guide.inner_text()
    assert "2025" in guide.inner_text()
    assert page.get_by_test_id("stVegaLiteChart").bounding_box()["width"] > 200
    assert page.locator("table.stack tbody tr").count() >= 5
    assert fits(page)
    assert not breaches(page)
    page.get_by_role("button", name="Open in the document").click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".cited").wait_for()
    named = page.get_by_label("A sum in its decision").input_value()
    assert named.split(" · ")[0] in dialog.locator(".cited").inner_text()


@BOTH
def test_dates_that_follow_are_marked_in_words_and_saved_for_a_calendar(
    url: str, visit: Visit, size: dict[str, int], scheme: str
) -> None:
    page = visit(f"{url}/deadlines", size=size, scheme=scheme)
    pick(page, "What happened, or will happen?", "received the request for an education")
    given(page, "The council received the request", "12012026")
    page.get_by_text("School holidays, and another day than today").click()
    given(page, "Look from this day", "04052026")
    page.get_by_role("heading", name="3 dates seen from 4 May 2026").wait_for()
    page.get_by_text("passed 70 days ago").first.wait_for()
    settle(page)
    days = page.locator("table.dues th[scope=row]").all_inner_texts()
    assert [day.split("\n")[:2] for day in days] == [
        ["23 February 2026", "passed 70 days ago"],
        ["4 May 2026", "today"],
        ["1 June 2026", "in 28 days"],
    ]
    assert fits(page)
    assert not breaches(page)
    page.get_by_text("How it was counted, and exceptions").first.click()
    page.get_by_text("Exceptional personal circumstances").first.wait_for()
    name, calendar = saved(page, "Save as a calendar file")
    assert name == "upheld.ics"
    assert calendar.count(b"BEGIN:VEVENT") == 3


@BOTH
def test_a_case_is_reached_from_cases_and_tells_its_dates_and_its_speakers(
    url: str, visit: Visit, size: dict[str, int], scheme: str
) -> None:
    page = visit(f"{url}/cases", size=size, scheme=scheme)
    page.get_by_role("link", name="The whole case").first.click()
    page.get_by_role("heading", name="The text, and who speaks in it").wait_for()
    assert "/case?ref=" in page.url
    page.goto(f"{url}/case?ref=24 018 294")
    page.get_by_role("heading", name="Milton Keynes Council, 24 018 294").wait_for()
    page.get_by_role("heading", name="The text, and who speaks in it").wait_for()
    assert "digest in Upheld's own words" in page.get_by_role("note").first.inner_text()
    dots = page.locator(".tl-lane:visible .tl-dot")
    assert dots.count() == page.locator(".tl-list li").count() == 9
    boxes = [dots.nth(n).bounding_box() for n in range(9)]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart = abs(one["x"] - other["x"]) >= 20 or abs(one["y"] - other["y"]) >= 20
            assert apart, "two dots overlap"
    assert page.locator(".speakers li").count() >= 5
    assert fits(page)
    assert not breaches(page)
    page.get_by_role("button", name="What was found, item 1").click()
    page.get_by_role("dialog").locator("mark").wait_for()
