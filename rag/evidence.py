"""Is there enough to answer from, and if not, which of the reasons is it?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rag.decline import reason_to_decline
from rag.protocols import Library
from rag.records import Document, Kind, Paragraph, Status
from rag.retrieve import Retrieval
from rag.text import content_words, stem
from rag.understand import Intent, Understanding

__all__ = ["Reason", "Signals", "Verdict", "judge", "measure"]


class Reason(StrEnum):
    """Why a question is not simply answered."""

    IDENTIFY = "identify"
    INVENT = "invent"
    INSTRUCTIONS = "instructions"
    OUTSIDE = "outside"
    NATION = "nation"
    REFERENCE = "reference"
    COUNCIL = "council"
    WHICH_CASE = "which_case"
    WHICH_PARAGRAPH = "which_paragraph"
    WHICH_DOCUMENT = "which_document"
    WHICH_PARTY = "which_party"
    VAGUE = "vague"
    DOMAIN = "domain"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status; where it is not "answered", the reason and the names it is about."""

    status: Status
    reason: Reason | None = None
    about: str = ""
    documents: tuple[Document, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Signals:
    """What the decision rests on, each from 0 to 1; reported with every answer."""

    coverage: float  # share of the question's telling words that stand in the best hits
    known: float  # share of them that stand anywhere in the library
    dense: float  # cosine of the nearest passage
    bridge: float  # cosine of the nearest everyday phrasing
    missing: tuple[str, ...] = field(default=())  # telling words that stand nowhere

    @property
    def support(self) -> float:
        """One figure for all: fitted on the dev questions, see docs/measurements.md."""
        z = _BIAS + _COVERAGE * self.coverage + _KNOWN * self.known
        z += _DENSE * self.dense + _BRIDGE * self.bridge
        return 1.0 / (1.0 + math.exp(-z))


# Logistic weights; `python -m eval.calibrate` fits them on the dev questions only.
_BIAS, _COVERAGE, _KNOWN, _DENSE, _BRIDGE = -6.0, 3.0, 2.0, 4.0, 4.0
_ENOUGH = 0.5


def measure(library: Library, asked: Understanding, found: Retrieval) -> Signals:
    """Return how well the library covers the words and the meaning of a question."""
    words = list(dict.fromkeys(asked.topic))
    size = max(1, len(library.documents()))
    counts = {w: library.lexical.frequency(w) for w in words}
    weight = {w: math.log(1 + 4 * size / (1 + n)) for w, n in counts.items()}
    total = sum(weight.values())
    if not total:
        return Signals(1.0, 1.0, found.dense_best, found.leads.best)
    stems: set[str] = set()
    for hit in found.hits[:6]:
        stems |= set(map(stem, content_words(f"{hit.passage.header} {hit.passage.text}")))
    stems |= set(map(stem, content_words(found.leads.phrase))) if found.leads.best > 0.5 else set()
    covered = sum(w for word, w in weight.items() if stem(word) in stems)
    known = sum(w for word, w in weight.items() if counts[word])
    missing = tuple(w for w in words if not counts[w])
    return Signals(covered / total, known / total, found.dense_best, found.leads.best, missing)


def judge(library: Library, asked: Understanding, found: Retrieval, signals: Signals) -> Verdict:
    """Return whether and how a question can be answered from this library."""
    checks = (_declined, _elsewhere, _unknown_case, _which_paragraph, _which_case, _vague, _not_yet)
    for check in checks:
        verdict = check(library, asked)
        if verdict is not None:
            return verdict
    if not asked.references and signals.support < _ENOUGH:
        outside = signals.bridge < 0.35 and signals.dense < 0.4
        reason = Reason.DOMAIN if outside else Reason.TOPIC
        return Verdict(Status.NOT_FOUND, reason, " ".join(asked.topic[:8]))
    return Verdict(Status.ANSWERED)


def _declined(library: Library, asked: Understanding) -> Verdict | None:
    reason = reason_to_decline(asked.question.text)
    return Verdict(Status.REFUSED, Reason(reason)) if reason else None


def _elsewhere(library: Library, asked: Understanding) -> Verdict | None:
    if asked.nation:
        return Verdict(Status.NOT_FOUND, Reason.NATION, asked.nation)
    return None


_ABOUT_A_CASE = (
    Intent.FINDING,
    Intent.AMOUNT,
    Intent.COMPLAINT,
    Intent.COUNCIL,
    Intent.REMEDY,
    Intent.EVENTS,
    Intent.SUMMARY,
    Intent.PRECEDENT,
)


def _unknown_case(library: Library, asked: Understanding) -> Verdict | None:
    held = {d.reference for d in library.documents() if d.reference}
    if asked.references and not held.intersection(asked.references):
        return Verdict(Status.NOT_FOUND, Reason.REFERENCE, asked.references[0])
    if asked.references or not asked.councils:
        return None
    councils = {d.council for d in library.documents() if d.council}
    named = [c for c in asked.councils if c.name in councils]
    if not named and asked.wants(*_ABOUT_A_CASE):
        return Verdict(Status.NOT_FOUND, Reason.COUNCIL, asked.councils[0].name)
    return None


def _which_paragraph(library: Library, asked: Understanding) -> Verdict | None:
    if not asked.paragraph:
        return None
    documents = _cases_of(library, asked)
    if not documents:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.WHICH_DOCUMENT)
    full = [d for d in documents if d.kind in (Kind.DECISION, Kind.PUBLIC_REPORT)]
    for document in full:
        wanted = [
            p
            for p in library.paragraphs(document.id)
            if p.number == asked.paragraph and p.lead_in is None
        ]
        named = [p for p in wanted if _names_section(p, asked.question.text)]
        if len(wanted) > 1 and not named:
            return Verdict(
                Status.NEEDS_CLARIFICATION,
                Reason.WHICH_PARAGRAPH,
                asked.paragraph,
                (document,),
                tuple(wanted),
            )
    return None


def _names_section(paragraph: Paragraph, text: str) -> bool:
    heading = set(content_words(paragraph.pinpoint.split(",")[0]))
    return bool(heading & set(content_words(text)))


def _cases_of(library: Library, asked: Understanding) -> list[Document]:
    if asked.references:
        return [d for d in library.documents() if d.reference in asked.references]
    names = {c.name for c in asked.councils}
    return [d for d in library.documents() if d.council in names and d.reference]


def _which_case(library: Library, asked: Understanding) -> Verdict | None:
    """A council or a letter that stands for several cases, and no subject to tell them apart."""
    if asked.references or asked.topic or asked.wants(Intent.PRECEDENT, Intent.FIGURE):
        return None
    if asked.councils and asked.wants(*_ABOUT_A_CASE):
        cases = _one_each(_cases_of(library, asked))
        if len(cases) > 1:
            name = asked.councils[0].name
            return Verdict(Status.NEEDS_CLARIFICATION, Reason.WHICH_CASE, name, tuple(cases))
    if asked.parties and not asked.councils:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.WHICH_PARTY, asked.parties[0])
    return None


def _one_each(documents: Sequence[Document]) -> list[Document]:
    """Return one document a case, full text before digest, newest first."""
    best: dict[str, Document] = {}
    for document in documents:
        held = best.get(str(document.reference))
        if held is None or held.kind is Kind.DIGEST:
            best[str(document.reference)] = document
    return sorted(
        best.values(), key=lambda d: (d.date is None, -(d.date.toordinal() if d.date else 0))
    )


def _vague(library: Library, asked: Understanding) -> Verdict | None:
    named = asked.references or asked.councils or asked.provisions or asked.parties
    if not named and not asked.topic:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.VAGUE)
    return None


_FUTURE = re.compile(r"\b(20\d\d)(?:[-/](?:20)?\d\d)?\b")


def _not_yet(library: Library, asked: Understanding) -> Verdict | None:
    """A figure for a year that no document of the library has seen."""
    if asked.references or not asked.wants(Intent.FIGURE, Intent.EVENTS, Intent.AMOUNT):
        return None
    years = [int(y) for y in _FUTURE.findall(asked.question.text)]
    newest = max((d.date.year for d in library.documents() if d.date), default=0)
    if newest and years and min(years) > newest:
        return Verdict(Status.NOT_FOUND, Reason.TOPIC, str(min(years)))
    return None
