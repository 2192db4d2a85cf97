"""What a question asks: intents, entities, the conversation before it, and what it may not ask.

Everything here is rules over words; the meaning of lay speech is matched in `rag.bridges`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from rag.entities import (
    Council,
    Gazetteer,
    other_nation,
    paragraph_asked,
    party_letters,
    provisions,
)
from rag.records import Question, Turn
from rag.text import Period, content_words, dates, fold, periods, references

__all__ = ["Intent", "Understanding", "expand", "split_questions", "understand"]


class Intent(StrEnum):
    """What kind of thing is wanted. A question may have several."""

    AMOUNT = "amount"
    FINDING = "finding"
    NO_FAULT = "no_fault"
    COMPLAINT = "complaint"
    COUNCIL = "council_position"
    REMEDY = "remedy"
    EVENTS = "events"
    TIME_LIMIT = "time_limit"
    DUTY = "duty"
    NEXT = "next"
    PRECEDENT = "precedent"
    DEFINITION = "definition"
    FIGURE = "figure"
    POWERS = "powers"
    MINUTES = "minutes"
    RESEARCH = "research"
    SUMMARY = "summary"


_INTENTS: dict[Intent, str] = {
    Intent.AMOUNT: r"how much (?!longer|time|support|help|provision|education|notice|therapy)|"
    r"\bpaid\b|\bpays?\b|payments?|compensat|\bmoney\b|\bsums?\b|\btotal\b|£|\bamounts?\b|"
    r"refund|reimburs|costs? back|financial remed",
    Intent.FINDING: r"\bf(?:i|ou)nd(?:s|ing|ings)?\b|\bfault|wrong\b|decid|\bdecision\b|conclu|uph[eo]ld|"
    r"criticis|\bruling\b|\bruled?\b|ombudsman(?:'s)? (?:say|said|think|view|thought)|outcome",
    Intent.NO_FAULT: r"no fault|not (?:at )?fault|without fault|in the clear|cleared|entitled to (?:try|do|refuse)|"
    r"not upheld|did nothing wrong|was it (?:wrong|fault)",
    Intent.COMPLAINT: r"complain(?:ed|ing|ts?)? (?:about|that|of)|what (?:did|was|were|is) .{0,40}complain|"
    r"the complaint\b|allege",
    Intent.COUNCIL: r"(?:council|authority|\bla\b|they|it)(?:'s)? (?:\w+ )?(?:say|said|tell|told|admit|argu|respon[ds]|repl|claim|position|"
    r"reason for|excuse|offer|defen[dc]|explain|justif)|according to the council|did (?:the )?[\w ]{2,30}council "
    r"(?:say|argue|reply|respond|claim|offer|explain)|council's (?:\w+ ){0,2}(?:reply|response|argument|view|case|"
    r"explanation|offer|position|reason)|stage (?:one|two|1|2) (?:reply|response)",
    Intent.REMEDY: r"\bremed(?:y|ies)\b|put (?:it|things|this|that) right|agreed? (?:to|action)|apolog|"
    r"recommended action|what (?:did|does|must|will) .{0,40}(?:have to|agree|need to) do|service improvement|"
    r"ordered to|asked the council to|told the council to",
    Intent.EVENTS: r"\bwhen did\b|what happened|timeline|chronolog|\bbackground\b|how long (?:did|was|were|had)|"
    r"\bon what date|which (?:date|month|year)|\bwhen was\b",
    Intent.TIME_LIMIT: r"how long (?:do|does|should|can|must|have|has|is|are|will|until|before|after|to)|deadline|"
    r"by when|time ?limits?|timescale|time ?frame|how many (?:weeks|days|months|working days|school days)|"
    r"(?:when|date).{0,40}\bdue\b|\bdue\b.{0,15}\bwhen|when (?:should|must|do|does|will) |how soon|too late|"
    r"\bby now\b|in time\b|overdue|\blate\b|how quickly|within how",
    Intent.DUTY: r"\bshould\b|supposed to|meant to|ha(?:ve|s) to\b|\bmust\b|\ballowed\b|\bduty|duties|\blegal|\blaw\b|"
    r"\brights?\b|\bentitled\b|responsib|can (?:they|the council|the school|the la)|\bdo they\b|is it ok|"
    r"require(?:d|ment)|\blawful",
    Intent.NEXT: r"what (?:can|do|should|could|must) (?:i|we) |\bnext\b|can (?:i|we) (?:appeal|complain|ask|challenge|claim|get|still|do)|"
    r"how (?:do|can|should) (?:i|we)|where (?:do|can) (?:i|we)|who (?:do|can|should) (?:i|we)|anything (?:i|we) can|"
    r"worth complain|my options",
    Intent.PRECEDENT: r"\bcases?\b|\bexamples?\b|precedent|other (?:famil|parent|council|people|children)|"
    r"similar|\bdecisions (?:about|on|where|that|in|against)|has (?:this|that|any|the ombudsman)|anyone else|"
    r"\bever (?:found|been)|which (?:councils?|decisions?)",
    Intent.DEFINITION: r"what (?:is|are|does|do) (?:an? |the )?[\w' -]{2,60}(?: mean| stand for)?\??$|meaning of|defin|"
    r"stands? for|difference between|\bmean(?:s)? by\b|what counts as|\bexplain\b",
    Intent.FIGURE: r"how many|what (?:percentage|proportion|share|number)|number of|per ?cent|\brate of\b|%",
    Intent.POWERS: r"ombudsman(?:'s)? (?:powers?|role|remit|jurisdiction|investigate|look at|consider|help|force|make)|"
    r"can the ombudsman|what can't the ombudsman|jurisdiction|maladministration",
    Intent.MINUTES: r"\bcommittee|\bminutes\b|scrutiny|councillors?\b|\bcllr|\bmembers\b|\bcabinet\b|deputy director|"
    r"flow ?chart|action plan",
    Intent.RESEARCH: r"\breport\b|\bstudy\b|\bresearch|interview|\bofficers?\b|nuffield|professor|\bauthor\b|appendix|"
    r"\bsurvey|white paper|set up to fail",
    Intent.SUMMARY: r"\bsummar|\boverview\b|tell me about|what(?:'s| is| was) (?:it|the case|this case|that case) about|"
    r"in short|main points",
}
_COMPILED = {intent: re.compile(pattern, re.I) for intent, pattern in _INTENTS.items()}


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a question was read.

    `search_text` is what is looked for: the question, with the words of the conversation it
    leans on. `topic` are its content words without names of councils, parties and references.
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
    followed_up: bool = False

    def wants(self, *intents: Intent) -> bool:
        """True where any of `intents` was recognised."""
        return any(i in self.intents for i in intents)


def intents_of(text: str) -> frozenset[Intent]:
    """Return every intent whose words stand in `text`."""
    folded = fold(text)
    return frozenset(i for i, pattern in _COMPILED.items() if pattern.search(folded))


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


_LEANS = re.compile(
    r"^(?:and|but|so|also|what about|how about|ok|okay|then|why|when was that|how much was|who)\b|"
    r"\b(?:it|that|this|they|them|those|these|there|he|she|his|her|that one|same|this case|that case|the case|"
    r"the other|either)\b",
    re.I,
)
# Words that ask for a part of a decision rather than name a subject.
_ASKING = frozenset(
    """ombudsman decide decided decision decisions find found finding findings fault faults wrong council
    councils case cases complaint complaints complain complained happen happened outcome result pay paid
    payment payments remedy remedies summary summarise tell know what's lgsco upheld know information
    paragraph para section number help question answer child children family families parent parents mother
    father son daughter boy girl england english long time much many soon next weeks week days day months month
    allowed supposed""".split()
)


def _topic(text: str, councils: Sequence[Council], parties: Sequence[str]) -> tuple[str, ...]:
    bare = fold(text).replace("&", "and")
    for council in sorted(councils, key=lambda c: -c.start):
        bare = bare[: council.start] + " " + bare[council.end :]
    for party in parties:
        bare = bare.replace(party, " ")
    bare = re.sub(r"\b\d{2}[ -]?\d{3}[ -]?\d{3}[a-z]?\b", " ", bare, flags=re.I)
    return tuple(w for w in content_words(bare) if w not in _ASKING and not w.isdigit())


def understand(question: Question, gazetteer: Gazetteer) -> Understanding:
    """Read `question` against its conversation; needs no model."""
    text = fold(question.text)
    refs = references(text)
    councils = gazetteer.find(text)
    parties = party_letters(question.text)
    topic = _topic(text, councils, parties)
    search_text, leaned = text, False
    if question.history and not refs and _leans(text, topic, councils):
        leaned = True
        refs, inherited, words = _conversation(question, gazetteer)
        councils = councils or inherited
        search_text = f"{text} {words}".strip()
    return Understanding(
        question=question,
        search_text=search_text,
        intents=intents_of(_anonymous(text, councils)),
        references=tuple(refs),
        councils=tuple(councils),
        nation=other_nation(text, councils),
        provisions=tuple(provisions(text)),
        parties=tuple(parties),
        paragraph=paragraph_asked(text),
        periods=tuple(periods(text)),
        dates=tuple(dates(text)),
        topic=topic if not leaned else (*topic, *_topic(search_text, councils, parties)),
        followed_up=leaned,
    )


def _leans(text: str, topic: Sequence[str], councils: Sequence[Council]) -> bool:
    """True where `text` cannot be read without what was said before."""
    return bool(_LEANS.search(text)) or (len(topic) <= 2 and not councils)


def _conversation(question: Question, gazetteer: Gazetteer) -> tuple[list[str], list[Council], str]:
    """Return the references, councils and words that the question inherits, newest first."""
    refs: list[str] = []
    councils: list[Council] = []
    words = ""
    for turn in reversed(question.history):
        if turn.role == "user" and not words:
            words = fold(turn.content)
        refs = refs or references(turn.content)[:1]
        if turn.role == "user":
            councils = councils or gazetteer.find(turn.content)
    return refs, councils, words


_AND_ASKS = re.compile(
    r"(?:\?\s+(?:and |but )?|,?\s+and (?:also )?)(?=(?:what|how|when|who|why|which|where|did|does|do|was|were|is|are|"
    r"can|could|should|has|have|had)\b)",
    re.I,
)
_LEAST_WORDS = 4  # "and what for" belongs to the question before it


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
