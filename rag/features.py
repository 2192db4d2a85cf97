"""What speaks for a passage: the columns that ranking weighs, one row a candidate."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from rag.bridges import Leads
from rag.candidates import Candidates
from rag.entities import short_names
from rag.intents import Intent
from rag.kinds import Kind, Role
from rag.priors import kind_prior, role_prior
from rag.protocols import FloatArray, Library
from rag.records import Document, Passage
from rag.text import content_words, stem
from rag.understand import Understanding

__all__ = ["FEATURES", "Seen", "Sought", "measure_candidates"]

_RANK = 60  # as in reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009)
_DUTIES, _CASES = 12, 20  # of the nearest ones, those that count
_PARTS = 3  # of a document, the nearest ones that tell how near it is
_UNLIKELY = 0.02  # no voice is ruled out
_FAR, _PLAIN = 0.1, 0.4  # cosines: nobody asks like this; just this is asked
_PERIOD = re.compile(r"\b(?:weeks?|(?:working |school )?days?|months?)\b")


@dataclass(frozen=True, slots=True)
class Sought:
    """One question with everything that is known of it before passages are compared."""

    asked: Understanding
    vector: FloatArray  # shape (dimension,)
    leads: Leads
    candidates: Candidates
    voices: Mapping[str, float] = field(default_factory=dict)  # whose words are wanted, 0 to 1


@dataclass(frozen=True, slots=True)
class Seen:
    """A candidate with its document, its words and the voices in which it speaks."""

    key: int
    passage: Passage
    document: Document
    stems: frozenset[str]
    voices: frozenset[str] = frozenset()  # of corpus/asking.jsonl, those in which it speaks


@dataclass(frozen=True, slots=True)
class _View:
    """What the columns are computed from."""

    library: Library
    sought: Sought
    cosines: Mapping[int, float]  # of the candidates and the passages beside them
    rarity: Mapping[str, float]  # stem of the question -> how much it tells
    duties: Mapping[str, float]  # nearest duties, 0 to 1
    cases: Mapping[str, float]  # references of the nearest situations, 0 to 1
    councils: tuple[frozenset[str], ...]  # the words of what named councils are called for short
    best_words: float = 1.0  # the best BM25 score
    near_parts: Mapping[str, float] = field(default_factory=dict)  # of a document, by its id
    covered_parts: Mapping[str, float] = field(default_factory=dict)


_Column = Callable[[_View, Seen], float]


def _rank_in(name: str) -> _Column:
    def column(view: _View, seen: Seen) -> float:
        rank = view.sought.candidates.ranks[name].get(seen.key)
        return _RANK / (_RANK + rank) if rank else 0.0

    return column


def _meaning(view: _View, seen: Seen) -> float:
    return view.cosines.get(seen.key, 0.0)


def _covered(view: _View, seen: Seen) -> float:
    """The share of the question's telling words that stand in the passage or its header."""
    total = sum(view.rarity.values()) or 1.0
    return sum(weight for word, weight in view.rarity.items() if word in seen.stems) / total


def _duty(view: _View, seen: Seen) -> float:
    """How near the duty is that this passage states."""
    return view.duties.get(seen.document.id, 0.0) if seen.passage.section == 0 else 0.0


def _situation(view: _View, seen: Seen) -> float:
    """How near the everyday telling of this case's situation is."""
    return view.cases.get(seen.document.reference or "", 0.0)


def _role(view: _View, seen: Seen) -> float:
    return role_prior(view.sought.asked, seen.passage.role)


def _voice(view: _View, seen: Seen) -> float:
    """how likely it speaks in the voice that is wanted, by the meaning of the question."""
    shares = view.sought.voices
    best = max((shares.get(voice, 0.0) for voice in seen.voices), default=0.0)
    return math.log(max(_UNLIKELY, best)) if shares else 0.0


def _kind(view: _View, seen: Seen) -> float:
    return kind_prior(view.sought.asked, seen.document.kind)


def _length(view: _View, seen: Seen) -> float:
    return math.log(1 + len(seen.passage.text.split()))


def _case(view: _View, seen: Seen) -> float:
    return float(seen.document.reference in view.sought.asked.references)


def _council(view: _View, seen: Seen) -> float:
    """1 for a paper of a council that is named, a half for words about it in another paper."""
    named = view.sought.asked.councils
    if any(c.name == seen.document.council for c in named):
        return 1.0
    return 0.5 * any(stems and stems <= seen.stems for stems in view.councils)


def _scored(view: _View, seen: Seen) -> float:
    """The BM25 score as a share of the best one."""
    words = view.sought.candidates.words
    return words.get(seen.key, 0.0) / view.best_words


def _near_parts(view: _View, seen: Seen) -> float:
    """How near the nearest parts of the same document are."""
    return view.near_parts.get(seen.document.id, 0.0)


def _covered_parts(view: _View, seen: Seen) -> float:
    """The share of the question's telling words that stand in one part of the same document."""
    return view.covered_parts.get(seen.document.id, 0.0)


def _period(view: _View, seen: Seen) -> float:
    wanted = view.sought.asked.wants(Intent.TIME_LIMIT)
    return float(wanted and bool(_PERIOD.search(seen.passage.text)))


def _sum(view: _View, seen: Seen) -> float:
    wanted = view.sought.asked.wants(Intent.AMOUNT, Intent.REMEDY)
    return float(wanted and "£" in seen.passage.text)


_COLUMNS: dict[str, _Column] = {
    "meaning": _meaning,
    "rank by meaning": _rank_in("meaning"),
    "rank by words": _rank_in("words"),
    "score by words": _scored,
    "words covered": _covered,
    "document by meaning": _near_parts,
    "document by words": _covered_parts,
    "duty": _duty,
    "situation": _situation,
    "role": _role,
    "voice": _voice,
    "kind": _kind,
    "length": _length,
    "case": _case,
    "council": _council,
    "period": _period,
    "sum": _sum,
}
_ROLES, _KINDS = tuple(Role), tuple(Kind)
FEATURES = (*_COLUMNS, *(f"is {name}" for name in (*_ROLES, *_KINDS)))


def measure_candidates(library: Library, sought: Sought, seen: Sequence[Seen]) -> FloatArray:
    """Return what speaks for each of `seen`, shape (len(seen), len(FEATURES))."""
    view = _view(library, sought, seen)
    rows = [
        [column(view, one) for column in _COLUMNS.values()]
        + [float(one.passage.role is role) for role in _ROLES]
        + [float(one.document.kind is kind) for kind in _KINDS]
        for one in seen
    ]
    return np.array(rows, dtype=np.float32).reshape(len(seen), len(FEATURES))


def _view(library: Library, sought: Sought, seen: Sequence[Seen]) -> _View:
    keys = np.array([one.key for one in seen], dtype=np.int64)
    cosines = dict(library.vectors.search(sought.vector, len(keys), keys))
    size = int(library.manifest.get("passages", 0)) or len(seen)
    words = dict.fromkeys(content_words(sought.asked.search_text))
    rarity = {
        stem(word): math.log(1 + size / (1 + library.lexical.frequency(word))) for word in words
    }
    view = _View(
        library,
        sought,
        cosines,
        rarity,
        _shares(sought.leads.duties, _DUTIES, power=4),
        _shares(sought.leads.references, _CASES, power=4),
        tuple(
            frozenset(map(stem, content_words(short_names(council.name)[-1])))
            for council in sought.asked.councils
        ),
        best_words=max(sought.candidates.words.values(), default=0.0) or 1.0,
    )
    parts: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        parts[one.document.id].append(one)
    return replace(
        view,
        near_parts={
            name: float(np.mean(sorted(_meaning(view, one) for one in ones)[-_PARTS:]))
            for name, ones in parts.items()
        },
        covered_parts={
            name: max(_covered(view, one) for one in ones) for name, ones in parts.items()
        },
    )


def _shares(scores: Mapping[str, float], most: int, *, power: int) -> dict[str, float]:
    """Return the best of `scores` as shares of the first, the lower ones pressed down.

    Where even the first is far from the question, none of them counts for much.
    """
    top = next(iter(scores.values()), 0.0)
    near = min(1.0, max(0.0, (top - _FAR) / (_PLAIN - _FAR)))
    if not near:
        return {}
    best = list(scores.items())[:most]
    return {name: near * max(0.0, score / top) ** power for name, score in best}
