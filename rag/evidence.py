"""Is there enough to answer from, and if not, which of the reasons is it?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.decline import reason_to_decline
from rag.kinds import Status
from rag.named import judge_names
from rag.priors import POINTED
from rag.protocols import Library
from rag.reasons import Reason, Verdict
from rag.retrieve import Retrieval
from rag.text import content_words, stem
from rag.understand import Understanding

__all__ = ["Signals", "judge", "measure"]


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
    foretells = found.delicate.get(Reason.FUTURE, 0.0) >= _ALIKE_ALONE
    if verdict := judge_names(library, asked, foretells):
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
