"""Formulas against published values (source beside each), an independent library, and laws."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from utils.words.keyness import keyness
from utils.words.measures import (
    association,
    bic,
    chi2,
    diff_percent,
    dispersion,
    g2_dunning,
    g2_rayson,
    log_odds_z,
    log_ratio,
    log_ratio_conservative,
    log_ratio_interval,
    odds_ratio,
    simple_maths,
)
from utils.words.ranking import both_ends

WAR = (620, 267, 1_017_879, 1_007_532)  # "war" in AmE06 and BE06 (Brezina 2018, chapter 3)


@pytest.mark.parametrize(
    ("measure", "expected", "within"),
    [
        (g2_rayson, 140.87, 0.01),
        (chi2, 136.96, 0.05),
        (log_ratio, 1.20, 0.01),
        (diff_percent, 129.85, 0.05),
        (lambda *counts: simple_maths(*counts, k=100), 1.94, 0.01),
    ],
)
def test_the_worked_example_of_a_textbook(measure, expected, within):
    assert float(measure(*WAR)) == pytest.approx(expected, abs=within)


def test_values_of_other_tools():
    assert float(g2_rayson(52, 57, 50_000, 75_000)) == pytest.approx(2.65, abs=0.005)  # UCREL's wizard, teaching slide
    assert float(g2_dunning(10, 5, 100, 200)) == pytest.approx(7.329812, abs=1e-6)
    assert float(g2_dunning(5, 10, 200, 100)) == pytest.approx(-7.329812, abs=1e-6)
    assert float(simple_maths(35, 263, 112_289_776, 1_559_716_979)) == pytest.approx(1.1224, abs=5e-5)  # Sketch Engine
    assert float(log_ratio(50, 0, 1000, 1000)) == pytest.approx(math.log2(100))  # Hardie: a zero counts one half


@pytest.mark.parametrize(
    ("a", "b", "n1", "n2"), [(10, 5, 100, 200), (0, 7, 50, 90), (30, 30, 100, 101), (3, 1, 40, 40)]
)
def test_yates_and_williams(a, b, n1, n2):
    cells = np.array([[a, n1 - a], [b, n2 - b]])
    assert abs(float(chi2(a, b, n1, n2, yates=True))) == pytest.approx(stats.chi2_contingency(cells).statistic)
    total, term, rest = n1 + n2, a + b, n1 + n2 - a - b
    divisor = 1 + (total / n1 + total / n2 - 1) * (total / term + total / rest - 1) / (6 * total)  # Sokal & Rohlf 1995
    plain = stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
    assert abs(float(g2_dunning(a, b, n1, n2, williams=True))) == pytest.approx(plain / divisor)


def test_corrections_are_switched_on_in_keyness():
    one, two = pd.Series({"w": 10, "x": 90}), pd.Series({"w": 5, "x": 195})
    row = keyness(one, two, yates=True, williams=True).set_index("term").loc["w"]
    # by hand: |10·195 − 5·90| = 1500, less 150; 300 · 1350² / (15 · 285 · 100 · 200)
    assert row["chi2"] == pytest.approx(300 * 1350**2 / (15 * 285 * 100 * 200))
    assert row["g2"] == pytest.approx(7.329812 / (1 + 3.5 * (20 + 300 / 285 - 1) / 1800), abs=1e-6)
    assert keyness(one, two).set_index("term").at["w", "g2"] == pytest.approx(7.329812, abs=1e-6)


def test_z_of_log_odds_agrees_with_its_formula_written_out():
    """Monroe, Colaresi & Quinn 2008, equations 16 and 20, for the first of three words."""
    delta = math.log(10.01 / (100.03 - 10.01)) - math.log(5.01 / (200.03 - 5.01))
    expected = delta / math.sqrt(1 / 10.01 + 1 / 5.01)
    assert float(log_odds_z(10, 5, 100, 200, 0.01, 0.03)) == pytest.approx(expected)
    table = keyness(pd.Series({"w": 10, "x": 60, "y": 30}), pd.Series({"w": 5, "x": 100, "y": 95})).set_index("term")
    assert table.at["w", "log_odds_z"] == pytest.approx(expected)


def test_the_pooled_prior_finds_what_each_side_has_to_itself():
    """Signs printed in the tests of the R package tidylo."""
    one = pd.Series({"the": 1, "quick": 1, "brown": 1, "fox": 1, "jumped": 2})
    two = pd.Series({"over": 1, "the": 1, "lazy": 1, "brown": 1, "dog": 2})
    z = keyness(one, two, prior="pooled").set_index("term")["log_odds_z"]
    assert set(z.index[z > 1e-9]) == {"quick", "fox", "jumped"}
    assert set(z.index[z < -1e-9]) == {"over", "lazy", "dog"}


@pytest.mark.parametrize(("a", "b"), [(10, 5), (0, 7), (30, 0), (3, 3), (200, 10)])
def test_the_conservative_log_ratio_is_an_end_of_clopper_pearson(a, b):
    interval = stats.binomtest(a, a + b).proportion_ci(1 - 0.05 / 100, "exact")
    with np.errstate(divide="ignore"):
        low, high = (math.log2(200 / 100) + np.log2(np.float64(p)) - np.log2(1 - np.float64(p)) for p in interval)
    expected = low if low > 0 else high if high < 0 else 0
    assert float(log_ratio_conservative(a, b, 100, 200, n_tests=100)) == pytest.approx(expected)


@pytest.mark.parametrize("table", [[(10, 90), (5, 195)], [(0, 50), (9, 41)], [(40, 60), (45, 55)]])
def test_statistics_agree_with_scipy(table):
    (a, c), (b, d) = table
    counts = (a, b, a + c, b + d)
    pearson = stats.chi2_contingency(table, correction=False)
    likelihood = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert abs(float(chi2(*counts))) == pytest.approx(pearson.statistic)
    assert abs(float(g2_dunning(*counts))) == pytest.approx(likelihood.statistic)
    assert float(bic(g2_dunning(*counts), counts[2], counts[3])) == pytest.approx(
        likelihood.statistic - math.log(a + b + c + d)
    )


def test_odds_ratio_and_the_interval_of_the_log_ratio():
    assert float(odds_ratio(10, 5, 100, 200)) == pytest.approx((10 / 90) / (5 / 195))
    assert float(odds_ratio(10, 0, 100, 200)) == pytest.approx((10.5 / 90.5) / (0.5 / 200.5))
    low, high = log_ratio_interval(10, 5, 100, 200)
    ends = stats.contingency.relative_risk(10, 100, 5, 200).confidence_interval(0.95)
    assert (float(low), float(high)) == pytest.approx((math.log2(ends.low), math.log2(ends.high)))


# ---- association -----------------------------------------------------------------------------------------------


def test_association_by_hand():
    """o = 30, r1 = 100, c1 = 200, n = 10,000, so e = 2; formulas of Evert 2008 written out."""
    row = association(30, 100, 200, 10_000).iloc[0]
    expected = {
        "expected": 2,
        "mi": math.log2(15),
        "mi2": math.log2(450),
        "mi3": math.log2(13_500),
        "local_mi": 30 * math.log2(15),
        "npmi": math.log2(15) / -math.log2(0.003),
        "t": 28 / math.sqrt(30),
        "z": 28 / math.sqrt(2),
        "dice": 60 / 300,
        "log_dice": 14 + math.log2(0.2),
        "jaccard": 30 / 270,
        "min_sensitivity": 30 / 200,
        "simple_ll": 2 * (30 * math.log(15) - 28),
        "log_ratio": math.log2((30 / 100) / (170 / 9900)),
        "delta_p": 30 / 100 - 170 / 9900,
        "delta_p_reverse": 30 / 200 - 70 / 9800,
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected)
    table = [[30, 70], [170, 9730]]
    assert row["g2"] == pytest.approx(stats.chi2_contingency(table, False, "log-likelihood").statistic)
    assert row["chi2"] == pytest.approx(stats.chi2_contingency(table, False).statistic)


def test_association_at_the_edges():
    never, always = association([0, 10], [10, 10], [10, 10], [100, 10]).to_dict("records")
    assert never["mi"] == never["t"] == -math.inf
    assert never["g2"] < 0 < always["expected"]
    assert never["npmi"] == -1
    assert always["npmi"] == 1
    assert always["g2"] == pytest.approx(0)
    with pytest.raises(ValueError, match="in row 1: the pair 11 times, its parts 10 and 12 times, everything 100"):
        association([1, 11], [10, 10], [12, 12], [100, 100])
    with pytest.raises(ValueError, match="do not fit together"):
        association(1, 60, 60, 100)


@given(st.integers(0, 20), st.integers(0, 30), st.integers(0, 30), st.integers(1, 500))
def test_association_is_symmetric_and_signed_by_expectation(o, more_r, more_c, rest):
    r1, c1 = o + more_r + (o + more_r == 0), o + more_c + (o + more_c == 0)
    n = r1 + c1 - o + rest
    row, turned = association(o, r1, c1, n).iloc[0], association(o, c1, r1, n).iloc[0]
    for name in ("g2", "chi2", "mi", "t", "z", "dice", "jaccard", "min_sensitivity", "simple_ll", "npmi"):
        assert row[name] == pytest.approx(turned[name], abs=1e-9)
    assert row["delta_p"] == pytest.approx(turned["delta_p_reverse"])
    if abs(o - row["expected"]) > 1e-9:
        assert np.sign(row["g2"]) in (0, np.sign(o - row["expected"]))


# ---- dispersion ------------------------------------------------------------------------------------------------

GRIES = [
    "b a m n i b e u p",
    "b a s a t b e w q n",
    "b c a g a b e s t a",
    "b a g h a b e a a t",
    "b a h a a b e a x a t",
]


@pytest.mark.parametrize(  # the five-part demonstration corpus of Gries (2008, 2020), values as printed there
    ("item", "expected"),
    [
        ("b", {"range": 5, "juilland_d": 0.968, "rosengren_s": 0.999, "dp": 0.02, "dp_norm": 0.024, "kl": 0.003}),
        ("i", {"range": 1, "juilland_d": 0, "rosengren_s": 0.18, "dp": 0.82, "dp_norm": 1, "kl": 2.474}),
    ],
)
def test_dispersion_of_the_demonstration_corpus(item, expected):
    parts = [part.split() for part in GRIES]
    found = dispersion([part.count(item) for part in parts], [len(part) for part in parts])
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=5e-4)


def test_carrolls_d2_of_a_word_in_lynes_corpus():
    """ALLEMAND in ten parts (Lyne 1985), as printed by the R package tlda."""
    counts = [2, 0, 1, 1, 3, 0, 3, 0, 0, 0]
    sizes = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930]
    found = dispersion(counts, sizes)
    expected = {"carroll_d2": 0.6521444, "juilland_d": 0.6038797, "rosengren_s": 0.4763652, "range_share": 0.5}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=5e-7)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(10, 99)), min_size=2, max_size=8).filter(
        lambda p: any(a for a, _ in p)
    )
)
def test_dispersion_stays_in_its_range_and_does_not_care_for_order(parts):
    counts, sizes = zip(*parts, strict=True)
    found, turned = dispersion(counts, sizes), dispersion(counts[::-1], sizes[::-1])
    assert found.to_numpy() == pytest.approx(turned.to_numpy())
    assert found.drop(["range", "kl"]).between(-1e-9, 1 + 1e-9).all()


@pytest.mark.parametrize(
    ("counts", "sizes", "message"),
    [
        ([0, 0], [9, 9], "does not occur"),
        ([1], [9], "two parts or more"),
        ([1, 2], [9, 0], "parts that have words"),
        ([1, 12], [9, 9], "from 0 to the size"),
        ([-1, 2], [9, 9], "from 0 to the size"),
        ([1, 2, 3], [9, 9], "one count and one size"),
    ],
)
def test_dispersion_that_makes_no_sense_is_refused(counts, sizes, message):
    with pytest.raises(ValueError, match=message):
        dispersion(counts, sizes)


# ---- the article as the unit -----------------------------------------------------------------------------------


@pytest.fixture
def two_sides():
    random = np.random.default_rng(1)
    words = np.array(["war", "peace", "bread", "rain"])

    def articles(weights):
        return [" ".join(random.choice(words, random.integers(40, 90), p=weights)) for _ in range(12)]

    return articles([0.4, 0.2, 0.2, 0.2]), articles([0.25, 0.25, 0.25, 0.25])


def test_dp_is_over_the_articles_of_the_side_that_has_more(two_sides):
    left, right = ["war war", "war peace"], ["peace peace bread", "rain rain"]
    table = keyness(left, right).set_index("term")
    assert table.at["war", "dp"] == pytest.approx(dispersion([2, 1], [2, 2])["dp"])
    assert table.at["rain", "dp"] == pytest.approx(dispersion([0, 2], [3, 2])["dp"])


def test_a_row_carries_what_is_needed_to_compute_it_again(two_sides):
    for row in keyness(*two_sides).itertuples():
        counts = (row.target_count, row.reference_count, row.target_words, row.reference_words)
        assert row.g2 == pytest.approx(float(g2_dunning(*counts)))
        assert row.log_ratio == pytest.approx(float(log_ratio(*counts)))


# ---- sides that are odd ----------------------------------------------------------------------------------------


def test_a_word_the_target_lacks_is_never_the_targets(corpus_of):
    table = keyness(["war " * 10], ["peace peace peace " + "x " * 100])
    assert table.set_index("term").at["peace", "log_ratio"] > 0  # one half in ten words against three in a hundred
    assert both_ends(table, "A", "B", rows=3)["term"].tolist()[:1] == ["war"]
    assert "peace" not in both_ends(table, "A", "B", rows=3).query("group == 'A'")["term"].tolist()
    assert table.set_index("term").at["peace", "dp"] == 0


def test_nothing_on_either_side_is_nothing():
    table = keyness(pd.Series({"a": 0, "b": 3}), pd.Series({"a": 0, "b": 5, "c": 0})).set_index("term")
    assert table.at["a", "log_ratio"] == table.at["c", "log_ratio"] == 0


def test_the_correction_counts_the_rows_that_are_left():
    one = pd.Series({"a": 40, **{f"w{i}": 1 for i in range(500)}})
    two = pd.Series({"a": 10, **{f"v{i}": 1 for i in range(500)}})
    row = keyness(one, two, min_count=5).iloc[0]
    assert row["log_ratio_conservative"] == pytest.approx(float(log_ratio_conservative(40, 10, 540, 510)))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((["a"], "english"), {"n": 2}, "no counts of word sequences"),
        (("war and peace", ["a"]), {}, "One text is given in a list"),
        ((pd.Series({"a": 1}), pd.Series({"a": 1})), {"target_size": float("inf")}, "has no words"),
        ((pd.Series({"a": 1}), pd.Series({"a": 1})), {"min_documents": 1}, "min_documents= needs articles"),
        ((pd.Series({"a": 0.5}), pd.Series({"a": 1})), {}, "has 0.5 for 'a'; counts are whole numbers"),
    ],
)
def test_comparisons_nobody_can_make(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        keyness(*arguments, **options)


def test_counts_as_text_empty_articles_and_joined_words():
    assert keyness(pd.Series({"a": "10"}), pd.Series({"a": 1}))["target_count"].tolist() == [10]
    few = keyness(["war peace", "", "", "", ""], ["peace x", "", "", "", ""])
    assert few["p"].isna().all()
    table = keyness(["visa-free travel"], "english").set_index("term")
    assert math.isnan(table.at["visa-free", "log_ratio"])
    assert "joined words" in table.attrs["note"]
    zero = keyness(pd.Series({"war": 0, "peace": 3}), "english")
    assert np.isfinite(zero["log_ratio"]).all()
