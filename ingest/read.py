"""Turns a source's bytes into blocks: HTML, PDF, DOCX, plain text and Markdown."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import docx
import pypdf
from pypdf.errors import DependencyError, PyPdfError
from selectolax.lexbor import LexborHTMLParser

from ingest.blocks import Block, Raw, Shape, clean_text, drop_furniture, read_lines, unwrap_lines
from ingest.decode import decode_html, decode_text
from ingest.walk import read_page
from rag.errors import ReadError

__all__ = ["SUFFIXES", "read_bytes", "read_source"]

SUFFIXES = frozenset({".docx", ".htm", ".html", ".markdown", ".md", ".pdf", ".txt"})
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_READABLE = ", ".join(sorted(SUFFIXES))

_Parts = tuple[tuple[Block, ...], str, str | None]  # blocks, title, own address


def read_source(path: Path) -> Raw:
    """Read the file at `path`; raise ReadError where no text can be had from it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"Cannot open {path}: {error.strerror}. Check the path.") from error
    return read_bytes(data, name=path.name)


def read_bytes(data: bytes, *, name: str, media_type: str | None = None) -> Raw:
    """Read `data`, which came from the file or address `name`.

    `media_type` is what a server said it is; without it the ending of `name` decides.
    """
    suffix = _suffix(data, name, media_type)
    if not data.strip():
        raise ReadError(f"{name} is empty. Save it again, or leave it out.")
    blocks, title, url = _READERS[suffix](data, name)
    if not any(block.text for block in blocks):
        raise ReadError(f"{name} holds no text that can be read. Check that it is the right file.")
    if url is None and name.startswith(("https://", "http://")):
        url = name
    return Raw(blocks, title, hashlib.sha256(data).hexdigest(), name, suffix, url)


def _suffix(data: bytes, name: str, media_type: str | None) -> str:
    said = (media_type or "").split(";")[0].strip().lower()
    path = urlsplit(name).path if "://" in name else name
    suffix = _TYPES.get(said) or Path(path).suffix.lower()
    if suffix in SUFFIXES:
        return suffix
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if "://" in name and not said and b"<html" in data[:2000].lower():
        return ".html"
    what = (
        f"as {said}" if said else f"with the ending {suffix!r}" if suffix else "without an ending"
    )
    raise ReadError(f"Cannot read {name} {what}. Readable are {_READABLE}; convert it first.")


# --- text ------------------------------------------------------------------------------------


def _read_text(data: bytes, name: str) -> _Parts:
    lines = re.split(r"\r\n|[\n\r\x0c\x85\u2028\u2029]", decode_text(data, name))
    blocks = read_lines(unwrap_lines(lines))
    title = next((b.text for b in blocks if b.shape is Shape.HEADING and b.level == 1), "")
    return blocks, title, None


# --- HTML ------------------------------------------------------------------------------------

_DROPPED = (
    "script, style, noscript, template, nav, footer, form, button, iframe, svg, aside, select, "
    "[hidden], [aria-hidden=true], [id*=cookie], [class*=cookie], [role=navigation]"
)
_LEAST = 200  # characters that a <main> must hold to be taken for the whole document


def _read_html(data: bytes, name: str) -> _Parts:
    tree = LexborHTMLParser(decode_html(data, name))
    link = tree.css_first("link[rel=canonical]")
    url = (link.attributes.get("href") if link else None) or None
    title = tree.css_first("title")
    title_text = clean_text(title.text()) if title else ""
    for node in tree.css(_DROPPED):
        node.decompose()
    body = next(
        (
            node
            for where in ("main", "[role=main]", "article", "#content")
            for node in tree.css(where)
            if len(node.text()) >= _LEAST
        ),
        tree.body,
    )
    blocks = read_page(body) if body is not None else []
    return drop_furniture(blocks), title_text, url if url and "://" in url else None


# --- PDF -------------------------------------------------------------------------------------

_BROKEN = (
    DependencyError,
    PyPdfError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RecursionError,
)


def _read_pdf(data: bytes, name: str) -> _Parts:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError(f"{name} is locked with a password. Save an unlocked copy.")
        pages = [page.extract_text().splitlines() for page in reader.pages]
        title = clean_text((reader.metadata.title if reader.metadata else None) or "")
    except _BROKEN as error:
        raise ReadError(f"{name} is not a PDF that can be read: {error}. Save it again.") from error
    if not any(line.strip() for page in pages for line in page):
        raise ReadError(f"{name} holds pictures of pages and no text. Run text recognition first.")
    return read_lines(unwrap_lines(_page_lines(pages), force=True)), title, None


def _page_lines(pages: list[list[str]]) -> list[str]:
    """Return the lines of all pages without running heads, running feet and page numbers."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_digitless(line) for line in (*page[:2], *page[-2:])})
    most = max(3, len(pages) // 2)
    lines: list[str] = []
    for page in pages:
        for n, line in enumerate(page):
            at_edge = n < 2 or n >= len(page) - 2
            if at_edge and (edges[_digitless(line)] >= most or line.strip().isdigit()):
                continue
            lines.append(line)
    return lines


def _digitless(line: str) -> str:
    return re.sub(r"\d+", "0", clean_text(line))


# --- DOCX ------------------------------------------------------------------------------------


def _read_docx(data: bytes, name: str) -> _Parts:
    try:
        document = docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise ReadError(f"{name} is not a Word document: {error}. Save it as .docx.") from error
    counts: Counter[tuple[int, int]] = Counter()
    blocks: list[Block] = []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            blocks += [_docx_row(row) for row in part.rows]
        else:
            blocks += _docx_paragraph(part, document, counts)
    title = clean_text(document.core_properties.title or "")
    return drop_furniture(b for b in blocks if b.text), title, None


def _docx_row(row: Any) -> Block:
    cells = list(dict.fromkeys(clean_text(cell.text) for cell in row.cells))
    return Block(Shape.ROW, "\t".join(cell for cell in cells if cell))


def _docx_paragraph(part: Any, document: Any, counts: Counter[tuple[int, int]]) -> list[Block]:
    text = part.text
    if not clean_text(text):
        return []
    style = part.style.name or ""
    if heading := re.fullmatch(r"(?:Heading (\d)|Title)", style):
        return [Block(Shape.HEADING, clean_text(text), level=int(heading[1] or 1))]
    runs = [run for run in part.runs if run.text.strip()]
    strong = bool(runs) and all(run.bold for run in runs)
    if (place := _docx_place(part)) is not None:
        return [_docx_item(clean_text(text), place, document, counts, strong=strong)]
    return [Block(b.shape, b.text, b.level, b.marker, strong) for b in read_lines([text])]


def _docx_place(part: Any) -> tuple[int, int] | None:
    """Return (list, level from 0) of a list paragraph, from itself or from its style."""
    for properties in (part._p.pPr, part.style.element.pPr):
        numbering = properties.numPr if properties is not None else None
        if numbering is not None and numbering.numId is not None and numbering.numId.val:
            return numbering.numId.val, numbering.ilvl.val if numbering.ilvl is not None else 0
    return None


def _docx_item(
    text: str,
    place: tuple[int, int],
    document: Any,
    counts: Counter[tuple[int, int]],
    *,
    strong: bool,
) -> Block:
    kind, start = _docx_format(document, place)
    if kind == "bullet":
        return Block(Shape.ITEM, text, place[1] + 1, "•", strong)
    for deeper in [key for key in counts if key[0] == place[0] and key[1] > place[1]]:
        del counts[deeper]
    n = start + counts[place]
    counts[place] += 1
    marker = chr(96 + n) if kind == "lowerLetter" and 0 < n <= 26 else str(n)
    return Block(Shape.ITEM, text, place[1] + 1, marker, strong)


def _docx_format(document: Any, place: tuple[int, int]) -> tuple[str, int]:
    """Return (numFmt, start) of a list level as the document's numbering part defines it."""
    numbering = document.part.numbering_part.element
    path = f"w:num[@w:numId='{place[0]}']/w:abstractNumId/@w:val"
    kinds = starts = []
    if names := numbering.xpath(path):
        level = f"w:abstractNum[@w:abstractNumId='{names[0]}']/w:lvl[@w:ilvl='{place[1]}']"
        kinds = numbering.xpath(f"{level}/w:numFmt/@w:val")
        starts = numbering.xpath(f"{level}/w:start/@w:val")
    return (kinds[0] if kinds else "decimal"), int(starts[0]) if starts else 1


_READERS: dict[str, Callable[[bytes, str], _Parts]] = {
    ".docx": _read_docx,
    ".htm": _read_html,
    ".html": _read_html,
    ".markdown": _read_text,
    ".md": _read_text,
    ".pdf": _read_pdf,
    ".txt": _read_text,
}
