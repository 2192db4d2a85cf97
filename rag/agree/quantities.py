"""The quantities of a text, each with its unit: sums, periods, dates, parts of the law, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.agree.numbers import WORDED, number
from rag.text import fold_in_place

__all__ = ["Quantity", "quantities", "rates"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity as it stands in a text.

    `kind`: "pounds", "period", "date", "part" (of the law or of a plan), "share", "count".
    `value`: what two forms of the same quantity share: pounds; (unit, number, sort of day);
    (year, month, day), 0 where unsaid; ("section", "19"). `bound`: -1 at most, 1 at least, else 0.
    """

    kind: str
    value: tuple[str | float, ...]
    words: str
    start: int
    end: int
    bound: int = 0


_NUMERAL = r"\d[\d,]*(?:\.\d+)?"
_NUMBER = rf"(?:{_NUMERAL}|{WORDED})"
_SCALES = {"k": 1e3, "m": 1e6, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_MONTHS = {
    m: n
    for n, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sept sep|october oct|november nov|december dec".split("|"),
        1,
    )
    for m in names.split()
}
_MONTH = (
    r"(?:(?-i:May|Mar|March)|(?:"
    + "|".join(
        sorted((m for m in _MONTHS if m not in ("may", "mar", "march")), key=len, reverse=True)
    )
    + r"))"
)
_DAYS = {"minute": 1 / 1440, "day": 1.0, "week": 7.0, "fortnight": 14.0}
_LONG = {"month": 1.0, "year": 12.0, "term": -1.0, "hour": -2.0, "session": -3.0}


_POUNDS = re.compile(
    rf"£\s?({_NUMERAL})(?:\s?(k|m|bn|thousand|million|billion)\b)?"
    rf"|\b({_NUMBER}) (?:pounds|quid)\b",
    re.I,
)
_LASTS = re.compile(
    r"\b(?:within|for|by|than|over|under|nearly|almost|about|around|least|inside|took|lasted|"
    r"only|whole|every)\s$",
    re.I,
)
_LATER = re.compile(r"\s(?:later|late|early|earlier|before|after|ago|on|past|from|of)\b")
_RATE = re.compile(
    rf"\b(?:per|each|every|(?<=\d )an?|(?:hours?|sessions?|days?|times|lessons?|once|pounds)(?: "
    rf"of [\w-]+(?: [\w-]+)?)? an?)"
    rf" (?:calendar |school )?(?:({_NUMBER}) )?(day|week|fortnight|month|term|year|session)s?\b|"
    rf"\b(daily|weekly|fortnightly|monthly|termly|yearly|annual(?:ly)?)\b",
    re.I,
)
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "fortnightly": "fortnight",
    "monthly": "month",
    "termly": "term",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
}
_ARTICLE = r"an?(?: (?:half|whole|full))?|half an?"
_PERIOD = re.compile(
    rf"\b({_NUMBER}|{_ARTICLE})(?P<half>(?: and a half)?)(?:[ -]+(?:whole|full|long|odd|more|"
    rf"further|"
    r"clear|consecutive|academic|of))*[ -]+(?:(working|school|calendar)[ -]+)?"
    r"(minute|hour|day|week|fortnight|month|year|term|session)s?\b(?P<tail> and a half)?",
    re.I,
)
_FORTNIGHT = re.compile(r"\b(?:every |each |per |an? )?fortnight(?:ly|s)?\b", re.I)
_ORDINAL_DAY = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)[ -]+(working |school )?day\b"
    r"|\b(third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|fifteenth|sixteenth|twentieth)[ -]+"
    r"(working |school |consecutive )*day\b",
    re.I,
)
_ORDINALS = {
    w: n
    for n, w in (
        (3, "third"),
        (4, "fourth"),
        (5, "fifth"),
        (6, "sixth"),
        (7, "seventh"),
        (8, "eighth"),
        (9, "ninth"),
        (10, "tenth"),
        (15, "fifteenth"),
        (16, "sixteenth"),
        (20, "twentieth"),
    )
}
_DATES = (
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]+(?:of )?(?P<m>{_MONTH})\.?,?(?:[ "
        rf"-]+(?P<y>\d{{4}}))?\b",
        re.I,
    ),
    re.compile(
        rf"\b(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y>\d{{4}}))?\b(?! "
        rf"?(?:hours|weeks|days))",
        re.I,
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\.?(?:,? (?:of )?(?P<y>\d{{4}}))?\b", re.I),
    re.compile(r"\b(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})\b"),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(r"\b(?P<y>(?:19|20)\d{2})(?:[-/](?P<z>\d{2,4}))?\b"),
)
_PART = re.compile(
    r"\b(?:(sections?|s\.?|ss\.?|regulations?|regs?\.?|paragraphs?|paras?\.?|part|schedule|"
    r"chapter|stage|phase|article|annexe?|appendix)\s?)(\d{1,3}[a-z]{0,2}(?:\(\w{1,4}\))*|[A-K]\b"
    r"|(?:one|two|three|four)\b)|\b(first|second|third)(?: |-)(stage)\b",
    re.I,
)
_SHARE = re.compile(rf"\b({_NUMBER})\s?(?:%|per ?cent)", re.I)
_COUNT = re.compile(rf"(?<![\w£.])({_NUMBER})(?!\w)", re.I)
_TWICE = re.compile(r"\btwice\b", re.I)
_REFERENCE = re.compile(r"(?<!\d)\d{2}[ -]?\d{3}[ -]?\d{3}[a-z]?\b")
_LEAST = re.compile(
    r"\b(?:at least|more than|over|longer than|no fewer than|not less than|minimum of|"
    r"exceed\w*|above|upwards of|no less than)\s+(?:the |a |an )?$",
    re.I,
)
_MOST = re.compile(
    r"\b(?:within|up to|at most|no more than|less than|under|fewer than|no later than|"
    r"not more than|maximum of|inside|no longer than|by the end of)\s+(?:the |a |an )?$",
    re.I,
)
_DENIED = re.compile(r"\b(?:was|were|is|did|had|has) (?:not|never)\b")
_LEAST_AFTER = re.compile(r"^\s+(?:or (?:more|longer|over)|plus|minimum|at the (?:very )?least)\b")
_MOST_AFTER = re.compile(r"^\s+(?:or (?:less|fewer)|at most|at the (?:latest|most)|maximum)\b")


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of `text` in order; no letter belongs to two of them.

    Ombudsman references are left out, and so is "one" where it counts nothing.
    """
    plain = fold_in_place(text)
    masked = list(plain)
    for match in _REFERENCE.finditer(plain):
        _blank(masked, *match.span())
    found: list[Quantity] = []
    for read in (_pounds, _shares, _dated, _parts, _periods, _counts):
        for q in list(read("".join(masked))):
            if "\0" not in "".join(masked[q.start : q.end]):
                _blank(masked, q.start, q.end)
                bound = _bound(plain, q.start, q.end)
                found.append(Quantity(q.kind, q.value, q.words, q.start, q.end, bound))
    return sorted(found, key=lambda q: q.start)


def _blank(masked: list[str], start: int, end: int) -> None:
    masked[start:end] = "\0" * (end - start)


def _bound(text: str, start: int, end: int) -> int:
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    found = 0
    if _MOST.search(before) or _MOST_AFTER.match(after):
        found = -1
    elif _LEAST.search(before) or _LEAST_AFTER.match(after):
        found = 1
    return 0 if found and _DENIED.search(before) else found


def _pounds(text: str) -> Iterator[Quantity]:
    for m in _POUNDS.finditer(text):
        value = number(m[1] or m[3])
        if value is not None:
            scale = _SCALES.get((m[2] or "").lower(), 1.0)
            yield Quantity("pounds", (round(value * scale, 2),), m[0], *m.span())


def _shares(text: str) -> Iterator[Quantity]:
    for m in _SHARE.finditer(text):
        value = number(m[1])
        if value is not None:
            yield Quantity("share", (value,), m[0], *m.span())


def _dated(text: str) -> Iterator[Quantity]:
    taken: list[tuple[int, int]] = []
    for pattern in _DATES:
        for m in pattern.finditer(text):
            if any(a < m.end() and m.start() < b for a, b in taken):
                continue
            g = m.groupdict()
            month = g.get("m") or "0"
            n = int(month) if month.isdigit() else _MONTHS[month.lower()]
            value = (float(g.get("y") or 0), float(n), float(g.get("d") or 0))
            if n > 12 or value[2] > 31:
                continue
            taken.append(m.span())
            yield Quantity("date", value, m[0], *m.span())


def _parts(text: str) -> Iterator[Quantity]:
    for m in _PART.finditer(text):
        if m[3]:
            name, which = m[4], {"first": "1", "second": "2", "third": "3"}[m[3].lower()]
        else:
            name, which = m[1], m[2]
            if which.isalpha() and len(which) == 1 and not which.isupper():
                continue
            worded = number(which) if which.isalpha() else None
            which = f"{worded:.0f}" if worded is not None else which.lower()
        short = name.lower().rstrip(".s")[:3] or "s"
        short = {"s": "sec", "reg": "reg", "par": "part" if name.lower() == "part" else "par"}.get(
            short, short
        )
        yield Quantity("part", (short, which), m[0], *m.span())


def rates(text: str) -> set[tuple[str, float]]:
    """Return how often things come in `text`: ("days", 7.0) for weekly, ("months", 1.0) …"""
    found = set()
    for m in _RATE.finditer(fold_in_place(text)):
        unit = (m[2] or _ADVERBS[m[3].lower()]).lower()
        length = _length(number(m[1] or "") or 1.0, unit, "")
        found.add((str(length[0]), float(length[1])))
    return found


def _periods(text: str) -> Iterator[Quantity]:
    for m in _FORTNIGHT.finditer(text):
        if not re.search(rf"\b{_NUMBER}\s$", text[: m.start()], re.I):
            yield Quantity("period", ("days", 14.0, ""), m[0], *m.span())
    for m in _ORDINAL_DAY.finditer(text):
        n = float(m[1]) if m[1] else float(_ORDINALS[m[3].lower()])
        sort = "school" if "school" in m[0].lower() else "working" if "work" in m[0].lower() else ""
        yield Quantity("period", ("nth day", n, sort), m[0], *m.span())
    for m in _PERIOD.finditer(text):
        words = m[1].lower()
        if words in ("a", "an") and not (
            m["tail"] or _LASTS.search(text[: m.start()]) or _LATER.match(text, m.end())
        ):
            continue  # "£600 a term": a rate
        found = 0.5 if words.startswith("half") or " half" in words else number(words)
        n = 1.0 if found is None else found
        n += 0.5 if m["half"] or m["tail"] else 0.0
        yield Quantity("period", _length(n, m[4].lower(), (m[3] or "").lower()), m[0], *m.span())


def _length(n: float, unit: str, sort: str) -> tuple[str | float, ...]:
    """Return a length in days or months; the sort of day counts only where days are counted."""
    if unit in _DAYS:
        sort = sort if unit == "day" and sort != "calendar" else ""
        return ("days", round(n * _DAYS[unit], 4), sort)
    return ("months", n * _LONG[unit], "") if unit in ("month", "year") else (f"{unit}s", n, "")


def _counts(text: str) -> Iterator[Quantity]:
    for m in _COUNT.finditer(text):
        value = number(m[1])
        if value is not None and (value != 1 or m[1].isdigit()) and m[1].lower() != "couple":
            yield Quantity("count", (value,), m[0], *m.span())
    for m in _TWICE.finditer(text):
        yield Quantity("count", (2.0,), m[0], *m.span())
