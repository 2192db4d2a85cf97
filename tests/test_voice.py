"""Whose words a sentence gives."""

from types import SimpleNamespace
from typing import Any

import pytest

from rag.compose_general import _shortened
from rag.fakes import HashedEmbedder
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


def test_a_long_finding_is_never_cut_down_to_what_a_party_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = "The Council said that no taxi could be found for him anywhere in the county that month."
    judged = "It should have looked further afield, kept a note of what it tried, and told her so."
    quote = f"{said} {judged} I find that this was fault, since nobody wrote down any reason."
    cut: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "rag.compose_general.cite_id", lambda library, name, start, end: cut.append((start, end))
    )
    embedder = HashedEmbedder()
    materials: Any = SimpleNamespace(
        library=None, embedder=embedder, found=SimpleNamespace(vector=embedder.encode([said])[0])
    )
    citation: Any = SimpleNamespace(quote=quote, paragraph_id="x#1", start=0)
    _shortened(materials, citation)
    [(start, end)] = cut
    assert quote[start:end] != said
    assert said not in quote[start:end]
