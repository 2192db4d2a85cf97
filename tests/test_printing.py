"""The same report printed to PDF and to DOCX gives the same paragraphs as its text."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from printing.__main__ import layouts
from printing.browser import find_chromium
from printing.documents import REAL_REPORT, REPORT, SEEDS, document, names
from printing.form import as_markdown, is_pull_quote, part_notes
from printing.measure import Agreement, compare
from printing.paper import PUBLIC_REPORT, TWO_COLUMNS, TWO_SPACED, Layout
from printing.pdf import print_pdf
from printing.word import print_docx
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import Block, Raw, Shape
from ingest.parse import parse_document
from ingest.read import read_bytes

pytestmark = pytest.mark.slow

CHROMIUM = find_chromium()
LEAST = 0.97


def report() -> list[Block]:
    return document(REPORT)


def agreement(blocks: list[Block], data: bytes, name: str) -> Agreement:
    return compare(read_bytes(as_markdown(blocks), name="a.md"), read_bytes(data, name=name))


def assert_same(found: Agreement, least: float = LEAST) -> None:
    assert found.paragraphs >= least, str(found)
    assert found.numbers >= least, str(found)
    assert (found.notes, found.rows) == (1.0, 1.0), str(found)
    assert (found.lost, found.added) == (0, 0), str(found)


def test_the_printed_report_has_what_makes_reading_hard() -> None:
    body, notes = part_notes(report())
    texts = [b for b in body if b.shape is Shape.TEXT]
    rows = [n for n, b in enumerate(body) if b.shape is Shape.ROW]
    assert len(texts) >= 60
    assert len(notes) == 12
    assert sum(n - 1 not in rows for n in rows) == 3
    assert sum(map(is_pull_quote, body)) == 2


@pytest.mark.parametrize(
    "layout", [TWO_COLUMNS, TWO_SPACED, PUBLIC_REPORT], ids=["two", "spaced", "public"]
)
def test_a_report_printed_to_pdf_reads_as_its_text(layout: Layout) -> None:
    blocks = report()
    assert_same(agreement(blocks, print_pdf(blocks, layout), "a.pdf"))


def test_a_report_printed_to_docx_reads_as_its_text() -> None:
    blocks = report()
    assert_same(agreement(blocks, print_docx(blocks), "a.docx"), least=1.0)


# A column of few lines, all filled by chance, does not show where its one-line paragraphs end.
_FEW_LINES = {
    ("made_up/05_will_not_investigate.txt", "two columns"),
    ("made_up/11_held_not_investigated_part.txt", "two columns"),
}
_PAPERS = [name for name in names() if name not in (REPORT, REAL_REPORT)]
_WITHOUT_BROWSER = ["one column", "two columns", "two, ragged", "DOCX"]


def printed(name: str, layout: str) -> Agreement:
    blocks = document(name)
    suffix, press = layouts()[layout]
    return agreement(blocks, press(blocks), f"a{suffix}")


@pytest.mark.parametrize("layout", _WITHOUT_BROWSER)
@pytest.mark.parametrize("name", _PAPERS)
def test_decisions_and_papers_read_as_their_text(name: str, layout: str) -> None:
    found = printed(name, layout)
    assert (found.notes, found.rows, found.lost, found.added) == (1.0, 1.0, 0, 0), str(found)
    if (name, layout) not in _FEW_LINES:
        assert found.paragraphs >= LEAST, str(found)


needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium: apt-get install chromium"
)


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("name", [REPORT, *_PAPERS])
def test_what_chromium_prints_reads_as_its_text(name: str) -> None:
    found = printed(name, "Chromium")
    assert found.paragraphs >= LEAST, str(found)
    assert (found.notes, found.rows, found.lost, found.added) == (1.0, 1.0, 0, 0), str(found)


@pytest.mark.slow
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real report is not here: shared/seeds")
@pytest.mark.parametrize(
    "layout",
    [
        *_WITHOUT_BROWSER,
        pytest.param("Chromium", marks=[pytest.mark.browser, needs_chromium]),
    ],
)
def test_the_real_report_printed_and_back(layout: str) -> None:
    found = printed(REAL_REPORT, layout)
    assert found.paragraphs >= LEAST, str(found)
    assert found.notes >= LEAST, str(found)
    assert found.rows >= 0.95, str(found)
    assert found.lost <= 3, str(found)


# --- what nobody can see ---------------------------------------------------------------------


def test_hidden_letters_of_a_pdf_do_not_come_through() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(60, 700, "The council must act.")
    canvas.drawString(60, 900, "Off the page.")
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(60, 650, "Too small.")
    canvas.setFont("Helvetica", 12)
    canvas.setFillGray(1)
    canvas.drawString(60, 600, "White on white.")
    canvas.setFillGray(0)
    canvas.rect(50, 540, 300, 30, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(60, 550, "White on black.")
    unseen = canvas.beginText(60, 500)
    unseen.setTextRenderMode(3)
    unseen.textLine("No ink.")
    canvas.drawText(unseen)
    canvas.save()
    raw = read_bytes(out.getvalue(), name="a.pdf")
    assert [b.text for b in raw.blocks] == ["The council must act.", "White on black."]
    assert raw.aside == (
        ("Off the page.", "off the page"),
        ("Too small.", "too small to be read"),
        ("White on white.", "white on white"),
        ("No ink.", "drawn without ink"),
    )
    aside = parse_document(raw, read_at="2026-01-01T00:00:00Z").set_aside
    assert set(raw.aside) <= set(aside)


def drawn(draw: Callable[[Canvas], None], size: tuple[float, float] = A4) -> Raw:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    draw(canvas)
    canvas.save()
    return read_bytes(out.getvalue(), name="a.pdf")


def test_a_stamp_across_the_page_is_told_and_no_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "The council must act.")
        canvas.rotate(45)
        canvas.setFont("Helvetica", 60)
        canvas.drawString(300, 100, "DRAFT")

    raw = drawn(draw)
    assert [b.text for b in raw.blocks] == ["The council must act."]
    assert raw.aside == (("DRAFT", "set at an angle across the page, as a stamp is"),)


@pytest.mark.parametrize("turned", [False, True])
def test_a_page_that_lies_on_its_side_reads_from_left_to_right(turned: bool) -> None:
    """As wide tables are set: with the page's own turn to put it upright, and without."""

    def draw(canvas: Canvas) -> None:
        if turned:
            canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.drawString(60, -100, "The first line of the page ends here.")
        canvas.drawString(60, -140, "The second line of the page ends here.")

    texts = [b.text for b in drawn(draw).blocks]
    assert texts == [
        "The first line of the page ends here.",
        "The second line of the page ends here.",
    ]


def test_text_recognised_under_a_picture_of_the_page_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawInlineImage(Image.new("RGB", (40, 60), "white"), 0, 0, *A4)
        text = canvas.beginText(60, 700)
        text.setTextRenderMode(3)
        text.textLine("What the scanner read.")
        canvas.drawText(text)

    assert [b.text for b in drawn(draw).blocks] == ["What the scanner read."]


def test_a_row_with_joined_cells_has_the_cells_that_are_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(60, 700, 150, 20)
        canvas.rect(210, 700, 150, 20)
        for n, text in enumerate(("1", "Provision", "185")):
            canvas.rect(60 + 100 * n, 680, 100, 20)
            canvas.drawString(65 + 100 * n, 685, text)
        canvas.drawString(65, 705, "Kind of complaint")
        canvas.drawString(215, 705, "Reports")

    rows = [b.text for b in drawn(draw).blocks if b.shape is Shape.ROW]
    assert rows == ["Kind of complaint\tReports", "1\tProvision\t185"]


def word(*paragraphs: str) -> list[str]:
    return [block.text for block in word_file(*paragraphs).blocks]


def word_file(*paragraphs: str) -> Raw:
    document = docx.Document()
    last = document.element.body[-1]
    for xml in paragraphs:
        last.addprevious(parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    out = io.BytesIO()
    document.save(out)
    return read_bytes(out.getvalue(), name="a.docx")


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:r><w:t>a </w:t></w:r><w:del><w:r><w:delText>b</w:delText></w:r></w:del>", "a"),
        ("<w:r><w:t>a</w:t></w:r><w:ins><w:r><w:t>b</w:t></w:r></w:ins>", "ab"),
        ("<w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>b</w:t></w:r>", "a"),
        ("<w:r><w:t>re</w:t><w:softHyphen/><w:t>ad</w:t></w:r>", "read"),
        ("<w:r><w:t>part</w:t><w:noBreakHyphen/><w:t>time</w:t></w:r>", "part-time"),
        ("<w:hyperlink><w:r><w:t>the plan</w:t></w:r></w:hyperlink>", "the plan"),
        (
            "<w:r><w:t>a</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>b</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r>",
            "a|b",
        ),
        ("<w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:sz w:val='2'/></w:rPr><w:t>b</w:t></w:r>", "a"),
    ],
)
def test_a_word_file_is_read_as_it_is_shown(xml: str, text: str) -> None:
    assert "|".join(word(xml)) == text


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ("<w:vanish/>", "hidden text"),
        ("<w:sz w:val='2'/>", "too small to be read"),
        ("<w:color w:val='FFFFFF'/>", "white on white"),
    ],
)
def test_hidden_text_of_a_word_file_is_told(properties: str, why: str) -> None:
    raw = word_file(f"<w:r><w:t>a</w:t></w:r><w:r><w:rPr>{properties}</w:rPr><w:t>b</w:t></w:r>")
    assert raw.aside == (("b", why),)


def test_equal_cells_of_a_row_all_stay() -> None:
    document = docx.Document()
    row = document.add_table(rows=1, cols=3).rows[0]
    for cell, text in zip(row.cells, ("Yes", "Yes", "No"), strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    assert read_bytes(out.getvalue(), name="a.docx").blocks[0].text == "Yes\tYes\tNo"
