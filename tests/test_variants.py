"""The same comparison reckoned in several ways: against the usual calls, by hand, and on few articles."""

import numpy as np
import pandas as pd
import pytest

from utils import framing, load_corpus, sentiment, variants
from utils.framing import load_codebook
from utils.summary import describe_planning, describe_robustness
from utils.uncertainty import compare, how_many, planning

CODEBOOK = load_codebook("generic")
COMPARED = ["first", "second", "difference", "low", "high", "q", "n", "note"]


@pytest.fixture(scope="module")
def practice():
    return load_corpus("practice")


@pytest.fixture(scope="module")
def table(practice):
    return variants.robustness(practice, CODEBOOK)


def test_the_first_way_is_the_usual_one(practice, table):
    order = ["measure", "first", "second"]
    tone = sentiment.tone_difference(sentiment.score_sentences(practice)).assign(measure="tone")
    frames = framing.frame_differences(practice, CODEBOOK).rename(columns={"frame": "measure"})
    usual = pd.concat([tone, frames]).sort_values(order)[["measure", *COMPARED]].reset_index(drop=True)
    first = table[table["variant"].isin(["tone", "share of sentences"])].sort_values(order)
    pd.testing.assert_frame_equal(first[["measure", *COMPARED]].reset_index(drop=True), usual)
    assert (first["holds"] == (first["q"] < 0.05)).all()


@pytest.mark.parametrize("measure", ["per_100_words", "standardised"])
def test_other_units_are_those_of_the_profile(practice, table, measure):
    usual = framing.frame_differences(practice, CODEBOOK, measure=measure).set_index(["frame", "first", "second"])
    names = {"per_100_words": "per 100 words", "standardised": "standardised by length"}
    ours = table[table["variant"] == names[measure]].set_index(["measure", "first", "second"])
    assert ours["difference"].to_dict() == pytest.approx(usual["difference"].to_dict())


def test_one_article_is_left_out_at_a_time(practice, table):
    scored = sentiment.score_sentences(practice)
    pair = ("Evening Lantern (invented)", "Halvern Wire (invented)")
    means = scored[scored["source"].isin(pair)].groupby(["source", "doc_id"])["tone"].mean()
    gaps = {}
    for _, doc_id in means.index:
        left = means.drop(doc_id, level="doc_id").groupby("source").mean()
        gaps[doc_id] = left[pair[0]] - left[pair[1]]
    rows = table[(table["measure"] == "tone") & (table["first"] == pair[0]) & (table["second"] == pair[1])]
    ends = rows[rows["variant"].str.startswith("without one article")]
    assert ends["difference"].tolist() == pytest.approx([min(gaps.values()), max(gaps.values())])
    assert ends["note"].tolist() == [f"without {min(gaps, key=gaps.get)}", f"without {max(gaps, key=gaps.get)}"]
    assert ends["q"].isna().all()
    assert ends["holds"].isna().all()


def test_what_stands_in_quotation_marks_can_be_left_out(corpus_of):
    said = "“War is terrible and bad,” he said. It was a great and good day."
    table = variants.robustness(corpus_of({"A": [said], "B": ["It was a great and good day."]}), CODEBOOK)
    tone = table[table["measure"] == "tone"].set_index("variant")["difference"]
    assert tone["tone"] < 0
    assert tone["without quotations"] == pytest.approx(0)


def test_two_articles_are_compared_without_a_verdict():
    table = variants.robustness(load_corpus(), CODEBOOK)
    assert len(table) == 6 * 5
    assert table["holds"].isna().all()
    assert set(table["note"]) == {"no interval: the smaller group has 1 article, 10 needed"}
    said = describe_robustness(variants.agreement(table), CODEBOOK.labels())
    assert said.endswith("There are too few articles for a verdict in any.")


def test_one_source_and_one_pair(corpus_of):
    alone = variants.robustness(corpus_of(["The parade was great. War is bad."]), CODEBOOK)
    assert alone.empty
    assert describe_robustness(variants.agreement(alone), {}) == "With one source there is nothing to compare."
    three = corpus_of({name: ["A great parade.", "A bad war."] for name in "ABC"})
    assert set(variants.robustness(three, CODEBOOK, pair=("C", "A"))["first"]) == {"C"}
    with pytest.raises(ValueError, match="no group 'D'"):
        variants.robustness(three, CODEBOOK, pair=("A", "D"))


def row(difference, holds, measure="tone"):
    return {"measure": measure, "first": "A", "second": "B", "difference": difference, "holds": holds}


def test_signs_and_verdicts_are_counted():
    rows = [row(-0.2, True), row(-0.1, False), row(0.1, True), row(-0.3, None), row(0.5, False, "war")]
    agreed = variants.agreement(pd.DataFrame(rows))
    assert agreed[["variants", "same_sign", "tested", "same_verdict"]].values.tolist() == [[4, 3, 3, 2], [1, 1, 1, 1]]
    assert describe_robustness(agreed, {"war": "War"}) == (
        "In 1 of 2 comparisons the same source is ahead in all variants. In tone the lead changes with the way of "
        "reckoning. "
        "In 1 the verdict, chance or more, is the same in all that are tested. The first variant calls more than "
        "chance: tone, B above A (2 of 3, the first included)."
    )
    none = describe_robustness(variants.agreement(pd.DataFrame(rows[-1:])), {})
    assert none.endswith("None calls a difference more than chance.")


def test_a_plan_has_a_column_a_measure(practice):
    scored = framing.score_sentences(practice, CODEBOOK)
    measures = scored[["conflict", "morality"]].assign(nothing=np.nan)
    plan = planning(measures, scored["doc_id"], scored["source"], scored["event"])
    assert plan.columns.tolist() == ["articles", "conflict", "morality"]
    alone = how_many(scored["conflict"], scored["doc_id"], scored["source"], scored["event"])
    assert plan["conflict"].tolist() == alone["detectable"].tolist()
    assert (plan["conflict"].diff().dropna() < 0).all()


def test_a_plan_holds_what_it_says():
    rng, n = np.random.default_rng(6), 30
    plan = planning({"tone": rng.exponential(1, 4_000)}, range(4_000))
    gap = plan.set_index("articles")["tone"][n]
    groups, seen = ["A"] * n + ["B"] * n, []
    for _ in range(400):
        scores = rng.exponential(1, 2 * n) + np.repeat([gap, 0], n)
        seen.append(compare(scores, range(2 * n), groups)["p"] < 0.05)
    assert np.mean(seen) == pytest.approx(0.8, abs=0.06)  # three standard errors of 400 tries


def test_without_two_articles_in_a_source_nothing_is_planned():
    plan = planning({"tone": [0.1, 0.2]}, ["a", "b"], ["A", "B"])
    assert plan.columns.tolist() == ["articles"]
    assert describe_planning(plan, {}).startswith("Nothing can be planned from these articles")
    said = describe_planning(planning({"war": [0, 1] * 20, "tone": [0, 1] * 20}, range(40)), {"war": "War"})
    assert "with 10 articles a source: tone 0.67 and share of a frame 67.1 points; with 50: " in said
