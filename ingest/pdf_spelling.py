"""Joins the lines of a PDF: hyphens at their ends, addresses broken over them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.blocks import clean_text
from ingest.pdf_order import Line

__all__ = ["Spelling"]

_CLOSED = frozenset("every fore out over some under up with".split())  # "overcome", "outcome"
_OPEN = frozenset(
    """all co cross ex full half high ill inter long low multi non off on part post pre
    self semi so well one two three four five six seven eight nine ten twenty thirty forty
    fifty sixty seventy eighty ninety""".split()
)
_ENDING = re.compile(
    r"(?:able|ably|ally|ance|ence|ful|fully|ible|ical|less|ity|ments?|ness|(?:[b-df-hj-np-tv-z])?ing"
    r"|ings|ous|ously|ship|[st]ions?|tional|ated?|ates|ative|ities|ive|ed|er|ers|ly)\W*"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$|<\S+$")
_SPLIT = "/-_=&?%#.~+"


class Spelling:
    """Knows the words of a document, to tell a hyphen at the end of a line from one inside."""

    def __init__(self, columns: Sequence[Sequence[Line]]) -> None:
        self._seen: Counter[str] = Counter()
        for lines in columns:
            tail = False
            for line in lines:
                cut = bool(re.search(r"\w-$", line.text))
                words = [word.text for word in line.words]
                self._seen.update(map(_bare, words[tail : len(words) - cut]))
                tail = cut

    def join(self, texts: Sequence[str]) -> str:
        """Return the text of lines; a hyphen at an end goes where the word is plain without."""
        joined = texts[0] if texts else ""
        for text in texts[1:]:
            if _ADDRESS.search(joined) and text and _goes_on(joined, text.split()[0]):
                joined += text
            elif re.search(r"\w-$", joined) and text[:1].isalnum():
                head, tail = joined.split()[-1], text.split()[0]
                joined = (joined if self._keeps(head, tail) else joined[:-1]) + text
            else:
                glue = "" if re.search(r"\w[–—/]$", joined) and text[:1].islower() else " "
                joined = f"{joined}{glue}{text}"
        return clean_text(joined)

    def _keeps(self, head: str, tail: str) -> bool:
        if not tail[0].islower() or "-" in head[:-1]:
            return True
        if self._seen[_bare(head + tail)]:
            return True
        if self._seen[_bare(head[:-1] + tail)]:
            return False
        first, last = _bare(head), _bare(tail)
        if first in _OPEN or first.endswith("ly"):
            return len(last) > 2
        if first in _CLOSED or _ENDING.fullmatch(last):
            return False
        return len(first) > 2 and bool(self._seen[first]) and bool(self._seen[last])


def _bare(word: str) -> str:
    return re.sub(r"^[^\w]+|[^\w]+$", "", clean_text(word).lower())


def _goes_on(address: str, word: str) -> bool:
    """Say whether a word at the head of a line goes on with the address that ends the last."""
    begun = address.split()[-1]
    if begun.startswith("<") or "(<" in begun:
        return ">" not in begun
    split = begun[-1] in _SPLIT and not word[0].isupper()
    inside = any(c.isdigit() or c in "/-_=&?%#" for c in word.rstrip(".,;)"))
    return split and (inside or begun[-1] in "-_=&?%~+")
