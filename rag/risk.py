"""Signs that a child or an adult is in danger or near it now, and what kind of help that calls for.

Told too often rather than too seldom: the help stands above the answer and takes nothing from it.
What is asked about a decision's facts, in nobody's own name, is no sign.
"""

from __future__ import annotations

import re
from enum import StrEnum

from rag.orders import shown
from rag.signs import signs
from rag.text import fold

__all__ = ["Risk", "risk_of", "someone_at_risk"]


class Risk(StrEnum):
    """What somebody may need help with at once."""

    LIFE = "life"  # suicide, self-harm
    HARM = "harm"  # abuse, violence, neglect, exploitation, a child who is missing
    CARER = "carer"  # a carer who cannot go on, or fears to hurt a child


_ALIKE = 0.35  # how like the examples a message without telling words has to be (docs/safety.md)
_CASE = re.compile(
    r"\b\d{2}[ -]?\d{3}[ -]?\d{3}\b|\bombudsman(?:'s)?\b|"
    r"\b(?:the|that|this|a|any|which|what|some|other) (?:\w+ ){0,2}"
    r"(?:cases?|decisions?|reports?|complaints?|remed(?:y|ies))\b",
    re.I,
)
_SOMEBODY = re.compile(r"\b(?:he|she|they|him|her|them|someone|somebody)\b", re.I)
_OWN = re.compile(r"\b(?:i|i'm|im|i've|ive|my|me|we|we're|our|us)\b", re.I)


def risk_of(text: str, alike: float = 0.0) -> tuple[Risk, ...]:
    """Return the kinds of danger that the words speak of, the gravest first; () for none.

    `alike` says how like examples of such messages the text is (`rag.delicate`), 0 to about 1.
    """
    folded = fold(shown(text))
    if _CASE.search(folded) and not _OWN.search(folded):
        return ()
    told = tuple(risk for risk in Risk if signs("risk", risk.value).search(folded))
    somebody = _OWN.search(folded) or _SOMEBODY.search(folded)
    return told or ((Risk.LIFE, Risk.HARM) if alike >= _ALIKE and somebody else ())


def someone_at_risk(text: str) -> bool:
    """True where the words suggest that a person is in danger now (not a decision's facts)."""
    return bool(risk_of(text))
