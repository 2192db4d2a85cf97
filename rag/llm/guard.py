"""What a model's statement may not hold, whatever it cites: links, markup, its own instructions."""

from __future__ import annotations

import re

from rag.orders import shown, speaks_to_a_machine
from rag.text import fold

__all__ = ["unsafe"]

_LINK = re.compile(
    r"\b[a-z][a-z+.-]{1,9}:(?://|[^\s]*\()|\bwww\.|\b(?:javascript|data|mailto|tel):\S|"
    r"\b[\w-]+\.(?:com|net|org|io|info|biz|co|uk|eu|example|xyz|ru|cn|me|ly|app|dev|link|site)\b(?:/\S*)?|\S@\w+\.\w",
    re.I,
)
_MARKUP = re.compile(
    r"</?[a-z!?]|&(?:#\w+|lt|gt|quot);|!?\[[^\]]*\]\s*[(:]|`|\*\*|^\s*[#>|]|<\||\{\{|\$\(", re.I
)
_RUN = 7  # words in a row that a statement shares with its instructions only where it repeats them
_WORDS = re.compile(r"\w+")


def unsafe(text: str, instructions: str) -> str | None:
    """Return why a model's statement is not shown whatever it cites, or None.

    `instructions`: what the model was told; the question and the evidence are no part of it.
    """
    if shown(text) != text:
        return "it holds letters that are not shown"
    if _LINK.search(text):
        return "it holds a link or an address"
    if _MARKUP.search(text):
        return "it holds markup"
    if "?" in text:
        return "it asks, where it has to state"
    if speaks_to_a_machine(text) or _runs(text) & _runs(instructions):
        return "it repeats what the model was told"
    return None


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORDS.findall(fold(text).lower())
    return {tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)}
