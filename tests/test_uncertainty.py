"""Intervals and differences: against scipy and published tables, laws, small simulations, and the refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from utils.uncertainty import (
    benjamini_hochberg,
    compare,
    differences,
    estimate,
    estimates,
    events_of,
    how_many,
    sensitivity,
    wilson,
    within_events,
)

RNG = np.random.default_rng(5)


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


def test_a_mean_of_articles_has_students_interval():
    scores = RNG.normal(0.2, 1, 24)
    ours, theirs = estimate(scores, range(24)), stats.ttest_1samp(scores, 0).confidence_interval()
    assert ours[["value", "low", "high"]].tolist() == pytest.approx([scores.mean(), *theirs])


@pytest.mark.parametrize("sizes", [(20, 20), (30, 55), (100, 400)])
def test_two_means_of_articles_have_welchs_test(sizes):
    one, other = (RNG.normal(0, spread, n) for spread, n in zip((1, 2), sizes, strict=True))
    ours = compare([*one, *other], range(sum(sizes)), ["A"] * sizes[0] + ["B"] * sizes[1])
    theirs = stats.ttest_ind(one, other, equal_var=False)
    assert ours["p"] == pytest.approx(theirs.pvalue)
    assert ours[["low", "high"]].tolist() == pytest.approx([*theirs.confidence_interval()])


def test_an_article_counts_once_unless_sentences_are_asked_for():
    scores, articles = [1, 1, 1, 0], ["a", "a", "a", "b"]
    assert estimate(scores, articles)["value"] == 0.5
    assert estimate(scores, articles, per="sentence")["value"] == 0.75
    with pytest.raises(ValueError, match="'article' or 'sentence'"):
        estimate(scores, articles, per="word")


def test_copying_sentences_makes_nothing_surer():
    scores, articles = np.arange(12.0), np.arange(12)
    one, copied = estimate(scores, articles), estimate(scores.repeat(50), articles.repeat(50))
    assert copied.drop("note").tolist() == pytest.approx(one.drop("note").tolist())


def test_articles_of_one_event_are_one_case():
    scores = RNG.normal(0, 1, 12)
    one = estimate(scores, range(12))
    thrice = estimate(scores.repeat(3), range(36), np.arange(12).repeat(3))
    assert thrice[["value", "low", "high"]].tolist() == pytest.approx(one[["value", "low", "high"]].tolist())
    assert thrice["note"] == "events are the cases: 36 articles on 12 events"
    assert one["note"] == "articles on one event count as independent"


def test_an_article_without_an_event_is_a_case_of_its_own():
    scores = RNG.normal(0, 1, 12)
    mixed = estimate(scores, range(12), [None, float("nan"), *range(10)])
    assert mixed.drop("note").tolist() == pytest.approx(estimate(scores, range(12)).drop("note").tolist())


def test_sources_on_the_same_events_have_the_paired_test():
    one, other = RNG.normal(0, 1, 15), RNG.normal(0, 0.3, 15)
    ours = compare([*one, *(one + other)], range(30), ["A"] * 15 + ["B"] * 15, [*range(15), *range(15)])
    theirs = stats.ttest_1samp(-other, 0)
    assert ours["p"] == pytest.approx(theirs.pvalue)
    assert ours[["low", "high"]].tolist() == pytest.approx([*theirs.confidence_interval()])


def test_unequal_events_are_left_out_one_by_one():
    scores, events = RNG.normal(0, 1, 90), np.repeat(np.arange(45), [1, 2, 3] * 15)
    groups = np.where(events < 22, "A", "B")
    means, variances, sizes = [], [], []
    for group in "AB":
        inside = groups == group
        drops = [scores[inside & (events != event)].mean() for event in np.unique(events[inside])]
        means.append(scores[inside].mean())
        sizes.append(len(drops))
        variances.append((len(drops) - 1) * np.var(drops))
    df = sum(variances) ** 2 / sum(v**2 / (k - 1) for v, k in zip(variances, sizes, strict=True))
    ours = compare(scores, range(90), groups, events)
    assert ours["difference"] == pytest.approx(means[0] - means[1])
    assert ours["high"] - ours["difference"] == pytest.approx(stats.t.ppf(0.975, df) * sum(variances) ** 0.5)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]), min_size=20, max_size=70),
    st.integers(10, 60),
    st.integers(1, 3),
)
def test_interval_and_p_never_contradict_each_other(values, first, on_event):
    groups = ["A" if i < min(first, len(values) - 10) else "B" for i in range(len(values))]
    for events in (None, np.arange(len(values)) // on_event):
        row = compare(values, range(len(values)), groups, events)
        if row["note"].startswith("no interval"):
            assert np.isnan(row[["low", "high", "p"]].astype(float)).all()
        else:
            assert (not row["low"] <= 0 <= row["high"]) == (row["p"] < 0.05)
            assert row["low"] <= row["difference"] <= row["high"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.02, 0.2, 0.5, 1.0]), min_size=10, max_size=40))
def test_a_share_stays_between_0_and_1_and_is_never_certain(values):
    row = estimate(values, range(len(values)), share=True)
    assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1
    assert row["low"] < row["high"]


def test_the_order_of_rows_plays_no_part():
    values, events = RNG.exponential(1, 45).round(3), np.arange(45) // 2
    groups = np.where(events < 8, "A", "B")
    shuffled = RNG.permutation(45)
    for cases in (None, events):
        one = compare(values, range(45), groups, cases)
        other = compare(values[shuffled], shuffled, groups[shuffled], None if cases is None else cases[shuffled])
        assert other.drop(["first", "second", "note"]).tolist() == pytest.approx(
            one.drop(["first", "second", "note"]).tolist(), abs=1e-9
        )


def test_what_was_never_found_has_an_upper_bound():
    row = estimate([0.0] * 10, range(10), share=True)
    assert row["low"] == 0
    assert 0.1 < row["high"] < 0.31  # Clopper & Pearson for none of ten: .31
    gap = compare([0.0] * 25, range(25), ["A"] * 10 + ["B"] * 15)
    assert gap["low"] < 0 < gap["high"]
    assert (gap["difference"], gap["p"]) == (0, 1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        estimate([2.0] * 10, range(10), share=True)


def test_a_side_without_spread_does_not_make_a_difference_of_shares_sure():
    rare = compare([0.0] * 49 + [1.0], range(50), ["A"] * 10 + ["B"] * 40)
    assert rare["p"] >= 0.05
    assert rare["low"] < -0.1
    assert rare["high"] > 0.1
    apart = compare([1.0] * 10 + [0.0] * 10, range(20), ["A"] * 10 + ["B"] * 10)
    assert apart["p"] < 0.05
    assert 0 < apart["low"] < 0.9
    assert apart["high"] == 1
    tone = compare([0.0] * 24, range(24), ["A"] * 12 + ["B"] * 12, share=False)
    assert np.isnan(tone["low"])


def test_rows_that_weigh_nothing_are_no_rows():
    shares = estimates([1.0] * 5 + [0.0] * 6, range(11), ["A"] * 11, share=True, weights=[1] * 10 + [0])
    assert (shares["n"].item(), shares["value"].item()) == (10, 0.5)
    few = estimates([1.0] * 5 + [0.0] * 5, range(10), ["A"] * 10, share=True, weights=[1] * 9 + [0])
    assert few["note"].item() == "no interval: 9 articles, 10 needed"


def test_labels_are_the_same_however_a_table_holds_them():
    assert estimates([1, 2, 3], range(3), [2020.0, 2020.0, np.nan])["group"].tolist() == ["not given", "2020"]
    events = pd.DataFrame({"event": [1.0, 1, "1", " 1 ", None, "f"]}, dtype=object)
    assert events_of(events).tolist()[:4] == ["1"] * 4
    pair = differences({"x": np.arange(24.0)}, range(24), [2020] * 12 + [2021] * 12, pair=(2020, 2021))
    assert pair[["first", "second"]].values.tolist() == [["2020", "2021"]]


def test_two_articles_give_a_mean_and_a_reason():
    result = estimate([0.1, 0.3, np.nan], ["a", "b", "b"])
    assert result["value"] == pytest.approx(0.2)
    assert np.isnan(result["low"])
    assert (result["n"], result["note"]) == (2, "no interval: 2 articles, 10 needed")
    assert estimate([0.1] * 12, range(12), [0, 1, 2] * 4)["note"] == "no interval: 3 events, 5 needed"
    assert np.isnan(estimate([], [])["value"])


def test_one_small_group_takes_the_interval_from_all():
    table = estimates(np.arange(26.0), range(26), ["a"] * 20 + ["b"] * 6)
    assert table["low"].isna().all()
    assert set(table["note"]) == {"no interval: the smallest group has 6 articles, 10 needed"}
    assert estimates(np.arange(26.0), range(26), ["a"] * 13 + ["b"] * 13)["low"].notna().all()


def test_articles_without_a_group_are_a_group():
    means = estimates([1, 2, 3], ["a", "b", "c"], ["A", None, float("nan")])
    assert means[["group", "value", "n"]].values.tolist() == [["not given", 2.5, 2], ["A", 1.0, 1]]
    assert compare([1, 0], ["a", "b"], ["A", None])[["first", "second"]].tolist() == ["A", "not given"]


def test_a_difference_needs_two_groups_of_ten():
    scores = RNG.normal(0, 1, 203)
    assert "smaller group has 3 articles" in compare(scores, range(203), ["a"] * 200 + ["b"] * 3)["note"]
    assert "there are 3" in compare([1, 2, 3], list("abc"), list("abc"))["note"]


@pytest.mark.parametrize("sizes", [(10, 10), (10, 60)])
def test_random_halves_differ_in_one_of_twenty(sizes):
    n = sum(sizes)
    rng, groups = np.random.default_rng(8), ["A"] * sizes[0] + ["B"] * sizes[1]
    draws = (rng.exponential(0.1, n) * (rng.random(n) < 0.6) for _ in range(400))
    false = np.mean([compare(draw, range(n), groups)["p"] < 0.05 for draw in draws])
    assert 0.02 < false < 0.085  # 400 tries: 5 % give or take three standard errors of 1.1


def test_many_differences_are_corrected_together():
    values = pd.DataFrame(RNG.normal(0, 1, (90, 4)), columns=list("wxyz"))
    values.loc[:29, "w"] += 1.5
    groups = list("A" * 30 + "B" * 30 + "C" * 30)
    table = differences(values, range(90), groups)
    assert len(table) == 12
    alone = [
        compare(values.loc[rows, row.measure], rows, np.array(groups)[rows])["p"]
        for row in table.itertuples()
        if (rows := [i for i, group in enumerate(groups) if group in (row.first, row.second)])
    ]
    assert table["q"].tolist() == pytest.approx(benjamini_hochberg(alone).tolist())
    assert table["measure"].head(2).tolist() == ["w", "w"]
    assert (table["q"] < 0.05).tolist() == [not low <= 0 <= high for low, high in table[["low", "high"]].values]
    assert table["note"].str.startswith("corrected for 12 comparisons; ").all()
    assert len(differences(values, range(90), groups, pair=("C", "A"))) == 4
    with pytest.raises(ValueError, match="no group 'D'"):
        differences(values, range(90), groups, pair=("A", "D"))


def test_a_measure_that_is_nowhere_is_no_test():
    table = differences({"x": [0.0] * 20, "y": np.arange(20.0)}, range(20), ["A"] * 10 + ["B"] * 10)
    assert table.set_index("measure")["q"].notna().to_dict() == {"x": False, "y": True}


def test_of_many_groups_the_largest_are_compared():
    groups = list("AABBCCDDE")
    table = differences({"x": range(9)}, range(9), groups)
    assert set(table["first"]) | set(table["second"]) == set("ABCD")


def test_pilot_data_say_how_many_articles_are_needed():
    pilot = RNG.normal(0, 1, 400)
    table = how_many(pilot / pilot.std(ddof=1), range(400), sizes=[17, 64])
    assert table["detectable"].tolist() == pytest.approx([1.0, 0.5], abs=0.015)  # Cohen 1988: 17 for d = 1, 64 for .5
    groups = ["A"] * 200 + ["B"] * 200
    apart = how_many(pilot + np.repeat([0, 9], 200), range(400), groups, sizes=[30])["detectable"].item()
    assert apart == pytest.approx(how_many(pilot, range(400), groups, sizes=[30])["detectable"].item())
    with pytest.raises(ValueError, match="two articles or more"):
        how_many([1], [1])


def test_blank_events_and_a_single_one_are_no_cases():
    assert events_of(pd.DataFrame({"event": ["e", "", None, "f"]})).isna().tolist() == [False, True, True, False]
    assert events_of(pd.DataFrame({"event": ["e", "e"]})) is None
    assert events_of(pd.DataFrame({"event": ["", None]})) is None


def test_sensitivity_is_students_interval_of_the_sentences():
    band = sensitivity([-1, 0, 1, np.nan])
    assert [band["low"], band["high"]] == pytest.approx([*stats.ttest_1samp([-1, 0, 1], 0).confidence_interval()])
    assert band["sentences"] == 3
    assert np.isnan(sensitivity([0.5])["low"])
    assert sensitivity([])["sentences"] == 0


def test_paired_differences_use_only_events_that_both_cover():
    events = [e for e in range(12) for _ in "ab"] + [99]
    table = pd.DataFrame({"event": events, "source": ["a", "b"] * 12 + ["a"], "doc_id": range(25)})
    scores = [v for e in range(12) for v in (e + 1.0, float(e))] + [500.0]
    result = within_events(table.assign(tone=scores), "tone").iloc[0]
    assert result[["difference", "low", "high"]].tolist() == [1, 1, 1]
    assert (result["events"], result["note"]) == (12, "events that both cover; 1 event left out")


def test_every_pair_of_sources_is_compared_once():
    table = pd.DataFrame({"tone": [1, 2, 4] * 11, "source": list("abc") * 11, "doc_id": range(33)})
    pairs = within_events(table.assign(event=np.arange(33) // 3), ["tone"]).sort_values("difference")
    assert pairs[["first", "second", "difference"]].values.tolist() == [["a", "c", -3], ["b", "c", -2], ["a", "b", -1]]
    assert pairs["events"].tolist() == [11] * 3


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
