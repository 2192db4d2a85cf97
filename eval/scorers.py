"""Scores of one answer against one gold question; every score carries its reason.

A value lies between 0.0 (wrong) and 1.0 (right). None means that it could not be scored or
does not apply, which is never the same as wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from eval.anchors import is_key_of, plain
from eval.questions import Anchor, GoldQuestion
from eval.readability import our_words, reading_age
from rag.errors import NotInLibrary
from rag.kinds import Audience, Part, Role
from rag.protocols import Library
from rag.replies import Answer, Citation, Claim

__all__ = ["SCORERS", "Score", "Scorer", "score_answer"]


@dataclass(frozen=True, slots=True)
class Score:
    """What one scorer thinks of one answer: `value` in [0, 1] or None, and why."""

    name: str
    value: float | None
    reason: str


_READ_AT = 14  # years

Scorer = Callable[[GoldQuestion, Answer, Library], Score]


def score_answer(item: GoldQuestion, answer: Answer, library: Library) -> tuple[Score, ...]:
    """Return the score of every scorer, in the order of SCORERS."""
    return tuple(scorer(item, answer, library) for scorer in SCORERS)


# --- the status: answering what can be answered, and nothing else ----------------------------


def score_status(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score whether the answer's status is one of those accepted."""
    accepted = ", ".join(sorted(item.status))
    return Score("status", float(answer.status in item.status), f"{answer.status}; ok: {accepted}")


def score_held_back(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score abstaining where the library has no answer; None where it has one."""
    if not item.must_abstain:
        return Score("held_back", None, "an answer is accepted")
    reason = "abstained, as it should" if answer.abstained else f"{answer.status}, nothing to say"
    return Score("held_back", float(answer.abstained), reason)


def score_reason(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score whether the reason given for not answering is one of those accepted."""
    if not item.reason or not answer.abstained:
        return Score("reason", None, "no reason is asked for, or none was given")
    given = answer.understood.get("reason", "")
    accepted = ", ".join(sorted(item.reason))
    return Score("reason", float(given in item.reason), f"{given or 'none'}; ok: {accepted}")


def score_spoke_up(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score answering where the library has the answer; None where it has not."""
    if not item.must_answer:
        return Score("spoke_up", None, "abstaining is accepted")
    reason = f"{answer.status}, though the answer is there" if answer.abstained else "answered"
    return Score("spoke_up", float(not answer.abstained), reason)


# --- the words shown -------------------------------------------------------------------------


def score_facts(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score the share of decisive facts that the shown answer holds."""
    if not item.must_include:
        return Score("facts", None, "no facts are asked for")
    shown = plain(answer.text)
    lacking = [group[0] for group in item.must_include if not _holds_any(shown, group)]
    held = 1 - len(lacking) / len(item.must_include)
    return Score("facts", held, "lacks " + " and ".join(lacking) if lacking else "all there")


def score_forbidden(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score that nothing forbidden is shown."""
    if not item.must_not_include:
        return Score("forbidden", None, "nothing is forbidden")
    shown = plain(answer.text)
    seen = [text for text in item.must_not_include if plain(text) in shown]
    return Score("forbidden", float(not seen), f"shows {seen[0]!r}" if seen else "not shown")


def score_readable(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score whether our own words in an answer to a parent are read with ease at 14."""
    age = reading_age(our_words(answer.text)) if item.audience is Audience.PARENT else None
    if age is None:
        return Score("readable", None, "not for a parent, or no words of ours")
    return Score("readable", float(age <= _READ_AT), f"reading age {age:.1f}")


def _holds_any(shown: str, group: tuple[str, ...]) -> bool:
    return any(_holds(shown, plain(text)) for text in group)


def _holds(shown: str, text: str) -> bool:
    """Say whether `text` is shown; a figure must not be the start or end of a longer one."""
    front = r"(?<![\d.,])" if text[0].isdigit() else ""
    back = r"(?:\.00)?(?!\d|[.,]\d)" if text[-1].isdigit() else ""
    return re.search(front + re.escape(text) + back, shown) is not None


# --- the citations ---------------------------------------------------------------------------


def score_quotes(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score the share of citations whose quotation stands word for word where they say."""
    citations = _citations(answer)
    if answer.abstained and not citations:
        return Score("quotes", None, "abstained without citing")
    if not citations:
        return Score("quotes", 0.0, f"{answer.status} without one citation")
    faults = [fault for c in citations if (fault := _quote_fault(c, library))]
    reason = faults[0] if faults else f"{len(citations)} exact"
    return Score("quotes", 1 - len(faults) / len(citations), reason)


def _quote_fault(citation: Citation, library: Library) -> str | None:
    paragraph = library.paragraph(citation.paragraph_id)
    if paragraph is None or paragraph.document_id != citation.document_id:
        return f"{citation.paragraph_id} is no paragraph of {citation.document_id}"
    if not citation.quote.strip() or citation.quote not in paragraph.text:
        return f"not word for word in {citation.paragraph_id}: {citation.quote[:60]!r}"
    try:
        spanned = library.text(citation.document_id)[citation.start : citation.end]
    except NotInLibrary as error:
        return str(error)
    return None if spanned == citation.quote else f"span of {citation.paragraph_id} is elsewhere"


def score_cited(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score the share of needs whose evidence stands in a paragraph that the answer cites."""
    if not item.evidence or (answer.abstained and not item.must_answer):
        return Score("cited", None, "no evidence is asked for")
    cited = _citations(answer)
    unmet = [need[0] for need in item.evidence if not _is_cited(need, cited, library)]
    reason = f"not cited: {unmet[0].document} {unmet[0].quote!r}" if unmet else "all cited"
    return Score("cited", 1 - len(unmet) / len(item.evidence), reason)


def _is_cited(need: tuple[Anchor, ...], citations: list[Citation], library: Library) -> bool:
    return any(_cites(citation, anchor, library) for citation in citations for anchor in need)


def _cites(citation: Citation, anchor: Anchor, library: Library) -> bool:
    document = library.document(citation.document_id)
    paragraph = library.paragraph(citation.paragraph_id)
    if document is None or paragraph is None or not is_key_of(anchor.document, document):
        return False
    return plain(anchor.quote) in plain(paragraph.text)


def _citations(answer: Answer) -> list[Citation]:
    return [citation for claim in answer.claims for citation in claim.citations]


# --- who is speaking -------------------------------------------------------------------------

_WRONG_VOICES = (Role.COMPLAINT, Role.COUNCIL_POSITION)
_OWN_VOICE_TYPES = ("complaint", "council_position")
_ATTRIBUTED = re.compile(
    r"\b(?:said|says|say|told|tell|argued|argues|claim(?:ed|s)|complain(?:ed|s|t)|offered|offer|"
    r"according to|position|view|replied|response|states?|stated|explained|believed|felt|"
    r"opinion|officers?)\b",
    re.I,
)


def score_voices(item: GoldQuestion, answer: Answer, library: Library) -> Score:
    """Score that no complaint, rejected argument or opinion is shown as what was found.

    A claim is in error where it rests only on a complaint or a council's position, says nobody
    said it, and stands among findings, duties or remedies (or answers directly a question that
    did not ask for that voice); or where it cites a distractor under a role of authority.
    """
    cited = [claim for claim in answer.claims if claim.citations]
    if not cited:
        return Score("voices", None, "nothing is cited")
    for claim in cited:
        fault = _voice_fault(item, claim) or _mislabelled(item, claim, library)
        if fault:
            return Score("voices", 0.0, fault)
    return Score("voices", 1.0, f"{len(cited)} claims in the right voice")


def _voice_fault(item: GoldQuestion, claim: Claim) -> str | None:
    roles = {citation.role for citation in claim.citations}
    if not roles <= set(_WRONG_VOICES) or _ATTRIBUTED.search(claim.text):
        return None
    if claim.part in (Part.DIRECT, Part.NEXT) and item.type in _OWN_VOICE_TYPES:
        return None
    return f"{', '.join(sorted(roles))} shown as {claim.part}: {claim.text[:80]!r}"


def _mislabelled(item: GoldQuestion, claim: Claim, library: Library) -> str | None:
    for citation in claim.citations:
        for distractor in item.distractors:
            wrong = distractor.role in (*_WRONG_VOICES, Role.OPINION)
            authority = citation.role in (Role.FINDINGS, Role.LAW, Role.REMEDY, Role.DECISION)
            quoted = plain(distractor.anchor.quote) in plain(citation.quote)
            if wrong and authority and quoted and _cites(citation, distractor.anchor, library):
                return f"{distractor.role} cited as {citation.role}: {citation.quote[:80]!r}"
    return None


SCORERS: tuple[Scorer, ...] = (
    score_status,
    score_held_back,
    score_reason,
    score_spoke_up,
    score_facts,
    score_forbidden,
    score_readable,
    score_quotes,
    score_cited,
    score_voices,
)
