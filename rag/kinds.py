"""The words that records are sorted by: kinds of document, roles, audiences, statuses, parts."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "OWN_WORDS",
    "REPORTED",
    "REPORTS",
    "Audience",
    "Kind",
    "Part",
    "Role",
    "Status",
]


class Kind(StrEnum):
    """What sort of document it is."""

    DECISION = "decision"
    PUBLIC_REPORT = "public_report"
    FOCUS_REPORT = "focus_report"
    DIGEST = "digest"  # a decision told in Upheld's own words
    DUTY = "duty"  # a duty or time limit told in Upheld's own words
    MINUTES = "minutes"
    RESEARCH = "research"
    GLOSSARY = "glossary"  # terms explained in Upheld's own words
    PAPER = "paper"  # anything else: policies, letters, reports


class Role(StrEnum):
    """Who is speaking, or what a paragraph does."""

    SUMMARY = "summary"
    COMPLAINT = "complaint"
    POWERS = "powers"
    METHOD = "method"
    LAW = "law"
    FACTS = "facts"
    COUNCIL_POSITION = "council_position"
    FINDINGS = "findings"
    REMEDY = "remedy"
    DECISION = "decision"
    RECOMMENDATION = "recommendation"
    DISCUSSION = "discussion"
    OPINION = "opinion"


REPORTED = frozenset({Role.COMPLAINT, Role.COUNCIL_POSITION})  # told, and not found


REPORTS = (Kind.RESEARCH, Kind.FOCUS_REPORT, Kind.PAPER)  # written papers, no minutes
OWN_WORDS = (Kind.DIGEST, Kind.DUTY, Kind.GLOSSARY)  # told by Upheld itself


class Audience(StrEnum):
    """Whom an answer is written for."""

    PARENT = "parent"
    ADVOCATE = "advocate"
    STAFF = "staff"


class Status(StrEnum):
    """How an answer ended. Not knowing is a status, never an error."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    NEEDS_CLARIFICATION = "needs_clarification"
    REFUSED = "refused"


class Part(StrEnum):
    """The part of an answer in which a claim stands."""

    DIRECT = "direct"  # the answer to exactly what was asked
    DUTY = "duty"  # what should have happened
    FOUND = "found"  # what the Ombudsman found in the nearest cases
    REMEDY = "remedy"  # what was agreed to put it right
    RECORD = "record"  # what the council's file should show; for its officers alone
    NEXT = "next"  # what the person can do now, and by when
