"""Who speaks inside a paragraph of minutes or of a long report.

In minutes members and officers take turns; in a report its author quotes people who were asked,
and decisions. A sentence without a speaker of its own stays with the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.voices import reports_a_person
from rag.kinds import Kind, Role
from rag.text import sentences

__all__ = ["claims", "find_spans"]

_OFFICER = re.compile(
    r"\b(?:Directors?|Deputy|Officers?|Head of|Leader|Cabinet Member|Portfolio Holder|Assistant|"
    r"Manager|Chief Executive|Solicitor|[Aa]dviser|Monitoring Officer|Lead|Commissioner)\b"
    r"[^.;]{0,80}?"
    r"\b(?:said|stat(?:es|ed)|explain(?:s|ed)|advis(?:es|ed)|acknowledge[sd]?|clarified|confirmed|"
    r"report(?:s|ed)|responded|replied|told|noted|highlighted|emphasised|stressed|assured|"
    r"considered|reminded)\b"
    r"|\b(?:was|were) (?:advised|informed|told|assured)\b"
)
_CLAIM = re.compile(
    r"\bmust\b|\brequire(?:s|d|ments?)\b(?! improvement)|\blegislation\b|\bthe law\b|"
    r"\bdut(?:y|ies)\b|\boblig\w+|"
    r"\bprosecut\w+|\b(?:un)?lawful\w*|\bentitle[ds]?\b|\bstatut\w+|\bregulations?\b|\blegally\b"
    r"|\b(?:believed|felt|thought|in (?:his|her|their) view)\b",
    re.I,
)
_MEMBERS = re.compile(
    r"^(?:(?:A|One|Some|Several|Other|Another|The) )?(?:[Mm]embers?|[Cc]ouncillors?|Cllrs?|"
    r"Committee|Panel|Board|Cabinet|Chair\w*|Vice-Chair\w*)\b[^.;]{0,40}?\b(?:ask|rais|discuss|question|"
    r"quer|sought|seek|heard|hear|consider|thank|comment|challeng|express\w* (?:concern|"
    r"doubt|frustrat|disappoint)|welcom|highlight|suggest|want|noted)\w*"
    r"|^A question was (?:asked|raised)\b"
)
_SETTLES = re.compile(r"\b(?:agreed|resolved|recommended|AGREED|RESOLVED|RECOMMEND\w*)\b")


def claims(text: str, *, reported: bool = False) -> bool:
    """Say whether an officer claims something of law or gives a view in `text` of minutes.

    `reported`: the text is known to be somebody's answer, whether or not it names who spoke.
    """
    said = _OFFICER.search(text)
    if said is None and not reported:
        return False
    return bool(_CLAIM.search(text, said.start() if said else 0))


def find_spans(text: str, role: Role, kind: Kind) -> Iterator[tuple[int, int, Role]]:
    """Yield the spans of a paragraph's sentences with the role of each; `text` is folded."""
    if kind is Kind.MINUTES:
        yield from _minuted(text, role)
    elif kind in (Kind.RESEARCH, Kind.FOCUS_REPORT):
        yield from _researched(text, role)
    elif kind is Kind.PAPER and role in (Role.FINDINGS, Role.FACTS, Role.DISCUSSION):
        yield from _quoted(text)


def _minuted(text: str, role: Role) -> Iterator[tuple[int, int, Role]]:
    if role not in (Role.OPINION, Role.DISCUSSION, Role.RECOMMENDATION, Role.DECISION):
        return
    last = role
    for start, end in sentences(text):
        sentence = text[start:end]
        if _SETTLES.search(sentence) and role in (Role.RECOMMENDATION, Role.DECISION):
            last = role
        elif claims(sentence) or (_OFFICER.search(sentence) and role is Role.OPINION):
            last = Role.OPINION
        elif _MEMBERS.search(sentence) or _OFFICER.search(sentence):
            last = Role.DISCUSSION
        yield start, end, last


_TOLD_IN_QUOTES = re.compile(r"\"|\btold (?:us|me)\b")
_A_DECISION = re.compile(
    r"\b(?:Ombudsman|LGSCO|investigator|decision|public report)\b[^.\"]{0,60}?\b(?:found|finds|"
    r"said|says|stat(?:es|ed)|conclude[sd]?|noted|commented|wrote|held|observed|explained|"
    r"criticised)\b[^\"]{0,60}\"[^\"]{20,}",
)


_NOTE_NUMBERS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")


def _quoted_whole(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences, those of one quotation together."""
    first: int | None = None
    quotes = 0
    for start, end in sentences(text):
        first = start if first is None else first
        quotes += text.count('"', start, end)
        if quotes % 2 == 0:
            yield first, end
            first, quotes = None, 0
    if first is not None:  # a quotation that nothing closes
        yield from ((a, b) for a, b in sentences(text) if a >= first)


def _researched(text: str, role: Role) -> Iterator[tuple[int, int, Role]]:
    if role is not Role.DISCUSSION:
        return
    plain = _NOTE_NUMBERS.sub(" ", text)
    for start, end in _quoted_whole(plain):
        sentence = plain[start:end]
        if _is_told(sentence):
            yield start, end, Role.OPINION
        elif _A_DECISION.search(sentence):
            yield start, end, Role.FINDINGS


_SAID = re.compile(
    r"\b(?:told|said|says|wrote|explained|commented|added|put it|described|recalled|replied)\b"
)


def _quoted(text: str) -> Iterator[tuple[int, int, Role]]:
    """Yield the sentences of a paper that quote what somebody told its author."""
    for start, end in _quoted_whole(text):
        said = re.sub(r'"[^"]*(?:"|$)', "", text[start:end])
        if len(said) + _FEWEST_QUOTED < end - start and _SAID.search(said):
            yield start, end, Role.OPINION


_FEWEST_QUOTED = 20  # letters of a quotation that is more than a phrase


def _is_told(sentence: str) -> bool:
    return reports_a_person(sentence) and bool(_TOLD_IN_QUOTES.search(sentence))
