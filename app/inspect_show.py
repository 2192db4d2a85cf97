"""`upheld inspect` on a terminal: a document as it is read, and what was read out of it."""

from __future__ import annotations

from collections.abc import Iterator

from app.inspect import KINDS, Fact, about_document, case_facts, say_amount, say_marks, say_where
from app.inspect_case import say_payee
from app.show import Row, output, print_rows, print_table
from app.voices import speaker
from rag.cases import Case, Remedy
from rag.kinds import Role
from rag.records import Document, Paragraph, Reading

__all__ = ["print_reading"]

_STYLES: dict[Role, str] = {
    Role.SUMMARY: "cyan",
    Role.COMPLAINT: "magenta",
    Role.POWERS: "dim",
    Role.METHOD: "dim",
    Role.LAW: "blue",
    Role.FACTS: "white",
    Role.COUNCIL_POSITION: "yellow",
    Role.FINDINGS: "red",
    Role.REMEDY: "green",
    Role.DECISION: "bold red",
    Role.RECOMMENDATION: "green",
    Role.DISCUSSION: "white",
    Role.OPINION: "yellow",
}
_INSET = "       "
_COLUMNS = {"What": 11, "Status": 8, "For": 0, "To whom": 9, "By when": 12, "Where": 13}


def print_reading(reading: Reading) -> None:
    """Print a document as it is read: its sections, then what was read out of it."""
    console = output()
    print_rows(console, _document_rows(reading))
    facts = case_facts(reading)
    if reading.case is None:
        return
    print_rows(console, _case_rows(reading.case, facts))
    remedies = [(fact, fact.remedy) for fact in facts if fact.remedy]
    if remedies:
        print_rows(console, [Row((("", ""),)), Row(((KINDS["remedy"], "bold"),))])
        print_table(console, _COLUMNS, (_remedy_cells(fact, given) for fact, given in remedies))
    print_rows(console, _fact_rows(facts, ("missed", "event", "theme", "provision")))


def _document_rows(reading: Reading) -> Iterator[Row]:
    document = reading.document
    yield Row(((document.title, "bold"),))
    yield Row(((" · ".join(about_document(reading)), "dim"),))
    for section in reading.sections:
        yield Row((("", ""),))
        said = speaker(document.kind, section.role, document.status)
        heading = section.heading or "(no heading)"
        yield Row(((heading, "bold underline"), (f"  {said}", _STYLES[section.role])))
        for p in reading.paragraphs:
            if p.section == section.ordinal:
                yield from _paragraph_rows(p, document)


def _paragraph_rows(p: Paragraph, document: Document) -> Iterator[Row]:
    said = speaker(document.kind, p.role, document.status)
    number = f"({p.number})" if p.number and p.number_inferred else p.number or "·"
    marks = "".join(f" · {mark}" for mark in say_marks(p))
    about = ((f"{p.pinpoint} · ", "dim"), (said, _STYLES[p.role]), (marks, "yellow"))
    yield Row(about, f"{number:>5}  ")
    if p.lead_in:
        yield Row(((f"under: {p.lead_in}", "dim italic"),), _INSET)
    yield Row(tuple(_spoken(p, document)), _INSET)


def _spoken(p: Paragraph, document: Document) -> Iterator[tuple[str, str]]:
    """Yield the text in pieces: another voice's words after its name, in square brackets."""
    at = p.start
    for voice in p.voices:
        yield p.text[at - p.start : voice.start - p.start], ""
        said = speaker(document.kind, voice.role, document.status)
        words = p.text[voice.start - p.start : voice.end - p.start]
        yield f"[{said}: {words}]", _STYLES[voice.role]
        at = voice.end
    yield p.text[at - p.start :], "dim" if p.boilerplate else ""


def _case_rows(case: Case, facts: list[Fact]) -> Iterator[Row]:
    yield Row((("", ""),))
    yield Row((("What was read out of it", "bold underline"),))
    yield Row((("Finding: ", "bold"), (case.finding or "not read", "")))
    yield Row((("Outcome as printed: ", "bold"), (case.outcome or "none", "")))
    yield from _fact_rows(
        facts, ("decision", "issue", "fault", "no_fault", "not_investigated", "injustice")
    )


def _fact_rows(facts: list[Fact], kinds: tuple[str, ...]) -> Iterator[Row]:
    for kind in kinds:
        told = [fact for fact in facts if fact.kind == kind]
        yield Row((("", ""),))
        yield Row(((KINDS[kind], "bold"), ("" if told else ": none read", "")))
        for fact in told:
            yield Row(((fact.text, ""), (f"  {say_where(fact)}", "cyan")), "  - ")


def _remedy_cells(fact: Fact, remedy: Remedy) -> list[str | tuple[str, str]]:
    what = " ".join((remedy.kind.replace("_", " "), say_amount(remedy))).strip()
    style = "green" if remedy.status == "agreed" else "yellow"
    return [
        (what, "bold"),
        (remedy.status.replace("_", " "), style),
        fact.text,
        say_payee(remedy),
        remedy.deadline or "",
        (say_where(fact), "cyan"),
    ]
