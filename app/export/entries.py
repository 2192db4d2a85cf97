"""The table of authorities: one row a source, in the order of law, judgments, decisions, papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from app.export.clean import one_line, safe_url
from app.export.model import Entry, Quoted
from app.voices import speaker
from rag.authority import LawKind, cite_document, laws_of, short_pinpoint
from rag.deadlines import say_date
from rag.kinds import OWN_WORDS, Kind
from rag.protocols import Library
from rag.records import Document
from rag.replies import Citation, Precedent
from rag.wording import load_wording

__all__ = ["complete", "digest_of", "entry_of", "in_order", "is_official", "table_of"]

Dated = TypeVar("Dated", Citation, Precedent)

GROUPS = (
    "Legislation",
    "Judgments",
    "Guidance and practice",
    "Ombudsman decisions: full texts",
    "Ombudsman decisions: Upheld’s digests",
    "Council papers, reports and others",
)
_LAW_GROUPS = {
    LawKind.LEGISLATION: GROUPS[0],
    LawKind.JUDGMENT: GROUPS[1],
    LawKind.GUIDANCE: GROUPS[2],
}
_KIND_GROUPS = {
    Kind.DECISION: GROUPS[3],
    Kind.PUBLIC_REPORT: GROUPS[3],
    Kind.DIGEST: GROUPS[4],
}
_WORDS = {Kind.DIGEST: "own_digest", Kind.DUTY: "own_duty", Kind.GLOSSARY: "own_glossary"}
_TEXTS = {  # where the text of an authority itself is published
    LawKind.LEGISLATION: ("legislation.gov.uk",),
    LawKind.JUDGMENT: ("caselaw.nationalarchives.gov.uk", "bailii.org", "judiciary.uk"),
    LawKind.GUIDANCE: ("www.gov.uk", "publishing.service.gov.uk", "lgo.org.uk"),
}


def entry_of(numbered: Mapping[int, Citation], document: Document | None) -> Entry:
    """Return the row of one source; `document` is it as the library holds it now."""
    about = next(iter(numbered.values()))
    form = one_line(cite_document(about))
    quoted = tuple(_quoted(number, c) for number, c in sorted(numbered.items()))
    url, read_on = safe_url(about.url), _day(document)
    opened = url is not None and about.url_checked and about.kind not in OWN_WORDS
    official = is_official(about, url)
    return Entry(
        group=_group(about),
        form=form,
        title=one_line(about.title),
        url=url,
        official=official,
        accessed=read_on if opened else None,
        read=" ".join(_reading(about, url, official=official, opened=opened, day=read_on)),
        notes=tuple(_notes(about, document)),
        quoted=quoted,
        about=about,
    )


def table_of(documents: Sequence[Mapping[int, Citation]]) -> list[Entry]:
    """Return the table of authorities of numbered citations, those of one document together."""
    return in_order([entry_of(numbered, None) for numbered in documents])


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return rows by group, then by the form in which they are cited."""

    def place(entry: Entry) -> tuple[int, str, int]:
        return GROUPS.index(entry.group), entry.form.casefold(), entry.quoted[0].number

    return sorted(entries, key=place)


def digest_of(library: Library, reference: str | None) -> Document | None:
    """Return the digest of a decision, None where the library has none."""
    if not reference:
        return None
    same = (d for d in library.documents() if d.reference == reference and d.kind is Kind.DIGEST)
    return next(same, None)


def complete(told: Dated, digest: Document) -> Dated:
    """Return `told` with the day and the address that its decision's digest knows of."""
    return replace(told, date=told.date or digest.date, url=told.url or digest.url)


def is_official(about: Citation, url: str | None) -> bool:
    """True where `url` leads to the cited text itself, not to somebody's page about it."""
    if url is None or about.kind is not Kind.DUTY:
        return url is not None
    laws = laws_of(about.legal_basis or "")
    host = urlsplit(url).hostname or ""
    homes = _TEXTS[laws[0].kind if laws else LawKind.GUIDANCE]
    at_home = any(host == home or host.endswith(f".{home}") for home in homes)
    years = re.findall(r"/((?:1[89]|20)\d\d)/", urlsplit(url).path)
    law_of_year = laws and laws[0].kind is LawKind.LEGISLATION and years
    return at_home and (not law_of_year or years[0] in laws[0].title)


def _quoted(number: int, c: Citation) -> Quoted:
    words = load_wording().fill(f"export.{_WORDS.get(c.kind, 'verbatim')}")
    who = speaker(c.kind, c.role, c.law_status)
    place = one_line(short_pinpoint(c.pinpoint))
    duty = c.kind is Kind.DUTY
    return Quoted(
        number=number,
        pinpoint=_in_rule(c, place) if duty else place,
        text=one_line(c.quote),
        whose=words if duty and who == "law" else f"{who}; {words}",
        verbatim=c.kind not in OWN_WORDS,
    )


def _in_rule(c: Citation, place: str) -> str:
    """Return which rule it is; the place in the law stands in the citation already."""
    title = one_line(c.title)
    return title if place == "Duty" else f"{title} ({place})"


def _group(about: Citation) -> str:
    if about.kind is Kind.DUTY:
        laws = laws_of(about.legal_basis or "")
        return _LAW_GROUPS[laws[0].kind] if laws else GROUPS[2]
    return _KIND_GROUPS.get(about.kind, GROUPS[5])


def _day(document: Document | None) -> date | None:
    try:
        return date.fromisoformat(document.read_at[:10]) if document else None
    except ValueError:
        return None


def _reading(
    about: Citation, url: str | None, *, official: bool, opened: bool, day: date | None
) -> list[str]:
    wording, told = load_wording(), say_date(day) if day else "a day not recorded"
    if opened:
        return [wording.fill("export.accessed", day=told)]
    lines = []
    if url and not official:
        lines.append(wording.fill("export.seen_at"))
    if about.kind in OWN_WORDS:
        lines.append(wording.fill("export.read_starter", day=told))
    else:
        lines.append(wording.fill("export.read_file", source=one_line(about.source), day=told))
    if url and not about.url_checked:
        lines.append(wording.fill("export.not_opened"))
    return lines


def _notes(about: Citation, document: Document | None) -> list[str]:
    undated = document is not None and document.date is None and about.date is not None
    status = about.law_status if about.law_status not in (None, "in force") else None
    told = (
        ("Outcome", about.outcome),
        ("Status", status),
        ("Confidence in this record", about.confidence if about.confidence != "high" else None),
        ("Date", "as in Upheld’s digest of this decision" if undated else None),
        ("Warning", about.warning),
    )
    return [f"{label}: {one_line(words)}." for label, words in told if words]
