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
_PAID = re.compile(r"£|\b(?:pay\w*|apolog\w+|remed\w+|refund\w*|reimburs\w+|compensat\w+)\b")
_STATUSES = (
    (
        "undone",
        r"outstanding|unpaid|overdue|still (?:not|to be|owed|owes|waiting)|has yet to|have yet to|"
        r"not yet|never (?:paid|made|sent|given|came)|(?:has|have|had)(?: not|n't) (?:been )?"
        rf"(?:{_DEEDS})",
    ),
    ("refused", r"refus\w+|declin\w+|would not|did not agree|disagreed|rejected|turn(?:s|ed) down"),
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
    r"\b(?<!could )(?<!should )(?<!might )(?<!would )(?:ha(?:s|ve|d) "
    r"(?:already |now |since |been )*(?!to\b|agreed|been asked|no\b|not\b|a\b|"
    r"the\b)\w*(?:ed|en|nt|id|up|un|ld|de|set|put|told)\b|already)",
    re.I,
)
_PASSED = re.compile(rf"\b(?:was|were) (?:\w+ly )?(?:{_DEEDS})\b")
_TAKEN = re.compile(r"\baccepted as\b|\boffer accepted\b|\baccepted the\b")
_OPEN = re.compile(
    "|".join(rf"\b(?:{p})\b" for name, p in _STATUSES if name not in ("done", "undone"))
)
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
        past = _PERFECT.search(fold(claim)) or _PASSED.search(fold(claim).lower())
        if past and not _OPEN.search(fold(claim).lower()):
            mine = frozenset({"done"})
    if not mine:
        return None
    if not theirs:
        return None
    if "undone" in mine and "done" in theirs and "undone" not in theirs:
        return Fault("status", "it tells as not done what was done")
    if mine == {"done"} and "done" not in theirs:
        return Fault("status", f"it tells as done what was {_first(theirs)}")
    if "offered" in theirs and not theirs & {"agreed", "done"} and mine <= {"agreed", "done"}:
        return Fault("status", "it tells as settled what was offered")
    if mine == {"offered"} and "offered" not in theirs and _PAID.search(fold(claim).lower()):
        return Fault("status", f"it tells as offered what was {_first(theirs)}")
    if (
        "refused" in mine
        and "refused" not in theirs
        and (mine == {"refused"} or _TAKEN.search(fold(borne[0].text).lower()))
    ):
        return Fault("status", f"it tells as refused what was {_first(theirs)}")
    return None


_ORDER = ("agreed", "done", "undone", "offered", "recommended", "refused")


def _first(found: set[str]) -> str:
    return next(s for s in _ORDER if s in found)
