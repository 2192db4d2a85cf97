"""Is there enough to answer from, and if not, which of the reasons is it?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.decline import reason_to_decline
from rag.intents import ABOUT_ONE_CASE, Intent
from rag.kinds import Kind, Status
from rag.priors import POINTED
from rag.protocols import Library
from rag.records import Document, Paragraph
from rag.retrieve import Retrieval
from rag.text import content_words, fold, stem
from rag.understand import Understanding

__all__ = ["Reason", "Signals", "Verdict", "judge", "measure", "names_section"]


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
    FUTURE = "future"
    IN_DOCUMENT = "in_document"


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
    """What the decision rests on; reported with every answer."""

    duty: float  # score of the nearest duty (about a cosine)
    elsewhere: float  # score of the nearest subject that the library does not cover
    familiar: float  # share of the question's telling words that everyday phrasings use
    covered: float  # share of them that stand in one of the best passages
    dense: float  # cosine of the nearest passage
    case: float = 0.0  # score of the nearest situation of a case (about a cosine)
    missing: tuple[str, ...] = ()  # telling words that stand nowhere in the library

    @property
    def attested(self) -> bool:
        """True where one passage of the library speaks of just this, whatever the subject."""
        return self.dense >= max(_NEAR, self.elsewhere) and self.covered >= _MOSTLY

    @property
    def support(self) -> float:
        """Chance that the library holds what a question is about, 0 to 1."""
        z = _BIAS + sum(weight * getattr(self, name) for name, weight in _WEIGHTS.items())
        return 1.0 / (1.0 + math.exp(-z))


# `python -m eval.calibrate` fits these and prints the curve.
_BIAS = -4.79
_WEIGHTS = {"duty": 10.97, "familiar": 3.56, "elsewhere": -16.89, "case": 6.24, "dense": 1.58}
_ENOUGH = 0.25  # keeps 98 of 100 questions that have an answer, on folds left out
_NEAR, _MOSTLY = 0.6, 0.5  # cosine and share of words at which a passage speaks of just this
_FAR = 0.4  # a subject outside the library is named from this score on
# How like the examples of a request to decline a question is (docs/safety.md): whatever else is
# known of it, and where the library has nothing for it anyway.
_ALIKE, _ALIKE_ALONE = 0.37, 0.3
_DECLINED = (Reason.IDENTIFY, Reason.INVENT, Reason.INSTRUCTIONS, Reason.OUTSIDE)
_SHORT = 3  # letters of "s19", which may be a section of any Act
_LOCAL = 0.6  # cosine at which a council's own documents speak of the subject


def measure(library: Library, asked: Understanding, found: Retrieval) -> Signals:
    """Return how well the library covers the words and the meaning of a question."""
    words = list(dict.fromkeys(asked.topic))
    size = max(1, len(library.documents()))
    counts = {w: library.lexical.frequency(w) for w in words}
    weight = {w: math.log(1 + 4 * size / (1 + n)) for w, n in counts.items()}
    total = sum(weight.values())
    covered = 0.0
    for hit in found.hits[:10] if total else ():
        stems = set(map(stem, content_words(f"{hit.passage.header} {hit.passage.text}")))
        covered = max(covered, sum(w for word, w in weight.items() if stem(word) in stems) / total)
    return Signals(
        duty=found.leads.nearest_duty,
        elsewhere=found.leads.nearest_elsewhere,
        familiar=found.leads.familiar,
        covered=covered if total else 1.0,
        dense=found.dense_best,
        case=found.leads.nearest_case,
        missing=tuple(w for w in words if not counts[w]),
    )


def judge(library: Library, asked: Understanding, found: Retrieval, signals: Signals) -> Verdict:
    """Return whether and how a question can be answered from this library."""
    reason = reason_to_decline(asked.question.text) or _alike(asked, found, _ALIKE)
    if reason:
        return Verdict(Status.REFUSED, Reason(reason))
    checks = (_elsewhere, _unknown_case, _which_paragraph, _which_case, _vague)
    made = (check(library, asked) for check in checks)
    verdict = next((v for v in made if v is not None), None) or _not_yet(library, asked, found)
    if verdict is not None:
        return verdict
    local = bool(asked.councils) and signals.dense + 0.3 * signals.covered >= _LOCAL
    named = asked.references or local or _points_at_paper(library, asked)
    if named or signals.attested or signals.support >= _ENOUGH:
        return Verdict(Status.ANSWERED)
    if reason := _alike(asked, found, _ALIKE_ALONE):
        return Verdict(Status.REFUSED, Reason(reason))
    return _beside(library, asked, found, signals)


def _points_at_paper(library: Library, asked: Understanding) -> bool:
    """True where a question asks what a held sort of paper says, or a section that is held."""
    if any(len(p) > _SHORT and library.lexical.frequency(p[1:]) for p in asked.provisions):
        return True
    kinds = {kind for intent, held in POINTED.items() if asked.wants(intent) for kind in held}
    return any(document.kind in kinds for document in library.documents())


def _beside(library: Library, asked: Understanding, found: Retrieval, signals: Signals) -> Verdict:
    """Return that there is nothing on a subject: one that is named, one of schooling, any other."""
    nearest = next(iter(found.leads.elsewhere), "")
    near = {str(r["topic"]) for r in library.lexicon("elsewhere") if r.get("near")}
    if signals.elsewhere >= _FAR and nearest not in near:
        return Verdict(Status.NOT_FOUND, Reason.DOMAIN, nearest)
    return Verdict(Status.NOT_FOUND, Reason.TOPIC, " ".join(asked.topic[:8]))


def _alike(asked: Understanding, found: Retrieval, least: float) -> str | None:
    """Return the kind of declined request that a question is most like, from `least` on.

    Who is who in a decision may be asked: a question that names its letters is not told by
    meaning alone.
    """
    scores = {kind: found.delicate.get(kind, 0.0) for kind in _DECLINED}
    likest = max(scores, key=lambda kind: scores[kind])
    in_danger = found.delicate.get("risk", 0.0)
    if scores[likest] < max(least, in_danger) or asked.followed_up:
        return None
    return None if likest is Reason.IDENTIFY and asked.parties else likest


def _elsewhere(library: Library, asked: Understanding) -> Verdict | None:
    at_home = any(c.nation == "England" for c in asked.councils)
    if asked.nation and not at_home:
        return Verdict(Status.NOT_FOUND, Reason.NATION, asked.nation)
    return None


# Words that ask for a council's record, and words of somebody's own plight or of the rule.
_RECORD = re.compile(
    r"\b(?:ever|against|found|find|ruled?|upheld|uphold|told off|criticis\w*|"
    r"ombudsm[ae]n|lgsco|complaints? (?:about|against|to)|decisions?|cases?|reports?|paid|pay|"
    r"fault|remed\w+|agreed?|record|examples?|precedents?)\b",
    re.I,
)
_OWN_PLIGHT = re.compile(
    r"\b(?:i|i'm|im|i've|ive|my|we|we're|we've|our|us|in general|generally|any council|"
    r"every council|by law|legally|the law|the rule)\b|\bkeeps? (?:on )?(?:saying|telling)\b|"
    r"\bis (?:it|that|this|no money|.{0,20}) (?:an excuse|legal|lawful|allowed)\b",
    re.I,
)


def _unknown_case(library: Library, asked: Understanding) -> Verdict | None:
    held = {d.reference for d in library.documents() if d.reference}
    if asked.references and not held.intersection(asked.references):
        return Verdict(Status.NOT_FOUND, Reason.REFERENCE, asked.references[0])
    if asked.references or not asked.councils:
        return None
    councils = {d.council for d in library.documents() if d.council}
    if any(c.name in councils for c in asked.councils):
        return None
    text = asked.question.text
    record = bool(_RECORD.search(text)) or asked.wants(*ABOUT_ONE_CASE, Intent.PRECEDENT)
    asks_anew = re.search(r"\bombudsm[ae]n|lgsco|\bever\b|\bagainst\b", text, re.I)
    if record and (asks_anew or not _OWN_PLIGHT.search(text)):
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
        named = [p for p in wanted if names_section(p, asked.question.text)]
        if len(wanted) > 1 and not named:
            return Verdict(
                Status.NEEDS_CLARIFICATION,
                Reason.WHICH_PARAGRAPH,
                asked.paragraph,
                (document,),
                tuple(wanted),
            )
    return None


def names_section(paragraph: Paragraph, text: str) -> bool:
    """True where `text` names the section that a paragraph stands in."""
    heading = set(content_words(paragraph.pinpoint.split(",")[0]))
    return bool(heading & set(content_words(text)))


def _cases_of(library: Library, asked: Understanding) -> list[Document]:
    if asked.references:
        return [d for d in library.documents() if d.reference in asked.references]
    names = {c.name for c in asked.councils}
    return [d for d in library.documents() if d.council in names and d.reference]


def _which_case(library: Library, asked: Understanding) -> Verdict | None:
    """A council or a letter that stands for several cases, and no subject to tell them apart."""
    if asked.between:
        several = [d for d in library.documents() if d.reference in asked.between]
        if len(cases := _one_each(several)) > 1:
            return Verdict(Status.NEEDS_CLARIFICATION, Reason.WHICH_CASE, "", tuple(cases))
    if asked.references or asked.topic or asked.wants(Intent.PRECEDENT, Intent.FIGURE):
        return None
    if asked.councils and asked.wants(*ABOUT_ONE_CASE, Intent.PRECEDENT):
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
    if asked.points_nowhere:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.VAGUE)
    named = asked.references or asked.councils or asked.provisions or asked.parties
    if not named and not asked.topic and not asked.periods:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.VAGUE)
    return None


_YEAR = re.compile(r"\b(20\d\d)(?:[-/](?:20)?\d\d)?\b")
_FORETELL = re.compile(
    r"\b(?:which|who|how many|how much|how bad|what|whether)\b[^?.,]{0,60}\bwill\b"
    r"(?! (?:i|we|he|she|they|it|happen|my|our|the council|"
    r"the ombudsman (?:look|consider|help|take))\b)|"
    r"\bin (?:\w+ )?\w+ years'? time\b|\bin the future\b",
    re.I,
)


def _not_yet(library: Library, asked: Understanding, found: Retrieval) -> Verdict | None:
    """What nobody can know: a figure for a year to come, or what somebody will do."""
    if asked.references:
        return None
    text = asked.question.text
    years = [int(y) for y in _YEAR.findall(text)]
    newest = max((d.date.year for d in library.documents() if d.date), default=0)
    ahead = bool(
        newest and years and min(years) > newest and re.search(r"\bwill\b|\bgoing to\b", text, re.I)
    )
    alike = found.delicate.get(Reason.FUTURE, 0.0) >= _ALIKE_ALONE
    if ahead or alike or _FORETELL.search(fold(text)):
        return Verdict(Status.NOT_FOUND, Reason.FUTURE)
    return None
