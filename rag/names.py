"""Names of people that nothing in a sentence marks as names: capital letters, and words that the
library never uses in small ones.

No list of names is kept: whatever parents call their children, a name is a word with a capital
letter that the library's own texts and ways of asking do not know as a word, a council or a term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.kinds import Kind
from rag.protocols import Library

__all__ = ["Known", "bare_names", "known_words"]


@dataclass(frozen=True, slots=True)
class Known:
    """Words in lower case: those that stand in small letters somewhere, and names of places."""

    words: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """True where there are words enough to tell a name by its not being among them."""
        return len(self.words) >= _LEAST


_LEAST = 1_500
_SHIPPED = (Kind.DIGEST, Kind.DUTY, Kind.GLOSSARY)
_ENOUGH = 500  # documents whose words are taken, the shipped ones first
_SMALL = re.compile(r"(?<![\w'’.@-])[a-z]{2,}(?![\w@]|\.\w)")
_CAPITAL = re.compile(r"[A-Z][a-z]+")
_NAME = re.compile(r"(?<![\w'’£-])[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)*(?![\w-])")
_FULL = re.compile(r"(?<![\w'’-])([A-Z][a-z]+) (?=([A-Z][a-z]+))")
_STARTS = re.compile(r"(?:^|[.?!:;\n]|[\"“‘(]|\bP\.?S\.?)[\s\"'“‘(]*$")
_DOES = (
    r"(?:is|was|has|had|isn'?t|wasn'?t|hasn'?t|hadn'?t|will|won'?t|would|can|can'?t|cannot|could|couldn'?t|should|must|"
    r"does|doesn'?t|did|didn'?t|gets?|got|goes|went|needs?|needed|attends?|loves?|hates?|cries|cried|sits|stays|"
    r"refuses|struggles|lives|wants|still|never|now|only|also|just|turned|turns|started|starts|lost|missed|moved|"
    r"said|says|cannot|keeps|kept|came|comes|and I\b|isnt|hasnt|wont|cant|doesnt)"
)
_ACTS = re.compile(
    rf"(?:['’]s?\b|,? (?:and|&) [A-Z][a-z]+(?:['’]s?)? |,? {_DOES}\b|,? (?:my|our|aged?|who)\b)"
)
# Words with a capital that are no names of people: languages, faiths, conditions, ways of teaching.
_TERMS = frozenset(
    """
    appendix annex schedule
    human maths science music english welsh irish scottish polish french german spanish italian
    latin urdu punjabi bengali arabic somali romanian portuguese turkish british european
    christian muslim jewish hindu sikh catholic anglican quaker ramadan diwali hanukkah passover
    lent eid christmas easter braille makaton elklan thrive montessori steiner waldorf asperger
    tourette down rett prader willi angelman fragile duchenne ehlers danlos crohn hirschsprung
    irlen graduated mr mrs ms miss mx dr prof cllr councillor wednesbury gillick fraser portage
    picture exchange teams zoom google facebook whatsapp microsoft covid ofsted ipsea sendiass
    sendist sossen mencap barnardo scope contact coram parliament whitehall westminster
    ombudsman sunday monday tuesday wednesday thursday friday saturday january february march
    april may june july august september october november december spring summer autumn winter
    lord lady judge justice
    """.split()
)


def known_words(library: Library) -> Known:
    """Return the words of a library that are no names of people."""
    words: set[str] = set()
    for text in _texts(library):
        words.update(_SMALL.findall(text))
    places = {
        word.lower()
        for row in library.lexicon("councils")
        for name in (row["name"], *row.get("aliases", ()), *row.get("capital_aliases", ()))
        for word in _CAPITAL.findall(str(name))
    }
    return Known(frozenset(words), frozenset(places))


def _texts(library: Library) -> Iterator[str]:
    yield from (bridge.text for bridge in library.bridges())
    for name in ("vocabulary", "duties", "themes"):
        for row in library.lexicon(name):
            yield " ".join(str(value) for value in row.values())
    for document in sorted(library.documents(), key=lambda d: d.kind not in _SHIPPED)[:_ENOUGH]:
        yield library.text(document.id)


def bare_names(text: str, known: Known) -> set[str]:
    """Return the words of `text` that look like names of people, as they stand there.

    At the beginning of a sentence, where every word has a capital letter, one counts where it
    does what people do ("Jack has …", "Jack's plan", "Jack and Ella are …").
    """
    if not known:
        return set()
    found = set()
    for match in _NAME.finditer(text):
        word = match[0]
        plain = word.lower()
        parts = {plain, *plain.replace("’", "'").replace("-", "'").split("'")}
        if parts & known.places or plain in _TERMS or _is_word(plain, known.words):
            continue
        if _STARTS.search(text[: match.start()]) and not _ACTS.match(text, match.end()):
            continue
        found.add(word)
    first = {
        m[1]
        for m in _FULL.finditer(text)
        if m[2] in found and not _is_word(m[1].lower(), known.words)
    }
    return found | {word for word in first if word.lower() not in _TERMS | known.places}


def _is_word(word: str, known: frozenset[str]) -> bool:
    """True for a word that the library knows, in this form or a near one."""
    if word in known or len(word) < 3:
        return True
    stems = [
        word,
        *(
            word.removesuffix(e)
            for e in ("s", "es", "ed", "d", "ing", "ly", "er", "ers")
            if word.endswith(e)
        ),
    ]
    return any(
        form in known
        for stem in stems
        if len(stem) > 2
        for form in (stem, f"{stem}e", f"{stem}s", f"{stem}ing")
    )
