"""By when a step is due, in the words of the decision."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.cues import any_of
from rag.records import Paragraph
from rag.text import sentences

__all__ = ["common_due", "find_due", "sets_due"]

_COUNT = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"an?)(?: \(\d+\))?"
)
_SINCE = (
    r"(?: (?:of|from|after) (?:(?:the|this|my|our|its|that|same|date|of|on|which|issue|issuing|"
    r"receiving|receipt|final|ombudsm[ae]n's|ombudsm[ae]n’s|completed) )*"
    r"(?:decision|report|statement|date|letter)\b)"
)
_DUE = any_of(
    rf"\bwithin (?:the next |a further )?{_COUNT} (?:further )?"
    r"(?:(?:working|calendar|school|full|clear) )*(?:days?|weeks?|months?|terms?)"
    rf"(?:{_SINCE}| of [\w ]{{3,40}}?(?=[,.;:]|$))?",
    r"\b(?:by|before|no later than) (?:the )?\d{1,2}(?:st|nd|rd|th)? (?:of )?[A-Z][a-z]+(?: "
    r"\d{4})?",
    r"\b(?:by|before) the (?:end|start|beginning|middle) of (?:(?:the|this|next|its) )*"
    r"(?:(?:\w+ )?(?:half[- ]term|term|month|week|year|holidays?)|[A-Z][a-z]+(?: \d{4})?)"
    r"(?: \d{4})?",
    r"\bby the end of \d{4}\b",
)
_TOLD = any_of(
    r"\bthat\b.*\b(?:must|should|are|is|be|been|respond\w*|answer\w*|issued?|send|sent)\b"
)
_LAST = any_of(r"\b(?:decision|report|statement)$|\b\d{4}$")
_ALL_STEPS = any_of(
    r"\b(?:these|this|those|the above|all|agreed) (?:\w+ )?"
    r"(?:actions?|steps|remed(?:y|ies)|payments?)\b"
)


def common_due(steps: Sequence[Paragraph], paragraph: Paragraph) -> str | None:
    """Return the time limit that one paragraph sets for all the steps of its section."""
    for step in steps:
        here = step.section == paragraph.section and not step.lead_in
        if here and _ALL_STEPS.search(step.text) and (found := _DUE.search(step.text)):
            return _lower(found[0])
    return None


def sets_due(text: str) -> bool:
    """Say whether `text` does nothing but set a time limit for all steps."""
    return bool(_ALL_STEPS.search(text) and _DUE.search(text)) and len(sentences(text)) == 1


def find_due(paragraph: Paragraph) -> str | None:
    """Return the time limit of a step; what follows "if" is a condition, not a limit."""
    for text in (paragraph.text, paragraph.lead_in or ""):
        for start, end in sentences(text):
            found = _DUE.search(text, start, end)
            if found is None or text.startswith(("If ", "if ", "Should "), start):
                continue
            if not _TOLD.search(text, start, found.start()) or _LAST.search(found[0]):
                return _lower(found[0])
    return None


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
