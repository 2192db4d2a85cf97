"""The words by which a decision says that something was missed, and what it was."""

from __future__ import annotations

import re

from ingest.cues import any_of
from ingest.lengths import Length

__all__ = ["trim_words", "what_missed"]

_THING = any_of(
    r"\b(?:education\w*|school(?:ing)?|provision|therap(?:y|ies|ists?)|tuition|tutor\w*|teach\w+|"
    r"lessons?|sessions?|support|SALT|SLT|OT|physio\w*|transport|taxi|care|respite|short breaks?|"
    r"nurs(?:e|ing)|placement|EOTAS|learning|mentor\w*|curriculum|section F|classes|college|"
    r"direct payments?|activities|mainstream|nursery|counselling|interventions?|assistant)\b",
    r"\bwhat (?:\w+['’]s |the |his |her )(?:\w+ ){0,3}(?:plan|EHC)\b.*",
)
_OTHER_LOSS = any_of(
    r"\b(?:deadline|appeal|meetings?|timescales?|time limits?|chance|opportunit\w+|rights?|calls?|"
    r"work|wages|earnings|income|jobs?|hearing|repl(?:y|ies)|respon(?:se|ding|ses)|contact|"
    r"explanation|reason|shifts?|emails?|decision|updates?|notice|sleep|record|evidence|fault|"
    r"injustice|assessment|delay|review|information|employment|complaint|cost|consider\w*|"
    r"place at)\b"
)
_LACKS = (
    r"(?:miss(?:ed|ing) (?:out )?(?:on )?|los(?:t|ing) (?:out on )?|(?:went|gone|going|go|been|"
    r"was|were|is|be|left|has|[A-Z]) without |(?:lack|loss|absence) of |"
    r"(?:had|has|have|received|getting|got|with|given|provided|offered|was|were) "
    r"(?:been )?(?:no|little or no|only limited) |"
    r"(?:did not|didn['’]t|not|never|without|failed to|failure to|unable to) "
    r"(?:(?:properly|fully|always) )?(?:receiv\w+|provid\w+|deliver\w*|arrang\w+|secur\w+|get|have|"
    r"access(?:ing|ed)?|attend(?:ing|ed)?|put in place|mak(?:e|ing)|had|(?:been |being )?(?:given|"
    r"offered)) (?:any )?|"
    r"out of |unmet )"
)
_BEFORE = re.compile(
    rf"(?<!not )(?<!never )\b{_LACKS}(?P<what>[^;£]{{2,160}}?),? ?"
    r"(?:for|from|between|during|over|in|since|throughout|across|lasting|totalling|amounting to)"
    r"(?: the)?(?: (?:nearly|almost|a little|little|well|just|less than|about|around|over|more "
    r"than|at least|approximately|roughly|a "
    r"total of|the equivalent of|up to|period of|just|under|less than|most of|a|whole|full|part "
    r"of))* ?$",
    re.I,
)
_PASSIVE = re.compile(
    r"(?P<what>\b(?:[\w&/'’-]+ ){0,6}?[\w&/-]+) (?:(?:was|were|had|has|is) (?:not|never)"
    r"(?: been| being)? (?:delivered|provided|in place|arranged|available|given|made|put in place|"
    r"taking place|happening|secured)|(?:had |was )?(?:stopped|lapsed|ceased))"
    r" (?:for|from|between|since|during)(?: (?:nearly|almost|a little|little|well|just|less than|"
    r"about|around|over|more than|at least|"
    r"a total of|just|under))* ?$",
    re.I,
)
_LOST_IT = re.compile(
    r"(?<!not )(?<!never )\b(?:miss(?:ed|ing)(?: out)?(?: on)?|los(?:t|ing)(?: out on)?|went "
    r"without|gone without|(?:lack|loss) of|did not (?:receive|get|have)|not received|failed to "
    r"(?:provide|deliver|arrange))(?: (?:nearly|almost|a little|little|well|just|less than|about|"
    r"around|over|more than|at least|"
    r"approximately|roughly|a total of|the equivalent of|up to|just|under|most of|much of|the|a|"
    r"her|his|their|further|another))*[ -]?$",
    re.I,
)
_OF_IT = re.compile(
    r"(?:s?['’]s?)? ?(?:(?:worth )?of |in )?(?:the |her |his |their |any )?(?P<what>[^,;.£]{2,90})",
    re.I,
)
_THEN = re.compile(
    r"s?['’]? (?:(?:of|in which|where|when|that)? ?(?:\w+ (?:had|was|were|has been) )?)?"
    r"(?:without|with no|(?:had )?no|missed|lost|lack of|(?:gap|break|interruption) in(?: the| her|"
    r" his| their)?) (?P<what>[^,;.£]{2,90})",
    re.I,
)
_SHE_LOST = re.compile(
    r" (?:of|in) (?:the )?(?P<what>(?:[\w'’-]+ ){1,8}?)(?:that |which )?(?:(?:she|he|they|[A-Z]|"
    r"the child|the young person)(?: had| has| have)? (?:also )?"
    r"(?:missed|lost|went without|did not (?:receive|get)|should have (?:had|received)))\b"
)
_HAD_WITHOUT = re.compile(r"(?: \([^()]*\))? (?:without|with no) (?P<what>[^,;.£]{2,90})", re.I)
_DUE = re.compile(r"\bwithin (?:the next |a further )?$", re.I)
_HE_LOST = re.compile(
    r"(?P<what>\b(?:[\w'’-]+ ){0,3}[\w'’-]+) (?:that |which )?(?:she|he|they|[B-HJ-Z]|the child)"
    r"(?: had| has| have)? (?:also )?(?:missed|lost|went without|did not (?:receive|get|have))"
    r"(?: out on)? (?:for|in|over|during|across)(?: (?:about|around|nearly|almost|over|the|at "
    r"least))*[ ]?$",
    re.I,
)
_AND = re.compile(r"\b(?:and|plus|,) (?:a further |another |about |around )?$", re.I)
_CUT = re.compile(
    r"(?: (?:that|which|who|because|as|while|when|until|between|from|since|during|over|caused|and "
    r"(?:the|it|this|was|that|she|he|they|had|Mrs?|Ms|Miss)|for (?=[A-Z]\b|her\b|his\b|him\b|"
    r"them\b|"
    r"the (?:child|family))|due to|to (?:her|his|him)|before|after|through no|in "
    r"(?:line|accordance|January|February|March|April|May|June|July|August|September|October|"
    r"November|December)|at home because|was|were|is|are|had|has|affected|"
    r"meant|led|resulted|despite|(?:she|he|they|[A-Z]) (?:is|was|were|needed|needs|should|had|"
    r"required|requires)|and (?:an?|one|two|three|four|five|six|\d+)))\b.*$|[,;(].*$|:(?!\d).*$"
)
_FRONT = re.compile(
    r"^(?:(?:to (?:reflect|recognise|acknowledge|remedy)|for|and|the|any|her|his|their|a|an|all|"
    r"some|as|result|council['’]s failure meant) |"
    r"(?-i:[A-Z])(?:['’]s)? (?:with )?(?:any )?)+",
    re.I,
)
_WITHIN = 260  # characters either side of a length in which what was missed is told


def what_missed(sentence: str, length: Length, last: tuple[int, str] | None) -> str | None:
    """Return what was missed for `length`; None where the sentence does not say so.

    `last`: where the length before it ended, and what was missed then.
    """
    before = sentence[max(0, length.start - _WITHIN) : length.start]
    after = sentence[length.end : length.end + _WITHIN]
    if _DUE.search(before):
        return None
    if last and length.printed and length.start - last[0] < 60:
        return last[1]
    tries = []
    if m := _HE_LOST.search(before):
        tries.append(m["what"])
    if length.printed and re.match(r"(?:between|from)\b", sentence[length.start :], re.I):
        before += sentence[length.start :].split(" ", 1)[0]
    if found := _last(_BEFORE, before):
        tries.append(found)
    if m := _PASSIVE.search(before):
        tries.append(m["what"])
    if not length.printed:
        coordinated = last and _AND.search(before) and length.start - last[0] < 60
        if (_LOST_IT.search(before) or coordinated) and (m := _OF_IT.match(after)):
            tries.append(m["what"])
        if m := _THEN.match(after):
            tries.append(m["what"])
        if m := _SHE_LOST.match(after):
            tries.append(m["what"])
    if m := _HAD_WITHOUT.match(after):
        tries.append(m["what"])
    for words in tries:
        what = trim_words(words)
        if what and _THING.search(what) and not _OTHER_LOSS.search(what):
            return what
    own = sentence[length.start : length.end]
    missing = _LOST_IT.search(before) or re.search(r"\b(?:missed|lost)\b", own)
    return own.split(" ", 1)[-1] if length.unit == "sessions" and missing else None


def _last(pattern: re.Pattern[str], before: str) -> str | None:
    """Return what the nearest of several words of missing was said of."""
    found: str | None = None
    start = 0
    while m := pattern.search(before, start):
        found, start = m["what"], m.start() + 1
    return found


def trim_words(words: str) -> str:
    """Return what was missed without what stands around it."""
    words = words.strip(" ,")
    if not re.match(r"what\b", words, re.I):
        words = _CUT.sub("", words)
    return _FRONT.sub("", words).strip(" ,-")
