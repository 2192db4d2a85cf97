"""A PDF to blocks: paragraphs in reading order, tables as rows, footnotes last."""

from __future__ import annotations

from collections import Counter

from ingest.blocks import Block, clean_text, drop_furniture
from ingest.pdf_blocks import Spelling, blocks_of, note_block
from ingest.pdf_margins import body_size, drop_running, take_footnotes
from ingest.pdf_order import find_gutters, regions_of
from ingest.pdf_tables import take_tables
from ingest.pdf_words import open_pdf
from rag.errors import ReadError

__all__ = ["read_pdf"]


def read_pdf(data: bytes, name: str) -> tuple[tuple[Block, ...], str]:
    """Return the blocks and the title of a PDF; raise ReadError where it cannot be read.

    Running heads, page numbers and letters that nobody can see are left out. A raised figure in
    the text is a superscript; the footnote it points to is a block at the end that begins with it.
    """
    pages, title = open_pdf(data, name)
    if not any(page.words for page in pages):
        raise ReadError(f"{name} holds pictures of pages and no text. Run text recognition first.")
    drop_running(pages)
    take_tables(pages)
    seen = Counter(round(x / 10) * 10 for page in pages for x in find_gutters(page))
    gutters = [x for x in seen if seen[x] > 1 or len(pages) < 3]
    leaves = [regions_of(page, gutters) for page in pages]
    everything = [region for regions in leaves for region in regions]
    body = body_size(everything)
    spelling = Spelling([line for region in everything for line in region.lines])
    notes = take_footnotes(leaves, body)
    blocks = blocks_of(everything, body, spelling)
    blocks += [note_block(lines, spelling) for lines in notes]
    return drop_furniture(block for block in blocks if block.text), clean_text(title)
