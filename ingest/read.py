"""Turns a source's bytes into blocks: HTML, PDF, DOCX, plain text and Markdown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from ingest.blocks import (
    Aside,
    Block,
    Raw,
    Shape,
    clean_text,
    drop_furniture,
    read_lines,
    unwrap_lines,
)
from ingest.decode import decode_html, decode_text
from ingest.pdf import read_pdf
from ingest.smuggled import set_apart
from ingest.unseen import take_unseen
from ingest.walk import read_page
from ingest.word import read_word
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

_Parts = tuple[tuple[Block, ...], str, str | None, Aside]  # blocks, title, own address, left out


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
    blocks, title, url, aside = _READERS[suffix](data, name)
    if not any(block.text for block in blocks):
        raise ReadError(f"{name} holds no text that can be read. Check that it is the right file.")
    if url is None and name.startswith(("https://", "http://")):
        url = name
    blocks, title, more = set_apart(blocks, title)
    kept = drop_furniture(blocks)
    left = set(blocks) - set(kept)
    furniture = tuple(dict.fromkeys(block.text for block in blocks if block in left))
    return Raw(
        kept, title, hashlib.sha256(data).hexdigest(), name, suffix, url, furniture, (*aside, *more)
    )


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
    return blocks, title, None, ()


# --- HTML ------------------------------------------------------------------------------------

_DROPPED = (
    "script, noscript, template, nav, footer, form, button, iframe, svg, aside, select, "
    "[id*=cookie], [class*=cookie], [role=navigation]"
)
_LEAST = 200  # characters that a <main> must hold to be taken for the whole document


def _read_html(data: bytes, name: str) -> _Parts:
    tree = LexborHTMLParser(decode_html(data, name))
    link = tree.css_first("link[rel=canonical]")
    said = (link.attributes.get("href") if link else None) or ""
    title = tree.css_first("title")
    title_text = clean_text(title.text()) if title else ""
    for node in tree.css(_DROPPED):
        node.decompose()
    aside = take_unseen(tree)
    for node in tree.css("style"):
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
    if said and not _is_own(said, name):
        aside = (*aside, (said, "an address that the page gives itself and that is no council's"))
        said = ""
    return tuple(blocks), title_text, said or None, aside


_OFFICIAL = re.compile(r"(?:[\w-]+\.)*(?:lgo\.org\.uk|gov\.uk|parliament\.uk|judiciary\.uk)")


def _is_own(url: str, name: str) -> bool:
    """Say whether a page's own word for its address may be shown as a link: it names the host
    that the page came from, or one that is official in England."""
    try:
        parts, came = urlsplit(url), urlsplit(name)
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or parts.username is not None:
        return False
    return bool(_OFFICIAL.fullmatch(host)) or ("://" in name and host == came.hostname)


# --- PDF and DOCX ----------------------------------------------------------------------------


def _read_pdf(data: bytes, name: str) -> _Parts:
    blocks, title, aside = read_pdf(data, name)
    return blocks, title, None, aside


def _read_docx(data: bytes, name: str) -> _Parts:
    blocks, title, aside = read_word(data, name)
    return blocks, title, None, aside


_READERS: dict[str, Callable[[bytes, str], _Parts]] = {
    ".docx": _read_docx,
    ".htm": _read_html,
    ".html": _read_html,
    ".markdown": _read_text,
    ".md": _read_text,
    ".pdf": _read_pdf,
    ".txt": _read_text,
}
