"""Whether a claim is about those its source is about: councils, bodies, people, and who acts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.agree.fault import Fault
from rag.agree.told import Said, Told
from rag.entities import Gazetteer, party_letters, short_names
from rag.text import content_words, fold

__all__ = ["actors", "name_fault", "swapped"]

_COUNCIL = re.compile(
    r"\b((?:[A-Z][\w'-]+(?: (?:upon|on|and|of|with|in|the) (?=[A-Z]))? ?){1,5})"
    r"(?:County |City |Borough |District |Metropolitan )*Council\b"
)
_NAME = re.compile(r"(?<![.!?:“\"] )(?<!^)\b[A-Z][a-z]{2,}\b")
_PLAIN = frozenset(
    "council councils ombudsman tribunal school plan plans section act code part schedule "
    "regulation "
    "regulations authority mrs miss child committee panel cabinet court secretary state order "
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday parents christmas easter".split()
)
_ACTORS = (
    ("tribunal", r"tribunal|judge"),
    ("ombudsman", r"ombudsman|lgsco|investigator"),
    ("old council", r"(?:old|previous|former|first) (?:council|authority)"),
    ("new council", r"(?:new|receiving|second) (?:council|authority)"),
    (
        "health",
        r"nhs|icb|ccg|health (?:body|board|service|authority)|commissioning body|integrated care "
        r"board|camhs",
    ),
    (
        "school",
        r"schools?(?! (?:day|year|term|week|place|work))|academy|headteacher|head ?teacher|"
        r"governors|governing body|nursery|college",
    ),
    (
        "parent",
        r"parents?|mother|father|mum|dad|family|families|carers?|you(?! live)|m(?:r|rs|s|iss)\.? "
        r"[a-z]\b",
    ),
    ("child", r"child|children|pupils?|young person|young people|son|daughter|teenager"),
    (
        "government",
        r"secretary of state|department for education|dfe|government|ministers?|parliament",
    ),
    ("court", r"courts?"),
    ("ofsted", r"ofsted"),
    ("officer", r"officers?|head of [a-z ]+|director|case ?worker|manager"),
    ("committee", r"committee|panel|members|councillors|cabinet"),
    ("adviser", r"legal adviser"),
    ("professional", r"psychologist|therapist|doctor|gp|social worker|nurse|teacher"),
    ("council", r"councils?|authorit(?:y|ies)|la"),
)
_PATTERN = re.compile("|".join(f"(?P<a{n}>\\b(?:{p})\\b)" for n, (_, p) in enumerate(_ACTORS)))
_I = re.compile(r"\b(?:i|we|my|our)\b")


def actors(text: str, *, narrated: bool = False, council: str = "") -> list[tuple[str, int]]:
    """Return who is named in `text` and where, in order; `council`: a name that stands for it."""
    return [(name, start) for name, start, _ in _spans(text, narrated=narrated, council=council)]


def _spans(text: str, *, narrated: bool, council: str) -> list[tuple[str, int, int]]:
    low = fold(text)
    for name in short_names(council) if council else ():
        low = re.sub(
            rf"\b{re.escape(name)}\b(?: council)?",
            lambda m: "council".ljust(len(m[0])),
            low,
            flags=re.I,
        )
    low = re.sub(
        r"(?:[,(]?(?: and| but)? ?not|rather than|instead of) (?:by |with )?(?:the |its |her |"
        r"his )?\w+",
        lambda m: " " * len(m[0]),
        low.lower(),
    )
    found = [(_ACTORS[int(str(m.lastgroup)[1:])][0], *m.span()) for m in _PATTERN.finditer(low)]
    if narrated:
        found += [("ombudsman", *m.span()) for m in _I.finditer(low)]
    return sorted(found, key=lambda each: each[1])


def name_fault(claim: str, told: Told, gazetteer: Gazetteer | None = None) -> Fault | None:
    """Return that a council, a person or another name of `claim` stands nowhere in its source."""
    source = fold(f"{told.text} {told.about}")
    low = source.lower()
    for letters in party_letters(claim):
        if letters.lower() not in low:
            return Fault("name", f"{letters} does not stand in what is cited")
    for m in _COUNCIL.finditer(fold(claim)):
        named = " ".join(w for w in m[1].split() if content_words(w) and w not in ("Old", "New"))
        if any(word.lower() not in low for word in named.split()):
            return Fault("name", f"{named} Council does not stand in what is cited")
    for council in gazetteer.find(claim) if gazetteer else ():
        names = [council.name, *short_names(council.name), fold(claim)[council.start : council.end]]
        if not any(name.lower() in low.replace("&", "and") for name in names):
            return Fault("name", f"{council.name} does not stand in what is cited")
    for m in _NAME.finditer(fold(claim)):
        word = m[0].lower()
        if m.start() and word not in _PLAIN and word not in low and word.rstrip("s") not in low:
            return Fault("name", f"{m[0]} does not stand in what is cited")
    return None


# --- who acts ------------------------------------------------------------------------------------

_ACTS = re.compile(
    r"\b(?:must|has to|have to|had to|should|will|may|can|could|might|shall|ought to|agreed|"
    r"decided|found|ordered|"
    r"arrange[sd]?|organise[sd]?|provide[sd]?|secure[sd]?|pa(?:ys|id)|offer(?:s|ed)|refuse[sd]?|"
    r"told|said|"
    r"ask(?:s|ed)|did|does|failed|was|is|were|are|had|has|have|cut|reduced|keep|maintain|"
    r"concluded|answers|"
    r"stayed|accepted|advised|took|used|gave|got|chose|caused|delayed|prosecute[sd]?|supplied|"
    r"owes|gets|wrote|sent)\b"
)


_CONCEDED = re.compile(
    r"\b(?:while|although|though|even if|whereas|even though)\b[^,;]*,|\b(?:whatever|whoever|no "
    r"matter)\b[^,;.]*",
    re.I,
)
_JUDGES = re.compile(r"said|found|concluded|accepted|decided|told")
_NEAR = re.compile(
    r"(?:'s?)?[ ,)]*(?:who |that |which |also |then |still |now |therefore |never |not |itself |"
    r"has |have |had |did |does |always |usually |normally |area )*"
)
_BE = re.compile(r"\b(?:be|been|being|is|are|was|were|not) $")
_PASSIVE = re.compile(
    r"\s(?:not |never |now |still )?(?:be |been |be given )?(?:\w+ed|told|given|made|sent|shown|"
    r"kept|put|paid|taken|found|held|left)\b"
)
_AGENT = re.compile(
    r"\b(?:by|(?:remains?|stayed|stays|lies|rests) with|(?:duty|responsibility) (?:of|is on)) "
    r"(?:the |its |an? |his |her )?"
)


def subjects(text: str, *, narrated: bool = False, council: str = "") -> set[str]:
    """Return who acts in `text`: whoever is named next before a verb, in each of its clauses."""
    low = fold(text).lower()
    spans = _spans(text, narrated=narrated, council=council)
    named = [(name, start) for name, start, _ in spans]
    ends = [(name, end) for name, _, end in spans]
    found = set()
    for verb in _ACTS.finditer(low):
        if _PASSIVE.match(low, verb.end()) or _BE.search(low[: verb.start()]):
            continue
        before = [
            name
            for name, end in ends
            if end <= verb.start() and _NEAR.fullmatch(low[end : verb.start()])
        ]
        if before:
            actor = before[-1]
            if actor != "ombudsman" or not _JUDGES.match(verb[0]):
                found.add(actor)
    for verb in _AGENT.finditer(low):
        after = [name for name, at in named if verb.end() <= at <= verb.end() + 12]
        found |= set(after[:1])
    return found


def swapped(claim: str, told: Told, borne: Sequence[Said]) -> float:
    """Return how far a claim has others act than its source: 1 where they are named nowhere in
    it, half where they are named but do not act, 0 where they act."""
    source = _CONCEDED.sub(" ", borne[0].text) if borne else ""
    more = {"narrated": told.narrated, "council": told.council}
    mine = subjects(claim, council=told.council) - {"child", "professional"}
    named = {name for name, _ in actors(source, **more)}  # type: ignore[arg-type]
    acting = subjects(source, **more) - {"child", "professional"}  # type: ignore[arg-type]
    if not mine or not acting or mine & acting:
        return 0.0
    return 0.5 if mine & named else 1.0
