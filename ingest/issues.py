"""The parts of a complaint, each with its own finding and, in a joint case, its own body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.cues import any_of
from ingest.issue_titles import COMPLAINS, SPEAKS, say_point, shorten
from ingest.verdicts import Verdicts
from rag.cases import Finding, Issue
from rag.kinds import Role
from rag.records import Paragraph, Reading
from rag.text import content_words, fold, stem

__all__ = ["extract_issues"]


@dataclass(slots=True)
class _Part:
    """One issue in the making."""

    title: str
    text: str = ""  # what it is about, in full
    kinds: dict[str, list[Finding]] = field(default_factory=dict)

    def add(self, kind: str, finding: Finding) -> None:
        self.kinds.setdefault(kind, []).append(finding)


def extract_issues(reading: Reading, found: Verdicts) -> tuple[Issue, ...]:
    """Return the issues of a decision, in its order, each with what was found on it.

    The parts come from headings inside the findings, else from the lettered parts of the
    complaint; where a decision has neither, what was at fault is one issue and every point that
    was cleared or left alone is one of its own. A part on which nothing was read is left out.
    """
    readable = _Sorter(reading, found)
    issues = [one for part in readable.parts() for one in _by_body(part, readable.bodies)]
    return tuple(issues)


# --- which part a finding belongs to -----------------------------------------------------------

_GENERIC = any_of(
    r"^(?:my |our |the |summary of |overall |ombudsman's )*(?:analysis|findings?|consideration|"
    r"assessment|evaluation|conclusions?|reasons?|reasoning|discussion|views?|decisions?|facts|"
    r"events|background|injustice|impact|remedy|fault|outcome|summary)(?: (?:of|on|and|about) (?:"
    r"(?:the |this |mr?s? \w )?(?:complaint|facts?|fault|injustice|remedy|impact|findings|"
    r"analysis|evidence)))*$",
    r"^(?:was|is|were) there (?:any )?(?:fault|injustice)(?:,? (?:and|by|which|causing)\b.*)?\??$",
    r"^(?:did|has|have) .*\b(?:cause|caused)\b.*\binjustice\b.*$",
    r"\brun of numbers\b|^key facts|^what (?:happened|i found|we found|i have found)",
    r"^(?:what|how|why) (?:i|we)\b|^matters? not |^scope\b",
)
_LABEL = re.compile(
    r"^(?:(?:my |our )?(?:analysis|findings?|consideration)(?: (?:of|on|about|"
    r"regarding))?\s*[-:–]?\s*)"
    r"(?=\S)",
    re.I,
)
_NUMBERED = re.compile(r"^(?:\(?[a-zA-Z\d]{1,2}[.)]|complaint \(?\w{1,2}\)?\s*[-:–])\s*", re.I)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5}
_REFERS = re.compile(
    r"\b(?:complaint|complaints|part|point|issue|allegation|element|head)s? \(?(?P<mark>[a-h]|"
    r"\d)\)?(?=[\s.,:;)]|$)"
    r"|\b(?P<ordinal>first|second|third|fourth|fifth|sixth) (?:part|point|issue|complaint|element|"
    r"aspect|allegation)\b",
    re.I,
)


class _Sorter:
    """Sorts the findings of one decision into its parts."""

    def __init__(self, reading: Reading, found: Verdicts) -> None:
        self._paragraphs = {p.id: p for p in reading.paragraphs}
        self._order = {p.id: n for n, p in enumerate(reading.paragraphs)}
        self._headings = {s.ordinal: s.heading for s in reading.sections}
        self._found = [
            *(("faults", f) for f in found.faults),
            *(("no_fault", f) for f in found.no_fault),
            *(("not_investigated", f) for f in found.not_investigated),
        ]
        self._complaint = [
            p for p in reading.paragraphs if p.role is Role.COMPLAINT and _is_complaint(reading, p)
        ]
        self._asked = [
            p for p in self._complaint if p.lead_in and " " in p.text and not SPEAKS.match(p.text)
        ]
        self._referred = self._references(reading)
        self.bodies = _bodies(f.text for _, f in self._found)

    def parts(self) -> list[_Part]:
        titles = {s: _title_of(h) for s, h in self._headings.items()}
        headed: dict[str, _Part] = {}
        asked = [_Part(shorten(p.text), p.text) for p in self._asked]
        if len(asked) > 1 and {kind for kind, _ in self._found} == {"not_investigated"}:
            return self._all_declined(asked)
        rest = _Part(self._complained())
        alone: list[_Part] = []
        for kind, finding in sorted(self._found, key=lambda pair: pair[1].start or 0):
            paragraph = self._paragraphs[finding.paragraph_id or ""]
            if title := titles[paragraph.section] if paragraph.role is Role.FINDINGS else None:
                headed.setdefault(title, _Part(title, title)).add(kind, finding)
                continue
            part = self._part_of(paragraph, finding, [*headed.values()] if headed else asked)
            named = self._named(finding, len(asked))
            if kind == "not_investigated":
                part = None if named is None else asked[named]
            if part is not None:
                part.add(kind, finding)
            elif kind == "faults" and not (headed or len(asked) > 1):
                rest.add(kind, finding)
            elif not self._is_repeated(paragraph, kind):
                alone.append(_Part(say_point(kind, finding, self._complained())))
                alone[-1].add(kind, finding)
        return [part for part in (*headed.values(), *asked, rest, *alone) if part.kinds]

    def _all_declined(self, asked: list[_Part]) -> list[_Part]:
        """Return every part of a complaint that was not investigated, with why where that is told.

        A part of which nothing is said by itself is covered by what is said of the whole.
        """
        told = [f for _, f in self._found]
        for finding in told:
            paragraph = self._paragraphs[finding.paragraph_id or ""]
            named = self._named(finding, len(asked))
            part = asked[named] if named is not None else self._part_of(paragraph, finding, asked)
            if part is not None and paragraph.role is Role.FINDINGS:
                part.add("not_investigated", finding)
        for part in asked:
            if not part.kinds:
                part.add("not_investigated", told[-1])
        return asked

    def _is_repeated(self, paragraph: Paragraph, kind: str) -> bool:
        """Say whether a closing paragraph only sums up what was found of this kind before."""
        return paragraph.role is Role.DECISION and any(
            one == kind and self._paragraphs[f.paragraph_id or ""].role is Role.FINDINGS
            for one, f in self._found
        )

    def _complained(self) -> str:
        """Return what is complained of as a whole, in the complaint's own words."""
        for paragraph in self._complaint:
            if not paragraph.lead_in and not paragraph.text.endswith(":"):
                return shorten(COMPLAINS.sub("", paragraph.text, count=1))
        return "The complaint"

    def _references(self, reading: Reading) -> dict[str, int]:
        """Return the part that each paragraph of the findings refers to, or one before it did."""
        result: dict[str, int] = {}
        current: int | None = None
        for p in reading.paragraphs:
            if p.role is Role.FINDINGS and len(self._asked) > 1:
                named = self._named(p, len(self._asked))
                current = current if named is None else named
                if current is not None:
                    result[p.id] = current
        return result

    def _named(self, told: Finding | Paragraph, most: int) -> int | None:
        """Return the place of the part that words name: "complaint b)", "the second point"."""
        m = _REFERS.search(fold(told.text))
        if m is None:
            return None
        if m["ordinal"]:
            place: int | None = _ORDINALS[m["ordinal"].lower()]
        else:
            marks = [(p.number or "").strip("().").lower() for p in self._asked]
            mark = m["mark"].lower()
            letter = ord(mark) - ord("a") if mark.isalpha() else None
            place = marks.index(mark) if mark in marks else letter
        return place if place is not None and place < most else None

    def _part_of(
        self, paragraph: Paragraph, finding: Finding, parts: Sequence[_Part]
    ) -> _Part | None:
        """Return the part that a finding names, or that shares most of its words."""
        if len(parts) < 2:
            return parts[0] if parts and paragraph.role is Role.FINDINGS else None
        named = self._referred.get(paragraph.id)
        if named is not None and len(parts) == len(self._asked):
            return parts[named]
        about = [_about(part.text) for part in parts]
        common = set.intersection(*about)
        mine = _about(finding.text)
        wider = _about(paragraph.text)
        scores = [
            (2 * len(mine & (words - common)) + len(wider & (words - common))) for words in about
        ]
        best = max(scores)
        if best and scores.count(best) > 1:  # what it names first is what it is about
            scores = [-_first(finding.text, words - common) for words in about]
            best = max(scores)
        return parts[scores.index(best)] if best and scores.count(best) == 1 else None


def _is_complaint(reading: Reading, paragraph: Paragraph) -> bool:
    section = next(s for s in reading.sections if s.ordinal == paragraph.section)
    return section.role is Role.COMPLAINT


def _title_of(heading: str) -> str | None:
    """Return what a heading inside the findings is about; None where it only says "Analysis"."""
    bare = fold(heading).strip(" :.-")
    bare = re.sub(r" \(\w+ run of numbers\)$", "", bare)
    if not bare or _GENERIC.search(bare):
        return None
    title = _NUMBERED.sub("", _LABEL.sub("", bare)) or bare
    return None if _GENERIC.search(title) else title


# --- what words are about ----------------------------------------------------------------------

_CONCEPTS: tuple[tuple[str, str], ...] = (
    ("=contact", r"communicat|respon[ds]|repl(?:y|ies)|contact|touch|emails?|letter|answer|updat"),
    ("=complaint", r"complaint|stage (?:one|two)"),
    ("=records", r"record|notes?|minutes"),
    ("=schooling", r"educat|school|tuit|tutor|lesson|teach|alternative provision|section 19"),
    ("=therapy", r"therap|speech|occupational|\bOT\b|SALT|physio"),
    ("=review", r"annual review|review meeting"),
    ("=assessment", r"\bassess"),
    ("=transport", r"transport|taxi|travel|mileage"),
    ("=respite", r"respite|short breaks?|care package|direct payment"),
    ("=appeal", r"appeal|tribunal"),
    ("=exclusion", r"exclu[ds]|suspen[ds]"),
    ("=money", r"personal budget|refund|reimburs|invoice"),
)
_PATTERNS = tuple((name, re.compile(rf"\b(?:{words})", re.I)) for name, words in _CONCEPTS)
_EHC = re.compile(r"Education,? Health and Care", re.I)
_EMPTY = frozenset(
    stem(word)
    for word in "council fault find provide failed fail make made properly complains child son "
    "plan ehc daughter mr mrs miss ms part decision complaint set specifically".split()
)


def _about(text: str) -> set[str]:
    """Return the words and the matters that a text is about."""
    text = _EHC.sub("EHC", text)
    words = {stem(w) for w in content_words(text)} - _EMPTY
    return words | {name for name, pattern in _PATTERNS if pattern.search(text)}


def _first(text: str, words: set[str]) -> int:
    """Return where `text` first speaks of a matter among `words`; beyond its end if nowhere."""
    places = [m.start() for name, p in _PATTERNS if name in words and (m := p.search(text))]
    return min(places, default=len(text)) + 1


# --- bodies ------------------------------------------------------------------------------------

_BODY = r"(?P<body>Council|ICB|Integrated Care Board|CCG|Trust|Health Board|NHS England)"
_BY_BODY = re.compile(
    rf"\b(?:fault|failings?|failure) (?:by|with|on the part of|in the actions of) the {_BODY}\b"
)
_SUBJECT = re.compile(rf"^(?:[^.;]{{0,60}}?)\b(?:[Tt]he )?{_BODY}\b(?!['’]s? (?:role|area))")
_SAME = {"Integrated Care Board": "ICB"}


def _body_of(text: str) -> str | None:
    m = _BY_BODY.search(text) or _SUBJECT.search(text)
    return _SAME.get(m["body"], m["body"]) if m else None


def _bodies(texts: Iterator[str] | Sequence[str]) -> Callable[[str], str | None]:
    """Return what tells the body of a finding: nothing where only one body is judged."""
    named = {body for text in texts if (body := _body_of(text))}
    return _body_of if len(named) > 1 else lambda text: None


def _by_body(part: _Part, bodies: Callable[[str], str | None]) -> Iterator[Issue]:
    """Yield the issues of a part: one for each body that is judged."""
    split: dict[str | None, dict[str, list[Finding]]] = {}
    for kind, findings in part.kinds.items():
        for finding in findings:
            body = bodies(finding.text)
            split.setdefault(body, {}).setdefault(kind, []).append(finding)
    only = next((body for body in split if body), None)
    if None in split and len(split) == 2:  # what names no body is of the one that is named
        for kind, findings in split.pop(None).items():
            split[only].setdefault(kind, []).extend(findings)
    for body, kinds in split.items():
        faults, cleared = kinds.get("faults", []), kinds.get("no_fault", [])
        verdict = "mixed" if faults and cleared else "fault found" if faults else "no fault"
        yield Issue(
            title=part.title,
            finding=verdict if faults or cleared else "not investigated",
            faults=tuple(faults),
            no_fault=tuple(cleared),
            not_investigated=tuple(kinds.get("not_investigated", [])),
            body=body,
        )
