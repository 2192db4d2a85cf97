"""An HTML page in reading order: headings, paragraphs, numbered and nested lists, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from ingest.blocks import Block, Shape, clean_text

__all__ = ["Node", "read_page"]


class Node(Protocol):
    """What is asked of a node of a parsed page; selectolax's nodes have it."""

    @property
    def tag(self) -> str | None: ...
    @property
    def attributes(self) -> Mapping[str, str | None]: ...
    @property
    def is_text_node(self) -> bool: ...
    @property
    def is_element_node(self) -> bool: ...
    @property
    def text_content(self) -> str | None: ...
    def text(self) -> str: ...
    def css(self, query: str, /) -> Sequence[Any]: ...
    def iter(self, include_text: bool = False) -> Iterator[Any]: ...


def read_page(root: Node) -> list[Block]:
    """Return the blocks of the page under `root`, furniture and all."""
    walk = _Walk()
    walk.visit(root)
    return walk.close()


_HEADS = {f"h{n}": n for n in range(1, 7)}
_PLAIN = frozenset(
    {
        *("address", "article", "blockquote", "body", "br", "caption", "center", "dd", "details"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "header", "hr", "html", "legend"),
        *(
            "main",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
        ),
    }
)


class _Walk:
    """Walks a page in reading order and gathers its blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self._bold = 0
        self._plain_words = False
        self._mark: Block | None = None  # the item or heading whose text is being gathered
        self._lists: list[Iterator[str]] = []

    def close(self) -> list[Block]:
        """Finish the last block and return all."""
        self._flush()
        return self.blocks

    def _flush(self) -> None:
        text = clean_text("".join(self._words))
        strong = bool(text) and not self._plain_words
        self._words, self._plain_words = [], False
        if not text:
            return
        mark = self._mark or Block(Shape.TEXT, "")
        self.blocks.append(Block(mark.shape, text, mark.level, mark.marker, strong))
        if mark.shape is Shape.ITEM:
            self._mark = None  # what follows inside the same item is plain text

    def visit(self, node: Node) -> None:
        """Gather `node` and what stands in it."""
        if node.is_text_node:
            text = node.text_content or ""
            self._words.append(text)
            self._plain_words |= bool(text.strip()) and not self._bold
            return
        if not node.is_element_node:
            return
        tag = node.tag or ""
        if tag in _HEADS:
            self._block(node, Block(Shape.HEADING, "", level=_HEADS[tag]))
        elif tag in ("ol", "ul", "menu"):
            self._list(node, ordered=tag == "ol")
        elif tag == "li":
            marker = next(self._lists[-1]) if self._lists else "•"
            self._block(node, Block(Shape.ITEM, "", max(len(self._lists), 1), marker))
        elif tag == "tr" and not node.css("p, div, ul, ol, h1, h2, h3, h4, table"):
            self._row(node)
        elif tag in _PLAIN:
            self._flush()
            self._children(node)
            self._flush()
        else:
            bold = tag in ("b", "strong")
            self._bold += bold
            self._children(node)
            self._bold -= bold

    def _children(self, node: Node) -> None:
        for child in node.iter(include_text=True):
            self.visit(child)

    def _block(self, node: Node, mark: Block) -> None:
        self._flush()
        outer, self._mark = self._mark, mark
        self._children(node)
        self._flush()
        self._mark = outer

    def _list(self, node: Node, *, ordered: bool) -> None:
        self._flush()
        self._lists.append(_markers(node) if ordered else iter(lambda: "•", ""))
        self._children(node)
        self._flush()
        self._lists.pop()

    def _row(self, node: Node) -> None:
        self._flush()
        cells = [clean_text(cell.text()) for cell in node.css("td, th")]
        text = "\t".join(cell for cell in cells if cell)
        if text:
            self.blocks.append(Block(Shape.ROW, text))


def _markers(node: Node) -> Iterator[str]:
    """Yield what the items of an ordered list are marked with."""
    kind = node.attributes.get("type") or "1"
    start = node.attributes.get("start") or "1"
    n = int(start) if start.lstrip("-").isdigit() else 1
    while True:
        yield chr(96 + n) if kind in ("a", "A") and 0 < n <= 26 else str(n)
        n += 1
