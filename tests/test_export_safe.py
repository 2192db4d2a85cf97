"""What an exported file holds is text: nothing in it becomes live, and no link leads elsewhere."""

from __future__ import annotations

import io
import re

import docx
import pytest
from exported import MD, ON, READERS, WHERE, made_up, md_tokens, quoting, several
from hypothesis import given, settings
from hypothesis import strategies as st

from app.export.build import build_export
from app.export.clean import one_line, printable, safe_url
from app.export.formats import Format, write_export
from app.export.markdown import escape
from rag.protocols import Library

pytestmark = pytest.mark.slow


TRICKS = (
    "<script>alert(1)</script>",
    "[a](http://evil.example)",
    "![i](x)",
    "# h",
    "1. a",
    "- a",
    "> q",
    "`c`",
    "~~s~~",
    "| a | b |",
    "&lt;",
    "www.evil.example",
    "http://evil.example",
    "<http://evil.example>",
    "\\",
    "***",
    "===",
    "\t code",
    "[r]: http://evil.example",
    "a@evil.example",
    "\x00\x1b[31m",
    "\ud800",
    "\u202e",
)
trickery = st.lists(st.sampled_from(TRICKS) | st.text(max_size=12), max_size=6).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(trickery)
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    tokens = MD.parse(f"- x {escape(text)}\n") + MD.parse(f"- {escape(text)}\n")
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {"text", "text_special"}
    lines = [t for t in MD.parse(f"- x {escape(text)}\n") if t.type == "inline"]
    shown = "".join(c.content for c in lines[0].children)
    assert shown == f"x {one_line(text)}".strip()


@settings(max_examples=25, deadline=None)
@given(trickery.filter(lambda text: one_line(text)))
def test_any_words_can_be_written(text: str) -> None:
    claim = quoting(text, title=text, council=text, source=text, warning=text, pinpoint=text)
    answer = made_up([claim], question=text)
    export = build_export(answer, _Nothing(), on=ON)
    for form in Format:
        data = write_export(export, form)
        READERS[form](data)
        if form is Format.MARKDOWN:
            links = {t.attrs["href"] for t in md_tokens(data) if t.type == "link_open"}
            assert links <= {WHERE}
            assert not any(t.type.startswith("html") for t in md_tokens(data))


class _Nothing:
    """A library that holds nothing."""

    manifest: dict[str, str] = {}  # noqa: RUF012

    def document(self, document_id: str) -> None:
        return None

    def documents(self) -> tuple[()]:
        return ()


def test_links_lead_to_sources_only(tiny: Library) -> None:
    export = several(tiny)
    allowed = {entry.url for entry in export.entries if entry.url}
    paper = docx.Document(io.BytesIO(write_export(export, Format.DOCX)))
    outside = {r.target_ref for r in paper.part.rels.values() if r.is_external}
    assert outside == allowed
    raw = write_export(export, Format.PDF)
    found = set(re.findall(rb"/URI \((.*?)\)(?=\s|/|>)", raw))
    assert {uri.decode() for uri in found} == allowed
    assert not {b"/JavaScript", b"/JS ", b"/Launch"} & set(re.findall(rb"/\w+ ?", raw))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://",
        "https://host",
        "https://a.b/\n",
        "https://user@evil.example/",
        "https://a.b/<x>",
        'https://a.b/"',
        "//a.b",
        "https://a.b:port/",
        "https://[::1",
        "https://é.uk/",
        "https://a.b/|x",
        None,
        "",
    ],
)
def test_other_addresses_are_no_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_an_ordinary_address_is_a_link() -> None:
    assert safe_url(WHERE) == WHERE


@given(st.text())
def test_printable_text_can_be_encoded_and_put_into_xml(text: str) -> None:
    clean = printable(text)
    clean.encode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", clean)
    assert printable(clean) == clean
