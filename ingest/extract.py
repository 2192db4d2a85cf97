"""Reads the structured case out of a decision: findings, issues, events, losses, remedies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.cues import any_of
from ingest.events import extract_events
from ingest.issues import extract_issues
from ingest.missed import extract_missed, say_periods
from ingest.provisions import find_provisions
from ingest.remedies import extract_remedies
from ingest.themes import find_themes
from ingest.verdicts import find_verdicts, reports, sum_up
from rag.cases import Case
from rag.kinds import Kind, Role
from rag.records import Paragraph, Reading
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
    found = find_verdicts(reading)
    missed = extract_missed(reading)
    case = Case(
        document_id=document.id,
        reference=document.reference or "",
        council=document.council or "",
        outcome=document.outcome,
        finding=sum_up(reading, found),
        complaint=_complaint(reading),
        faults=found.faults,
        no_fault=found.no_fault,
        not_investigated=found.not_investigated,
        injustice=_injustice(reading, judged) or _injustice(reading, closing),
        remedies=extract_remedies(reading),
        provisions=find_provisions(reading),
        periods=say_periods(missed),
        finding_words=" ".join(p.text for p in closing) or None,
        issues=extract_issues(reading, found),
        events=extract_events(reading),
        missed=missed,
    )
    grounds = find_themes(case)
    return replace(case, themes=tuple(dict.fromkeys(g.code for g in grounds)), grounds=grounds)


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
            if tells and not _NOT_HARM.search(sentence) and not reports(sentence):
                found.append(paragraph.text[start:end])
    return " ".join(found[:_MOST]) or None


def _complaint(reading: Reading) -> str | None:
    sections = {s.ordinal for s in reading.sections if s.role is Role.COMPLAINT}
    return " ".join(p.text for p in reading.paragraphs if p.section in sections) or None
