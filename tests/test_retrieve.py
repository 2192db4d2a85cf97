"""Retrieval: what is looked at, what speaks for it, and in which order it comes."""

from __future__ import annotations

import numpy as np
import pytest

from rag.bridges import Bridges
from rag.entities import Gazetteer
from rag.fakes import HashedEmbedder
from rag.features import FEATURES, measure_candidates
from rag.kinds import Kind, Role
from rag.library import DiskLibrary
from rag.priors import role_prior
from rag.rank import Ranking, learned_ranking, order
from rag.records import Filters
from rag.replies import Question
from rag.retrieve import Retriever
from rag.understand import Understanding, understand

EMBEDDER = HashedEmbedder()


def asked(library: DiskLibrary, text: str, filters: Filters | None = None) -> Understanding:
    gazetteer = Gazetteer.of(library)
    return understand(Question(text, filters=filters or Filters()), gazetteer)


def column(library: DiskLibrary, text: str, name: str) -> dict[str, float]:
    """Return one feature of every candidate, by passage id."""
    retriever = Retriever(library, EMBEDDER)
    sought = retriever.seek(asked(library, text))
    seen = retriever.look_at(sought.candidates)
    values = measure_candidates(library, sought, seen)[:, FEATURES.index(name)]
    return {one.passage.id: float(value) for one, value in zip(seen, values, strict=True)}


def test_the_bridge_brings_up_a_duty_that_shares_no_word_with_the_question(
    starter_library: DiskLibrary,
) -> None:
    bridge = next(b for b in starter_library.bridges() if b.duties == ("S19-FULLTIME",))
    values = column(starter_library, bridge.text, "duty")
    best = max(values, key=lambda name: values[name])
    assert best.startswith("S19-FULLTIME#")
    assert values[best] == 1.0


def test_a_situation_told_as_people_tell_it_leads_to_its_case(starter_library: DiskLibrary) -> None:
    bridge = next(b for b in starter_library.bridges() if b.id.startswith("case-"))
    leads = Bridges(starter_library).follow(EMBEDDER.encode([bridge.text])[0], bridge.text)
    assert next(iter(leads.references)) == bridge.references[0]
    values = column(starter_library, bridge.text, "situation")
    nearest = {name.split("#")[0] for name, value in values.items() if value == 1.0}
    assert f"digest-{bridge.references[0].replace(' ', '-')}" in nearest


def test_filters_hold_for_every_candidate(starter_library: DiskLibrary) -> None:
    filters = Filters(kinds=(Kind.DUTY,))
    hits = Retriever(starter_library, EMBEDDER).retrieve(
        asked(starter_library, "speech therapy was not delivered for two terms", filters)
    )
    assert hits.hits
    assert {hit.document.kind for hit in hits.hits} == {Kind.DUTY}


def test_a_filter_that_nothing_passes_finds_nothing(tiny: DiskLibrary) -> None:
    filters = Filters(councils=("Nowhere Council",))
    found = Retriever(tiny, EMBEDDER).retrieve(asked(tiny, "speech therapy", filters))
    assert found.hits == ()
    assert found.dense_best == 0.0


def places_of(library: DiskLibrary, text: str) -> dict[Role, int]:
    """Return the place of the first passage of each role among the decisions that are found."""
    hits = Retriever(library, EMBEDDER).retrieve(asked(library, text)).hits
    roles = [hit.passage.role for hit in hits if hit.document.kind is Kind.DECISION]
    return {role: roles.index(role) for role in roles}


def test_what_is_asked_decides_whose_words_come_first(tiny: DiskLibrary) -> None:
    told = places_of(tiny, "What did the council say about school transport?")
    assert told[Role.COUNCIL_POSITION] < min(told[Role.FINDINGS], told[Role.COMPLAINT])
    ruled = places_of(tiny, "What was found about the school transport appeal?")
    assert ruled[Role.FINDINGS] < min(ruled[Role.COUNCIL_POSITION], ruled[Role.COMPLAINT])


@pytest.mark.parametrize("role", [Role.POWERS, Role.METHOD, Role.COUNCIL_POSITION])
def test_stock_text_and_arguments_count_for_less(tiny: DiskLibrary, role: Role) -> None:
    question = asked(tiny, "speech therapy in a plan")
    assert role_prior(question, role) < role_prior(question, Role.FINDINGS)


def test_the_case_that_is_named_stands_out(tiny: DiskLibrary) -> None:
    values = column(tiny, "what was agreed in 24 000 001", "case")
    assert {name for name, value in values.items() if value} == {
        name for name in values if name.startswith("24-000-001")
    }


def test_the_learned_ranking_is_of_these_features() -> None:
    ranking = learned_ranking()
    units = len(ranking.out)
    assert ranking.straight.shape == (len(FEATURES),)
    assert ranking.bends.shape == (units, len(FEATURES))
    assert ranking.bias.shape == (units,)


def test_scores_are_weighed_sums() -> None:
    rows = np.zeros((2, len(FEATURES)), dtype=np.float32)
    rows[1, FEATURES.index("duty")] = 0.5
    assert Ranking.linear({"duty": 3.0}).scores(rows).tolist() == [0.0, 1.5]


def test_bent_scores_are_added() -> None:
    rows = np.zeros((2, len(FEATURES)), dtype=np.float32)
    rows[1, FEATURES.index("duty")] = 0.5
    plain = Ranking.linear({"duty": 3.0})
    bends = np.zeros((1, len(FEATURES)), dtype=np.float32)
    bends[0, FEATURES.index("duty")] = 2.0
    one = np.ones(1, dtype=np.float32)
    bent = Ranking(plain.straight, bends, -one, 4 * one)
    assert bent.scores(rows) == pytest.approx([4 * np.tanh(-1.0), 1.5 + 4 * np.tanh(0.0)])


def test_a_text_that_stands_twice_comes_once(starter_library: DiskLibrary) -> None:
    retriever = Retriever(starter_library, EMBEDDER)
    sought = retriever.seek(asked(starter_library, "annual review was late"))
    seen = [*retriever.look_at(sought.candidates)] * 2
    kept = order(seen, np.ones(len(seen), dtype=np.float32))
    texts = [" ".join(seen[n].passage.text.lower().split()) for n in kept]
    assert len(texts) == len(set(texts)) < len(seen)


def test_what_was_seen_once_is_not_read_again(tiny: DiskLibrary) -> None:
    retriever = Retriever(tiny, EMBEDDER)
    candidates = retriever.seek(asked(tiny, "speech therapy")).candidates
    first = retriever.look_at(candidates)
    assert all(a is b for a, b in zip(first, retriever.look_at(candidates), strict=True))
