"""Whose words a question asks for, when it tells one voice and asks for another."""

from __future__ import annotations

import pytest

from rag.intents import Intent
from rag.whose_words import intents_of

VOICES = (
    Intent.FINDING,
    Intent.COUNCIL,
    Intent.COMPLAINT,
    Intent.AUTHOR,
    Intent.RESOLVED,
    Intent.RULE,
)


@pytest.mark.parametrize(
    ("question", "voice"),
    [
        (
            "The council told her there was no tutor to be had. Did the Ombudsman accept that?",
            "finding",
        ),
        ("they said the taxi was too dear, was that right", "finding"),
        (
            "It was found at fault over the review. What did the council say when it replied?",
            "council_position",
        ),
        (
            "He was out of school a year, nobody doubts it. What did Mr Q himself complain of?",
            "complaint",
        ),
        ("Officers say the deadlines cannot be kept. What does the report conclude?", "author"),
        (
            "The director told members it was complicated; what did the committee recommend?",
            "resolved",
        ),
        ("One council waited nine months. Leave that aside: what must any council do?", "rule"),
        ("an officer says nobody keeps to it so is twenty weeks just a target", "rule"),
    ],
)
def test_what_is_asked_at_last_settles_whose_words_are_wanted(question: str, voice: str) -> None:
    found = intents_of(question)
    assert Intent(voice) in found
    others = {v for v in VOICES if v in found and v is not Intent(voice)}
    assert not others & {Intent.COUNCIL, Intent.COMPLAINT, Intent.FINDING}


def test_a_plain_question_keeps_all_that_it_wants() -> None:
    found = intents_of("How much was paid and when?")
    assert Intent.AMOUNT in found
    assert not found & set(VOICES)


@pytest.mark.parametrize(
    ("question", "cleared"),
    [
        ("Has any council been cleared over part-time teaching?", True),
        ("Show me a decision where a complaint about transport failed.", True),
        (
            "The parent said lessons never came, yet the Ombudsman sided with the council. Any?",
            True,
        ),
        ("What was it found not to be at fault for?", True),
        ("Was the council at fault over the review?", False),
        ("What did the council say when it replied?", False),
    ],
)
def test_what_was_found_without_fault_may_be_all_that_is_asked(
    question: str, cleared: bool
) -> None:
    assert (Intent.CLEARED in intents_of(question)) is cleared


def test_a_judgement_asked_after_a_complaint_is_told_is_no_complaint() -> None:
    found = intents_of("The complaint began with a late taxi. Was the taxi late?")
    assert Intent.FINDING in found
    assert Intent.COMPLAINT not in found
    assert Intent.COMPLAINT in intents_of("A boy was out of school. What was the complaint about?")
