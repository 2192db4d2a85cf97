"""Reciprocal rank fusion: sums worked out by hand."""

from eval.fuse import Ranking, fuse_ranks


def test_scores_are_weighted_reciprocal_ranks() -> None:
    fused = fuse_ranks([Ranking("a", [7, 8]), Ranking("b", [8], 2.0)])
    assert list(fused) == [8, 7]
    assert fused[8] == (1 / 62 + 2 / 61, {"a": 2, "b": 1})
    assert fused[7] == (1 / 61, {"a": 1})


def test_equal_scores_are_ordered_by_key() -> None:
    assert list(fuse_ranks([Ranking("a", [9]), Ranking("b", [3])])) == [3, 9]


def test_nothing_in_nothing_out() -> None:
    assert fuse_ranks([]) == {}
