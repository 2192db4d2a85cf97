"""Sentences in which the Ombudsman finds: fault, no fault, or that a matter was not looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.cues import any_of
from rag.cases import Finding
from rag.kinds import Role
from rag.records import Paragraph, Reading
from rag.text import fold, sentences

__all__ = [
    "Verdicts",
    "clears",
    "declines",
    "find_verdicts",
    "finds_fault",
    "reports",
    "says_fault",
    "sum_up",
]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a decision finds, in the order of the text."""

    faults: tuple[Finding, ...]
    no_fault: tuple[Finding, ...]
    not_investigated: tuple[Finding, ...]


def find_verdicts(reading: Reading) -> Verdicts:
    """Return the findings of a decision from its findings and its closing paragraphs.

    What was outside the Ombudsman's powers or left alone is not investigated: neither fault nor
    no fault. Criticism counts as fault only where the decision finds fault at all.
    """
    judged = [p for p in reading.paragraphs if p.role is Role.FINDINGS]
    closing = [p for p in reading.paragraphs if p.role is Role.DECISION]
    both = [*judged, *closing]
    faults = [f for p in judged for f in _find(p, finds_fault)]
    if not any(says_fault(fold(p.text)) for p in both):
        faults = []  # criticism alone is no finding of fault
    faults = faults or [f for p in closing for f in _find(p, says_fault)]
    cleared = [f for p in both for f in _find(p, clears)]
    left = [f for p in both for f in _find(p, declines, each=True)]
    return Verdicts(tuple(faults), tuple(cleared), tuple(left))


def sum_up(reading: Reading, found: Verdicts) -> str | None:
    """Return the finding on the whole: fault found, no fault, mixed, not investigated, or None.

    As in corpus/decisions.jsonl: mixed means fault on some points and none on others; a part
    that was not investigated changes nothing, and is the finding only where nothing else is. The
    printed outcome decides where no sentence does ("The Council failed to …. I uphold").
    """
    if found.faults:
        return "mixed" if found.no_fault else "fault found"
    printed = fold(reading.document.outcome or "").lower()
    summary = fold(" ".join(p.text for p in reading.paragraphs if p.role is Role.SUMMARY))
    upheld = printed.startswith(("upheld", "maladministration")) and not declines(summary)
    if upheld:
        return "mixed" if found.no_fault else "fault found"
    if found.no_fault or printed.startswith(("not upheld", "no maladministration")):
        return "no fault"
    if found.not_investigated or declines(summary):
        return "not investigated"
    return "fault found" if says_fault(summary) else None


# --- sentences that find ---------------------------------------------------------------------

_IS = r"(?:is|was|were|amount(?:s|ed)? to|constitutes?)"
_SAYS_FAULT = any_of(
    rf"\b(?:this|that|which|it|there|delay|failure|failing|so)\b(?: \w+){{0,3}}? {_IS} "
    r"(?:also |therefore |clearly |a |significant |service |further )*fault\b",
    r"\b(?:is|was|were|are|be) (?:also |therefore |clearly )?at fault\b",
    r"\b(?:is|was|were) (?:also |therefore |clearly |further )?fault\b",
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
    r"(?<!what she )(?<!what he )(?<!what they )\bshould (?:have|not have)\b(?! appealed|"
    r" complained)",
    r"\bwould (?:have )?expect(?:ed)? the council to have\b",
    r"\bnot good (?:administrative )?practice\b",
    r"\b(?:it|council|authority) (?:has |have |had )?(?:failed to|overlooked|neglected)\b",
    r"\b(?:it|council) (?:has|had) not (?:explained|shown|provided|confirmed|evidenced|"
    r"demonstrated)\b",
    r"\b(?:was|were) not being (?:delivered|provided|met)\b",
    r"\bdoes not explain why the council\b",
    r"\b(?:this|that|it|which|the council|its (?:\w+ ){1,3}|(?:^\w+ing\b[^.;]{3,80})) "
    r"(?:was|is|were) (?:also |clearly |therefore )?(?:wrong|incorrect|not (?:correct|right|"
    r"lawful))\b"
    r"(?! that| side| time| address)",
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
    rf"{_WHO}(?!do not){_CANNOT} (?:\w+ ){{0,2}}?consider(?:ed)? (?:the|any|this|that|these|those|"
    rf"matters|whether|complaints?)(?! (?:the council )?(?:was|were|is|amounts?|had|to be)\b)",
    r"\boutside (?:our|my|the ombudsman's) jurisdiction\b",
    r"\bnor are we able\b",
    r"\b(?:will not|cannot) be investigated\b",
    r"\bnot exercis(?:ed?|ing) discretion\b",
    r"\bdiscontinu(?:ed?|ing) (?:my|our|the|this|her|his) (?:investigation|consideration)\b",
    r"\bnot enough (?:evidence of )?(?:fault|injustice)\b[^.;]{0,40}\b(?:to justify|to warrant|"
    r"for)\b",
    r"\bunlikely (?:that )?(?:we|I|(?:an|our|my|further|any) (?:\w+ )?investigation) would\b",
    r"\bno worthwhile (?:outcome|result)\b",
    r"\bwithdr(?:ew|awn) (?:his|her|their|the) complaint\b",
)
_POWERS = any_of(
    r"\bjurisdiction (?:where|when|if|over cases where)\b",
    r"\b(?:I|we|the ombudsman) (?:cannot|can't|do not|may not) (?:\w+ )?(?:investigate|consider) "
    r"(?:(?:a|late|any) )?(?:complaints?|matters?|something) (?:\w+ ){0,4}?(?:if|where|when|"
    r"unless)\b",
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


def says_fault(sentence: str) -> bool:
    """Say whether a folded sentence says that there was fault."""
    return bool(_SAYS_FAULT.search(sentence)) and not _NOT_FAULT.search(sentence)


def finds_fault(sentence: str) -> bool:
    """Say whether a folded sentence finds fault or criticises, in the Ombudsman's own voice."""
    if _REPORTS.search(sentence) or _NOT_FAULT.search(sentence) or declines(sentence):
        return False
    return bool(_SAYS_FAULT.search(sentence) or _CRITICISES.search(sentence))


def clears(sentence: str) -> bool:
    """Say whether a folded sentence finds no fault."""
    found = _CLEARS.search(sentence)
    if not found or _REPORTS.search(sentence):
        return False
    if re.search(r"\b(?:if|whether) (?:\w+ ){0,5}fault", sentence, re.I):
        return False
    rest = sentence[found.end() :]
    return not _DENIES.search(rest) and not _SAYS_FAULT.search(rest)


def declines(sentence: str) -> bool:
    """Say whether a folded sentence says that something was not, or cannot be, looked at."""
    return bool(_DECLINES.search(sentence)) and not _POWERS.search(sentence)


def reports(sentence: str) -> bool:
    """Say whether a folded sentence only tells what a party said."""
    return bool(_REPORTS.search(sentence))


# --- whole findings --------------------------------------------------------------------------

_LEANS = re.compile(
    r"(?:This|That|These|Those|It|Which|So|Therefore|Nor|Also|As such|For (?:this|these) "
    r"reasons?)\b"
)
_POINTS = re.compile(r"\b(?:this|these|that|it|so|either|fault)\b")
_SHORT = 11  # words under which a finding that points back needs what is before it


_HARMED = re.compile(r"\bcaus(?:ed|ing)\b[^.;]*\binjustice\b")


def _leans(sentence: str) -> bool:
    """Say whether a sentence cannot be understood without the one before it."""
    if _LEANS.match(sentence):
        return True
    return len(sentence.split()) < _SHORT and bool(_POINTS.search(sentence))


def _find(
    paragraph: Paragraph, test: Callable[[str], bool], *, each: bool = False
) -> Iterator[Finding]:
    """Yield each run of sentences that pass `test`, with those before it that it leans on.

    With `each` every sentence that passes is a finding of its own.
    """
    text = paragraph.text
    spans = sentences(text)
    passing = [test(fold(text[a:b])) for a, b in spans]
    against = says_fault if test is clears else clears
    apart = [
        not each and (against(fold(text[a:b])) or (test is clears and _HARMED.search(text[a:b])))
        for a, b in spans
    ]
    free = n = 0  # `free`: the first sentence that no finding has taken
    while n < len(spans):
        if not passing[n]:
            n += 1
            continue
        first = n
        while (
            first > free
            and not apart[first - 1]
            and _leans(text[spans[first][0] : spans[first][1]])
        ):
            first -= 1
        while not each and n + 1 < len(spans) and passing[n + 1]:
            n += 1
        start, end = spans[first][0], spans[n][1]
        free = n = n + 1
        if not _GENERAL.search(fold(text[start:end])):
            place = (paragraph.start + start, paragraph.start + end)
            yield Finding(text[start:end], paragraph.id, *place)
