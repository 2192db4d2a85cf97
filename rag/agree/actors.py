"""Whether a claim is about those its source is about: councils, bodies, people."""

from __future__ import annotations

import re

from rag.agree.fault import Fault
from rag.agree.told import Told
from rag.entities import Gazetteer, party_letters, short_names
from rag.text import content_words, fold

__all__ = ["name_fault", "named"]

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
    ("provider", r"providers?|agenc(?:y|ies)|tutors?"),
    ("professional", r"psychologist|therapist|doctor|gp|social worker|nurse|teacher"),
    ("council", r"councils?|authorit(?:y|ies)|la"),
)
_PATTERN = re.compile("|".join(f"(?P<a{n}>\\b(?:{p})\\b)" for n, (_, p) in enumerate(_ACTORS)))
_I = re.compile(r"\b(?:i|we|my|our)\b")


def named(text: str, *, narrated: bool, council: str) -> list[tuple[str, int, int]]:
    """Return who is named in `text` with the span of each name, in order."""
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


def _stands(name: str, source: str) -> bool:
    """True where a council is named, and not only one whose name ends in that name."""
    return bool(
        re.search(rf"(?<!north )(?<!south )(?<!east )(?<!west )\b{re.escape(name)}", source)
    )


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
        if not any(_stands(name.lower(), low.replace("&", "and")) for name in names):
            return Fault("name", f"{council.name} does not stand in what is cited")
    for m in _NAME.finditer(fold(claim)):
        word = m[0].lower()
        if m.start() and word not in _PLAIN and word not in low and word.rstrip("s") not in low:
            return Fault("name", f"{m[0]} does not stand in what is cited")
    return None
