"""The seam for a language model: a proposer that lies gets nothing in."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.inspect_html import reading_page
from ingest.build import build_index
from ingest.parse import parse_document
from ingest.propose import ProposedFact, add_proposals
from ingest.read import read_bytes
from ingest.steps import standard_steps
from rag.cases import Case
from rag.errors import ModelError
from rag.fakes import HashedEmbedder, WordCounter
from rag.library import open_library
from rag.records import Reading

TEXT = """Fenwick Council (99 123 456)
The Ombudsman's final decision:
Summary: There was fault by the Council.
The complaint
1. Mrs A complains that her son had no lessons for five terms.
The Ombudsman's role and powers
2. We may recommend a payment of £500.
What happened
3. The school closed on 3 May 2023.
4. The tutor’s contract ended — on 7 June 2023 — and was not renewed.
Analysis
5. The Council did not arrange lessons. That is fault.
6. Nobody at the Council took charge of the matter at any time.
7. I find no fault in how it dealt with the taxi.
8. The boy sat at home in all for three terms, as lessons had ended.
Agreed action
9. Within one month the Council will pay Mrs A £400 for the lessons missed.
10. A sum of £75 is also to go to her for stamps and paper.
Decision
11. I find fault causing injustice.
"""


@dataclass
class Fake:
    """Proposes what it was given."""

    facts: Iterable[ProposedFact] = ()
    name: str = "fake"
    error: ModelError | None = None

    def propose(self, text: str) -> Iterable[ProposedFact]:
        assert text
        if self.error:
            raise self.error
        return self.facts


@pytest.fixture(scope="module")
def reading() -> Reading:
    return parse_document(read_bytes(TEXT.encode(), name="a.txt"), read_at="x")


def with_facts(reading: Reading, *facts: ProposedFact) -> Case:
    case = add_proposals(reading, Fake(facts)).case
    assert case is not None
    return case


@pytest.mark.parametrize(
    "lie",
    [
        ProposedFact("fault", "", "The Council lost every letter that she sent."),
        ProposedFact("fault", "", "Nobody at the Council took charge of the matter at any tim"),
        ProposedFact("fault", "", "fault"),
        ProposedFact("fault", "", "I find no fault in how it dealt with the taxi."),
        ProposedFact("fault", "", "her son had no lessons for five terms"),
        ProposedFact("no_fault", "", "The Council did not arrange lessons."),
        ProposedFact("payment", "£500", "We may recommend a payment of £500."),
        ProposedFact("payment", "£750", "A sum of £75 is also to go to her"),
        ProposedFact("payment", "£400", "the Council will pay Mrs A £400 for the lessons missed"),
        ProposedFact("event", "4 May 2023", "The school closed on 3 May 2023."),
        ProposedFact("event", "3 May 2023", "The school closed on 3 May 2023."),
        ProposedFact("missed", "four terms: lessons", "in all for three terms, as lessons"),
        ProposedFact("missed", "three terms: physiotherapy", "in all for three terms, as lessons"),
        ProposedFact("verdict", "", "Nobody at the Council took charge of the matter"),
    ],
)
def test_a_lie_or_what_is_known_changes_nothing(reading: Reading, lie: ProposedFact) -> None:
    assert with_facts(reading, lie) == reading.case


def test_what_the_text_bears_out_is_kept_and_marked(reading: Reading) -> None:
    case = with_facts(
        reading,
        ProposedFact("fault", "", "Nobody at the Council took charge of the matter at any time."),
        ProposedFact("payment", "£75", "A sum of £75 is also to go to her for stamps and paper."),
        ProposedFact("missed", "three terms: lessons", "for three terms, as lessons had ended"),
    )
    assert reading.case is not None
    fault = case.faults[-1]
    assert fault.proposed
    assert reading.text[fault.start : fault.end] == fault.text
    assert case.faults[:-1] == reading.case.faults
    assert [(r.amount_gbp, r.proposed) for r in case.remedies if r.proposed] == [(75, True)]
    missed = case.missed[-1]
    assert (missed.what, missed.amount, missed.unit, missed.proposed) == (
        "lessons",
        3,
        "terms",
        True,
    )
    assert case.finding == reading.case.finding


def test_quotes_dashes_and_spaces_may_differ(reading: Reading) -> None:
    assert reading.case is not None
    bare = replace(reading, case=replace(reading.case, events=()))
    quoted = "The tutor's contract  ended - on 7 June 2023 - and was not renewed."
    (event,) = with_facts(bare, ProposedFact("event", "7 June 2023", quoted)).events
    assert event.proposed
    assert bare.text[event.start : event.end] == event.text
    assert "tutor’s contract ended — on 7 June" in event.text


def test_proposals_given_twice_are_kept_once(reading: Reading) -> None:
    fact = ProposedFact("fault", "", "Nobody at the Council took charge of the matter at any time.")
    assert with_facts(reading, fact, fact) == with_facts(reading, fact)


def test_a_model_that_fails_leaves_the_rules_result(reading: Reading) -> None:
    failing = Fake(error=ModelError("The model did not answer."))
    assert add_proposals(reading, failing) == reading


def test_the_run_takes_a_proposer_and_knows_another_one() -> None:
    fact = ProposedFact("fault", "", "Nobody at the Council took charge of the matter at any time.")
    steps = standard_steps(proposer=Fake([fact]))
    assert steps.recipe != standard_steps().recipe
    case = steps.read(TEXT.encode(), name="a.txt", media_type=None, read_at="x").case
    plain = standard_steps().read(TEXT.encode(), name="a.txt", media_type=None, read_at="x").case
    assert case is not None
    assert plain is not None
    assert [f.proposed for f in case.faults].count(True) == 1
    assert not any(f.proposed for f in plain.faults)


def test_what_was_proposed_is_shown_as_proposed(reading: Reading) -> None:
    fact = ProposedFact("payment", "£75", "A sum of £75 is also to go to her for stamps and paper.")
    shown = reading_page(add_proposals(reading, Fake([fact])))
    assert "stamps and paper. (proposed by a model, found in the text)" in shown


def test_an_index_is_built_with_what_was_proposed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    fact = ProposedFact("fault", "", "Nobody at the Council took charge of the matter at any time.")
    build_index(
        tmp_path / "index",
        [str(tmp_path / "a.txt")],
        starter=False,
        embedder=HashedEmbedder(),
        counter=WordCounter(),
        proposer=Fake([fact]),
    )
    with closing(open_library(tmp_path / "index")) as library:
        case = library.case("99-123-456")
    assert case is not None
    assert [f.proposed for f in case.faults].count(True) == 1
