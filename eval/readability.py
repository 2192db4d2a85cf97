"""How old a reader must be: the Flesch-Kincaid grade of a text, plus five years.

Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas", Research
Branch Report 8-75 (1975). The grade is a school year of the USA, which begins at five to six.
"""

from __future__ import annotations

import re

from rag.text import sentences

__all__ = ["count_syllables", "our_words", "reading_age"]

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<![aeiouyl])e$")
_SILENT_ED = re.compile(r"(?<![td])ed$")
_SILENT_ES = re.compile(r"(?<![scxzgh])es$")

_QUOTED = re.compile(r"“[^”]*”")
_SAID = "◦"  # where a quotation stood
_MARKS = re.compile(r"(?:\[\d+\])+\s*$")
_CASE = re.compile(r"^[^.;:◦]*?\b\d\d[ -]\d{3}[ -]\d{3}[a-z]?\b(?:, \w+ \d{4})?:?")
_STATUTE = re.compile(
    r"\b(?:[A-Z][\w’']+,? (?:(?:and|of|for) )*)+(?:Act|Regulations|Order|Code) (?:19|20)\d\d"
)
_LABEL = 5  # words; no more of them beside a citation only say which decision it is


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


def our_words(answer: str) -> str:
    """Return the lines of a shown answer that are in Upheld's own words.

    Left out are quotations with what introduces them, the marks of citations, the council,
    reference and month that name a decision, names of statutes, and headings. Headings and
    introductions are short: they would make an answer look easier than it is.
    """
    lines = _QUOTED.sub(_SAID, answer).splitlines()
    return "\n".join(filter(None, map(_our_line, lines)))


def _our_line(line: str) -> str:
    text = _MARKS.sub("", line.removeprefix("- ")).strip()
    if text.endswith(_SAID) or (text == line.strip() and text[-1:] not in ".?!"):
        return ""  # a quotation, or a heading
    bare = _CASE.sub("", _STATUTE.sub("", text))
    label = bare != text and len(_WORD.findall(bare)) <= _LABEL
    return "" if label else bare.replace(_SAID, "").strip()


def count_syllables(word: str) -> int:
    """Return about how many syllables an English word has: its groups of vowels, less silent e."""
    bare = re.sub(r"['’].*", "", word.lower())
    for silent in (_SILENT_ED, _SILENT_ES):
        bare = silent.sub(lambda found: found[0][1:], bare)
    return max(len(_VOWELS.findall(_SILENT.sub("", bare))), 1)
