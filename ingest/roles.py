"""Who is speaking: roles from headings first, then from cues inside paragraphs.

Headings are matched against the words that Ombudsman decisions use; what they leave open is
decided by the paragraphs themselves (`ingest.cues`). Doubt goes to the section's own role.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.cues import (
    cites_law,
    fill_between,
    find_speakers,
    judges,
    judges_mildly,
    states_law,
)
from rag.kinds import Role
from rag.text import fold

__all__ = ["heading_role", "is_open", "is_stock", "paragraph_role", "section_role"]

# --- headings --------------------------------------------------------------------------------

_BODY = (
    r"(?:the )?(?:councils?|ombudsman|organisations?|trusts?|authority|icbs?|ccgs?|health board|"
    r"school|care provider)"
    r"(?:'s|s')?"
)
_PERSON = (
    r"(?:(?:mr|mrs|miss|ms|mx|dr)\b[\w' ]{0,20}|(?:the )?(?:complainant|parent|family)(?:'s|s')?)"
)
_ACCOUNT = (
    r"(?:response|reply|replies|position|views?|comments|case|account|explanation|submissions?|"
    r"offer|"
    r"concerns)"
)

# The first pattern that a whole heading matches decides; folded, small or capital letters alike.
_HEADINGS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (
        Role.SUMMARY,
        (r"(?:report |executive )?summary", r"in (?:short|brief)", r"key (?:messages|points)"),
    ),
    (
        Role.COMPLAINT,
        (
            rf"(?:(?:the|{_PERSON}|summary of the|background to the) )?complaints?",
            r"what .*\bcomplain(?:s|ed)(?: about)?",
        ),
    ),
    (
        Role.POWERS,
        (
            r".*\brole and powers\b.*",
            r"(?:our|my|the ombudsm[ae]n's) (?:role|powers|jurisdiction|remit)",
            r"what (?:we|i) can(?:not)? (?:and cannot )?investigate",
        ),
    ),
    (
        Role.FINDINGS,  # what was looked at and what not, and why: a ruling, not a method
        (
            r"(?:what|parts?|matters?|issues?)\b.*\b(?:not|have) (?:\w+ )*investigat\w+.*",
            r"(?:the )?(?:scope|matters) of (?:my|our|the|this) investigation",
            r"(?:issues|matters|complaints|parts of the complaint) (?:not|outside)\b.*",
            r"why (?:i|we|the ombudsm[ae]n) (?:ha(?:ve|s) not|did not|will not|cannot)\b.*",
            r"why (?:i|we|the ombudsm[ae]n) (?:ha(?:ve|s) )?(?:discontinued|ended|stopped|"
            r"closed)\b.*",
        ),
    ),
    (
        Role.METHOD,
        (
            r"how (?:i|we|the ombudsm[ae]n) (?:have )?(?:considered|investigated|looked)\b.*",
            r"(?:the )?evidence (?:(?:i|we) (?:have )?)?(?:considered|looked at|read|relied on)",
            r"what (?:i|we) (?:have )?(?:considered|looked at|read)",
            r"key to names used|names used|about this report|methodology",
        ),
    ),
    (
        Role.COUNCIL_POSITION,
        (
            rf"{_BODY} (?:\w+ ){{0,2}}{_ACCOUNT}\b.*",
            rf"(?:response|reply|comments) (?:of|from|by) {_BODY}.*",
            rf"what {_BODY} (?:said|says|told)\b.*",
        ),
    ),
    (
        Role.COMPLAINT,
        (
            rf"(?:{_PERSON}(?:'s|s')?|their|her|his) (?:\w+ ){{0,2}}?{_ACCOUNT}\b.*",
            rf"what {_PERSON} (?:said|says|told)\b.*",
        ),
    ),
    (
        Role.REMEDY,
        (
            r"(?:agreed |recommended |proposed |further |final |the |suggested )*(?:actions?|"
            r"remed(?:y|ies))"
            r"(?: agreed| taken| required)?",
            r"(?:final |my |our |agreed )?recommendations?",
            r"(?:agreed )?(?:service )?improvements?",
            r"putting (?:it|things|matters) right",
            r"what the council (?:has agreed|will|should) (?:to )?do (?:now|next|to put\b.*)",
            r"what (?:\w+ ){1,4}(?:has|have) agreed(?: to do)?",
            r"actions? (?:the council|to be)\b.*",
        ),
    ),
    (
        Role.DECISION,
        (
            r"(?:my |our |the |final |draft |provisional |ombudsm[ae]n's )*decisions?"
            r"(?: statement)?",
            r"outcome",
        ),
    ),
    (
        Role.FINDINGS,
        (
            r"(?:my |our |the |summary of |ombudsman's |overall )*(?:analysis|findings?|"
            r"consideration|"
            r"assessment|evaluation|conclusions?|reasons?|reasoning|discussion|view)"
            r"(?: (?:of|and|on|about|regarding|in)\b.*| ?[-:(].*)?",
            r".*\b(?:my|our) (?:findings?|analysis|conclusions?|assessment)\b.*",
            r"(?:was|is|were) there\b.*|(?:did|has|have|had|could|should) (?:the|it|this|i|"
            r"they)\b.*",
            r".*\b(?:fault|injustice|shortcomings?)\b.*",
            r"(?:the )?(?:impact|effect|consequences?)\b.*",
        ),
    ),
    (
        Role.LAW,
        (
            r"(?!.*\b(?:fail\w*|delay\w*|breach\w*|complain\w*|consider\w*)\b)"
            r".*\b(?:law|laws|legal|legislat\w+|statut\w+|guidance|regulations?|code of "
            r"practice)\b.*",
            r".*\bact (?:19|20)\d\d\b.*",
            r"(?:relevant |national |local |(?:the )?council's |the )*polic(?:y|ies)(?: and .*)?",
            r"(?:the )?(?:send )?code|administrative background",
            r"what should (?:have )?happen\w*|what the council (?:should|must|needed to|had "
            r"to)\b.*",
            r"(?:the |relevant |statutory |council's )*dut(?:y|ies)(?: (?:and|to|of|under)\b.*)?",
        ),
    ),
    (
        Role.FACTS,
        (
            r"(?:[\w']+ ){0,3}?(?:facts?|events?|background|chronology|timeline|history)\b.*",
            r".*\bwhat happened\b.*",
            r"(?:comments|responses?) (?:on|to)\b.*\bdraft\b.*",
        ),
    ),
)
_ROLES = tuple((role, re.compile("|".join(words), re.I)) for role, words in _HEADINGS)
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[A-Z][.)]|part \w+:?)\s+", re.I)
_OPEN = re.compile(r"what (?:i|we) (?:have )?found\b.*|(?:the )?(?:investigation|evidence)", re.I)


def _words(heading: str) -> str:
    return _NUMBERED.sub("", fold(heading)).strip(" :.-")


def heading_role(heading: str) -> Role | None:
    """Return the role that a heading gives to what stands under it, None where it gives none."""
    words = _words(heading)
    return next((role for role, pattern in _ROLES if pattern.fullmatch(words)), None)


def is_open(heading: str) -> bool:
    """Say whether a heading ("What I found") covers law, telling and judging alike."""
    return bool(_OPEN.fullmatch(_words(heading))) and heading_role(heading) is None


_LASTING = frozenset({Role.COMPLAINT, Role.POWERS, Role.FACTS, Role.FINDINGS, Role.REMEDY})


def section_role(heading: str, inherited: Role, texts: Sequence[str]) -> Role:
    """Return the role of a section of a decision.

    A heading that says nothing of its role ("Alternative provision") keeps the role of the
    section before it, unless its paragraphs plainly judge or plainly state the law.
    """
    if (role := heading_role(heading)) is not None:
        return role
    folded = [fold(text) for text in texts]
    judging = sum(map(judges, folded))
    legal = sum(map(states_law, folded))
    if judging and judging >= legal:
        return Role.FINDINGS
    if legal and legal * 2 >= len(folded):
        return Role.LAW
    if is_open(heading):
        return Role.FACTS
    if inherited is Role.LAW:
        return Role.LAW if any(map(cites_law, folded)) else Role.FACTS
    return inherited if inherited in _LASTING else Role.FACTS


# --- paragraphs ------------------------------------------------------------------------------

_MOST = 0.5  # share of the sentences that makes a paragraph one side's words


def paragraph_role(text: str, section: Role) -> Role:
    """Return the role of a paragraph that stands in a section of a decision.

    In facts it takes half of the sentences to make it one side's words, in findings more
    than half and no judging; every other section speaks with one voice.
    """
    if section not in (Role.FACTS, Role.FINDINGS):
        return section
    folded = fold(text)
    if judges(folded):
        return Role.FINDINGS
    if states_law(folded):
        return Role.LAW
    if section is Role.FINDINGS and judges_mildly(folded):
        return Role.FINDINGS
    speakers = find_speakers(folded)
    if section is Role.FACTS:
        speakers = fill_between(speakers)
    for role in (Role.COUNCIL_POSITION, Role.COMPLAINT):
        share = speakers.count(role) / len(speakers) if speakers else 0.0
        if share > _MOST or (share == _MOST and section is Role.FACTS and speakers[0] is role):
            return role
    return section


_STOCK = re.compile(
    r"under (?:our|an) information sharing agreement|we (?:will|have) (?:share|send|sent) "
    r"(?:this|a copy)"
    r"|opportunity to comment on (?:my|our|a|the) draft",
    re.I,
)


def is_stock(text: str, role: Role) -> bool:
    """Say whether a paragraph is the boilerplate that stands in every decision."""
    return role in (Role.POWERS, Role.METHOD) or bool(_STOCK.search(fold(text)))
