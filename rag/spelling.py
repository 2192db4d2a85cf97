"""Misspelt words of a question, put right against the words that the library asks and answers with.

A question typed on a phone has its typos in exactly the words that matter ("tutition",
"hertforshire"). A word is put right only where it is no known English word, no word of the
library, and close to one word alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rag.protocols import Library
from rag.text import fold

__all__ = ["Speller", "library_speller"]

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.I)
_LEAST, _LONG = 5, 9  # letters from which one slip, and two, are forgiven
_ENOUGH = 2  # times that a word stands in the texts, to be one that others are put right to
_SHORTENED = re.compile(
    r"(?:(?:has|have|had|is|are|was|were|do|does|did|would|could|should|must|need|ca|wo)nt|"
    r"(?:they|you)re|(?:they|you|who)ve|(?:they|you)ll|theyd|youd|ive|im|thats|whats|theres|shes|hes)",
    re.I,
)
_TAIL = re.compile(r"(nt|re|ve|ll|d|m|s)$", re.I)
_PREFIXES = ("", "un", "re", "mis", "over", "pre", "non")
_ENDINGS = ("", "s", "es", "ed", "ing", "er", "ers", "ly")


class Speller:
    """Puts typos right.

    `texts` gives what the words to write are taken from, read at the first typo; `known` says
    whether a lower-case word is right as it stands (a word of the library, or plain English).
    """

    def __init__(self, texts: Callable[[], Iterable[str]], known: Callable[[str], bool]) -> None:
        self._texts = texts
        self._known = known

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """The words to write, by their first letter, the most frequent first."""
        counts = Counter(
            word.lower() for text in self._texts() for word in re.findall(r"[A-Za-z]{4,}", text)
        )
        by_letter: dict[str, list[str]] = {}
        for word, count in counts.most_common():
            if count >= _ENOUGH:
                by_letter.setdefault(word[0], []).append(word)
        return by_letter

    def correct(self, text: str) -> tuple[str, dict[str, str]]:
        """Return `text` with its typos put right, and what was put for what."""
        changed: dict[str, str] = {}

        def put_right(match: re.Match[str]) -> str:
            word = match[0]
            if _SHORTENED.fullmatch(word):
                return _apostrophised(word)
            bare = word.partition("'")[0]
            better = self._better(bare.lower()) if len(bare) >= _LEAST else None
            if better is None:
                return word
            changed[bare] = better.capitalize() if bare[0].isupper() else better
            return changed[bare] + word[len(bare) :]

        return _WORD.sub(put_right, fold(text)), changed

    def _better(self, word: str) -> str | None:
        """Return the word that a misspelt one was meant to be, None where none is plain."""
        if self._is_word(word):
            return None
        slips = 2 if len(word) >= _LONG else 1
        found = process.extract(
            word,
            self._words.get(word[0], []),
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=2,
        )
        if not found or (len(found) > 1 and found[0][1] == found[1][1] and not _same(found)):
            return None
        return str(found[0][0])

    def _is_word(self, word: str) -> bool:
        bare = [word.removeprefix(p) for p in _PREFIXES if word.startswith(p)]
        stems = {b.removesuffix(e) for b in bare for e in _ENDINGS if b.endswith(e)}
        return any(
            form in self._words.get(form[0], ()) or self._known(form)
            for stem in stems
            if len(stem) > 2
            for form in (stem, f"{stem}e", f"{stem}ed")
        )


def _apostrophised(word: str) -> str:
    """Return "hasn't" for "hasnt", "they're" for "theyre"."""
    tail = _TAIL.search(word)
    assert tail is not None
    cut = tail.start() + (1 if tail[0].lower() == "nt" else 0)
    return f"{word[:cut]}'{word[cut:]}"


def _same(found: list[tuple[str, int, int]]) -> bool:
    """True where two words differ in their ending alone ("placement", "placements")."""
    first, second = found[0][0], found[1][0]
    return first.startswith(second) or second.startswith(first)


def library_speller(library: Library, english: Callable[[str], bool]) -> Speller:
    """Return what puts typos right in questions to a library."""

    def texts() -> Iterable[str]:
        yield from (bridge.text for bridge in library.bridges())
        for name in ("vocabulary", "councils", "duties"):
            for row in library.lexicon(name):
                yield " ".join(str(value) for value in row.values())

    return Speller(texts, lambda word: english(word) or library.lexical.frequency(word) > 0)
