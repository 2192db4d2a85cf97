"""Figures that papers hold: what counts as one, and answers for those who do not name the paper."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from doors import hashed_engine

from ingest.build import build_index
from rag.answer import Engine
from rag.expects import counted, expected, number_of
from rag.fakes import HashedEmbedder, WordCounter
from rag.kinds import Audience
from rag.replies import Question

_REPORT = """Lost in the post

A study of transport panels in six counties

Contents

1	Executive summary
2	1. Panels and their letters

PUBLISHED: MAY 2024

Executive summary

This study asks why letters about transport go astray. One panel meets in the summer.

1 Panels and their letters

Transport panels sat in 2023 and 2024. Some 212 authorities run a transport panel of their own.
Panels meet each month and transport is on every agenda.

2 How the letters were sorted

We read 310 letters and sorted them by what they turned on. They were sorted as follows:

	Sort of letter	Number of letters
1	Late taxi	185
2	Wrong address	43
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("figures")
    paper = folder / "lost.txt"
    paper.write_text(_REPORT, encoding="utf-8")
    index = folder / "index"
    build_index(index, [str(paper)], starter=True, embedder=HashedEmbedder(), counter=WordCounter())
    with hashed_engine(index) as opened:
        yield opened


def direct(engine: Engine, text: str) -> list[str]:
    answer = engine.ask(Question(text, Audience.STAFF))
    return [c.quote for claim in answer.claims for c in claim.citations]


@pytest.mark.parametrize(
    "text",
    [
        "Some 212 councils",
        "21,101 pupils",
        "3,000-4,000 children",
        "nine were helped",
        "1\tTaxi\t185",
    ],
)
def test_a_number_of_things_is_a_count(text: str) -> None:
    holds = counted("How many were there?")
    assert holds is not None
    assert holds.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "in 2023 and 2023-24",
        "under section 19",
        "at stage two",
        "a sum of £5,700",
        "on 24 July",
        "a 20-week limit",
        "decision 24 013 122",
        "no one came",
    ],
)
def test_a_year_a_date_a_sum_and_a_reference_are_no_count(text: str) -> None:
    holds = counted("How many were there?")
    assert holds is not None
    assert not holds.search(text)


def test_a_length_of_time_is_no_number_of_things() -> None:
    assert counted("How many weeks do they have?") is None
    weeks = expected("How many weeks do they have?")
    assert weeks is not None
    assert weeks.search("within 12 weeks")
    assert weeks.search("the 20-week limit")


def test_a_share_is_told_from_a_number() -> None:
    share = counted("What share of reviews was late?")
    assert share is not None
    assert share.search("42 per cent of them")
    assert not share.search("42 reviews")


def test_a_figure_stands_beside_what_is_counted_by_any_of_its_names() -> None:
    beside = number_of("how many councils have a panel")
    assert beside is not None
    assert beside.search("Some 212 local authorities run one")
    assert not beside.search("councils read 310 letters")


def test_a_count_is_answered_from_a_paper_that_is_not_named(engine: Engine) -> None:
    shown = direct(engine, "How many councils run a transport panel?")
    assert "212" in shown[0]


def test_a_row_of_a_table_stands_with_its_head(engine: Engine) -> None:
    shown = direct(engine, "How many letters were about a late taxi?")
    row = next(n for n, quote in enumerate(shown) if "185" in quote)
    assert "Number of letters" in shown[row - 1]
