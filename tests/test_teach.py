"""Teaching a frame: weights by hand, laws, and what cannot be learnt."""

import math

import numpy as np
import pytest

from utils.coding.learning import learn_frame, learning_curve, score_by_words


def test_weights_by_hand():
    table = learn_frame(["war and war", "peace and joy", "war again"], [1, 0, 1]).set_index("word")
    assert table.loc["war", ["yes", "no"]].tolist() == [2, 0]
    assert table.loc["war", "weight"] == pytest.approx(math.log(2.5 / 3) - math.log(0.5 / 2))
    assert table.loc["and", "weight"] == pytest.approx(math.log(1.5 / 3) - math.log(1.5 / 2))
    assert table.index[0] == "war"


def test_scores_rank_what_was_taught():
    learned = learn_frame(["they clashed", "they fought", "it rained", "they slept"], [1, 1, 0, 0])
    clash, rain, new = score_by_words(["they clashed", "it rained", "quux"], learned)
    assert clash > 0 > rain
    assert new == 0


def test_one_kind_of_label_teaches_nothing():
    with pytest.raises(ValueError, match="at least one sentence yes"):
        learn_frame(["a b", "c d"], [1, 1])


def test_the_curve_rises_where_there_is_something_to_learn_and_stays_at_chance_where_not():
    texts = [f"clash number{i} here" if i % 2 else f"rain number{i} here" for i in range(60)]
    real = learning_curve(texts, [i % 2 for i in range(60)])
    assert real["labelled"].tolist() == [5, 10, 20, 40]
    assert real["area"].iloc[-1] > 0.99
    chance = learning_curve(texts, np.random.default_rng(5).integers(0, 2, 60))
    assert abs(chance["area"].iloc[-1] - 0.5) < 0.12
    assert learning_curve(texts[:4], [0, 1, 0, 1], sizes=(10,)).empty
