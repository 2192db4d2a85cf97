"""The names in a question: references, councils, nations, people's letters, provisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rag.papers_named import PaperNames
from rag.protocols import Library
from rag.records import Document
from rag.text import fold

__all__ = [
    "Council",
    "Gazetteer",
    "other_nation",
    "paragraph_asked",
    "party_letters",
    "provisions",
    "short_names",
]


@dataclass(frozen=True, slots=True)
class Council:
    """A council recognised in a text, where it starts, and the nation it is in."""

    name: str
    nation: str
    start: int
    end: int
    ambiguous: bool = False  # "Northants" may be either of two councils


def short_names(name: str) -> list[str]:
    """Return what people call a council: "Milton Keynes Council" -> "Milton Keynes"."""
    bare = re.sub(
        r"^(?:The\s+)?(?:(?:Royal|London|Metropolitan)\s+)*(?:Borough|City|Council|County)?\s*of\s+",
        "",
        name,
    )
    bare = re.sub(
        r"\s+(?:(?:Metropolitan|District|County|City|Borough|Unitary|London)\s+)*(?:Council|Borough)$",
        "",
        bare,
    )
    return list(dict.fromkeys(n for n in (name, bare.strip()) if n))


class Gazetteer:
    """Recognises councils by every name that people use for them.

    `rows` are the records of corpus/councils.jsonl; the councils of the library's own
    documents are added, so that a council nobody listed is recognised once it is indexed.
    """

    def __init__(self, rows: Sequence[Mapping[str, Any]], documents: Iterable[Document]) -> None:
        self._names: dict[str, list[tuple[str, str, bool]]] = {}
        for row in rows:
            nation = str(row.get("nation", "England"))
            capital = set(row.get("capital_aliases", ()))
            names = [*short_names(str(row["name"])), *map(str, row.get("aliases", ()))]
            for alias in names:
                self._add(alias, str(row["name"]), nation, capital=alias in capital)
        self.cases: dict[str, str] = {}  # reference -> council
        held = list(documents)
        self.papers = PaperNames(held)
        for document in held:
            if document.council:
                if document.reference:
                    self.cases.setdefault(document.reference, document.council)
                for alias in short_names(document.council):
                    self._add(alias, document.council, "England", capital=False)

    @classmethod
    def of(cls, library: Library) -> Gazetteer:
        """Return the gazetteer of a library: its list of councils and those of its documents."""
        return cls(library.lexicon("councils"), library.documents())

    def _add(self, alias: str, name: str, nation: str, capital: bool) -> None:
        entries = self._names.setdefault(fold(alias).lower().replace("&", "and"), [])
        if all(known != name for known, _, _ in entries):
            entries.append((name, nation, capital))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = sorted((n for n in self._names if len(n) > 1), key=len, reverse=True)
        if not names:
            return re.compile(r"(?!)")
        return re.compile(
            r"(?<![\w])(" + "|".join(map(re.escape, names)) + r")(?:'s)?(?![\w])", re.I
        )

    def find(self, text: str) -> list[Council]:
        """Return the councils named in `text`, longest names first matched, in order."""
        folded = fold(text).replace("&", "and")
        found: list[Council] = []
        for match in self._pattern.finditer(folded):
            word = match[1]
            if len(word) <= 3 and not word.isupper():
                continue
            for name, nation, capital in self._names[word.lower()]:
                if (capital or len(word) <= 4) and not word[0].isupper():
                    short = not capital and len(word) == 4
                    if not short or not _is_place(folded, match.start(), match.end()):
                        continue
                if all(c.name != name for c in found):
                    several = len(self._names[word.lower()]) > 1
                    found.append(Council(name, nation, match.start(), match.end(), several))
        return found


_BEFORE_PLACE = re.compile(r"\b(?:in|from|near|at|by|under|with) $", re.I)
_AFTER_PLACE = re.compile(r"^(?:'s)? (?:council|county|city|la)\b", re.I)


def _is_place(text: str, start: int, end: int) -> bool:
    """Say whether a short word without a capital stands where a place does ("we're in fife")."""
    return bool(_BEFORE_PLACE.search(text[:start]) or _AFTER_PLACE.search(text[end:]))


_NATIONS = {
    "Scotland": r"\bscot(?:land|tish|s law)\b",
    "Wales": r"\b(?:wales|welsh)\b(?! (?:ombudsman'?s? )?street)",
    "Northern Ireland": r"\b(?:northern ireland|northern irish|belfast)\b",
    "Ireland": r"\b(?:republic of ireland|ireland(?<!northern ireland)|irish)\b",
    "the United States": r"\b(?:united states|america|american|usa|california|texas|IEP team)\b",
}


def other_nation(text: str, councils: Sequence[Council]) -> str | None:
    """Return the nation other than England that `text` asks about, if there is one."""
    for council in councils:
        if council.nation != "England":
            return council.nation
    folded = fold(text)
    for nation, pattern in _NATIONS.items():
        if re.search(pattern, folded, re.I):
            return nation
    return None


_PARTY = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Child|Dr)\.? ([A-Z])\b(?:'s)?")


def party_letters(text: str) -> list[str]:
    """Return anonymised parties as written ("Mrs X"), in order, once each."""
    return list(dict.fromkeys(m[0].removesuffix("'s") for m in _PARTY.finditer(fold(text))))


_PARAGRAPH = re.compile(r"\bpara(?:graph|s)?\.?\s*(?:no\.?|number)?\s*(\d{1,3})\b", re.I)


def paragraph_asked(text: str) -> str | None:
    """Return the paragraph number that `text` asks to see ("paragraph 3"), or None."""
    match = _PARAGRAPH.search(text)
    return match[1] if match else None


_PROVISION = re.compile(
    r"\b(?:section|sec\.?|s\.?)\s?(\d{1,3}[a-z]?)\b(?!\s*(?:week|day|month))", re.I
)


def provisions(text: str) -> list[str]:
    """Return sections named in `text` as "s19", "s42", in order, once each."""
    return list(dict.fromkeys("s" + m[1].lower() for m in _PROVISION.finditer(text)))
