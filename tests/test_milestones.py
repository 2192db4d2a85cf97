"""What a dated sentence tells: deeds of the timetable, not what is asked or promised."""

from __future__ import annotations

import pytest

from app.deadlines import load_timetable
from rag.milestones import MILESTONES, is_exact, read_milestone

TOLD = [
    ("Mrs X asked the Council for an EHC needs assessment in {}.", "request"),
    ("In {} the school applied for an EHC needs assessment for D.", "request"),
    ("The Council received the nursery’s request for an EHC needs assessment on {}.", "request"),
    ("On {} Mr X made a parental request for an EHC needs assessment.", "request"),
    ("It refused to carry out an EHC needs assessment on {}.", "refusal-to-assess"),
    ("The Council agreed to carry out an EHC needs assessment on {}.", "assessment-agreed"),
    ("The Council sent Mr X a draft EHC Plan on {}.", "draft-plan"),
    ("The Council issued D’s final EHC Plan on {}.", "final-plan"),
    ("The final EHC plan was issued on {}.", "final-plan"),
    ("The Council did not issue the final EHC plan until {}.", "final-plan"),
    ("It finalised D’s plan in {}.", "final-plan"),
    ("The Council issued a proposed amended EHC plan in {}.", "amendment-notice"),
    ("The Council issued an amended final EHC plan on {}.", "amended-plan"),
    ("The school held an early annual review in {}.", "review-meeting"),
    ("D’s annual review took place on {}.", "review-meeting"),
    ("The Council received the EP advice on {}.", "advice-received"),
    ("The Tribunal ordered the Council to amend the plan in {}.", "order-amend"),
]
NOT_TOLD = [
    "The Council did not issue a final EHC plan in {}.",
    "In {} Mrs X complained the Council had not issued the final EHC plan.",
    "The Council said it would issue the final EHC plan by {}.",
    "In {} Mrs X asked the Council when it would issue the final plan.",
    "The Council failed to issue a final plan by {}.",
    "The Council had still not issued the final plan when Mrs X complained in {}.",
    "Mr X appealed the final plan the Council issued in May 2019 on {}.",
    "The Council paid for twelve hours of teaching from {}.",
]


@pytest.mark.parametrize(("sentence", "name"), TOLD)
@pytest.mark.parametrize("when", ["4 May 2023", "May 2023"])
def test_a_deed_is_read_with_its_date(sentence: str, name: str, when: str) -> None:
    assert read_milestone(sentence.format(when), when) == name


@pytest.mark.parametrize("sentence", NOT_TOLD)
def test_what_is_only_spoken_of_is_no_deed(sentence: str) -> None:
    assert read_milestone(sentence.format("4 May 2023"), "4 May 2023", ["May 2019"]) is None


def test_each_date_of_a_sentence_dates_its_own_deed() -> None:
    sentence = (
        "The Council held an annual review meeting on 5 June 2023 and issued an amended final EHC "
        "plan on 1 December 2023."
    )
    dates = ["5 June 2023", "1 December 2023"]
    assert [read_milestone(sentence, when, dates) for when in dates] == [
        "review-meeting",
        "amended-plan",
    ]


def test_a_date_that_only_bounds_is_told_apart() -> None:
    assert is_exact("It issued the plan on 4 May 2023.", "4 May 2023")
    assert is_exact("It did not issue the plan until 4 May 2023.", "4 May 2023")
    assert not is_exact("By 4 May 2023 it had the request.", "4 May 2023")
    assert not is_exact("It had issued it before 4 May 2023.", "4 May 2023")


def test_every_milestone_is_an_event_of_the_timetable() -> None:
    assert set(MILESTONES) <= set(load_timetable().events)
