"""Questions on real cases: fault or not, which duty, which injustice, which remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.cases import Case, Finding
from rag.kinds import Kind, Role
from rag.protocols import Library
from rag.register import DECISION_KINDS
from rag.study.desk import Desk
from rag.study.item import Draft, Item, ItemKind, Proof, Shown
from rag.study.outcomes import injustice_drafts, remedy_drafts
from rag.study.shown import repeats, shown_of, tells_outcome
from rag.study.which_duty import duty_questions
from rag.text import content_words, fold
from rag.wording import Wording

__all__ = ["case_items"]

_LEAST_SHOWN = 8  # words that carry meaning: fewer tell no case
_FINDINGS = {"fault found": "fault", "no fault": "no_fault", "not investigated": "not_investigated"}
_BLURS = {  # words that make another verdict arguable
    "fault": re.compile(r"\binvestigat|\bnot (?:pursued|considered by us)|\bno fault\b", re.I),
    "no_fault": re.compile(r"\binvestigat|\bpremature|\bout of time\b", re.I),
    "not_investigated": re.compile(r"\bfault\b", re.I),
}
_SAID = re.compile(r"\bfaults?\b|\bmaladministration\b|\bservice failure\b", re.I)
_SAYS = ("fault", "no_fault")  # a full text says these in so many words
_OWN_WORDS = 5  # of a point: fewer may stand in any finding on it
_ONE_POINT = 140  # letters of an issue's title: a longer one holds several points


def case_items(library: Library, wording: Wording, *, seed: int) -> list[Item]:
    """Return the questions that the decisions of a library allow, decision by decision.

    A digest gives way to the full text of its decision. A record that is not sure of itself, or
    that carries a warning, is not asked about.
    """
    full = {c.reference for c in library.cases() if _kind(library, c) is not Kind.DIGEST}
    met = _met_themes(library)
    makers: tuple[Callable[[Desk], list[Item | None]], ...] = (
        _findings,
        duty_questions,
        _injustice,
        _remedy,
    )
    items: list[Item | None] = []
    for case in library.cases():
        document = library.document(case.document_id)
        if document is None or document.kind not in DECISION_KINDS or document.warning:
            continue
        if document.kind is Kind.DIGEST and (
            case.reference in full or document.confidence != "high"
        ):
            continue
        shown = shown_of(library, document)
        if not _tells_enough(shown):
            continue
        desk = Desk(library, document, case, shown, met, wording, seed)
        for maker in makers:
            items.extend(maker(desk))
    return [item for item in items if item is not None]


def _tells_enough(shown: Sequence[Shown]) -> bool:
    """True where a complaint is told, in enough words to judge by."""
    complained = [s.citation.quote for s in shown if s.citation.role is Role.COMPLAINT]
    return len(content_words(" ".join(complained))) >= _LEAST_SHOWN


def _met_themes(library: Library) -> dict[str, frozenset[str]]:
    """Return, for each theme, those that stand beside it in the record of some decision."""
    met: dict[str, set[str]] = {}
    for case in library.cases():
        for code in case.themes:
            met.setdefault(code, set()).update(case.themes)
    return {code: frozenset(codes) for code, codes in met.items()}


def _kind(library: Library, case: Case) -> Kind | None:
    document = library.document(case.document_id)
    return document.kind if document else None


# --- fault or not -----------------------------------------------------------------------------


def _findings(desk: Desk) -> list[Item | None]:
    points = [_point(desk, at) for at in range(len(desk.case.issues))]
    if any(points):
        return points
    case = desk.case
    alone = {
        "fault": (case.faults, ()),
        "no_fault": (case.no_fault, (*case.faults, *case.not_investigated)),
        "not_investigated": (case.not_investigated, (*case.faults, *case.no_fault)),
    }
    verdict = "fault" if case.finding == "mixed" else _FINDINGS.get(case.finding or "", "")
    told, against = alone.get(verdict, ((), ()))
    if not told or against:
        return []
    return [_judged(desk, "finding", verdict, told, desk.wording.fill("ask.finding"), "")]


def _point(desk: Desk, at: int) -> Item | None:
    issue = desk.case.issues[at]
    verdict = _FINDINGS.get(issue.finding, "")
    told: dict[str, Sequence[Finding]] = {
        "fault": issue.faults,
        "no_fault": issue.no_fault,
        "not_investigated": issue.not_investigated,
    }
    others = [f for name, found in told.items() if name != verdict for f in found]
    if not verdict or not told[verdict] or others or tells_outcome(issue.title):
        return None
    if len(issue.title) > _ONE_POINT or "…" in issue.title:
        return None
    title = issue.title.strip().rstrip(".") + "."
    question = desk.wording.fill("ask.issue", title=f"“{title}”")
    return _judged(desk, "issue", verdict, told[verdict], question, issue.title)


def _judged(
    desk: Desk, table: str, verdict: str, told: Sequence[Finding], question: str, point: str
) -> Item | None:
    proofs = desk.proofs(verdict, sorted(told, key=lambda one: not _SAID.search(one.text)))
    if desk.document.kind is not Kind.DIGEST and verdict in _SAYS and not _says(proofs):
        return None
    words = " ".join(finding.text for finding in told)
    if len(content_words(point)) >= _OWN_WORDS and fold(point).strip(" .") in fold(words):
        return None  # the point is told in the words of its finding
    if not proofs or (verdict in _BLURS and _BLURS[verdict].search(words)):
        return None
    labels = desk.wording.table(table)
    wrong = [Draft(labels[name], proofs) for name in labels if name != verdict]
    finding = f"{point} {verdict} {told[0].text}"
    return desk.item(ItemKind.FINDING, finding, question, Draft(labels[verdict], proofs), wrong)


def _says(proofs: Sequence[Proof]) -> bool:
    return any(proof.citation and _SAID.search(proof.citation.quote) for proof in proofs)


# --- injustice and remedy -----------------------------------------------------------------------


def _injustice(desk: Desk) -> list[Item | None]:
    drafts = injustice_drafts(desk.library, desk.document, desk.case, desk.wording)
    return _asked(desk, ItemKind.INJUSTICE, drafts)


def _remedy(desk: Desk) -> list[Item | None]:
    drafts = remedy_drafts(desk.library, desk.document, desk.case, desk.wording)
    return _asked(desk, ItemKind.REMEDY, drafts)


def _asked(
    desk: Desk, kind: ItemKind, drafts: Sequence[tuple[Draft, Sequence[Draft]]]
) -> list[Item | None]:
    question = desk.wording.fill(f"ask.{kind}")
    return [
        desk.item(kind, f"{right.text} {right.proofs[0].citation.quote}", question, right, wrong)
        for right, wrong in drafts
        if right.proofs[0].citation and not repeats(right.text, desk.shown)
    ]
