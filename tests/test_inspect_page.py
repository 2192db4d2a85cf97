"""One document as it is read, as a page that stands alone."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from own_documents import DATA, DECISION, OWN

from app.inspect import read_file, say_marks
from app.inspect_html import reading_page
from rag.cases import Remedy
from rag.kinds import Role
from rag.records import Reading

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium")


class Page(HTMLParser):
    """What a browser would see: ids, links, tags and the text of each paragraph."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_link_of_the_page_leads_somewhere_once(path: Path) -> None:
    page = Page(reading_page(read_file(path)))
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    assert all(link.startswith(("#", "https://", "http://")) for link in page.links)
    assert not page.tags & {"script", "img", "link", "iframe"}


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_marking_loses_no_words_of_the_text(path: Path) -> None:
    reading = read_file(path)
    html = re.sub(r'<a class="tag.*?</a>', "", reading_page(reading))
    shown = Page(html).text
    assert all(paragraph.text in shown for paragraph in reading.paragraphs)


def test_facts_link_to_marked_words_and_back() -> None:
    html = reading_page(read_file(DECISION))
    assert '<a href="#remedy-3">payment</a>' in html
    assert (
        '<span class=at id="remedy-3"></span><mark class="m-remedy">pay Ms T £275 for her '
        "frustration and for the delay to her right of appeal</mark>"
        '<a class="tag m-remedy" href="#row-remedy-3">Remedy 3</a>'
    ) in html
    assert 'href="#row-remedy-6">Remedy 6, rejected</a>' in html  # never marked as agreed


def hostile(reading: Reading) -> Reading:
    """Put markup into every place of a reading that comes from a document."""
    bad = "<script>alert(1)</script>\"'><b>&amp;"
    paragraph = reading.paragraphs[4]
    text = bad.ljust(len(paragraph.text))[: len(paragraph.text)]
    marked = replace(
        paragraph,
        text=text,
        pinpoint=bad,
        lead_in=bad,
        number=bad,
        unquotable=((paragraph.start, paragraph.start + 9),),
    )
    case = reading.case
    assert case is not None
    return replace(
        reading,
        document=replace(
            reading.document, title=bad, source=bad, council=bad, category=bad, url=f"https://{bad}"
        ),
        sections=tuple(replace(section, heading=bad) for section in reading.sections),
        paragraphs=(*reading.paragraphs[:4], marked, *reading.paragraphs[5:]),
        case=replace(
            case,
            finding=bad,
            outcome=bad,
            injustice=bad,
            provisions=(),
            remedies=(Remedy(bad, bad, 1.0, bad, bad, bad, bad),),
        ),
    )


def test_nothing_of_a_document_becomes_markup() -> None:
    html = reading_page(hostile(read_file(DECISION)))
    assert "<script" not in html
    assert not Page(html).tags & {"script", "img"}
    assert "onerror" not in html
    assert html.count("<b>&amp;") == 0


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    reading = read_file(DECISION)
    risky = replace(reading, document=replace(reading.document, url="javascript:alert(1)"))
    assert "javascript:" not in reading_page(risky)


def test_words_that_are_never_quoted_are_marked() -> None:
    reading = read_file(DECISION)
    first = reading.paragraphs[3]
    broken = replace(first, voices=(), unquotable=((first.start, first.start + 12),))
    whole = replace(first, unquotable=((first.start, first.end),))
    assert say_marks(first) == []
    assert say_marks(broken) == ["partly never quoted"]
    assert say_marks(whole) == ["never quoted"]
    changed = replace(reading, paragraphs=(*reading.paragraphs[:3], broken))
    html = reading_page(replace(changed, case=None))
    assert f"<u class=apart>{first.text[:12]}</u>{first.text[12:20]}" in html


def test_overlapping_facts_share_their_words() -> None:
    reading = read_file(DECISION)
    assert reading.case is not None
    fault = reading.case.faults[0]
    start, end = fault.start or 0, fault.end or 0
    shifted = replace(fault, text="x", start=start + 5, end=end + 0)
    page = Page(reading_page(replace(reading, case=replace(reading.case, faults=(fault, shifted)))))
    assert {"fault-1", "fault-2"} <= set(page.ids)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_browser_and_readers_can_read_it(
    tmp_path: Path, width: int, scheme: Any
) -> None:
    from playwright.sync_api import sync_playwright

    (tmp_path / "page.html").write_text(reading_page(read_file(DECISION)), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: said.append(request.url))
        page.goto((tmp_path / "page.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.click("#row-fault-2 a")
        box = page.locator("#fault-2 + mark").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 800
        assert said == [(tmp_path / "page.html").as_uri()]
        browser.close()


def test_every_role_has_its_colour() -> None:
    from app.ui.hues import HUES

    assert set(HUES) == set(Role)


def test_the_page_folds_boilerplate_and_tells_what_was_set_aside(tmp_path: Path) -> None:
    source = tmp_path / "d.txt"
    source.write_text(
        "Ware Council (24 000 111)\nThe Ombudsman's final decision:\nSummary: Fault.\n"
        "The Ombudsman's role and powers\n1. We investigate complaints.\n2. We may stop.\n"
        "Back to top\nDecision\n1. I find fault <b>.\nPrint this page\n",
        "utf-8",
    )
    page = reading_page(read_file(source))
    assert "<summary>2 paragraphs of boilerplate</summary>" in page
    assert "<summary>2 × page furniture, no part of the document</summary>" in page
    assert "<li>Back to top</li><li>Print this page</li>" in page
    assert '<a href="#aside">Set aside</a><small>2</small>' in page


def test_a_raised_number_leads_to_its_note() -> None:
    page = reading_page(read_file(DATA / "report.txt"))
    place = re.search(r'<a href="#(p-\d+)">¹</a>', page)
    assert place is not None
    assert f'id="{place[1]}"><span class=n>1</span>' in page
