"""What happened when: the dated events that a decision tells, each with its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cues import any_of, cites_law, states_law
from ingest.when import Printed, fill_year, find_printed
from rag.cases import Event
from rag.kinds import Role
from rag.records import Paragraph, Reading
from rag.text import fold, sentences

__all__ = ["extract_events"]

_TELLING = frozenset({Role.FACTS, Role.FINDINGS, Role.COUNCIL_POSITION})
_TOLD = frozenset({*_TELLING, Role.COMPLAINT})  # a party's words inside a section that tells
_NOT_OF_THE_CASE = any_of(
    r"\bfocus report\b|\bcode of practice\b|\bour (?:\w+ ){0,3}guidance\b|\bguidance (?:was )?"
    r"(?:issued|published)\b|\bcame into force\b"
)


def extract_events(reading: Reading) -> tuple[Event, ...]:
    """Return the dated events of a decision, earliest first.

    Read from the telling, the findings and the council's position, never from law, powers,
    method or remedy. What was only due, promised or planned is no event; nor is what cannot be
    dated: a month without a year counts where the telling makes the year plain.
    """
    found = list(_resolve(list(_mentions(reading))))
    return tuple(sorted(found, key=lambda event: (event.start_date, event.start)))


@dataclass(frozen=True, slots=True)
class _Mention:
    paragraph: Paragraph
    start: int  # of the sentence, in the paragraph
    end: int
    printed: Printed  # offsets in the sentence

    @property
    def sentence(self) -> str:
        return self.paragraph.text[self.start : self.end]


def _mentions(reading: Reading) -> Iterator[_Mention]:
    telling = {s.ordinal for s in reading.sections if s.role in _TELLING and s.heading != "Header"}
    for paragraph in reading.paragraphs:
        if paragraph.section not in telling or paragraph.role not in _TOLD:
            continue
        for start, end in sentences(paragraph.text):
            sentence = paragraph.text[start:end]
            dated = find_printed(sentence)
            if not dated or states_law(fold(sentence)) or _NOT_OF_THE_CASE.search(sentence):
                continue
            for printed in dated:
                if _happened(sentence, printed) and not _is_citation(sentence, printed):
                    yield _Mention(paragraph, start, end, printed)


# --- what happened, and what was only due ------------------------------------------------------

_PENDING = any_of(
    r"\b(?:should|must|would|will|shall|could|ought to|needs? to|agreed to|promised to|aims? to|"
    r"intend(?:s|ed)? to|plan(?:s|ned)?(?: to| for)|hop(?:es|ed|ing) to|expect(?:s|ed) to|"
    r"due(?! to (?!be\b))|was to|were to|is to|are to|scheduled|deadline|required to|if|unless|"
    r"whether)\b"
)
_RESUMES = any_of(
    r"\b(?:but|however|instead|although|though|yet|despite|after|because|when)\b|;|"
    r"\band (?:it |the council )?(?:was |were |only |then |finally |did |issued|sent|"
    r"received|held|refused|decided|agreed|met|started|began|left|took|came|made|wrote|told|asked|complained|appealed)"
)
_BY = re.compile(r"\bhad (?:until|to\b.* by) (?:the )?$", re.I)


_WITHIN = 400  # characters before a date that can make it one that was only due


def _happened(sentence: str, printed: Printed) -> bool:
    """Say whether a date is when something took place, not when it was due or planned."""
    before = sentence[max(0, printed.start - _WITHIN) : printed.start]
    if printed.last is None and printed.lead == "for":
        return False
    if _BY.search(before):
        return False
    pending = [m.end() for m in _PENDING.finditer(before)]
    if not pending:
        return True
    rest = before[pending[-1] :]
    return bool(_RESUMES.search(rest)) and not re.search(r"\bby (?:the )?$", before)


def _is_citation(sentence: str, printed: Printed) -> bool:
    """Say whether a date belongs to a law or a court case that a sentence cites."""
    near = sentence[max(0, printed.start - 40) : printed.end + 30]
    return printed.precision == "year" and cites_law(near)


# --- years that are not printed ----------------------------------------------------------------

_ELSEWHEN = any_of(
    r"\b(?:previous|last|following|next|same|that|each|every|a) year\b|\byear (?:before|later|"
    r"earlier|after)\b|\beach\b|\bevery\b|\busually\b|\bhad\b"
)
_WRAP = 3  # months after which a new year is no longer plain


def _resolve(mentions: Sequence[_Mention]) -> Iterator[Event]:
    """Yield an event for each mention whose year is printed or plain."""
    known: dict[int, set[int]] = {}  # month -> the years in which the decision dates it
    for mention in mentions:
        year, month, _ = mention.printed.first
        if year and mention.printed.precision in ("day", "month"):
            known.setdefault(month, set()).add(year)
    last: tuple[int, int] | None = None  # year and month told last
    section = -1
    for mention in mentions:
        printed = mention.printed
        if mention.paragraph.section != section:
            section, last = mention.paragraph.section, None
        inferred = printed.open_year
        if inferred:
            plain = _plain_year(mention, last, known)
            if plain is None:
                continue
            printed = fill_year(printed, plain)
        if printed.precision in ("day", "month"):
            last = printed.first[:2]
        try:
            start_date, end_date = printed.dates()
        except ValueError:
            continue  # 29 February of a year that has none
        sentence, at = mention.sentence, mention.paragraph.start + mention.start
        yield Event(
            when_text=sentence[printed.start : printed.end],
            start_date=start_date,
            end_date=end_date,
            precision=printed.precision,
            text=sentence,
            role=mention.paragraph.role,
            paragraph_id=mention.paragraph.id,
            start=at,
            end=at + len(sentence),
            inferred=inferred,
        )


def _plain_year(
    mention: _Mention, last: tuple[int, int] | None, known: dict[int, set[int]]
) -> int | None:
    """Return the year of a month that is told after another, or that is dated only once."""
    month = mention.printed.first[1]
    if _ELSEWHEN.search(mention.sentence):
        last = None
    if last is not None:
        year, told = last
        if month >= told:
            return year
        if month + 12 - told <= _WRAP:
            return year + 1
    years = known.get(month, set())
    return next(iter(years)) if len(years) == 1 else None
