"""The same report printed to PDF and to DOCX gives the same paragraphs as its text."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from printing.browser import print_with_chromium
from printing.form import as_markdown, blocks_of, is_pull_quote, part_notes, with_bold_headings
from printing.measure import Agreement, compare
from printing.pdf import PUBLIC_REPORT, TWO_COLUMNS, TWO_SPACED, Layout, print_pdf
from printing.word import print_docx
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import Block, Shape
from ingest.parse import parse_document
from ingest.read import read_bytes, read_source

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
CHROMIUM = shutil.which("chromium")
LEAST = 0.97


def report() -> list[Block]:
    return list(read_source(DATA / "printed" / "report.md").blocks)


def decision(name: str) -> list[Block]:
    return with_bold_headings(read_source(DATA / "made_up" / f"{name}.txt").blocks)


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


DECISIONS = ["01_official_throughout", "02_restarted_no_heading", "06_public_report"]


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_with_hanging_numbers_reads_as_its_text(name: str) -> None:
    blocks = decision(name)
    assert_same(agreement(blocks, print_pdf(blocks, PUBLIC_REPORT), "a.pdf"))
    assert_same(agreement(blocks, print_docx(blocks), "a.docx"))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium: apt-get install chromium"
)
@pytest.mark.parametrize("name", ["report", *DECISIONS])
def test_what_chromium_prints_reads_as_its_text(name: str) -> None:
    blocks = report() if name == "report" else decision(name)
    assert CHROMIUM is not None
    assert_same(agreement(blocks, print_with_chromium(blocks, CHROMIUM), "a.pdf"))


@pytest.mark.slow
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real report is not here: shared/seeds")
def test_the_real_report_printed_to_docx_and_back() -> None:
    path = next(SEEDS.glob("004_*"))
    reading = parse_document(read_source(path), read_at="2026-01-01T00:00:00Z")
    blocks = blocks_of(reading)
    assert agreement(blocks, print_docx(blocks), "a.docx").paragraphs >= LEAST


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
    blocks = read_bytes(out.getvalue(), name="a.pdf").blocks
    assert [b.text for b in blocks] == ["The council must act.", "White on black."]


def word(*paragraphs: str) -> list[str]:
    document = docx.Document()
    last = document.element.body[-1]
    for xml in paragraphs:
        last.addprevious(parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    out = io.BytesIO()
    document.save(out)
    return [block.text for block in read_bytes(out.getvalue(), name="a.docx").blocks]


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


def test_equal_cells_of_a_row_all_stay() -> None:
    document = docx.Document()
    row = document.add_table(rows=1, cols=3).rows[0]
    for cell, text in zip(row.cells, ("Yes", "Yes", "No"), strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    assert read_bytes(out.getvalue(), name="a.docx").blocks[0].text == "Yes\tYes\tNo"
