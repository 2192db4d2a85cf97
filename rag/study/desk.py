"""One case on the desk: what may be seen of it, its findings as proofs, its questions made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from rag.cases import Case, Finding
from rag.cite import cite_id
from rag.errors import NotInLibrary
from rag.protocols import Library
from rag.records import Document
from rag.study.item import Draft, Item, ItemKind, Proof, Shown, assemble
from rag.wording import Wording

__all__ = ["Desk"]

_WRONG = 3  # wrong options of a question
_MOST_PROOFS = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """One case on the desk: what may be seen of it, and how its questions are made."""

    library: Library
    document: Document
    case: Case
    shown: tuple[Shown, ...]
    met: Mapping[str, frozenset[str]]  # themes that stand in one record with a theme
    wording: Wording
    seed: int

    @property
    def told(self) -> str:
        return " ".join(line.citation.quote for line in self.shown)

    def prove(self, words: str, finding: Finding) -> Proof | None:
        if finding.paragraph_id is None:
            return None
        try:
            place = cite_id(self.library, finding.paragraph_id, finding.start, finding.end)
        except NotInLibrary:
            return None
        return Proof(self.wording.fill(f"proof.{words}"), citation=place)

    def proofs(self, words: str, findings: Sequence[Finding]) -> tuple[Proof, ...]:
        made = (self.prove(words, finding) for finding in findings if not finding.proposed)
        return tuple(proof for proof in made if proof is not None)[:_MOST_PROOFS]

    def item(
        self,
        kind: ItemKind,
        finding: str,
        question: str,
        right: Draft,
        wrong: Sequence[Draft],
        *,
        most: int = _WRONG,
        least: int = 2,
        form: Callable[[str], Hashable] | None = None,
    ) -> Item | None:
        return assemble(
            kind,
            self.document.id,
            finding=finding,
            question=question,
            right=right,
            wrong=wrong,
            most=most,
            least=least,
            seed=self.seed,
            shown=self.shown,
            reference=self.case.reference,
            council=self.case.council,
            form=form,
        )
