"""What a question wants, settled where voices compete: the Ombudsman's words or a party's.

"The Council said X. Did the Ombudsman go along with that?" tells one voice and asks for another.
"""

from __future__ import annotations

import re

from rag.intents import COMPLAINT, JUDGEMENT, Intent, intents_in
from rag.text import fold

__all__ = ["intents_of"]

_ASKS = r"\b(?:did|does|do|was|were|is|are|has|have|had|what|which|how|who|whether|so)\b"
_PARENT = (
    r"(?:mr|mrs|ms|miss|mum|mam|mother|dad|father|parents?|family|she|he|complainant)(?: [a-z]\b)?"
)
_BODY = r"(?:committee|panel|members|councillors|cabinet|board|meeting|scrutiny)"
# What is asked at last, after whatever was told before it: the last of these in a question
# settles whose words are wanted.
_VOICE_ASKED: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern, re.I))
    for intent, pattern in (
        (
            Intent.FINDING,
            rf"{_ASKS}[^.?!]{{0,40}}\b(?:ombudsm[ae]n|lgsco|investigator|they|it|we|that|this)\b"
            r"[^.?!]{0,30}\b(?:go along|went along|agree[ds]?|side[ds]? with|buy|bought|uph[eo]ld|"
            r"persuaded|convinced|satisfied|blame[ds]?|excuse[ds]?|let off|told off|at fault|"
            r"fault|find|found|conclude[ds]?|rule[ds]?|decide[ds]?|good enough|right|wrong|"
            r"justified|reasonable|accept(?:ed)?)\b",
        ),
        (
            Intent.COUNCIL,
            r"\b(?:what|how|why|which)\b[^.?!]{0,40}"
            r"\b(?:council|authority|la|they|it|[a-z]+ itself)\b"
            r"(?: itself| themselves)? (?:\w+ )?(?:say|said|tell|told|argue|argued|claim|claimed|"
            r"reply|replied|respond|responded|explain|explained|defend|admit|answer)\b",
        ),
        (
            Intent.COMPLAINT,
            rf"\b(?:what|how|which)\b[^.?!]{{0,30}}\b{_PARENT}(?: herself| himself| themselves)? "
            r"(?:\w+ )?(?:say|said|claim|claimed|complain|complained|allege|alleged|accuse|accused|"
            r"want|wanted|ask for)\b",
        ),
        (
            Intent.AUTHOR,
            r"\b(?:the|this|that) (?:report|author|researchers?|study)(?: itself)?\b[^.?!]{0,25}"
            r"\b(?:judge|reckon|think|find|found|conclude|say|make of|side|agree|recommend|view|"
            r"come down|come across|take)\b|\b(?:author|report|research)(?:'s| itself)\b"
            r"|\b(?:author|researchers?) (?:\w+ )?(?:come (?:down|across)|agree|side|find|think)\b",
        ),
        (
            Intent.RESOLVED,
            rf"{_ASKS}[^.?!]{{0,25}}\b{_BODY}(?: itself| themselves)?\b[^.?!]{{0,15}}\b(?:agree|"
            r"agreed|resolve|resolved|recommend|recommended|decide|decided|settle|settled|ask for|"
            r"want)\b",
        ),
        (
            Intent.RULE,
            r"\b(?:leave|leaving|put|putting|forget) (?:that|this|the|aside)\b[^.?!]{0,25}\baside\b"
            r"|\b(?:any|every|all) council(?:s)? (?:is|are|has|have|must|should|expected)"
            r"|\bwho (?:legally|by law)\b|\blegally\b|\bby law\b|\bwhat does the law\b"
            r"|\bjust (?:a |an )?(?:target|guideline|ambition|aim)s?\b|\bin general\b"
            r"|\bwhat(?:'s| is) the (?:actual |legal )?(?:rule|law|duty)\b"
            r"|\bthe (?:law|rule) itself\b",
        ),
    )
)
_VOICES = frozenset({Intent.FINDING, Intent.NO_FAULT, Intent.COUNCIL, Intent.COMPLAINT})


def _voice_asked(text: str) -> Intent | None:
    """Return whose words are asked for at last, None where it is not plain."""
    found = [
        (match.end(), intent)
        for intent, pattern in _VOICE_ASKED
        for match in pattern.finditer(text)
    ]
    return max(found)[1] if found else None


_JUDGED, _COMPLAINED = re.compile(JUDGEMENT, re.I), re.compile(COMPLAINT, re.I)


# "The complaint began with a late review. Was the review late?": what is asked is no complaint.
_JUDGED_AT_LAST = re.compile(
    r"complain[^?]*[.;:!]\s+(?:so |and |but )?(?:was|were|did|had|has|is)\b(?![^?]*complain)"
    r"[^.?!]*\?*$",
    re.I,
)


def intents_of(text: str) -> frozenset[Intent]:
    """Return every intent whose words stand in `text`, settled where voices compete."""
    folded = fold(text)
    found = set(intents_in(folded))
    if _JUDGED_AT_LAST.search(folded):
        found = (found - _VOICES) | {Intent.FINDING, Intent.NO_FAULT}
    elif _COMPLAINED.search(folded):
        found -= {Intent.FINDING, Intent.NO_FAULT, Intent.COUNCIL}
    elif _JUDGED.search(folded):
        found -= {Intent.COUNCIL, Intent.COMPLAINT}
    voice = _voice_asked(folded)
    if voice is not None:
        found = (found - _VOICES) | {voice}
        if voice is Intent.FINDING:
            found.add(Intent.NO_FAULT)
    return frozenset(found)
