"""An answer that came back from outside: nothing of it is exported that is not checked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.check import fault_of
from rag.cite import cite_id
from rag.draft import Draft
from rag.errors import NotInLibrary, QuestionError
from rag.kinds import Audience, Part, Status
from rag.precedents import find_case, precedent
from rag.protocols import Library
from rag.render import limits_of, render_answer
from rag.replies import Answer, Citation, Claim, Precedent
from rag.wording import Wording, load_wording

__all__ = ["recheck"]

Record = Mapping[str, Any]


def recheck(library: Library, record: Record) -> Answer:
    """Return the answer of `record` (the shape of `app.wire.answer_record`), made anew.

    Of each statement its words are kept, and only where they pass the check against this
    library; everything else about it, its limits and its precedents come from the library. Lines
    without a citation stay where they are sentences of Upheld's own; what the checks had taken
    out is not shown, because nothing proves that they did. Raises QuestionError where a statement
    fails or none is there, NotInLibrary where a source has gone.
    """
    claims = tuple(_claim(library, n, c) for n, c in enumerate(record["claims"], start=1))
    if not claims:
        raise QuestionError(
            "This answer states nothing that could be checked. Send the question instead."
        )
    wording, audience = load_wording(), Audience(record["audience"])
    draft = Draft(precedents=[_precedent(library, p) for p in record["precedents"]])
    draft.one_case = _one_case(wording, record)
    left_out = _take_lines(wording, audience, draft, record["parts"])
    limits = limits_of(library, wording, claims)
    if left_out:
        limits.insert(0, wording.fill("export.left_out"))
    partial = record["status"] == Status.PARTIAL
    return Answer(
        status=Status.PARTIAL if partial else Status.ANSWERED,
        question=record["question"],
        audience=audience,
        text=render_answer(wording, audience, draft, claims, limits),
        claims=claims,
        precedents=tuple(draft.precedents),
        limits=tuple(limits),
    )


def _claim(library: Library, number: int, given: Record) -> Claim:
    citations = tuple(_citation(library, number, c) for c in given["citations"])
    claim = Claim(given["text"], Part(given["part"]), citations, bool(given["verbatim"]))
    fault = fault_of(library, claim)
    if fault:
        raise QuestionError(f"Statement {number} is not exported: {fault}. Ask the question again.")
    return claim


def _citation(library: Library, number: int, given: Record) -> Citation:
    cited = cite_id(library, given["paragraph"], given["start"], given["end"])
    if (cited.document_id, cited.quote) != (given["document"], given["quote"]):
        raise QuestionError(
            f"Statement {number} is not exported: its quotation does not stand at its place in "
            "this library. Ask the question again."
        )
    return cited


def _precedent(library: Library, given: Record) -> Precedent:
    nearby = find_case(library, given["reference"])
    if nearby is None:
        raise NotInLibrary(f"The library holds no decision {given['reference'][:80]!r}.")
    return precedent(nearby)


def _one_case(wording: Wording, record: Record) -> bool:
    """True where the answer was headed as one about a single decision."""
    headings = set(wording.table("headings.case").values())
    return any(claim["heading"] in headings for claim in record["claims"]) or any(
        part["heading"] in headings for part in record["parts"]
    )


def _take_lines(
    wording: Wording, audience: Audience, draft: Draft, parts: Sequence[Record]
) -> bool:
    """Put Upheld's own fixed sentences back in their places; say whether others were left out."""
    fixed = {line for line in wording.table("lines").values() if "{" not in line}
    help_lines = set(wording.table("help").values())
    help_first: list[str] = []
    headings = wording.table(f"headings.{audience.value}") | {
        f"case.{name}": words for name, words in wording.table("headings.case").items()
    }
    named = {words: Part(name.removeprefix("case.")) for name, words in headings.items()}
    left_out = False
    for part in parts:
        for line in part["lines"]:
            if line["citations"] or part["heading"] == "Limits":
                continue
            if line["text"] in help_lines:
                help_first.append(line["text"])
            elif line["text"] in fixed and part["heading"] in named:
                draft.note(named[part["heading"]], line["text"])
            else:
                left_out = True
    draft.lead[:0] = help_first
    return left_out
