"""Text that a reader does not see as it stands, or that speaks to a machine and not to a reader.

Found in the blocks of any kind of source. What is set apart is told with its reason and is neither
evidence nor quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Aside, Block, clean_text
from rag.orders import speaks_to_a_machine

__all__ = ["set_apart"]

_TAGS = re.compile(r"[\U000e0000-\U000e007f]+")  # letters that no font shows
_TURNED = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_BACKWARDS = re.compile(r"[\u202d\u202e]")  # overrides: letters shown in another order
_VARIANTS = re.compile(r"[\ufe00-\ufe0e\U000e0100-\U000e01ef]+")


def set_apart(blocks: Sequence[Block], title: str) -> tuple[tuple[Block, ...], str, Aside]:
    """Return the blocks and the title that a reader sees, and what was taken out of them."""
    kept: list[Block] = []
    aside: list[tuple[str, str]] = []
    for block in blocks:
        text = _shown(block.text, aside)
        if _BACKWARDS.search(block.text):
            aside.append((text, "written so that it is shown in another order than it stands"))
        elif speaks_to_a_machine(text):
            aside.append((text, "an order to a language model, and nothing of the document"))
        elif text or not block.text:
            kept.append(block if text == block.text else replace(block, text=text))
    return tuple(kept), _shown(title, aside), tuple(dict.fromkeys(aside))


def _shown(text: str, aside: list[tuple[str, str]]) -> str:
    """Return `text` without letters that no font shows; what they spell is told."""
    if text.isascii():
        return text
    for found in _TAGS.findall(text):
        spelt = "".join(chr(ord(c) - 0xE0000) for c in found if ord(c) >= 0xE0020)
        if spelt.strip():
            aside.append((spelt.strip(), "in letters that are not shown"))
    without = _VARIANTS.sub("", _TURNED.sub("", _TAGS.sub("", text)))
    return without if without == text else _cells(without)


def _cells(text: str) -> str:
    return "\t".join(clean_text(cell) for cell in text.split("\t"))
