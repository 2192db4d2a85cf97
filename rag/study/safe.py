"""When a wrong option is safe: the rules that keep out what could be right as well.

An option is drawn from another subject only. What shares an event's group, a duty, a theme, a
provision or a manner of being met with the right answer is related, and related is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rag.authority import LawKind, cite_basis, laws_of
from rag.deadlines import Limit
from rag.study.item import stems
from rag.timetable import Rule, Timetable

__all__ = [
    "Subject",
    "apart",
    "basis_form",
    "fair_bases",
    "is_legislation",
    "like_length",
    "places_of",
    "same_place",
    "short_basis",
    "speaks_of_place",
    "subject_of_duty",
    "subject_of_rule",
]

_EACH = {"days": 1.0, "weeks": 7.0, "months": 30.44, "years": 365.25}
_EACH |= {"working days": 1.4, "school days": 1.4}
_NEAR = 1.3  # lengths nearer than this could be the same in another way of counting
_NUMBER = re.compile(r"\b(?:(s|r|reg|rule|art|para|Sch|Part)s? ?)?(\d+[A-Z]*)(?:\.(\d+))?")
_RANGE = re.compile(r"(\d+)(?:\([^)]*\))*(?: to |\s?[-–]\s?)(\d+)")
_NAMED = re.compile(r"\b(?:sections?|regulations?|regs?|rules?|paragraphs?|ss?)[. ]{0,2}\d", re.I)
_SEVERAL = re.compile(r"\d\S* (?:and|to) |, \d|\bregs\b")
_ENOUGH = 3
_LAWLIKE = stems("act regulations rules england education families local government")
_WIDE_THEMES = frozenset({"SYSTEMIC", "COMM", "SERVICE-FAILURE"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule or duty is about, as far as it tells what is related to it."""

    groups: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    met_by: frozenset[str] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()
    topic: frozenset[str] = frozenset()


def apart(one: Subject, other: Subject) -> bool:
    """True where nothing relates the two: safe to be set against each other."""
    named = ("groups", "duties", "themes", "met_by", "topic")
    if any(getattr(one, name) & getattr(other, name) for name in named):
        return False
    return not same_place(one.places, other.places)


def same_place(
    one: Iterable[tuple[str, str]], other: Iterable[tuple[str, str]], *, whole: bool = False
) -> bool:
    """True where two sets of places in the law share one; a law without a place is all of it.

    With `whole` two places in one law are the same wherever either names no number.
    """
    for title, number in one:
        for title2, number2 in other:
            if title == title2 and (number == number2 or (whole and "" in (number, number2))):
                return True
    return False


@lru_cache(maxsize=1000)
def places_of(basis: str) -> frozenset[tuple[str, str]]:
    """Return (law, number of the section or regulation) of a legal basis, ranges spelt out.

    Subsections count as their section, for each is arguably the place of the other.
    """
    found: set[tuple[str, str]] = set()
    for law in laws_of(basis):
        title = law.title.split(" as amended")[0].strip()
        numbers = {match[2] for match in _NUMBER.finditer(re.sub(r"\([^)]*\)", "", law.pinpoint))}
        for first, last in _RANGE.findall(law.pinpoint):
            numbers.update(str(n) for n in range(int(first), min(int(last), int(first) + 200) + 1))
        found.update((title, number) for number in numbers or {""})
    return frozenset(found)


def short_basis(basis: str) -> str:
    """Return a basis as it is cited, without words in brackets that tell what it is about and
    without who amended it, which would mark it out among others."""
    cited = re.sub(r" \([^()\d]{2}[^()]* [^()]*\)(?=;| and |$)", "", cite_basis(basis))
    return re.sub(r",? (?:as amended|as inserted|substituted|inserted) by [^;]*", "", cited)


def basis_form(basis: str) -> tuple[frozenset[str], bool]:
    """Return the laws of a basis, and whether it names several places: what tells it at sight."""
    return frozenset(title for title, _ in places_of(basis)), bool(_SEVERAL.search(basis))


def fair_bases(right: str, others: Iterable[str], question: str) -> frozenset[str]:
    """Return the bases that may be set against `right`: other places, told apart by number alone.

    Where enough stand in the same law as the right one, only those come: a law of another name
    could be told by its name. None come where the name of the law stands in the question and no
    other basis shares it. Of several in one place one comes: three of one section show the fourth.
    """
    own = places_of(right)
    elsewhere = [o for o in sorted(others) if not same_place(own, places_of(o), whole=True)]
    unlike = {min(places_of(o), default=("", "")): o for o in elsewhere}.values()
    laws = {title for title, _ in own}
    near = [o for o in unlike if {title for title, _ in places_of(o)} & laws]
    if len(near) >= _ENOUGH:
        return frozenset(near)
    named = stems(short_basis(right)) - _LAWLIKE
    return frozenset() if named & stems(question) else frozenset(unlike)


def is_legislation(basis: str) -> bool:
    """True where a basis names nothing but enacted law: guidance is no section of it."""
    laws = laws_of(basis)
    return bool(laws) and all(law.kind is LawKind.LEGISLATION and law.pinpoint for law in laws)


def speaks_of_place(text: str) -> bool:
    """True where `text` names a section or regulation, and so may give one away."""
    return bool(_NAMED.search(text))


def like_length(one: Limit, other: Limit) -> bool:
    """True where two lengths are the same or could pass for it: 4 weeks, 1 month."""
    first, second = (limit.n * _EACH[limit.unit] for limit in (one, other))
    low, high = sorted((first, second))
    return not low or high / low < _NEAR


def subject_of_rule(
    rule: Rule, timetable: Timetable, duties: Mapping[str, Mapping[str, Any]]
) -> Subject:
    """Return what a time limit is about; `duties` are the records of corpus/duties.jsonl by id."""
    own = [duties[name] for name in rule.duties if name in duties]
    events = [*rule.events, *(later.event for later in rule.or_later)]
    groups = {timetable.events[name].group for name in events}
    return Subject(
        frozenset(groups),
        frozenset(rule.duties),
        frozenset(t for record in own for t in record["themes"]) - _WIDE_THEMES,
        frozenset(rule.met_by),
        places_of(rule.legal_basis),
        frozenset({rule.title.lower()}),
    )


def subject_of_duty(record: Mapping[str, Any]) -> Subject:
    """Return what a duty is about: its themes, its next steps, the head of its topic."""
    head = str(record["topic"]).split(":")[0].split(",")[0]
    return Subject(
        duties=frozenset({str(record["id"])}),
        themes=frozenset(record["themes"]) - _WIDE_THEMES,
        places=places_of(str(record["legal_basis"])),
        topic=stems(head) | {"id " + str(record["id"]).split("-")[0]},
    )
