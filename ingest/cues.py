"""Cues inside a paragraph of a decision: who is reported, who judges, what states the law.

Nothing here knows a particular document: patterns over the verbs with which decisions report
what a council or a family said, and over the words with which the Ombudsman judges. Texts are
expected folded (`rag.text.fold`).
"""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.parties import (
    BODY,
    BODY_VERBS,
    COUNCIL,
    COUNCIL_VERBS,
    HAS,
    PARENT,
    PARENT_VERBS,
    VIEW,
)
from rag.kinds import Role
from rag.text import sentences

__all__ = [
    "any_of",
    "cites_law",
    "fill_between",
    "find_speakers",
    "judges",
    "judges_mildly",
    "replies",
    "said_by",
    "states_law",
    "weighs",
]


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return one pattern for all of `patterns`, small and capital letters alike."""
    return re.compile("|".join(patterns), re.I)


# --- judging ---------------------------------------------------------------------------------

_STEPS = (
    r"(?:also |therefore |further |only |then |now |not |have |had |do |did |am |are |would |can "
    r"|could |cannot )*"
)
_ADVERBS = r"(?:also |therefore |clearly |not |no |a |further |significant |service )*"
_IS = r"(?:is|was|were|amounts? to|amounted to|constitutes?)"

_FIRM = any_of(
    rf"\b(?:I|we) {_STEPS}(?:find|found|conclude|satisfied|uphold)\b",
    rf"\b(?:I|we) {_STEPS}consider (?:that|this|it|the)\b(?! (?:complaint|evidence|information))",
    rf"\b(?:this|that|which|it|there) {_IS} (?:\w+ ){{0,2}}?fault\b",
    r"\bamount(?:s|ed)? to (?:\w+ )?fault\b",
    r"\bin (?:my|our) (?:view|opinion)\b",
    r"\bon (?:the )?balance\b",
    r"\bthe council (?:is|was) (?:not )?at fault\b",
    r"\bno fault (?:by|in|on|here)\b",
    r"\b(?:its|this|the|that) (?:failure|delay)\b.{0,60}\b(?:is|was) (?:also )?(?:a )?fault\b",
)
_MILD = any_of(
    rf"\b(?:I|we) {_STEPS}(?:accept|note|recognise|welcome|appreciate|expect|agree|identified|say|"
    r"criticise|persuaded|see|seen)\b",
    rf"\b(?:this|that|which|it|there) {_IS} {_ADVERBS}(?:fault|failing|failure|"
    rf"maladministration)\b",
    r"\b(?:was|is|were|are) (?:not )?(?:at|without) fault\b|\bno fault\b",
    r"\bfault (?:by|in|causing|on)\b",
    r"\bnot (?:far )?enough\b",
    r"\b(?:is|are|was) (?:not )?(?:a )?(?:in)?(?:sufficient|adequate)\b",
    r"\b(?:is|are|was) (?:not )?(?:a )?(?:suitable|appropriate|proportionate) (?:remedy|offer|"
    r"sum|way)\b",
    r"\b(?:offer|remedy|sum|payment) (?:is|was) (?:not )?(?:suitable|appropriate|proportionate)\b",
    r"\bcaused\b.*\b(?:injustice|distress|uncertainty|frustration)\b",
    r"\bthere (?:is|was) (?:no|little|not enough) evidence\b",
    r"\bthe council was entitled\b",
    r"\bshould (?:not )?have\b",
)
_OWN_VOICE = re.compile(
    r"\b(?:I|[Ww]e) (?:have |also |do not |cannot |am not |am )*(?:find|found|identified|"
    r"satisfied|see|"
    r"agree|consider|conclude)\b|\b[Ii]n (?:my|our) view\b"
)


def weighs(sentence: str, *, firmly: bool = False) -> bool:
    """Say whether a sentence holds words with which the Ombudsman judges, whoever says them."""
    if firmly or _FIRM.search(sentence):
        return bool(_FIRM.search(sentence))
    return bool(_OWN_VOICE.search(sentence) or _MILD.search(sentence))


def judges(text: str) -> bool:
    """Say whether the Ombudsman plainly judges in `text`."""
    return bool(_FIRM.search(_unreported(text)))


def judges_mildly(text: str) -> bool:
    """Say whether anything in `text` weighs or judges, as findings do."""
    plain = _unreported(text)
    return bool(_OWN_VOICE.search(text)) or weighs(plain)


# --- law -------------------------------------------------------------------------------------

_CITES = re.compile(
    r"\b(?:Act|Regulations|Order|Rules) (?:19|20)\d\d\b|\bAct\)|\b[Cc]ode of [Pp]ractice\b"
    r"|\b[Ss]tatutory guidance\b|\b[Ss]ections? \d+\b|\b[Rr]egulations? \d+\b|\bEWCA\b|\bEWHC\b"
)
_EXPLAINS = re.compile(
    r"\b[Cc]ouncils?,? (?:must|should|may|can|ha(?:s|ve) a (?:duty|responsibility)|(?:is|are) "
    r"(?:required|"
    r"responsible|expected)|(?:do|does) not have to)\b"
    r"|\b(?:[Ll]ocal authorit(?:y|ies)|(?:CCG|ICB)s|[Hh]ealth bodies) (?:must|should|ha(?:s|ve) "
    r"a duty)\b"
    r"|\b[Tt]he (?:law|legislation|[Cc]ourts?|Code|guidance|[Rr]egulations|[Nn]ational "
    r"[Ff]ramework)(?: for [\w',’ ]{5,60})?(?: \d{4})? (?:\w+ )?(?:says?|said|"
    r"sets?|states?|requires?|have|has|held|expects?|provides?)\b|\bwe expect councils\b"
)
_OF_THE_CASE = re.compile(
    r"\b[Tt]he Council\b|\b(?:Mr|Mrs|Miss|Ms|Mx|Dr) [A-Z]\b|\b[A-Z]'s\b|\b(?:I|my)\b"
)


def cites_law(text: str) -> bool:
    """Say whether `text` cites or explains law or guidance."""
    return bool(_CITES.search(text) or _EXPLAINS.search(text))


def states_law(text: str) -> bool:
    """Say whether `text` states the law and nothing of the case in hand."""
    return cites_law(text) and not _OF_THE_CASE.search(text)


# --- speakers --------------------------------------------------------------------------------

_NOT_AS = r"(?<!which )(?<!what )(?<!as )"
_PATTERNS = (
    (Role.COUNCIL_POSITION, any_of(rf"{_NOT_AS}\b{COUNCIL}{HAS} {COUNCIL_VERBS}\b")),
    (
        Role.COMPLAINT,
        any_of(rf"{_NOT_AS}\b{PARENT}(?:'s complaint\b.{{0,30}}, s?he)?{HAS} {PARENT_VERBS}\b"),
    ),
    (
        Role.COUNCIL_POSITION,
        any_of(
            rf"^according to {COUNCIL}\b",
            rf"\bin {COUNCIL}'s (?:view|opinion)\b",
            rf"\b{COUNCIL}'s {VIEW} (?:is|was|has been)\b",
        ),
    ),
    (
        Role.COMPLAINT,
        any_of(
            rf"^according to {PARENT}",
            rf"\bin {PARENT}'s (?:view|opinion)\b",
            rf"\b{PARENT}'s {VIEW} (?:is|was|has been)\b",
            r"^the complaint (?:is|was|concerns|is about)\b",
        ),
    ),
    (Role.FACTS, any_of(rf"^(?:[^.;,]{{0,50}}, )?{BODY}{HAS} {BODY_VERBS}\b")),
)
_NEAR = 90  # characters into a sentence within which its speaker is named
_ROOM = 60  # characters that a match beginning there may take


def said_by(sentence: str, *, others: bool = False) -> tuple[int, int, Role] | None:
    """Return where a sentence first names a party as saying something, and whose words it gives.

    COUNCIL_POSITION for the council, COMPLAINT for the family; with `others` FACTS for anybody
    else (a school, a tribunal, a therapist).
    """
    found = [
        (match.start(), match.end(), role)
        for role, pattern in _PATTERNS
        if (others or role is not Role.FACTS)
        and (match := pattern.search(sentence, 0, _NEAR + _ROOM))
        and match.start() <= _NEAR
    ]
    return min(found, default=None)


_OPENS = r"^(?:[^.;,]{0,50}, )?(?:and |but )?"
_IT_SAYS = any_of(
    rf"{_OPENS}(?:it|they)\b{HAS} "
    rf"(?:{COUNCIL_VERBS}|would|did not|expected|had(?! been)|relied)\b"
)
_THEY_SAY = any_of(rf"{_OPENS}(?:s?he|they)\b{HAS} (?:{PARENT_VERBS}|had to)\b")
_OTHERS = any_of(rf"^(?:[^.;]{{0,60}}?, ?)?(?:{PARENT}|I|we)\b")
_REPLIES = any_of(
    rf"\b{COUNCIL}{HAS} (?:respond|repl)\w*\b",
    r"\bin (?:its|the council's) (?:\w+ ){0,3}(?:response|reply)\b",
    rf"\b{COUNCIL}'s (?:\w+ ){{0,3}}(?:response|reply|letter|email)\b.{{0,40}}\b(?:said|stated|"
    rf"explained)\b",
    r"\bin response to (?:my|our|the) (?:\w+ )?(?:enquir\w+|draft\b).{0,30}\bthe council\b",
)
_FIRST_PERSON = re.compile(r"\b(?:I|we)\b")


def replies(sentence: str) -> bool:
    """Say whether a sentence opens a council's reply, in which what follows is the council's."""
    return bool(_REPLIES.search(sentence))


def find_speakers(text: str) -> list[Role | None]:
    """Return for each sentence of `text` whose words it reports.

    COUNCIL_POSITION for the council's, COMPLAINT for the family's, None for nobody's.
    """
    result: list[Role | None] = []
    replying = False
    for start, end in sentences(text):
        sentence = text[start:end]
        last = result[-1] if result else None
        speaker = _named(sentence) or _carried_on(sentence, last, replying=replying)
        starts = replies(sentence)
        replying = speaker is Role.COUNCIL_POSITION and (replying or starts)
        result.append(speaker)
    return result


def _named(sentence: str) -> Role | None:
    """Return the party that a sentence names first as saying something."""
    replying = replies(sentence)
    named = said_by(sentence)
    if named is None:
        return Role.COUNCIL_POSITION if replying else None
    own_voice = _FIRST_PERSON.search(sentence[: named[0]]) and not replying
    return None if own_voice else named[2]


def _carried_on(sentence: str, last: Role | None, *, replying: bool) -> Role | None:
    """Return whose words go on in a sentence that names no speaker."""
    if last is Role.COUNCIL_POSITION and _IT_SAYS.search(sentence):
        return last
    if last is Role.COMPLAINT and _THEY_SAY.search(sentence):
        return last
    own = _OTHERS.search(sentence) or _FIRM.search(sentence) or _MILD.search(sentence)
    return Role.COUNCIL_POSITION if replying and not own else None


def fill_between(speakers: list[Role | None]) -> list[Role | None]:
    """Give what stands between two sentences of one side to that side."""
    result = list(speakers)
    named = [(n, speaker) for n, speaker in enumerate(speakers) if speaker is not None]
    for (a, first), (b, second) in pairwise(named):
        if first is second:
            result[a:b] = [first] * (b - a)
    return result


def _unreported(text: str) -> str:
    """Return the sentences of `text` that nobody is reported to have said."""
    pairs = zip(sentences(text), find_speakers(text), strict=True)
    return " ".join(text[a:b] for (a, b), speaker in pairs if speaker is None)
