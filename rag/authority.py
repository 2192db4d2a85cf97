"""The form in which law, decisions and papers are cited: docs/citations.md, as code."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rag.deadlines import say_date
from rag.kinds import Kind
from rag.replies import Citation

__all__ = [
    "Law",
    "LawKind",
    "cite_basis",
    "cite_decision",
    "cite_document",
    "cite_in_full",
    "laws_of",
    "short_pinpoint",
]

_OMBUDSMAN = "LGSCO"
_UNDATED = "date not recorded"
_NOT_LAW = ("proposed", "expired", "enacted, not commenced")


class LawKind(StrEnum):
    """What sort of authority a legal basis names."""

    LEGISLATION = "legislation"
    JUDGMENT = "judgment"
    GUIDANCE = "guidance"  # guidance, codes, what the Ombudsman expects: anything else


@dataclass(frozen=True, slots=True)
class Law:
    """One authority of a legal basis.

    `title` is without the place ("SEND Regulations 2014"), `pinpoint` the place ("reg 20(10)"),
    `report` the neutral citation or law report of a judgment ("[2004] EWCA Civ 45").
    """

    kind: LawKind
    title: str
    pinpoint: str = ""
    report: str = ""

    @property
    def form(self) -> str:
        """The authority as it is cited."""
        title = f"{self.title} {self.report}" if self.report else self.title
        return f"{title}, {self.pinpoint}" if self.pinpoint else title


# --- law ------------------------------------------------------------------------------------------

_UNIT = r"(?:ss?|rr?|regs?|arts?|paras?|Sch|Part)"
_ENACTED = r"(?:Act|Regulations|Rules|Order) \d{4}(?: \((?:c \d+|SI \d{4}/\d+)\))?|SI \d{4}/\d+"
_SPACED = re.compile(rf"\b({_UNIT})\.? ?(?=\d)")
_RANGE = re.compile(r"(?<=[\d)])-(?=[\d(])")
_BARE = re.compile(rf"({_ENACTED}|\bCode) (?={_UNIT} \d)")
_STATUTE = re.compile(rf"(.*?(?:{_ENACTED}))(?:,? (.+))?$")
_JUDGMENT = re.compile(r"(?:.*\bcites )?(.+ (?:v|ex parte) .+?) (\[\d{4}\].*)$")
_PLACE = re.compile(rf"(?:[a-z]+ )?{_UNIT} \d")
_GUIDED = re.compile(r"(.+?),? (\(?paras? \d.*|Part \d.*)$")
_NO_STATUTE = re.compile(
    r"\b(?:guidance|code|fact sheet|guide|LGSCO|DfE|Ombudsman|practice|policy|findings?)\b", re.I
)


def laws_of(basis: str) -> tuple[Law, ...]:
    """Return the authorities that a legal basis names, in its order, in the house's form.

    Authorities stand apart by semicolons: "Education Act 1996 s19(1); SI 2007/1870 reg 4". A
    piece that only names a place ("reg 21") is a further place in the law before it.
    """
    laws: list[Law] = []
    for piece in filter(None, _apart(basis)):
        law = _law(piece)
        if laws and laws[-1].pinpoint and _PLACE.match(law.form):
            laws[-1] = replace(laws[-1], pinpoint=f"{laws[-1].pinpoint}; {law.form}")
        else:
            laws.append(law)
    return tuple(laws)


def cite_basis(basis: str) -> str:
    """Return a legal basis in the house's form: "Education Act 1996, s 19(1); …"."""
    return "; ".join(law.form for law in laws_of(basis))


def _apart(basis: str) -> list[str]:
    """Return the pieces between semicolons that stand outside brackets."""
    pieces, depth = [""], 0
    for letter in basis:
        depth += (letter in "([") - (letter in ")]")
        if letter == ";" and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += letter
    return [piece.strip() for piece in pieces]


def _law(piece: str) -> Law:
    text = _SPACED.sub(r"\1 ", re.sub(r"\(c\. ?(?=\d)", "(c ", piece))
    text = _BARE.sub(r"\1, ", _RANGE.sub("–", text))
    if found := _JUDGMENT.match(text):
        return Law(LawKind.JUDGMENT, found[1], report=found[2])
    statute = _STATUTE.match(text)
    if statute and not _NO_STATUTE.search(statute[1]):
        return Law(LawKind.LEGISLATION, statute[1], statute[2] or "")
    if guided := _GUIDED.match(text):
        return Law(LawKind.GUIDANCE, guided[1], guided[2])
    return Law(LawKind.GUIDANCE, text)


# --- documents ------------------------------------------------------------------------------------

_SORTS = {
    Kind.MINUTES: "minutes",
    Kind.RESEARCH: "research report",
    Kind.FOCUS_REPORT: "focus report",
    Kind.PAPER: "paper",
}


def cite_document(citation: Citation) -> str:
    """Return how the cited document is cited as a whole."""
    if citation.kind is Kind.DUTY:
        return _cite_duty(citation)
    if citation.kind in (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST):
        form = cite_decision(_party(citation), citation.reference, citation.date)
        return f"{form} (public report)" if citation.kind is Kind.PUBLIC_REPORT else form
    if citation.kind is Kind.GLOSSARY:
        return citation.title
    author = _OMBUDSMAN if citation.kind is Kind.FOCUS_REPORT else citation.council
    sort = _SORTS.get(citation.kind, "paper")
    return f"{f'{author}, ' if author else ''}‘{citation.title}’ ({sort}, {_day(citation.date)})"


def cite_decision(council: str, reference: str | None, day: date | None) -> str:
    """Return how an Ombudsman decision is cited: "LGSCO, Kent County Council (24 000 001), …"."""
    return f"{_OMBUDSMAN}, {council} ({reference or 'no reference'}), {_day(day)}"


def cite_in_full(citation: Citation) -> str:
    """Return the document with the place in it, ready to be pasted.

    A digest is named as one: its places are places in Upheld's words, not in the decision. The
    place in a law stands in its legal basis already.
    """
    about, place = cite_document(citation), short_pinpoint(citation.pinpoint)
    if citation.kind is Kind.DIGEST:
        return f"{about} (Upheld’s digest, {place})"
    if citation.kind is Kind.DUTY:
        return about
    return f"{about}, {place}" if place else about


def short_pinpoint(pinpoint: str) -> str:
    """Return a place as it is cited: "Analysis, para 4"."""
    return re.sub(r"\bparagraph (?=\d)", "para ", pinpoint.replace("Paragraph ", "paragraph "))


def _cite_duty(citation: Citation) -> str:
    form = cite_basis(citation.legal_basis or "") or citation.title
    status = (citation.law_status or "").lower()
    standing = citation.law_status if status.startswith(_NOT_LAW) else ""
    return f"{form} ({standing})" if standing else form


def _party(citation: Citation) -> str:
    return citation.council or re.sub(r" \([^()]*\)$", "", citation.title)


def _day(day: date | None) -> str:
    return say_date(day) if day else _UNDATED
