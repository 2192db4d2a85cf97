"""Prints every document in every layout, reads it back, and tells how far the two agree.

    PYTHONPATH=tests .venv/bin/python -m printing [--only WORD …] [--layout NAME …] [--speed]

A row is a document, a layout, and the shares and counts of printing/measure.py, then seconds of
processor time. `--speed` only compares that time with the plain text that pypdfium2 gives.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence

import pypdfium2 as pdfium

from ingest.blocks import Block
from ingest.read import read_bytes
from printing.browser import find_chromium, print_with_chromium
from printing.documents import document, names
from printing.form import as_markdown
from printing.measure import compare
from printing.paper import PUBLIC_REPORT, TWO_COLUMNS, TWO_SPACED
from printing.pdf import print_pdf
from printing.word import print_docx

_Print = Callable[[Sequence[Block]], bytes]


def layouts() -> dict[str, tuple[str, _Print]]:
    """Return how a document can be printed here: name -> (ending of the file, the press)."""
    found: dict[str, tuple[str, _Print]] = {
        "one column": (".pdf", lambda blocks: print_pdf(blocks, PUBLIC_REPORT)),
        "two columns": (".pdf", lambda blocks: print_pdf(blocks, TWO_COLUMNS)),
        "two, ragged": (".pdf", lambda blocks: print_pdf(blocks, TWO_SPACED)),
        "DOCX": (".docx", print_docx),
    }
    if chromium := find_chromium():
        found["Chromium"] = (".pdf", lambda blocks: print_with_chromium(blocks, chromium))
    return found


def rows(only: Sequence[str], chosen: Sequence[str]) -> Iterator[str]:
    """Yield the table, line by line."""
    yield "| document | layout | paragraphs | pinpoints | notes | rows | lost | added | s |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name in names():
        if only and not any(word in name for word in only):
            continue
        blocks = document(name)
        text = read_bytes(as_markdown(blocks), name="a.md")
        for layout, (suffix, press) in layouts().items():
            if chosen and layout not in chosen:
                continue
            data = press(blocks)
            began = time.process_time()
            printed = read_bytes(data, name=f"a{suffix}")
            took = time.process_time() - began
            found = compare(text, printed)
            shares = (found.paragraphs, found.numbers, found.notes, found.rows)
            cells = [*(f"{share:.1%}" for share in shares), found.lost, found.added, f"{took:.1f}"]
            yield f"| {name} | {layout} | " + " | ".join(map(str, cells)) + " |"


def speed() -> str:
    """Return how long reading the longest document takes, beside its plain text from pypdfium2."""
    name = names()[-1]
    data = print_pdf(document(name), TWO_COLUMNS)
    plain, ours = [], []
    for _ in range(3):
        began = time.process_time()
        pdf = pdfium.PdfDocument(data)
        for page in pdf:
            page.get_textpage().get_text_range()
        middle = time.process_time()
        read_bytes(data, name="a.pdf")
        plain.append(middle - began)
        ours.append(time.process_time() - middle)
    ratio = min(ours) / min(plain)
    return f"{name}, {len(pdf)} pages: {min(ours):.2f} s, {ratio:.0f} times pypdfium2's plain text"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="words in the names of documents")
    parser.add_argument("--layout", nargs="*", default=[], help="layouts; all without it")
    parser.add_argument("--speed", action="store_true", help="only how long reading takes")
    asked = parser.parse_args()
    if asked.speed:
        print(speed())
        return
    for row in rows(asked.only, asked.layout):
        print(row, flush=True)


if __name__ == "__main__":
    main()
