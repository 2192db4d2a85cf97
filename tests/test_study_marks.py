"""What would give an answer away: its words, its form, how often it is right; a finding unsaid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.deadlines import load_timetable
from ingest.build import build_index
from rag.fakes import HashedEmbedder, WordCounter
from rag.library import DiskLibrary, open_library
from rag.study.even import evened
from rag.study.item import Draft, Item, ItemKind, Proof, assemble
from rag.study.safe import basis_form, short_basis
from rag.study.session import make_items

PROOF = (Proof("The rule.", record="deadlines/X", basis="An Act, s 1"),)
GOLD = Path(__file__).parents[1] / "eval" / "gold" / "documents"


def made(
    right: str, *wrong: str, question: str = "?", name: str = "d", seed: int = 0
) -> Item | None:
    return assemble(
        ItemKind.FINDING,
        name,
        finding="x",
        question=question,
        right=Draft(right, PROOF),
        wrong=[Draft(text, PROOF) for text in wrong],
        most=3,
        seed=seed,
    )


def test_an_answer_that_alone_repeats_the_question_is_not_asked() -> None:
    question = "Reassess the pupil: from what do the weeks run?"
    right = "the decision to do a reassessment"
    assert made(right, "the taxi came", "the panel met", question=question) is None
    told = made(right, "the taxi came", "a reassessed pupil moved", question=question)
    assert told is not None


def test_two_words_that_stand_together_mark_an_answer_as_one_does() -> None:
    question = "Education within 15 school days: from when?"
    loose = ("the school closed", "three days went by", "the panel met")
    assert made("the first school day missed", *loose, question=question) is None
    assert made("the first school day missed", "a school day ended", "it met", question=question)


def test_whether_an_item_is_made_does_not_hang_on_the_seed() -> None:
    wrong = ("a red plan", "a green plan", "a review", "a letter", "a meeting", "an order")
    question = "The plan and the review?"
    items = [made("plan review", *wrong, question=question, seed=seed) for seed in range(20)]
    assert {item is None for item in items} == {True}
    near = ("a plan review met", *wrong)
    again = [made("plan review", *near, question=question, seed=seed) for seed in range(20)]
    texts = [{option.text for option in item.options} for item in again if item is not None]
    assert len(texts) == 20
    assert all("a plan review met" in text for text in texts)
    assert len({frozenset(text) for text in texts}) > 1


def test_an_answer_of_a_form_of_its_own_is_not_asked() -> None:
    def asked(right: str, *wrong: str) -> Item | None:
        drafts = [Draft(text, PROOF) for text in wrong]
        return assemble(
            ItemKind.WHICH_SECTION,
            "d",
            finding="x",
            question="?",
            right=Draft(right, PROOF),
            wrong=drafts,
            most=2,
            seed=0,
            form=basis_form,
        )

    act, rules = "Education Act 1996, s {}", "SEND Regulations 2014, reg {}"
    assert asked(act.format(19), rules.format(13), rules.format(20)) is None
    kept = asked(act.format(19), rules.format(13), rules.format(20), act.format("508F"))
    assert kept is not None
    assert act.format("508F") in [option.text for option in kept.options]
    assert asked("SEND Regulations 2014, regs 32 to 42", rules.format(13), rules.format(20)) is None


def test_who_amended_a_law_is_not_told_in_an_option() -> None:
    basis = "SEND Regulations 2014 reg 45(4) as amended by SI 2015/359 reg 8"
    assert short_basis(basis) == "SEND Regulations 2014, reg 45(4)"


@pytest.mark.parametrize(("fault", "none"), [(9, 2), (2, 9), (5, 5), (1, 0)])
def test_an_answer_is_right_at_most_as_often_as_it_is_wrong(fault: int, none: int) -> None:
    labels = ("Fault", "No fault", "Not investigated")
    rights = [labels[0]] * fault + [labels[1]] * none
    items = [
        item
        for number, right in enumerate(rights)
        if (item := made(right, *(t for t in labels if t != right), name=f"d{number}"))
    ]
    kept = evened(items)
    assert Counter(item.right.text for item in kept) == Counter(
        {labels[0]: min(fault, none), labels[1]: min(fault, none)}
    )
    assert evened(list(reversed(items))) == list(reversed(kept))


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DiskLibrary]:
    index = tmp_path_factory.mktemp("gold") / "index"
    build_index(index, [str(GOLD)], starter=False, embedder=HashedEmbedder(), counter=WordCounter())
    library = open_library(index)
    yield library
    library.close()


@pytest.mark.slow
def test_a_full_text_says_in_words_what_it_is_asked_for(gold: DiskLibrary) -> None:
    items = [i for i in make_items(gold, load_timetable()) if i.kind is ItemKind.FINDING]
    assert items
    for item in items:
        quotes = " ".join(p.citation.quote for p in item.right.proofs if p.citation)
        if item.right.text in ("Fault", "No fault"):
            assert "fault" in quotes.lower(), item.id
