"""Measures of retrieval: expected values worked out by hand."""

import pytest

from eval.metrics import (
    Estimate,
    estimate,
    is_inverted,
    recall_at,
    reciprocal_rank,
    share_within,
)


def test_recall_counts_needs_met_within_k():
    ranks = [1, None, 7]

    assert recall_at(ranks, 5) == pytest.approx(1 / 3)
    assert recall_at(ranks, 7) == pytest.approx(2 / 3)


def test_recall_of_no_needs_is_an_error_of_ours():
    with pytest.raises(ValueError, match="without needs"):
        recall_at([], 5)


def test_reciprocal_rank_takes_the_first_need_that_is_met():
    assert reciprocal_rank([None, 4, 2]) == 0.5
    assert reciprocal_rank([None, None]) == 0.0


def test_share_within_counts_needs_read_before_the_limit():
    assert share_within([1000, 1001, None, 3], 1000) == 0.5


@pytest.mark.parametrize(
    ("evidence", "distractor", "expected"),
    [
        ([3, 5], 4, False),
        ([3, 5], 2, True),
        ([None, 5], None, False),
        ([None, None], 9, True),
    ],
)
def test_inverted_when_the_wrong_voice_comes_before_all_evidence(evidence, distractor, expected):
    assert is_inverted(evidence, distractor) is expected


def test_estimate_of_equal_values_has_no_width():
    assert estimate([1.0, 1.0, 1.0]) == Estimate(1.0, 1.0, 1.0, 3)


def test_estimate_of_nothing_is_unknown():
    assert estimate([]) == Estimate(None, None, None, 0)


def test_estimate_of_two_values_spans_both():
    # Of the 4 equally likely resamples one has mean 0 and one has mean 1: both tails hold 25%.
    assert estimate([0.0, 1.0]) == Estimate(0.5, 0.0, 1.0, 2)


def test_estimate_is_the_same_every_time():
    values = [0.0, 1.0, 0.5, 1.0, 0.25]

    assert estimate(values) == estimate(values)
