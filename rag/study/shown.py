"""What may be seen of a case before its questions are answered: never a word of the findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.cite import cite_id
from rag.kinds import Kind, Role
from rag.protocols import Library
from rag.records import Document, Paragraph
from rag.study.item import Shown, stems
from rag.text import amounts, dates, fold, sentences

__all__ = ["repeats", "shown_of", "tells_outcome"]

_MOST = {Role.COMPLAINT: 12, Role.FACTS: 10, Role.COUNCIL_POSITION: 6}
_CLOSED = (Role.FINDINGS, Role.REMEDY, Role.DECISION, Role.SUMMARY)
_OUTCOME = re.compile(
    r"\b(?:(?i:at fault|faults?|maladministration|injustice|(?:not )?upheld|uphold|"
    r"remed(?:y|ies|ied)|ombudsman(?:'s)?|investigat\w+|recommend\w*|symbolic|not decided|"
    r"jurisdiction|(?:was|were) entitled|discontinu\w*|out of time|(?:council|it)"
    r"(?: ha[sd])? (?:since )?(?:accepted|agreed|apologis|offered|admitted|acknowledged)\w*|"
    r"settled|finding|found (?:that|no|the|in)|breach\w*|public report|"
    r"draft decision|we|us|our|my|me)|I)\b"
)
_JUDGED = re.compile(
    r"\b(?:late|overdue|delay\w*|miss(?:ed|ing)|lack\w*|without|fail\w*|should|lost|apolog\w*|"
    r"payments?|reports?|wrong\w*|beyond|instead|never|no|not|still|yet|remedied|unlawful\w*|"
    r"too|because|only|poor\w*|breakdown|gap|against)\b",
    re.I,
)
_ADMITS = re.compile(r"\b(?:fail\w*|oversight|sorry|apolog\w*|error|mistake\w*)\b", re.I)
_MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\w* (?:\d{1,2},? )?\d{4}\b|"
    r"\b(?:autumn|spring|summer|winter) (?:term )?\d{4}\b",
    re.I,
)
_TIMES = stems(
    "from until since early mid late start end of term year month week day to "
    "least about one two three four five six seven eight nine ten twelve school academic claimed"
)
_LEAST_TOLD = 3  # words beside the date: a bare span of time tells nothing but how long
_RUN = 4  # words in a row that would give an answer away


def tells_outcome(text: str) -> bool:
    """True where `text` speaks of what came of a complaint, or in the investigator's voice."""
    return bool(_OUTCOME.search(fold(text)))


def shown_of(library: Library, document: Document) -> tuple[Shown, ...]:
    """Return what may be seen of a case: the complaint, what the council said, dated facts.

    Sentence by sentence, by whose words they are. Of facts only those with a date in which
    nothing is judged. What stands before the complaint (title, date, outcome)
    is left out; after the findings begin nothing is taken, but for the dates that a digest
    lists. Headings, titles and the outcome are never among them.
    """
    counts = dict.fromkeys(_MOST, 0)
    lines: list[Shown] = []
    for paragraph in _open_paragraphs(library, document):
        for start, end in sentences(paragraph.text):
            first, last = paragraph.start + start, paragraph.start + end
            role = paragraph.role_at(first, last)
            words = paragraph.text[start:end]
            if role not in counts or counts[role] >= _MOST[role] or tells_outcome(words):
                continue
            if role is Role.FACTS and not _plain_fact(words):
                continue
            if role is Role.COUNCIL_POSITION and _ADMITS.search(words):
                continue
            counts[role] += 1
            lines.append(Shown(cite_id(library, paragraph.id, first, last)))
    return tuple(lines)


def _open_paragraphs(library: Library, document: Document) -> Iterator[Paragraph]:
    headings = {s.ordinal: s.heading for s in library.sections(document.id)}
    if document.kind is Kind.DIGEST:
        allowed = ("Complaint", "When")
        yield from (
            p for p in library.paragraphs(document.id) if headings.get(p.section) in allowed
        )
        return
    begun = False
    for paragraph in library.paragraphs(document.id):
        begun = begun or paragraph.role is Role.COMPLAINT
        if paragraph.role in (Role.FINDINGS, Role.REMEDY, Role.DECISION):
            return
        if begun and not paragraph.boilerplate and paragraph.role not in _CLOSED:
            yield paragraph


def _plain_fact(words: str) -> bool:
    told = {word for word in stems(_MONTH.sub("", words)) if word.isalpha()} - _TIMES
    dated = bool(dates(words) or _MONTH.search(words))
    return dated and len(told) >= _LEAST_TOLD and not _JUDGED.search(words)


def repeats(text: str, shown: Sequence[Shown]) -> bool:
    """True where four words of `text` in a row, or a sum of money of it, stand in what is shown."""
    told = [line.citation.quote for line in shown]
    seen = {run for quote in told for run in _runs(quote)}
    sums = {amount for quote in told for amount in amounts(quote)}
    return bool(seen & set(_runs(text)) or sums & set(amounts(text)))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", fold(text).lower())
    return (tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
