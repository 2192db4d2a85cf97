"""Which role a heading gives in a paper that is neither minutes nor research.

What no heading settles is discussion: a council's paper finds nothing and decides nothing unless
its headings say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.blocks import Block, Shape
from ingest.cues import any_of, cites_law
from ingest.voices import quoted_share
from rag.kinds import Role
from rag.text import fold

__all__ = ["block_role", "default_role", "is_closing", "is_inspection", "mostly_law", "title_role"]

_WHO = (
    r"(?:parents|famil(?:y|ies)|carers|children|young people|people|respondents|participants|"
    r"schools|staff|professionals|pupils|parents and carers|children and young people|you|they)"
)
# The first pattern that a whole heading matches decides.
_HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        Role.DISCUSSION,
        any_of(
            r"(?:the )?reasons? (?:for|behind)\b.*",
            r"(?:progress|update|report back) (?:on|against)\b.*",
            r"(?:financial|resource|equalit\w+|risk|staffing|environmental|climate|property|hr|"
            r"human resources|procurement|health and safety|community safety|corporate|public "
            r"health|data protection|other)\b.{0,60}\b(?:implications?|considerations?|impacts?|"
            r"comments|assessment)\b.*",
            r"(?:alternative )?options?\b.*|conclusions?|closing remarks|(?:risks?|"
            r"consultation)\b.*",
        ),
    ),
    (
        Role.SUMMARY,
        any_of(
            r"(?:executive |report )?summary|key (?:points|messages|findings)|in brief|at a glance",
            r"(?:the )?purpose(?: of (?:the |this )?(?:report|paper|briefing))?|foreword|abstract",
        ),
    ),
    (
        Role.OPINION,
        any_of(
            rf"what {_WHO}\b.{{0,40}}? (?:said|say|told us|think|thought|feel|felt)\b.*",
            r"(?:the )?(?:views?|voices?|comments|quotations?|quotes|opinions) (?:of|from)\b.*",
            rf"{_WHO}'s? (?:views?|voices?|comments|opinions|experiences?)|in their own words",
            r"(?:open|free[- ]text|further|other) comments",
        ),
    ),
    (
        Role.FINDINGS,
        any_of(
            r"(?:(?:the|our|main|survey|detailed|inspection|audit|overall) )*findings?"
            r"(?: (?:of|from|on|about)\b.*)?",
            r"(?:survey |the |our )*results?(?: (?:of|from)\b.*)?",
            r"what (?:we|inspectors|the (?:survey|inspectors|review|"
            r"audit)) (?:have )?f(?:ound|ind)\b"
            r".*",
            r"(?:inspection )?(?:outcome|judge?ments?)|(?:areas of )?strengths?(?: and .*)?",
            r"(?:areas of )?weakness(?:es)?",
            r"what is it like\b.*",
            r"what (?:is|are) .*\bdoing (?:that is )?(?:effective|well)\w*\b.*",
            r"what (?:does|do) .*\b(?:need to (?:do better|improve)|could do better)\b.*",
            r"how effective(?:ly)? (?:is|are|do|does)\b.*",
        ),
    ),
    (
        Role.RECOMMENDATION,
        any_of(
            r"(?:(?:the|our|key|main|officer|priority|summary of|list of|conclusions? and|final) )*"
            r"recommend(?:ations?|ed)\b(?: (?:for|to|and)\b.*| action\w*| decision\w*)?",
            r"recommendation\(s\)|that (?:members|cabinet|the committee)\b.*:?",
            r"areas for (?:priority action|improvement|development|action)|priorit(?:y|ies) "
            r"(?:actions?|for (?:action|improvement))",
            r"next steps|(?:action plan|(?:summary of )?actions?(?: (?:required|points?|"
            r"list|log))?)",
            r"what (?:we think )?(?:needs? to|should|must) (?:happen|change|improve|be done)\b.*",
            r"what we (?:want|ask for|would like|are asking for)\b.*|our asks",
        ),
    ),
    (
        Role.COUNCIL_POSITION,
        any_of(
            r"(?:the )?(?:council|authority|management|local authority)(?:'s)? (?:response|reply|"
            r"position|view|comments)\b.*",
            r"(?:the )?(?:response|reply|comments) (?:of|from|by) the (?:council|authority)\b.*",
        ),
    ),
    (
        Role.METHOD,
        any_of(
            r".*\b(?:methods?|methodology)\b.*",
            r"(?:about|information about) (?:this|the|our) (?:policy|document|guidance|"
            r"survey|report|"
            r"inspection|research|paper|review|strategy)\b.*",
            r"how (?:we|the (?:survey|review|audit)|this (?:survey|review|"
            r"report))\b.{0,40}? (?:did|"
            r"carried|collected|gathered|asked|was|were|has been)\b.*",
            r"how (?:we|i) (?:did|carried|collected|gathered|asked|wrote|made)\b.*",
            r"who (?:took part|responded|replied|answered|we (?:asked|spoke|heard))\b.*",
            r"(?:the )?(?:sample|respondents|participants|inspection team)",
            r"(?:background (?:papers|documents)|appendi(?:x|ces)|annex(?:es)?|glossary|references|"
            r"bibliography|contents|notes|footnotes|version control|document (?:control|history)|"
            r"further (?:information|reading)|contacts?(?: us| officers?| details)?|"
            r"list of appendices|acknowledge?ments|enquiries|report authors?)(?: .{0,40})?",
        ),
    ),
    (
        Role.LAW,
        any_of(r".*\b(?:law|laws|legal|legislat\w+|statutory|duties|national context)\b.*"),
    ),
    (
        Role.FACTS,
        any_of(
            r"(?:(?:policy|local|national) )?(?:background|context)(?: (?:and|to)\b.*)?|"
            r"chronology|timeline|history|introduction(?: and .*)?|about (?:us|the forum|the area)",
            r"(?:key )?(?:data|figures|facts|statistics|trends|demand|performance)(?: .{0,40})?",
            r"(?:the )?(?:current|present) (?:position|situation|picture|performance)",
            r"information about\b.*|.*\bpartnership details|attendance|membership",
        ),
    ),
)
_NUMBERING = re.compile(r"^(?:(?:section|part|chapter) )?(?:\d+(?:\.\d+)*|[A-Z])[.):]?\s+", re.I)
_QUOTABLE = frozenset({Role.FINDINGS, Role.FACTS, Role.DISCUSSION, Role.SUMMARY})
_ADVISED = re.compile(r"recommendations?(?: \d{1,2}[a-z]?)?\s*[:–-]\s+\S", re.I)
_ASIDE = any_of(
    r"^(?:background (?:papers|documents)|contact(?: officers?)?|report authors?|appendi(?:x|ces)"
    r"(?: \w{1,3})?|inspection team)\s*:"
)
_CLOSING = re.compile(
    r"(?:yours (?:sincerely|faithfully|truly)|(?:kind|best|warm) (?:regards|wishes)|"
    r"with (?:kind|best) "
    r"(?:regards|wishes))\W*",
    re.I,
)
_INSPECTION = any_of(
    r"inspection outcome|areas for (?:priority action|improvement)|what is it like to be\b.*",
    r"information about (?:this|the) inspection|inspection findings",
)
_GUIDANCE = any_of(
    r"\bstatutory guidance\b|\bcode of practice\b|\b(?:act|regulations|order) (?:19|20)\d\d\b"
)
_NO_GUIDANCE = any_of(
    r"\bpolicy\b|\b(?:our|council's) (?:response|approach)\b|\breport\b|\bsurvey\b|\bbriefing\b|"
    r"\bunder\b|\bstrategy\b|\bconsultation\b"
)
_OBLIGES = any_of(r"\b(?:must|should|shall|may)\b|\bduty to\b|\brequire[sd]?\b")
_OFFICER = any_of(
    r"\b(?:director|head of|service|officer|manager|team|leader|cabinet member|council)\b"
)
_OUTSIDER = any_of(
    r"\bofsted\b|\bombudsman\b|\btribunal\b|\bdepartment for\b|\binspector|\bHMI\b|\bsolicitor|"
    r"\bcare quality\b|\bhead ?teacher\b|\bminister\b"
)


def title_role(heading: str) -> Role | None:
    """Return the role that the words of a heading give, None where they give none."""
    words = _NUMBERING.sub("", fold(heading)).strip(" :.")
    return next((role for role, pattern in _HEADINGS if pattern.fullmatch(words)), None)


def is_inspection(headings: Sequence[str]) -> bool:
    """Say whether these are the headings of an inspectorate's letter or report."""
    words = {fold(heading).lower().strip(" :.?") for heading in headings}
    return sum(bool(_INSPECTION.fullmatch(text)) for text in words) >= 2


def is_closing(text: str) -> bool:
    """Say whether a line takes leave at the end of a letter."""
    return bool(_CLOSING.fullmatch(fold(text)))


def default_role(title: str, front: Sequence[Block], body: Sequence[Block]) -> Role:
    """Return the role of what stands under a heading that says nothing.

    Law in an extract of law or guidance; the council's position in a letter that an officer of a
    council signs; else discussion.
    """
    name = fold(title)
    texts = [fold(block.text) for block in body if block.shape is not Shape.HEADING]
    obliges = sum(bool(_OBLIGES.search(text)) for text in texts)
    if _GUIDANCE.search(name) and not _NO_GUIDANCE.search(name) and obliges * 3 > len(texts):
        return Role.LAW
    closing = next((n for n, block in enumerate(body) if is_closing(block.text)), None)
    if front and closing is not None:
        signed = " ".join(block.text for block in body[closing + 1 : closing + 8])
        around = f"{' '.join(block.text for block in front)} {signed}"
        if "Council" in around and _OFFICER.search(signed) and not _OUTSIDER.search(signed):
            return Role.COUNCIL_POSITION
    return Role.DISCUSSION


def block_role(block: Block, section: Role) -> Role:
    """Return the role of a paragraph in a section; somebody quoted whole gives an opinion."""
    text = fold(block.text)
    if _ASIDE.match(text):
        return Role.METHOD
    if block.shape is not Shape.ROW and _ADVISED.match(text):
        return Role.RECOMMENDATION
    return Role.OPINION if section in _QUOTABLE and _is_quoted(text) else section


def _is_quoted(text: str) -> bool:
    """Say whether most of a folded paragraph is one quotation, with which it begins."""
    if text.startswith('"'):
        return quoted_share(text) > 0.5
    single = re.match(r"'.+[.?!…]'", text)
    return single is not None and len(single[0]) * 2 > len(text)


def mostly_law(content: Sequence[Block]) -> bool:
    """Say whether more than half of a section cites or explains law."""
    return sum(cites_law(block.text) for block in content) * 2 > len(content)
