"""Shares and means corrected by hand-coded units: by hand, against scipy, and what must hold for any codings."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from utils import charts
from utils.framing import load_codebook
from utils.reliability import corrected_difference, corrected_mean, corrected_share, corrected_tone
from utils.sentiment import score_texts
from utils.summary import describe_corrected, describe_corrected_differences
from utils.uncertainty import wilson

CODERS = ["coders", "coders_low", "coders_high"]
ENDS = ["corrected", "low", "high"]


def codings(hits, false_alarms, misses, rightly_left):
    """Machine and coders of so many units."""
    machine = [1] * (hits + false_alarms) + [0] * (misses + rightly_left)
    return machine, [1] * hits + [0] * false_alarms + [1] * misses + [0] * rightly_left


def test_a_share_corrected_by_hand():
    # among 70 yes of the machine 40 are right, among 130 no 10 are wrong; it says yes to .45 of all and .35 of these
    machine, human = codings(40, 30, 10, 120)
    row = corrected_share(machine, human, 0.45).iloc[0]
    assert (row["sensitivity"], row["specificity"], row["n"], row["note"]) == (0.8, 0.8, 200, "")
    slope = 40 / 70 - 10 / 130
    r2 = stats.pearsonr(machine, human)[0] ** 2
    weight = slope * (1 - (1 - r2) / (49 * r2))
    assert row["corrected"] == pytest.approx(0.25 + weight * 0.10)
    rest = 200 * np.var(np.subtract(human, weight * np.array(machine)))
    worth = 200 / ((rest + 1) / (200 * 0.25 * 0.75 + 1))
    assert row[["low", "high"]].tolist() == pytest.approx(wilson(row["corrected"] * worth, worth)[["low", "high"]])
    assert row[CODERS].tolist() == pytest.approx(wilson(50, 200).tolist())


@pytest.mark.parametrize(
    ("machine", "human", "note"),
    [
        ([0, 1] * 60, [0, 0, 1, 1] * 30, "the coders alone: the machine does not follow them"),
        ([0] * 60, [0, 1] * 30, "the coders alone: the machine does not follow them"),
        (
            [1] + [0] * 99,
            [1] + [0] * 99,
            "the coders alone: the machine does not follow them",
        ),  # one is no proof
        ([0, 1] * 9, [0, 1] * 9, "the coders alone: 18 units are coded, 20 are needed"),
    ],
)
def test_where_the_machine_cannot_help_the_coders_stand_alone(machine, human, note):
    row = corrected_share(machine, human, 0.5).iloc[0]
    assert row["note"] == note
    assert row[ENDS].tolist() == pytest.approx(wilson(sum(human), len(human)).tolist())
    assert row[CODERS].tolist() == row[ENDS].tolist()


def test_nothing_coded_is_said_and_a_missing_coding_is_none():
    assert corrected_share([np.nan, 1], [1, np.nan], 0.5)["note"].item() == "no unit is coded by both"
    machine, human = codings(20, 5, 5, 30)
    full = corrected_share(machine, human, 0.4)
    assert corrected_share([*machine, 1], [*human, np.nan], 0.4).equals(full)


def test_a_perfect_machine_still_has_an_interval():
    row = corrected_share(*codings(30, 0, 0, 70), 0.28).iloc[0]
    assert row["low"] < 0.28 < row["high"]
    assert 0.02 < row["high"] - row["low"] < 0.6 * (row["coders_high"] - row["coders_low"])


units = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 14)), min_size=1, max_size=80)


@settings(max_examples=60)
@given(units, st.floats(0, 1), st.booleans(), st.booleans())
def test_a_corrected_share_is_a_share_and_never_much_wider_than_the_coders(drawn, share, clustered, weighted):
    machine, human, articles = zip(*drawn, strict=True)
    weights = [1 + article for article in articles] if weighted else None
    row = corrected_share(machine, human, share, articles if clustered else None, weights).iloc[0]
    assert 0 <= row["low"] <= row["corrected"] <= row["high"] <= 1
    width, own = row["high"] - row["low"], row["coders_high"] - row["coders_low"]
    assert 0 < width <= 1.05 * own + 1e-9
    swapped = corrected_share(
        [1 - x for x in machine], [1 - x for x in human], 1 - share, articles if clustered else None, weights
    ).iloc[0]
    assert 1 - swapped["corrected"] == pytest.approx(row["corrected"], abs=1e-6)  # yes and no are only names
    assert 1 - swapped["high"] == pytest.approx(row["low"], abs=1e-6)


def test_units_of_one_article_count_less_and_few_articles_speak_for_themselves():
    machine, human = [0] * 100, ([1] * 5 + [0] * 15) * 5
    together = [unit // 5 for unit in range(100)]  # five units an article, all alike: worth one
    row = corrected_share(machine, human, 0.0, together).iloc[0]
    worth = 20 * (19 / 20) / (99 / 100)  # 20 articles, and both variances with their n - 1
    level = 2 * stats.norm.cdf(stats.t.ppf(0.975, 19)) - 1
    assert row[CODERS].tolist() == pytest.approx(wilson(0.25 * worth, worth, level).tolist())
    few = corrected_share(machine, human, 0.0, [unit // 20 for unit in range(100)]).iloc[0]
    assert few[CODERS].tolist() == pytest.approx(wilson(25, 100).tolist())
    assert few["note"].endswith("of these articles only: to speak of others, units from 10 are needed")


def test_units_stand_for_as_many_as_their_weight_says():
    human, weights = [1] * 20 + [0] * 20 + [1] * 4 + [0] * 36, [1] * 40 + [3] * 40
    row = corrected_share([0] * 80, human, 0.0, weights=weights).iloc[0]
    assert row["coders"] == pytest.approx((0.5 + 3 * 0.1) / 4)


def test_a_mean_corrected_by_hand():
    rng = np.random.default_rng(0)
    machine = rng.normal(size=60)
    human = 0.5 * machine + rng.normal(size=60)
    row = corrected_mean(machine, human, 0.4).iloc[0]
    line = stats.linregress(machine, human)
    weight = line.slope * (1 - (1 - line.rvalue**2) / (57 * line.rvalue**2))
    assert row["r"] == pytest.approx(line.rvalue)
    assert row["corrected"] == pytest.approx(human.mean() - weight * (machine.mean() - 0.4))
    own = stats.t.interval(0.95, 59, human.mean(), stats.sem(human))
    assert row[["coders_low", "coders_high"]].tolist() == pytest.approx(list(own))
    rest, spread = 60 * np.var(human - weight * machine), 60 * np.var(human)
    narrowed = np.sqrt((rest + np.var(human, ddof=1)) / (spread + np.var(human, ddof=1)))
    assert row["high"] - row["low"] == pytest.approx(narrowed * (own[1] - own[0]))


def test_a_mean_of_clusters_and_one_that_cannot_be_told():
    human = np.repeat(np.arange(12.0), 3)  # three units an article, all alike: twelve values
    row = corrected_mean([0] * 36, human, 0.0, np.repeat(np.arange(12), 3)).iloc[0]
    own = stats.t.interval(0.95, 11, 5.5, stats.sem(np.arange(12)))
    assert row[["coders_low", "coders_high"]].tolist() == pytest.approx(list(own))
    assert row["note"] == "the coders alone: the machine does not follow them"
    same = corrected_mean([0, 1] * 20, [2] * 40, 0.5).iloc[0]
    assert np.isnan(same[["low", "high", "coders_low", "coders_high"]].astype(float)).all()
    assert "no interval: all ratings are the same" in same["note"]
    assert corrected_mean([1], [1], 0.5)["note"].item() == "no interval: two rated units are the least"


def test_a_difference_of_newcombes_own_example():
    # Newcombe (1998), method 10, first example: 56/70 against 48/80, difference .2000, interval .0524 to .3339
    one, two = (corrected_share([0] * n, [1] * yes + [0] * (n - yes), 0.0) for yes, n in ((56, 70), (48, 80)))
    row = corrected_difference(one, two).iloc[0]
    assert row.tolist() == pytest.approx([0.2, 0.0524, 0.3339] * 2, abs=5e-5)
    back = corrected_difference(two, one).iloc[0]
    assert back[["low", "high"]].tolist() == pytest.approx([-row["high"], -row["low"]])


def test_tone_of_a_corpus_from_some_ratings(corpus_of):
    good, bad = "It was a great and happy day for all of them.", "It was a terrible and cruel day for all of them."
    corpus = corpus_of([f"{good} {bad} {bad}"] * 20)
    ids = corpus["doc_id"]
    ratings = pd.DataFrame({"rater": "a", "unit": [f"{name}-{k}" for name in ids for k in (0, 1)]})
    ratings["rating"] = [2, -2] * 20
    row = corrected_tone(corpus, pd.concat([ratings, ratings.assign(rater="b", rating=[4, -2] * 20)])).iloc[0]
    tone = score_texts([good, bad])["tone"]
    assert row["n"] == 40
    assert row["mean"] == pytest.approx((tone[0] + 2 * tone[1]) / 3)
    assert row["coders"] == pytest.approx(0.125)  # half of it .75, half -.5
    assert row["corrected"] == pytest.approx((0.75 - 2 * 0.5) / 3)  # all sentences: a third good


def test_three_readings_of_a_frame_are_drawn_and_said():
    rows = [corrected_share(*codings(*counts), 0.3) for counts in ((30, 0, 0, 70), (15, 35, 15, 35))]
    held = pd.concat(rows, ignore_index=True).assign(frame=["conflict", "morality"])
    codebook = load_codebook("generic")
    figure = charts.machine_and_coders(held, codebook)
    drawn = [line.get_xdata() for line in figure.axes[0].lines]
    assert [sorted(marks) for marks in drawn] == [sorted(held[name]) for name in ("share", "coders", "corrected")]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["Conflict", "Morality"]
    narrower = 1 - (held["high"] - held["low"])[0] / (held["coders_high"] - held["coders_low"])[0]
    said = describe_corrected(held, codebook)
    assert f"changes: {100 * narrower:.0f} % narrower for conflict. The coders stand alone in morality." in said
    assert said in figure.alt
    assert describe_corrected(held.head(0), codebook) == "No sentence is coded by both."
    assert charts.machine_and_coders(held.head(0), codebook).axes


def test_what_is_said_of_differences_holds():
    table = pd.DataFrame({"first": ["A", "A"], "second": ["B", "C"], "difference": [-0.2, 0.1]})
    table = table.assign(low=[-0.31, -0.08], high=[-0.09, 0.28])
    said = describe_corrected_differences(table, "Conflict")
    assert said == (
        "Conflict: more in B than in A, by 9 to 31 percentage points; 1 of 2 pairs of sources cannot be told apart; "
        "a difference of 28 percentage points is not ruled out."
    )
    assert describe_corrected_differences(table.head(0), "Conflict").startswith("A difference needs two sources")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"share": 40}, "from 0 to 1; it was 40"),
        ({"human": [0, 2] * 20}, "codes of 0 and 1"),
        ({"weights": [1.0, float("nan")] * 20}, "0 or more, none missing"),
    ],
)
def test_what_is_no_share_is_refused(options, message):
    given = {"machine": [0, 1] * 20, "human": [0, 1] * 20, "share": 0.4} | options
    with pytest.raises(ValueError, match=message):
        corrected_share(**given)
