"""What a question names: a case not held, one of several, a year to come; or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.intents import ABOUT_ONE_CASE, Intent
from rag.kinds import Kind, Status
from rag.protocols import Library
from rag.reasons import Reason, Verdict
from rag.records import Document, Paragraph
from rag.text import content_words, fold
from rag.understand import Understanding

__all__ = ["judge_names", "names_section"]


def judge_names(library: Library, asked: Understanding, foretells: bool) -> Verdict | None:
    """Return why a question cannot be answered as it is put; None where nothing stands in the way.

    `foretells` says that it is like the questions on what nobody can know yet.
    """
    checks = (_elsewhere, _unknown_case, _which_paragraph, _which_case, _vague)
    made = (check(library, asked) for check in checks)
    return next((v for v in made if v is not None), None) or _not_yet(library, asked, foretells)


def _elsewhere(library: Library, asked: Understanding) -> Verdict | None:
    at_home = any(c.nation == "England" for c in asked.councils)
    if asked.nation and not at_home:
        return Verdict(Status.NOT_FOUND, Reason.NATION, asked.nation)
    return None


# Words that ask for a council's record, and words of somebody's own plight or of the rule.
_RECORD = re.compile(
    r"\b(?:ever|against|found|find|ruled?|upheld|uphold|told off|criticis\w*|"
    r"ombudsm[ae]n|lgsco|complaints? (?:about|against|to)|decisions?|cases?|reports?|paid|pay|"
    r"fault|remed\w+|agreed?|record|examples?|precedents?)\b",
    re.I,
)
_OWN_PLIGHT = re.compile(
    r"\b(?:i|i'm|im|i've|ive|my|we|we're|we've|our|us|in general|generally|any council|"
    r"every council|by law|legally|the law|the rule)\b|\bkeeps? (?:on )?(?:saying|telling)\b|"
    r"\bis .{0,20} (?:an excuse|legal|lawful|allowed)\b",
    re.I,
)
_ASKS_ANEW = re.compile(r"\bombudsm[ae]n|lgsco|\bever\b|\bagainst\b", re.I)


def _unknown_case(library: Library, asked: Understanding) -> Verdict | None:
    held = {d.reference for d in library.documents() if d.reference}
    if asked.references and not held.intersection(asked.references):
        return Verdict(Status.NOT_FOUND, Reason.REFERENCE, asked.references[0])
    if asked.references or not asked.councils:
        return None
    councils = {d.council for d in library.documents() if d.council}
    if any(c.name in councils for c in asked.councils):
        return None
    text = asked.question.text
    record = bool(_RECORD.search(text)) or asked.wants(*ABOUT_ONE_CASE, Intent.PRECEDENT)
    if record and (_ASKS_ANEW.search(text) or not _OWN_PLIGHT.search(text)):
        return Verdict(Status.NOT_FOUND, Reason.COUNCIL, asked.councils[0].name)
    return None


def _which_paragraph(library: Library, asked: Understanding) -> Verdict | None:
    if not asked.paragraph:
        return None
    documents = _cases_of(library, asked)
    if not documents:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.WHICH_DOCUMENT)
    full = [d for d in documents if d.kind in (Kind.DECISION, Kind.PUBLIC_REPORT)]
    for document in full:
        wanted = [
            p
            for p in library.paragraphs(document.id)
            if p.number == asked.paragraph and p.lead_in is None
        ]
        named = [p for p in wanted if names_section(p, asked.question.text)]
        if len(wanted) > 1 and not named:
            return Verdict(
                Status.NEEDS_CLARIFICATION,
                Reason.WHICH_PARAGRAPH,
                asked.paragraph,
                (document,),
                tuple(wanted),
            )
    return None


def names_section(paragraph: Paragraph, text: str) -> bool:
    """True where `text` names the section that a paragraph stands in."""
    heading = set(content_words(paragraph.pinpoint.split(",")[0]))
    return bool(heading & set(content_words(text)))


def _cases_of(library: Library, asked: Understanding) -> list[Document]:
    if asked.references:
        return [d for d in library.documents() if d.reference in asked.references]
    names = {c.name for c in asked.councils}
    return [d for d in library.documents() if d.council in names and d.reference]


def _which_case(library: Library, asked: Understanding) -> Verdict | None:
    """A council or a letter that stands for several cases, and no subject to tell them apart."""
    if asked.between:
        several = [d for d in library.documents() if d.reference in asked.between]
        if len(cases := _one_each(several)) > 1:
            return Verdict(Status.NEEDS_CLARIFICATION, Reason.WHICH_CASE, "", tuple(cases))
    if asked.references or asked.topic or asked.wants(Intent.PRECEDENT, Intent.FIGURE):
        return None
    if asked.councils and asked.wants(*ABOUT_ONE_CASE, Intent.PRECEDENT):
        cases = _one_each(_cases_of(library, asked))
        if len(cases) > 1:
            name = asked.councils[0].name
            return Verdict(Status.NEEDS_CLARIFICATION, Reason.WHICH_CASE, name, tuple(cases))
    if asked.parties and not asked.councils:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.WHICH_PARTY, asked.parties[0])
    return None


def _one_each(documents: Sequence[Document]) -> list[Document]:
    """Return one document a case, full text before digest, newest first."""
    best: dict[str, Document] = {}
    for document in documents:
        held = best.get(str(document.reference))
        if held is None or held.kind is Kind.DIGEST:
            best[str(document.reference)] = document
    return sorted(
        best.values(), key=lambda d: (d.date is None, -(d.date.toordinal() if d.date else 0))
    )


def _vague(library: Library, asked: Understanding) -> Verdict | None:
    if asked.points_nowhere:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.VAGUE)
    named = asked.references or asked.councils or asked.provisions or asked.parties
    if not named and not asked.topic and not asked.periods and not asked.paper:
        return Verdict(Status.NEEDS_CLARIFICATION, Reason.VAGUE)
    return None


_YEAR = re.compile(r"\b(20\d\d)(?:[-/](?:20)?\d\d)?\b")
_FORETELL = re.compile(
    r"\b(?:which|who|how many|how much|how bad|what|whether)\b[^?.,]{0,60}\bwill\b"
    r"(?! (?:i|we|he|she|they|it|happen|my|our|the council|"
    r"the ombudsman (?:look|consider|help|take))\b)|"
    r"\bin (?:\w+ )?\w+ years'? time\b|\bin the future\b",
    re.I,
)


def _not_yet(library: Library, asked: Understanding, foretells: bool) -> Verdict | None:
    """What nobody can know: a figure for a year to come, or what somebody will do."""
    if asked.references:
        return None
    text = asked.question.text
    years = [int(y) for y in _YEAR.findall(text)]
    newest = max((d.date.year for d in library.documents() if d.date), default=0)
    ahead = bool(
        newest and years and min(years) > newest and re.search(r"\bwill\b|\bgoing to\b", text, re.I)
    )
    if ahead or foretells or _FORETELL.search(fold(text)):
        return Verdict(Status.NOT_FOUND, Reason.FUTURE)
    return None
