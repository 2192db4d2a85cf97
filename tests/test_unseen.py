"""What a page or a Word file hides is set apart with its reason; what it shows stays."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.blocks import Raw
from ingest.read import read_bytes

SEEN = "The Council wrote to every school in the county and had no answer from any of them."


def page(body: str, style: str = "", *, name: str = "a.html") -> Raw:
    head, text = f"<head><style>{style}</style></head>", f"<main><p>{SEEN}</p>{body}</main>"
    return read_bytes(f"<html>{head}<body>{text}</body></html>".encode(), name=name)


def texts(raw: Raw) -> str:
    return " | ".join(block.text for block in raw.blocks)


HIDDEN = [
    ("<p hidden>SECRET</p>", "", "not displayed"),
    ("<div style='DISPLAY : none !important'><p>SECRET</p></div>", "", "not displayed"),
    ("<p class='x'>SECRET</p>", ".a, p.x { display:none }", "not displayed"),
    ("<p id='x'>SECRET</p>", "/* a{} */ @media all { #x {visibility:hidden} }", "not visible"),
    ("<p style='opacity:0'>SECRET</p>", "", "transparent"),
    ("<p style='color:transparent'>SECRET</p>", "", "transparent"),
    ("<p style='color:rgba(0,0,0,0)'>SECRET</p>", "", "transparent"),
    ("<p>So <span style='font-size:1px'>SECRET</span> it was.</p>", "", "too small to be read"),
    ("<p style='font-size:.1em'>SECRET</p>", "", "too small to be read"),
    ("<p style='text-indent:-9999px'>SECRET</p>", "", "off the screen"),
    ("<p class='sr'>SECRET</p>", ".sr{position:absolute;clip:rect(0,0,0,0)}", "off the screen"),
    ("<p style='height:0;overflow:hidden'>SECRET</p>", "", "off the screen"),
    ("<p style='color:#fff'>SECRET</p>", "", "in the colour of what it stands on"),
    ("<font color='white'>SECRET</font>", "", "in the colour of what it stands on"),
    ("<p style='color:#FEFEFE'>SECRET</p>", "body{background:#fff}", "in the colour of what"),
    ("<p style='background:black;color:#000'>SECRET</p>", "", "in the colour of what it stands"),
    ("<!-- SECRET words in a comment -->", "", "a comment in the page's source"),
    ("<p title='SECRET words under a pointer'>So it was.</p>", "", "shown under a pointer only"),
]


@pytest.mark.parametrize(("body", "style", "why"), HIDDEN, ids=[row[0][:40] for row in HIDDEN])
def test_what_nobody_sees_on_a_page_is_told_and_no_text(body: str, style: str, why: str) -> None:
    raw = page(body, style)
    assert "SECRET" not in texts(raw)
    assert SEEN in texts(raw)
    reasons = [reason for text, reason in raw.aside if "SECRET" in text]
    assert len(reasons) == 1
    assert reasons[0].startswith(why)


SHOWN = [
    ("<p style='color:#fff;background:#1f5f6b'>OPEN</p>", ""),
    ("<div style='background-color:navy'><p style='color:white'>OPEN</p></div>", ""),
    ("<div style='background:url(a.png)'><p style='color:white'>OPEN</p></div>", ""),
    ("<table><tr bgcolor='#000080'><td style='color:#fff'>OPEN</td></tr></table>", ""),
    ("<p class='x'>OPEN</p>", "@media print { .x { display:none } }"),
    ("<p class='x'>OPEN</p>", "@media (max-width: 600px) { .x { display:none } }"),
    ("<p class='x'>OPEN</p>", ".x:empty, .x::before { display:none }"),
    ("<details><summary>More</summary><p>OPEN</p></details>", ""),
    ("<p style='font-size:80%;display:block'>OPEN</p>", "p{color:#333"),
    ("<p style='visibility:visible;opacity:.9'>OPEN</p>", "} .y { display:none }"),
]


@pytest.mark.parametrize(("body", "style"), SHOWN, ids=[row[0][:50] for row in SHOWN])
def test_what_is_seen_stays(body: str, style: str) -> None:
    raw = page(body, style)
    assert "OPEN" in texts(raw)
    assert not raw.aside


def test_what_hides_inside_what_is_hidden_is_told_once() -> None:
    raw = page("<div style='display:none'><p hidden>SECRET</p><p style='color:white'>x</p></div>")
    assert [why for _, why in raw.aside] == ["not displayed"]


@pytest.mark.parametrize(
    ("canonical", "name", "kept"),
    [
        ("https://www.lgo.org.uk/decisions/1", "a.html", True),
        ("https://democracy.kent.gov.uk/x", "a.html", True),
        ("https://papers.example/x", "https://papers.example/y.html", True),
        ("https://evil.example/x", "a.html", False),
        ("https://www.gov.uk@evil.example/x", "a.html", False),
        ("https://evil.example/www.lgo.org.uk", "https://www.lgo.org.uk/x.html", False),
        ("javascript:alert(1)//https://www.gov.uk", "a.html", False),
    ],
)
def test_a_page_cannot_choose_where_its_link_leads(canonical: str, name: str, kept: bool) -> None:
    html = f"<head><link rel=canonical href='{canonical}'></head><body><p>{SEEN}</p></body>"
    raw = read_bytes(html.encode(), name=name)
    assert (raw.url == canonical) is kept
    assert kept or canonical in [text for text, _ in raw.aside]


def test_letters_that_no_font_shows_are_spelt_out_apart() -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "pay me")
    raw = read_bytes(f"{SEEN}{tags}\n".encode(), name="a.txt")
    assert texts(raw) == SEEN
    assert raw.aside == (("pay me", "in letters that are not shown"),)


def test_a_word_file_hides_by_style_and_by_theme() -> None:
    document = docx.Document()
    ghost = document.styles.add_style("Ghost", WD_STYLE_TYPE.PARAGRAPH)
    ghost.font.hidden = True
    document.add_paragraph("HIDDEN by style", style="Ghost")
    themed = document.add_paragraph("Seen. ").add_run("WHITE by theme")
    colour = f"<w:color {nsdecls('w')} w:val='auto' w:themeColor='background1'/>"
    themed._r.get_or_add_rPr().append(parse_xml(colour))
    marked = document.add_paragraph().add_run("MARKED white")
    marked.font.color.rgb = docx.shared.RGBColor(255, 255, 255)
    marked._r.get_or_add_rPr().append(parse_xml(f"<w:highlight {nsdecls('w')} w:val='black'/>"))
    out = io.BytesIO()
    document.save(out)
    raw = read_bytes(out.getvalue(), name="a.docx")
    assert texts(raw) == "Seen. | MARKED white"
    assert dict(raw.aside) == {"HIDDEN by style": "hidden text", "WHITE by theme": "white on white"}
