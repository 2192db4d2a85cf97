"""Every item that the starter library makes: one right option, wrong ones contradicted, no leak."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.deadlines import load_timetable
from rag.deadlines import Limit
from rag.kinds import Kind, Role
from rag.library import DiskLibrary, open_library
from rag.study.item import Item, ItemKind, Proof, stems
from rag.study.safe import basis_form, fair_bases, like_length, places_of, same_place, short_basis
from rag.study.session import make_items
from rag.study.shown import repeats, tells_outcome
from rag.text import fold

pytestmark = pytest.mark.slow

CASE_KINDS = (ItemKind.FINDING, ItemKind.DUTY, ItemKind.INJUSTICE, ItemKind.REMEDY)
VERDICTS = re.compile(r"\b(?:at fault|fault|upheld|maladministration|injustice)\b", re.I)


@pytest.fixture(scope="module")
def library(starter_index: Path) -> Iterator[DiskLibrary]:
    library = open_library(starter_index)
    yield library
    library.close()


@pytest.fixture(scope="module")
def items(library: DiskLibrary) -> list[Item]:
    return make_items(library, load_timetable())


def resolves(library: DiskLibrary, proof: Proof) -> bool:
    """True where the proof names a passage or record that is there and says what is quoted."""
    if proof.citation:
        paragraph = library.paragraph(proof.citation.paragraph_id)
        assert paragraph is not None
        start, end = (at - paragraph.start for at in (proof.citation.start, proof.citation.end))
        assert proof.citation.quote
        assert paragraph.text[start:end] == proof.citation.quote
    if proof.record:
        room, _, name = proof.record.partition("/")
        rules = {rule.id for rule in load_timetable().rules}
        duties = {row["id"] for row in library.lexicon("duties")}
        assert name in {"deadlines": rules, "duties": duties}[room]
        assert proof.basis
    return bool(proof.citation or proof.record)


def test_there_are_items_of_the_kinds_that_digests_allow(items: list[Item]) -> None:
    counts = Counter(item.kind for item in items)
    assert counts[ItemKind.DUTY] >= 8
    for kind in (ItemKind.FINDING, ItemKind.HOW_LONG, ItemKind.FROM_WHEN, ItemKind.WHICH_SECTION):
        assert counts[kind] >= 20
    assert counts[ItemKind.WHOSE] >= 2
    assert len({item.id for item in items}) == len(items)


def test_exactly_one_option_is_right_and_every_option_is_proved(
    items: list[Item], library: DiskLibrary
) -> None:
    for item in items:
        assert [option.right for option in item.options].count(True) == 1, item.id
        assert len(item.options) >= 3, item.id
        assert len({fold(option.text).lower() for option in item.options}) == len(item.options)
        assert len({option.id for option in item.options}) == len(item.options)
        for option in item.options:
            assert option.proofs, (item.id, option.text)
            assert all(resolves(library, proof) for proof in option.proofs)


def test_what_contradicts_a_wrong_option_is_a_finding_or_a_rule(items: list[Item]) -> None:
    judged = {Role.FINDINGS, Role.REMEDY, Role.DECISION, Role.LAW}
    for item in items:
        for option in item.options:
            for proof in option.proofs:
                assert proof.record or (proof.citation and proof.citation.role in judged), item.id


def test_what_is_shown_is_complaint_position_or_dated_fact_and_tells_no_outcome(
    items: list[Item], library: DiskLibrary
) -> None:
    allowed = {Role.COMPLAINT, Role.COUNCIL_POSITION, Role.FACTS}
    for item in items:
        assert bool(item.shown) == (item.kind in CASE_KINDS)
        for line in item.shown:
            place = line.citation
            assert place.role in allowed, item.id
            assert not VERDICTS.search(place.quote), place.quote
            assert not tells_outcome(place.quote)
            if place.kind is Kind.DIGEST:
                assert place.section in ("Complaint", "When")
            if place.role is Role.FACTS:
                assert re.search(r"\d{4}", place.quote), place.quote
        if item.shown and item.kind is not ItemKind.FINDING:
            assert not repeats(item.right.text, item.shown), item.id


def test_no_wrong_length_could_pass_for_the_right_one(items: list[Item]) -> None:
    rules = {rule.id: rule for rule in load_timetable().rules}

    def limit(text: str) -> Limit:
        n, _, unit = text.partition(" ")
        return Limit(int(n), unit if unit.endswith("s") else unit + "s", "")

    for item in items:
        if item.kind is ItemKind.HOW_LONG:
            right = rules[item.source.removeprefix("deadlines/")].limit
            assert right is not None
            assert item.right.text == right.words
            for option in item.options:
                assert option.right or not like_length(right, limit(option.text)), item.id


def test_no_wrong_section_is_the_right_one_by_another_subsection(items: list[Item]) -> None:
    for item in items:
        if item.kind is ItemKind.WHICH_SECTION:
            basis = item.right.proofs[0].basis
            assert basis
            for option in item.options:
                if not option.right:
                    theirs = option.proofs[-1].basis
                    assert theirs
                    assert not same_place(places_of(basis), places_of(theirs), whole=True), item.id


def test_a_wrong_duty_shares_no_theme_or_provision_with_the_case(
    items: list[Item], library: DiskLibrary
) -> None:
    duties = {row["id"]: row for row in library.lexicon("duties")}
    for item in items:
        if item.kind is not ItemKind.DUTY:
            continue
        case = library.case(item.source)
        assert case is not None
        for option in item.options:
            if not option.right:
                name = str(option.proofs[-1].record).removeprefix("duties/")
                assert not set(duties[name]["themes"]) & set(case.themes), item.id
                assert not set(duties[name]["provision"]) & set(case.provisions), item.id


def test_no_answer_is_right_so_often_that_it_can_be_given_unread(items: list[Item]) -> None:
    for kind in (ItemKind.FINDING, ItemKind.WHOSE):
        options = [option for item in items if item.kind is kind for option in item.options]
        right = Counter(option.text for option in options if option.right)
        wrong = Counter(option.text for option in options if not option.right)
        assert all(right[text] <= wrong[text] for text in right), (right, wrong)


def test_matching_words_finds_the_answer_no_better_than_chance(items: list[Item]) -> None:
    hits: dict[ItemKind, list[float]] = {}
    for item in items:
        told = stems(" ".join((item.question, *(s.citation.quote for s in item.shown))))
        shared = [len(stems(option.text) & told) for option in item.options]
        first = [o.right for o, n in zip(item.options, shared, strict=True) if n == max(shared)]
        hits.setdefault(item.kind, []).append(sum(first) / len(first))
    for kind, found in hits.items():
        if len(found) >= 20:
            assert sum(found) / len(found) < 0.4, kind


def test_no_provision_stands_out_by_its_law_or_its_form(items: list[Item]) -> None:
    for item in items:
        if item.kind is ItemKind.WHICH_SECTION:
            own = basis_form(item.right.text)
            wrong = [option for option in item.options if not option.right]
            assert own in [basis_form(option.text) for option in wrong], item.id
            places = [min(places_of(option.text), default=("", "")) for option in wrong]
            assert len(set(places)) == len(places), item.id
        if item.kind in (ItemKind.WHICH_SECTION, ItemKind.DUTY):
            assert not any("amended by" in option.text for option in item.options), item.id


def test_a_length_has_another_in_its_own_unit_beside_it(items: list[Item]) -> None:
    for item in items:
        if item.kind is ItemKind.HOW_LONG:
            units = [o.text.split(" ", 1)[1].rstrip("s") for o in item.options if not o.right]
            assert item.right.text.split(" ", 1)[1].rstrip("s") in units, item.id


def test_who_has_to_act_is_not_told_by_the_question(items: list[Item]) -> None:
    for item in items:
        if item.kind is ItemKind.WHOSE:
            for option in item.options:
                assert not stems(option.text) & stems(item.question), (item.id, option.text)


def test_two_builds_give_the_same_ids_and_another_seed_changes_no_id(
    items: list[Item], library: DiskLibrary, starter_index: Path
) -> None:
    again = open_library(starter_index)
    try:
        assert make_items(again, load_timetable()) == items
    finally:
        again.close()
    other = make_items(library, load_timetable(), seed=7)
    assert [item.id for item in other] == [item.id for item in items]
    assert [item.right.text for item in other] == [item.right.text for item in items]
    assert other != items


def test_an_id_changes_with_the_finding_and_with_nothing_else(items: list[Item]) -> None:
    timetable = load_timetable()
    changed = tuple(
        replace(rule, limit=Limit(21, "weeks", "")) if rule.id == "EHCNA-FINAL" else rule
        for rule in timetable.rules
    )
    from rag.study.limits import limit_items
    from rag.wording import load_wording

    wording = load_wording(name="study.toml")
    old = {i.id for i in limit_items(timetable, [], wording, seed=0) if "EHCNA-FINAL" in i.id}
    new = {
        i.id
        for i in limit_items(replace(timetable, rules=changed), [], wording, seed=0)
        if "EHCNA-FINAL" in i.id
    }
    assert len(old) == len(new) > 1
    assert {name for name in old if name.startswith("how-long")} & new == set()
    assert {name for name in old if name.startswith("from-when")} <= new


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (Limit(4, "weeks", ""), Limit(1, "months", ""), True),
        (Limit(4, "weeks", ""), Limit(20, "working days", ""), True),
        (Limit(12, "months", ""), Limit(1, "years", ""), True),
        (Limit(6, "weeks", ""), Limit(12, "weeks", ""), False),
        (Limit(15, "days", ""), Limit(2, "weeks", ""), True),
        (Limit(2, "weeks", ""), Limit(4, "weeks", ""), False),
    ],
)
def test_lengths_that_could_be_the_same_in_another_count(
    one: Limit, other: Limit, alike: bool
) -> None:
    assert like_length(one, other) is alike
    assert like_length(other, one) is alike


def test_a_basis_is_shown_with_its_whole_title_and_without_what_it_is_about() -> None:
    whole = "Tribunal Procedure (First-tier Tribunal) (Social Chamber) Rules 2008 r20(1)(c)"
    assert "(First-tier Tribunal) (Social Chamber) Rules 2008" in short_basis(whole)
    told = short_basis(
        "SEND Regulations 2014 reg 6(1) (advice to seek) and reg 8(1) (weeks to say)"
    )
    assert told == "SEND Regulations 2014, reg 6(1) and reg 8(1)"


def test_places_are_told_apart_by_section_with_ranges_spelt_out() -> None:
    assert places_of("Education Act 1996 s19(1) and (3A)") == places_of("Education Act 1996 s19(6)")
    ranged = places_of("SEND Regulations 2014 regs 32 to 42")
    assert ranged & places_of("SEND Regulations 2014 reg 33")
    assert not ranged & places_of("SEND Regulations 2014 reg 44(2)")
    near = fair_bases(
        "SEND Regulations 2014 reg 13(1)",
        ["SEND Regulations 2014 reg 13(2)", "Education Act 1996 s19"],
        "Who may comment on the draft?",
    )
    assert near == {"Education Act 1996 s19"}
    told = fair_bases("Equality Act 2010 s20", ["Education Act 1996 s19"], "A duty of equality.")
    assert told == frozenset()


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("The council was at fault for the delay.", True),
        ("We upheld part of what she said.", True),
        ("I find the council did nothing.", True),
        ("The Council accepted it was late.", True),
        ("Ms X said the school sent her home in May 2024.", False),
        ("In June 2024 the council received the request.", False),
    ],
)
def test_words_of_an_outcome(text: str, tells: bool) -> None:
    assert tells_outcome(text) is tells
