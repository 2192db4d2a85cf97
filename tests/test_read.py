"""Bytes to blocks: every kind of file, every way in which one can be unreadable."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import (
    Block,
    Raw,
    Shape,
    clean_text,
    drop_furniture,
    read_lines,
    unwrap_lines,
)
from ingest.read import SUFFIXES, read_bytes, read_source
from rag.errors import ReadError

DATA = Path(__file__).parent / "data"


def texts(raw: Raw) -> list[str]:
    return [block.text for block in raw.blocks]


def make_pdf(pages: list[list[str]]) -> bytes:
    """Write a PDF by hand: one line of Helvetica under the other."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for n, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 11 Tf 60 780 Td {shown} ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    data = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return (data + end + f"startxref\n{len(data)}\n%%EOF\n").encode("latin-1")


# --- characters and lines ----------------------------------------------------------------------


def test_white_space_is_normalised_and_unseen_characters_go() -> None:
    assert clean_text("a\u00a0b  c\td\u00ade\u200b ﬁle ﬂow") == "a b c de file flow"


def test_quotes_and_dashes_stay_as_they_are() -> None:
    assert clean_text("‘a’ – “b” … 5–6") == "‘a’ – “b” … 5–6"


def test_list_marks_become_markers_and_depth_follows_the_indent() -> None:
    blocks = read_lines(
        ["  1. one", "    • two", "    a) three", "  2. four", "- 1. five", "- › six"]
    )
    assert [(b.marker, b.level, b.text) for b in blocks] == [
        ("1", 1, "one"),
        ("•", 2, "two"),
        ("a", 2, "three"),
        ("2", 1, "four"),
        ("1", 1, "five"),
        ("-", 1, "six"),
    ]


def test_markdown_marks_are_taken_off_and_nothing_else() -> None:
    blocks = read_lines(["## Heading ##", "**all bold**", "a **b** *c* [d](#) 5*3", "> quoted"])
    assert [b.text for b in blocks] == ["Heading", "all bold", "a b c d 5*3", "quoted"]
    assert blocks[0].shape is Shape.HEADING
    assert blocks[1].strong
    assert not blocks[2].strong


def test_tables_become_rows() -> None:
    blocks = read_lines(["| a | b |", "|---|---|", "| 1 | 2 |", "DfE\tDepartment"])
    assert [(b.shape, b.text) for b in blocks] == [
        (Shape.ROW, "a\tb"),
        (Shape.ROW, "1\t2"),
        (Shape.ROW, "DfE\tDepartment"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Back to top",
        "Print this page",
        "LGO logogram",
        "Review your privacy settings",
        "These cookies enable the website to do its work.",
        "We recommend you set these 'ON'.",
        "Supporting documents:",
        "Skip to main content",
    ],
)
def test_furniture_is_dropped_wherever_it_stands(line: str) -> None:
    kept = drop_furniture(read_lines(["One.", line, "Two."]))
    assert [b.text for b in kept] == ["One.", "Two."]


def test_an_item_that_speaks_of_cookies_is_no_furniture() -> None:
    assert read_lines(["1. We use cookies."])[0].text == "We use cookies."


def test_lines_broken_at_a_margin_are_joined() -> None:
    words = "the council wrote to every school in the county and had no answer from any of them "
    lines = [words[n : n + 42].strip() for n in range(0, 84, 42)] * 8 + ["", "1. Next item."]
    joined = unwrap_lines(lines)
    assert len([line for line in joined if line.strip()]) == 2
    assert joined[-1] == "1. Next item."


def test_one_paragraph_a_line_stays_so() -> None:
    lines = ["A long paragraph. " * 20, "Another long one, without an end", "A third. " * 20] * 5
    assert unwrap_lines(lines) == lines


# --- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_its_encoding(encoding: str) -> None:
    raw = read_bytes("It said “no” – twice.".encode(encoding), name="a.txt")
    assert texts(raw) == ["It said “no” – twice."]


def test_line_ends_of_every_system_part_lines() -> None:
    assert texts(read_bytes(b"a b\r\nc d\re f\x0cg h", name="a.txt")) == [
        "a b",
        "c d",
        "e f",
        "g h",
    ]


def test_raw_tells_where_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    path.write_text("# A title\n\nSome words.", "utf-8")
    raw = read_source(path)
    assert (raw.source, raw.suffix, raw.title, raw.url) == ("note.md", ".md", "A title", None)
    assert len(raw.sha256) == 64


# --- HTML --------------------------------------------------------------------------------------


def test_html_keeps_numbers_letters_and_nesting() -> None:
    page = "<ol start=7><li>One<ol type=a><li>Two</li></ol></li><li>Three<p>More</p></li></ol>"
    assert read_bytes(page.encode(), name="a.html").blocks == (
        Block(Shape.ITEM, "One", 1, "7"),
        Block(Shape.ITEM, "Two", 2, "a"),
        Block(Shape.ITEM, "Three", 1, "8"),
        Block(Shape.TEXT, "More"),
    )


def test_html_drops_what_is_not_text_and_knows_its_address() -> None:
    raw = read_source(DATA / "decision.html")
    assert raw.url == "https://www.lgo.org.uk/decisions/education/alternative-provision/24-870-331"
    assert raw.title == "24 870 331 - Local Government and Social Care Ombudsman"
    assert texts(raw)[0] == "Larkfield Council (24 870 331)"
    assert not {"Home", "Cookies", "LGO logogram", "Back to top"} & set(texts(raw))


def test_html_in_its_own_charset() -> None:
    page = '<meta charset="iso-8859-1"><p>caf\xe9</p>'.encode("latin-1")
    assert texts(read_bytes(page, name="a.html")) == ["café"]


def test_an_address_is_read_by_its_media_type() -> None:
    raw = read_bytes(
        b"<p>Words</p>", name="https://x.org/p?id=1", media_type="text/html; charset=x"
    )
    assert (texts(raw), raw.url) == (["Words"], "https://x.org/p?id=1")


def test_a_table_that_only_lays_out_a_page_is_read_in_order() -> None:
    page = b"<table><tr><td><p>1.</p></td><td><h3>Item</h3><p>Words.</p></td></tr></table>"
    assert texts(read_bytes(page, name="a.html")) == ["1.", "Item", "Words."]


# --- PDF and DOCX ------------------------------------------------------------------------------


def test_pdf_lines_become_paragraphs_and_running_heads_go() -> None:
    towns = ["Ayton", "Beeford", "Cawood", "Driffield"]
    pages = [
        ["Annual report", f"In {town} the council found that", f"the {town} school shut.", str(n)]
        for n, town in enumerate(towns, 1)
    ]
    raw = read_bytes(make_pdf(pages), name="a.pdf")
    assert texts(raw) == [f"In {t} the council found that the {t} school shut." for t in towns]


def test_docx_headings_lists_and_tables() -> None:
    document = docx.Document()
    document.add_heading("Policy", level=1)
    document.add_paragraph("Plain words.")
    document.add_paragraph("First", style="List Number")
    document.add_paragraph("Second", style="List Number")
    document.add_paragraph("Point", style="List Bullet")
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "a", "b"
    out = io.BytesIO()
    document.save(out)
    blocks = read_bytes(out.getvalue(), name="a.docx").blocks
    assert [(b.shape, b.marker, b.text) for b in blocks] == [
        (Shape.HEADING, "", "Policy"),
        (Shape.TEXT, "", "Plain words."),
        (Shape.ITEM, "1", "First"),
        (Shape.ITEM, "2", "Second"),
        (Shape.ITEM, "•", "Point"),
        (Shape.ROW, "", "a\tb"),
    ]


# --- what cannot be read -----------------------------------------------------------------------


def locked_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt="password")
    canvas.drawString(60, 700, "secret")
    canvas.save()
    return out.getvalue()


def blank_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "a.txt is empty"),
        (b" \n ", "a.md", "a.md is empty"),
        (b"a\x00\x01b", "a.txt", "binary"),
        (b"\x81\x8d \xff", "a.txt", "Save it as UTF-8"),
        (b"words", "a.xyz", "'.xyz'"),
        (b"words", "README", "without an ending"),
        (b"%PDF-1.4 nonsense", "a.pdf", "not a PDF that can be read"),
        (b"no zip", "a.docx", "not a Word document"),
        (b"<html><body><script>x</script></body></html>", "a.html", "no text"),
        (blank_pdf(), "scan.pdf", "text recognition"),
        (locked_pdf(), "locked.pdf", "password"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_why_and_what_to_do(data: bytes, name: str, says: str) -> None:
    with pytest.raises(ReadError, match=says) as caught:
        read_bytes(data, name=name)
    assert name in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.txt"):
        read_source(tmp_path / "none.txt")


def test_an_unreadable_media_type_is_named() -> None:
    with pytest.raises(ReadError, match="image/png"):
        read_bytes(b"\x89PNG", name="https://x.org/a.png", media_type="image/png")


def test_suffixes_are_small_and_dotted() -> None:
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in SUFFIXES)
