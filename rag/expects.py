"""What kind of thing an answer would have to hold: an age, a distance, somebody's name.

Decisions leave out names and much else. A sentence that is near to the question and holds no
age does not say how old the child was.
"""

from __future__ import annotations

import re

from rag.text import fold

__all__ = ["expected"]

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
    (
        r"\b(?:e-?mail|phone|telephone) (?:address|number)|\bwhat (?:make|model|colou?r)\b|"
        r"\bwhich room\b|\b(?:gcse|exam|sats) (?:grades?|results?)\b|\bradio\b|\bnewspapers?\b|"
        r"\btold the press\b",
        r"@|\b\d{5,}\b|\bgrades?\b|\broom\b|\bradio\b|\bpress\b|\bnewspaper",
    ),
    (
        r"\bnames? of\b|\bwhat(?:'s| is| was) (?:\w+ ){0,3}name\b|\bwhich (?:\w+ )?(?:therapist|"
        r"tutor|investigator|caseworker|judge|solicitor|inspector|psychologist|company|agency)\b|"
        r"\bwho (?:is|was) (?:the )?(?:head|director|chief executive|cabinet member|chair)\b",
        r"(?-i:\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr|Councillor|Professor)\.? [A-Z][a-z]+|"
        r"\b[A-Z][a-z]+ [A-Z][a-z]+(?: Ltd| Limited)?\b)",
    ),
)
_COMPILED = tuple((re.compile(asks, re.I), re.compile(holds, re.I)) for asks, holds in _KINDS)


def expected(question: str) -> re.Pattern[str] | None:
    """Return what a sentence must hold to answer `question`; None where anything may."""
    folded = fold(question)
    return next((holds for asks, holds in _COMPILED if asks.search(folded)), None)
