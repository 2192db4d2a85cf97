"""What kind of thing a question wants, told by its words."""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = ["ABOUT_ONE_CASE", "COMPLAINT", "JUDGEMENT", "Intent", "intents_in"]


class Intent(StrEnum):
    """What kind of thing is wanted. A question may have several."""

    AMOUNT = "amount"
    FINDING = "finding"
    NO_FAULT = "no_fault"
    COMPLAINT = "complaint"
    COUNCIL = "council_position"
    REMEDY = "remedy"
    EVENTS = "events"
    TIME_LIMIT = "time_limit"
    DUTY = "duty"
    NEXT = "next"
    PRECEDENT = "precedent"
    DEFINITION = "definition"
    FIGURE = "figure"
    POWERS = "powers"
    MINUTES = "minutes"
    RESEARCH = "research"
    SUMMARY = "summary"
    RECORD = "record"
    RULE = "rule"  # the law, whatever was said or done in one case
    AUTHOR = "author"  # what a report itself makes of what it was told
    RESOLVED = "resolved"  # what a meeting agreed, whatever was said there
    CLEARED = "cleared"  # only what was found to be no fault


# What is asked about one decision that somebody has in mind.
ABOUT_ONE_CASE = (
    Intent.FINDING,
    Intent.AMOUNT,
    Intent.COMPLAINT,
    Intent.COUNCIL,
    Intent.REMEDY,
    Intent.EVENTS,
    Intent.SUMMARY,
)
# "was he right", "why was that not good enough": the Ombudsman's judgement is asked for, whoever
# is named before it; "what did she say they had done wrong": the complaint is.
JUDGEMENT = (
    r"\b(?:was|were|is) (?:he|she|it|they|that|this|the (?:council|school|parent|mum|dad)) "
    r"(?:\w+ )?(?:right|wrong|correct|enough|ok|okay|good enough|acceptable|justified|"
    r"reasonable|fair)\b|not good enough|"
    r"ombudsman(?:'s)? (?:\w+ )?(?:find|found|say|said|think|thought|conclude|decide|view|"
    r"agree|accept)|"
    r"told off|get(?:ting)? away with|got away with|off the hook|in trouble|"
    r"let (?:\w+ ){1,3}off\b|tak(?:e|es|en|ing) (?:\w+ ){1,3}to task|"
    r"(?:win|won|lose|lost) (?:that|this|the) (?:one|case|point)|"
    r"find about|still (?:their|its|his|her) fault|(?:think|agree) (?:that|it|this) was|"
    r"\b(?:was|were|is|are) (?:the (?:council|school|parents?)|they|it|he|she|anyone) to blame\b|"
    r"\bheld against\b|\b(?:was|were|is) [^.?!]{0,120}\b(?:made out|borne out|substantiated)\b|"
    r"\bsided? with (?:the|this|that|a) council\b"
)
# Decisions, or points of one, on which no fault was found, and nothing else.
_CLEARED = (
    r"\bno fault\b(?! or\b)",
    r"\bnot (?:to be )?(?:at )?fault\b",
    r"without (?:any )?fault",
    r"\b(?:cleared|exonerated|vindicated)\b",
    r"not upheld",
    r"did nothing wrong",
    r"\b(?:complaints?|case|claim)\b[^.?!]{0,60}\b(?:fail(?:ed|s)?|(?:was |were )?(?:rejected|"
    r"dismissed|thrown out|unsuccessful))\b",
    r"\bsided with (?:the|this|that|a) council\b",
    r"\b(?:decision|refusal|choice) (?:that )?(?:stood|held up)\b",
    r"\baccepted as (?:right|lawful|enough|suitable|reasonable|proper)\b",
)
COMPLAINT = (
    r"(?:say|said|claim(?:ed)?|allege[ds]?) .{0,40}\b(?:had|has|have|did) (?:done )?wrong|"
    r"what .{0,60}\bcomplain(?:ed|ing|s)?\b|"
    r"what (?:was|were) (?:the|her|his|their) complaint|heads? of .{0,30}complaint|"
    r"complaint (?:to|against)"
)
# Alternatives, matched anywhere, letter case ignored.
_WORDS: dict[Intent, tuple[str, ...]] = {
    Intent.AMOUNT: (
        r"how much (?!longer|time|support|help|provision|education|notice|therapy)",
        r"\bpaid\b",
        r"\bpays?\b",
        r"payments?",
        r"pay-?outs?\b",
        r"compensat",
        r"\bmoney\b",
        r"\bsums?\b",
        r"£",
        r"\bamounts?\b",
        r"refund",
        r"reimburs",
        r"costs? back",
        r"financial remed",
    ),
    Intent.FINDING: (
        JUDGEMENT,
        r"\bf(?:i|ou)nd(?:s|ing|ings)?\b",
        r"\bfault",
        r"wrong\b",
        r"decid",
        r"\bdecision\b",
        r"conclu",
        r"uph[eo]ld",
        r"criticis",
        r"\bruling\b",
        r"\bruled?\b",
        r"ombudsman(?:'s)? (?:say|said|think|view|thought)",
        r"outcome",
    ),
    Intent.NO_FAULT: (
        JUDGEMENT,
        *_CLEARED,
        r"no fault",
        r"in the clear",
        r"entitled to (?:try|do|refuse)",
        r"was it (?:wrong|fault)",
    ),
    Intent.CLEARED: _CLEARED,
    Intent.COMPLAINT: (
        COMPLAINT,
        r"complain(?:ed|ing|ts?)? (?:about|that|of)",
        r"what (?:did|was|were|is) .{0,40}complain",
        r"the complaint\b",
        r"allege",
    ),
    Intent.COUNCIL: (
        (
            r"(?:council|authority|\bla\b|they|it)(?:'s)? (?:\w+ )?(?:say|said|tell|"
            r"told|admit|argu|respon[ds]|repl|claim|position|reason for|excuse|"
            r"offer|defen[dc]|explain|justif)"
        ),
        r"according to the council",
        r"did (?:the )?[\w ]{2,30}council (?:say|argue|reply|respond|claim|offer|explain)",
        (
            r"council's (?:\w+ ){0,2}(?:reply|response|argument|view|case|"
            r"explanation|offer|position|reason)"
        ),
        r"stage (?:one|two|1|2) (?:reply|response)",
    ),
    Intent.REMEDY: (
        r"what (?:was|were|has been|had been) (?:\w+ )?(?:agreed|recommended|ordered|put right)",
        r"what did .{0,40}\bagree\b",
        r"\bremed(?:y|ies)\b",
        r"put (?:it|things|this|that) right",
        r"agreed? (?:to|action)",
        r"apolog",
        r"recommended action",
        r"what (?:did|does|must|will) .{0,40}(?:have to|agree|need to) do",
        r"service improvement",
        r"ordered to",
        r"asked the council to",
        r"told the council to",
    ),
    Intent.EVENTS: (
        r"\bwhen did\b",
        r"what happened",
        r"timeline",
        r"chronolog",
        r"\bbackground\b",
        r"how long (?:did|was|were|had)",
        r"\bon what date",
        r"which (?:date|month|year)",
        r"\bwhen was\b",
    ),
    Intent.TIME_LIMIT: (
        r"how long (?:do|does|should|can|must|have|has|is|are|will|until|before|after|to)",
        r"deadline",
        r"by when",
        r"time ?limits?",
        r"timescale",
        r"time ?frame",
        r"how many (?:weeks|days|months|working days|school days)",
        r"(?:when|date).{0,40}\bdue\b",
        r"\bdue\b.{0,15}\bwhen",
        r"when (?:should|must|do|does|will) ",
        r"when (?:did|were|was|are|is) (?:they|the council|the la|it|he|she) "
        r"(?:have|need|supposed|meant|obliged|due) to\b",
        r"how soon",
        r"too late",
        r"\bby now\b",
        r"in time\b",
        r"overdue",
        r"\blate\b",
        r"how quickly",
        r"within how",
    ),
    Intent.DUTY: (
        r"\bshould\b",
        r"supposed to",
        r"meant to",
        r"ha(?:ve|s) to\b",
        r"\bmust\b",
        r"\ballowed\b",
        r"\bduty",
        r"duties",
        r"\blegal",
        r"\blaw\b",
        r"\brights?\b",
        r"\bentitled\b",
        r"responsib",
        r"can (?:they|the council|the school|the la)",
        r"\bdo they\b",
        r"is it ok",
        r"require(?:d|ment)",
        r"\blawful",
    ),
    Intent.NEXT: (
        r"what (?:can|do|should|could|must) (?:i|we) ",
        r"\bnext\b",
        r"can (?:i|we) (?:appeal|complain|ask|challenge|claim|get|still|do)",
        r"how (?:do|can|should) (?:i|we)",
        r"where (?:do|can) (?:i|we)",
        r"who (?:do|can|should) (?:i|we)",
        r"anything (?:i|we) can",
        r"worth complain",
        r"my options",
    ),
    Intent.PRECEDENT: (
        r"\bcases?\b",
        r"\bexamples?\b",
        r"precedent",
        r"other (?:famil|parent|council|people|children)",
        r"similar",
        r"\bdecisions (?:about|on|where|that|in|against)",
        r"has (?:this|that|any|the ombudsman)",
        r"anyone else",
        r"\bever (?:found|been)",
        r"which (?:councils?|decisions?)",
    ),
    Intent.DEFINITION: (
        r"what (?:is|are|does|do) (?:an? |the )?[\w' -]{2,60}(?: mean| stand for)?\??$",
        r"meaning of",
        r"defin",
        r"stands? for",
        r"difference between",
        r"\bmean(?:s)? by\b",
        r"what counts as",
        r"\bexplain\b",
    ),
    Intent.FIGURE: (
        r"how (?:big|large|often|high|low|old|far)\b",
        r"\b(?:total|average|overall|median)\b",
        r"how many",
        r"what (?:percentage|proportion|share|number)",
        r"number of",
        r"per ?cent",
        r"\brate of\b",
        r"%",
    ),
    Intent.POWERS: (
        (
            r"ombudsman(?:'s)? (?:powers?|role|remit|jurisdiction|investigate|look "
            r"at|consider|help|force|make)"
        ),
        r"can the ombudsman",
        r"what can't the ombudsman",
        r"jurisdiction",
        r"maladministration",
    ),
    Intent.MINUTES: (
        r"\bcommittee",
        r"\bminutes\b",
        r"scrutiny",
        r"councillors?\b",
        r"\bcllr",
        r"\bmembers\b",
        r"\bcabinet\b",
        r"deputy director",
        r"flow ?chart",
        r"action plan",
    ),
    Intent.RESEARCH: (
        r"\b(?:the|this|that|research|ombudsman) report\b",
        r"\breport(?:'s)? (?:say|said|find|found|give|gave|call|recommend|author|tell|told|count)",
        r"\bstudy\b",
        r"\bresearch",
        r"interview",
        r"\b(?:do|did|what|how|why|which|some|most|any|interviewed|council) (?:\w+ )?officers\b",
        r"^officers\b",
        r"professor",
        r"\bauthor\b",
        r"appendix",
        r"\bsurvey",
        r"white paper",
    ),
    Intent.RECORD: (
        r"\bdate of (?:the |this )?(?:decision|\d)",
        r"decision date",
        r"when was .{0,40}(?:decided|issued|published|dated)",
        r"(?:outcome|result|category) of (?:the |this )?(?:decision|case|complaint|\d)",
        r"was (?:it|this|that|the complaint|\d[\d ]+\w?) upheld",
        r"upheld or not",
        r"what (?:date|category)\b",
    ),
    Intent.SUMMARY: (
        r"\bcompar(?:e|ed|ison)\b",
        r"\bsummar",
        r"\boverview\b",
        r"tell me about",
        r"what(?:'s| is| was) (?:it|the case|this case|that case) about",
        r"in short",
        r"main points",
    ),
}
_COMPILED = {intent: re.compile("|".join(words), re.I) for intent, words in _WORDS.items()}


def intents_in(text: str) -> frozenset[Intent]:
    """Return every intent whose words stand in `text`, which is folded."""
    return frozenset(i for i, pattern in _COMPILED.items() if pattern.search(text))
