"""Reads the structured case out of a decision: faults, injustice, remedies, provisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ingest.cues import any_of
from ingest.provisions import find_provisions
from ingest.remedies import extract_remedies
from rag.records import Case, Finding, Kind, Paragraph, Reading, Role
from rag.text import fold, sentences

__all__ = ["extract_case"]

_KINDS = (Kind.DECISION, Kind.PUBLIC_REPORT)


def extract_case(reading: Reading) -> Case | None:
    """Return the case of a decision's full text, None for any other document."""
    document = reading.document
    if document.kind not in _KINDS:
        return None
    judged = [p for p in reading.paragraphs if p.role is Role.FINDINGS]
    closing = [p for p in reading.paragraphs if p.role is Role.DECISION]
    both = [*judged, *closing]
    faults = [f for p in judged for f in _find(p, _finds_fault)]
    if not any(_says_fault(fold(p.text)) for p in both):
        faults = []  # criticism alone is no finding of fault
    faults = faults or [f for p in closing for f in _find(p, _says_fault)]
    cleared = [f for p in both for f in _find(p, _clears)]
    declined = [f for p in both for f in _find(p, _declines)]
    return Case(
        document_id=document.id,
        reference=document.reference or "",
        council=document.council or "",
        outcome=document.outcome,
        finding=_finding(reading, faults, cleared, declined),
        complaint=_complaint(reading),
        faults=tuple(faults),
        no_fault=tuple(sorted({*cleared, *declined}, key=lambda f: f.start or 0)),
        injustice=_injustice(reading, judged) or _injustice(reading, closing),
        remedies=extract_remedies(reading),
        provisions=find_provisions(reading),
        finding_words=" ".join(p.text for p in closing) or None,
    )


# --- sentences that find ---------------------------------------------------------------------

_IS = r"(?:is|was|were|amount(?:s|ed)? to|constitutes?)"
_SAYS_FAULT = any_of(
    rf"\b(?:this|that|which|it|there|delay|failure|failing|so)\b(?: \w+){{0,3}}? {_IS} "
    r"(?:also |therefore |clearly |a |significant |service |further )*fault\b",
    r"\b(?:is|was|were|are|be) (?:also |therefore |clearly )?at fault\b",
    r"\bamount(?:s|ed)? to (?:\w+ )?fault\b",
    r"\b(?:find|found|finding) (?:that )?(?:the )?(?:\w+ ){0,3}?(?:at )?fault\b",
    r"\bfault (?:by|in|for|causing|on)\b",
    r"\bservice failure by\b",
    r"\buph[eo]ld (?:this|the|her|his|their) (?:part of )?(?:the )?complaint",
)
_NOT_FAULT = any_of(
    r"\bno (?:further |evidence of )?fault\b",
    r"\bnot uph\w+",
    r"\bnot (?:\w+ )?(?:at )?fault\b",
    r"\bwithout fault\b",
    r"\bnot find\b.{0,30}\bfault\b",
    r"\b(?:if|whether|where|any|should) (?:\w+ ){0,6}fault\b",
    r"\bfaults? (?:identified|found)\b.{0,20}(?:above|below)",
)
_CRITICISES = any_of(
    r"\b(?:I|we) (?:cannot|could not|can't) (?:see|be satisfied)\b",
    r"\bhave (?:not (?:received|seen)(?: any)?|seen no) (?:evidence|record)",
    r"\bthere is (?:no|little|limited|insufficient) (?:evidence|records?) (?:that |of |to show )?"
    r"(?:the council|it\b|how|why|whether|any)",
    r"\bshould (?:have|not have)\b(?! appealed| complained)",
    r"\bwould (?:have )?expect(?:ed)? the council to have\b",
    r"\bnot good (?:administrative )?practice\b",
    r"\b(?:it|council|authority) (?:has |have |had )?(?:failed to|overlooked|neglected)\b",
    r"\b(?:it|council) (?:has|had) not (?:explained|shown|provided|confirmed|evidenced|"
    r"demonstrated)\b",
    r"\b(?:was|were) not being (?:delivered|provided|met)\b",
    r"\bdoes not explain why the council\b",
    r"\bdisappoint\w+\b",
)
_CLEARS = any_of(
    r"\bno (?:evidence of )?fault\b",
    r"\bnot (?:\w+ )?at fault\b|\bnot fault\b|\bwithout fault\b",
    r"\bnot find\b.{0,30}\bfault\b",
    r"\b(?:do|can) ?not (?:criticise|uphold)\b",
    r"\b(?:council|it|authority|trust|officers?) (?:was|is|were) entitled to\b",
    r"\b(?:council|it|authority|officers?)\b.{0,30}\b(?:acted|responded|considered|decided|dealt)\b"
    r".{0,40}\b(?:properly|appropriately|reasonably|within (?:the )?(?:statutory )?time\w*)\b",
    r"\b(?:council|it|its|authority|decision|approach|steps?|response|actions?)\b.{0,50}"
    r"\b(?:was|were) (?:reasonable|appropriate|proper|in line with)\b",
)
_WHO = r"\b(?:I|we|the ombudsman) "
_CANNOT = (
    r"(?:will not|cannot|can't|could not|have not|did not|do not|has no|are not able to|"
    r"am not able to)"
)
_DECLINES = any_of(
    rf"{_WHO}{_CANNOT} (?:\w+ ){{0,2}}?(?:investigat\w+|jurisdiction|look\w* (?:at|into))",
    rf"{_WHO}(?!do not){_CANNOT} (?:\w+ ){{0,2}}?consider(?:ed)? (?:the|any|this|matters|whether|"
    rf"complaints?)",
    r"\boutside (?:our|my|the ombudsman's) jurisdiction\b",
    r"\bnor are we able\b",
    r"\b(?:will not|cannot) be investigated\b",
    r"\bnot exercis(?:ed?|ing) discretion\b",
)
_DENIES = any_of(r"\b(?:but|however|although|though)\b")
_GENERAL = any_of(
    r"\bmay be circumstances\b",
    r"\bdoes not imply\b",
    r"\bwe may recommend\b",
    r"\bareas of fault\b",
)
_REPORTS = any_of(
    r"^(?:\w+,? ){0,6}?(?:the council|mr|mrs|miss|ms|it)\b[\w' ]{0,12} "
    r"(?:said|says|states?|stated|argued|told|complain\w+|believes?)\b"
)


def _says_fault(sentence: str) -> bool:
    return bool(_SAYS_FAULT.search(sentence)) and not _NOT_FAULT.search(sentence)


def _finds_fault(sentence: str) -> bool:
    if _REPORTS.search(sentence) or _NOT_FAULT.search(sentence) or _declines(sentence):
        return False
    return bool(_SAYS_FAULT.search(sentence) or _CRITICISES.search(sentence))


def _clears(sentence: str) -> bool:
    found = _CLEARS.search(sentence)
    if not found or _REPORTS.search(sentence):
        return False
    if re.search(r"\b(?:if|whether) (?:\w+ ){0,5}fault", sentence, re.I):
        return False
    rest = sentence[found.end() :]
    return not _DENIES.search(rest) and not _SAYS_FAULT.search(rest)


def _declines(sentence: str) -> bool:
    return bool(_DECLINES.search(sentence))


# --- whole findings --------------------------------------------------------------------------

_LEANS = re.compile(
    r"(?:This|That|These|Those|It|Which|So|Therefore|Nor|Also|As such|For (?:this|these) "
    r"reasons?)\b"
)
_POINTS = re.compile(r"\b(?:this|these|that|it|so|either|fault)\b")
_SHORT = 11  # words under which a finding that points back needs what is before it


def _leans(sentence: str) -> bool:
    """Say whether a sentence cannot be understood without the one before it."""
    if _LEANS.match(sentence):
        return True
    return len(sentence.split()) < _SHORT and bool(_POINTS.search(sentence))


def _find(paragraph: Paragraph, test: Callable[[str], bool]) -> Iterator[Finding]:
    """Yield each run of sentences that pass `test`, with those before it that it leans on."""
    text = paragraph.text
    spans = sentences(text)
    passing = [test(fold(text[a:b])) for a, b in spans]
    free = n = 0  # `free`: the first sentence that no finding has taken
    while n < len(spans):
        if not passing[n]:
            n += 1
            continue
        first = n
        while first > free and _leans(text[spans[first][0] : spans[first][1]]):
            first -= 1
        while n + 1 < len(spans) and passing[n + 1]:
            n += 1
        start, end = spans[first][0], spans[n][1]
        free = n = n + 1
        if not _GENERAL.search(fold(text[start:end])):
            place = (paragraph.start + start, paragraph.start + end)
            yield Finding(text[start:end], paragraph.id, *place)


def _finding(
    reading: Reading,
    faults: Sequence[Finding],
    cleared: Sequence[Finding],
    declined: Sequence[Finding],
) -> str | None:
    """Return the finding in the words of the register: mixed means some fault, some none."""
    if faults:
        return "mixed" if cleared else "fault found"
    if cleared:
        return "no fault"
    summary = fold(" ".join(p.text for p in reading.paragraphs if p.role is Role.SUMMARY))
    if declined or _declines(summary):
        return "not investigated"
    return "fault found" if _says_fault(summary) else None


# --- complaint and injustice -----------------------------------------------------------------

_HARM = any_of(
    r"\binjustice\b",
    r"\bmissed \w+",
    r"\bwent without\b",
    r"\blost (?:\w+ ){0,4}(?:chance|terms?|weeks?|months?|years?|education|schooling|provision|"
    r"lessons?|opportunit\w+)\b|\blost out\b",
    r"\bcaus(?:ed|es|ing)\b.{0,60}\b(?:distress|frustration|uncertainty|upset|worry|trouble|"
    r"anxiety|"
    r"inconvenience)",
    r"\baffected (?:their|her|his)\b",
    r"\bput (?:\w+ ){0,4}to (?:\w+ )?(?:avoidable )?(?:time(?:,)? and )?trouble",
    r"\buncertain(?:ty)?\b|\bdenied\b",
)
_NOT_HARM = any_of(
    r"\bto remedy\b|\bremed(?:y|ies|ying)\b|\bputs? right\b",
    r"\bconsidered the injustice\b|\bno (?:\w+ )?injustice\b|\bnot (?:\w+ ){0,5}(?:caused?|"
    r"injustice)\b",
    r"\bmust (?:also )?consider\b|\bmay be circumstances\b|\bif (?:the|there)\b",
    r"\boffer(?:ed)?\b|\brecommend\w*\b",
)
_HARM_HEADING = any_of(r"\binjustice\b|\bimpact\b")
_MOST = 5  # sentences


def _injustice(reading: Reading, paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the sentences that tell what the fault did to people, as they stand."""
    headed = {s.ordinal for s in reading.sections if _HARM_HEADING.search(s.heading)}
    found = []
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text):
            sentence = fold(paragraph.text[start:end])
            tells = paragraph.section in headed or _HARM.search(sentence)
            if tells and not _NOT_HARM.search(sentence) and not _REPORTS.search(sentence):
                found.append(paragraph.text[start:end])
    return " ".join(found[:_MOST]) or None


def _complaint(reading: Reading) -> str | None:
    sections = {s.ordinal for s in reading.sections if s.role is Role.COMPLAINT}
    return " ".join(p.text for p in reading.paragraphs if p.section in sections) or None
