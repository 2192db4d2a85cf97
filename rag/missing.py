"""What a child went without, in the few kinds that decisions are sorted by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.cases import Finding, Missed
from rag.register import Decision

__all__ = ["Lack", "Missing", "kinds_missing", "lacks"]


class Missing(StrEnum):
    """What was missing."""

    EDUCATION = "education"
    SPEECH = "speech therapy"
    OCCUPATIONAL = "occupational therapy"
    THERAPY = "other therapy"
    PROVISION = "provision in the plan"
    TRANSPORT = "transport"
    CARE = "care or short breaks"
    PLAN = "plan, assessment or review"
    OTHER = "something else"


_WORDS = {
    kind: re.compile(rf"\b(?:{words})\b", re.I)
    for kind, words in (
        (Missing.SPEECH, r"speech|SALT|SLT|language therap\w+"),
        (Missing.OCCUPATIONAL, r"occupational therap\w+|OT|sensory integration"),
        (Missing.THERAPY, r"physio\w*|therap(?:y|ies|ists?)|counselling|hydrotherapy|CAMHS"),
        (Missing.TRANSPORT, r"transport|taxi\w*|travel|minibus"),
        (Missing.CARE, r"respite|short breaks?|care package|carers?|nurs(?:e|ing)|social care"),
        (
            Missing.EDUCATION,
            r"education|school(?:ing)?|tuition|tutor\w*|lessons?|teaching|classes|college|"
            r"alternative provision|curriculum|nursery|placement|EOTAS",
        ),
        (
            Missing.PROVISION,
            r"section [FGH]\b|provision|support|one[- ]to[- ]one|mentor\w*|interventions?|"
            r"sessions?|assistant|programme",
        ),
        (
            Missing.PLAN,
            r"assess\w*|reassess\w*|plans?|EHC\w*|(?:annual )?reviews?|amend\w*",
        ),
    )
}
_THERAPIES = frozenset({Missing.SPEECH, Missing.OCCUPATIONAL})
_LACKING = re.compile(
    r"\b(?:no|not|nothing|never|without|lack\w*|miss(?:ed|ing)|lost|los[es]s?|fail\w*|unable|"
    r"delay\w*|late|too long|out of|part-time|didn['’]t|wasn['’]t|rather than|instead of)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that was missing, with its kinds, its length where told, and where it stands.

    `months` is None where no length is told, `missed` None where only a fault names the lack.
    """

    kinds: tuple[Missing, ...]
    told: Missed | Finding
    months: float | None = None

    @property
    def missed(self) -> Missed | None:
        return self.told if isinstance(self.told, Missed) else None


def kinds_missing(words: str) -> tuple[Missing, ...]:
    """Return the kinds that `words` name, as a rule one; something else where they name none."""
    found = [kind for kind, cue in _WORDS.items() if cue.search(words)]
    if _THERAPIES.intersection(found):
        found = [kind for kind in found if kind is not Missing.THERAPY]
    if len(found) > 1 and Missing.PLAN in found:
        found.remove(Missing.PLAN)  # "the provision in the plan"
    return tuple(found) or (Missing.OTHER,)


def lacks(decision: Decision) -> Iterator[Lack]:
    """Yield what was missing in a decision: with lengths as told, then from its faults alone."""
    for missed in decision.missed:
        yield Lack(kinds_missing(missed.what), missed, missed.months)
    for fault in decision.told.faults:
        if _LACKING.search(fault.text):
            kinds = tuple(k for k in kinds_missing(fault.text) if k is not Missing.OTHER)
            if kinds:
                yield Lack(kinds, fault)
