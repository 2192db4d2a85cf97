"""Answers from papers: minutes, research, focus reports. Their sentences, with who says them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from rag.draft import PAPERS, Draft, Materials
from rag.expects import counted, number_of
from rag.intents import Intent
from rag.kinds import Kind, Role
from rag.pick import Picked
from rag.pick_papers import lies_in, paper_picks, with_neighbours
from rag.quote import quote_picked
from rag.records import Hit, Paragraph, Section
from rag.text import fold, sentences

__all__ = ["about_papers", "add_from_papers", "compose_papers", "counts_at_large", "leads_to_paper"]

_LOOKED_AT = 20  # passages
_NEAR = 12  # hits among which they are, where no paper is named
_HEAD = 20  # words; a longer line that others hang from is no heading
_LIST = 8  # points of a list that are shown with its lead-in
_FIRST_PLACES = 40  # how far down a paper that is asked about is looked for
_CUES = (Intent.MINUTES, Intent.RESEARCH, Intent.FIGURE, Intent.RESOLVED, Intent.AUTHOR)
# A person's own case, or one that was just told: what is asked is not about cases at large.
_OF_ONE = re.compile(
    r"\b(?:i|i'm|im|i've|ive|my|me|we|our|us|he|she|him|his|hers?|son|daughter|"
    r"(?:the|this|that|a) (?:boy|girl|child|mum|mother|dad|father|family|young person|pupil))\b|"
    r"\b(?:mr|mrs|ms|miss) [a-z]\b|\b[A-Z]'s\b",
    re.I,
)
_NOT_OF_PAPERS = (
    Intent.TIME_LIMIT,
    Intent.NEXT,
    Intent.RULE,
    Intent.CLEARED,
    Intent.NO_FAULT,
    Intent.PRECEDENT,
    Intent.DEFINITION,
    Intent.REMEDY,
    Intent.POWERS,
)
_BESIDE, _SPEAKS_OF = 3, 0.42  # sentences beside an answer from rules, their least score
_ASIDE = ("Front matter", "Notes")  # what the reading sets apart: imprint, footnotes


def about_papers(materials: Materials) -> bool:
    """True where the question is about a paper rather than about what should happen."""
    asked = materials.asked
    if asked.paper and not asked.wants(Intent.RULE):
        return any(h.document.kind in PAPERS for h in materials.found.hits[:_FIRST_PLACES])
    if not asked.councils and _numbered(materials, _hits(materials)):
        return True
    if asked.wants(Intent.PRECEDENT, Intent.REMEDY) and not asked.wants(*_CUES):
        return False  # what was decided or agreed stands in decisions
    return _share(materials) >= (0.4 if asked.wants(*_CUES) else 0.75)


def counts_at_large(materials: Materials) -> bool:
    """True where a number of cases, children or councils in general is asked for, and a passage of
    a paper holds one."""
    asked = materials.asked
    near = number_of(asked.question.text) if counted(asked.question.text) else None
    of_one = asked.references or asked.parties or _OF_ONE.search(asked.search_text)
    if near is None or of_one or asked.followed_up:
        return False
    return any(near.search(h.passage.text) for h in _hits(materials)[:_LOOKED_AT])


def leads_to_paper(materials: Materials) -> bool:
    """True where a paper speaks of what is asked before any decision does."""
    hits = materials.found.hits
    return bool(hits) and hits[0].document.kind in PAPERS and _share(materials) >= 0.5


def _share(materials: Materials) -> float:
    """Return how much of the first hits is of papers, the first counting most, 0 to 1."""
    hits = materials.found.hits[:5]
    papers = sum(1.0 / (1 + n) for n, h in enumerate(hits) if h.document.kind in PAPERS)
    return papers / sum(1.0 / (1 + n) for n in range(len(hits))) if hits else 0.0


def compose_papers(materials: Materials, draft: Draft) -> bool:
    """Fill `draft` with the sentences of papers that answer; False where there are none."""
    hits = _hits(materials)
    numbered = _numbered(materials, hits)
    if numbered:
        hits = numbered
    elif parts := _broad(materials, hits):
        for paragraph, hit in parts:
            _say_first(materials, draft, paragraph, hit)
        return bool(draft.claims)
    picks = paper_picks(materials, hits)
    best = with_neighbours(picks[0]) if picks else None
    for picked in picks:
        _say_head(materials, draft, picked)
        shown = best if best and picked is picks[0] else picked
        if best and shown is not best and lies_in(shown, best):
            continue
        quote_picked(materials, draft, shown)
        if shown.citation().quote.rstrip().endswith(":"):
            hit = next(h for h in hits if h.document.id == picked.document.id)
            for point in _points(materials, picked.paragraph):
                _say_first(materials, draft, point, hit)
    return bool(draft.claims)


def add_from_papers(materials: Materials, draft: Draft) -> None:
    """Add sentences of papers that speak of what is asked about nobody's own case, if any do.

    Not where a rule, a time limit or decisions are asked for: papers only tell of those.
    """
    asked = materials.asked
    of_rules = asked.wants(*_NOT_OF_PAPERS) and not asked.wants(Intent.FIGURE)
    if asked.references or of_rules or _OF_ONE.search(asked.search_text):
        return
    held = [h for h in materials.found.hits if h.document.kind in PAPERS and not _is_aside(h)]
    for picked in paper_picks(materials, held)[:_BESIDE]:
        if picked.score >= _SPEAKS_OF:
            _say_head(materials, draft, picked)
            quote_picked(materials, draft, with_neighbours(picked))


# --- which passages ----------------------------------------------------------------------------


def _hits(materials: Materials) -> list[Hit]:
    """Return the first passages of papers, without imprint and footnotes; of the sort of paper
    that is asked about, where one is and it is held."""
    asked = materials.asked
    all_of_them = asked.paper or counted(asked.question.text) is not None
    near = materials.found.hits if all_of_them else materials.found.hits[:_NEAR]
    hits = [h for h in near if h.document.kind in PAPERS and not _is_aside(h)]
    if asked.paper:
        hits = [h for h in hits if h.document.kind is not Kind.MINUTES] or hits
    return hits


def _is_aside(hit: Hit) -> bool:
    return hit.passage.heading.split(", ")[0] in _ASIDE


_NUMBERED = re.compile(
    r"\b(recommendation|finding|principle|proposal|lesson|theme) (?:no\.? ?)?(\d+)\b"
)


def _numbered(materials: Materials, hits: Sequence[Hit]) -> list[Hit]:
    """Return the passages of "recommendation 4": of its own section, or its point of a list."""
    match = _NUMBERED.search(fold(materials.asked.question.text).lower())
    if not match or not hits:
        return []
    what, number = match.groups()
    document = hits[0].document
    own = re.compile(rf"\b{what} {number}\b", re.I)
    held = [p for _, p in materials.library.document_passages(document.id)]
    if found := [Hit(p, document, 1.0) for p in held if own.search(p.heading)]:
        return found
    points = _points_numbered(materials, document.id, what, number)
    return [
        Hit(replace(p, paragraph_ids=tuple(sorted(named))), document, 1.0)
        for p in held
        if (named := points & set(p.paragraph_ids))
    ]


def _points_numbered(
    materials: Materials, document_id: str, what: str, number: str
) -> frozenset[str]:
    """Return the ids of the points of this number in the lists of sections headed `what`."""
    sections = materials.library.sections(document_id)
    headed = {s.ordinal for s in sections if what in s.heading.lower()}
    place = re.compile(rf"\b(?:point|paragraph) {number}$")
    return frozenset(
        p.id
        for p in materials.library.paragraphs(document_id)
        if p.section in headed and place.search(p.pinpoint)
    )


# What a whole paper is asked for: the words that ask, the headings and roles that tell it.
_BROAD: tuple[tuple[re.Pattern[str], re.Pattern[str], Role], ...] = (
    (
        re.compile(r"\brecommend\w*|\b(?:want|propose\w*|suggest\w*|call\w* for)\b"),
        re.compile(r"\brecommend", re.I),
        Role.RECOMMENDATION,
    ),
    (
        re.compile(r"\b(?:method\w*|how was it done|carried out|conducted|sample)\b"),
        re.compile(r"\bmethod|\bhow we\b|\bapproach\b", re.I),
        Role.METHOD,
    ),
    (
        re.compile(r"\b(?:findings?|find|found|conclu\w+|points?|messages?|about|summar\w+|say)\b"),
        re.compile(r"\bfindings?\b|\bconclu|\bkey (?:points|messages)|\bsummary\b", re.I),
        Role.SUMMARY,
    ),
)
_APPENDED = re.compile(r"^(?:appendi|annex)", re.I)
_GENERAL = frozenset(
    """
    main key chief overall general finding findings find found conclusion conclusions conclude
    recommendation recommendations recommend recommended point points message messages summary
    summarise study report paper research change changes want wants propose proposes proposed
    suggest suggests suggested method methods methodology done made reforms improvements call
    calls author authors make list short big biggest headline takeaways overview
    """.split()
)


def _broad(materials: Materials, hits: Sequence[Hit]) -> list[tuple[Paragraph, Hit]]:
    """Return the paragraphs that tell what a whole paper found or recommends, spread over it.

    Nothing where the question has a subject of its own.
    """
    asked = materials.asked
    subject = set(asked.own_topic) - _GENERAL
    if not asked.paper or subject or not hits:
        return []
    words, document = fold(asked.question.text).lower(), hits[0].document
    for asks, tells, role in _BROAD:
        if asks.search(words):
            held = [
                s
                for s in materials.library.sections(document.id)
                if s.role is role and not _APPENDED.search(s.heading)
            ]
            held = [s for s in held if tells.search(s.heading)] or held
            return [(p, hits[0]) for p in _spread(materials, document.id, held)]
    return []


def _spread(materials: Materials, document_id: str, held: Sequence[Section]) -> Iterator[Paragraph]:
    """Yield the first paragraph of each section, or the first few of a section that is alone."""
    wanted = {s.ordinal for s in held}
    by_section: dict[int, list[Paragraph]] = {}
    for p in materials.library.paragraphs(document_id):
        if p.section in wanted and not p.boilerplate and p.can_quote(p.start, p.end):
            by_section.setdefault(p.section, []).append(p)
    each = max(1, -(-_LIST // max(1, len(by_section))))
    shown = [p for ones in by_section.values() for p in ones[:each]]
    yield from shown[:_LIST]


# --- how they are said -------------------------------------------------------------------------


def _points(materials: Materials, lead: Paragraph) -> list[Paragraph]:
    """Return the points of the list that hangs from the end of a paragraph."""
    held = materials.library.paragraphs(lead.document_id)
    return [
        p
        for p in held
        if p.lead_in
        and p.section == lead.section
        and p.ordinal > lead.ordinal
        and lead.text.endswith(p.lead_in)
    ][:_LIST]


def _say_head(materials: Materials, draft: Draft, picked: Picked) -> None:
    """Add the head of the table, or the line with a figure, that a picked paragraph hangs from."""
    paragraph, head = picked.paragraph, None
    held = [
        p for p in materials.library.paragraphs(picked.document.id) if p.ordinal < paragraph.ordinal
    ]
    lead = paragraph.lead_in or ""
    if "\t" in paragraph.text:
        rows = list(takewhile(lambda p: "\t" in p.text, reversed(held)))
        head = rows[-1] if rows else None
    elif lead[:1].isdigit() and len(lead.split()) <= _HEAD:
        head = next((p for p in reversed(held) if p.text == lead), None)
    if head and head.section == paragraph.section and head.can_quote(head.start, head.end):
        quote_picked(
            materials, draft, replace(picked, paragraph=head, start=head.start, end=head.end)
        )


def _say_first(materials: Materials, draft: Draft, paragraph: Paragraph, hit: Hit) -> None:
    """Add the first sentence of a paragraph."""
    spans = [(paragraph.start + a, paragraph.start + b) for a, b in sentences(paragraph.text)]
    for start, end in spans[:1]:
        if paragraph.can_quote(start, end):
            heading = {s.ordinal: s.heading for s in materials.library.sections(hit.document.id)}
            section = heading.get(paragraph.section, "")
            picked = Picked(paragraph, hit.document, section, start, end, 0.0, 0.0)
            quote_picked(materials, draft, picked)
