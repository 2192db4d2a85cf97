"""Facts that a person tells in their own words: what happened when, and what has not happened.

A reading is a guess, which the person sees and corrects: it gives the words that it rests on and
says what it assumed. Events are those of corpus/events.jsonl, their signs prompts/facts.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.deadlines import load_timetable
from app.printed_days import When, find_days, impossible_days, lay_in_order, settle_day
from rag.deadlines import say_date
from rag.wording import Wording, load_wording

__all__ = ["Fact", "Told", "Undone", "read_words", "told_record"]

_SPLIT = re.compile(r",|\b(?:and|but|then|so|because|while|before|after)\b", re.I)
_STOP = re.compile(r"[.!?;\n]")
_NONE = re.compile(
    r"\b(?:no|not|never|nothing|without|wait\w*(?: on| for)?|awaiting|yet to)\b|n['’]t\b", re.I
)
_UNTIL = re.compile(r"\b(?:until|till)\b", re.I)
_APART = 40  # what a comma or an "and" between a date and an event weighs, in characters
_BEFORE = 8  # what it weighs that a date stands before its event
_FAR = 150  # characters from which a date is no longer of an event
_REACH = 45  # characters before an event in which "no" or "not" speaks of it
_INSTEAD = {"final-plan": ("amended-plan", "review-meeting", "request")}


@dataclass(frozen=True, slots=True)
class Fact:
    """An event with the day that was read, the words, and in sentences what was assumed."""

    event: str
    day: date
    words: str
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Undone:
    """An event that is told not to have happened, and the words."""

    event: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was read. `notes`: dates of nothing known, dates that do not exist."""

    today: date
    facts: tuple[Fact, ...]
    undone: tuple[Undone, ...]
    notes: tuple[str, ...]

    @property
    def dates(self) -> dict[str, str]:
        """The days by event, as an account takes them."""
        return {fact.event: fact.day.isoformat() for fact in self.facts}


@dataclass(frozen=True, slots=True)
class _Mention:
    event: str
    start: int
    end: int
    weak: bool = False
    missed: bool = False


def read_words(text: str, *, today: date) -> Told:
    """Return the dated facts that `text` tells, in the order in which they are told."""
    return _Reader(text, today).read()


def told_record(told: Told) -> dict[str, Any]:
    """Return a reading as plain JSON."""
    events = load_timetable().events
    return {
        "today": told.today.isoformat(),
        "facts": [
            {
                "event": fact.event,
                "label": events[fact.event].label,
                "date": fact.day.isoformat(),
                "words": fact.words,
                "assumed": list(fact.assumed),
            }
            for fact in told.facts
        ],
        "not_yet": [
            {"event": one.event, "label": events[one.event].label, "words": one.words}
            for one in told.undone
        ],
        "notes": list(told.notes),
    }


class _Reader:
    def __init__(self, text: str, today: date) -> None:
        self.text, self.days = find_days(text, today)
        self.today = today
        self.timetable = load_timetable()
        self.wording: Wording = load_wording(name="facts.toml")
        self.ends = {name for rule in self.timetable.rules for name in rule.met_by}

    def read(self) -> Told:
        mentions = self._mentions()
        pairs = dict(self._pairs([m for m in mentions if not m.missed]))
        told = [(m, self.days[place]) for place, m in sorted(pairs.items())]
        dated = {m.event for m, _ in told}
        told = [(self._instead(m, dated), when) for m, when in told]
        placed = lay_in_order(
            [(m.event, when) for m, when in told],
            {name: event.follows for name, event in self.timetable.events.items()},
            self.today,
        )
        facts = self._facts(told, placed)
        undone = self._undone(mentions, {fact.event for fact in facts})
        loose = [when for place, when in enumerate(self.days) if place not in pairs]
        notes = [self.wording.fill("read.loose", words=when.words) for when in loose]
        for words, year in impossible_days(self.text):
            name = "read.impossible_leap" if year else "read.impossible"
            notes.append(self.wording.fill(name, words=words, **({"year": year} if year else {})))
        if not facts:
            notes.append(self.wording.fill("read.none"))
        return Told(self.today, tuple(facts), tuple(undone), tuple(notes))

    # --- events in the words -------------------------------------------------------------------

    def _mentions(self) -> list[_Mention]:
        found: list[_Mention] = []
        for table in ("signs", "weak", "missed"):
            for event, sign in self.wording.table(table).items():
                for m in re.finditer(sign, self.text, re.I):
                    if any(m.start() < one.end and one.start < m.end() for one in found):
                        continue
                    missed = self._is_missed(m.start(), m.end())
                    if table != "missed" or missed:
                        found.append(_Mention(event, *m.span(), table == "weak", missed))
        return sorted(found, key=lambda one: one.start)

    def _is_missed(self, start: int, end: int) -> bool:
        """True where the words around say that there is none, and not that it came at last."""
        before = self.text[max(0, start - _REACH) : start]
        before = re.split(r"[.!?;,\n]|\b(?:but|and)\b", before)[-1]
        after = re.split(r"[.!?;,\n]|\b(?:but|and)\b", self.text[start : end + _REACH])[0]
        if _UNTIL.search(after) or _UNTIL.search(before):
            return False
        return bool(_NONE.search(before) or _NONE.search(after[end - start :]))

    def _instead(self, mention: _Mention, dated: set[str]) -> _Mention:
        other, told, untold = _INSTEAD.get(mention.event, ("", "", ""))
        if told in dated and untold not in dated and other not in dated:
            return _Mention(other, mention.start, mention.end, mention.weak, mention.missed)
        return mention

    # --- which date belongs to which event -----------------------------------------------------

    def _pairs(self, mentions: Sequence[_Mention]) -> Iterator[tuple[int, _Mention]]:
        """Yield the place of each date with its event, the nearest first, each once."""
        costs = sorted(
            (cost, place, order)
            for place, when in enumerate(self.days)
            for order, mention in enumerate(mentions)
            if (cost := self._cost(when, mention)) < _FAR
        )
        places: set[int] = set()
        orders: set[int] = set()
        for _, place, order in costs:
            if place not in places and order not in orders:
                places.add(place)
                orders.add(order)
                yield place, mentions[order]

    def _cost(self, when: When, mention: _Mention) -> float:
        if when.start < mention.end and mention.start < when.end:
            return 0
        first = when.start < mention.start
        between = (
            self.text[when.end : mention.start] if first else self.text[mention.end : when.start]
        )
        if _STOP.search(between):
            return _FAR
        weak = _BEFORE if mention.weak else 0
        return (
            len(between) + _APART * len(_SPLIT.findall(between)) + (_BEFORE if first else 0) + weak
        )

    # --- what is told of it --------------------------------------------------------------------

    def _facts(self, told: Sequence[tuple[_Mention, When]], placed: Sequence[When]) -> list[Fact]:
        events = {mention.event for mention, _ in told}
        facts: dict[str, Fact] = {}
        for (mention, printed), when in zip(told, placed, strict=True):
            latest = not self._ends_one(mention.event, events)
            day = settle_day(when, latest=latest)
            old = facts.get(mention.event)
            if old is None:
                assumed = tuple(self._assumed(mention, printed, when, day, latest=latest))
                facts[mention.event] = Fact(
                    mention.event, day, self._clause(mention, printed), assumed
                )
            elif old.day != day:
                values = {"first": say_date(old.day), "second": say_date(day)}
                said = (*old.assumed, self.wording.fill("read.two", **values))
                facts[mention.event] = Fact(old.event, old.day, old.words, said)
        return list(facts.values())

    def _ends_one(self, event: str, events: set[str]) -> bool:
        """True where an event ends a limit that another one of those told began."""
        return any(
            event in rule.met_by and any(name in events for name in rule.events)
            for rule in self.timetable.rules
        )

    def _assumed(
        self, mention: _Mention, printed: When, when: When, day: date, *, latest: bool
    ) -> Iterator[str]:
        words = self.text[mention.start : mention.end]
        if mention.weak:
            label = self.timetable.events[mention.event].label
            yield self.wording.fill("read.taken", words=words, label=label)
        if mention.event == "amended-plan" and not re.search(r"amend|updat|revis|chang", words):
            yield self.wording.fill("read.instead", words=words)
        if printed.is_open:
            yield self.wording.fill(
                "read.year", words=printed.words, year=day.year, today=say_date(self.today)
            )
        if printed.about:
            yield self.wording.fill("read.about", words=printed.words, today=say_date(self.today))
        elif not when.exact:
            name = "read.last" if latest else "read.first"
            yield self.wording.fill(name, words=printed.words, day=say_date(day))

    def _clause(self, mention: _Mention, when: When) -> str:
        start, end = min(mention.start, when.start), max(mention.end, when.end)
        return " ".join(self.text[start:end].split())

    def _undone(self, mentions: Sequence[_Mention], dated: set[str]) -> Iterator[Undone]:
        seen: set[str] = set()
        for mention in mentions:
            event = self._instead(mention, dated).event
            known = event in dated or event in seen or event not in self.ends
            if not mention.missed or known or not self._begun(event, dated):
                continue
            seen.add(event)
            start = max(0, mention.start - _REACH)
            words = re.split(r"[.!?;,\n]|\b(?:but|and)\b", self.text[start : mention.end])[-1]
            yield Undone(event, " ".join(words.split()))

    def _begun(self, event: str, dated: set[str]) -> bool:
        """True where a limit that the event would end has begun, as it is told."""
        return any(
            event in rule.met_by and any(name in dated for name in rule.events)
            for rule in self.timetable.rules
        )
