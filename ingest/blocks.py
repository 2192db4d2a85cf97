"""Blocks: what every kind of source becomes before it is read as a document.

A block is one heading, paragraph, list item or table row, its text cleaned: white space
normalised, marks of lists and of Markdown taken off, and no other character touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

__all__ = [
    "Aside",
    "Block",
    "Raw",
    "Shape",
    "clean_text",
    "drop_furniture",
    "read_lines",
    "unwrap_lines",
]


Aside = tuple[tuple[str, str], ...]  # text left out, and why


class Shape(StrEnum):
    """What a block looks like in its source."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `level` is a heading's level or an item's depth, both from 1.

    `marker` is an item's number or letter without its punctuation, or a bullet. `strong` says
    that the source set the whole block in bold type.
    """

    shape: Shape
    text: str
    level: int = 0
    marker: str = ""
    strong: bool = False

    @property
    def number(self) -> str | None:
        """The number that the source prints in front of this item, if it is a number."""
        return self.marker if self.marker[:1].isdigit() else None


@dataclass(frozen=True, slots=True)
class Raw:
    """One source as read from disk or network, before it is understood.

    `source` is its file name or address, `suffix` what it was read as, `sha256` that of its
    bytes, `title` what the source says of itself, `url` its own address, where it names one.
    """

    blocks: tuple[Block, ...]
    title: str
    sha256: str
    source: str
    suffix: str
    url: str | None = None
    furniture: tuple[str, ...] = ()  # lines of the page that are no part of the document
    aside: Aside = ()  # text that nobody sees, running heads: each with the reason


# --- characters ------------------------------------------------------------------------------

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffc"
_CHARACTERS = str.maketrans({**_LIGATURES, **dict.fromkeys(_UNSEEN)})
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BOLD = re.compile(r"\*{2,3}|__(?=\w)|(?<=\w)__")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]*[^\s*])\*(?![\w*])")
_LINK = re.compile(r"!?\[([^\]]*)\]\((?:#|https?:|mailto:|/)[^)\s]*\)")


def clean_text(text: str) -> str:
    """Return `text` with every white space as one blank, and unseen characters taken out."""
    return " ".join(_CONTROLS.sub(" ", text.translate(_CHARACTERS)).split())


def _strip_markup(text: str) -> str:
    """Take Markdown's marks off: bold, italics and the address of a link."""
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    return _ITALIC.sub(r"\1", _BOLD.sub("", text)) if "*" in text or "__" in text else text


# --- furniture -------------------------------------------------------------------------------

_FURNITURE = re.compile(
    r"""(?: back\ to\ (?:the\ )?top | print\ this\ page | lgo\ logogram
    | share\ this(?:\ page|:[\w\ ,|]*)? | contact\ us\ \|[\w\ |]*
    | (?:review\ your\ )?privacy\ settings | (?:view\ )?(?:required|analytical)\ cookies
    | skip\ to\ (?:main\ )?(?:content|navigation) | (?:accept|reject)\ (?:all\ )?cookies
    | cookie\ (?:settings|preferences|policy) | (?:supporting|additional)\ documents:?
    | view\ directions | page\ \d+(?:\ of\ \d+)? | on\ off | menu | search
    | these\ cookies\ (?:enable|allow|help|are)\b.* | we\ recommend\ you\ set\ these\b.*
    | google\ analytics\ cookies\b.* | in\ using\ google\ analytics\b.*
    | (?:this\ (?:web)?site|we)\ uses?\ cookies\b.* )""",
    re.I | re.X,
)


def drop_furniture(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks without what a web page stands around every document."""
    return tuple(
        b for b in blocks if b.number or not _FURNITURE.fullmatch(b.text.rstrip(" .").strip())
    )


# --- lines of text ---------------------------------------------------------------------------

_BULLETS = "•‣▪◦●■›»·"
_ITEM = re.compile(
    rf"""(?P<indent>\s*)(?P<bullet>(?:[-*+{_BULLETS}]\s+)*)
    (?: \(?(?P<number>\d{{1,3}}(?:\.\d{{1,2}})*)[.)]\s+
    | (?P<part>\d{{1,2}}(?:\.\d{{1,2}}){{1,2}})\s+(?=[A-Z])
    | \(?(?P<letter>[a-z]|[ivx]{{2,4}})[.)]\s+ )?
    (?P<text>\S.*)""",
    re.X,
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_TABLE_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*")
_STEP = 2  # columns by which a deeper list must be indented


def read_lines(lines: Sequence[str]) -> tuple[Block, ...]:
    """Return the blocks of plain text or Markdown, one a line; blank lines part lists."""
    blocks: list[Block] = []
    indents: list[int] = []
    for line in _join_bold(lines):
        if not clean_text(line):
            continue
        block, indent = _read_line(line.replace("\u00a0", " "))
        if block.shape is not Shape.ITEM:
            indents.clear()
        else:
            block = replace(block, level=_depth(indents, indent))
        if block.text:
            blocks.append(block)
    return tuple(blocks)


def _join_bold(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, two as one where bold type opens in the first and closes in the second."""
    kept = ""
    for line in lines:
        closes = line.rstrip().endswith("**") and line.count("**") == 1
        if kept and closes:
            yield f"{kept} {line.strip()}"
            kept = ""
            continue
        if kept:
            yield kept
        opens = line.lstrip().startswith("**") and line.count("**") == 1
        kept = line if opens else ""
        if not opens:
            yield line
    if kept:
        yield kept


def _read_line(line: str) -> tuple[Block, int]:
    if heading := _HEADING.fullmatch(line):
        text = clean_text(_strip_markup(heading[2]))
        return Block(Shape.HEADING, text, level=len(heading[1])), 0
    if line.lstrip().startswith("|") and line.count("|") > 1:
        return _read_row(line), 0
    line = re.sub(r"^\s{0,3}>\s?", "", line)
    strong = _is_strong(line)
    found = _ITEM.fullmatch(line.expandtabs(4) if line[:1] in " \t" else line)
    number = (found["number"] or found["part"]) if found else None
    marker = (number or found["letter"] or found["bullet"].strip()[:1]) if found else ""
    if found and marker:
        text = clean_text(_strip_markup(found["text"]))
        return Block(Shape.ITEM, text, marker=marker, strong=strong), len(found["indent"])
    return _read_text(line, strong=strong), 0


def _read_text(line: str, *, strong: bool) -> Block:
    if "\t" in line.strip():
        cells = [clean_text(_strip_markup(cell)) for cell in line.strip().split("\t")]
        return Block(Shape.ROW, "\t".join(cell for cell in cells if cell))
    return Block(Shape.TEXT, clean_text(_strip_markup(line)), strong=strong)


def _read_row(line: str) -> Block:
    if _TABLE_RULE.fullmatch(line.strip()):
        return Block(Shape.ROW, "")
    cells = [clean_text(_strip_markup(cell)) for cell in line.strip().strip("|").split("|")]
    return Block(Shape.ROW, "\t".join(cell for cell in cells if cell))


def _is_strong(line: str) -> bool:
    """Say whether a line is wholly in bold, a list's mark and a missing end forgiven."""
    bare = re.sub(r"^[\s\-›•]*(?:\w{1,2}[.)]\s+)?", "", line).strip()
    return bare.startswith("**") and ("**" not in bare[2:] or bare.endswith("**"))


def _depth(indents: list[int], indent: int) -> int:
    """Return the depth of an item indented by `indent`, keeping the stack of open lists."""
    while indents and indent <= indents[-1] - _STEP:
        indents.pop()
    if not indents or indent >= indents[-1] + _STEP:
        indents.append(indent)
    return len(indents)


# --- wrapped lines ---------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"[.?!:;][\"'”’)\]]*$")
_OPENS = re.compile(rf"\s*(?:#|[-*+{_BULLETS}]\s|\(?\d{{1,3}}[.)]\s|\(?[a-z][.)]\s|\|)")
_WIDEST = 140  # characters; a text with longer lines has one paragraph a line
_FEWEST = 12  # lines
_NEAR = 0.7  # share of the width at which a line is broken, from which on it may be a broken one


def unwrap_lines(lines: Sequence[str], *, force: bool = False) -> list[str]:
    """Join lines that were broken at a margin; texts with one paragraph a line stay as they are.

    `force` is for PDF, whose lines are always broken at the margin.
    """
    sizes = sorted(len(line.rstrip()) for line in lines if line.strip())
    if not sizes or (not force and not _is_wrapped(lines, sizes)):
        return list(lines)
    width = sizes[int(len(sizes) * 0.9)]
    joined: list[str] = []
    last = ""
    for line in lines:
        if joined and _continues(last, line, width):
            glue = "" if last.endswith("-") else " "
            joined[-1] = f"{joined[-1].rstrip()}{glue}{line.strip()}"
        else:
            joined.append(line)
        last = line.rstrip()
    return joined


def _is_wrapped(lines: Sequence[str], sizes: Sequence[int]) -> bool:
    if len(sizes) < _FEWEST or sizes[-1] > _WIDEST:
        return False
    wide = sizes[int(len(sizes) * 0.9)] * _NEAR
    if sum(size >= wide for size in sizes) * 3 < len(sizes):
        return False  # nothing like a margin: short paragraphs, one a line
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    broken = [a for a, b in pairs if not _SENTENCE_END.search(a.rstrip()) and not _OPENS.match(b)]
    return len(broken) > len(sizes) // 4


def _continues(last: str, line: str, width: int) -> bool:
    if not last.strip() or not line.strip() or _OPENS.match(line):
        return False
    first = line.strip()[0]
    if first.islower():
        return True
    if last.isupper() and not line.isupper():
        return False  # a heading in capitals and the text under it
    full = len(last) >= 0.8 * width
    return full and (not _SENTENCE_END.search(last) or len(last) >= 0.92 * width)
