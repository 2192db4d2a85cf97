"""Where a paragraph stands: the number its source prints, or a count that says it is one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block, Shape
from rag.text import sentences

__all__ = ["Place", "last_sentence", "nest_items", "place_blocks"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands in its section.

    `pinpoint` follows the section's heading; `number` is printed unless `inferred`; `parent`
    is the text of the paragraph that a nested item hangs from.
    """

    pinpoint: str
    number: str | None
    inferred: bool
    parent: str | None = None


def place_blocks(content: Sequence[Block], *, flat: bool) -> list[Place]:
    """Return the place of each block of one section.

    `flat`: the source lost its numbers and the depth of its lists; every item is counted from
    the top of its section, as a reader of that source would, and what hangs from what is
    guessed for the lead-in alone.
    """
    walk = _Walk(content)
    if not flat:
        return [walk.place(block) for block in content]
    places = [walk.count() for _ in content]
    parents = [None if n is None else content[n].text for n in nest_items(content)]
    return [
        Place(p.pinpoint, p.number, p.inferred, parent)
        for p, parent in zip(places, parents, strict=True)
    ]


def last_sentence(text: str) -> str:
    """Return the last sentence of `text`: what a list hangs from."""
    start, end = sentences(text)[-1]
    return text[start:end]


@dataclass(frozen=True, slots=True)
class _Open:
    """An item under which others may stand."""

    level: int
    pinpoint: str
    text: str


class _Walk:
    """Walks a section and keeps count of its paragraphs and of the lists that are open."""

    def __init__(self, content: Sequence[Block]) -> None:
        self._alone = len(content) == 1
        self._numbered = any(block.number and block.level == 1 for block in content)
        self._counted = 0
        self._after: Counter[str] = Counter()
        self._open: list[_Open] = []
        self._bullets: Counter[int] = Counter()

    def place(self, block: Block) -> Place:
        """Return the place of the next block."""
        level = block.level if block.shape is Shape.ITEM else 0
        if self._open and block.shape is Shape.TEXT and self._goes_on(block):
            return self._nested(block, 2)
        if self._open and (level > 1 or (level == 1 and not block.number)):
            return self._nested(block, max(level, 2))
        self._bullets.clear()
        if block.number and level == 1:
            place = Place(f"paragraph {block.number}", block.number, inferred=False)
        elif self._numbered:
            return self._between(block)
        else:
            place = self.count()
        self._open = [_Open(1, place.pinpoint, block.text)]
        return place

    def _goes_on(self, block: Block) -> bool:
        """Say whether a line without a mark is an item of a list that lost its bullets."""
        return block.text[:1].islower() and self._open[0].text.endswith(":")

    def count(self) -> Place:
        """Return the place of a paragraph without a number in a section without numbers."""
        self._counted += 1
        pinpoint = "" if self._alone else f"paragraph {self._counted} (counted)"
        return Place(pinpoint, str(self._counted), inferred=True)

    def _between(self, block: Block) -> Place:
        """Return the place of a paragraph without a number among numbered ones."""
        pinpoint = f"after {self._open[0].pinpoint}" if self._open else "before paragraph 1"
        self._after[pinpoint] += 1
        if not self._open:
            self._open = [_Open(1, pinpoint, block.text)]
        more = self._after[pinpoint]
        return Place(f"{pinpoint}, part {more}" if more > 1 else pinpoint, None, inferred=True)

    def _nested(self, block: Block, level: int) -> Place:
        while len(self._open) > 1 and self._open[-1].level >= level:
            self._open.pop()
        for deeper in [key for key in self._bullets if key > level]:
            del self._bullets[deeper]
        self._bullets[level] += 1
        above = self._open[-1]
        marked = block.marker[:1].isalnum()
        number = block.marker if marked else str(self._bullets[level])
        name = f"{'point' if marked else 'bullet'} {number}"
        pinpoint = f"{above.pinpoint}, {name}" if above.pinpoint else name
        self._open.append(_Open(level, pinpoint, block.text))
        return Place(pinpoint, number, not marked, above.text)


# --- lists that lost their depth -------------------------------------------------------------

_SUBJECT = re.compile(
    r"(?:The|This|That|These|Those|It|I|We|He|She|They|Mr|Mrs|Miss|Ms|Mx|Dr|In|On|At|By|From|As|"
    r"After|Before|Since|However|If|When|While|Although|There|My|Our|His|Her|Their|A|An|For|To|With|"
    r"Under|Because|Where|Following|During|Between|Overall|Within|Further)\b"
)
_GOES_ON = re.compile(r"(?:[;,]|;? and|;? or)$")


def nest_items(content: Sequence[Block]) -> list[int | None]:
    """Guess, for a list flattened to one level, which item each item hangs from.

    An item that ends in a colon opens a list. It goes on while an item begins small, follows
    one that ends in a semicolon or "and", or begins as its first did: with no subject.
    """
    parents: list[int | None] = []
    opened: int | None = None
    first = last = ""
    for n, block in enumerate(content):
        if opened is not None and n == opened + 1:
            first = block.text
        elif opened is not None and not _belongs(block.text, last, first):
            opened = None
        parents.append(opened)
        if block.text.endswith(":") and opened is None:
            opened = n
        last = block.text
    return parents


def _belongs(text: str, last: str, first: str) -> bool:
    if text[:1].islower() or _GOES_ON.search(last):
        return True
    if first[:1].islower():
        return False
    return not _SUBJECT.match(first) and not _SUBJECT.match(text)
