"""The page's HTML: nothing from a document or a person is ever taken for markup."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.ui import cite_markup, markup
from app.ui.client import Client, ServiceDownError, ServiceRefusedError, service_address

EVIL = "<script>alert('x')</script> & \"so\""
SAFE = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;so&quot;"


def citation(**changes: Any) -> dict[str, Any]:
    return {
        "number": 1,
        "document": "d",
        "label": None,
        "title": "Title",
        "reference": "24 000 001",
        "council": "Kent County Council",
        "date": "2024-05-01",
        "outcome": None,
        "pinpoint": "Analysis, paragraph 2",
        "quote": "fault",
        "speaker": "the Ombudsman's finding",
        "paragraph": "d#1",
        "start": 12,
        "end": 17,
        "url": None,
        "url_checked": False,
        "legal_basis": None,
        "law_status": None,
        "warning": None,
        **changes,
    }


def paragraph(ordinal: int, text: str, start: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"d#{ordinal}",
        "section": 0,
        "speaker": "facts",
        "pinpoint": f"Analysis, paragraph {ordinal + 1}",
        "lead_in": None,
        "text": text,
        "start": start,
        **changes,
    }


def document(*paragraphs: dict[str, Any]) -> dict[str, Any]:
    return {
        "sections": [{"ordinal": 0, "heading": "Analysis"}, {"ordinal": 1, "heading": "Remedy"}],
        "paragraphs": list(paragraphs),
    }


def test_everything_is_escaped() -> None:
    evil = citation(
        quote=EVIL, title=EVIL, warning=EVIL, legal_basis=EVIL, label=EVIL, speaker=EVIL
    )
    part = {"heading": EVIL, "lines": [{"text": EVIL, "bullet": True, "citations": []}]}
    precedent = {
        "council": EVIL,
        "reference": EVIL,
        "date": None,
        "line": EVIL,
        "warning": EVIL,
        "is_digest": True,
    }
    authority = {"group": EVIL, "form": EVIL, "places": [{"number": 1, "pinpoint": EVIL}]}
    for html in (
        cite_markup.marks_html([1], "a", {1: evil}),
        cite_markup.authorities_html([authority], "a"),
        markup.quote_html(evil),
        markup.facts_html(evil),
        markup.part_html(part, "a"),
        markup.precedents_html([precedent]),
        markup.lines_html([EVIL]),
        markup.surroundings_html(document(paragraph(1, EVIL, 0)), evil),
    ):
        assert "<script" not in html
        assert SAFE in html


def test_a_number_shows_who_speaks_what_and_where_beside_it() -> None:
    said = cite_markup.marks_html([1, 1], "a", {1: citation()})
    assert said.count("<a class='cite' href='#a-1' aria-label='Source 1'>1</a>") == 1
    assert "<b>The Ombudsman&#x27;s finding</b><span>“fault”</span>" in said
    assert "<small>Kent County Council, 24 000 001: Analysis, paragraph 2</small>" in said
    own = cite_markup.marks_html([1], "a", {1: citation(label="digest (our own words)")})
    assert "digest (our own words)</b><span>fault</span>" in own
    assert "peek" not in cite_markup.marks_html([2], "a", {1: citation()})


def test_a_long_quotation_is_broken_off_beside_its_number_between_words() -> None:
    said = cite_markup.marks_html([1], "a", {1: citation(quote="word " * 200)})
    assert "word …”</span>" in said
    assert len(said) < 1_000


def test_the_table_of_authorities_names_each_group_once() -> None:
    row = {"group": "Legislation", "form": "Act, s 1", "places": [{"number": 3, "pinpoint": "x"}]}
    table = cite_markup.authorities_html([row, {**row, "form": "Act, s 2"}], "a")
    assert table.count("Legislation") == 1
    assert "Act, s 2" in table
    assert "href='#a-3'" in table


def test_a_label_is_shown_letter_by_letter() -> None:
    label = markup.card_label([citation(council="*A* [b](c) $d$")])
    assert r"\*A\* \[b\]\(c\) \$d\$" in label


def test_citations_of_one_document_share_a_card() -> None:
    both = [citation(number=3), citation(number=7, speaker="remedy")]
    assert markup.card_label(both) == (
        "**3, 7**\u2003The Ombudsman's finding, remedy · Kent County Council, 24 000 001"
    )


def test_the_quotation_is_marked_among_its_neighbours() -> None:
    held = document(
        *(paragraph(n, f"before {n}", 0) for n in (7, 8)),
        paragraph(0, "one & two", 0),
        paragraph(1, "a fault & so", 10, lead_in="Within a month:"),
        paragraph(2, "three", 30, section=1),
    )
    html = markup.surroundings_html(held, citation())
    assert "a <mark>fault</mark> &amp; so" in html
    assert "Within a month:" in html
    assert html.index("<h3>Analysis</h3>") < html.index("<mark>") < html.index("<h3>Remedy</h3>")
    assert html.count("class='near'") == 4 - 1


def test_a_quotation_that_moved_is_found_again() -> None:
    held = document(paragraph(1, "So there was fault here.", 500))
    assert "<mark>fault</mark>" in markup.surroundings_html(held, citation())


def test_a_quotation_that_is_gone_is_not_marked() -> None:
    held = document(paragraph(1, "Nothing of it.", 500))
    html = markup.surroundings_html(held, citation())
    assert "<mark>" not in html
    assert "Nothing of it." in html


def test_a_paragraph_that_is_gone_shows_nothing() -> None:
    assert markup.surroundings_html(document(), citation()) == ""


@pytest.mark.parametrize(
    ("url", "checked", "shown"),
    [
        (
            "https://www.lgo.org.uk/decisions/x",
            False,
            ["Official text at lgo.org.uk", "not checked"],
        ),
        ("https://www.legislation.gov.uk/ukpga", True, ["Official text at legislation.gov.uk"]),
        ("https://charity.example/page", True, ["Read at charity.example"]),
        ("https://not-gov.uk.example/", True, ["Read at not-gov.uk.example"]),
    ],
)
def test_a_link_says_where_it_leads(url: str, checked: bool, shown: list[str]) -> None:
    html = markup.facts_html(citation(url=url, url_checked=checked))
    assert all(words in html for words in shown)
    assert ("not checked" in html) is not checked


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", None])
def test_a_link_that_is_no_web_address_is_left_out(url: str | None) -> None:
    assert "<a " not in markup.facts_html(citation(url=url))


# --- the client ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"UPHELD_API_PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"UPHELD_API_HOST": "api", "UPHELD_API_PORT": "1"}, "http://api:1"),
        ({"UPHELD_API_URL": "https://api.example/", "UPHELD_API_PORT": "1"}, "https://api.example"),
    ],
)
def test_the_address_comes_from_the_environment(environ: dict[str, str], address: str) -> None:
    assert service_address(environ) == address


def client(reply: httpx.Response | Exception, seen: list[httpx.Request] | None = None) -> Client:
    def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        if isinstance(reply, Exception):
            raise reply
        return reply

    return Client("http://api", httpx.MockTransport(handle))


@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ReadTimeout("slow")])
def test_a_service_that_does_not_answer_is_down(error: Exception) -> None:
    with pytest.raises(ServiceDownError, match="http://api"):
        client(error).councils()


def test_a_refusal_keeps_its_message() -> None:
    reply = httpx.Response(503, json={"error": {"code": "index_missing", "message": "Run: x"}})
    with pytest.raises(ServiceRefusedError, match="Run: x"):
        client(reply).councils()


def test_a_refusal_of_something_else_is_still_readable() -> None:
    with pytest.raises(ServiceRefusedError, match="status 502"):
        client(httpx.Response(502, text="<html>")).councils()


def test_an_id_cannot_leave_its_place_in_the_address() -> None:
    seen: list[httpx.Request] = []
    client(httpx.Response(200, json={}), seen).document("../../x?y#z")
    assert seen[0].url.raw_path == b"/v1/documents/..%2F..%2Fx%3Fy%23z"


# --- while an answer is made ---------------------------------------------------------------------


def gone(text: str, reason: str = "support") -> dict[str, Any]:
    return {"text": text, "reason": reason, "why": "it <i>does not</i> say so", "citations": []}


def test_what_was_left_out_is_counted_and_only_an_advocate_reads_it() -> None:
    one, two = [gone("<b>Lie</b>")], [gone("One."), gone("Two.")]
    assert "1 statement was left out because the sources did not bear it out." in (
        markup.left_out_html(one, whole=False)
    )
    assert "2 statements were left out because the sources did not bear them out." in (
        markup.left_out_html(two, whole=False)
    )
    assert "Lie" not in markup.left_out_html(one, whole=False)
    struck = markup.left_out_html(one, whole=True)
    assert "<s>&lt;b&gt;Lie&lt;/b&gt;</s>" in struck
    assert "it &lt;i&gt;does not&lt;/i&gt; say so" in struck


def test_what_was_only_said_twice_or_could_not_be_read_is_not_left_out() -> None:
    rows = [gone("Again.", "repeated"), gone("", "unreadable")]
    assert markup.left_out_html(rows, whole=True) == markup.left_out_html(rows, whole=False) == ""


def test_a_claim_on_its_way_says_where_it_stands() -> None:
    place = {
        "council": "Kent",
        "title": "t",
        "reference": "24 000 001",
        "pinpoint": "paragraph <3>",
    }
    made = {"heading": "The answer", "text": "It is <so>.", "citations": [place, place, place]}
    shown = markup.told_html([made, {**made, "text": "And so."}])
    assert shown.count("The answer") == 1
    assert "It is &lt;so&gt;." in shown
    assert "Checked · Kent, 24 000 001 · paragraph &lt;3&gt; · and 2 more sources" in shown


def test_the_line_of_what_is_done_counts_what_was_found() -> None:
    found = {"passages": 1, "documents": [{}, {}]}
    assert "1 passage in 2 documents found. Writing…" in (
        markup.state_html("Writing…", found, again=False)
    )
    assert "without the language model" in markup.state_html("Writing…", None, again=True)
