"""Who is speaking, whose words they are and how an answer ended: said in words, never lost."""

from __future__ import annotations

from rag.kinds import Kind, Role, Status

__all__ = ["STATUS_WORDS", "own_words", "speaker"]

STATUS_WORDS: dict[Status, str] = {
    Status.ANSWERED: "Answered from the library",
    Status.PARTIAL: "Answered in part: the library does not cover everything that was asked",
    Status.NOT_FOUND: "The library does not answer this",
    Status.NEEDS_CLARIFICATION: "The question needs one more detail",
    Status.REFUSED: "This is not something Upheld can answer",
}

_OWN_WORDS: dict[Kind, str] = {
    Kind.DIGEST: "digest (our own words)",
    Kind.DUTY: "duty (our own words)",
    Kind.GLOSSARY: "glossary (our own words)",
}

_SPEAKERS: dict[Role, str] = {
    Role.SUMMARY: "summary",
    Role.COMPLAINT: "the complaint (not a finding)",
    Role.POWERS: "the Ombudsman's powers",
    Role.METHOD: "how the Ombudsman looked at it",
    Role.LAW: "law",
    Role.FACTS: "facts",
    Role.COUNCIL_POSITION: "the council's position (not a finding)",
    Role.FINDINGS: "the Ombudsman's finding",
    Role.REMEDY: "remedy",
    Role.DECISION: "the Ombudsman's decision",
    Role.RECOMMENDATION: "recommendation",
    Role.DISCUSSION: "discussion",
    Role.OPINION: "opinion",
}

_PAPER_SPEAKERS: dict[tuple[Kind, Role], str] = {
    (Kind.MINUTES, Role.OPINION): "an officer's opinion",
    (Kind.MINUTES, Role.FINDINGS): "the minutes",
    (Kind.MINUTES, Role.DECISION): "the meeting's decision",
    (Kind.MINUTES, Role.METHOD): "about the paper",
    (Kind.RESEARCH, Role.METHOD): "about the research, and notes",
    (Kind.PAPER, Role.METHOD): "about the paper",
    (Kind.RESEARCH, Role.OPINION): "an interviewee or participant (an opinion)",
    (Kind.RESEARCH, Role.FINDINGS): "the Ombudsman, quoted in the report",
    (Kind.FOCUS_REPORT, Role.OPINION): "somebody quoted in the report (an opinion)",
    (Kind.PAPER, Role.FINDINGS): "the paper's finding",
    (Kind.PAPER, Role.DECISION): "the paper's decision",
}

_STANDINGS = (  # how the status of a duty begins, and what that makes of it
    ("proposed", "proposed law, not in force"),
    ("expired", "expired law"),
    ("enacted, not commenced", "law not yet in force"),
    ("statutory guidance", "guidance"),
    ("guidance", "guidance"),
    ("ombudsman", "what the Ombudsman expects"),
    ("observed practice", "practice, not a rule"),
    ("practice", "practice, not a rule"),
)


def speaker(kind: Kind, role: Role, status: str | None = None) -> str:
    """Say in words who speaks in a passage of this kind of document and this role.

    `status` is that of a duty: guidance, practice, and proposed or expired law are no law.
    """
    if kind is Kind.DUTY and status:
        for start, words in _STANDINGS:
            if status.lower().startswith(start):
                return words
    if kind is Kind.GLOSSARY:
        return "a term explained"
    return _PAPER_SPEAKERS.get((kind, role), _SPEAKERS[role])


def own_words(kind: Kind) -> str | None:
    """Return the label of a document told in Upheld's own words, None for a source text."""
    return _OWN_WORDS.get(kind)
