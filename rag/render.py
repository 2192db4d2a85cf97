"""An answer as it is shown: parts, numbered citations, limits; and the words of not knowing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.deadlines import say_date
from rag.draft import Draft
from rag.kinds import Audience, Kind, Part, Status
from rag.protocols import Library
from rag.reasons import Reason, Verdict
from rag.records import Document, Hit
from rag.replies import Claim
from rag.risk import Risk
from rag.wording import Wording

__all__ = ["help_text", "limits_of", "number_citations", "render_answer", "render_refusal"]

_ORDER = (Part.DIRECT, Part.DUTY, Part.FOUND, Part.REMEDY, Part.RECORD, Part.NEXT)
_COUNTED = "(counted)"


def number_citations(claims: Sequence[Claim]) -> dict[tuple[str, int, int], int]:
    """Return (paragraph id, start, end) -> number from 1, in the order in which they are shown."""
    numbers: dict[tuple[str, int, int], int] = {}
    for claim in _in_order(claims):
        for c in claim.citations:
            numbers.setdefault((c.paragraph_id, c.start, c.end), len(numbers) + 1)
    return numbers


def _in_order(claims: Sequence[Claim]) -> list[Claim]:
    return [c for part in _ORDER for c in claims if c.part is part]


def render_answer(
    wording: Wording,
    audience: Audience,
    draft: Draft,
    claims: Sequence[Claim],
    limits: Sequence[str],
) -> str:
    """Return the whole answer as plain text: headed parts, bullets, [numbers], limits."""
    headings = wording.table(f"headings.{audience.value}")
    if draft.one_case:
        headings = headings | wording.table("headings.case")
    numbers = number_citations(claims)
    blocks = ["\n".join(draft.lead)] if draft.lead else []
    for part in _ORDER:
        lines = [f"- {c.text} {_marks(c, numbers)}" for c in claims if c.part is part]
        if not lines:
            continue
        lines += [f"- {note}" for note in draft.notes.get(part, ())]
        blocks.append("\n".join([headings[part.value], *lines]))
    if limits:
        blocks.append("\n".join(["Limits", *(f"- {line}" for line in limits)]))
    return "\n\n".join(blocks)


def _marks(claim: Claim, numbers: dict[tuple[str, int, int], int]) -> str:
    found = dict.fromkeys(numbers[(c.paragraph_id, c.start, c.end)] for c in claim.citations)
    return "".join(f"[{n}]" for n in found)


def help_text(wording: Wording, risks: Sequence[Risk]) -> str:
    """Return where help for these kinds of danger is to be had at once, a line each."""
    names = " ".join(wording.table("help_for")[risk.value] for risk in risks).split()
    return "\n".join(wording.fill(f"help.{name}") for name in dict.fromkeys(names))


# --- limits -----------------------------------------------------------------------------------


def limits_of(library: Library, wording: Wording, claims: Sequence[Claim]) -> list[str]:
    """Return what a reader has to know about how far the answer goes."""
    citations = [c for claim in claims for c in claim.citations]
    lines = [looked(library, wording)]
    if any(c.kind is Kind.DIGEST for c in citations):
        lines.append(wording.fill("lines.digest_used"))
    if any(_COUNTED in c.pinpoint for c in citations):
        lines.append(wording.fill("lines.inferred"))
    warned = {c.reference: c.warning for c in citations if c.warning and c.reference}
    lines += [wording.fill("lines.warning", reference=r, warning=w) for r, w in warned.items()]
    lines.append(wording.fill("lines.no_advice"))
    return lines


_KINDS = (
    ((Kind.DECISION, Kind.PUBLIC_REPORT), "full decision", "full decisions"),
    ((Kind.DIGEST,), "digest of a decision", "digests of decisions"),
    ((Kind.DUTY,), "duty or time limit", "duties and time limits"),
    ((Kind.GLOSSARY,), "glossary", "glossaries"),
    ((Kind.MINUTES, Kind.RESEARCH, Kind.PAPER, Kind.FOCUS_REPORT), "paper", "papers"),
)


def looked(library: Library, wording: Wording) -> str:
    """Return what was searched: how many documents of which kind, and up to what date."""
    documents = library.documents()
    counts = Counter(d.kind for d in documents)
    told = []
    for kinds, one, many in _KINDS:
        n = sum(counts[k] for k in kinds)
        if n:
            told.append(f"{n} {one if n == 1 else many}")
    newest = max((d.date for d in documents if d.date and d.reference), default=None)
    return wording.fill(
        "lines.looked",
        documents=len(documents),
        kinds=", ".join(told),
        newest=say_date(newest) if newest else "unknown",
    )


# --- not knowing, declining, asking back ---------------------------------------------------------

_NATIONS = {"Wales": "wales", "Scotland": "scotland", "Northern Ireland": "ni"}
_FIRST = {
    Reason.IDENTIFY: "refused_identify",
    Reason.INVENT: "refused_invent",
    Reason.INSTRUCTIONS: "refused_instructions",
    Reason.OUTSIDE: "refused_outside",
    Reason.WHICH_DOCUMENT: "clarify_which_document",
    Reason.VAGUE: "clarify_vague",
    Reason.FUTURE: "not_found_future",
}
_INSTEAD = {
    Reason.IDENTIFY: "instead_identify",
    Reason.INVENT: "instead_invent",
    Reason.INSTRUCTIONS: "instead_instructions",
    Reason.OUTSIDE: "instead_outside",
    Reason.REFERENCE: "instead_reference",
    Reason.COUNCIL: "instead_council",
    Reason.TOPIC: "instead_topic",
    Reason.FUTURE: "instead_topic",
    Reason.IN_DOCUMENT: "instead_document",
    Reason.VAGUE: "instead_vague",
    Reason.WHICH_DOCUMENT: "instead_vague",
}


def render_refusal(
    library: Library, wording: Wording, verdict: Verdict, hits: Sequence[Hit]
) -> tuple[str, tuple[str, ...]]:
    """Return the text of an answer that does not answer, and what can be done instead."""
    first = _first_line(wording, verdict)
    options = _options(library, wording, verdict)
    instead = _instead(library, wording, verdict)
    lines = [first, *(f"- {o}" for o in options)]
    if verdict.status is Status.NOT_FOUND and verdict.reason in (Reason.TOPIC, Reason.COUNCIL):
        lines.append(_nearest(wording, hits))
    lines += instead
    if verdict.status is Status.NOT_FOUND:
        lines.append(looked(library, wording))
    return "\n".join(line for line in lines if line), tuple(options or instead)


def _first_line(wording: Wording, verdict: Verdict) -> str:
    reason, about = verdict.reason, verdict.about
    if reason in _FIRST:
        return wording.fill(f"status.{_FIRST[reason]}")
    values: dict[Reason | None, tuple[str, dict[str, object]]] = {
        Reason.NATION: ("not_found_nation", {"nation": about}),
        Reason.REFERENCE: ("not_found_reference", {"reference": about}),
        Reason.COUNCIL: ("not_found_council", {"council": about}),
        Reason.TOPIC: ("not_found_topic", {"looked_for": about}),
        Reason.DOMAIN: ("not_found_domain", {"subject": about}),
        Reason.IN_DOCUMENT: ("not_found_in_document", {"title": about}),
        Reason.WHICH_PARTY: ("clarify_party", {"party": about}),
        Reason.WHICH_CASE: ("clarify_council", {"council": about, "count": len(verdict.documents)})
        if about
        else ("clarify_case", {"count": len(verdict.documents)}),
        Reason.WHICH_PARAGRAPH: (
            "clarify_paragraph",
            {"number": about, "title": verdict.documents[0].title if verdict.documents else ""},
        ),
    }
    name, filled = values[reason]
    return wording.fill(f"status.{name}", **filled)


def _instead(library: Library, wording: Wording, verdict: Verdict) -> list[str]:
    if verdict.reason is Reason.DOMAIN:
        rows = [r for r in library.lexicon("elsewhere") if r["topic"] == verdict.about]
        return [*(str(r["instead"]) for r in rows), wording.fill("status.instead_domain")]
    if verdict.reason is Reason.NATION:
        key = _NATIONS.get(verdict.about)
        return [wording.fill(f"status.instead_nation_{key}")] if key else []
    name = _INSTEAD.get(verdict.reason) if verdict.reason else None
    return [wording.fill(f"status.{name}")] if name else []


def _options(library: Library, wording: Wording, verdict: Verdict) -> list[str]:
    if verdict.reason is Reason.WHICH_PARAGRAPH:
        return [f"{p.pinpoint}: {_opening(p.text)}" for p in verdict.paragraphs]
    return [_case_option(library, wording, d) for d in verdict.documents[:15]]


def _case_option(library: Library, wording: Wording, document: Document) -> str:
    case = library.case(document.id)
    about = (case.complaint or case.finding_words if case else None) or document.title
    when = f"{document.date:%B %Y}" if document.date else "date not known"
    return wording.fill(
        "status.choose", reference=document.reference, when=when, about=_opening(about, 24)
    )


def _opening(text: str, words: int = 16) -> str:
    parts = text.split()
    return " ".join(parts[:words]) + ("…" if len(parts) > words else "")


def _nearest(wording: Wording, hits: Sequence[Hit]) -> str:
    if not hits:
        return ""
    hit = hits[0]
    pinpoint = f", {hit.passage.heading}" if hit.passage.heading else ""
    return wording.fill("status.nearest", title=hit.document.title, pinpoint=pinpoint)
