"""What a part of a complaint is called, in the decision's own words."""

from __future__ import annotations

import re

from rag.cases import Finding
from rag.text import sentences

__all__ = ["COMPLAINS", "SPEAKS", "say_point", "shorten"]

COMPLAINS = re.compile(
    r"^.{0,120}?\b(?:complain(?:s|ed)|says|said|states|alleges|believes)\b(?: to us)?(?: that| "
    r"about)?"
    r"(?: how)? ",
    re.I,
)
SPEAKS = re.compile(
    r"(?:(?:Mr|Mrs|Miss|Ms|Mx|Dr)\b(?: and \w+)?(?: [A-Z])?|She|He|They) (?:also )?"
    r"(?:say|said|complain|want|wanted|would|feel|felt|believe|state)s?\b"
)
_MOST = 160  # characters of a title


def shorten(text: str) -> str:
    """Return the first sentence of `text`, cut at a word where it is long."""
    spans = sentences(text)
    first = text[slice(*spans[0])] if spans else text
    first = first.strip(" ;.:,")
    first = re.sub(r"[;,]? and$", "", first)
    if len(first) <= _MOST:
        return first
    return first[:_MOST].rsplit(" ", 1)[0] + " …"


_NO_FAULT_IN = re.compile(
    r"\b(?:no (?:evidence of )?fault|without fault|not at fault|not fault|"
    r"(?:not|nor) (?:find|found) (?:any )?fault) "
    r"(?:by the \w+ )?(?:in|with|for|on|about|over|regarding) (?P<what>[^.;]{3,160})",
    re.I,
)
_NOT_LOOKED_AT = re.compile(
    r"\b(?:investigat\w+|consider(?:ed)?|look(?:ed)? (?:at|into)) (?P<what>.+?)"
    r"(?=,? (?:because|as|since|for the reason|further)\b|, and (?:I|we|so)\b|[.;]|$)",
    re.I,
)
_VAGUE = frozenset(
    "this that these those it its here any the his her their my further part parts of matter "
    "matters "
    "complaint complaints issue issues how in point points respect respects regard either decision "
    "mr mrs ms miss s and or".split()
)


def _is_vague(words: str) -> bool:
    told = re.findall(r"[a-z]+", words.lower())
    return all(word in _VAGUE or len(word) == 1 for word in told)


def say_point(kind: str, finding: Finding, complained: str) -> str:
    """Return what was cleared or left alone, else the sentence that says so."""
    text = finding.text
    if kind == "faults":
        return shorten(text)
    pattern = _NO_FAULT_IN if kind == "no_fault" else _NOT_LOOKED_AT
    m = pattern.search(text)
    if m and not _is_vague(m["what"]):
        return shorten(m["what"])
    whole = m is None or re.search(r"\b(?:complaint|matter)s?\b", m["what"])
    if kind == "not_investigated" and (len(text.split()) < 6 or (m and whole)):
        return complained
    return shorten(text)
