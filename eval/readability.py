"""How old a reader must be: the Flesch-Kincaid grade of a text, plus five years.

Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas", Research
Branch Report 8-75 (1975). The grade is a school year of the USA, which begins at five to six.
"""

from __future__ import annotations

import re

from rag.text import sentences

__all__ = ["count_syllables", "reading_age"]

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<![aeiouyl])e$")
_SILENT_ED = re.compile(r"(?<![td])ed$")
_SILENT_ES = re.compile(r"(?<![scxzgh])es$")


def reading_age(text: str) -> float | None:
    """Return the age in years at which `text` is read with ease; None for a text without words.

    Every line counts as at least one sentence, so that a list is not read as one.
    """
    lines = [line for line in text.splitlines() if _WORD.search(line)]
    words = [word for line in lines for word in _WORD.findall(line)]
    if not words:
        return None
    read = sum(
        1 for line in lines for start, end in sentences(line) if _WORD.search(line[start:end])
    )
    syllables = sum(count_syllables(word) for word in words)
    return 0.39 * len(words) / read + 11.8 * syllables / len(words) - 15.59 + 5


def count_syllables(word: str) -> int:
    """Return about how many syllables an English word has: its groups of vowels, less silent e."""
    bare = re.sub(r"['’].*", "", word.lower())
    for silent in (_SILENT_ED, _SILENT_ES):
        bare = silent.sub(lambda found: found[0][1:], bare)
    return max(len(_VOWELS.findall(_SILENT.sub("", bare))), 1)
