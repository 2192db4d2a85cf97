"""The checks of a claim against the words it cites, in their order."""

from __future__ import annotations

import re

from rag.agree.actors import name_fault
from rag.agree.deeds import deed_of_another
from rag.agree.differ import differing_fault
from rag.agree.fault import Fault
from rag.agree.figures import figure_fault
from rag.agree.modality import modality_fault
from rag.agree.pairing import clause_fault
from rag.agree.polarity import polarity_fault
from rag.agree.status import status_fault
from rag.agree.support import ENOUGH, measure_support, support
from rag.agree.terms import swapped_terms
from rag.agree.told import Told, bearing
from rag.agree.voice import voice_fault
from rag.entities import Gazetteer
from rag.protocols import Embedder
from rag.text import content_words, fold

__all__ = ["disagreement", "stated", "unsupported"]

_FEW = 3  # content words; a shorter text cannot be scored


def disagreement(claim: str, told: Told, gazetteer: Gazetteer | None = None) -> Fault | None:
    """Return what of `claim` is not so in the words it cites, None where nothing is found.

    `gazetteer`: the councils that may be named. What stands word for word in one piece of the
    passage agrees with it.
    """
    bare = fold(claim).strip(" .:;")
    if bare.lower() in fold(told.text).lower():
        return None
    fault = stated(claim, told, gazetteer)
    if fault:
        return fault
    borne = bearing(told, claim)
    near = " ".join(s.text for s in borne)
    if not near:
        return None
    fault = (
        voice_fault(claim, borne)
        or status_fault(claim, borne)
        or differing_fault(claim, told)
        or polarity_fault(claim, told, borne)
        or modality_fault(claim, borne)
    )
    if fault:
        return fault
    deed = deed_of_another(claim, told)
    if deed:
        return Fault("party", f"what is cited has somebody else do it ({deed})")
    if swapped_terms(claim, near, f"{told.text} {told.about}"):
        return Fault("subject", "it is about another thing than what is cited")
    return None


def stated(claim: str, told: Told, gazetteer: Gazetteer | None = None) -> Fault | None:
    """Return which figure or name of `claim` is not so in the words it cites."""
    return figure_fault(claim, told) or name_fault(claim, told, gazetteer)


def unsupported(claim: str, told: Told, embedder: Embedder) -> Fault | None:
    """Return that a claim scores too low to be borne by its passage, by the learned score."""
    if len(content_words(re.sub(r"£?[\d,.]+", " ", claim))) < _FEW:
        return None
    fault = clause_fault(claim, told, embedder)
    if fault:
        return fault
    score = support(measure_support(claim, told, embedder))
    if score >= ENOUGH:
        return None
    return Fault("support", f"its passage does not speak of this (support {score:.2f})")
