"""Composing without a language model: duty, findings, remedies, next steps, each cited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rag.cite import cite_id
from rag.compose_case import compose_case
from rag.compose_general import DIRECT_FLOOR, compose_general, duty_claim
from rag.compose_like import OWN_SITUATION
from rag.compose_papers import about_papers, compose_papers, counts_at_large, leads_to_paper
from rag.compose_record import compose_record
from rag.draft import PAPERS, Draft, Materials
from rag.duties import load_duty
from rag.intents import ABOUT_ONE_CASE, Intent
from rag.kinds import Audience, Kind, Part
from rag.precedents import Nearby, find_case, nearest_cases
from rag.quote import quote_best
from rag.text import content_words, fold
from rag.understand import Understanding

__all__ = ["compose"]

_RULES = 2  # rules that are shown with a definition
_SHORT = 4  # topic words; a longer question asks for more than a definition
_TWINS = 0.93  # cases this near to each other are shown together


def compose(materials: Materials) -> Draft:
    """Return the draft of an answer to a question that the library can answer."""
    draft = Draft()
    asked = materials.asked
    named = [c for r in asked.references if (c := find_case(materials.library, r)) is not None]
    at_large = counts_at_large(materials)
    if not (named or at_large or leads_to_paper(materials)) and _about_one_case(asked):
        named = described_cases(materials)
    if named:
        for nearby in named[:3]:
            compose_case(materials, draft, nearby, several=len(named) > 1)
        return draft
    if (at_large or about_papers(materials)) and compose_papers(materials, draft):
        return draft
    if asked.wants(Intent.DEFINITION) and define(materials, draft):
        return draft
    duties, cases = compose_general(materials, draft)
    if materials.audience is Audience.STAFF:
        compose_record(materials, draft, duties, cases)
    return draft


_SEVERAL = re.compile(
    r"\b(?:cases|decisions|councils|families|ever|any|anyone|in total|overall|altogether|"
    r"each year|a year)\b",
    re.I,
)


def _about_one_case(asked: Understanding) -> bool:
    """True where a council and a subject are named as one names a case one has in mind."""
    if OWN_SITUATION.search(asked.question.text):
        return False
    if not asked.councils or not asked.topic or asked.wants(Intent.MINUTES, Intent.RESEARCH):
        return False
    return asked.wants(*ABOUT_ONE_CASE) and not _SEVERAL.search(asked.question.text)


def described_cases(materials: Materials) -> list[Nearby]:
    """Return the case that a description fits, or both where two fit nearly as well."""
    found = materials.found
    near = nearest_cases(
        materials.library, materials.asked, found.vector, found.leads, (), most=3, local=True
    )
    return [n for n in near if n.score >= _TWINS * near[0].score]


# --- definitions -------------------------------------------------------------------------------


def define(materials: Materials, draft: Draft) -> bool:
    """Answer "what is …" from the glossary, and from the duty that it leads to, if it can."""
    asked = materials.asked
    row = _term_asked(materials)
    if row is None or len(asked.topic) > _SHORT:
        return False
    for paragraph in materials.library.paragraphs("glossary"):
        if paragraph.pinpoint == row["terms"][0]:
            citation = cite_id(materials.library, paragraph.id)
            draft.claim(Part.DIRECT, citation.quote, [citation])
    for name in row["duties"][:_RULES]:
        duty = load_duty(materials.library, str(name))
        if duty is not None:
            duty_claim(materials, draft, Part.DUTY, duty)
    kinds = (*PAPERS, Kind.DECISION, Kind.PUBLIC_REPORT)
    quote_best(materials, draft, kinds=kinds, floor=DIRECT_FLOOR, most=1)
    return bool(draft.claims)


def _term_asked(materials: Materials) -> Mapping[str, Any] | None:
    """Return the vocabulary row of the longest term of the question, telling ones first."""
    text = f" {re.sub(r'[^a-z0-9&]+', ' ', fold(materials.asked.question.text).lower())} "
    topic = set(content_words(" ".join(materials.asked.topic)))
    best: tuple[tuple[bool, int], Mapping[str, Any]] | None = None
    for row in materials.library.lexicon("vocabulary"):
        for term in row["terms"] if row["kind"] != "lay" else ():
            bare = re.sub(r"[^a-z0-9&]+", " ", str(term).lower()).strip()
            telling = bool(topic & set(bare.split()))
            if f" {bare} " in text and (best is None or (telling, len(bare)) > best[0]):
                best = ((telling, len(bare)), row)
    return best[1] if best else None
