"""Prints blocks to PDF with Chromium: another tool, another way of setting pages."""

from __future__ import annotations

import html
import shutil
from collections.abc import Sequence

from ingest.blocks import Block, Shape
from printing.form import PLAIN, RAISED, part_notes

_STYLE = """
body { font: 10pt/1.35 serif; } article { columns: 2; column-gap: 22pt; text-align: justify; }
h1 { column-span: all; font-size: 22pt; } h2 { font-size: 14pt; } h3 { font-size: 11pt; }
td { border-bottom: 1px solid #888; padding: 2pt 6pt; vertical-align: top; font-size: 9pt; }
table { border-collapse: collapse; width: 100%; break-inside: avoid; }
sup { font-size: 65%; line-height: 0; } .note { font-size: 8pt; margin: 2pt 0; }
p { margin: 0 0 7pt; hyphens: auto; overflow-wrap: anywhere; }
p.item { padding-left: 18pt; text-indent: -18pt; }
.mark { display: inline-block; width: 18pt; text-indent: 0; }
"""


def find_chromium() -> str | None:
    """Return where Chromium is installed, if it is."""
    return shutil.which("chromium")


def as_html(blocks: Sequence[Block]) -> str:
    """Return the blocks as a page in two columns, the notes small at its end."""
    body, notes = part_notes(blocks)
    parts: list[str] = []
    for n, block in enumerate(body):
        text = _raised(block.text)
        if block.shape is Shape.HEADING:
            parts.append(f"<h{block.level}>{text}</h{block.level}>")
        elif block.shape is Shape.ROW:
            row = "".join(f"<td>{_raised(cell)}</td>" for cell in block.text.split("\t"))
            opens = "" if n and body[n - 1].shape is Shape.ROW else "<table>"
            shuts = "" if body[n + 1 : n + 2] and body[n + 1].shape is Shape.ROW else "</table>"
            parts.append(f"{opens}<tr>{row}</tr>{shuts}")
        elif block.shape is Shape.ITEM:
            mark = f"{block.marker}." if block.marker.isalnum() else block.marker
            mark = f"{block.marker})" if block.marker.isalpha() else mark
            left = 18 * (block.level - 1)
            parts.append(
                f'<p class=item style="margin-left:{left}pt"><span class=mark>{mark}</span>{text}'
            )
        else:
            parts.append(f"<p>{'<b>' + text + '</b>' if block.strong else text}</p>")
    for number, text in notes.items():
        parts.append(f"<p class=note><sup>{number}</sup> {html.escape(text)}</p>")
    return f"<html lang=en><style>{_STYLE}</style><article>{''.join(parts)}</article></html>"


def _raised(text: str) -> str:
    return RAISED.sub(lambda m: f"<sup>{m[1].translate(PLAIN)}</sup>", html.escape(text))


def print_with_chromium(blocks: Sequence[Block], chromium: str) -> bytes:
    """Return the blocks as Chromium prints them, with a running head and page numbers."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(as_html(blocks))
        data = page.pdf(
            format="A4",
            display_header_footer=True,
            header_template="<div style='font-size:8px;margin:auto'>Study of home tuition</div>",
            footer_template="<div style='font-size:8px;margin:auto'>Page <span class=pageNumber>"
            "</span> of <span class=totalPages></span></div>",
            margin={"top": "25mm", "bottom": "25mm", "left": "20mm", "right": "20mm"},
        )
        browser.close()
    return data
