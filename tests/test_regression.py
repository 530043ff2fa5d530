"""Regression: against least squares and statsmodels' errors, by hand where it has none, and the refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.regression.linear_model import OLS

from utils import charts, figures, load_corpus
from utils.framing import load_codebook
from utils.summary import describe_regression, methods
from utils.uncertainty import benjamini_hochberg, compare, regress

RNG = np.random.default_rng(3)
N = 80


@pytest.fixture
def articles():
    rng = np.random.default_rng(4)
    table = pd.DataFrame({"doc_id": range(N), "source": ["A"] * 30 + ["B"] * 50})
    table["tone"] = rng.normal(0, 1, N) * np.repeat([1, 2], [30, 50]) + (table["source"] == "B")
    table["words"] = rng.integers(100, 900, N)
    table["genre"] = ["letter"] * 10 + ["news"] * 35 + ["letter"] * 15 + ["news"] * 20
    return table.assign(date=pd.date_range("2025-01-01", periods=N, freq="11D")[rng.permutation(N)])


def design(table):
    days = (table["date"] - table["date"].min()).dt.days
    columns = [table["source"] == "B", days / 365.25, np.log2(table["words"]), table["genre"] == "letter"]
    return np.column_stack([np.ones(len(table)), *columns]).astype(float)


def bell_mccaffrey(y, x, cases, term):
    """Standard error and degrees of freedom as their paper has them, with whole matrices."""
    inverse = np.linalg.inv(x.T @ x)
    keep = np.eye(len(x)) - x @ inverse @ x.T
    left, weight, variance, columns = keep @ y, (x @ inverse)[:, term], 0, []
    for case in np.unique(cases):
        rows = np.flatnonzero(cases == case)
        kept, axes = np.linalg.eigh(keep[np.ix_(rows, rows)])
        pull = axes @ np.diag(kept**-0.5) @ axes.T @ weight[rows]
        variance += (pull @ left[rows]) ** 2
        columns.append(keep[:, rows] @ pull)
    products = np.array(columns) @ np.array(columns).T
    return variance**0.5, np.trace(products) ** 2 / (products**2).sum()


def test_coefficients_are_those_of_least_squares_and_errors_hc2(articles):
    ours = regress(articles, "tone")
    assert ours["term"].tolist() == ["B", "date: a year later", "words: twice as many", "genre: letter"]
    assert ours["against"].tolist() == ["A", "", "", "news"]
    x = design(articles)
    by_hand = np.linalg.lstsq(x, articles["tone"], rcond=None)[0][1:]
    assert ours["coefficient"].tolist() == pytest.approx(by_hand.tolist())
    theirs = OLS(articles["tone"].to_numpy(), x).fit(cov_type="HC2")
    for term, row in enumerate(ours.itertuples(), start=1):
        error, df = bell_mccaffrey(articles["tone"], x, np.arange(N), term)
        assert error == pytest.approx(theirs.bse[term])
        assert row.p_uncorrected == pytest.approx(2 * stats.t.sf(abs(theirs.tvalues[term]), df))


def test_two_sources_have_the_difference_and_the_error_of_compare(articles):
    ours, theirs = (
        regress(articles, "tone", controls=()).iloc[0],
        compare(*articles[["tone", "doc_id", "source"]].T.values),
    )
    assert ours["coefficient"] == pytest.approx(-theirs["difference"])
    one, other = (part["tone"] for _, part in articles.groupby("source"))
    error = (one.var() / 30 + other.var() / 50) ** 0.5  # Welch's
    df = (1 / 30 + 1 / 50) ** 2 / (1 / (30**2 * 29) + 1 / (50**2 * 49))  # Satterthwaite's, for equal variances
    assert ours["p_uncorrected"] == pytest.approx(2 * stats.t.sf(abs(ours["coefficient"]) / error, df))
    assert ours["high"] - ours["coefficient"] == pytest.approx(stats.t.ppf(0.975, df) * error)


def test_events_are_the_cases(articles):
    events = np.arange(N) // 4
    error, df = bell_mccaffrey(articles["tone"], design(articles), events, 1)
    ours = regress(articles.assign(event=events), "tone").iloc[0]
    assert ours["high"] - ours["coefficient"] == pytest.approx(stats.t.ppf(0.975, df) * error)
    assert ours["note"] == "events are the cases: 80 articles on 20 events"


def test_sources_are_corrected_together_and_controls_are_not_tested(articles):
    three = articles.assign(source=np.array(list("ABC"))[np.arange(N) % 3])
    table = regress(three, "tone", reference="C")
    assert table["against"].tolist()[:2] == ["C", "C"]
    assert set(table["term"][:2]) == {"A", "B"}
    outlets, controls = table[:2], table[2:]
    assert outlets["q"].tolist() == pytest.approx(benjamini_hochberg(outlets["p_uncorrected"]).tolist())
    assert outlets["note"].str.startswith("corrected for 2 comparisons; ").all()
    assert controls["q"].isna().all()
    assert controls["note"].str.startswith("a control; ").all()
    with pytest.raises(ValueError, match="no group 'D'"):
        regress(three, "tone", reference="D")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=40, max_size=40), st.integers(1, 3))
def test_interval_and_p_never_contradict_each_other(values, on_event):
    table = pd.DataFrame({"doc_id": range(40), "source": ["A", "B"] * 20, "tone": values, "words": range(100, 500, 10)})
    for part in (table, table.assign(event=np.arange(40) // on_event)):
        for row in regress(part, "tone", controls=("words",)).itertuples():
            assert row.low <= row.coefficient <= row.high
            assert (not row.low <= 0 <= row.high) == (row.p_uncorrected < 0.05)


def test_scores_shifted_and_stretched_move_the_coefficients_alike(articles):
    once, twice = regress(articles, "tone"), regress(articles.assign(tone=2 * articles["tone"] + 5), "tone")
    assert twice["coefficient"].tolist() == pytest.approx((2 * once["coefficient"]).tolist())
    assert twice["p_uncorrected"].tolist() == pytest.approx(once["p_uncorrected"].tolist())


def test_controls_that_cannot_be_used_are_named(articles):
    table = articles.assign(
        date=pd.NaT,
        words=articles["words"] / 100 + 400,
        genre=["news"] * 50 + ["letter"] * 29 + [" "],
        paper=articles["source"],
    )
    table.loc[:9, "genre"] = [f"kind {i}" for i in range(10)]  # each too rare alone
    ours = regress(table, "tone", controls=("date", "words", "genre", "paper", "mood"))
    assert ours.attrs["note"] == (
        "Left out: date (missing in 80 of 80 articles); words (much the same in all articles); "
        "mood (missing in 80 of 80 articles); paper (cannot be told apart from the other terms)."
    )
    assert ours["term"].tolist() == ["B", "genre: letter", "genre: other"]
    assert ours["n"].tolist() == [79] * 3


def test_time_is_told_in_a_unit_that_the_articles_span(articles):
    hours = pd.to_timedelta(6 * RNG.permutation(N), "h")
    for stretched, unit in ((hours, "day"), (4 * hours, "month"), (40 * hours, "year")):
        table = regress(articles.assign(date=pd.Timestamp(2025, 1, 1) + stretched), "tone")
        assert f"date: a {unit} later" in table["term"].tolist()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda t: t.head(2), "it needs two sources, there is 1"),
        (lambda t: t[25:], "A has 5 articles, 10 needed"),
        (lambda t: t.assign(event=np.where(t["source"] == "A", t["doc_id"] % 3, t["doc_id"])), "A has 3 events, 5"),
        (lambda t: t.assign(tone=0.0), "tone is the same in all articles"),
        (lambda t: t.iloc[[*range(5, 17), *range(30, 36), *range(45, 51)]], "24 articles for 5 terms, 25 needed"),
        (lambda t: t.assign(event=t["doc_id"] % 7), "7 events for 5 terms, 9 needed"),
        (lambda t: t.head(0), "it needs two sources, there are 0"),
    ],
)
def test_without_articles_enough_there_is_no_regression_and_a_reason(articles, change, why):
    table = regress(change(articles), "tone")
    assert table.empty
    assert table.attrs["note"].startswith(f"No regression: {why}")
    assert describe_regression(table, "tone", {}) == table.attrs["note"]
    assert table.attrs["note"] in charts.coefficients(table, "tone").alt


def test_random_halves_differ_in_one_of_twenty():
    rng, false = np.random.default_rng(8), []
    for _ in range(80):
        table = pd.DataFrame({"doc_id": range(40), "event": np.arange(40) // 2, "source": np.repeat(["A", "B"], 20)})
        table["tone"] = rng.exponential(1, 20).repeat(2) + rng.normal(0, 0.3, 40)
        false.append(regress(table.assign(words=rng.integers(100, 900, 40)), "tone")["p_uncorrected"].iloc[0] < 0.05)
    assert np.mean(false) < 0.125  # 80 tries: 5 % and three standard errors of 2.4


def test_the_sentence_says_what_is_held_constant(articles):
    table = regress(articles.assign(tone=articles["tone"] / 3 + 3 * (articles["source"] == "B")), "tone")
    said = describe_regression(table, "tone", {})
    assert said.startswith(
        "Tone, with date, length and genre held constant: The difference is more than chance explains: B"
    )
    assert "B above A by" in said
    shares = describe_regression(regress(articles.assign(war=RNG.random(N)), "war", controls=()), "war", {"war": "War"})
    assert shares.startswith("War, with nothing held constant: The difference (war, B minus A: ")
    assert "points" in shares


def test_the_methods_sentence_tells_of_a_regression_only_where_there_is_one(articles):
    corpus, codebook = load_corpus(), load_codebook("generic")
    assert "least squares over 80 articles on source, date, length and genre" in methods(
        corpus, codebook, regress(articles, "tone")
    )
    assert "least squares" not in methods(corpus, codebook, regress(articles.head(3), "tone"))


def test_the_figure_has_a_row_a_term_and_cuts_nothing(articles):
    names = {
        "A": "The Daily Newspaper of the Northern Provinces $x$",
        "B": "北京 Evening Post and Courier of the Coast",
    }
    table = regress(articles.assign(source=articles["source"].map(names)), "tone")
    figure = charts.coefficients(table, "tone")
    axes = figure.axes[0]
    assert len(axes.get_yticklabels()) == len(table) == 4
    with figures.house_style():
        figure.draw_without_rendering()
    assert all(label.get_window_extent().x0 >= 0 for label in axes.get_yticklabels())
    assert figure.alt == "Coefficients of a regression of tone on articles. 1 for sources, 3 for controls."


def test_yes_and_no_are_categories_and_sentences_are_no_articles():
    rng = np.random.default_rng(4)
    table = pd.DataFrame({"doc_id": range(60), "source": ["A", "B"] * 30, "tone": rng.normal(0, 1, 60)})
    table["genre"] = rng.integers(0, 2, 60)
    held = regress(table, "tone", controls=("genre",))
    assert held["term"].tolist()[1] in ("genre: yes", "genre: no")
    assert held["n"].eq(60).all()
    with pytest.raises(ValueError, match="one row an article"):
        regress(pd.concat([table, table]), "tone")
