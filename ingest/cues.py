"""Cues inside a paragraph of a decision: who is reported, who judges, what states the law.

Nothing here knows a particular document: patterns over the verbs with which decisions report
what a council or a family said, and over the words with which the Ombudsman judges. Texts are
expected folded (`rag.text.fold`).
"""

from __future__ import annotations

import re
from itertools import pairwise

from rag.records import Role
from rag.text import sentences

__all__ = [
    "any_of",
    "cites_law",
    "fill_between",
    "find_speakers",
    "judges",
    "judges_mildly",
    "states_law",
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


def judges(text: str) -> bool:
    """Say whether the Ombudsman plainly judges in `text`."""
    return bool(_FIRM.search(_unreported(text)))


def judges_mildly(text: str) -> bool:
    """Say whether anything in `text` weighs or judges, as findings do."""
    plain = _unreported(text)
    return bool(_OWN_VOICE.search(text) or _FIRM.search(plain) or _MILD.search(plain))


# --- law -------------------------------------------------------------------------------------

_CITES = re.compile(
    r"\b(?:Act|Regulations|Order|Rules) (?:19|20)\d\d\b|\bAct\)|\b[Cc]ode of [Pp]ractice\b"
    r"|\b[Ss]tatutory guidance\b|\b[Ss]ections? \d+\b|\b[Rr]egulations? \d+\b|\bEWCA\b|\bEWHC\b"
)
_EXPLAINS = re.compile(
    r"\b[Cc]ouncils?,? (?:must|should|may|can|ha(?:s|ve) a (?:duty|responsibility)|(?:is|are) "
    r"(?:required|"
    r"responsible|expected)|(?:do|does) not have to)\b"
    r"|\b[Ll]ocal authorit(?:y|ies) (?:must|should|ha(?:s|ve) a duty)\b"
    r"|\b[Tt]he (?:law|legislation|[Cc]ourts?|Code|guidance|[Rr]egulations) (?:\w+ )?(?:says?|said|"
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

_COUNCIL = (
    r"(?:the (?:council|authority|trust|icb|panel|caseworker|officer|director)|council officers?|"
    r"officers?|(?-i:[A-Z]\w+(?: [A-Z]\w+)* Council))"
)
_TITLE = r"(?:Mr|Mrs|Miss|Ms|Mx|Dr)"
_PARENT = (
    rf"(?:{_TITLE}(?: and {_TITLE})? (?-i:[A-Z])\b|the (?:complainants?|parents?|family|mother|"
    rf"father|"
    r"representative)|their representative)"
)
_SAYS_BOTH = (
    r"said|says?|stat(?:es|ed)|told|explain(?:s|ed)|argu(?:es|ed)|believe[sd]?|maintain(?:s|ed)|"
    r"den(?:ies|ied)|disagree[sd]?|claim(?:s|ed)|assert(?:s|ed)|insist(?:s|ed)|report(?:s|ed) that"
)
_COUNCIL_VERBS = (
    rf"(?:{_SAYS_BOTH}|respond(?:s|ed)|repl(?:ies|ied)|acknowledge[sd]?|accept(?:s|ed)|"
    rf"apologise[sd]?|"
    r"confirm(?:s|ed)|advise[sd]?|note[sd]?|clarif(?:ies|ied)|comment(?:s|ed)|offer(?:s|ed)|upheld|"
    r"partly upheld|considers?(?: that)?|considered (?:that|it)|disput(?:es|ed)|point(?:s|ed) "
    r"out|reject(?:s|ed)|"
    r"(?:does|did) not (?:accept|agree|believe|consider|uphold)|found that|recognise[sd]|"
    r"reflect(?:s|ed)|suggest(?:s|"
    r"ed)|"
    r"calculated)"
)
_PARENT_VERBS = (
    rf"(?:{_SAYS_BOTH}|complain(?:s|ed)|feels?|felt|disput(?:es|ed)|considers?|question(?:s|ed)|"
    r"would like|wants?|describe[sd]?|alleg(?:es|ed)|thinks?|(?:is|was|remain(?:s|ed)) (?:unhappy|"
    r"concerned|dissatisfied|worried|frustrated|hopeful))"
)
_HAS = (
    r"(?: (?:also|then|again|has|had|have|now|later|further|formally|previously|since|first|"
    r"already|"
    r"initially))*"
)
_COUNCIL_SAYS = any_of(rf"(?<!which )(?<!what )\b{_COUNCIL}{_HAS} {_COUNCIL_VERBS}\b")
_PARENT_SAYS = any_of(rf"\b{_PARENT}(?:'s complaint\b.{{0,30}}, s?he)?{_HAS} {_PARENT_VERBS}\b")
_OPENS = r"^(?:[^.;,]{0,50}, )?(?:and |but )?"
_IT_SAYS = any_of(
    rf"{_OPENS}(?:it|they)\b{_HAS} "
    rf"(?:{_COUNCIL_VERBS}|would|did not|expected|had(?! been)|relied)\b"
)
_THEY_SAY = any_of(rf"{_OPENS}(?:s?he|they)\b{_HAS} (?:{_PARENT_VERBS}|had to)\b")
_OTHERS = any_of(rf"^(?:[^.;]{{0,60}}?, ?)?(?:{_PARENT}|I|we)\b")
_REPLIES = any_of(
    rf"\b{_COUNCIL}{_HAS} (?:respond|repl)\w*\b",
    r"\bin (?:its|the council's) (?:\w+ ){0,3}(?:response|reply)\b",
    rf"\b{_COUNCIL}'s (?:\w+ ){{0,3}}(?:response|reply|letter|email)\b.{{0,40}}\b(?:said|stated|"
    rf"explained)\b",
    r"\bin response to (?:my|our|the) (?:\w+ )?(?:enquir\w+|draft\b).{0,30}\bthe council\b",
)
_FIRST_PERSON = re.compile(r"\b(?:I|we)\b")
_NEAR = 90  # characters into a sentence within which its speaker is named
_ROOM = 60  # characters that a match beginning there may take


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
        starts = bool(_REPLIES.search(sentence))
        replying = speaker is Role.COUNCIL_POSITION and (replying or starts)
        result.append(speaker)
    return result


def _named(sentence: str) -> Role | None:
    """Return the party that a sentence names first as saying something."""
    found = [
        (match.start(), role)
        for role, pattern in (
            (Role.COUNCIL_POSITION, _COUNCIL_SAYS),
            (Role.COMPLAINT, _PARENT_SAYS),
            (Role.COUNCIL_POSITION, _REPLIES),
        )
        if (match := pattern.search(sentence, 0, _NEAR + _ROOM)) and match.start() <= _NEAR
    ]
    if not found:
        return None
    start, role = min(found)
    own_voice = _FIRST_PERSON.search(sentence[:start]) and not _REPLIES.search(sentence)
    return None if own_voice else role


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
