"""What kind of thing an answer would have to hold: an age, a distance, somebody's name.

Decisions leave out names and much else. A sentence that is near to the question and holds no
age does not say how old the child was.
"""

from __future__ import annotations

import re

from rag.text import fold

__all__ = ["expected", "focus"]

_NUMBER = r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)"
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
    (r"\bwhat did (?:it|that|they) cost\b|\bwhat was the (?:price|cost)\b", r"£"),
    (r"\bhow many\b", rf"\b{_NUMBER}\b"),
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
