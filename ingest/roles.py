"""Who is speaking: roles from headings first, then from cues inside paragraphs.

Nothing here knows a particular document. Headings are matched against the words that
Ombudsman decisions use; paragraphs against verbs of reporting and of judging, sentence by
sentence. Doubt goes to the section's own role.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.records import Role
from rag.text import fold, sentences

__all__ = [
    "JUDGES",
    "cites_law",
    "heading_role",
    "is_stock",
    "judges",
    "paragraph_role",
    "section_role",
]

# --- headings --------------------------------------------------------------------------------

_BODY = r"(?:the )?(?:councils?|ombudsman|ombudsmen|organisations?|trust|authority|icbs?|school)(?:'s|s')?"
_HEADINGS: tuple[tuple[Role, str], ...] = (
    (
        Role.SUMMARY,
        r"(?:report )?summary|executive summary|in (?:short|brief)|key (?:messages|points)",
    ),
    (
        Role.COMPLAINT,
        r"(?:(?:the|summary of the|background to the|(?:mr|mrs|miss|ms|mx) \w+'s) )?complaints?"
        r"|what .*(?:complain(?:s|ed)|is unhappy)\b.*|the complaint and .*",
    ),
    (
        Role.POWERS,
        r".*\b(?:role and powers|our powers|my powers|jurisdiction|remit)\b.*"
        r"|what we can(?:not)? investigate|the ombudsman's (?:role|powers)",
    ),
    (
        Role.FINDINGS,
        r"(?:what|parts?|matters?|issues?)\b.*\b(?:not|have) (?:\w+ )*investigat\w+.*"
        r"|(?:the )?(?:scope|matters) of (?:my|our|the|this) investigation|scope"
        r"|(?:issues|matters|complaints?|parts of the complaint) (?:not|outside)\b.*"
        r"|why (?:i|we) (?:have not|did not|will not|cannot)\b.*",
    ),
    (
        Role.METHOD,
        r"how (?:i|we|the ombudsm[ae]n) (?:have )?(?:considered|investigated|looked)\b.*"
        r"|(?:my|our|the) investigation|evidence considered|what (?:i|we) (?:have )?considered"
        r"|(?:research )?methods?|methodology|key to names used|names used|about this report",
    ),
    (
        Role.COUNCIL_POSITION,
        rf"(?:{_BODY} )(?:\w+ ){{0,2}}(?:response|reply|replies|position|view|views|comments|case|"
        r"account|explanation|submissions?|offer)\b.*"
        rf"|(?:response|reply|comments) (?:of|from|by) {_BODY}.*|what {_BODY} (?:said|says|told)\b.*",
    ),
    (
        Role.COMPLAINT,
        r"(?:mr|mrs|miss|ms|mx|dr|the (?:complainant|parent|family)|their|her|his)\b[\w' ]{0,20}"
        r"(?:'s|s')? (?:\w+ ){0,2}(?:response|position|view|views|comments|case|account|concerns)\b.*",
    ),
    (
        Role.REMEDY,
        r"(?:agreed |recommended |proposed |further |final |the |suggested )*(?:actions?|remed(?:y|ies))"
        r"(?: agreed| taken| required)?|(?:final |my |our |agreed )?recommendations?(?: and .*)?"
        r"|agreed (?:service )?improvements?|service improvements?|putting (?:it|things) right"
        r"|what the council (?:has agreed|will|should) (?:to )?do (?:now|next|to put\b.*)"
        r"|remedy (?:for|and|to)\b.*|actions? (?:the council|to be)\b.*",
    ),
    (
        Role.DECISION,
        r"(?:my |our |the |final |draft |provisional |ombudsman's |ombudsman's final )*decisions?"
        r"|the ombudsman's (?:final )?decision:?|outcome",
    ),
    (
        Role.LAW,
        r".*\b(?:law|laws|legal|legislat\w+|statut\w+|guidance|regulations?|act \d{4}|code of practice)\b.*"
        r"|(?:the |relevant |national |local |council |council's )*(?:polic(?:y|ies)|duties|duty|code)"
        r"(?: and .*)?|what (?:should (?:have )?happen\w*|the council (?:should|must|needed to)\b.*)"
        r"|.*\b(?:section \d+|s\.? ?\d+) duty\b.*|.*\bduties\b.*|(?:the )?relevant (?:case ?law|polic\w+)",
    ),
    (
        Role.FINDINGS,
        r"(?:my |our |the |summary of |ombudsman's )*(?:analysis|findings?|consideration|assessment|"
        r"evaluation|conclusions?|reasons?|view|reasoning|discussion)(?: of\b.*| and\b.*|[-:].*)?"
        r"|.*\b(?:was there|is there|did the|has the|have the|did this|did i|do i)\b.*\?"
        r"|.*\b(?:fault|injustice)\b.*|(?:the )?impact\b.*|consequences?\b.*"
        r"|what (?:i|we) found ?[-:]+.+|(?:analysis|findings?|conclusions?)\b.*|.*\bmy findings\b.*",
    ),
    (
        Role.FACTS,
        r"(?:the |key |relevant |summary of |main |agreed )*(?:facts?|events?|background|chronology|"
        r"timeline|history|circumstances)\b.*|what happened\b.*|background\b.*|.*\bwhat happened\b.*",
    ),
)
_HEADING_ROLES = tuple((role, re.compile(rf"(?:{words})", re.I)) for role, words in _HEADINGS)
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[A-Z][.)]|part \w+:?)\s+", re.I)
_OPEN = re.compile(
    r"(?:what (?:i|we) (?:have )?found|(?:the )?investigation|evidence|the evidence)", re.I
)


def heading_role(heading: str) -> Role | None:
    """Return the role that a heading gives to what stands under it, None where it gives none."""
    words = _NUMBERED.sub("", fold(heading)).strip(" :.-")
    for role, pattern in _HEADING_ROLES:
        if pattern.fullmatch(words):
            return role
    return None


def section_role(heading: str, inherited: Role, texts: Sequence[str]) -> Role:
    """Return the role of a section of a decision.

    A heading that says nothing of its role ("Alternative provision") keeps the role of the
    section before it, unless its paragraphs are plainly law or plainly judge.
    """
    if (role := heading_role(heading)) is not None:
        return role
    judging = sum(judges(text) for text in texts)
    legal = sum(cites_law(text) for text in texts)
    if _OPEN.fullmatch(fold(heading).strip(" :.")):
        inherited = Role.FACTS
    if judging and judging >= legal:
        return Role.FINDINGS
    if legal * 2 >= len(texts) and legal:
        return Role.LAW
    if inherited is Role.LAW:
        return Role.LAW if legal else Role.FACTS
    return inherited if inherited in _LASTING else Role.FACTS


_LASTING = frozenset({Role.COMPLAINT, Role.POWERS, Role.FACTS, Role.FINDINGS, Role.REMEDY})

# --- cues ------------------------------------------------------------------------------------

JUDGES = re.compile(
    r"""\b(?:I|we)\ (?:(?:also|therefore|further|have|do|did|am|are|was|would|can|could|cannot|not|
        now|only|then|agree\ and)\ )*
        (?:find|found|conclude[d]?|consider(?!ed\ (?:the|all|any|evidence|information|comments))
        |satisfied|persuaded|see\ (?:no|how|any|that|why|evidence|records)|criticise|uphold|upheld
        |accept|note|recognise|welcome|appreciate|expect|agree|identified|say|criticis\w+|seen)\b
    | \b(?:this|that|which|it|there)\ (?:is|was|were|amounts?\ to|amounted\ to|constitutes?)\ 
        (?:also\ |therefore\ |clearly\ |not\ |no\ |a\ |further\ |significant\ |service\ )*
        (?:fault|failing|failure|maladministration)\b
    | \b(?:was|is|were|are)\ (?:not\ )?(?:at|to\ be\ at|without)\ fault\b | \bno\ fault\b
    | \bamounts?\ to\ (?:\w+\ )?fault\b | \bon\ (?:the\ )?balance\b | \bin\ (?:my|our)\ (?:view|opinion)\b
    | \bfault\ (?:by|in|causing|on)\b | \bthis\ (?:fault\ )?(?:has\ )?caused\b.*\b(?:injustice|distress|
        uncertainty|frustration)\b
    | \bhas\ caused\ (?:Mr|Mrs|Miss|Ms|her|him|them)\b | \bthere\ (?:is|was)\ (?:no|little|not\ enough)\ 
        evidence\b | \bthe\ council\ was\ entitled\b | \bfailure\ to\ do\ so\ is\ fault\b """,
    re.I | re.X,
)
_STRONG = re.compile(
    r"""\b(?:I|we)\ (?:(?:also|therefore|have|do|am|are|not|cannot)\ )*(?:find|found|conclude|
        satisfied|uphold|consider\ (?:the|that|this|it)\b(?!\ complaint))
    | \b(?:this|that|which|it|there)\ (?:is|was|were|amounts?\ to)\ (?:\w+\ ){0,2}?fault\b
    | \bamounts?\ to\ (?:\w+\ )?fault\b | \bin\ (?:my|our)\ view\b | \bon\ balance\b
    | \b(?:the\ council)\ (?:is|was)\ (?:not\ )?at\ fault\b | \bno\ fault\ (?:by|in|on)\b """,
    re.I | re.X,
)
_LAW = re.compile(
    r"""\b(?:Act|Regulations|Order|Rules)\ (?:19|20)\d\d\b | \bCode\ of\ Practice\b | \bstatutory\ guidance\b
    | \bsection\ \d+\w?(?:\(\d+\))* | \bregulation\ \d+ | \b(?:EWCA|EWHC|UKSC|UKUT|ELR)\b
    | \bcouncils?\ (?:must|should|has\ a\ duty|have\ a\ duty|have\ a\ responsibility|is\ required|are\ required|
        are\ responsible|is\ responsible)\b
    | \bthe\ (?:law|legislation|courts?|Code|guidance|regulations)\ (?:\w+\ )?(?:says?|said|sets?|states?|requires?|
        have|has|held|expects?|provides?)\b | \b(?:our|the\ ombudsman's)\ focus\ report\b
    | \blocal\ authorit(?:y|ies)\ (?:must|should)\b | \bstatutory\ (?:dut|time|process|dead)\w* """,
    re.I | re.X,
)


_OWN = re.compile(
    r"\b(?:I|we) (?:have |also |do not |cannot |am not |am )*(?:find|found|identified|satisfied|"
    r"see|agree|consider|conclude)\b|\b[Ii]n (?:my|our) view\b"
)


def judges(text: str) -> bool:
    """Say whether the Ombudsman plainly judges in `text`."""
    return bool(_STRONG.search(_unreported(fold(text))))


def cites_law(text: str) -> bool:
    """Say whether `text` cites or explains law or guidance."""
    return bool(_LAW.search(fold(text)))


_COUNCIL = (
    r"(?:the (?:council|authority|trust|icb|panel|caseworker|officer|director)|council officers?|"
    r"officers?|[A-Z]\w+(?: [A-Z]\w+)* council)"
)
_PARENT = (
    r"(?:(?:Mr|Mrs|Miss|Ms|Mx|Dr)(?: and (?:Mr|Mrs|Miss|Ms|Dr))? [A-Z]\b|the (?:complainant|parents?|family|"
    r"mother|father|representative)|their representative)"
)
_SAYS = (
    r"(?:said|says?|stat(?:es|ed)|told|explain(?:s|ed)|respond(?:s|ed)|repl(?:ies|ied)|argu(?:es|ed)|"
    r"believe[sd]?|maintain(?:s|ed)|acknowledge[sd]?|den(?:ies|ied)|disagree[sd]?|accept(?:s|ed)|claim(?:s|ed)|"
    r"apologise[sd]?|confirm(?:s|ed)|advise[sd]?|note[sd]?|clarif(?:ies|ied)|comment(?:s|ed)|"
    r"offer(?:s|ed)|upheld|partly upheld|considered (?:that|it)|found that|recognise[sd]|reflect(?:s|ed)|"
    r"suggest(?:s|ed)|assert(?:s|ed)|insist(?:s|ed)|report(?:s|ed) that|calculated)"
)
_COMPLAINS = (
    r"(?:said|says?|stat(?:es|ed)|told|explain(?:s|ed)|argu(?:es|ed)|believe[sd]?|complain(?:s|ed)|"
    r"feels?|felt|disput(?:es|ed)|claim(?:s|ed)|is (?:un)?happy|(?:is|was|remain(?:s|ed)) (?:unhappy|concerned|"
    r"dissatisfied|worried|frustrated|hopeful)|disagree[sd]?|considers?|question(?:s|ed)|would like|wants?|"
    r"describe[sd]?|has described|alleg(?:es|ed)|report(?:s|ed) that|asserts?|maintain(?:s|ed)|thinks?)"
)
_ADVERB = (
    r"(?: (?:also|then|again|has|had|have|now|later|further|formally|previously|since|first|"
    r"already|initially))*"
)
_COUNCIL_SAYS = re.compile(rf"\b{_COUNCIL}{_ADVERB} {_SAYS}\b", re.I)
_PARENT_SAYS = re.compile(
    rf"\b{_PARENT}(?:'s complaint\b.{{0,30}}, s?he)?{_ADVERB} {_COMPLAINS}\b", re.I
)
_IT_SAYS = re.compile(
    rf"^(?:[^.;]{{0,50}}?,? ?)?\b(?:it|they)\b{_ADVERB} "
    rf"(?:{_SAYS}|would|did not|expected|had(?! been)|relied)\b",
    re.I,
)
_THEY_SAY = re.compile(
    rf"^(?:[^.;]{{0,50}}?,? ?)?\b(?:s?he|they)\b{_ADVERB} (?:{_COMPLAINS}|had to)\b", re.I
)
_OTHER = re.compile(rf"^(?:[^.;]{{0,60}}?, ?)?(?:{_PARENT}|I|we)\b", re.I)
_STAGE = re.compile(
    rf"\b{_COUNCIL}{_ADVERB} (?:respond|repl)\w*\b"
    r"|\bin (?:its|the council's) (?:\w+ ){0,3}(?:response|reply)\b"
    r"|\bin response to (?:my|our|the) (?:\w+ )?(?:enquir\w+|draft\b).{0,30}\bthe council\b",
    re.I,
)
_NEAR = 90  # characters into a sentence within which the speaker is named
_FIRST_PERSON = re.compile(r"\b(?:I|we|my|our)\b")


def _speakers(text: str) -> list[Role | None]:
    """Return, for each sentence, whose words it reports: council, parent, or nobody's."""
    result: list[Role | None] = []
    replying = False
    for start, end in sentences(text):
        sentence = text[start:end]
        last = result[-1] if result else None
        speaker = _named_speaker(sentence)
        if speaker is None and last is Role.COUNCIL_POSITION and _IT_SAYS.search(sentence):
            speaker = last
        elif speaker is None and last is Role.COMPLAINT and _THEY_SAY.search(sentence):
            speaker = last
        elif speaker is None and replying and not _OTHER.search(sentence):
            speaker = Role.COUNCIL_POSITION
        replying = speaker is Role.COUNCIL_POSITION and (replying or bool(_STAGE.search(sentence)))
        result.append(speaker)
    return result


def _named_speaker(sentence: str) -> Role | None:
    """Return the party that a sentence names first as saying something."""
    found = [
        (match.start(), role)
        for role, pattern in (
            (Role.COUNCIL_POSITION, _COUNCIL_SAYS),
            (Role.COMPLAINT, _PARENT_SAYS),
            (Role.COUNCIL_POSITION, _STAGE),
        )
        if (match := pattern.search(sentence, 0, _NEAR + 60)) and match.start() <= _NEAR
    ]
    if not found:
        return None
    start, role = min(found)
    first = _FIRST_PERSON.search(sentence[:start])
    return None if first and not _STAGE.search(sentence) else role


def _unreported(text: str) -> str:
    """Return the sentences of `text` that nobody is reported to have said."""
    spans = sentences(text)
    pairs = zip(spans, _speakers(text), strict=True)
    return " ".join(text[a:b] for (a, b), speaker in pairs if speaker is None)


def _filled(speakers: list[Role | None]) -> list[Role | None]:
    """Give what stands between two sentences of one side to that side."""
    result = list(speakers)
    named = [(n, speaker) for n, speaker in enumerate(speakers) if speaker is not None]
    for (a, first), (b, second) in pairwise(named):
        if first is second:
            result[a:b] = [first] * (b - a)
    return result


def paragraph_role(text: str, section: Role) -> Role:
    """Return the role of a paragraph that stands in a section of a decision.

    In facts it takes half of the sentences to make it one side's words, in findings more
    than half and no judging; every other section speaks with one voice.
    """
    if section not in (Role.FACTS, Role.FINDINGS):
        return section
    folded = fold(text)
    if judges(folded):
        return Role.FINDINGS
    if section is Role.FINDINGS and (_OWN.search(folded) or JUDGES.search(_unreported(folded))):
        return Role.FINDINGS
    speakers = _filled(_speakers(folded))
    for role in (Role.COUNCIL_POSITION, Role.COMPLAINT):
        share = speakers.count(role) / len(speakers) if speakers else 0.0
        if share > 0.5 or (share == 0.5 and section is Role.FACTS and speakers[0] is role):
            return role
    return section


_STOCK = re.compile(
    r"under (?:our|an) information sharing agreement|we (?:will|have) (?:share|send|sent) (?:this|a copy of)"
    r"|had an opportunity to comment|opportunity to comment on (?:my|our|a|the) draft",
    re.I,
)


def is_stock(text: str, role: Role) -> bool:
    """Say whether a paragraph is the boilerplate that stands in every decision."""
    return role in (Role.POWERS, Role.METHOD) or bool(_STOCK.search(fold(text)))
