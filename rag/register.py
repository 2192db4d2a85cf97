"""The decisions of a library by reference, brought together once for all questions."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from rag.cases import Case, Finding, Issue, Missed, Remedy
from rag.keys import reference_key
from rag.kinds import Kind
from rag.protocols import Library
from rag.records import Document

__all__ = ["DECISION_KINDS", "Decision", "Register", "register_of"]

DECISION_KINDS = (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: its full text where the library has it, else its digest, and the facts.

    `case` is the record of `document`, or of the digest where a full text has none; `digest`
    is the digest's own record.
    """

    document: Document
    case: Case
    digest: Case | None = None

    @property
    def told(self) -> Case:
        """The record that says most plainly what was found: the digest's where there is one."""
        return self.digest or self.case

    @property
    def themes(self) -> tuple[str, ...]:
        return (self.digest.themes if self.digest else ()) or self.case.themes

    @property
    def finding(self) -> str | None:
        return self.told.finding or self.case.finding or self.document.finding

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """The remedies of one record, never of both: the full text's where it names a sum."""
        own = self.case.remedies
        if self.digest is None or any(r.amount_gbp for r in own if r.is_due):
            return own
        return self.digest.remedies or own

    @property
    def missed(self) -> tuple[Missed, ...]:
        """What was missed: of the record that finds a length, the full text's first."""
        records = (self.case.missed, self.told.missed)
        found = (own for own in records if any(m.months and m.status == "found" for m in own))
        return next(found, self.case.missed or self.told.missed)

    @property
    def issues(self) -> tuple[Issue, ...]:
        return self.case.issues or self.told.issues

    def points(self) -> Mapping[str, tuple[Finding, ...]]:
        """Return what was decided point by point: finding -> points, read from one record."""
        told = self.told
        return {
            "fault found": told.faults,
            "no fault": told.no_fault,
            "not investigated": told.not_investigated,
        }


class Register:
    """All decisions of one library, each at its place (0, 1, …); read only."""

    def __init__(self, decisions: Iterable[Decision], documents: Mapping[str, int]) -> None:
        """`documents` leads from the id of a full text or digest to its decision's place."""
        self.decisions: Sequence[Decision] = tuple(decisions)
        self._documents = dict(documents)
        self._references = {
            reference_key(one.document.reference or one.document.id): place
            for place, one in enumerate(self.decisions)
        }

    def place(self, reference: str) -> int | None:
        """Return the place of a decision by its reference, however it is spaced, or by the id
        of its document."""
        found = self._references.get(reference_key(reference))
        return self._documents.get(reference.strip()) if found is None else found

    def place_of(self, document_id: str) -> int | None:
        """Return the place of the decision that a document tells, None for another document."""
        return self._documents.get(document_id)

    def find(self, reference: str) -> Decision | None:
        """Return a decision by its reference."""
        place = self.place(reference)
        return None if place is None else self.decisions[place]

    def document_ids(self, places: Iterable[int]) -> list[str]:
        """Return the ids of the documents, full texts and digests, that tell these decisions."""
        return [name for place in places for name in self._of_place.get(int(place), ())]

    @cached_property
    def spread(self) -> Mapping[str, int]:
        """In how many decisions each theme stands."""
        return Counter(code for one in self.decisions for code in one.themes)

    @cached_property
    def _of_place(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for name, place in self._documents.items():
            found.setdefault(place, []).append(name)
        return found


_GUARD = threading.Lock()
_MADE: WeakKeyDictionary[Library, Register] = WeakKeyDictionary()


def register_of(library: Library) -> Register:
    """Return the register of a library: made at the first call, kept as long as the library."""
    with _GUARD:
        made = _MADE.get(library)
        if made is None:
            made = _MADE[library] = _read(library)
        return made


def _read(library: Library) -> Register:
    cases = {case.document_id: case for case in library.cases()}
    groups: dict[str, list[Document]] = {}
    for document in library.documents():
        if document.kind in DECISION_KINDS:
            groups.setdefault(reference_key(document.reference or document.id), []).append(document)
    decisions: list[Decision] = []
    documents: dict[str, int] = {}
    for group in groups.values():
        decision = _decision(group, cases)
        if decision is not None:
            documents.update(dict.fromkeys((d.id for d in group), len(decisions)))
            decisions.append(decision)
    return Register(decisions, documents)


def _decision(group: Sequence[Document], cases: Mapping[str, Case]) -> Decision | None:
    """Return one decision of its documents, full text before digest; None without a record."""
    full = next((d for d in group if d.kind is not Kind.DIGEST), None)
    digest = next((d for d in group if d.kind is Kind.DIGEST), None)
    shown = full or digest
    told = cases.get(digest.id) if digest else None
    case = (cases.get(shown.id) if shown else None) or told
    return Decision(shown, case, told) if shown and case else None
