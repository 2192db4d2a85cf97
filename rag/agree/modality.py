"""Whether a claim is as binding as its source: must, should, may, need not, must not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.agree.fault import Fault
from rag.agree.told import Said
from rag.text import fold

__all__ = ["force_gap", "forces", "modality_fault"]

# The longest expression first: what one has taken, the next does not see.
_FORCES = (
    (
        "free",
        r"free to|at liberty|le(?:ft|aves?) (?:it )?open|at its own pace|need not|"
        r"(?:do|does|did|need)(?:es)?(?:n't| not) (?:have|need) to|"
        r"need(?:s)? not|no (?:legal )?"
        r"(?:duty|obligation|requirement|need) to|not (?:legally )?(?:bound|obliged|required|"
        r"forced|made|binding|compelled)|"
        r"nothing (?:obliges|requires|forces|compels) (?:it|them|the \w+)|"
        r"not (?:a|under a) (?:legal )?duty|not (?:legally )?binding|(?:can|may) only recommend|"
        r"nobody has to|no one has to|no automatic right|not an? (?:automatic )?(?:right|"
        r"entitlement)|"
        r"not something you are entitled",
    ),
    (
        "barred",
        r"must not|must never|may not|cannot|can't|can not|shall not|should not|shouldn't|not "
        r"(?:allowed|permitted|entitled)"
        r"|no power|forbidden|prohibited|barred|nor (?:can|may|must)|unlawful to",
    ),
    ("may", r"power,? (?:and )?not a duty|can choose|has a (?:choice|power)|not legally binding"),
    (
        "must",
        r"must|ha(?:s|ve|d) to|needs? to|shall|"
        r"(?:a|legal|statutory|has the|have the|their|its|no) dut(?:y|"
        r"ies)|obliged|obliges|obligation|required|requires|compel\w*|bound|"
        r"is to|are to|was to|were to|owes|responsible|responsibility|no later than|mandatory|"
        r"compulsory(?! school)|forced by law|binds?|binding|latest|deadline|"
        r"non-delegable|entitled to be|automatic right",
    ),
    (
        "should",
        r"should|expect(?:s|ed)?|ought|good practice|supposed|advised|as (?:quickly|soon) as",
    ),
    (
        "may",
        r"may|might|can(?! choose)|(?<!everything it )(?<!all it )(?<!best it )could|allow(?:s|"
        r"ed)?|permit(?:s|ted)?|entitled|power|powers|discretion\w*|option(?:al)?|"
        r"choose|choice|possible|able to|right to|possibly|perhaps",
    ),
)
_PATTERNS = tuple((name, re.compile(rf"\b(?:{pattern})\b")) for name, pattern in _FORCES)
_RIGHT = re.compile(r"\brights? (?:to|of) (?:appeal|mediation|review|a review|complain)\b")
_LOOSE = frozenset({"may", "free"})


def forces(text: str) -> frozenset[str]:
    """Return how binding the words of `text` are: "must", "should", "may", "free", "barred"."""
    low = _RIGHT.sub(" ", fold(text).lower())
    found = set()
    for name, pattern in _PATTERNS:
        if pattern.search(low):
            found.add(name)
            low = pattern.sub(" ~ ", low)
    return frozenset(found)


def force_gap(claim: str, source: str) -> float:
    """Return how far apart the two are: 1 where what one demands the other only permits."""
    mine, theirs = forces(claim), forces(source)
    if not mine or not theirs or mine & theirs or (mine & _LOOSE and theirs & _LOOSE):
        return 0.0
    both = ((mine, theirs), (theirs, mine))
    if any("free" in a and not a - _LOOSE and "should" in b for a, b in both):
        return 1.0
    if "must" in mine | theirs and (mine | theirs) & _LOOSE:
        return 1.0
    return 0.5


def modality_fault(claim: str, borne: Sequence[Said]) -> Fault | None:
    """Return that a claim demands what its source only permits, or the reverse."""
    source = borne[0].text if borne else ""
    whole = " ".join(s.text for s in borne[:2])
    gap = force_gap(claim, source) >= 1.0 and force_gap(claim, whole) >= 1.0
    theirs = forces(source)
    demands = "must" in forces(claim) and not forces(claim) & _LOOSE
    if not gap and not (demands and "may" in theirs and not theirs & {"must", "should"}):
        return None
    stronger = "must" in forces(claim)
    said, so = ("a duty", "a choice") if stronger else ("a choice", "a duty")
    return Fault("modality", f"it tells of {said} where what is cited tells of {so}")
