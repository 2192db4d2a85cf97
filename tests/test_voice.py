"""Whose words a sentence gives."""

import pytest

from rag.voice import reports_a_party


@pytest.mark.parametrize(
    "sentence",
    [
        "The Council said it had no medical information.",
        "The Council has also explained that the officer left.",
        "Mrs X complained that nobody rang back.",
        "It told her to ask the school.",
        "“The School states that the place was open.”",
    ],
)
def test_what_a_party_said_is_told_only(sentence: str) -> None:
    assert reports_a_party(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Council did not consider all the evidence it had.",
        "However, the Council should have weighed what the parent said.",
        "I cannot see how the Council decided this.",
        "This is fault.",
        "The Council failed to reply.",
    ],
)
def test_a_judgement_is_the_ombudsmans_own(sentence: str) -> None:
    assert not reports_a_party(sentence)
