"""Requests that are declined, and signs that someone needs urgent help."""

from __future__ import annotations

import re

from rag.text import fold

__all__ = ["reason_to_decline", "someone_at_risk"]

_WHO = (
    r"(?:child|boy|girl|son|daughter|pupil|famil(?:y|ies)|parents?|mother|father|mum|dad|complainant|young person|"
    r"kid|student|(?:mr|mrs|ms|miss)\.? [a-z]\b|(?-i:\b[B-HJ-Z]\b))"
)
_REASONS: tuple[tuple[str, str], ...] = (
    (
        "identify",
        rf"\b(?:real|actual|true)[ -]names?\b|\b(?:full|proper|sur|last|first)[ -]?names? of .{{0,30}}{_WHO}|"
        rf"{_WHO}(?:'s|s')? (?:full|proper|sur|last|first)[ -]?names?|"
        rf"\bnames? of (?:the |that |this )?{_WHO}|{_WHO}(?:'s|s')? (?:\w+ )?(?:name|address|date of birth|surname|identity)\b|"
        rf"\b(?:identify|identity of|unmask|de-?anonymi[sz]e|dox)\b.{{0,40}}{_WHO}|who (?:is|are|was|were) {_WHO} (?:really|in real life)|"
        rf"who (?:really|actually) (?:is|are|was|were)|"
        rf"where (?:do|does|did) (?:the |that |this )?{_WHO}(?: [a-z])? (?:really )?live",
    ),
    (
        "invent",
        r"\b(?:make up|made[- ]up|invent|fabricate|fake|pretend|forge|concoct)\b.{0,60}"
        r"(?:case|citation|reference|decision|quot|evidence|law|precedent|finding|ruling|letter)|"
        r"\b(?:case|citation|reference|decision|quot\w*|precedent)\b.{0,40}\b(?:even if|whether or not) (?:it|there|they)"
        r".{0,20}(?:exist|real|true|isn't|doesn't|aren't)|"
        r"\b(?:reword|rewrite|rephrase|alter|edit|doctor|tweak|change)\b.{0,40}\b(?:quot\w*|citation|finding|decision)s?\b"
        r".{0,60}\b(?:so that|so it|to say|to make it|says?)\b",
    ),
    (
        "instructions",
        r"\b(?:ignore|forget|disregard|override|bypass)\b.{0,20}\b(?:your|previous|prior|above|earlier|all)\b.{0,15}"
        r"\b(?:instructions?|prompts?|programming)\b|\byour rules\b|"
        r"(?:system|hidden|initial|secret|your|internal) (?:prompt|instructions)|repeat (?:everything|the text) above|"
        r"(?:developer|jailbreak|dan) mode|you are now\b",
    ),
    (
        "outside",
        r"\b(?:write|compose|tell (?:me|us)|sing|generate|draw|code|give me)\b.{0,25}\b(?:poem|song|lyrics|joke|"
        r"(?:bedtime|short|funny) story|essay|novel|recipe|limerick|haiku|python|javascript|tweet|rap|cover letter)\b",
    ),
)
_COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in _REASONS)


def reason_to_decline(text: str) -> str | None:
    """Return why a request is declined: identify, invent, instructions, outside; else None."""
    folded = fold(text)
    for name, pattern in _COMPILED:
        if pattern.search(folded):
            return name
    return None


_RISK = re.compile(
    r"wants? to die|want(?:s|ed|ing)? to be dead|kill(?:ing)? (?:him|her|my|them)?sel(?:f|ves)|suicid|end (?:his|her|my|their) "
    r"(?:own )?life|self[- ]?harm|hurt(?:s|ing)? (?:him|her|my|them)sel(?:f|ves)|overdos|cutting (?:him|her|my)self|"
    r"better off dead|take (?:his|her|my|their) (?:own )?life|being (?:abused|hit|beaten)|not safe at home|"
    r"hit(?:s|ting)? (?:my |the |our )?(?:child|son|daughter|him|her) (?:at|by|in)|\bsafeguarding emergency",
    re.I,
)
_DECISION = re.compile(
    r"\b\d{2}[ -]?\d{3}[ -]?\d{3}\b|\bombudsman (?:found|decid)|\bdecision\b", re.I
)


def someone_at_risk(text: str) -> bool:
    """True where the words suggest that a person is in danger now (not a decision's facts)."""
    folded = fold(text)
    return bool(_RISK.search(folded)) and not _DECISION.search(folded)
