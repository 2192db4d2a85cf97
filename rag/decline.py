"""Requests that are declined, and signs that someone needs urgent help."""

from __future__ import annotations

import re

from rag.text import fold

__all__ = ["reason_to_decline", "someone_at_risk"]

_WHO = (
    "(?:"
    r"child|boy|girl|son|daughter|pupil|famil(?:y|ies)|parents?|mother|father|mum|dad|"
    r"complainant|young person|kid|student|(?:mr|mrs|ms|miss)\.? [a-z]\b|(?-i:\b[B-HJ-Z]\b)"
    ")"
)
# {who} stands for the words for a person above.
_REASONS: dict[str, tuple[str, ...]] = {
    "identify": (
        r"\b(?:real|actual|true)[ -]names?\b",
        r"\b(?:full|proper|sur|last|first)[ -]?names? of .{0,30}{who}",
        r"{who}(?:'s|s')? (?:full|proper|sur|last|first)[ -]?names?",
        r"\bnames? of (?:the |that |this )?{who}",
        r"{who}(?:'s|s')? (?:\w+ )?(?:name|address|date of birth|surname|identity)\b",
        r"\b(?:identity of|unmask|de-?anonymi[sz]e|dox)\b.{0,40}{who}",
        r"\bidentify\b(?! (?:\w+ ){0,3}(?:complaints?|cases?|decisions?|councils?|faults?)\b)"
        r".{0,40}{who}",
        r"who (?:is|are|was|were) {who} (?:really|in real life)",
        r"who (?:really|actually) (?:is|are|was|were)",
        r"where (?:do|does|did) (?:the |that |this )?{who}(?: [a-z])? (?:really )?live",
    ),
    "invent": (
        (
            r"\b(?:make up|made[- ]up|invent|fabricate|fake|pretend|forge|"
            r"concoct)\b.{0,60}(?:case|citation|reference|decision|quot|evidence|"
            r"law|precedent|finding|ruling|letter)"
        ),
        (
            r"\b(?:case|citation|reference|decision|quot\w*|"
            r"precedent)\b.{0,40}\b(?:even if|whether or not) (?:it|there|"
            r"they).{0,20}(?:exist|real|true|isn't|doesn't|aren't)"
        ),
        (
            r"\b(?:reword|rewrite|rephrase|alter|edit|doctor|tweak|"
            r"change)\b.{0,40}\b(?:quot\w*|citation|finding|"
            r"decision)s?\b.{0,60}\b(?:so that|so it|to say|to make it|says?)\b"
        ),
    ),
    "instructions": (
        (
            r"\b(?:ignore|forget|disregard|override|bypass)\b.{0,20}\b(?:your|"
            r"previous|prior|above|earlier|all)\b.{0,15}\b(?:instructions?|prompts?|"
            r"programming)\b"
        ),
        r"\byour rules\b",
        r"(?:system|hidden|initial|secret|your|internal) (?:prompt|instructions)",
        r"repeat (?:everything|the text) above",
        r"(?:developer|jailbreak|dan) mode",
        r"you are now\b",
    ),
    "outside": (
        (
            r"\b(?:write|compose|tell (?:me|us)|sing|generate|draw|code|give "
            r"me)\b.{0,25}\b(?:poem|song|lyrics|joke|(?:bedtime|short|funny) story|"
            r"essay|novel|recipe|limerick|haiku|python|javascript|tweet|rap|cover "
            r"letter)\b"
        ),
    ),
}
_COMPILED = {
    name: re.compile("|".join(words).replace("{who}", _WHO), re.I)
    for name, words in _REASONS.items()
}


def reason_to_decline(text: str) -> str | None:
    """Return why a request is declined: identify, invent, instructions, outside; else None."""
    folded = fold(text)
    for name, pattern in _COMPILED.items():
        if pattern.search(folded):
            return name
    return None


_AT_RISK = (
    r"wants? to die",
    r"want(?:s|ed|ing)? to be dead",
    r"kill(?:ing)? (?:him|her|my|them)?sel(?:f|ves)",
    r"suicid",
    r"end (?:his|her|my|their) (?:own )?life",
    r"self[- ]?harm",
    r"hurt(?:s|ing)? (?:him|her|my|them)sel(?:f|ves)",
    r"overdos",
    r"cutting (?:him|her|my)self",
    r"better off dead",
    r"take (?:his|her|my|their) (?:own )?life",
    r"being (?:abused|hit|beaten)",
    r"not safe at home",
    r"hit(?:s|ting)? (?:my |the |our )?(?:child|son|daughter|him|her) (?:at|by|in)",
    r"\bsafeguarding emergency",
)
_RISK = re.compile("|".join(_AT_RISK), re.I)
_DECISION = re.compile(
    r"\b\d{2}[ -]?\d{3}[ -]?\d{3}\b|\bombudsman (?:found|decid)|\bdecision\b", re.I
)


def someone_at_risk(text: str) -> bool:
    """True where the words suggest that a person is in danger now (not a decision's facts)."""
    folded = fold(text)
    return bool(_RISK.search(folded)) and not _DECISION.search(folded)
