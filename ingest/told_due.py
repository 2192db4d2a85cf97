"""What a decision itself says was due by a day, and how late it says that something was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.cues import any_of
from ingest.when import find_printed
from rag.chronology import ToldLimit
from rag.kinds import Role
from rag.milestones import owed_milestone
from rag.records import Paragraph
from rag.text import sentences

__all__ = ["find_told_delays", "find_told_limits"]

_TELLING = frozenset({Role.FACTS, Role.FINDINGS, Role.DECISION})
_OWED = any_of(
    r"\b(?:should|ought to) (?:therefore )?have\b",
    r"\b(?:was|were) (?:therefore )?due\b",
    r"\bhad (?:until|to)\b",
    r"\b(?:deadline|due date|time ?limit|timescale|timeframe)\b[^.;]{0,60}\b(?:was|of|ended)\b",
)
_BY = any_of(r"\b(?:by|on|until|before|was|of|no later than)(?: the)? $")
_OTHER = any_of(r"\b(?:but|however|although|instead|did not|until (?!the $)\w)\b")
_LENGTH = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|over|about|around|"
    r"nearly|almost|more than|a)"
)
_UNIT = r"(?:school |working |calendar )?(?:days?|weeks?|months?|years?|terms?)"
_DELAY = any_of(
    rf"\bdelay\w* (?:of|by|for) (?:[\w-]+ ){{0,4}}{_UNIT}\b",
    rf"\b(?:[\w-]+ ){{0,2}}{_UNIT}(?:[’'])? delay\b",
    rf"\b{_LENGTH} (?:[\w-]+ ){{0,3}}{_UNIT} (?:late|overdue|too late)\b",
    rf"\b{_LENGTH} (?:[\w-]+ ){{0,3}}{_UNIT} "
    r"(?:after|outside|beyond|over|longer than|past) (?:the |its? )?"
    r"(?:statutory |legal )?(?:deadline|time ?limit|timescale|timeframe|\w+ weeks?\b)",
    rf"\btook (?:[\w-]+ ){{0,4}}{_UNIT}\b[^.;]{{0,60}}\b(?:instead of|rather than)\b",
)


def find_told_limits(paragraphs: Iterable[Paragraph]) -> Iterator[ToldLimit]:
    """Yield each day by which a finding or the telling says that something should have been
    done. A date without its year is left out."""
    for paragraph, start, end in _own(paragraphs):
        sentence = paragraph.text[start:end]
        if not _OWED.search(sentence):
            continue
        for printed in find_printed(sentence):
            before = sentence[: printed.start]
            owed = [m.end() for m in _OWED.finditer(before)]
            if not owed or printed.open_year or printed.precision not in ("day", "month"):
                continue
            if not _BY.search(before) or _OTHER.search(before[owed[-1] :]):
                continue
            first, last = printed.dates()
            if last is None and printed.precision == "day":
                at = paragraph.start + start
                yield ToldLimit(
                    first,
                    first,
                    sentence[printed.start : printed.end],
                    owed_milestone(sentence, printed.start),
                    sentence,
                    paragraph.id,
                    at,
                    at + len(sentence),
                )


def find_told_delays(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, int, int]]:
    """Yield the sentences, by their span in the document, that say how long a delay was."""
    for paragraph, start, end in _own(paragraphs):
        if _DELAY.search(paragraph.text[start:end]):
            yield paragraph, paragraph.start + start, paragraph.start + end


def _own(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, int, int]]:
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text) if not paragraph.boilerplate else ():
            role = paragraph.role_at(paragraph.start + start, paragraph.start + end)
            if role in _TELLING:
                yield paragraph, start, end
