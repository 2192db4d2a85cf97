"""Questions on time limits: how long, from when, whose, and where it is laid down."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.authority import cite_basis
from rag.periods import periods
from rag.study.item import Draft, Item, ItemKind, Proof, assemble, stems
from rag.study.safe import (
    Subject,
    apart,
    basis_form,
    fair_bases,
    is_legislation,
    like_length,
    places_of,
    short_basis,
    speaks_of_place,
    subject_of_rule,
)
from rag.timetable import Rule, Timetable
from rag.wording import Wording

__all__ = ["limit_items"]

_WRONG = 3  # wrong options of a question
_MOST_EVENTS = 2
_TWO_PLAIN = re.compile(r"\b(?:to|and|–) \w+ (?:days|weeks|months)\b")
_SAME_EVENT = 0.34  # share of the rarer words by which two events are told apart
_COUNCILS = re.compile(r"\bcouncil\b")
_TO_YOU = re.compile(r"\byou\b", re.I)
_SIDES = ("council", "family")  # what is the one's to do is never the other's
_LAW = "in force"
_BINDING = (_LAW, "statutory guidance", "guidance")
_SETS_OFF = ("after", "before")


@dataclass(frozen=True, slots=True)
class _Bank:
    """The rules that may be asked about, each with what it is about."""

    rules: Sequence[tuple[Rule, Subject]]
    timetable: Timetable
    wording: Wording
    seed: int

    def strangers(self, subject: Subject) -> Iterator[Rule]:
        return (rule for rule, other in self.rules if apart(subject, other))

    def kin(self, rule: Rule, subject: Subject) -> Iterator[Rule]:
        return (r for r, other in self.rules if r is not rule and not apart(subject, other))

    def is_plain_law(self, rule: Rule) -> bool:
        """True where a rule needs no basis beside it: law, and the only one of its title."""
        titles = [other.title for other in self.timetable.rules]
        return rule.status == _LAW and titles.count(rule.title) == 1

    def event(self, rule: Rule) -> str:
        return "; or ".join(self.timetable.events[name].label for name in rule.events)

    def actor(self, rule: Rule) -> str | None:
        return self.wording.table("whose").get(rule.whose)

    def parts(self, rule: Rule) -> dict[str, str]:
        assert rule.limit
        return {
            "title": rule.title,
            "condition": f" ({rule.condition})" if rule.condition else "",
            "setting": "" if self.is_plain_law(rule) else f" under {cite_basis(rule.legal_basis)}",
            "whose": (self.actor(rule) or rule.whose).lower(),
            "length": rule.limit.words,
            "direction": _SETS_OFF[rule.before],
            "event": self.event(rule),
        }

    def ask(self, name: str, rule: Rule, *fields: str, **more: str) -> str:
        parts = self.parts(rule)
        return self.wording.fill(f"ask.{name}", **{f: parts[f] for f in fields}, **more)

    def proof(self, name: str, rule: Rule) -> Proof:
        told = {key: words for key, words in self.parts(rule).items() if key != "setting"}
        return Proof(
            self.wording.fill(f"proof.{name}", **told),
            record=f"deadlines/{rule.id}",
            basis=cite_basis(rule.legal_basis),
            url=rule.source_url,
        )

    def item(
        self,
        kind: ItemKind,
        rule: Rule,
        question: str,
        right: str,
        wrong: Mapping[str, Rule],
        form: Callable[[str], Hashable] | None = None,
    ) -> Item | None:
        """Return the question; each wrong option is proved by the rule and by its own."""
        own = self.proof("rule", rule)
        return assemble(
            kind,
            f"deadlines/{rule.id}",
            finding=right,
            question=question,
            right=Draft(right, (own,)),
            wrong=[Draft(text, (own, self.proof("elsewhere", r))) for text, r in wrong.items()],
            most=_WRONG,
            least=_WRONG,
            seed=self.seed,
            form=form,
        )


def limit_items(
    timetable: Timetable, duties: Sequence[Mapping[str, Any]], wording: Wording, *, seed: int
) -> list[Item]:
    """Return the questions that the rules allow, in the order of the rules.

    A rule is asked about only where it is law or guidance now, is one plain length, and has no
    other limit beside it. `duties` are records of corpus/duties.jsonl.
    """
    records = {str(record["id"]): record for record in duties}
    rules = [(r, subject_of_rule(r, timetable, records)) for r in timetable.rules if _plain(r)]
    bank = _Bank(rules, timetable, wording, seed)
    makers: tuple[Callable[[_Bank, Rule, Subject], Item | None], ...] = (
        _how_long,
        _from_when,
        _whose,
        _which_section,
    )
    made = (maker(bank, rule, subject) for rule, subject in rules for maker in makers)
    return [item for item in made if item is not None]


def _plain(rule: Rule) -> bool:
    told = f"{rule.title} {rule.condition or ''}"
    return bool(
        rule.limit
        and rule.limit.n > 0
        and rule.in_force_until is None
        and not rule.or_later
        and not periods(told)
        and not _TWO_PLAIN.search(told)
        and len(rule.events) <= _MOST_EVENTS
        and rule.status in _BINDING
        and (rule.condition or "if ").startswith("if ")
    )


def _how_long(bank: _Bank, rule: Rule, subject: Subject) -> Item | None:
    assert rule.limit
    taken = [rule.limit, *(r.limit for r in bank.kin(rule, subject) if r.limit)]
    noted = {period.words for period in periods(rule.note or "")}
    wrong = {
        other.limit.words: other
        for other in bank.strangers(subject)
        if other.limit
        and other.limit.words not in noted
        and not any(like_length(other.limit, one) for one in taken)
    }
    question = bank.ask("how_long", rule, "title", "condition", "setting", "direction", "event")
    if periods(question):
        return None
    return bank.item(ItemKind.HOW_LONG, rule, question, rule.limit.words, wrong, _unit)


def _from_when(bank: _Bank, rule: Rule, subject: Subject) -> Item | None:
    if rule.before:
        return None
    right = bank.event(rule)
    own = _rare(right)
    wrong = {
        bank.event(other): other
        for other in bank.strangers(subject)
        if not other.before and _unlike(own, _rare(bank.event(other)))
    }
    question = bank.ask("from_when", rule, "title", "condition", "setting", "length")
    asked = _rare(question)
    told = len(own & asked) / max(1, len(own))
    near = {text: r for text, r in wrong.items() if _share(_rare(text), asked) <= told + 0.34}
    if told > 0.5:
        return None  # the question would name the event
    laws = {title for title, _ in places_of(rule.legal_basis)}
    kin = {text: r for text, r in near.items() if {t for t, _ in places_of(r.legal_basis)} & laws}
    return bank.item(ItemKind.FROM_WHEN, rule, question, right, kin if len(kin) >= _WRONG else near)


def _whose(bank: _Bank, rule: Rule, subject: Subject) -> Item | None:
    right = bank.actor(rule)
    if right is None:
        return None
    basis = cite_basis(rule.legal_basis)
    question = bank.ask("whose", rule, "title", "condition", "length", basis=basis)
    near = {r.whose for r in bank.kin(rule, subject)}
    acting = {rule.whose, *near}
    if rule.whose in _SIDES:
        acting -= set(_SIDES) - {rule.whose}
    wrong: dict[str, Rule] = {}
    for other in bank.strangers(subject):
        label = bank.actor(other)
        councils = _COUNCILS.search(other.whose) and any(_COUNCILS.search(w) for w in acting)
        if label and other.whose not in acting and not councils:
            wrong.setdefault(label, other)
    said = stems(question)
    if stems(right) & said:
        return None  # the question names whoever has to act
    fair = {label: r for label, r in wrong.items() if not stems(label) & said}
    sides = {bank.wording.table("whose")[name] for name in _SIDES}
    if right not in sides or _TO_YOU.search(question):
        return None
    return bank.item(ItemKind.WHOSE, rule, question, right, fair, sides.__contains__)


def _which_section(bank: _Bank, rule: Rule, subject: Subject) -> Item | None:
    if not is_legislation(rule.legal_basis):
        return None
    right = short_basis(rule.legal_basis)
    wrong: dict[str, Rule] = {}
    for other in bank.strangers(subject):
        if is_legislation(other.legal_basis):
            wrong.setdefault(short_basis(other.legal_basis), other)
    question = bank.ask("section", rule, "title", "condition", "length", "direction", "event")
    fair = fair_bases(rule.legal_basis, [r.legal_basis for r in wrong.values()], question)
    if speaks_of_place(question):
        return None
    chosen = {text: r for text, r in wrong.items() if r.legal_basis in fair}
    return bank.item(ItemKind.WHICH_SECTION, rule, question, right, chosen, basis_form)


def _unit(length: str) -> str:
    return length.partition(" ")[2].rstrip("s")


def _rare(text: str) -> frozenset[str]:
    return stems(text) - stems("the council received child day date sent letter")


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one))


def _unlike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / min(len(one), len(other)) < _SAME_EVENT
