"""Who does what: the same deed done by somebody else than in the source."""

from __future__ import annotations

import re

from rag.agree.actors import named
from rag.agree.told import Told, concept
from rag.text import fold

__all__ = ["deed_of_another", "deeds"]

_BETWEEN = re.compile(
    r"[ ,]*(?:(?:that|who|which|also|then|still|now|therefore|never|not|itself|both|the one who|"
    r"has|have|had|did|does|do|is|was|were|are|be|been|being|to|must|should|may|can|could|would|will|might|"
    r"cannot|always|usually|normally|later|first|only|already|since),?\s+)*([a-z]+)"
)
_PASSIVE = re.compile(r"\b(?:is|was|were|are|be|been|being) (?:\w+ly )?$")
_BY = re.compile(
    r"\b([a-z]+(?:ed|en|nt|id|ade|ept|old|ut))\b(?: \w+){0,6}? by (?:the |its |an? |his |her )?"
)
_NOT_THEY = re.compile(r",? (?:and |but )?(?:not|rather than|instead of) (?:by )?(?:the )?\w+,")
_ANSWERS = re.compile(
    r"\b(?:that |who |which )?(?:answers|is responsible|stayed responsible|was responsible|remains "
    r"responsible|owes)\b"
)
_RESTS = re.compile(
    r"\b(?:remains?|stayed|stays|lies|lay|rests) with (?:the |its |her |his )?|"
    r"\bresponsibility of (?:the )?"
)
_JUDGED = frozenset(
    concept(word)
    for word in "find found said say decide decided conclude concluded accept accepted think "
    "consider considered note noted recommend recommended told criticised agreed judged saw held "
    "identified recognised".split()
)
_FAMILY = {"parent", "child"}  # "you may be taught" is said of either
_NO_DEED = frozenset(
    "the a an and or but in of for with at on from as it its if when by s than about appeal order "
    "hearing plan plans duty policy staff".split()
)


def deeds(text: str, *, narrated: bool = False, council: str = "") -> set[tuple[str, str, bool]]:
    """Return (who, deed, done to them) for each deed that `text` names next to somebody."""
    text = _NOT_THEY.sub(" ", fold(text))
    low, found = text.lower(), set()
    people = named(text, narrated=narrated, council=council)
    for who, _, end in people:
        m = None if low.startswith("'s", end) else _BETWEEN.match(low, end)
        if m and m[1] not in _NO_DEED:
            found.add((who, concept(m[1]), bool(_PASSIVE.search(m[0][: m.start(1) - m.start()]))))
    for m in _ANSWERS.finditer(low):
        agents = [who for who, start, end in people if end <= m.start() <= end + 3]
        found |= {(who, "responsible", False) for who in agents[-1:]}
    for m in _RESTS.finditer(low):
        agents = [who for who, start, _ in people if m.end() <= start <= m.end() + 2]
        found |= {(who, "responsible", False) for who in agents[:1]}
    for m in _BY.finditer(low):
        agents = [who for who, start, _ in people if m.end() <= start <= m.end() + 2]
        found |= {(who, concept(m[1]), False) for who in agents[:1]}
    return found


def deed_of_another(claim: str, told: Told) -> str:
    """Return what a claim has somebody do that the source has another do, and only another."""
    theirs: set[tuple[str, str, bool]] = set()
    for said in told.sentences:
        theirs |= deeds(said.text, narrated=told.narrated, council=told.council)
    for who, deed, passive in sorted(deeds(claim, council=told.council)):
        doers = {w for w, d, p in theirs if (d, p) == (deed, passive)}
        if who in _FAMILY:
            doers -= _FAMILY
        if doers and who not in doers and not (who == "ombudsman" and deed in _JUDGED):
            return deed
    return ""
