"""The benches of models: a fixed draw, what is invented is found, true claims get through."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from doors import hashed_engine
from fake_llm import FOUND, fake_model, honest, says

from eval.bench import models
from eval.bench.replayed import SHOWN, SOURCE, ClaimPath, fates, reply_of
from eval.claims import cite_anchor, load_rows
from eval.inventions import find_inventions
from eval.questions import Anchor, GoldQuestion, load_questions
from rag.bootstrap import question_embedder
from rag.config import load_settings
from rag.kinds import Audience, Status
from rag.library import DiskLibrary
from rag.llm.openai import OpenAIBackend
from rag.llm.writer import Budget, Writer
from rag.names import known_words
from rag.replies import Answer, Question
from rag.wording import load_wording

ASKED = "Did Kent Council fail to secure speech therapy?"
GOLD = GoldQuestion(
    id="g900",
    part="dev",
    audience=Audience.PARENT,
    type="finding",
    trap=None,
    question=ASKED,
    history=(),
    evidence=((Anchor("24 000 001", FOUND),),),
    distractors=(),
    must_include=(("five months",),),
    must_not_include=(),
    status=frozenset({Status.ANSWERED, Status.PARTIAL}),
    note="",
)


def test_the_draw_is_fixed_and_even_over_types() -> None:
    items = load_questions(part="dev")
    drawn = models.draw(items, 57, 1)
    assert drawn == models.draw(items, 57, 1) != models.draw(items, 57, 2)
    assert len({item.id for item in drawn}) == 57
    assert set(Counter(item.type for item in drawn).values()) == {3}


def test_without_a_model_it_says_so_and_ends_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("UPHELD_LLM", raising=False)
    monkeypatch.setattr("sys.argv", ["models"])
    models.main()
    assert "no language model is named" in capsys.readouterr().out


def test_a_question_is_compared_with_and_without_the_model(tiny_index: Path) -> None:
    with fake_model(honest, says('{"claims": []}')) as served, hashed_engine(tiny_index) as engine:
        writer = Writer(
            OpenAIBackend(served.url, "m"), load_wording(name="model.toml"), Budget(seconds=5)
        )
        known = known_words(engine.library)
        worded = models.compare(GOLD, engine, writer, known)
        fallen = models.compare(GOLD, engine, writer, known)
    assert (worded["kept"], worded["fell_back"]) == (1, "")
    assert (fallen["kept"], fallen["fell_back"]) == (0, "empty")
    assert worded["extractive"]["inventions"] == worded["model"]["inventions"] == []
    table = "\n".join(models.summary([worded, fallen]))
    assert "| quotes | 2 of 2 | 2 of 2 |" in table
    assert "fell back: {'empty': 1}" in table


def answered(index: Path) -> tuple[Answer, list[str]]:
    with hashed_engine(index) as engine:
        answer = engine.ask(Question(ASKED))
        return answer, found_in(answer, engine.library)


def found_in(answer: Answer, library: DiskLibrary) -> list[str]:
    known = known_words(library)
    return [f"{i.what} {i.words}" for i in find_inventions(answer, library, known)]


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ("It lasted 19 weeks.", "number 19"),
        ("It lasted fifty-one weeks.", "number 51"),
        ("See also 23 999 999.", "reference 23 999 999"),
        ("The school was Greenfield.", "name Greenfield"),
        ("Zebedee had no lessons.", "name Zebedee"),
        ("It said “we are very sorry”.", "quotation we are very sorry"),
    ],
)
def test_what_no_cited_passage_bears_is_found(
    added: str, found: str, tiny: DiskLibrary, tiny_index: Path
) -> None:
    answer, nothing = answered(tiny_index)
    assert answer.claims
    assert nothing == []
    first = answer.claims[0]
    claim = replace(first, text=f"{first.text} {added}")
    claims = (claim, *answer.claims[1:])
    text = answer.text.replace(first.text, claim.text)
    assert found in found_in(replace(answer, claims=claims, text=text), tiny)
    beside = answer.text.replace("\n\nLimits", f"\n- {added}\n\nLimits")
    assert found in found_in(replace(answer, text=beside), tiny)


@pytest.mark.model
def test_true_claims_reach_the_reader_and_most_false_ones_do_not(
    starter_library: DiskLibrary,
) -> None:
    told = fates(load_rows("dev"), starter_library, question_embedder(load_settings()))
    true = [fate in (SHOWN, SOURCE) for row, fate in told if row.true]
    false = [fate == SHOWN for row, fate in told if not row.true]
    assert len(false) > 50
    assert sum(true) / len(true) >= 0.85
    assert sum(false) / len(false) <= 0.20


@pytest.mark.model
def test_over_http_a_claim_has_the_fate_that_the_bench_tells(starter_library: DiskLibrary) -> None:
    embedder = question_embedder(load_settings())
    placed = ((row, cite_anchor(starter_library, row)) for row in load_rows("dev"))
    for row, cited in islice(((r, c) for r, c in placed if c is not None), 12):
        with fake_model(says(reply_of(row))) as served:
            path = ClaimPath(starter_library, embedder, OpenAIBackend(served.url, "m"))
            assert [(row, path.fate(row, cited))] == fates([row], starter_library, embedder)
