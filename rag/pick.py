"""Picking the sentences that answer: verbatim, with who says them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.cite import cite
from rag.intents import Intent
from rag.kinds import REPORTED, Role
from rag.protocols import Embedder, FloatArray, Library
from rag.records import Document, Hit, Paragraph
from rag.replies import Citation
from rag.text import amounts, content_words, dates, sentences, stem
from rag.understand import Understanding

__all__ = ["Picked", "judges", "leans_back", "pick_sentences"]

_LONGEST = 90  # words; a longer sentence is a list and says too much to be quoted whole
_ANNOUNCES = 18  # words; a shorter sentence that others lean on only announces them
_CONTEXT = re.compile(
    r"^(?:It|This|They|These|That|Those|He|She|However|But|The latter|In addition|As a result|"
    r"For this reason|Therefore|So|"
    r"The Council (?:also )?(?:said|apologised|offered|stated|explained))\b"
)


_JUDGES = re.compile(
    r"\bfault\b|\bincorrect|\bshould (?:not )?have\b|\bfail(?:ed|ure)\b|\bentitled\b|"
    r"\bwrong(?:ly)?\b|"
    r"\bI (?:find|found|consider|cannot|am not|do not|recognise|would expect)\b|\bappropriate\b",
    re.I,
)
# Words; a paragraph up to this long is quoted whole, so that nothing is torn out. A numbered
# paragraph of findings is one thought: what was seen, and what is made of it.
_WHOLE, _WHOLE_FINDING = 60, 95
_JUDGED = frozenset({Role.FINDINGS, Role.DECISION, Role.SUMMARY})


def judges(text: str) -> bool:
    """True where a sentence says what was right or wrong, and not only what happened."""
    return bool(_JUDGES.search(text))


def leans_back(text: str) -> bool:
    """True where a sentence cannot be read without the one before it ("This is fault.")."""
    return bool(_CONTEXT.match(text))


@dataclass(frozen=True, slots=True)
class Picked:
    """One or two neighbouring sentences of a paragraph, and how well they answer (0 to ~1.5)."""

    paragraph: Paragraph
    document: Document
    section: str
    start: int  # span in the document's text
    end: int
    score: float
    similarity: float

    @property
    def role(self) -> Role:
        """Who speaks in these words."""
        return self.paragraph.role_at(self.start, self.end)

    def citation(self) -> Citation:
        """Return the citation of exactly these words."""
        return cite(
            self.document, self.paragraph, section=self.section, start=self.start, end=self.end
        )


def pick_sentences(
    library: Library,
    embedder: Embedder,
    asked: Understanding,
    vector: FloatArray,
    hits: Sequence[Hit],
    *,
    most: int,
    roles: frozenset[Role] | None = None,
    holds: re.Pattern[str] | None = None,
) -> list[Picked]:
    """Return up to `most` sentences of the hits' paragraphs, the best answer first.

    Scored by meaning, by the share of the question's words, by whether the kind of thing
    asked for (a sum, a date, a figure) is there, and by the rank of the passage. With `holds`,
    only sentences in which it stands count, read with the heading above them.
    """
    candidates = _candidates(library, hits, roles, own=_own_voice(asked))
    if holds is not None:
        candidates = [c for c in candidates if holds.search(c.document_text)]
    if not candidates:
        return []
    texts = [c.document_text for c in candidates]
    similar = embedder.encode(texts) @ vector
    words = _weights(asked, texts)
    scored = [
        _scored(c, asked, float(s), words, headed=holds is not None)
        for c, s in zip(candidates, np.asarray(similar), strict=True)
    ]
    scored.sort(key=lambda p: (-p.score, p.document.id, p.start))
    return _apart([_widened(p) for p in scored], most)


def _own_voice(asked: Understanding) -> bool:
    """True where it is not a party's words that are asked for."""
    return not asked.wants(Intent.COUNCIL, Intent.COMPLAINT)


def _widened(picked: Picked) -> Picked:
    """Return the whole of a short paragraph instead of one sentence of it.

    Not where that would change who speaks.
    """
    paragraph = picked.paragraph
    most = _WHOLE_FINDING if paragraph.role is Role.FINDINGS else _WHOLE
    short = len(paragraph.text.split()) <= most
    if not short or not paragraph.can_quote(paragraph.start, paragraph.end):
        return picked
    if paragraph.role_at(paragraph.start, paragraph.end) is not picked.role:
        return picked
    return replace(picked, start=paragraph.start, end=paragraph.end)


@dataclass(frozen=True, slots=True)
class _Candidate:
    paragraph: Paragraph
    document: Document
    section: str
    start: int
    end: int
    rank: int
    document_text: str
    role: Role


def _candidates(
    library: Library, hits: Sequence[Hit], roles: frozenset[Role] | None, *, own: bool
) -> list[_Candidate]:
    found: list[_Candidate] = []
    seen: set[str] = set()
    for rank, hit in enumerate(hits):
        for paragraph_id in hit.passage.paragraph_ids:
            paragraph = library.paragraph(paragraph_id)
            if paragraph is None or paragraph_id in seen:
                continue
            seen.add(paragraph_id)
            for a, b in _quotable(paragraph, judged=own and paragraph.role in _JUDGED):
                start, end = paragraph.start + a, paragraph.start + b
                role = paragraph.role_at(start, end)
                if (roles is None or role in roles) and paragraph.can_quote(start, end):
                    heading, words = hit.passage.heading, paragraph.text[a:b]
                    found.append(
                        _Candidate(paragraph, hit.document, heading, start, end, rank, words, role)
                    )
    return found


def _quotable(paragraph: Paragraph, *, judged: bool) -> list[tuple[int, int]]:
    """Return spans of sentences, with the neighbours that they cannot be read without.

    A sentence that leans on the one before takes it along; one that others lean on is also
    offered together with them. Where the Ombudsman's judgement is looked for (`judged`), a
    sentence that is a party's alone is neither offered nor taken along.
    """
    text, base = paragraph.text, paragraph.start
    spans = sentences(text)
    told = [judged and paragraph.role_at(base + a, base + b) in REPORTED for a, b in spans]
    leans = [bool(n and _CONTEXT.match(text[start:end])) for n, (start, end) in enumerate(spans)]
    result: list[tuple[int, int]] = []
    for n, (start, end) in enumerate(spans):
        if told[n] or (len(text[start:end].split()) < 4 and "\t" not in text[start:end]):
            continue
        first = spans[n - 1][0] if leans[n] and not told[n - 1] else start
        last = end
        for follower in range(n + 1, len(spans)):
            long = len(text[start : spans[follower][1]].split()) > _LONGEST
            if told[follower] or not leans[follower] or long:
                break
            last = spans[follower][1]
        announces = last != end and len(text[start:end].split()) < _ANNOUNCES
        if not announces:  # "the Council replied in January." says nothing without what it said
            result.append((first if len(text[first:end].split()) <= _LONGEST else start, end))
        if last != end:
            result.append((start, last))
    return list(dict.fromkeys(result))


def _weights(asked: Understanding, texts: Sequence[str]) -> dict[str, float]:
    """Return how telling each topic word is among the candidates (rare ones tell more)."""
    stems = [set(map(stem, content_words(t))) for t in texts]
    wanted = {stem(w) for w in asked.topic}
    return {w: math.log(1 + len(texts) / (1 + sum(w in s for s in stems))) for w in sorted(wanted)}


def _scored(
    candidate: _Candidate,
    asked: Understanding,
    similarity: float,
    words: dict[str, float],
    *,
    headed: bool,
) -> Picked:
    text = candidate.document_text
    heading = candidate.section.split(", ")[-1] if headed else ""
    stems = set(map(stem, content_words(f"{heading} {text}")))
    total = sum(words.values())
    shared = sum(w for word, w in words.items() if word in stems) / total if total else 0.0
    score = 0.55 * similarity + 0.45 * shared + _fits(asked, text) + 0.15 / (1 + candidate.rank)
    if len(text.split()) > _LONGEST:
        score -= 0.1
    return Picked(
        candidate.paragraph,
        candidate.document,
        candidate.section,
        candidate.start,
        candidate.end,
        score * _voice(asked, candidate.role),
        similarity,
    )


def _fits(asked: Understanding, text: str) -> float:
    """Return a bonus where the sentence holds the kind of thing that was asked for."""
    bonus = 0.0
    if asked.wants(Intent.AMOUNT) and amounts(text):
        bonus += 0.15
    if asked.wants(Intent.FIGURE) and re.search(
        r"\d|per cent|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|half|third)\b",
        text,
    ):
        bonus += 0.1
    if asked.wants(Intent.FINDING, Intent.NO_FAULT) and _JUDGES.search(text):
        bonus += 0.08
    if asked.wants(Intent.EVENTS) and (
        dates(text) or re.search(r"\b(?:19|20)\d\d\b|\b(?:weeks?|months?) later\b", text)
    ):
        bonus += 0.05
    return bonus


_VOICES: dict[Intent, dict[Role, float]] = {
    Intent.FINDING: {
        Role.FINDINGS: 1.15,
        Role.DECISION: 1.05,
        Role.COMPLAINT: 0.6,
        Role.COUNCIL_POSITION: 0.55,
        Role.FACTS: 0.85,
    },
    Intent.NO_FAULT: {Role.FINDINGS: 1.2, Role.COMPLAINT: 0.5, Role.COUNCIL_POSITION: 0.5},
    Intent.AMOUNT: {Role.REMEDY: 1.25, Role.COMPLAINT: 0.7, Role.COUNCIL_POSITION: 0.7},
    Intent.REMEDY: {Role.REMEDY: 1.25, Role.RECOMMENDATION: 1.1, Role.COMPLAINT: 0.6},
    Intent.COUNCIL: {Role.COUNCIL_POSITION: 1.3, Role.FINDINGS: 0.8, Role.COMPLAINT: 0.7},
    Intent.COMPLAINT: {Role.COMPLAINT: 1.25, Role.SUMMARY: 1.05, Role.COUNCIL_POSITION: 0.7},
    Intent.RULE: {Role.LAW: 1.3, Role.FINDINGS: 0.8, Role.OPINION: 0.5},
    Intent.AUTHOR: {Role.OPINION: 0.5},
    Intent.RESOLVED: {
        Role.RECOMMENDATION: 1.3,
        Role.DECISION: 1.3,
        Role.OPINION: 0.6,
        Role.DISCUSSION: 0.8,
    },
    Intent.DUTY: {Role.COMPLAINT: 0.7, Role.COUNCIL_POSITION: 0.6, Role.OPINION: 0.7},
}


def _voice(asked: Understanding, role: Role) -> float:
    weight = 1.0
    wanted = asked.intents
    if Intent.COUNCIL in wanted:  # "what did the council say when …": its own words are wanted
        wanted = wanted & {Intent.COUNCIL, Intent.AMOUNT}
    for intent in wanted:
        weight *= _VOICES.get(intent, {}).get(role, 1.0)
    return weight


def _apart(scored: Sequence[Picked], most: int) -> list[Picked]:
    """Keep the best, leaving out what overlaps with or repeats one that is kept."""
    kept: list[Picked] = []
    for picked in scored:
        if len(kept) == most:
            break
        overlaps = any(
            p.paragraph.id == picked.paragraph.id and p.start < picked.end and picked.start < p.end
            for p in kept
        )
        words = set(content_words(picked.citation().quote))
        repeats = any(_alike(words, set(content_words(p.citation().quote))) for p in kept)
        if not overlaps and not repeats:
            kept.append(picked)
    return kept


def _alike(a: set[str], b: set[str]) -> bool:
    return bool(a) and bool(b) and len(a & b) / min(len(a), len(b)) > 0.8
