"""Typos are put right where it is plain what was meant, and never otherwise."""

from __future__ import annotations

import pytest

from rag.spelling import Speller

WORDS = (
    "tuition tuition hertfordshire hertfordshire assessment assessment speech speech therapy "
    "therapy tribunal tribunal review review annual annual placement placements placement "
    "placements casework caseworks casework caseworks"
)
ENGLISH = frozenset("mother bother confined lead leave stated review pain plain school".split())


@pytest.fixture
def speller() -> Speller:
    return Speller(lambda: [WORDS], ENGLISH.__contains__)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tutition", "tuition"),
        ("speach therepy", "speech therapy"),
        ("the annaul reveiw", "the annual review"),
        ("Hertforshire's reply", "Hertfordshire's reply"),
        ("tribunel", "tribunal"),
        ("havent had it", "haven't had it"),
        ("theyre late and ive asked", "they're late and i've asked"),
    ],
)
def test_what_is_plainly_meant_is_read(speller: Speller, typed: str, meant: str) -> None:
    assert speller.correct(typed)[0] == meant


@pytest.mark.parametrize(
    "right",
    ["bother", "leavers", "confining", "restated", "24 018 294", "EHCP", "obfuscated", "tuitions"],
)
def test_what_may_be_right_is_left_alone(speller: Speller, right: str) -> None:
    assert speller.correct(right) == (right, {})


def test_two_words_that_are_as_near_leave_a_typo_as_it_is() -> None:
    speller = Speller(lambda: ["manner manner", "banner banner", "matter matter"], lambda w: False)
    assert speller.correct("mamner")[0] == "manner"
    assert speller.correct("maxxer")[0] == "maxxer"


def test_what_was_changed_is_told(speller: Speller) -> None:
    assert speller.correct("Tutition, now")[1] == {"Tutition": "Tuition"}
