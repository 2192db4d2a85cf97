"""From what a model proposes to a claim with citations, or the reason why there is none.

The words shown as a quotation are always the source's own: whole sentences, found by the words
the model copied. Nothing that the model gives as a quotation is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.agree.fault import Fault
from rag.cite import cite_id
from rag.draft import said
from rag.kinds import OWN_WORDS, REPORTED, Part, Role
from rag.llm.prompts import Evidence
from rag.llm.reader import Proposed, Quoted
from rag.mask import PLACEHOLDER
from rag.protocols import Library
from rag.records import Paragraph
from rag.replies import Citation, Claim
from rag.text import content_words, find_words, fold, sentences, stem
from rag.wording import Wording

__all__ = ["Grounded", "ground"]

_UNCITED = Fault("uncited", "no citation")
_LEAST_WORDS = 4  # of a quotation, so that it can be only one place's
_SUPPORT = 0.6  # share of a claim's words in a sentence put in a wrong quotation's place
_NOT_FOUND = frozenset({*REPORTED, Role.OPINION})  # voices that are quoted, never retold
_EDGES = " \t\n\"'“”‘’.,;:…()[]"
_MARKS = re.compile(r"\s*\[\d{1,2}\](?:\[\d{1,2}\])*")


@dataclass(frozen=True, slots=True)
class Grounded:
    """A claim tied to its source, or None and what is wrong.

    `words`: what the model says in it; empty where only the source speaks.
    """

    claim: Claim | None
    fault: Fault | None = None
    words: str = ""


def ground(
    library: Library,
    wording: Wording,
    evidence: Sequence[Evidence],
    proposed: Proposed,
    *,
    named: bool,
) -> Grounded:
    """Tie a proposed claim to words of its evidence. `named`: say whose case it is."""
    text = _MARKS.sub("", fold(proposed.text)).strip()
    if PLACEHOLDER.search(text):
        return Grounded(None, Fault("personal", "it tells of the person who asks"))
    if not proposed.citations:
        return Grounded(None, _UNCITED)
    citations: list[Citation] = []
    fault = _UNCITED
    for quoted in proposed.citations:
        if not 1 <= quoted.number <= len(evidence):
            fault = Fault("evidence", f"evidence {quoted.number} was not given")
            continue
        cited = _cite(library, evidence[quoted.number - 1], quoted, text)
        if cited is None:
            fault = Fault("quotation", "its quotation does not stand in the evidence")
        elif cited not in citations:
            citations.append(cited)
    if not citations:
        return Grounded(None, fault)
    part = Part(proposed.part) if proposed.part in set(Part) else Part.DIRECT
    if any(c.role in _NOT_FOUND for c in citations):
        words, verbatim = said(wording, citations[0])
        return Grounded(Claim(words, part, (citations[0],), verbatim))
    return Grounded(_worded(wording, text, part, citations, named=named), words=text)


def _worded(
    wording: Wording, text: str, part: Part, citations: Sequence[Citation], *, named: bool
) -> Claim:
    """Return the claim with its source's words beside it, where these may be quoted."""
    first = citations[0]
    if named and part in (Part.FOUND, Part.REMEDY) and first.council and first.reference:
        front = f"{first.council}, {first.reference}: "
        text = text if first.reference in text else front + text
    if first.kind in OWN_WORDS:
        return Claim(text, part, tuple(citations))
    quotation, _ = said(wording, first)
    return Claim(f"{text} {quotation}", part, tuple(citations), verbatim=True)


# --- the place of a quotation --------------------------------------------------------------------


def _cite(library: Library, item: Evidence, quoted: Quoted, text: str) -> Citation | None:
    """Cite the sentences in which the quoted words stand, else the one that bears the claim."""
    paragraphs = [p for name in item.hit.passage.paragraph_ids if (p := library.paragraph(name))]
    for paragraph in paragraphs:
        span = _span(paragraph.text, quoted.quote)
        if span is not None:
            return _sentences(library, paragraph, *span)
    best: tuple[float, Paragraph, tuple[int, int]] | None = None
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text):
            support = _support(text, paragraph.text[start:end])
            if support >= _SUPPORT and (best is None or support > best[0]):
                best = (support, paragraph, (start, end))
    return _sentences(library, best[1], *best[2]) if best else None


def _span(text: str, quote: str) -> tuple[int, int] | None:
    """Return where `quote` stands in `text`, folding quotes, dashes, spaces and letter case."""
    for piece in sorted(re.split(r"…|\.{3}", fold(quote)), key=len, reverse=True)[:1]:
        words = piece.strip(_EDGES)
        if len(words.split()) >= _LEAST_WORDS:
            return find_words(text, words, any_case=True)
    return None


def _sentences(library: Library, paragraph: Paragraph, start: int, end: int) -> Citation:
    """Cite the whole sentences that a span touches: "at fault" may stand behind a "not"."""
    touched = [(a, b) for a, b in sentences(paragraph.text) if a < end and start < b]
    first = min((a for a, _ in touched), default=start)
    last = max((b for _, b in touched), default=end)
    return cite_id(library, paragraph.id, paragraph.start + first, paragraph.start + last)


# --- support -------------------------------------------------------------------------------------


def _support(claim: str, source: str) -> float:
    """Return the share of the claim's content words that the source uses, by stem."""
    words = {stem(w) for w in content_words(claim)}
    return len(words & {stem(w) for w in content_words(source)}) / len(words) if words else 0.0
