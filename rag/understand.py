"""What a question asks: intents, entities, the conversation before it, and what it may not ask.

Everything here is rules over words; the meaning of lay speech is matched in `rag.bridges`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rag.entities import (
    Council,
    Gazetteer,
    other_nation,
    paragraph_asked,
    party_letters,
    provisions,
)
from rag.intents import Intent
from rag.periods import Period, periods
from rag.replies import Question, Turn
from rag.spelling import Speller
from rag.text import content_words, dates, fold, references
from rag.whose_words import intents_of

__all__ = ["Intent", "Understanding", "expand", "split_questions", "understand"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a question was read.

    `search_text` is what is looked for: the question, with the words of the conversation it
    leans on, without what only names the paper that is asked. `topic` are its content words
    without names of councils, parties and references.
    """

    question: Question
    search_text: str
    intents: frozenset[Intent]
    references: tuple[str, ...]
    councils: tuple[Council, ...]
    nation: str | None
    provisions: tuple[str, ...]
    parties: tuple[str, ...]
    paragraph: str | None
    periods: tuple[Period, ...]
    dates: tuple[date, ...]
    topic: tuple[str, ...]
    own_topic: tuple[str, ...] = ()  # of the question alone, without the conversation
    followed_up: bool = False
    between: tuple[str, ...] = ()  # references of which one is meant, and it is not said which
    respelt: Mapping[str, str] = field(default_factory=dict)  # typos, and what they were read as
    paper: bool = False  # it asks what a paper says, by its title or as "the report"

    @property
    def points_nowhere(self) -> bool:
        """True where the text goes on from a conversation that there is none of."""
        goes_on = bool(_JOINS.search(self.search_text)) and bool(
            _POINTS_AT_ONE.search(self.search_text)
        )
        few = len(self.own_topic) <= _NONE and not self.references and not self.councils
        return not self.question.history and goes_on and few

    def wants(self, *intents: Intent) -> bool:
        """True where any of `intents` was recognised."""
        return any(i in self.intents for i in intents)


def _anonymous(text: str, councils: Sequence[Council]) -> str:
    """Return `text` with each council's name put as "the council", so that rules see one."""
    bare = text.replace("&", "and")
    for council in sorted(councils, key=lambda c: -c.start):
        before = bare[: council.start].rstrip()
        article = "" if before.lower().endswith(("the", "this", "that")) else "the "
        named = re.sub(
            r"^\s*(?:county |city |borough )?council\b", "", bare[council.end :], flags=re.I
        )
        bare = f"{before} {article}council{named}"
    return bare


_JOINS = re.compile(r"^(?:ok(?:ay)?,? )?(?:and|but|so|also|then|what about|how about)\b", re.I)
_POINTS = re.compile(
    r"\b(?:it|that|this|they|them|those|these|there|he|she|his|her|one|same|either|the other|"
    r"(?:the|this|that) (?:case|decision|council|family))\b",
    re.I,
)
_POINTS_AT_ONE = re.compile(
    r"\b(?:he|she|his|hers?|him|it|(?:that|this|the) (?:\w+ )?one|"
    r"(?:that|this) (?:case|decision|family)|"
    r"the (?:case|decision|family|council|boy|girl|child|mother|father))\b",
    re.I,
)
_SEVERAL = re.compile(r"\b(?:any|all|some|each|both|none|most) of (?:them|these|those)\b", re.I)
_OWN = re.compile(r"\b(?:i|i'm|im|i've|ive|my|we|we're|we've|our|us)\b", re.I)
# Topic words of a question that points back, of one that says nothing, and of one's own that
# says nothing ("can I appeal?").
_FEW, _NONE, _NONE_OWN = 3, 2, 1
# Words that ask for a part of a decision rather than name a subject.
_ASKING = frozenset(
    """
    against allowed answer boy case cases child children complain complained complaint complaints
    council councils daughter day days decide decided decision decisions england english
    families family father fault faults find finding findings found girl happen happened help
    information know lgsco long many month months mother much next number ombudsman one ones outcome
    paid para paragraph parent parents pay payment payments question remedies remedy result
    section son soon summarise summary supposed tell time upheld uphold week weeks what's wrong
    """.split()
)


def _topic(text: str, councils: Sequence[Council], parties: Sequence[str]) -> tuple[str, ...]:
    bare = fold(text).replace("&", "and")
    for council in sorted(councils, key=lambda c: -c.start):
        bare = bare[: council.start] + " " + bare[council.end :]
    for party in parties:
        bare = bare.replace(party, " ")
    bare = re.sub(r"\b\d{2}[ -]?\d{3}[ -]?\d{3}[a-z]?\b", " ", bare, flags=re.I)
    return tuple(w for w in content_words(bare) if w not in _ASKING and not w.isdigit())


def understand(
    question: Question, gazetteer: Gazetteer, speller: Speller | None = None
) -> Understanding:
    """Read `question` against its conversation; needs no model."""
    text = fold(question.text)
    respelt: dict[str, str] = {}
    if speller is not None:
        text, respelt = speller.correct(text)
    refs = references(text)
    paper = not refs and gazetteer.papers.is_pointed_at(text)
    asks = gazetteer.papers.put_aside(text) if paper else text
    councils = gazetteer.find(asks)
    parties = party_letters(text)
    topic = _topic(asks, councils, parties)
    intents = intents_of(_anonymous(text, gazetteer.find(text)))
    if paper:
        intents |= {Intent.RESEARCH}
    search_text, leaned = asks, False
    between: tuple[str, ...] = ()
    if question.history and _leans(text, topic, councils):
        leaned = True
        past = _conversation(question, gazetteer, councils)
        refs = refs or past.references
        if not refs and _means_one(text, past.words):
            between = tuple(past.several)
        councils = councils or past.councils
        search_text = f"{asks} {past.words}".strip()
        intents = intents or intents_of(_anonymous(past.words, past.councils))
    return Understanding(
        question=question,
        search_text=search_text,
        intents=intents,
        references=tuple(refs),
        councils=tuple(councils),
        nation=None if paper else other_nation(text, councils),
        provisions=tuple(provisions(text)),
        parties=tuple(parties),
        paragraph=paragraph_asked(text),
        periods=tuple(p for p in periods(text) if not _is_limit(text, p)),
        dates=tuple(dates(text)),
        topic=_joined(topic, _topic(search_text, gazetteer.find(search_text), parties), leaned),
        own_topic=topic,
        followed_up=leaned,
        between=between,
        respelt=respelt,
        paper=paper,
    )


_RULE_BEFORE = re.compile(r"\b(?:the|within|that|this|statutory|legal)\s+$", re.I)
_PASSED_AFTER = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:since|ago|late|overdue|delay\w*|wait\w*)\b", re.I
)


def _is_limit(text: str, period: Period) -> bool:
    """True for "the 20 weeks", a limit that is spoken of; not for "20 weeks ago"."""
    before, after = text[: period.start], text[period.start + len(period.words) :]
    return bool(_RULE_BEFORE.search(before)) and not _PASSED_AFTER.search(after)


def _means_one(text: str, past: str) -> bool:
    """True where `text` points at one decision, and not at the own child that was spoken of."""
    at_one = bool(_POINTS_AT_ONE.search(text)) and not _SEVERAL.search(text)
    return at_one and not _OWN.search(f"{text} {past}")


def _joined(topic: Sequence[str], past: Sequence[str], leaned: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*topic, *past))) if leaned else tuple(topic)


def _leans(text: str, topic: Sequence[str], councils: Sequence[Council]) -> bool:
    """True where `text` cannot be read without what was said before.

    A whole account of one's own ("it's five months since his review meeting …") has pronouns
    too, but its own subject: it is read alone.
    """
    if _JOINS.search(text):
        return True
    own = bool(_OWN.search(text))
    if _POINTS.search(text) and len(topic) <= (_FEW if own else _FEW + 1):
        return True
    return len(topic) <= (_NONE_OWN if own else _NONE) and not councils


@dataclass(frozen=True, slots=True)
class _Past:
    """What a follow-up inherits: newest first, what the person said before what was answered."""

    references: list[str]
    councils: list[Council]
    words: str
    several: list[str]  # references that the last answer cited, where it cited more than one


def _conversation(question: Question, gazetteer: Gazetteer, councils: Sequence[Council]) -> _Past:
    """Return what the conversation lends to a question that cannot be read alone.

    An answer that cites several decisions lends none of them, unless the question picks one
    out by its council ("and the Birmingham one?").
    """
    said = [fold(t.content) for t in reversed(question.history) if t.role == "user"]
    told = [fold(t.content) for t in reversed(question.history) if t.role != "user"]
    named = {c.name for c in councils}
    refs: list[str] = []
    for text in (*said[:1], *told[:1], *said[1:], *told[1:]):
        found = references(text)
        if named:
            found = [r for r in found if gazetteer.cases.get(r) in named]
        if not refs and (len(found) == 1 or (found and text in said)):
            refs = found[:1] if text not in said else found
    past = next((c for text in said if (c := gazetteer.find(text))), [])
    cited = references(told[0]) if told else []
    several = [r for r in cited if not named or gazetteer.cases.get(r) in named]
    words = " ".join(_last_subject(said, gazetteer))
    return _Past(refs, past, words, several if len(several) > 1 else [])


def _last_subject(said: Sequence[str], gazetteer: Gazetteer) -> list[str]:
    """Return the last two questions, and as many before them as it takes to have a subject."""

    def leans(text: str) -> bool:
        councils = gazetteer.find(text)
        return _leans(text, _topic(text, councils, ()), councils)

    last = 2
    while last < len(said) and all(map(leans, said[:last])):
        last += 1
    return list(said[:last])


_AND_ASKS = re.compile(
    r"(?:\?\s+(?:and |but )?|,?\s+and (?:also )?)"
    r"(?=(?:what|how|when|who|why|which|where|did|does|do|was|were|is|are|can|could|should|has|"
    r"have|had)\b)",
    re.I,
)
_LEAST_WORDS = 3  # "and what for" belongs to the question before it


def split_questions(question: Question) -> list[Question]:
    """Return the questions that one text asks, each later one as a follow-up to the first.

    A text that asks one thing comes back alone and unchanged.
    """
    pieces = [p.strip(" ?") for p in _AND_ASKS.split(fold(question.text))]
    if len(pieces) < 2 or any(len(p.split()) < _LEAST_WORDS for p in pieces):
        return [question]
    first = replace(question, text=pieces[0] + "?")
    history = (*question.history, Turn("user", pieces[0]))
    return [first, *(replace(question, text=p + "?", history=history) for p in pieces[1:4])]


def expand(text: str, vocabulary: Sequence[Mapping[str, Any]]) -> str:
    """Return the words to add to a lexical query: what the abbreviations in `text` stand for."""
    folded = " " + re.sub(r"[.,;:?!()\"]+", " ", fold(text)) + " "
    lower = folded.lower()
    added: list[str] = []
    for row in vocabulary:
        if row.get("kind") not in ("abbreviation", "word"):
            continue
        for term in row.get("terms", ()):
            bare = fold(str(term)).replace(".", "")
            here = folded if len(bare) <= 3 and bare.isupper() else lower
            if f" {bare if here is folded else bare.lower()} " in here:
                added.extend(map(str, row.get("documents_say", ())))
                if row.get("kind") == "abbreviation":
                    added.append(str(row.get("means", "")))
                break
    return " ".join(dict.fromkeys(a for a in added if a))
