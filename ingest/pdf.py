"""A PDF to blocks: paragraphs in reading order, tables as rows, footnotes last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.blocks import Aside, Block, clean_text, drop_furniture
from ingest.pdf_blocks import blocks_of, note_block
from ingest.pdf_margins import body_size, drop_running, take_footnotes
from ingest.pdf_order import find_gutters, regions_of
from ingest.pdf_spelling import Spelling
from ingest.pdf_tables import take_tables
from ingest.pdf_words import Page, open_pdf
from rag.errors import ReadError

__all__ = ["read_pdf"]


def read_pdf(data: bytes, name: str) -> tuple[tuple[Block, ...], str, Aside]:
    """Return the blocks, the title and what was left out; raise ReadError for what is no PDF.

    Running heads and feet, letters that nobody can see and what is stamped across a page at an
    angle are left out, each with the reason; page numbers without one. A raised figure in
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
    spelling = Spelling([region.lines for region in everything])
    notes = take_footnotes(leaves, body)
    blocks = blocks_of(everything, body, spelling)
    blocks += [note_block(lines, spelling) for lines in notes]
    return drop_furniture(block for block in blocks if block.text), clean_text(title), _aside(pages)


def _aside(pages: Sequence[Page]) -> Aside:
    return tuple(dict.fromkeys(line for page in pages for line in page.aside if line[0]))
