"""A cited passage as the checks read it: its sentences, who speaks in each, what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.kinds import OWN_WORDS, Kind, Role
from rag.protocols import Library
from rag.replies import Citation
from rag.text import content_words, fold, sentences, stem

__all__ = [
    "Said",
    "Told",
    "bearing",
    "clauses",
    "concept",
    "overlap",
    "read_told",
    "stems_of",
    "weight",
]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a cited paragraph; `cited`: the quotation touches it."""

    text: str
    role: Role
    cited: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What a claim may rest on: sentences, in order, and what the record says around them.

    `about`: titles, councils, references, days and legal bases. `narrated`: it is a decision,
    whose "I" and "we" are the Ombudsman's.
    """

    sentences: tuple[Said, ...]
    about: str
    council: str = ""
    narrated: bool = False
    own_words: bool = False

    @property
    def text(self) -> str:
        return "; ".join(s.text for s in self.sentences)


def read_told(library: Library, citations: Sequence[Citation]) -> Told:
    """Return the cited paragraphs, each with the sentence that it hangs from."""
    found: list[Said] = []
    about: dict[str, None] = {}
    for c in citations:
        paragraph = library.paragraph(c.paragraph_id)
        for words in (c.title, c.council, c.reference, c.legal_basis, c.law_status, c.pinpoint):
            about[words or ""] = None
        about[f"{c.date:%d %B %Y}" if c.date else ""] = None
        if paragraph is None:
            found.append(Said(c.quote, c.role, True))
            continue
        if paragraph.lead_in:
            found.append(Said(paragraph.lead_in, paragraph.role, True))
        own = c.kind in OWN_WORDS
        for a, b, label in _pieces(paragraph.text) if own else _whole(paragraph.text):
            start, end = paragraph.start + a, paragraph.start + b
            cited = c.start < end and start < c.end
            role = paragraph.role_at(start, end)
            found.append(Said(label + paragraph.text[a:b], role, cited))
    first = citations[0] if citations else None
    return Told(
        tuple(dict.fromkeys(found)),
        ". ".join(a for a in about if a),
        first.council or "" if first else "",
        any(c.kind in (Kind.DECISION, Kind.PUBLIC_REPORT) for c in citations),
        any(c.kind in OWN_WORDS for c in citations),
    )


_CLEARS = re.compile(r"no (?:fault|injustice)\b", re.I)
_LABEL = re.compile(
    r"(?:^|;\s*)((?:no )?(?:fault|injustice|finding)(?: or none proved)?):\s*", re.I
)


def _whole(text: str) -> list[tuple[int, int, str]]:
    return [(a, b, "") for a, b in sentences(text)]


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """Return the points of a text in Upheld's own words, with the label each stands under."""
    found = []
    for a, b in sentences(text):
        label, at = "", a
        for m in re.finditer(r";\s+|$", text[a:b]):
            end = a + m.start()
            headed = _LABEL.match(text[at:end])
            if headed:
                label = f"{headed[1]}: "
            elif _CLEARS.match(text, at):
                label = ""
            found.append((at + (headed.end() if headed else 0), end, label))
            at = a + m.end()
    return [(a, b, label) for a, b, label in found if text[a:b].strip()]


# --- words in common -----------------------------------------------------------------------------

_SAME = (  # words that mean one thing in this subject, by stem; the first stands for all
    "council authority la",
    "teach tutor tuition lesson tutoring educat school schooling",
    "parent mother mum father dad family carer",
    "child pupil son daughter student",
    "letter notice notify",
    "timescale deadline limit",
    "month calendar",
    "pay payment paid payout sum money refund reimburse",
    "ill illness sick sickness medical health",
    "apologis apology sorry",
    "start begin began begun starting beginning commence",
    "finish end final",
    "decide decision conclud conclusion determine",
    "answer reply respond response answered unanswered",
    "assess assessment assessed",
    "ask request requested asking",
    "need require",
    "arrange secure provide provision supply deliver organise organis make hand",
    "travel transport",
    "change amend alter amendment",
    "keep maintain kept",
    "let allow permit permitted entitle entitled",
    "fault wrong blame maladministration",
    "find found finding",
    "think consider view opinion believe",
    "tell told inform say said",
    "staff officer worker",
    "therap therapy therapist",
    "big larg large biggest largest",
    "help support",
    "report paper",
    "share circulate circulated send sent",
    "hour hourly",
    "lack absence shortage without miss missed missing missing",
    "unable cannot",
    "reduc cut",
)
_CONCEPT: dict[str, str] = {}
for _row in _SAME:
    for _word in _row.split():
        _CONCEPT.setdefault(stem(_word), stem(_row.split()[0]))
_QUOTED = 0.25  # what being quoted adds to the share of words that a sentence has of a claim
_NEAR = 0.6  # share of the best score at which a sentence bears a claim too
_COMMON = frozenset(
    "council child plan educat teach parent make arrange ehc case need ombudsman pay".split()
)


@lru_cache(maxsize=20_000)
def concept(word: str) -> str:
    """Return what a word counts as when two texts are compared."""
    found = stem(word)
    return _CONCEPT.get(found, found)


def stems_of(text: str) -> list[str]:
    """Return the content words of `text` as concepts, in order."""
    return [concept(w) for w in content_words(text)]


def weight(name: str) -> float:
    """Return how much a shared concept tells: words of every decision tell little."""
    return 0.3 if name in _COMMON else 1.0


def overlap(words: Sequence[str], other: Sequence[str]) -> float:
    """Return the weighted share of `words` that stand among `other`, 1 where there are none."""
    wanted = set(words)
    total = sum(map(weight, wanted))
    return sum(map(weight, wanted & set(other))) / total if total else 1.0


_JOINT = re.compile(
    r"[;:,]\s+|\s+-\s+|[()]|\s+(?=(?:because|since|which|whereas|although|though|but|after|so that|"
    r"unless|until|while|when|if|whenever|where|as|and|or|before|once|rather than|instead of)\b)"
)


def clauses(text: str) -> list[str]:
    """Return the clauses of `text`, in order; short ones stay with what stands before them."""
    found: list[str] = []
    for piece in _JOINT.split(fold(text)):
        if found and len(content_words(piece)) < 2:
            found[-1] += " " + piece
        elif piece.strip():
            found.append(piece.strip())
    return found


def bearing(told: Told, claim: str) -> list[Said]:
    """Return the sentences that bear a claim, best first: the quoted one that shares most of
    its words, then those that share nearly as many."""
    words = stems_of(claim)
    scores = {s: overlap(words, stems_of(s.text)) + _QUOTED * s.cited for s in told.sentences}
    order = sorted(scores, key=lambda s: -scores[s])
    first = [s for s in order if s.cited][:1] or order[:1]
    floor = _NEAR * max(scores.values(), default=0.0)
    return [*first, *(s for s in order if scores[s] >= floor and s not in first)][:3]
