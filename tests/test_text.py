"""Plain text: expected values worked out by hand."""

from datetime import date

import pytest

from rag.periods import periods
from rag.text import (
    amounts,
    content_words,
    dates,
    figures,
    find_words,
    fold,
    references,
    sentences,
    stem,
)


def test_fold_makes_one_kind_of_quote_dash_and_space() -> None:
    assert fold("“It’s\u00a0late” – she  said") == '"It\'s late" - she said'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 24 018 294 and 24018294", ["24 018 294"]),
        ("LGSCO 24-018-294", ["24 018 294"]),
        ("21 013 840A", ["21 013 840a"]),
        ("£24,018,294 was spent", []),
        ("ring 01234567890", []),
        ("23 000 001 or 20 009 914", ["23 000 001", "20 009 914"]),
    ],
)
def test_references(text: str, expected: list[str]) -> None:
    assert references(text) == expected


def test_amounts_in_pounds() -> None:
    text = "£1,350 and £2,632.50, £2.5k, 150 pounds, £1 million"
    assert amounts(text) == [1350.0, 2632.5, 2500.0, 150.0, 1_000_000.0]


def test_sentences_do_not_end_at_abbreviations() -> None:
    text = "The Council told Mrs. X no. See s. 19 of the Act. It was late.\nPay £50. Next."
    assert [text[a:b] for a, b in sentences(text)] == [
        "The Council told Mrs. X no.",
        "See s. 19 of the Act.",
        "It was late.",
        "Pay £50.",
        "Next.",
    ]


def test_sentences_cover_every_word() -> None:
    text = "“No.” He left (quietly). Why? Because!  \n\n Last"
    assert "".join(text[a:b] for a, b in sentences(text)).replace(" ", "") == text.replace(
        " ", ""
    ).replace("\n", "")


def test_periods_in_words_and_figures() -> None:
    found = periods("five months, a year, 15 school days, two and a half terms, 12 weeks")
    assert [(p.n, p.unit) for p in found] == [
        (5.0, "month"),
        (1.0, "year"),
        (15.0, "day"),
        (2.0, "term"),
        (12.0, "week"),
    ]


def test_dates_as_people_write_them() -> None:
    assert dates("3 March 2025, 12/05/2025, May 4th, 2024 and 2025-01-02; 31 June 2025") == [
        date(2025, 3, 3),
        date(2025, 5, 12),
        date(2024, 5, 4),
        date(2025, 1, 2),
    ]


def test_figures_meet_whatever_way_they_are_written() -> None:
    assert figures("£1,350.00 for nine weeks in 2025") == {"1350", "9", "2025"}
    assert figures("Nine of 1350") == {"9", "1350"}
    assert figures("Fifty-one, seventy or ninety nine") == figures("51, 70 or 99")


def test_content_words_and_stems() -> None:
    assert content_words("Why hasn't the plan come?") == ["plan", "come"]
    assert stem("delays") == stem("delayed") == stem("delay")
    assert stem("policies") == stem("policy")


def test_words_are_found_where_they_stand_whole() -> None:
    text = "He said: “it’s late” –\u00a0and it was late."
    assert find_words(text, "it's  late") == (10, 19)
    assert find_words(text, "IT WAS") is None
    assert text[slice(*find_words(text, "IT WAS", any_case=True) or (0, 0))] == "it was"
    assert find_words(text, "at late") is None
