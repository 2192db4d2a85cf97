"""Joining scores: expected values worked out by hand."""

import numpy as np
import pytest

from eval.hybrid import best_of_windows, combine_scores, rank_best, scale_scores


def rows(*values):
    return np.array(values, dtype=np.float32)


def test_the_best_is_one_and_the_floor_is_nothing():
    # (0.5 + 1) / (0.5 + 1) = 1; (-1 + 1) / 1.5 = 0; (-0.25 + 1) / 1.5 = 0.5
    assert scale_scores(rows([0.5, -1.0, -0.25]), -1.0).tolist() == [[1.0, 0.0, 0.5]]


def test_a_question_without_a_shared_word_has_no_word_scores():
    assert scale_scores(rows([0.0, 0.0]), 0.0).tolist() == [[0.0, 0.0]]


def test_scores_are_joined_by_their_share():
    joined = combine_scores(rows([4.0, 0.0, 2.0]), rows([-0.25, 0.5, -1.0]), dense_share=0.75)

    # words 1, 0, .5; meaning .5, 1, 0
    assert joined[0] == pytest.approx([0.625, 0.75, 0.125])


def test_a_document_is_as_near_as_its_nearest_window():
    near = rows([0.1, 0.9, 0.3, 0.2], [0.4, 0.0, 0.5, 0.6])

    best = best_of_windows(near, np.array([0, 2, 3]))

    assert best == pytest.approx(rows([0.9, 0.3, 0.2], [0.4, 0.5, 0.6]))


def test_equal_scores_stand_in_the_order_of_their_columns():
    assert rank_best(rows([0.5, 0.9, 0.5, 0.5]), 3).tolist() == [[1, 0, 2]]
    assert rank_best(rows([0.5, 0.9]), 9).tolist() == [[1, 0]]
