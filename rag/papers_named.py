"""The words of a question that only name the paper it asks about, told from what it asks.

"What does that report say about caseloads?" asks about caseloads: sentences of the report that
speak of reports are no nearer to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.kinds import REPORTS
from rag.records import Document
from rag.text import content_words, fold

__all__ = ["PaperNames"]

_LEAST = 3  # words of a title that is known wherever it stands
_THE = r"(?:the|this|that|your)"
# Reports that are a subject and no source: a council gets one, a child has one.
_NO_SOURCE = (
    r"(?:public|interest|medical|school|ed|psych\w*|psychologist|educational|doctor|therapy|therapist|"
    r"ofsted|inspection|progress|annual|monitoring|police|expert|ot|ep|council|committee|white|"
    r"investigation|social)(?:'s)? "
)
_NAME = (
    rf"(?:(?!{_NO_SOURCE})[\w-]+ ){{0,2}}(?:report|study|paper|survey|research(?:ers?)?|author|"
    r"professor|academics?)\b(?! (?:officers?|into|to|on how)\b)(?:'s)?"
)
_SAYS = (
    r"(?:say|says|said|tell|tells|told|find|finds|found|conclude[sd]?|judge[sd]?|reckons?|thinks?|"
    r"thought|put|puts|give|gives|gave|describe[sd]?|report|reports|reported|call|calls|float|"
    r"floats|note[sd]?|state[sd]?|argue[sd]?|set out|sets out|recommend(?:s|ed)?|suggest(?:s|ed)?|"
    r"propose[sd]?|come across|came across|make of|makes of|wants?|wanted|asks? for|calls? for)"
)
_KEPT = re.compile(r"recommend|suggest|propose|conclude|find|found|want|for$", re.I)
_WHERE = (
    r"(?:according to|going by|as told (?:in|by)|as (?:set out )?in|based on|on|from|in|for|by|of|"
    r"per)"
)
_OWN = r"(?: (?:figures|data|numbers|account|view|words|pages))?(?: itself)?"
_PUT_ASIDE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf",? \b(?:as |so )?{_THE} {_NAME}{_OWN} (?:{_SAYS})(?: it| them)?(?: out)?(?=\s*[?.]?$)",
        rf",?\s*\b{_WHERE} {_THE} {_NAME}{_OWN}",
    )
)
_ASKS_IT = re.compile(
    rf"\b(?P<asks>what|how|which|where|why|whether|if)?\s*\b(?:do|does|did)? ?{_THE} {_NAME}{_OWN} "
    rf"(?:actually )?(?P<says>{_SAYS})\b(?: (?:about|on|of|that|whether|if|as)\b)?",
    re.I,
)


class PaperNames:
    """Knows the titles of a library's papers, and the ways in which people point at one."""

    def __init__(self, documents: Iterable[Document]) -> None:
        held = [document for document in documents if document.kind in REPORTS]
        self._any = bool(held)
        titles = {
            part.strip()
            for document in held
            for part in re.split(r"[:?!–]", fold(document.title).lower())
            if len(part.split()) >= _LEAST
        }
        alternatives = "|".join(re.escape(t) for t in sorted(titles, key=len, reverse=True))
        self._titled = re.compile(
            rf",?\s*(?:\b{_WHERE} )?(?:\b{_THE} )?['\"]?\b(?:{alternatives})\b[?!]?['\"]?"
            r"(?: (?:report|study|paper|research)\b)?"
            if titles
            else r"(?!)",
            re.I,
        )

    def is_titled(self, text: str) -> bool:
        """True where `text` holds the title of a paper."""
        return bool(self._titled.search(fold(text)))

    def is_pointed_at(self, text: str) -> bool:
        """True where `text` asks what a held paper says, by its title or as "the report"."""
        if not self._any:
            return False
        bare = fold(text)
        pointed = _ASKS_IT.search(bare) or any(p.search(bare) for p in _PUT_ASIDE)
        return bool(pointed) or self.is_titled(bare)

    def put_aside(self, text: str) -> str:
        """Return `text` without what only names its source; `text` itself where nothing is left."""
        bare = self._titled.sub(" ", fold(text))
        for pattern in _PUT_ASIDE:
            bare = pattern.sub(" ", bare)
        bare = _ASKS_IT.sub(_what_is_left, bare)
        bare = " ".join(bare.split()).strip(" ,;-")
        return bare if content_words(bare) else fold(text)


def _what_is_left(match: re.Match[str]) -> str:
    says = match["says"] if _KEPT.search(match["says"]) else ""
    return f"{match['asks'] or ''} {says} "
