"""Which fault themes a point is about, by its words and by the themes of its decision."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rag.protocols import Library
from rag.text import content_words, fold, stem
from rag.theme_signs import FAULT_SIGNS

__all__ = ["Subjects"]

_LEAST = 1.5  # the weight of shared words from which a theme is near: a word of few themes
# What goes wrong, and how long it takes, is told in these words whatever the subject.
_ANYWHERE = (
    "late delay delayed miss missed time day week month year term school-day poor properly decide "
    "decision consider considered fault found upheld council accept accepted deal failed limit "
    "payment working right case child young handle handled two three four six eight twelve fifteen"
)


class Subjects:
    """The fault themes of a library, in its order, with the words that speak for each.

    A theme's words are those of its meaning, its group and the topics of its duties; a word
    weighs the logarithm of how many themes there are to each that has it.
    """

    def __init__(self, library: Library) -> None:
        rows = [row for row in library.lexicon("themes") if row.get("kind") == "fault"]
        self.rows: Mapping[str, Mapping[str, Any]] = {str(row["code"]): row for row in rows}
        topics = {str(row["id"]): str(row["topic"]) for row in library.lexicon("duties")}
        anywhere = _stems(_ANYWHERE)
        self._words = {
            code: _stems(
                " ".join(
                    [
                        str(row["meaning"]),
                        str(row["group_name"]),
                        *(topics.get(str(duty), "") for duty in row["duties"]),
                    ]
                )
            )
            - anywhere
            for code, row in self.rows.items()
        }
        spread = Counter(word for words in self._words.values() for word in words)
        self._weights = {word: math.log(len(rows) / n) for word, n in spread.items()}
        self._groups = {
            str(row["code"]): row.get("group_name", "") for row in library.lexicon("themes")
        }

    def faults(self, themes: Sequence[str]) -> tuple[str, ...]:
        """Return the fault themes among `themes`, once each."""
        return tuple(dict.fromkeys(code for code in themes if code in self.rows))

    def kindred(self, themes: Sequence[str]) -> tuple[str, ...]:
        """Return the fault themes of the groups that `themes` stand in: what was done rightly is
        seldom among the themes that its decision was given."""
        groups = {self._groups.get(code) for code in themes}
        return tuple(code for code in self.rows if self._groups[code] in groups)

    def sort(self, text: str, among: Sequence[str]) -> tuple[str, ...]:
        """Return which of the themes `among` a finding of fault tells: those whose signs stand
        in it, else the only one there is, else the nearest; () where nothing tells."""
        told = self.shown(text, among)
        if told:
            return told
        if len(among) == 1:
            return tuple(among)
        near = self.nearest(text, among)
        return (near,) if near else ()

    def shown(self, text: str, among: Sequence[str]) -> tuple[str, ...]:
        """Return the themes of `among` whose signs stand in `text`."""
        folded = fold(text)
        return tuple(code for code, sign in FAULT_SIGNS if code in among and sign.search(folded))

    def nearest(self, text: str, among: Sequence[str]) -> str | None:
        """Return the theme of `among` that shares the most telling words with `text`, the first
        of equals; None where none shares enough."""
        words = _stems(text)
        weights = {
            code: sum(self._weights[word] for word in words & self._words[code]) for code in among
        }
        best = max(weights, key=lambda code: weights[code], default=None)
        return best if best is not None and weights[best] >= _LEAST else None


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text) if not word[0].isdigit()}
