"""A claim clause by clause, each beside the clause of its source that is nearest to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.agree.fault import Fault
from rag.agree.told import Told, clauses, concept, overlap, stems_of
from rag.protocols import Embedder
from rag.text import NUMBER_WORDS, content_words, fold

__all__ = ["NO_DENIAL", "clause_fault", "denials"]

_LINKED = re.compile(
    r"^(?:because|since|after|as|so that|due to|and|or|but|which|so|until|before|while|when)\b"
)
_STRANGE = 0.3  # cosine up to which no clause of the source speaks of the same
_FAR = 0.55  # and where a run of words is new to the source
_UNSHARED = 0.34  # share of a clause's words that the source uses, at most
_NEW = 0.5  # cosine of a word to the nearest of the source, below which it is new
_SAME, _BACK = 1.4, 0.6  # overlap and cosine together; share of the source's clause that is met

_NEGATIVE = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|without|cannot|nothing|hardly|\w+n't|"
    r"fail(?:s|ed|ing|ures?)?|lack(?:s|ed|ing)?|refus\w+|declin\w+|reject\w+|dismiss\w*|"
    r"miss(?:es|ed|ing)?|los(?:t|e|es|ing)|prevent\w*|absen\w+|away from|deprived|shortage|"
    r"short of|with(?:held|hold\w*)|un(?!der|til|less|it|ion|iver|ique|certain)\w{4,}|"
    r"in(?:appropriate|adequate|correct|sufficient|complete|eligible|valid)\w*|improper\w*|"
    r"irrelevant|wrong\w*|flawed|faulty|ignor\w+|disregard\w*|overlook\w*|neglect\w*|omit\w*|"
    r"contrary|outside|off limits|stop(?:s|ped|ping)?|ceas\w+|barred|exempt|spare[sd]?|excus\w+|"
    r"object\w*|criticis\w*|rather than|instead of|turn(?:s|ed|ing)? down|den(?:y|ied|ies)|however|"
    r"even (?:if|where|when|though))\b"
)
NO_DENIAL = re.compile(
    r"\b(?:no|not) (?:more|less|later|fewer|longer|earlier|sooner) than\b|\bnot only\b|"
    r"\b(?:whether )?or not\b|\bno matter\b|"
    r"^(?:no )?(?:fault|injustice|finding)[^:]{0,20}:|"
    r"(?:(?:,| and| but) not|,? (?:rather than|instead of)|,? not (?:by|for|with|from|to|on))"
    r"(?: by| for| with| from| to| on)?(?: the| an?| its| his| her)? \w+(?=[.,;]|$)"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    words: str
    nearest: str  # clause of the source
    cosine: float


def denials(clause: str) -> int:
    """Return how many words of a clause deny or turn round what it says."""
    return len(_NEGATIVE.findall(NO_DENIAL.sub(" ", fold(clause).lower())))


def clause_fault(claim: str, told: Told, embedder: Embedder) -> Fault | None:
    """Return that a clause of `claim` is new to its source, or denies what its own there says."""
    pairs = _paired(claim, told, embedder)
    source = _plain_words(f"{told.text} {told.about}")
    have = {concept(w) for w in source}
    for pair in pairs[1:]:
        if _LINKED.match(pair.words.lower()) and _unborne(pair, source, have, embedder):
            return Fault("added", f"what is cited does not tell “{pair.words[:60]}”")
    for pair in pairs:
        words, theirs = stems_of(pair.words), stems_of(pair.nearest)
        near = len(words) > 1 and overlap(words, theirs) + pair.cosine >= _SAME
        unlike = (denials(pair.words) - denials(pair.nearest)) % 2
        if near and unlike and overlap(theirs, words) >= _BACK:
            return Fault("negation", f"what is cited says the reverse of “{pair.words[:60]}”")
    return None


def _paired(claim: str, told: Told, embedder: Embedder) -> list[_Clause]:
    mine = clauses(claim)
    theirs = list(dict.fromkeys(c for s in told.sentences for c in clauses(s.text)))
    if not mine or not theirs:
        return []
    vectors = embedder.encode([*mine, *theirs, *(s.text for s in told.sentences)])
    cosines = vectors[: len(mine)] @ vectors[len(mine) :].T
    found = []
    for words, row in zip(mine, cosines, strict=True):
        stems = stems_of(words)
        fit = [overlap(stems, stems_of(c)) + float(row[n]) for n, c in enumerate(theirs)]
        best = max(range(len(theirs)), key=fit.__getitem__)
        found.append(_Clause(words, theirs[best], float(row.max())))
    return found


def _unborne(pair: _Clause, source: Sequence[str], have: set[str], embedder: Embedder) -> bool:
    words = _plain_words(pair.words)
    if len(words) < 2 or overlap(stems_of(pair.words), sorted(have)) > _UNSHARED:
        return False
    if pair.cosine <= _STRANGE:
        return True
    if pair.cosine > _FAR or not source:
        return False
    cosines = embedder.encode(words) @ embedder.encode(list(source)).T
    nearest = cosines.max(axis=1)
    new = [concept(w) not in have and float(c) < _NEW for w, c in zip(words, nearest, strict=True)]
    return any(a and b for a, b in pairwise(new))


def _plain_words(text: str) -> list[str]:
    bare = re.sub(r"[\d£][\d,.]*", " ", text)
    return [w for w in dict.fromkeys(content_words(bare)) if w not in NUMBER_WORDS]
