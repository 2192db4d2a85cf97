"""An account of what should have happened as a document, by the writers of app/export/."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.deadlines import deadlines_wording
from app.export.build import finish_export
from app.export.clean import one_line
from app.export.model import Export, Mark, Section, Statement
from app.review import Account
from rag.deadlines import say_date
from rag.duties import load_duty
from rag.kinds import Kind, Part
from rag.protocols import Library
from rag.render import limits_of
from rag.replies import Citation, Claim
from rag.review import Step
from rag.wording import load_wording

__all__ = ["review_export"]


def review_export(library: Library, account: Account, *, on: date) -> Export:
    """Return the account as a document, made on the day `on`; rules and decisions are cited."""
    pages = _Pages(library, account)
    sections = list(pages.sections())
    documents: dict[str, dict[int, Citation]] = {}
    for number, citation in enumerate(pages.cited, 1):
        documents.setdefault(citation.document_id, {})[number] = citation
    claims = [Claim(one.quote, Part.FOUND, (one,)) for one in pages.cited]
    return finish_export(
        library,
        title=pages.wording.fill("file.title"),
        question=None,
        about=(("Seen from", say_date(account.worked.today)),),
        sections=sections,
        documents=list(documents.values()),
        limits=limits_of(library, load_wording(), claims),
        on=on,
    )


class _Pages:
    def __init__(self, library: Library, account: Account) -> None:
        self.wording = deadlines_wording()
        self.cited: list[Citation] = []
        self._library = library
        self._account = account

    def sections(self) -> Iterator[Section]:
        lines = [self.wording.fill("file.compares"), *self._account.worked.warnings]
        yield Section(None, tuple(Statement(one_line(line)) for line in lines))
        for place, step in enumerate(self._account.steps):
            day = say_date(step.due.day) if step.due.day else self.wording.fill("file.no_day")
            heading = f"{day}: {step.due.rule.title}"
            yield Section(one_line(heading), tuple(self._step(step, place)))

    def _step(self, step: Step, place: int) -> Iterator[Statement]:
        rule = step.due.rule
        condition = f", {rule.condition}" if rule.condition else ""
        due = self.wording.fill(
            "file.due", whose=rule.whose, condition=condition, basis=rule.legal_basis
        )
        rules = [duty.cite(self._library) for name in rule.duties
                 if (duty := load_duty(self._library, name))]  # fmt: skip
        yield Statement(one_line(due), tuple(self._mark(one) for one in rules[:1]))
        yield Statement(one_line(" ".join(step.due.counted)))
        if step.due.exemptions:
            exceptions = " ".join(step.due.exemptions)
            yield Statement(one_line(self.wording.fill("file.exceptions", exceptions=exceptions)))
        day = say_date(step.happened) if step.happened else step.standing.value
        yield Statement(one_line(self.wording.fill("file.came", day=day, words=step.words)))
        decisions = self._account.decisions.get(place, ())
        if decisions:
            yield Statement(self.wording.fill("file.decisions"))
        for found in decisions:
            cited = found.citation
            words = cited.quote if cited.kind is Kind.DIGEST else f"“{cited.quote}”"
            text = f"{found.precedent.council}, {found.precedent.reference}: {words}"
            yield Statement(one_line(text), (self._mark(cited),), bullet=True)

    def _mark(self, citation: Citation) -> Mark:
        if citation not in self.cited:
            self.cited.append(citation)
        own = "digest" if citation.kind is Kind.DIGEST else ""
        return Mark(self.cited.index(citation) + 1, own)
