"""Intervals: a published table, simple cases, laws, and the refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.uncertainty import (
    benjamini_hochberg,
    bootstrap_mean,
    difference,
    group_means,
    paired_difference,
    paired_differences,
    sensitivity,
    wilson,
    within_events,
)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_the_published_table(hits, n, low, high):
    assert wilson(hits, n)[["low", "high"]].tolist() == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize(("hits", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_counts_that_cannot_be(hits, n):
    with pytest.raises(ValueError, match="0 <= hits <= n and n > 0"):
        wilson(hits, n)


def test_copying_sentences_makes_nothing_surer():
    scores, articles = np.arange(12.0), np.arange(12)
    one, copied = bootstrap_mean(scores, articles), bootstrap_mean(scores.repeat(50), articles.repeat(50))
    assert copied["high"] - copied["low"] == pytest.approx(one["high"] - one["low"])


def test_two_articles_give_a_mean_and_a_reason():
    result = bootstrap_mean([0.1, 0.3, np.nan], ["a", "b", "b"])
    assert result["mean"] == pytest.approx(0.2)
    assert np.isnan(result["low"])
    assert (result["missing"], result["note"]) == (1, "no interval: 2 articles, 10 needed")


def test_the_bootstrap_interval_is_near_the_normal_one_where_that_is_right():
    scores = np.random.default_rng(1).normal(0.2, 1, 400)
    result = bootstrap_mean(scores, np.arange(400))
    half = 1.96 * scores.std(ddof=1) / 20
    assert result[["low", "high"]].tolist() == pytest.approx([scores.mean() - half, scores.mean() + half], abs=0.02)
    assert result["note"] == ""


def test_the_smallest_group_decides_for_all():
    scores, articles = np.arange(52.0), np.arange(52)
    groups = ["big"] * 45 + ["small"] * 7
    table = group_means(scores, articles, groups)
    assert table["low"].isna().all()
    assert set(table["note"]) == {"no interval: the smallest group has 7 articles, 10 needed"}
    assert group_means(scores, articles, ["a"] * 26 + ["b"] * 26)["low"].notna().all()


def test_sensitivity_of_one_article():
    assert np.isnan(sensitivity([0.5])["low"])
    assert sensitivity([])["sentences"] == 0
    band = sensitivity([-1, 0, 1, np.nan])
    assert -1 <= band["low"] < 0 < band["high"] <= 1
    assert band["sentences"] == 3


def test_paired_differences_use_only_events_that_both_cover():
    events = [e for e in range(12) for _ in "ab"] + [99]
    groups = ["a", "b"] * 12 + ["a"]
    scores = [v for e in range(12) for v in (e + 1.0, float(e))] + [500.0]
    result = paired_difference(scores, groups, events, "a", "b")
    assert result[["difference", "low", "high"]].tolist() == [1, 1, 1]
    assert (result["events"], result["dropped"]) == (12, 1)


def test_every_pair_of_groups_is_compared_once():
    table = paired_differences([1, 2, 4] * 11, list("abc") * 11, [e for e in range(11) for _ in "abc"])
    assert table[["first", "second", "difference"]].values.tolist() == [["a", "c", -3], ["b", "c", -2], ["a", "b", -1]]
    assert table["events"].tolist() == [11] * 3
    assert paired_differences([1], ["a"], [1]).empty


def test_q_values_agree_with_the_paper():
    # Benjamini & Hochberg 1995, section 4.1: of these fifteen p-values the procedure rejects four at 0.05
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1,
    ]
    q = benjamini_hochberg(p)
    assert (q <= 0.05).sum() == 4
    assert q[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=30))
def test_q_is_never_below_p_and_keeps_the_order(p):
    p, q = np.array(p), benjamini_hochberg(p)
    known = ~np.isnan(p)
    assert (np.isnan(q) == ~known).all()
    assert (q[known] >= p[known] * (1 - 1e-12)).all()
    order = np.argsort(p[known], kind="stable")
    assert (np.diff(q[known][order]) >= 0).all()


def test_a_difference_is_judged_by_its_own_interval():
    rng = np.random.default_rng(3)
    scores = np.concatenate([rng.normal(0.25, 0.5, 200), rng.normal(0, 0.5, 200)])
    result = difference(scores, np.arange(400), ["a"] * 200 + ["b"] * 200)
    half = 1.96 * np.sqrt(scores[:200].var() / 200 + scores[200:].var() / 200)
    assert result["difference"] == pytest.approx(scores[:200].mean() - scores[200:].mean())
    assert result["high"] - result["low"] == pytest.approx(2 * half, rel=0.08)
    assert "smaller group has 3 articles" in difference(scores[:203], range(203), ["a"] * 200 + ["b"] * 3)["note"]
    assert "there are 3" in difference([1, 2, 3], list("abc"), list("abc"))["note"]
    assert difference([1, 0], ["a", "b"], ["A", None])[["first", "second"]].tolist() == ["A", "not given"]


def test_within_events_pairs_the_sources_that_cover_the_same_event():
    corpus = pd.DataFrame(
        {
            "doc_id": list("abcdef"),
            "source": ["A", "B", "A", "B", "A", "C"],
            "event": ["e1", "e1", "e2", "e2", "", None],
        }
    )
    sentences = pd.DataFrame({"doc_id": list("abcdeff"), "tone": [3, 1, 5, 1, 9, 9, 9]}).merge(corpus)
    pairs = within_events(sentences, "tone")
    assert pairs[["first", "second", "difference", "events"]].values.tolist() == [["A", "B", 3.0, 2]]
    assert within_events(sentences.drop(columns="event"), "tone").empty


def test_articles_without_a_group_are_a_group():
    means = group_means([1, 2, 3], ["a", "b", "c"], ["A", None, float("nan")])
    assert means[["group", "mean", "articles"]].values.tolist() == [["not given", 2.5, 2], ["A", 1.0, 1]]
