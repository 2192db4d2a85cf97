"""Who speaks inside a paragraph of a decision: the spans where it is not the paragraph's role.

A sentence that tells what a council, a family or somebody else said is theirs, until a clause
in which the Ombudsman plainly goes on. A concession at the head of the Ombudsman's own sentence
("Although the Council says …, I find …") stays the Ombudsman's. Doubt goes to the party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest import voicing_papers
from ingest.cues import replies, said_by, states_law, weighs
from ingest.parties import BODY, COUNCIL, COUNCIL_VERBS, HAS, PARENT, PARENT_VERBS
from rag.kinds import REPORTED, Kind, Role
from rag.records import Paragraph, Reading, Voice
from rag.text import fold_in_place, sentences

__all__ = ["mark_paragraph", "mark_voices"]

Span = tuple[int, int, Role]
_DECISIONS = (Kind.DECISION, Kind.PUBLIC_REPORT)


def mark_voices(reading: Reading) -> Reading:
    """Return `reading` with the voices of every paragraph; boilerplate speaks with one voice.

    A paragraph of findings or facts in which only others speak takes the role of the first.
    """
    sections = {section.ordinal: section.role for section in reading.sections}
    kind = reading.document.kind
    paragraphs = (mark_paragraph(p, sections[p.section], kind) for p in reading.paragraphs)
    return replace(reading, paragraphs=tuple(paragraphs))


def mark_paragraph(paragraph: Paragraph, section: Role, kind: Kind) -> Paragraph:
    """Return a paragraph of a section of role `section` with its voices."""
    voices = _voices(paragraph, section, kind)
    marked = replace(paragraph, voices=voices)
    if paragraph.role in marked.roles_at(paragraph.start, paragraph.end):
        return marked
    if paragraph.role not in (Role.FINDINGS, Role.FACTS):
        return paragraph
    role = voices[0].role
    return replace(paragraph, role=role, voices=tuple(v for v in voices if v.role is not role))


def _voices(paragraph: Paragraph, section: Role, kind: Kind) -> tuple[Voice, ...]:
    if paragraph.boilerplate:
        return ()
    text = fold_in_place(paragraph.text)
    if kind in _DECISIONS:
        spans = list(_decision_spans(text, paragraph.role, section))
    else:
        spans = list(voicing_papers.find_spans(text, paragraph.role, kind))
    return tuple(
        Voice(paragraph.start + start, paragraph.start + end, role)
        for start, end, role in _joined(text, spans)
        if role is not paragraph.role
    )


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join neighbouring spans of one role."""
    result: list[Span] = []
    for start, end, role in spans:
        if result and result[-1][2] is role and not text[result[-1][1] : start].strip(" \n,;-"):
            result[-1] = (result[-1][0], end, role)
        else:
            result.append((start, end, role))
    return result


# --- decisions -------------------------------------------------------------------------------

_OWN_ROLES = frozenset({Role.FINDINGS, Role.SUMMARY, Role.DECISION, Role.REMEDY, Role.LAW})
_PROMISES = re.compile(r"\b(?:agreed|recommendations?|accept(?:s|ed)?|will|offer(?:s|ed))\b")
_SCOPE = re.compile(
    r"^(?:As [^,]{3,60}, )?(?:I|We|The Ombudsman) (?:have|has|will|did|can|cannot|am|are)(?: only| "
    r"also| not)* (?:investigat|consider|look|exercis)\w*"
)


def _decision_spans(text: str, role: Role, section: Role) -> Iterator[Span]:
    if role in (Role.POWERS, Role.METHOD):
        return
    spans = sentences(text)
    told = [text[a:b] for a, b in spans]
    if section is Role.COMPLAINT:
        for (start, end), sentence in zip(spans, told, strict=True):
            if _SCOPE.search(sentence):
                yield start, end, Role.METHOD
        return
    heard = list(_hear(told, strict=role in _OWN_ROLES))
    first = next((n for n, one in enumerate(heard) if one), len(heard))
    for n, ((start, end), one) in enumerate(zip(spans, heard, strict=True)):
        sentence = text[start:end]
        if one and role is Role.REMEDY and _PROMISES.search(sentence):
            continue
        if one:
            yield start + one.start, start + one.end, _given(one.role, role)
            if start + one.end < end:
                yield start + one.end, end, _own(role)
        elif role is Role.FINDINGS and sentence[0] != "(" and _is_law(sentence):
            yield start, end, Role.LAW
        elif role in REPORTED and weighs(sentence, firmly=True):
            yield start, end, Role.FINDINGS
        elif role is Role.COUNCIL_POSITION is not section and n < first:
            yield start, end, Role.FACTS


def _is_law(sentence: str) -> bool:
    return states_law(sentence) and not weighs(sentence, firmly=True)


def _given(speaker: Role, role: Role) -> Role:
    """Return the role of what `speaker` said: somebody else inside one side's words is theirs."""
    return role if speaker is Role.FACTS and role is not Role.FINDINGS else speaker


def _own(role: Role) -> Role:
    return role if role in _OWN_ROLES else Role.FINDINGS


# --- hearing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heard:
    """Whose words a sentence gives, and where in it."""

    role: Role
    start: int
    end: int


_WHEN = re.compile(r"^(?:When|After|Before|Once|Until|By the time|As soon as|Since)\b[^,;]{0,90}, ")
_UNCUT_WHEN = re.compile(r"^(?:When|Before|Once|Until|By the time|As soon as)\b")
_CONCEDES = re.compile(r"^(?:Although|While|Whilst|Though|Even (?:if|though)|Despite)\b")
_NOTES = re.compile(
    r"\b(?:I|[Ww]e) (?:also |do |have |can |fully )*(?:note|understand|appreciate|recognise|"
    r"acknowledge|know|see|am aware|are aware)(?: that| why| how)?,? ?$"
)
_OWN_BEFORE = re.compile(
    r"\b(?:I|we|my|our)\b|\b(?:shows?|showed|shown|suggests?|indicates?|confirms?|demonstrates?)\b"
    r"|\bno (?:\w+ )?(?:record|evidence)\b|\bclear\b|\bwhether\b|\bif\b|\bwhy\b|\bhow\b|\bfact\b"
)
_WITHIN = re.compile(r"\b(?:when|after|before|until|once|because|where)\s$")
_REPLYING = re.compile(r"\b(?:response|reply) to\b", re.I)
_ADMITTED = re.compile(
    r"\bas (?:it|they|the Council) (?:has |have |now )*(?:accept|acknowledg|admit)"
)
_ACTS = re.compile(  # what was done in words, told as done
    r"^(?:advise[sd]?\b.{0,60}? to\b|offer(?:s|ed)\b(?!.{0,60}(?:£|\bpa(?:y|id)|\bremed|\bapolog|"
    r"\bsum\b|\bmoney|\bsymbolic))|confirm(?:s|ed) (?:the|its|his|her|their|a|an)\b|"
    r"note[sd]? (?:the|its|his|her|their|a|an)\b|reject(?:s|ed) (?:the|its|his|her|their|a) "
    r"(?:request|application|referral)|accept(?:s|ed) (?:the|a|an|his|her|their) "
    r"(?:referral|request|application|offer)|accept(?:s|ed) (?:all )?(?:the|my|our|these) "
    r"(?:recommendation|remed|finding|decision)|calculated|suggest(?:s|ed) a)"
)
_CONTRASTS = re.compile(r"^(?:However|But|Yet|Nevertheless|Nonetheless|Even so)\b")
_IT = re.compile(rf"^(?:[^.;,]{{0,50}}, )?(?:and |but )?(?:it|they)\b{HAS} {COUNCIL_VERBS}\b", re.I)
_IS_IT = re.compile(r"(?:[^.;,]{0,50}, )?(?:and |but )?it\b", re.I)  # no member of a family
_SHE = re.compile(
    rf"^(?:[^.;,]{{0,50}}, )?(?:and |but )?(?:s?he|they)\b{HAS} {PARENT_VERBS}\b", re.I
)
_IT_ALSO = re.compile(
    r"^(?:[^.;,]{0,50}, )?(?:it|they) (?:would|did not|expected|had(?! been| not)|relied)\b", re.I
)
_WOULD = re.compile(r"\b(?:would|will|agreed to|promised)\b")
_EXPLAINS = re.compile(r"^(?:This|That|The delay) (?:is|was) (?:because|due to)\b|^The reasons?\b")
_OFFICER = re.compile(
    r"(?:The |A |An )?(?:[Cc]ouncil's )?(?:\w+ ){0,2}?(?:director|head|officer|manager|"
    r"caseworker|chief "
    r"executive)\b",
    re.I,
)
_BY_FAMILY = re.compile(rf"\b{PARENT}", re.I)
_NAMED = (
    (re.compile(rf"\b{COUNCIL}\b", re.I), Role.COUNCIL_POSITION),
    (_BY_FAMILY, Role.COMPLAINT),
    (re.compile(rf"\b{BODY}\b", re.I), Role.FACTS),
)


def _hear(told: Sequence[str], *, strict: bool) -> Iterator[_Heard | None]:
    """Yield for each sentence whose words it gives; `strict` where the Ombudsman speaks."""
    last: Role | None = None
    before = ""
    replying = False
    for sentence in told:
        heard = _named(sentence, strict=strict)
        if heard is None and not _is_own(sentence):
            role = _carried_on(sentence, before, last, strict=strict, replying=replying)
            heard = _cut(sentence, role, 0, 0) if role else None
        last, before = heard.role if heard else None, sentence
        council = last is Role.COUNCIL_POSITION
        replying = council and (replying or replies(sentence))
        yield heard


def _is_own(sentence: str) -> bool:
    named = said_by(sentence, others=True)
    return bool(named and _OWN_BEFORE.search(sentence[: named[0]]))


def _named(sentence: str, *, strict: bool) -> _Heard | None:
    """Return the words of a party that a sentence names."""
    when = _WHEN.match(sentence)
    at = when.end() if when else 0
    if when is None and _UNCUT_WHEN.match(sentence):
        return None
    named = said_by(sentence[at:], others=True)
    if named is None:
        if at and (_IT.search(sentence[at:]) or replies(sentence)):
            return _cut(sentence, Role.COUNCIL_POSITION, 0, at)
        return _cut(sentence, Role.COUNCIL_POSITION, 0, 0) if replies(sentence) else None
    start, end, role = named[0] + at, named[1] + at, named[2]
    front = sentence[:start]
    if _NOTES.search(front):
        return _cut(sentence, role, start, end)
    if _OWN_BEFORE.search(front) and not _REPLYING.search(front):
        return None
    if weighs(front) or _WITHIN.search(front):
        return None
    verb = re.search(r"(\w+)$", sentence[:end])
    if strict and verb and _ACTS.match(sentence[verb.start() :]):
        return None
    if _ADMITTED.search(sentence) or (_CONCEDES.match(sentence) and _main_is_own(sentence)):
        return None
    return _cut(sentence, role, 0, end)


def _carried_on(
    sentence: str, before: str, last: Role | None, *, strict: bool, replying: bool
) -> Role | None:
    """Return whose words go on in a sentence that names no speaker."""
    if _SHE.search(sentence) and not re.match(r"they\b", sentence, re.I):
        if last is None and _OFFICER.match(before):
            return Role.COUNCIL_POSITION
        late = re.match(r"s?he\b.{0,20}\bcomplained\b", sentence, re.I)
        return last or (Role.COMPLAINT if (strict and not late) or _told_of(before) else None)
    if _IT.search(sentence):
        told = last or _told_of(before) or (Role.COUNCIL_POSITION if strict else None)
        return None if told is Role.COMPLAINT and _IS_IT.match(sentence) else told
    if last is None or _CONTRASTS.match(sentence) or weighs(sentence):
        return None
    if _EXPLAINS.search(sentence):
        return last
    if last is Role.COUNCIL_POSITION and _IT_ALSO.search(sentence):
        kept = strict and _WOULD.search(before) and " did not " in sentence
        return None if kept else last
    starts_anew = _BY_FAMILY.match(sentence) or re.match(r"(?:The Council|I|We)\b", sentence)
    return last if replying and not starts_anew else None


def _told_of(sentence: str) -> Role | None:
    """Return the side of whoever a sentence names first."""
    found = ((pattern.search(sentence), role) for pattern, role in _NAMED)
    return min(((m.start(), role) for m, role in found if m), default=(0, None))[1]


# --- clauses ---------------------------------------------------------------------------------

_TURNS = re.compile(
    r"(?P<end>\s*[,;]|\s-)?\s(?P<turn>but|however,?|although|though|yet|and|which)\s"
)
_FIRST = re.compile(r"^(?:however,? )?(?:I|we|my|our|in (?:my|our) (?:view|opinion)|on balance)\b")
_PLAIN = re.compile(
    r"^(?:this|that|there|these|such|the (?:delay|failure|law|guidance))\b(?! it\b)"
)
_JUDGED = re.compile(
    r"^(?:I|we)\b|^(?:is|was|amounts?|amounted)\b.{0,20}\b(?:fault|wrong|incorrect|appropriate|"
    r"suitable|poor|good|reasonable|enough)\b"
)
_ADMITS = re.compile(r"\b(?:accept|acknowledge|recognise)\w*\b")


def _cut(sentence: str, role: Role, start: int, after: int) -> _Heard:
    """Return a party's words from `start` to where, past `after`, the Ombudsman goes on."""
    for turn in _TURNS.finditer(sentence, after):
        rest = sentence[turn.end() :]
        named = said_by(rest)
        if named and named[0] == 0:
            continue
        if _goes_on(turn, rest, admits=bool(_ADMITS.search(sentence[: turn.start()]))):
            return _Heard(role, start, turn.start())
    return _Heard(role, start, len(sentence))


def _goes_on(turn: re.Match[str], rest: str, *, admits: bool) -> bool:
    """Say whether what follows a conjunction is plainly the Ombudsman's own."""
    word = turn["turn"].rstrip(",")
    if word == "which":
        return bool(_JUDGED.search(rest)) and not admits
    if _FIRST.search(rest):
        return word != "and" or weighs(rest) or bool(re.match(r"I\b", rest))
    if word == "and" or not turn["end"]:
        return False
    return bool(_PLAIN.search(rest)) and weighs(rest)


def _main_is_own(sentence: str) -> bool:
    """Say whether the main clause after a concession is the Ombudsman's."""
    return any(
        not said_by(rest) and (weighs(rest) or bool(_FIRST.search(rest)))
        for rest in (sentence[m.end() :] for m in re.finditer(r", ", sentence))
    )
