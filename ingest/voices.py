"""Who is speaking in a long report: its author, the law, or an officer who was interviewed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Block, Shape
from ingest.cues import any_of
from ingest.mend import cited_notes
from rag.kinds import Role
from rag.text import fold, sentences

__all__ = ["ReportRoles", "advises", "quoted_share", "reports_a_person"]

_SUMMARY = any_of(
    r"(?:executive |report )?summary|abstract|key (?:messages|findings|points)|in brief"
)
_METHOD = any_of(
    r".*\b(?:methods?|methodology|case-file analysis|acronyms|glossary|references|"
    r"bibliography)\b.*",
    r"interviews with .*",
)
_ADVICE = any_of(
    r"(?:(?:the|our) )?(?:\w+'s )?(?:service improvement |key )?recommendations?(?: \d+.*)?"
)
_WITH_ADVICE = any_of(r".*\band recommendations?\b")
_LAW_HEADING = any_of(r".*\b(?:process|law|legal|legislation|statutory|duties|framework)\b.*")
_LAW_CUE = any_of(
    r"\b(?:councils?|authorit(?:y|ies)|schools?|famil(?:y|ies)|it|plan|EHCP) (?:also |therefore "
    r")?must\b",
    r"\bstatutory (?:dut|require|time)|\blegally (?:required|bound|responsible)|\bis required to\b",
    r"\bdut(?:y|ies)\b|\bthe courts? (?:have|has)\b|\bAct (?:19|20)\d\d\b|\bshould (?:take|"
    r"happen)\b",
)
_REPORTED = any_of(
    r"\b(?:officers?|director|officials?|interviewees?|managers?|tutors?|councils|head of|"
    r"respondents?|staff|parents|head ?teachers?)\b"
    r"[^.:;]{0,60}?\b(?:said|stat(?:e|es|ed)|explain(?:ed|s)?|noted?|argued|felt|feel|emphasised|"
    r"highlighted|stressed|expressed|told|thought|believed|remarked|observed|considered|reported|"
    r"raised|described|questioned|queried|commented|acknowledged|put it|added|accepted|"
    r"recogni[sz]ed|valued|welcomed|supported|made the following)\b"
)
_SPEAKER_BEFORE = any_of(r"\b(?:officer|director|tutor|manager|interviewee)s?\b")
_A_COUNCIL = any_of(r"\b(?:the|one|another) council\b")
_PROPOSED = any_of(r"\bpropos\w+|\bwhite paper\b|\bwould\b|\brecommend\w+|\breform\w*\b")
_ADVISES = any_of(
    r"\brecommend\w*|\bshould\b|\bcould\b|\bpropos\w+|\bcalls? (?:for|on)\b|\breforms?\b|"
    r"\b(?:following|next) (?:actions|steps|changes|measures)\b|\bmust\b|\bneeds? to\b"
)
_COUNTS_UP = any_of(
    r"\b(?:the following (?:is|are|table|list)|(?:is|are|was|were) (?:\w+ )?(?:classified|grouped|"
    r"listed|set out|shown|counted)|as follows|issued (?:some )?\d)\b(?!.*\b(?:should|must)\b).*:$"
)
_NUMBERING = re.compile(r"^(?:\d{1,2}\.? |appendix \w+:? ?)", re.I)


def reports_a_person(text: str) -> bool:
    """Say whether `text` reports what people told the author."""
    return bool(_REPORTED.search(fold(text)))


@dataclass(frozen=True, slots=True)
class ReportRoles:
    """Gives roles; `interviews` are the numbers of the notes that name an interviewed person."""

    interviews: set[int]

    def of_section(self, path: Sequence[str], content: Sequence[Block]) -> tuple[Role, Role]:
        """Return the role of a section's text and of its lists, innermost heading first."""
        for heading in reversed(path):
            words = _NUMBERING.sub("", fold(heading))
            if _METHOD.fullmatch(words):
                return Role.METHOD, Role.METHOD
            if _ADVICE.fullmatch(words):
                return Role.RECOMMENDATION, Role.RECOMMENDATION
            if _WITH_ADVICE.fullmatch(words):
                within = any(_SUMMARY.fullmatch(fold(outer)) for outer in path)
                return Role.SUMMARY if within else Role.DISCUSSION, Role.RECOMMENDATION
            if _SUMMARY.fullmatch(words):
                return Role.SUMMARY, Role.SUMMARY
            if _LAW_HEADING.fullmatch(words) and _mostly_law(content):
                return Role.LAW, Role.LAW
        return Role.DISCUSSION, Role.DISCUSSION

    def of_text(self, block: Block, section: Role, before: str, last: Role) -> Role:
        """Return the role of a paragraph; `before` and `last` are text and role before it."""
        text = fold(block.text)
        if section is Role.RECOMMENDATION and block.shape is Shape.ROW:
            return Role.DISCUSSION  # a table counts, it does not advise
        if section is Role.RECOMMENDATION and _COUNTS_UP.search(text):
            return Role.DISCUSSION  # it says how many there are, and what they are like
        if section is Role.LAW and not _LAW_CUE.search(text):
            return Role.DISCUSSION
        if section is not Role.DISCUSSION:
            return section
        if self._is_opinion(block.text, before):
            return Role.OPINION
        if quoted_share(block.text) > 0.5:
            goes_on = last is Role.OPINION and not cited_notes(block.text)
            return Role.OPINION if goes_on else section
        spans = sentences(text)
        legal = sum(bool(_LAW_CUE.search(text[a:b])) for a, b in spans)
        doubtful = self._heard(block.text) or _A_COUNCIL.search(text) or _PROPOSED.search(text)
        return Role.LAW if legal * 2 > len(spans) and not doubtful else section

    def of_item(self, block: Block, section: Role, before: str) -> Role:
        """Return the role of a list item."""
        told = section is Role.DISCUSSION and self._is_opinion(block.text, before)
        return Role.OPINION if told else section

    def _heard(self, text: str) -> bool:
        return any(number in self.interviews for number in cited_notes(text))

    def _is_opinion(self, text: str, before: str) -> bool:
        quoted = quoted_share(text)
        if quoted > 0.5:
            named = reports_a_person(before) or _SPEAKER_BEFORE.search(before[-80:])
            led = before.endswith(":") and reports_a_person(before[sentences(before)[-1][0] :])
            return self._heard(text) or led or (not cited_notes(text) and bool(named))
        folded = fold(text)
        told = [bool(_REPORTED.search(folded[a:b])) for a, b in sentences(folded)]
        if folded.endswith(":") and len(told) > 1 and told[-1]:
            told[-1] = False  # it introduces what others say, and says the rest itself
        if told[0] or (any(told) and sum(told) * 2 >= len(told)):
            return True
        return self._heard(text) and quoted > 0.25


def advises(text: str) -> bool:
    """Say whether the sentence over a list makes the list advice."""
    return bool(_ADVISES.search(fold(text)))


def _mostly_law(content: Sequence[Block]) -> bool:
    return sum(bool(_LAW_CUE.search(fold(b.text))) for b in content) * 2 >= len(content)


def quoted_share(text: str) -> float:
    """Return the share of `text` that stands in double quotation marks."""
    folded = fold(text)
    quoted = re.findall(r"\"([^\"]*)(?:\"|$)", folded)
    return sum(map(len, quoted)) / len(folded) if folded else 0.0
