"""The kinds of injustice and of remedy in a decision, and those that are surely not in it.

That something is not in a decision can be said of a full text only: a digest made from the
opening of a decision may leave out what stands further down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.cases import Case, Remedy
from rag.cite import cite_id
from rag.kinds import Kind, Role
from rag.protocols import Library
from rag.purposes import OTHER, SEVERAL, purpose_of
from rag.records import Document
from rag.replies import Citation
from rag.study.item import Draft, Proof
from rag.text import fold, sentences
from rag.wording import Wording

__all__ = ["injustice_drafts", "is_whole", "remedy_drafts"]

Drafts = list[tuple[Draft, Sequence[Draft]]]
_MOST_PROOFS = 4
_SIGNS = {
    "education": r"\b(?:miss\w*|lost|loss of|lack of|without|no|deprived)\b[^.;]{0,40}"
    r"\b(?:education|schooling|tuition|lessons|teaching)\b",
    "provision": r"\b(?:miss\w*|lost|loss of|lack of|without|not (?:receiv|provid|deliver)\w*|"
    r"did not (?:get|have|receive))\b[^.;]{0,60}\b(?:provision|therap\w+|support|help|sessions?)\b",
    "distress": r"\b(?:distress\w*|frustrat\w+|worr\w+|anxi\w+|upset\w*|stress\w*|uncertain\w*|"
    r"disappoint\w+|outrage|inconvenien\w+|time and trouble)\b",
    "money": r"\b(?:paid|pay(?:ing)? for|cost\w*|expens\w+|fund(?:ed|ing)|financ\w+|out of pocket|"
    r"spen[dt]\w*|fees?|reimburs\w+|refund\w*)\b",
    "appeal": r"\b(?:appeal\w*|tribunal)\b",
    "none": r"\b(?:no|not|any|without|nor|insufficient)\b[^.;]{0,30}\binjustice\b",
}
_READ = {name: re.compile(signs, re.I) for name, signs in _SIGNS.items()}
_KIN = {"education": {"provision"}, "provision": {"education"}}
_SUMS = ("R-EDU-PAY", "R-DISTRESS-PAY", "R-TIME-PAY", "R-REIMBURSE")
_STEPS = ("apology", "service_improvement")
_UNSURE = {SEVERAL, OTHER, "R-RATE", "INJ-LOST-OPPORTUNITY"}
_BLURRED = frozenset(_SUMS) - {"R-REIMBURSE"}  # distress is paid for because help was missed
_JUDGING = (Role.FINDINGS, Role.REMEDY, Role.DECISION)


def is_whole(document: Document) -> bool:
    """True where the record rests on the whole text of its decision."""
    whole = str(document.evidence or "").startswith("full text")
    return document.kind is not Kind.DIGEST or whole


def injustice_drafts(library: Library, document: Document, case: Case, wording: Wording) -> Drafts:
    """Return the right answer and the wrong ones on a decision's injustice, at most one pair.

    An option is right by the words in which the decision counts the injustice; it is wrong where
    no word of it, or of what is near to it, stands anywhere in what the decision judges: what was
    claimed and then not counted is the mistake that the question is for.
    """
    if not is_whole(document) or not case.injustice or not case.faults:
        return []
    judged = " ".join(p.text for p in library.paragraphs(document.id) if p.role in _JUDGING)
    text = fold(f"{judged} {case.injustice}")
    labels = wording.table("injustice")
    here = {n for n, sign in _READ.items() if sign.search(fold(case.injustice))}
    spoken = {n for n, sign in _READ.items() if sign.search(text)} | here
    near = {kin for name in spoken for kin in _KIN.get(name, ())}
    places = _places(library, document, case.injustice)
    right = next((n for n in ("education", "provision", "distress") if n in here), None)
    if right is None or not places or "none" in here:
        return []
    shows = next((place for place in places if _READ[right].search(fold(place.quote))), None)
    if shows is None:
        return []
    ordered = list(dict.fromkeys((shows, *places)))[:_MOST_PROOFS]
    borne = [place for place in ordered if _READ[right].search(fold(place.quote))]
    proofs = tuple(Proof(wording.fill("proof.injustice"), place) for place in borne)
    against = tuple(Proof(wording.fill("proof.not_injustice"), place) for place in ordered)
    wrong = [Draft(labels[n], against) for n in labels if n not in spoken | near]
    return [(Draft(labels[right], proofs), wrong)]


def _places(library: Library, document: Document, injustice: str) -> list[Citation]:
    """Return the sentences in which a decision counts the injustice, cited."""
    told = [fold(injustice[start:end]) for start, end in sentences(injustice)]
    found = []
    for paragraph in library.paragraphs(document.id):
        if paragraph.role not in _JUDGING:
            continue
        for start, end in sentences(paragraph.text):
            if fold(paragraph.text[start:end]) in told:
                first = paragraph.start + start
                found.append(cite_id(library, paragraph.id, first, paragraph.start + end))
    return found


def remedy_drafts(library: Library, document: Document, case: Case, wording: Wording) -> Drafts:
    """Return the right answer and the wrong ones on a decision's remedy, at most one pair.

    Right is a step that is to be done; wrong is a kind of step of which the decision holds none,
    whatever its status. A sum whose purpose is not plain makes every sum unsafe.
    """
    if not is_whole(document):
        return []
    labels = wording.table("remedy")
    kinds = {_kind(remedy) for remedy in case.remedies}
    due = [r for r in case.remedies if r.is_due and r.paragraph_id and not r.proposed]
    if not due:
        return []
    sums = not kinds & _UNSURE
    blurred = _BLURRED if kinds & _BLURRED else frozenset()
    offered = (*(_SUMS if sums else ()), *_STEPS, "none")
    absent = [k for k in offered if k not in kinds | blurred]
    if kinds & {"action", "other"}:
        absent = [k for k in absent if k != "service_improvement"]
    steps = tuple(_prove(library, r, wording.fill("proof.not_remedy")) for r in due)
    wrong = [Draft(labels[k], steps) for k in absent]
    own = next((r for k in (*_SUMS, *_STEPS) for r in due if _kind(r) == k), None)
    if own is None:
        return []
    proof = _prove(library, own, wording.fill("proof.remedy"))
    return [(Draft(labels[_kind(own)], (proof,)), wrong)]


def _prove(library: Library, remedy: Remedy, words: str) -> Proof:
    assert remedy.paragraph_id
    return Proof(words, cite_id(library, remedy.paragraph_id, remedy.start, remedy.end))


def _kind(remedy: Remedy) -> str:
    if remedy.kind in ("payment", "reimbursement"):
        return purpose_of(remedy)
    return "other" if remedy.kind == "other" else remedy.kind
