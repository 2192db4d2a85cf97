"""What kind of thing an answer would have to hold: an age, a distance, somebody's name.

Decisions leave out names and much else. A sentence that is near to the question and holds no
age does not say how old the child was.
"""

from __future__ import annotations

import re

from rag.text import fold

__all__ = ["counted", "expected", "focus", "number_of"]

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)"
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
# A number of things: no year, date, sum of money, reference, footnote, section or stage.
_COUNT = (
    r"(?<![\w£.,/–-])(?<!\d )(?<!section )(?<!stage )(?<!para )(?<!paragraph )"
    r"(?<!appendix )(?<!figure )"
    r"(?!(?:19|20)\d\d\b)(?!\d\d \d{3} \d{3})"
    rf"\d{{1,3}}(?:,\d{{3}})*(?:\.\d+)?(?![\w/]|[,.]\d|-[a-z]| (?:of )?{_MONTHS}\b)|"
    r"(?<!no )(?<!no-)(?<!stage )(?<!each )(?<!to-)(?<!any )"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|dozens?|half|third|"
    r"quarter|none|majority)\b(?!-to-| another)"
)
_SHARE = (
    r"\d ?%|\bper ?cent\b|\b(?:half|(?:one|a|two|three) (?:third|quarter|fifth)s?|majority)\b|"
    r"\b\w+ (?:in|out of) (?:every )?(?:two|three|four|five|ten|\d+)\b"
)
_KINDS: tuple[tuple[str, str], ...] = (
    (
        r"\bhow old\b|\bwhat age\b|\bage (?:was|is|were)\b",
        rf"\baged? \W?{_NUMBER}|{_NUMBER}[- ]years?[- ]old|\byear {_NUMBER}|\b(?:is|was|turned) "
        rf"{_NUMBER}\b(?! \w+ (?:late|long))|\bborn\b|\bteenager|\bprimary|\bsecondary",
    ),
    (r"\bhow far\b|\bhow many miles\b|\bwhat distance\b", r"\bmiles?\b|\bkilomet|\bkm\b"),
    (
        r"\bhow many hours\b",
        rf"{_NUMBER}[\w ]{{0,12}}hours?\b|\bhours?\b.{{0,20}}\d|\bfull[- ]time\b|\bhourly\b",
    ),
    (r"\b(?:which|what) day of the week\b", r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"),
    (
        r"\b(?:what|which|at what|from what) time\b(?! limit| ?scale| ?frame)",
        r"\b\d{1,2}[.:]\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\bnoon\b",
    ),
    (r"\bhow many pages\b", r"\bpages?\b"),
    (r"\bwhat (?:did|does|would|could) [^?.]{1,90}\bcost\b|\bwhat was the (?:price|cost)\b", r"£"),
    (r"\b(?:what|which) (?:share|percentage|proportion)\b|\bper ?cent(?:age)? of\b", _SHARE),
    (
        r"\bhow many (?:\w+ ){0,2}(?:minutes|hours|days|weeks|months|terms|years|sessions|times)\b",
        rf"\b{_NUMBER}\b",
    ),
    (r"\bhow many\b|\b(?:what|total) number of\b|^(?:the )?number of\b", _COUNT),
    (
        r"\b(?:e-?mail|phone|telephone) (?:address|number)|"
        r"\bwhich room\b|\b(?:gcse|exam|sats) (?:grades?|results?)\b|\bradio\b|\bnewspapers?\b|"
        r"\btold the press\b",
        r"@|\b\d{5,}\b|\bgrades?\b|\broom\b|\bradio\b|\bpress\b|\bnewspaper",
    ),
    (
        r"\bnames? of\b|\bwhat(?:'s| is| was) (?:\w+ ){0,3}name\b|\bwhich (?:\w+ )?(?:therapist|"
        r"tutor|investigator|caseworker|judge|solicitor|inspector|psychologist|company|agency)\b|"
        r"\bwho (?:is|was|were) the (?:\w+ ){0,2}(?:officer|gp|doctor|teacher|tutor|therapist|"
        r"caseworker|psychologist|provider|investigator)s?\b|\b(?:need|want|give me) the name\b|"
        r"\bwhat (?:is|was) (?:the )?[\w ]{2,40} called\b",
        r"(?-i:\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Professor)\.? [A-Z][a-z]+|"
        r"\b[A-Z]\w+ (?:Ltd|Limited|plc)\b)",
    ),
    (
        r"\bwho (?:is|was) (?:the )?(?:head|director|chief executive|cabinet member|chair)\b",
        r"(?-i:\b(?:Cllr|Councillor)\.? [A-Z]|\b[A-Z][a-z]+ [A-Z][a-z]+\b)",
    ),
    (r"\bnumber on roll\b", r"\bon roll\b"),
)
_COMPILED = tuple((re.compile(asks, re.I), re.compile(holds, re.I)) for asks, holds in _KINDS)


def expected(question: str) -> re.Pattern[str] | None:
    """Return what a sentence must hold to answer `question`; None where anything may."""
    folded = fold(question)
    return next((holds for asks, holds in _COMPILED if asks.search(folded)), None)


_COUNTS = (_COUNT, _SHARE)


def counted(question: str) -> re.Pattern[str] | None:
    """Return what a number of things, or a share of them, looks like; None where `question` asks
    for neither, or for a length of time."""
    holds = expected(question)
    return holds if holds is not None and holds.pattern in _COUNTS else None


# Words for the things that papers count, told apart by nothing that matters to a count.
_ALIKE = (
    "councils council authorities authority boroughs counties",
    "children child pupils pupil students young people youngsters kids families parents households",
    "people persons individuals complainants families parents residents",
    "plans plan ehcps ehcp ehc",
    "complaints complaint complainants cases case investigations decisions",
    "officers officer officials staff interviewees caseworkers",
    "assessments assessment requests applications",
    "reports report",
)
_COUNTED = re.compile(
    r"\b(?:how many|number of|(?:share|percentage|proportion) of)((?: [\w'-]+){1,4})"
)


def number_of(question: str) -> re.Pattern[str] | None:
    """Return what a figure beside the things that `question` counts looks like ("152 local
    authorities"); None where it counts nothing that is named."""
    match = _COUNTED.search(fold(question).lower())
    words = match[1].split() if match else []
    named = [row for row in map(str.split, _ALIKE) if any(w in row for w in words)]
    things = sorted({word for row in named for word in row}) or words[:1]
    if not things:
        return None
    return re.compile(
        rf"(?:{_COUNT}|\bper ?cent|%)(?<!\bone)\W+(?:[\w'-]+\W+){{0,3}}?(?:{'|'.join(things)})\b",
        re.I,
    )


# "which brand of …", "what software …": things that a decision either names or does not.
_THINGS = re.compile(
    r"\b(?:which|what)\s+(?:[a-z]+\s+){0,2}?(agency|app|barrister|board|boards|brand|broker|charity|"
    r"clinic|colour|company|contractor|doctor|exam|firm|floor|form|height|hospital|hotel|journal|"
    r"judge|language|machine|magazine|make|manufacturer|method|model|newspaper|nursery|platform|"
    r"playground|postcode|programme|provider|qualification|religion|room|scheme|shop|software|"
    r"solicitor|station|street|subject|supplier|system|test|town|university|vehicle|village|ward|"
    r"website|weight)\b"
)


def focus(question: str) -> str | None:
    """Return the thing that is asked for ("which brand of …"); None where it is no such thing."""
    match = _THINGS.search(fold(question).lower())
    return match[1] if match else None
