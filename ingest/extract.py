"""Reads the structured case out of a decision: faults, injustice, remedies, provisions."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    faults = [f for p in judged for f in _spans(p, _finds_fault)]
    if not faults:
        faults = [f for p in closing for f in _spans(p, _plain_fault)]
    cleared = [f for p in (*judged, *closing) for f in _spans(p, _clears)]
    declined = [f for p in (*judged, *closing) for f in _spans(p, _declines)]
    return Case(
        document_id=document.id,
        reference=document.reference or "",
        council=document.council or "",
        outcome=document.outcome,
        finding=_finding(reading, faults, cleared, declined),
        complaint=_complaint(reading),
        faults=tuple(faults),
        no_fault=tuple(sorted({*cleared, *declined}, key=lambda f: f.start or 0)),
        injustice=_injustice(judged) or _injustice(closing),
        remedies=extract_remedies(reading),
        provisions=_provisions(reading),
        finding_words=_finding_words(closing),
    )


# --- sentences that find ---------------------------------------------------------------------

_PLAIN_FAULT = re.compile(
    r"""\b(?:this|that|which|it|there|delay|failure|failing|so)\b(?:\ \w+){0,3}?\ (?:is|was|were|amount(?:s|ed)?\ to|
        constitutes?)\ (?:also\ |therefore\ |clearly\ |a\ |significant\ |service\ |further\ )*fault\b
    | \b(?:is|was|were|are|be)\ (?:also\ |therefore\ |clearly\ )?at\ fault\b | \bamount(?:s|ed)?\ to\ (?:\w+\ )?fault\b
    | \b(?:find|found|finding)\ (?:that\ )?(?:the\ )?(?:\w+\ ){0,3}?(?:at\ )?fault\b | \bfault\ (?:by|in|for|causing|on)\b
    | \bservice\ failure\ by\b | \buph[eo]ld\ (?:this|the|her|his|their)\ (?:part\ of\ )?(?:the\ )?complaint """,
    re.I | re.X,
)
_NOT_FAULT = re.compile(
    r"\bno (?:evidence of )?fault\b|\bnot (?:\w+ )?(?:at )?fault\b|\bwithout fault\b|\bnot find\b.{0,30}\bfault\b"
    r"|\bno further fault\b|\b(?:if|whether|where|any|should) (?:\w+ ){0,6}fault\b|\bfault(?:s)? (?:identified|found)\b.{0,20}(?:above|below)",
    re.I,
)
_CRITICISES = re.compile(
    r"""\b(?:I|we)\ (?:cannot|could\ not|can't)\ (?:see|be\ satisfied|find|say)\b | \bhave\ not\ (?:received|seen)\ (?:any\ )?evidence
    | \bthere\ is\ (?:no|little|limited|insufficient)\ (?:evidence|record)\b | \bshould\ (?:have|not\ have)\b
    | \bwould\ (?:have\ )?expect(?:ed)?\ the\ council\ to\ have\b | \bnot\ good\ (?:administrative\ )?practice\b
    | \b(?:it|council|authority)\ (?:has\ |have\ |had\ )?(?:failed\ to|overlooked|neglected)\b | \bit\ overlooked\b
    | \b(?:it|council)\ (?:has|had)\ not\ (?:explained|shown|provided|confirmed|evidenced|demonstrated)\b
    | \bwas\ not\ being\ delivered\b | \bdoes\ not\ explain\ why\ the\ council\b | \bdisappoint\w+\b """,
    re.I | re.X,
)
_CLEARS = re.compile(
    r"""\bno\ (?:evidence\ of\ )?fault\b | \bnot\ (?:\w+\ )?(?:at\ )?fault\b | \bwithout\ fault\b | \bnot\ find\b.{0,30}\bfault\b
    | \b(?:was|is|were)\ entitled\ to\b | \bdo\ not\ criticise\b | \bcannot\ criticise\b
    | \b(?:acted|responded|considered|decided|dealt)\b.{0,40}\b(?:properly|appropriately|reasonably|within\ (?:the\ )?(?:statutory\ )?time\w*)\b
    | \b(?:was|were|is)\ (?:reasonable|appropriate|suitable|in\ line\ with)\b""",
    re.I | re.X,
)
_DECLINES = re.compile(
    r"""\b(?:I|we|the\ ombudsman)\ (?:will\ not|cannot|can't|have\ not|did\ not|do\ not|has\ no|are\ not\ able\ to|am\ not\ able\ to|could\ not)\ 
        (?:\w+\ ){0,2}?(?:investigat\w+|consider(?:ed)?\ (?:the|any|this|matters|whether|complaints?)|jurisdiction|look\w*\ (?:at|into))
    | \boutside\ (?:our|my|the\ ombudsman's)\ jurisdiction\b | \bnor\ are\ we\ able\b | \bno\ jurisdiction\b
    | \b(?:will\ not|cannot)\ be\ investigated\b | \bnot\ (?:exercised?|exercising)\ discretion\b """,
    re.I | re.X,
)
_DENIES = re.compile(r"\b(?:but|however|although|though)\b", re.I)
_REPORTS = re.compile(
    r"^(?:\w+,? ){0,6}?(?:the council|mr|mrs|miss|ms|it)\b[\w' ]{0,12} (?:said|says|states?|stated|argued|told|complain\w+|believes?)\b", re.I
)


def _plain_fault(sentence: str) -> bool:
    return bool(_PLAIN_FAULT.search(sentence)) and not _NOT_FAULT.search(sentence)


def _finds_fault(sentence: str) -> bool:
    if _REPORTS.search(sentence) or _NOT_FAULT.search(sentence):
        return False
    return bool(_PLAIN_FAULT.search(sentence) or _CRITICISES.search(sentence)) and not _declines(sentence)


def _clears(sentence: str) -> bool:
    found = _CLEARS.search(sentence)
    if not found or _REPORTS.search(sentence) or re.search(r"\b(?:if|whether) (?:\w+ ){0,5}fault", sentence, re.I):
        return False
    return not _DENIES.search(sentence, found.end()) and not _PLAIN_FAULT.search(sentence[found.end() :])


def _declines(sentence: str) -> bool:
    return bool(_DECLINES.search(sentence))


_LEANS = re.compile(r"(?:This|That|These|Those|It|Which|So|Therefore|Nor|Also|As such|For this reason)\b")


def _spans(paragraph: Paragraph, test: object) -> Iterator[Finding]:
    """Yield the sentences that pass `test`, each with those before it that it leans on."""
    assert callable(test)
    text = paragraph.text
    spans = sentences(text)
    taken = 0  # no sentence stands in two findings
    last: Finding | None = None
    for n, (start, end) in enumerate(spans):
        if not test(fold(text[start:end])):
            continue
        m = n
        while m > taken and _LEANS.match(text, spans[m][0]):
            m -= 1
        start = spans[m][0]
        taken = n + 1
        if last is not None and m < n and False:
            continue
        last = Finding(text[start:end], paragraph.id, paragraph.start + start, paragraph.start + end)
        yield last


def _finding(reading: Reading, faults: object, cleared: object, declined: object) -> str | None:
    if faults:
        return "mixed" if cleared else "fault found"
    if cleared:
        return "no fault"
    summary = " ".join(p.text for p in reading.paragraphs if p.role is Role.SUMMARY)
    if declined or _declines(fold(summary)):
        return "not investigated"
    if _plain_fault(fold(summary)):
        return "fault found"
    return None


# --- the rest --------------------------------------------------------------------------------

_INJUSTICE = re.compile(
    r"\binjustice\b|\bcaus(?:ed|es|ing)\b.{0,60}\b(?:distress|frustration|uncertainty|upset|worry|trouble|anxiety|inconvenience)"
    r"|\bmissed (?:out on|education|provision)\b|\blost (?:out|education|provision|opportunit)|\baffected (?:their|her|his)\b"
    r"|\bput (?:\w+ ){1,4}to (?:\w+ )?(?:avoidable )?(?:time and )?trouble|\buncertainty\b|\bdenied\b",
    re.I,
)
_NO_INJUSTICE_WORDS = re.compile(r"\bto remedy\b|\bremedy the injustice\b|\bconsidered the injustice\b|\bmust (?:also )?consider\b", re.I)
_MOST_SENTENCES = 5


def _injustice(paragraphs: list[Paragraph]) -> str | None:
    """Return the sentences that tell what the fault did to people, as they stand."""
    found = []
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text):
            sentence = fold(paragraph.text[start:end])
            if _INJUSTICE.search(sentence) and not _NO_INJUSTICE_WORDS.search(sentence):
                if not _REPORTS.search(sentence):
                    found.append(paragraph.text[start:end])
    return " ".join(found[:_MOST_SENTENCES]) or None


def _complaint(reading: Reading) -> str | None:
    sections = {s.ordinal for s in reading.sections if s.role is Role.COMPLAINT}
    texts = [p.text for p in reading.paragraphs if p.section in sections]
    return " ".join(texts) or None


def _finding_words(closing: list[Paragraph]) -> str | None:
    return " ".join(p.text for p in closing) or None


_YEARS = {"Children and Families Act": "2014", "Education Act": "1996"}
_SECTIONS = r"(?:sections?|ss?\.?) ?(?P<{0}>\d+\w?(?:\(\w+\))*(?:(?:,| and|, and| or) \d+\w?(?:\(\w+\))*)*)"
_ACT = r"(?P<{0}>(?:[A-Z][a-z]+(?:,? (?:and|of|the|&))? )+(?:Act|Regulations|Order))(?:,? (?P<{1}>(?:19|20)\d\d))?"
_ACT_FIRST = re.compile(_ACT.format("act", "year") + r"(?:,|\s)+(?:as amended,? )?" + _SECTIONS.format("sections"))
_SECTION_FIRST = re.compile(_SECTIONS.format("sections").replace("(?:sections?", "(?:[Ss]ections?")
                            + r"(?:,| of)?(?: the)? " + _ACT.format("act", "year"))  # fmt: skip
_CASE = re.compile(r"R ?\(?[^;,()]*?(?:\([^()]*\)[^;,()]*?){0,3} \[\d{4}\] (?:EWCA|EWHC|UKSC|UKUT|ELR|AC|WLR)(?: [Cc]iv| Admin)? ?\d+(?: \(\w+\))?")


def _provisions(reading: Reading) -> tuple[str, ...]:
    """Return the Acts with their sections and the court cases that the decision cites."""
    found: dict[str, None] = {}
    for paragraph in reading.paragraphs:
        text = fold(paragraph.text)
        for pattern in (_ACT_FIRST, _SECTION_FIRST):
            for match in pattern.finditer(text):
                act = re.sub(r"^(?:The|In|Under|See) ", "", match["act"])
                year = match["year"] or _YEARS.get(act, "")
                numbers = re.sub(r"(?<![\w(])(\d)", r"s\1", match["sections"])
                found[" ".join(part for part in (act, year, numbers) if part)] = None
        for match in _CASE.finditer(text):
            found[match[0].strip()] = None
    return tuple(found)
