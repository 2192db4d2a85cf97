"""The words by which a finding plainly tells a theme (codes: corpus/themes.jsonl).

Conservative: a pattern stands only for what a finding says outright; many themes that a reader
would add are left out. How well they do is measured on the digests, whose themes a reader gave
(`python -m eval.bench.reading`).
"""

from __future__ import annotations

import re

__all__ = ["CLEARED_SIGNS", "FAULT_SIGNS", "LEFT_SIGNS"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


_LATE = (
    r"(?:delay\w*|late\b|too long|overdue|missed|exceed\w*|outside|over|past|beyond|weeks? after|"
    r"months? after|fail\w* to (?:issue|complete|meet|finish|finali[sz]e)|not (?:issued?|met|"
    r"complet\w+|finali[sz]\w+)|did not (?:issue|complete|finali[sz]e|meet|decide))"
)
_NOT_GIVEN = (
    r"(?:fail\w* to (?:provide|deliver|secure|arrange|make|ensure)|not (?:been )?(?:provid\w+|"
    r"deliver\w+|secur\w+|arrang\w+|receiv\w+|made|put in place|in place)|non-?delivery|without|"
    r"missed|"
    r"lack of|no |went undelivered|missing)"
)
_AP = (
    r"(?:alternative (?:and (?:\w+ ){1,3})?(?:education|provision)|section 19|"
    r"suitable (?:\w+ )?education|full-time education|out of school|education while|education when)"
)
_THERAPY = r"(?:speech (?:and language )?(?:therap\w+|and language)|SALT\b|SLT\b)"
_OT = r"(?:occupational therap\w+|sensory integration|\bOT\b)"


def _near(*words: str, gap: int = 120) -> str:
    """Return a pattern for `words` in any order inside one sentence, not far apart."""
    one, two = words
    return rf"(?:{one})[^.]{{0,{gap}}}(?:{two})|(?:{two})[^.]{{0,{gap}}}(?:{one})"


FAULT_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("AP-NONE", _any(_near(_NOT_GIVEN, _AP, gap=60))),
    ("AP-DELAY", _any(_near(r"delay\w*|late\b|too long|sooner", _AP, gap=60))),
    (
        "AP-DUTY-NOT-CONSIDERED",
        _any(
            _near(
                r"(?:not|never|no|fail\w* to) (?:\w+ ){0,3}(?:consider\w*|decid\w+|decision|"
                r"assess\w*)",
                r"(?:duty|duties|responsibilit\w+|alternative provision|section 19)",
                gap=50,
            )
        ),
    ),
    (
        "AP-RELIANCE-ON-SCHOOL",
        _any(
            r"\brel(?:y|ied|iance|ying)\b[^.]{0,60}\bschool\b|\bleft (?:it|everything|matters|"
            r"\w+'s education) (?:to|with) the school\b|\bshift\w* "
            r"responsibility\b[^.]{0,20}\bschool"
        ),
    ),
    (
        "AP-EVIDENCE-THRESHOLD",
        _any(
            r"\b(?:insist\w*|demand\w*|required?|lack|want of|only|no|have) (?:\w+ "
            r"){0,3}medical (?:evidence"
            r"|information|letter)"
        ),
    ),
    (
        "EHCNA-DELAY",
        _any(
            _near(
                _LATE,
                r"(?:needs )?assessment(?! of)|20[ -]weeks?|16[ -]weeks?|six[ -]week|6[ -]week|"
                r"first "
                r"(?:final )?plan|advice",
                gap=80,
            )
        ),
    ),
    (
        "EP-SHORTAGE",
        _any(
            _near(
                r"shortage|capacity|lack of|too few", r"educational psycholog\w+|\bEPs?\b", gap=60
            )
        ),
    ),
    ("SERVICE-FAILURE", _any(r"\bservice failure\b")),
    (
        "AR-NOT-HELD",
        _any(
            r"\b(?:not|never|fail\w* to|no) (?:\w+ ){0,3}(?:hold|held|carr\w+ out|conduct\w*|"
            r"arrange|review"
            r"|undertake) (?:\w+ ){0,3}(?:annual )?reviews?\b|\bno annual reviews?\b"
        ),
    ),
    (
        "AR-LATE",
        _any(
            _near(
                _LATE,
                r"annual review|review (?:meeting|decision)|after (?:the|a) review|amended "
                r"(?:final )?plan|"
                r"amendment|amend the|12[ -]weeks?|four[ -]week|eight[ -]week|twelve[ -]week",
                gap=80,
            )
        ),
    ),
    (
        "APPEAL-RIGHTS",
        _any(
            r"\b(?:delay\w*|late|lost|los[ei]\w*|denied|frustrat\w+|not (?:tell|told|mention\w*|"
            r"given?|inform\w*)|without|no)\b[^.]{0,60}\b(?:rights? (?:of|to) appeal|appeal "
            r"rights?)"
            r"|\b(?:rights? (?:of|to) appeal|appeal rights?)\b[^.]{0,30}\b(?:delayed|lost|late|"
            r"denied)"
        ),
    ),
    (
        "PHASE-TRANSFER",
        _any(
            r"\bphase transfer\b|\b(?:15 February|31 March)\b[^.]{0,40}\b(?:deadline|date|"
            r"transfer|limit)"
            r"|\b(?:deadline|missed|after)\b[^.]{0,40}\b(?:15 February|31 March)\b"
            r"|\btransfer to (?:secondary|primary|junior)\b"
        ),
    ),
    ("POST16", _any(r"\bpost[ -]?16 (?!transport|travel)\w+|\bcollege place\w*\b")),
    (
        "S42-NONDELIVERY",
        _any(
            _near(
                _NOT_GIVEN,
                r"section F|provision (?:set out |specified |named |written )?in (?:\w+ "
                r"){0,4}?(?:EHC )?plan|EHC (?:plan )?provision|(?:SEN|special "
                r"educational) provision|plan provision|support in (?:the|his|her) (?:EHC )?plan",
                gap=60,
            ),
            r"\bwhat [^.]{0,20}\bplan (?:required|named|set out|specified)",
        ),
    ),
    ("THERAPY-SALT", _any(_near(rf"{_NOT_GIVEN}|delay\w*|late\b|gap", _THERAPY, gap=60))),
    ("THERAPY-OT", _any(_near(rf"{_NOT_GIVEN}|delay\w*|late\b|gap", rf"(?-i:{_OT})", gap=60))),
    (
        "OVERSIGHT",
        _any(
            r"\b(?:not|never|fail\w* to|no|lack of) (?:\w+ ){0,3}(?:check\w*|monitor\w*|"
            r"oversight|oversee)"
            r"[^.]{0,50}\b(?:provision|plan|deliver\w*|support)"
        ),
    ),
    (
        "TRIBUNAL-ORDER-LATE",
        _any(
            _near(_LATE, r"tribunal(?:'s)? order\w*|order of the tribunal|tribunal ordered", gap=70)
        ),
    ),
    ("PERSONAL-BUDGET", _any(r"\bpersonal budget\b")),
    ("EOTAS", _any(r"\bEOTAS\b|\beducation otherwise than at school\b")),
    ("EHE", _any(r"\belective(?:ly)? home educat\w+\b")),
    (
        "TRANSPORT-SCHOOL",
        _any(r"\b(?:school|home[- ]to[- ]school) (?:transport|travel)\b|\btaxi to school\b"),
    ),
    ("TRANSPORT-POST16", _any(r"\bpost[ -]?16 (?:transport|travel)\b")),
    (
        "SC-SHORTBREAKS",
        _any(r"\bshort breaks?\b|\brespite\b|\bcare package\b|\bpackage of care\b"),
    ),
    (
        "COMM",
        _any(
            r"\b(?:poor|lack of|inadequate|failures? (?:of|in)) (?:\w+ )?communicat\w+|"
            r"\bfail\w* to (?:\w+ )?"
            r"communicat\w+|\bdid not (?:\w+ )?(?:repl(?:y|ies)|respond(?! to (?:the|an?|her|"
            r"his)? ?(?:\w+ )?(?:complaints?|reviews?))|keep \w+ (?:informed|updated)|"
            r"communicate)|\black of (?:response|repl(?:y|ies)|contact)|\bcommunicat\w+ (?:was|"
            r"were) poor"
        ),
    ),
    (
        "COMPLAINTS",
        _any(
            _near(
                rf"{_LATE}|poor\w*|fail\w*|wrong\w*|refus\w+|fault|not (?:answer|deal|respond)\w*",
                r"complaints? (?:handling|response|procedure|process|policy)|handling of (?:the|"
                r"her|his) "
                r"complaint|stage (?:one|two|1|2)|the complaint",
                gap=40,
            )
        ),
    ),
    (
        "REC-KEEPING",
        _any(
            r"\b(?:no|poor|lack of|inadequate|without|not (?:keep|kept|make|made|supplied|provided|"
            r"record\w*)|fail\w* to (?:keep|record)|cannot see|have not (?:seen|received)) "
            r"(?:\w+ ){0,4}?"
            r"(?:records?|notes?|minutes|record[- ]keeping|case notes|its reasons)\b"
            r"|\brecord[- ]keeping\b|\bno record\w*\b|\bnot record\w*\b"
            r"|\b(?:could not|cannot|couldn't|unable to|did not) (?:\w+ )?(?:evidence|show|"
            r"demonstrate|see) (?:how|why|whether) (?:\w+ ){0,3}?(?:decid\w+|decisions?|"
            r"consider\w*|reached|concluded)\b"
        ),
    ),
    ("FETTERING", _any(r"\bblanket (?:policy|rule|approach)\b|\bfetter\w*\b")),
    ("EQUALITY", _any(r"\bequality act\b|\bequality dut(?:y|ies)\b")),
    (
        "ATTENDANCE-ENFORCEMENT",
        _any(r"\b(?:prosecut\w+|penalty notice|attendance order|fined?)\b[^.]{0,60}\battend"),
    ),
    (
        "NON-COMPLIANCE",
        _any(
            _near(
                r"fail\w* to (?:carry out|complete|comply|implement)|not (?:carr\w+ out|"
                r"compl\w+)|late",
                r"(?:agreed|earlier|previous) (?:remed\w+|action|recommendation)s?",
                gap=50,
            )
        ),
    ),
    ("EXCLUSION", _any(r"\b(?:permanent(?:ly)?) exclu\w+\b|\bsixth (?:school )?day\b")),
    (
        "MOVE-AREA",
        _any(r"\bmoved? (?:in)?to (?:the|its|another|a new) (?:council|area|county|borough)\b"),
    ),
)
CLEARED_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("AP-NO-FAULT", _any(_AP)),
    ("TRANSPORT-NO-FAULT", _any(r"\btransport\b|\btaxi\b|\btravel\b")),
)
LEFT_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "JUR-TRIBUNAL",
        _any(
            r"\b(?:tribunal|right (?:of|to) appeal|appealed|appealable|(?:can|could|reasonable "
            r"to) appeal|appeal rights?)\b"
        ),
    ),
    ("JUR-COURT", _any(r"\b(?:court (?:action|proceedings|case)|judicial review)\b")),
    ("LATE", _any(r"\blate\b(?! (?:plan|review))|\b(?:twelve|12)[ -]months?\b")),
    ("PREMATURE", _any(r"\bpremature\b|\bnot yet (?:complained|had (?:a|the) chance)\b")),
)
