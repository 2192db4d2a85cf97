"""Whether a claim leaves to a party what only that party said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.agree.fault import Fault
from rag.agree.told import Said
from rag.kinds import REPORTED, Role
from rag.text import fold

__all__ = ["attributed", "reported", "voice_fault"]

_PARTIAL = frozenset({*REPORTED, Role.OPINION})
_SAYS = (
    r"complain\w*|alleg\w*|say|says|said|tell|tells|told|claim(?:s|ed)?|believ\w*|felt|feels?|"
    r"thought|"
    r"thinks|argu\w*|maintain(?:s|ed) that|according to|in (?:her|his|their|the \w+'s) (?:view|"
    r"opinion|words)|assert\w*|"
    r"report(?:s|ed)|wanted|wants|rais(?:es|ed)|blam(?:es|ed|ing)|put forward|put (?:\w+ "
    r"){1,8}down to|attribut\w*|offer(?:s|ed)?|explain\w*|stat(?:es|ed)|"
    r"suggest\w*|request\w*|ask(?:s|ed)?|object\w*|grievance\w*|complaint\w*|disput\w*|contend\w*|criticis\w*|describ\w*|acknowledg\w*|"
    r"accept(?:s|ed)|"
    r"admit\w*|propos\w*|repl(?:y|ies|ied)|respon\w+|concern\w*|view|opinion|expect\w*|noted|"
    r"recognis\w*|"
    r"stress\w*|apologis\w*|agreed|promis\w*|wrote|insist\w*|question\w*|welcom\w*|would like|"
    r"sought"
)
_ATTRIBUTES = re.compile(rf"\b(?:{_SAYS})\b", re.I)
_FOUND = re.compile(
    r"\b(?:ombudsman|investigator|investigation|panel|committee|research|tribunal|court|law|report|"
    r"finding|inquiry|cabinet)(?:'s)?\b[^.;]{0,40}?\b(?:f(?:ou|i)nds?|concludes?|concluded|"
    r"decided|decides|accepted|"
    r"established|held|ruled|agreed|confirmed|shows|showed|allows|compels|requires|says|judged|"
    r"identified|determined|proved)\b"
    r"|\b(?:was|were|been|is) (?:found|judged|established|proved|decided|accepted|held that)\b|"
    r"\bagreed (?:action|remedy)\b",
    re.I,
)
_REPORTS = re.compile(
    r"\b(?:(?:mr|mrs|ms|miss|dr)\.? [a-z]\b|s?he|they|it|council|parents?|representative|mother|"
    r"father|members?|"
    r"officers?|director|head of [a-z ]+|interviewees?|participants?|family|complainant|school|"
    r"head ?teacher|families)"
    r"(?: \w+){0,3} (?:complain(?:s|ed)|alleg(?:es|ed)|sa(?:ys|id)|claim(?:s|ed)|believ(?:es|ed)|"
    r"felt|argu(?:es|ed)|"
    r"stat(?:es|ed)|explain(?:s|ed)|consider(?:s|ed) that|maintain(?:s|ed) that|report(?:s|ed) "
    r"that|told)\b|[“\"]",
    re.I,
)


def attributed(text: str) -> bool:
    """True where `text` leaves what it tells to somebody who said it, and finds nothing."""
    low = fold(text)
    return bool(_ATTRIBUTES.search(low)) and not _FOUND.search(low)


def reported(said: Said) -> bool:
    """True where a sentence is a party's words, by its voice or by its own."""
    if said.role in _PARTIAL:
        return True
    open_voice = said.role in (Role.DISCUSSION, Role.FACTS, Role.SUMMARY)
    return open_voice and bool(_REPORTS.search(fold(said.text)))


def voice_fault(claim: str, borne: Sequence[Said]) -> Fault | None:
    """Return that a claim tells as so, or as found, what a party said."""
    if not borne or not reported(borne[0]) or attributed(claim):
        return None
    found = bool(_FOUND.search(fold(claim)))
    how = "as found" if found else "as so"
    return Fault("voice", f"it tells {how} what a party said ({borne[0].role.value})")
