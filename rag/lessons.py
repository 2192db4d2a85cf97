"""What decisions teach, theme by theme: findings, what followed, what was agreed, what was right.

Nothing here is told without its place: every point is cited and has passed the check that
answers pass (`rag/check.py`); what was not found by the Ombudsman is no point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from rag.cases import Case, Finding, Remedy
from rag.check import fault_of
from rag.cite import cite_id, cite_voice
from rag.draft import OWN_VOICES
from rag.duties import load_duty
from rag.errors import QuestionError
from rag.facets import CaseFilters, facets_of
from rag.kinds import Kind, Part
from rag.protocols import Library
from rag.purposes import standing
from rag.register import Decision, register_of
from rag.replies import Citation, Claim
from rag.subjects import Subjects
from rag.taught import Lesson, Lessons, Point, Sort, Standing
from rag.text import content_words, sentences, stem

__all__ = ["learn_lessons"]

_DONE = re.compile(
    r"\b(?:has|have|had) (?:already|since|now) (?:been )?(?!agreed|offered|accepted|promised|"
    r"proposed|begun|started|said)\w+|(?<!not )(?<!n't )\balready (?:been )?(?!agreed|offered|"
    r"accepted|promised|proposed|planned|\w+ing\b)\w+(?:ed|id|de|ne|nt)\b",
    re.I,
)
_TO_BE_DONE = re.compile(r"\b(?:will|shall|should|must|to be|agreed to|recommend\w*)\b", re.I)
_COUNCIL = (None, "Council")  # whose fault it is where the decision names no other body
_ALIKE = 3  # words shared with a fault from which what followed is plainly of that fault
_TELLING = 6  # content words from which a digest's finding says more than that there was fault
_BARE = frozenset(
    stem(word)
    for word in "fault found upheld accepted council delay delays actions details seen not cut off "
    "listing failures early ended investigation every element some late".split()
)
_BARE_STEP = frozenset(
    stem(word)
    for word in "remedy accepted agreed suitable proportionate council offer offered service "
    "improvement improvements improve identified recommended action actions evidence details "
    "amount amounts seen not step steps symbolic payment payments investigation injustice "
    "resolution settlement appropriate suggested family child children mr mrs ms practice "
    "processes complainant prevent recurrence future happening again".split()
)
_CLAIMED = re.compile(r"\b(?:claim\w*|alleg\w*|said|says|reported|complained|felt)\b", re.I)
_NOT_FOUND = re.compile(r"\b(?:not (?:fully )?investigated|likely fault)\b", re.I)


_Placed = tuple[Point, list[str]]  # a fault and the themes under which it is told


def learn_lessons(library: Library, filters: CaseFilters) -> Lessons:
    """Return what the decisions that pass `filters` teach, of the themes it names if any.

    Raises QuestionError for a filter that cannot be.
    """
    facets, register = facets_of(library), register_of(library)
    filters = facets.checked(filters)
    wide = replace(filters, themes=())  # counter-examples have other themes
    places = np.flatnonzero(facets.mask(wide)).tolist()
    decisions = tuple(register.decisions[place] for place in places)
    sheet = _Sheet(library, filters.themes)
    for decision in decisions:
        sheet.add(decision)
    return Lessons(filters, decisions, tuple(sheet.filled()), sheet.unsorted, sheet.refused)


class _Sheet:
    """Sorts the points of decisions under themes."""

    def __init__(self, library: Library, chosen: Sequence[str]) -> None:
        self._library = library
        self._subjects = Subjects(library)
        self._chosen = set(chosen)
        strange = self._chosen - set(self._subjects.rows)
        if strange:
            raise QuestionError(
                f"{min(strange)} is no theme of faults, so nothing is learnt by it."
            )
        self._lessons = {
            code: Lesson(
                code,
                str(row["meaning"]),
                str(row["group_name"]),
                tuple(d for name in row["duties"] if (d := load_duty(library, str(name)))),
            )
            for code, row in self._subjects.rows.items()
            if not chosen or code in chosen
        }
        self.unsorted = Lesson("", "", "", ())
        self.refused = 0

    def filled(self) -> Iterator[Lesson]:
        for lesson in self._lessons.values():
            if lesson.faults or lesson.cleared:
                for points in (lesson.faults, lesson.injustice, lesson.remedies, lesson.cleared):
                    points.sort(key=_rank)
                yield lesson

    def add(self, decision: Decision) -> None:
        """Sort what one decision tells; one of its two records speaks, never both."""
        record = decision.case if _tells(decision.case) else decision.told
        themes = (*decision.themes, *decision.case.themes)
        placed = self._faults(decision, record, self._subjects.faults(themes))
        for point in self._points(decision, record.no_fault, Sort.CLEARED):
            self._clear(point, self._subjects.kindred(themes))
        if placed is None:
            return
        followed = [*self._harm(decision, record), *self._remedies(decision)]
        for point in followed:
            code = self._home(point, placed)
            home = self._lessons[code] if code else self.unsorted
            (home.injustice if point.sort is Sort.INJUSTICE else home.remedies).append(point)

    def _home(self, point: Point, placed: Sequence[_Placed]) -> str | None:
        """Return the theme under which what followed is told: that of the fault in the same
        paragraph, that whose signs its words show, that of the fault told in the same words,
        that whose own words are nearest, else that of the first fault."""
        homes = tuple(dict.fromkeys(code for _, codes in placed for code in codes))
        paragraph, words = point.citation.paragraph_id, point.citation.quote
        beside = [codes for fault, codes in placed if fault.citation.paragraph_id == paragraph]
        if point.sort is Sort.INJUSTICE and beside:
            return beside[0][0]
        if told := self._subjects.shown(words, homes):
            return told[0]
        shared = [_shared(words, fault.citation.quote) for fault, _ in placed]
        if max(shared, default=0) >= _ALIKE:
            return placed[shared.index(max(shared))][1][0]
        return self._subjects.nearest(words, homes) or next(iter(homes), None)

    def _faults(
        self, decision: Decision, record: Case, themes: Sequence[str]
    ) -> list[_Placed] | None:
        """Place the faults; return each with its themes, None where nothing is to be told."""
        placed: list[_Placed] = []
        told = False
        for point in self._points(decision, record.faults, Sort.FAULT):
            codes = self._subjects.sort(point.citation.quote, themes)
            kept = [code for code in codes if code in self._lessons]
            for code in kept:
                self._lessons[code].faults.append(point)
            if not codes and not self._chosen:
                self.unsorted.faults.append(point)
            if kept:
                placed.append((point, kept))
            told = told or bool(kept) or not self._chosen
        return placed if told else None

    def _clear(self, point: Point, themes: Sequence[str]) -> None:
        code = self._subjects.nearest(point.citation.quote, themes)
        if code in self._lessons:
            self._lessons[code].cleared.append(point)
        elif code is None and not self._chosen:
            self.unsorted.cleared.append(point)

    def _points(
        self, decision: Decision, findings: Sequence[Finding], sort: Sort
    ) -> Iterator[Point]:
        bodies = {
            (f.paragraph_id, f.start): issue.body
            for issue in decision.issues
            for f in (*issue.faults, *issue.no_fault)
            if issue.body not in _COUNCIL
        }
        seen = set()
        for finding in findings:
            if finding.paragraph_id is None or _NOT_FOUND.search(finding.text):
                continue
            cited = cite_voice(
                self._library, finding.paragraph_id, OWN_VOICES, finding.start, finding.end
            )
            body = bodies.get((finding.paragraph_id, finding.start))
            point = Point(sort, decision, cited, body, bare=_says_nothing(cited))
            if point.place not in seen and self._stands(point, Part.FOUND):
                seen.add(point.place)
                yield point

    def _harm(self, decision: Decision, record: Case) -> Iterator[Point]:
        """Yield what the faults did to people, each run of words where it stands."""
        words = record.injustice or ""
        paragraphs = self._library.paragraphs(record.document_id)
        pieces = [words[a:b] for a, b in sentences(words)]
        whole = next((p for p in paragraphs if p.text == words and p.role in OWN_VOICES), None)
        for piece in [words] if whole else pieces:
            if _CLAIMED.search(piece):
                continue
            held = (p for p in paragraphs if piece in p.text and p.role in OWN_VOICES)
            for paragraph in held:
                start = paragraph.start + paragraph.text.index(piece)
                cited = cite_id(self._library, paragraph.id, start, start + len(piece))
                point = Point(Sort.INJUSTICE, decision, cited)
                if self._stands(point, Part.FOUND):
                    yield point
                break

    def _remedies(self, decision: Decision) -> Iterator[Point]:
        seen = set()
        for remedy in decision.remedies:
            if not remedy.is_due or remedy.paragraph_id is None:
                continue
            cited = cite_id(self._library, remedy.paragraph_id, remedy.start, remedy.end)
            point = Point(
                Sort.REMEDY,
                decision,
                cited,
                standing=_standing(remedy, cited.quote),
                kind=remedy.kind,
                bare=_bare(remedy, cited),
            )
            if point.place not in seen and self._stands(point, Part.REMEDY):
                seen.add(point.place)
                yield point

    def _stands(self, point: Point, part: Part) -> bool:
        digest = point.citation.kind is Kind.DIGEST
        text = point.citation.quote if digest else f"“{point.citation.quote}”"
        fault = fault_of(self._library, Claim(text, part, (point.citation,), verbatim=not digest))
        self.refused += fault is not None
        return fault is None


def _tells(case: Case) -> bool:
    return bool(case.faults or case.no_fault)


def _standing(remedy: Remedy, words: str) -> Standing:
    money = remedy.kind in ("payment", "reimbursement")
    done = not money and _DONE.search(words) and not _TO_BE_DONE.search(words)
    if done or standing(remedy, words) == "paid already":
        return Standing.DONE
    return Standing.RECOMMENDED if remedy.status == "recommended" else Standing.AGREED


def _bare(remedy: Remedy, cited: Citation) -> bool:
    """True where a digest knows of a step and not what it was, or what it was for."""
    words = {stem(word) for word in content_words(remedy.purpose or "")}
    unsaid = cited.kind is Kind.DIGEST and remedy.amount_gbp is None
    return unsaid and words <= _BARE_STEP


def _shared(one: str, two: str) -> int:
    """Count the telling words, months and years among them, that two texts share."""
    return len(
        ({stem(w) for w in content_words(one)} & {stem(w) for w in content_words(two)}) - _BARE
    )


def _says_nothing(cited: Citation) -> bool:
    """True where a digest knows that there was fault, or none, and not which."""
    words = {stem(word) for word in content_words(cited.quote)}
    return cited.kind is Kind.DIGEST and words <= _BARE


def _rank(point: Point) -> tuple[bool, bool, int, str, int]:
    """Full texts first, then what says more, then the newest; a decision's points as they stand."""
    document = point.decision.document
    digest = point.citation.kind is Kind.DIGEST
    brief = digest and len(content_words(point.citation.quote)) < _TELLING
    day = document.date.toordinal() if document.date else 0
    return digest, brief, -day, point.reference, point.citation.start
