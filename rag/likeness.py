"""In one line each: why a decision is near to a situation, and how it differs from it.

Both are made of the record and the question alone, and each cites the place it stands in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.cases import Finding, Missed
from rag.cite import cite_id
from rag.counter import CaseHit
from rag.kinds import Role
from rag.protocols import Library
from rag.records import Paragraph
from rag.replies import Citation
from rag.text import NUMBER_WORDS, content_words, fold, sentences, stem
from rag.understand import Understanding
from rag.wording import Wording

__all__ = ["Line", "how_it_differs", "no_fault_line", "why_near"]

_MOST_WORDS = 4  # of the question that a record lacks
_SAME = 0.2  # lengths that differ by no more than this share are alike
_BEGINNING = 5  # letters in which words of one family agree: autistic, autism
_MONTH_DAYS = 30.44
_NO_SUBJECT = re.compile(
    r"jan\w*|feb\w*|march|april|may|june|july|aug\w*|sept\w*|oct\w*|nov\w*|dec\w*|since|ago|"
    r"autumn|spring|summer|winter|came|come|comes|went|took|take|taken|gave|given|made|want|wants|"
    r"yet|last|never|again|always|" + "|".join(NUMBER_WORDS)
)
_TOLD = (Role.COMPLAINT, Role.FINDINGS, Role.FACTS)


@dataclass(frozen=True, slots=True)
class Line:
    """A line and where the words it tells stand. `shared` are words of the question in them."""

    text: str
    citations: tuple[Citation, ...]
    shared: tuple[str, ...] = ()


def why_near(library: Library, wording: Wording, asked: Understanding, hit: CaseHit) -> Line | None:
    """Return the sentence of a decision that has most in common with a situation.

    It is looked for in the passage that brought the decision up, else in its complaint and
    findings. None where the record has no words at all.
    """
    paragraphs = _paragraphs(library, hit)
    best: tuple[float, Citation] | None = None
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text):
            words = paragraph.text[start:end]
            score = _common(library, asked.topic, words)
            if best is None or score > best[0]:
                first, last = paragraph.start + start, paragraph.start + end
                best = score, cite_id(library, paragraph.id, first, last)
    if best is None:
        return None
    citation = best[1]
    table = wording.table("near")
    name = citation.role.value if citation.role.value in table else "other"
    text = wording.fill(f"near.{name}", words=citation.quote)
    return Line(text, (citation,), _shared(asked.topic, citation.quote))


def how_it_differs(
    library: Library,
    wording: Wording,
    asked: Understanding,
    hit: CaseHit,
    near: Line | None,
    *,
    unsaid: bool = True,
) -> Line | None:
    """Return what sets a decision apart from a situation, the weightiest thing first.

    That it was not looked into or no fault; a length unlike the one asked about; a point on
    which no fault was found; another fault. Words of the question that the whole record lacks
    are named behind it, unless `unsaid` is False.
    """
    told = (
        _by_finding(library, wording, asked, hit)
        or _by_length(library, wording, asked, hit)
        or _by_other_point(library, wording, asked, hit, near)
        or _rest(library, wording, hit, near)
    )
    if told is None:
        return None
    lacking = _unsaid(library, asked, hit) if unsaid else ()
    if not lacking:
        return told
    stop = "" if told.text.endswith((".", "!", "?", "”", '"')) else "."
    more = wording.fill("differs.unsaid", words=", ".join(lacking))
    return Line(f"{told.text}{stop} {more}", told.citations)


def no_fault_line(
    library: Library, wording: Wording, topic: Sequence[str], hit: CaseHit
) -> Line | None:
    """Return the point of a decision on which no fault was found, that most like `topic`."""
    points = hit.decision.told.no_fault or hit.decision.case.no_fault
    found = _likest(library, topic, points)
    return _tell(library, wording, "differs.no_fault", found) if found else None


def _by_finding(
    library: Library, wording: Wording, asked: Understanding, hit: CaseHit
) -> Line | None:
    points = hit.decision.points()
    if points["fault found"]:
        return None
    for finding, name in (("no fault", "no_fault"), ("not investigated", "not_investigated")):
        found = _likest(library, asked.topic, points[finding])
        if found is not None:
            return _tell(library, wording, f"differs.{name}", found)
    return None


def _by_length(
    library: Library, wording: Wording, asked: Understanding, hit: CaseHit
) -> Line | None:
    """Return the length of what was missed where the question tells quite another one."""
    lengths = [m for m in hit.decision.missed if m.months and m.status == "found"]
    if not asked.periods or not lengths:
        return None
    longest = max(asked.periods, key=lambda period: period.days)
    missed = max(lengths, key=lambda m: _common(library, asked.topic, m.text))
    months, own = missed.months or 0.0, longest.days / _MONTH_DAYS
    if abs(months - own) <= _SAME * max(months, own):
        return None
    return _tell(
        library, wording, "differs.length", missed, length=missed.when_text, asked=longest.words
    )


def _by_other_point(
    library: Library, wording: Wording, asked: Understanding, hit: CaseHit, near: Line | None
) -> Line | None:
    points = hit.decision.points()
    cleared = _likest(library, asked.topic, points["no fault"])
    if cleared is not None:
        return _tell(library, wording, "differs.no_fault_too", cleared)
    shown = {c.paragraph_id for c in near.citations} if near else set()
    others = [p for p in points["fault found"] if p.paragraph_id and p.paragraph_id not in shown]
    if not others:
        return None
    least = min(others, key=lambda p: _common(library, asked.topic, p.text))
    more = len(points["fault found"]) > 1 and not _shared(asked.topic, least.text)
    return _tell(library, wording, "differs.fault_too" if more else "differs.fault", least)


def _rest(library: Library, wording: Wording, hit: CaseHit, near: Line | None) -> Line | None:
    """Return the complaint where that was not shown yet, else that there is no more."""
    own = library.paragraphs(hit.decision.document.id)
    shown = {c.paragraph_id for c in near.citations} if near else set()
    for paragraph in own:
        if paragraph.role is Role.COMPLAINT and paragraph.id not in shown:
            citation = cite_id(library, paragraph.id)
            return Line(wording.fill("differs.complaint", words=citation.quote), (citation,))
    if near is None:
        return None
    words = near.citations[0].quote
    return Line(wording.fill("differs.only", words=words), near.citations)


def _tell(
    library: Library, wording: Wording, name: str, told: Finding | Missed, **more: object
) -> Line:
    assert told.paragraph_id is not None
    citation = cite_id(library, told.paragraph_id, told.start, told.end)
    return Line(wording.fill(name, words=citation.quote, **more), (citation,))


def _likest(library: Library, topic: Sequence[str], points: Iterable[Finding]) -> Finding | None:
    placed = [point for point in points if point.paragraph_id]
    return max(placed, key=lambda p: _common(library, topic, p.text)) if placed else None


def _paragraphs(library: Library, hit: CaseHit) -> list[Paragraph]:
    """Return where the likeness may stand: the nearest passage, else complaint and findings.

    What no fault was found on, or was left alone, is told as a difference.
    """
    points = hit.decision.points()
    apart = {p.paragraph_id for name in ("no fault", "not investigated") for p in points[name]}
    one = hit.nearest.passage if hit.nearest else None
    if one is not None and one.role in _TOLD and not apart.intersection(one.paragraph_ids):
        found = [library.paragraph(name) for name in one.paragraph_ids]
        return [p for p in found if p is not None]
    own = library.paragraphs(hit.decision.document.id)
    return [p for p in own if p.role in _TOLD and not p.boilerplate and p.id not in apart]


def _common(library: Library, topic: Sequence[str], text: str) -> float:
    """Return how much of a question's words stand in `text`, rare ones counting more."""
    own = _families(text)
    return sum(
        1 / math.sqrt(1 + library.lexical.frequency(word))
        for word in dict.fromkeys(topic)
        if _family(word) in own
    )


def _shared(topic: Sequence[str], text: str) -> tuple[str, ...]:
    own = _families(text)
    return tuple(word for word in dict.fromkeys(topic) if _family(word) in own)


def _family(word: str) -> str:
    return stem(word)[:_BEGINNING]


def _families(text: str) -> frozenset[str]:
    return frozenset(map(_family, content_words(text)))


def _unsaid(library: Library, asked: Understanding, hit: CaseHit) -> list[str]:
    """Return words of the question that neither the decision nor its digest holds, nor what the
    glossary gives for them."""
    names = {hit.decision.document.id, hit.decision.told.document_id, hit.decision.case.document_id}
    text = " ".join(library.text(name) for name in sorted(names))
    own, lower = _families(text), fold(text).lower()
    words = (w for w in dict.fromkeys(asked.topic) if not _NO_SUBJECT.fullmatch(w))
    missing = [word for word in words if _family(word) not in own]
    rows = library.lexicon("vocabulary") if missing else ()
    return [w for w in missing if not _said_otherwise(w, rows, lower)][:_MOST_WORDS]


def _said_otherwise(word: str, rows: Iterable[Mapping[str, Any]], text: str) -> bool:
    for row in rows:
        terms = [str(term).lower() for term in row.get("terms", ())]
        if any(word in content_words(term) for term in terms):
            others = (str(said).lower() for said in row.get("documents_say", ()))
            if any(said in text for said in (*terms, *others)):
                return True
    return False
