"""A first visit: each task of docs/first-visit.md, walked as somebody new to Upheld would.

The clicks that a task may take stand in that page's table and nowhere else.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import ROOT, page_over, served
from own_documents import DATA
from shelves import Shelf, copied
from windows import IN_A_BROWSER, NARROW, WIDE, fits, settle

from rag.config import Settings

pytestmark = [*IN_A_BROWSER, pytest.mark.flaky(reruns=2)]
PAPER = DATA / "decision_numbered.txt"
ROW = re.compile(r"^\| (\w) \|.*\| (\d+) \| (\d+) \|$", re.MULTILINE)  # task, clicks before and now


class Visitor:
    """Somebody new to a window: what is clicked is counted, typing is not."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.clicks = 0

    def click(self, place: Any) -> None:
        place.click()
        self.clicks += 1
        settle(self.page)

    def go(self, way: str) -> None:
        self.click(self.page.get_by_role("link", name=way, exact=True))

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name))

    def write(self, box: Any, words: str) -> None:
        self.click(box)
        box.fill(words)

    def ask(self, question: str) -> None:
        box = self.page.get_by_test_id("stChatInput").get_by_role("textbox")
        self.write(box, question)
        box.press("Enter")
        self.page.get_by_role("heading", name="Limits", exact=True).wait_for()
        settle(self.page)

    def save(self, name: str) -> bytes:
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=name).click()
        self.clicks += 1
        return Path(download.value.path()).read_bytes()

    def ends(self, task: str) -> None:
        """The task is done: in the clicks that are written down, and nothing ran off sideways."""
        told = {row[1]: int(row[3]) for row in ROW.finditer(_page())}
        assert self.clicks == told[task]
        assert fits(self.page)


def _page() -> str:
    return (ROOT / "docs" / "first-visit.md").read_text("utf-8")


def words_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode())


@pytest.fixture(scope="module")
def url(
    starter_index: Path, tmp_path_factory: pytest.TempPathFactory, shots: Path
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("visited")
    shelf = Shelf(Settings(index=copied(starter_index, folder)))
    with served(shelf.app) as api, page_over(api, shots / "first-visit.log") as address:
        yield address


@pytest.fixture(params=[(WIDE, "light"), (NARROW, "dark")], ids=["wide", "narrow"])
def visitor(url: str, visit: Callable[..., Any], request: pytest.FixtureRequest) -> Visitor:
    size, scheme = request.param
    return Visitor(visit(url, size=size, scheme=scheme))


def in_the(size: str) -> pytest.MarkDecorator:
    """One size a task: every page has its own test at both."""
    window = {"wide": (WIDE, "light"), "narrow": (NARROW, "dark")}[size]
    return pytest.mark.parametrize("visitor", [window], ids=[size], indirect=True)


@in_the("wide")
def test_a_what_the_council_should_do_and_by_when_to_complain(visitor: Visitor) -> None:
    visitor.ask(
        "My son's plan has speech therapy in it and nobody has come since Easter. What should the "
        "council do, and by when can I complain?"
    )
    line = visitor.page.get_by_role("listitem").filter(has_text="within 12 months").first
    visitor.click(line.locator("a.cite").first)
    opened = visitor.page.locator("details[open]")
    visitor.click(opened.get_by_role("button", name="Open in the document").first)
    assert "12 months" in visitor.page.get_by_role("dialog").locator("mark").inner_text()
    visitor.ends("a")


@in_the("narrow")
def test_b_two_decisions_on_missed_therapy_as_a_word_file(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("Cases")
    visitor.write(page.get_by_label("What is the situation?"), "missed speech therapy")
    visitor.press("Find decisions")
    page.get_by_role("heading", name="The nearest of").wait_for()
    paid = page.locator("[class*=st-key-case-]").filter(has_text="payment of £")
    names = [paid.nth(n).locator("h3").inner_text() for n in range(2)]
    for number in range(2):
        visitor.click(paid.nth(number).get_by_text("Choose for a file"))
    page.get_by_role("heading", name="Chosen: 2 decisions").wait_for()
    save = page.get_by_role("button", name="Save these")
    assert 0 <= save.bounding_box()["y"] < NARROW["height"]  # in sight where one chose
    visitor.click(save)
    told = words_of(visitor.save("Word (DOCX)"))
    for name in names:
        assert name.rsplit(", ", 1)[1] in told
    assert "Table of authorities" in told
    assert "Payment of £" in told
    visitor.ends("b")


@in_the("narrow")
def test_c_the_dates_that_follow_in_a_calendar(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("Deadlines")
    told = "We asked for an assessment on 12 January 2026 and have heard nothing."
    visitor.write(page.get_by_label("What happened, and when?"), told)
    visitor.press("Read the dates")
    page.get_by_text("23 February 2026").first.wait_for()
    calendar = visitor.save("Save as a calendar file")
    assert calendar.count(b"BEGIN:VEVENT") == 3
    assert b"DTSTART;VALUE=DATE:20260223" in calendar
    visitor.ends("c")


@in_the("wide")
def test_d_what_decisions_about_a_council_teach_as_a_paper(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("Lessons")
    box = page.get_by_label("Council", exact=True)
    visitor.write(box, "Kent County")
    visitor.click(page.get_by_role("option", name="Kent County Council"))
    page.get_by_text("7 decisions held here").wait_for()
    visitor.press("Save this report")
    told = words_of(visitor.save("Word (DOCX)"))
    assert "Kent County Council" in told
    assert "Questions for councillors" in told
    visitor.ends("d")


@in_the("narrow")
def test_e_five_questions_and_the_progress_kept(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("Study")
    visitor.press("Begin")
    for number in range(1, 6):
        page.get_by_text(f"Question {number} of 5").wait_for()
        visitor.click(page.get_by_test_id("stRadio").locator("label:has(input)").first)
        visitor.click(page.get_by_role("button", name="Answer", exact=True))
        visitor.press("Next question" if number < 5 else "See how it went")
    page.get_by_role("heading", name=re.compile(r"\d of 5 right")).wait_for()
    assert len(json.loads(visitor.save("Save my progress"))["items"]) == 5
    visitor.ends("e")


@in_the("wide")
def test_f_a_decision_of_ones_own_is_added_and_asked_about(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("Library")
    with page.expect_file_chooser() as chooser:
        visitor.click(page.get_by_test_id("stFileUploaderDropzone").locator("button"))
    chooser.value.set_files(
        {"name": "mine.txt", "mimeType": "text/plain", "buffer": PAPER.read_bytes()}
    )
    page.get_by_text("mine.txt").first.wait_for()
    visitor.press("Add these files")
    page.get_by_role("heading", name="What became of it").wait_for()
    visitor.go("Ask about it")
    visitor.ask("What did the Ombudsman find in 23 104 512?")
    assert page.get_by_text("Northmoor County Council, 23 104 512").count() >= 1
    visitor.ends("f")


def test_every_task_that_is_written_down_is_walked() -> None:
    walked = {name.split("_")[1] for name in globals() if re.match(r"test_\w_", name)}
    assert {row[1] for row in ROW.finditer(_page())} == walked
