"""How far a remedy has come: offered, recommended, agreed, done, refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.agree.fault import Fault
from rag.agree.told import Said
from rag.kinds import Role
from rag.text import fold

__all__ = ["status_fault", "statuses"]

_DEEDS = (
    r"paid|apologised|apologized|circulated|sent|shared|reimbursed|refunded|carried out|put in "
    r"place|given|"
    r"trained|issued|reviewed|made"
)
_REMEDIAL = re.compile(
    r"\b(?:pay|pays|paid|payment|payments|apolog\w+|offer\w*|remed\w+|refund\w*|reimburs\w+|"
    r"compensat\w+|"
    r"recommend\w*|circulat\w*|bulletin|train\w*|guidance|£)|£",
)
_STATUSES = (
    ("refused", r"refus\w+|declin\w+|would not|did not agree|disagreed|rejected"),
    ("offered", r"offer(?:s|ed|ing)?|put forward|proposed to|suggested paying|was willing"),
    ("recommended", r"recommend\w*|asked the council to|suggested"),
    (
        "agreed",
        r"(?:has |have |had )?agreed|will|is to|are to|is due|gets|get|receives|receive|to be "
        r"(?:paid|given|sent)|"
        r"has to|must|undertook|promised|accepted the recommend\w+",
    ),
    ("done", rf"(?:ha(?:s|ve|d) )?(?:already |now |been |since )*(?:{_DEEDS})"),
)
_PATTERNS = tuple((name, re.compile(rf"\b(?:{p})\b")) for name, p in _STATUSES)
_PERFECT = re.compile(
    r"\b(?:ha(?:s|ve|d) (?:already |now |since |been )*(?!to\b|agreed|been asked|no\b|not\b|a\b|"
    r"the\b)\w*(?:ed|en|nt|id|up|un|ld|de|set|put|told)\b|already)",
    re.I,
)
_OPEN = re.compile("|".join(rf"\b(?:{p})\b" for name, p in _STATUSES if name != "done"))
_BARE = re.compile(
    r"^(?:it (?:should|will) |the council (?:should|will|has agreed to) )?(?:pay|apologise|share|"
    r"send|provide|review|remind|issue|make|arrange|consider|write|train|offer|reimburse|"
    r"refund|produce|set up|ensure)\b"
)


def statuses(text: str) -> frozenset[str]:
    """Return what `text` says of how far a remedy has come; empty where it tells of none."""
    low = fold(text).lower()
    if not _REMEDIAL.search(low):
        return frozenset()
    if _BARE.match(low):
        return frozenset({"agreed"})
    return frozenset(name for name, pattern in _PATTERNS if pattern.search(low))


def status_fault(claim: str, borne: Sequence[Said]) -> Fault | None:
    """Return that a claim tells of a remedy as further, or less far, than its source does."""
    if not borne:
        return None
    mine = statuses(claim)
    theirs = set(statuses(borne[0].text))
    if borne[0].role in (Role.REMEDY, Role.RECOMMENDATION):
        theirs |= {"agreed", "recommended"}
        if _PERFECT.search(fold(claim)) and not _OPEN.search(fold(claim).lower()):
            mine = frozenset({"done"})
    if not mine:
        return None
    if not theirs:
        return None
    if mine == {"done"} and "done" not in theirs:
        return Fault("status", f"it tells as done what was {_first(theirs)}")
    if "offered" in theirs and not theirs & {"agreed", "done"} and mine <= {"agreed", "done"}:
        return Fault("status", "it tells as settled what was offered")
    if mine == {"offered"} and "offered" not in theirs:
        return Fault("status", f"it tells as offered what was {_first(theirs)}")
    if mine == {"refused"} and "refused" not in theirs:
        return Fault("status", f"it tells as refused what was {_first(theirs)}")
    return None


def _first(found: set[str]) -> str:
    return next(s for s in ("agreed", "done", "offered", "recommended", "refused") if s in found)
