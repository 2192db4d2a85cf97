"""What may be quoted: only words that stand together in the source itself.

Reading mends: a paragraph split by a page break is rejoined, marks of bold are dropped. The
mended text is right to read and to search, but a quotation is looked up in the source, so a
sentence that the source does not hold in one piece is marked and never quoted; where a mark
stood between two sentences, the gap is marked, so that neither is quoted with the other.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import pairwise

from rag.records import Paragraph, Reading
from rag.text import fold, sentences

__all__ = ["mark_unquotable"]


def mark_unquotable(reading: Reading, source: str) -> Reading:
    """Return `reading` with every sentence marked that `source` does not hold word for word.

    White space, kinds of quote and dash, and ligatures are folded before the comparison.
    """
    held = _folded(source)
    paragraphs = tuple(_marked(paragraph, held) for paragraph in reading.paragraphs)
    return replace(reading, paragraphs=paragraphs)


def _folded(text: str) -> str:
    return fold(unicodedata.normalize("NFKC", text))


def _marked(paragraph: Paragraph, held: str) -> Paragraph:
    if _folded(paragraph.text) in held:
        return paragraph
    text, offset = paragraph.text, paragraph.start
    broken = tuple(
        (offset + start, offset + end)
        for start, end in sentences(text)
        if _folded(text[start:end]) not in held
    )
    broken = (
        broken
        or tuple(
            (
                offset + end,
                offset + start,
            )  # each sentence stands in the source, not the two together
            for (first, end), (start, last) in pairwise(sentences(text))
            if end < start and _folded(text[first:last]) not in held
        )
    )
    return replace(paragraph, unquotable=broken or ((paragraph.start, paragraph.end),))
