"""The page Library: its words, and a document added, found by asking and removed in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import page_over, served
from own_documents import DATA
from shelves import Shelf, copied
from windows import BOTH, IN_A_BROWSER, ask, breaches, fits, pick

from app.ui import library_markup
from rag.config import Settings

Json = dict[str, Any]
EVIL = "<script>alert('x')</script>"
PAPER = DATA / "decision_numbered.txt"
LINE = {
    "id": "d",
    "title": "Title",
    "kind": "decision",
    "words": "Ombudsman decision",
    "council": None,
    "reference": "24 000 001",
    "date": "2024-05-01",
    "own": True,
    "source": "letter.pdf",
    "url": None,
    "read_at": "2026-11-22T06:57:00+00:00",
    "warning": None,
}


def result(**changes: Any) -> Json:
    return {
        "source": "letter.pdf",
        "result": "added",
        "words": "Added",
        "reason": None,
        "document": "d",
        "title": None,
        "set_aside": 0,
        **changes,
    }


def job(*results: Json, **changes: Any) -> Json:
    more = {"kind": "add", "state": "done", "error": None, "notes": []}
    return {"results": list(results), **more, **changes}


# --- its words ----------------------------------------------------------------------------------


def test_what_failed_stands_first_with_its_reason() -> None:
    refused = result(source="b.pdf", result="refused", words="Not taken in", reason="It is locked.")
    html = library_markup.results_html(job(result(set_aside=1), refused))
    assert html.index("b.pdf") < html.index("letter.pdf")
    assert "<small>It is locked.</small>" in html
    assert "1 line of headers" in html


def test_names_and_reasons_are_escaped() -> None:
    evil = result(source=EVIL, reason=EVIL, title=EVIL)
    run = {"at": "2026-11-22T06:57:00+00:00", "failures": 1, "failed": [evil]}
    line = {**LINE, "title": EVIL, "source": EVIL, "council": EVIL, "reference": EVIL}
    document = {
        "sections": [{"ordinal": 0, "heading": EVIL}],
        "paragraphs": [{"section": 0, "pinpoint": EVIL, "speaker": EVIL, "text": EVIL}],
    }
    for html in (
        library_markup.results_html(job(evil, error=EVIL, notes=[EVIL])),
        library_markup.failures_html(run),
        library_markup.shelf_html([line]),
        library_markup.document_html(document),
    ):
        assert "<script" not in html
        assert html.count("&lt;script&gt;") >= 2


def test_an_empty_library_says_so_and_a_full_one_tells_its_days() -> None:
    known = {
        "documents": 1,
        "own_documents": 1,
        "passages": 7,
        "kinds": [{"kind": "decision", "words": "Ombudsman decision", "documents": 1}],
        "councils": [{"council": "Kent County Council", "documents": 1}],
        "first_decision": "2024-05-01",
        "newest_decision": LINE,
        "indexed_at": "2026-11-22T06:57:00+00:00",
        "model": "all-MiniLM-L6-v2",
        "size_bytes": 1_234_567,
    }
    html = library_markup.known_html(known)
    assert "1 document: 1 Ombudsman decision." in html
    assert "1 of them was added" in html
    assert "from 1 May 2024 to 1 May 2024" in html
    assert "22 November 2026, 06:57 UTC" in html
    assert "1.2 MB on disk" in html
    assert "nothing in this library yet" in library_markup.known_html({**known, "documents": 0})


def test_a_long_document_says_how_much_is_not_shown() -> None:
    paragraph = {"section": 0, "pinpoint": "1", "speaker": "facts", "text": "One."}
    html = library_markup.document_html({"sections": [], "paragraphs": [paragraph] * 203})
    assert html.count("<p>One.</p>") == 200
    assert "3 more paragraphs" in html


# --- in a browser -------------------------------------------------------------------------------


@pytest.fixture
def url(starter_index: Path, tmp_path: Path, shots: Path) -> Iterator[str]:
    shelf = Shelf(Settings(index=copied(starter_index, tmp_path)))
    with served(shelf.app) as api, page_over(api, shots / "library.log") as address:
        yield address


def given(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "text/plain", "buffer": data}


@BOTH
@pytest.mark.flaky(reruns=2)
@pytest.mark.browser
@pytest.mark.slow
@IN_A_BROWSER[2]
def test_a_document_is_added_found_by_asking_and_removed(
    url: str, visit: Callable[..., Any], size: dict[str, int], scheme: str
) -> None:
    page = visit(f"{url}/library", size=size, scheme=scheme)
    page.get_by_text("373 documents").first.wait_for()
    page.locator("input[type=file]").set_input_files(
        [given(PAPER.name, PAPER.read_bytes()), given("empty.txt", b"")]
    )
    page.get_by_text("empty.txt").first.wait_for()
    page.get_by_role("button", name="Add these files").click()
    page.get_by_role("heading", name="What became of it").wait_for()
    added = page.get_by_role("listitem").filter(has_text=PAPER.name)
    assert "Added" in added.inner_text()
    refused = page.get_by_role("listitem").filter(has_text="empty.txt")
    assert "is empty. Save it again" in refused.inner_text()
    page.get_by_text("374 documents").first.wait_for()
    assert fits(page)
    assert not breaches(page)
    page.get_by_role("link", name="Ask", exact=True).click()
    ask(page, "What did the Ombudsman find in 23 104 512?")
    page.get_by_role("heading", name="Limits", exact=True).wait_for()
    assert page.get_by_text("Northmoor County Council, 23 104 512").count() >= 1
    page.get_by_role("link", name="Library").click()
    pick(page, "Choose one to open or remove", "23 104 512")
    page.get_by_role("button", name="Remove it").click()
    page.get_by_role("button", name="Remove it for good").click()
    page.get_by_text("The document was removed.").wait_for()
    page.get_by_text("373 documents").first.wait_for()
