"""Who is reported in a decision, and the verbs and phrases that report: patterns, no logic.

Texts are expected folded (`rag.text.fold` or `fold_in_place`).
"""

from __future__ import annotations

__all__ = [
    "BODY",
    "BODY_VERBS",
    "COUNCIL",
    "COUNCIL_VERBS",
    "HAS",
    "PARENT",
    "PARENT_VERBS",
    "VIEW",
]


COUNCIL = (
    r"(?:the (?:council|authority|trust|icb|ccg|health board|integrated care board|panel|"
    r"caseworker|officer|director)|council officers?|"
    r"the council's officers?|officers?|(?-i:[A-Z]\w+(?: [A-Z]\w+)* Council))"
)
_TITLE = r"(?:Mr|Mrs|Miss|Ms|Mx|Dr)"
PARENT = (
    rf"(?:{_TITLE}(?: and {_TITLE})? (?-i:[A-Z])\b|the (?:complainants?|parents?|family|mother|"
    r"father|representative)|their representative)"
)
BODY = (
    r"(?:(?:the|his|her|their|its|an?) (?:\w+ ){0,2}?(?:school|academy|college|nursery|"
    r"head ?teacher|"
    r"tribunal|judge|hospital|gp|doctor|consultant|paediatrician|psychologist|therapist|tutor|"
    r"teacher|senco|provider|agency|company)|CAMHS|(?-i:(?:[A-Z]\w+ )+(?:School|Academy|College)))"
)
_SAYS = (
    r"said|says?|stat(?:es|ed)|told|explain(?:s|ed)|argu(?:es|ed)|believe[sd]?|maintain(?:s|ed)|"
    r"den(?:ies|ied)|disagree[sd]?|claim(?:s|ed)|assert(?:s|ed)|insist(?:s|ed)|report(?:s|ed) that"
)
COUNCIL_VERBS = (
    rf"(?:{_SAYS}|respond(?:s|ed)|repl(?:ies|ied)|acknowledge[sd]?|accept(?:s|ed)|apologise[sd]?|"
    r"confirm(?:s|ed)|advise[sd]?|note[sd]?|clarif(?:ies|ied)|comment(?:s|ed)|offer(?:s|ed)|upheld|"
    r"partly upheld|considers?(?: that)?|considered (?:that|it)|disput(?:es|ed)|point(?:s|ed) "
    r"out|reject(?:s|ed)|does not consider|did not consider (?:that|it|there|s?he|they)|"
    r"(?:does|did) not (?:accept|agree|believe|uphold)|found that|recognise[sd]|reflect(?:s|ed)|"
    r"suggest(?:s|ed)|calculated)"
)
PARENT_VERBS = (
    rf"(?:(?!told the \w+ (?:about|of|again|in|on)\b)(?:{_SAYS})|complain(?:s|ed)|feels?|felt|"
    rf"disput(?:es|ed)|considers?|question(?:s|ed)|"
    r"would like|wants?|describe[sd]?|alleg(?:es|ed)|thinks?|(?:is|was|remain(?:s|ed)) (?:unhappy|"
    r"concerned|dissatisfied|worried|frustrated|hopeful))"
)
BODY_VERBS = (
    rf"(?:{_SAYS}|felt|feels?|recommend(?:s|ed)|considered (?:that|it|s?he|they)|considers?|"
    r"suggest(?:s|ed))"
)
HAS = (
    r"(?: (?:also|then|again|has|had|have|now|later|further|formally|previously|since|first|"
    r"already|initially))*"
)
VIEW = r"(?:own )?(?:view|position|case|explanation|opinion|account|stance|argument)"
