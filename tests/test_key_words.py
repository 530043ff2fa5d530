"""Key words: the test over articles against the jackknife written out, folds, and which words are listed."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from utils import load_corpus
from utils.actors import mention_table
from utils.keywords import FOLDS, folds, key_words, keyness, sides, terms_tested
from utils.wording.words import describe_certainty, describe_words
from utils.words.counting import count_terms, lemma
from utils.words.over_articles import over_articles
from utils.words.ranking import both_ends, first_shared

WORDS = list("abcde")


def written_out(counts, sizes, clusters):
    """The same by leaving out one cluster after the other, in loops."""
    n = sum(size.sum() for size in sizes)
    totals = [count.sum() + size.sum() / n for count, size in zip(counts, sizes, strict=True)]
    deviations = []
    for count, size, labels, total in zip(counts, sizes, clusters, totals, strict=True):
        left_out = {
            u: math.log((total - count[labels == u].sum()) / (size.sum() - size[labels == u].sum()))
            for u in set(labels)
        }
        k, mean = len(left_out), np.mean(list(left_out.values()))
        deviations.append({u: math.sqrt((k - 1) / k) * (value - mean) for u, value in left_out.items()})
    one, two = deviations
    parts = [[one[u] for u in one if u not in two], [-two[u] for u in two if u not in one]]
    parts.append([one[u] - two[u] for u in one if u in two])
    floors = [1 / (total + 1) for total in totals]
    short = [max(f - sum(x**2 for x in d.values()), 0) for f, d in zip(floors, deviations, strict=True)]
    variance = max(sum(x**2 for part in parts for x in part) + sum(short), sum(floors))
    inverse = sum((s / variance) ** 2 / (len(d) - 1) for s, d in zip(short, deviations, strict=True))
    for part in filter(None, parts):
        square, k = sum(x**2 for x in part), len(part)
        kurtosis = k * sum(x**4 for x in part) / square**2 if square > 1e-20 else 3
        usual = 1 / max(k - 1, 1)
        inverse += (square / variance) ** 2 * max(usual, (usual + (kurtosis - 1) / (2 * k)) / 2)
    gap, error = math.log(totals[0] / sizes[0].sum() * sizes[1].sum() / totals[1]), math.sqrt(variance)
    half = stats.t.ppf(0.975, 1 / inverse) * error
    p = 2 * stats.t.sf(abs(gap) / error, 1 / inverse)
    return [(gap - half) / math.log(2), (gap + half) / math.log(2), p]


def made_up(seed, articles):
    random = np.random.default_rng(seed)
    weights = random.dirichlet(np.full(len(WORDS), 0.5), articles)
    return [" ".join(random.choice(WORDS, random.integers(5, 60), p=w)) for w in weights]


@pytest.mark.parametrize(
    "clusters",
    [
        (np.arange(12), np.arange(12, 27)),  # each article alone
        (np.arange(12) // 2, np.arange(15) // 3 + 20),  # events of either side
        (np.arange(12) % 6, np.arange(15) % 6),  # events that both sides cover
        (np.arange(12), np.arange(15) + 5),  # some of each
    ],
    ids=["articles", "events", "shared", "some shared"],
)
def test_the_jackknife_is_the_one_written_out(clusters):
    texts = made_up(1, 12), made_up(2, 15)
    sides = [count_terms(some) for some in texts]
    found = over_articles(np.array(WORDS), *sides, clusters)
    for word in WORDS:
        counts = [np.array([text.split().count(word) for text in some], float) for some in texts]
        assert found.loc[word].tolist() == pytest.approx(written_out(counts, [s.sizes for s in sides], clusters))


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(10, 14), st.integers(10, 25))
def test_the_interval_excludes_0_exactly_where_p_is_small(seed, k1, k2):
    table = keyness(made_up(seed, k1), made_up(seed + 1, k2))
    outside = (table["log_ratio_low"] > 0) | (table["log_ratio_high"] < 0)
    assert (outside == (table["p"] < 0.05)).all()
    assert (table["p"] > 0)[table["p"].notna()].all()
    back = keyness(made_up(seed + 1, k2), made_up(seed, k1)).set_index("term").loc[table["term"]]
    assert back["p"].to_numpy() == pytest.approx(table["p"].to_numpy(), nan_ok=True)
    assert back["log_ratio_low"].to_numpy() == pytest.approx(-table["log_ratio_high"].to_numpy(), nan_ok=True)


@pytest.mark.parametrize(("k1", "k2"), [(10, 10), (11, 23)])
def test_equal_rates_are_never_a_difference(k1, k2):
    table = keyness(["b c d"] * k1, ["b c d"] * k2)
    assert table["p"].tolist() == pytest.approx([1, 1, 1])


def test_a_word_that_one_side_lacks_is_never_infinitely_sure():
    row = keyness(["war war talks"] * 10, ["talks talks talks"] * 10).set_index("term").loc["war"]
    assert 0 < row["p"] < 0.05
    assert np.isfinite([row["log_ratio_low"], row["log_ratio_high"]]).all()
    # one occurrence more on both sides together: (20 + ½) : ½, variances 1 / 21.5 and 1 / 1.5
    half = stats.t.ppf(0.975, 1 / ((1 / 21.5) ** 2 / 9 + (1 / 1.5) ** 2 / 9) * (1 / 21.5 + 1 / 1.5) ** 2)
    low = (math.log(41) - half * math.sqrt(1 / 21.5 + 1 / 1.5)) / math.log(2)
    assert row["log_ratio_low"] == pytest.approx(low, rel=1e-6)


def test_ten_articles_a_side_are_needed_and_five_events(corpus_of):
    few = keyness(["war"] * 9, ["peace"] * 30)
    assert few[["p", "q", "log_ratio_low"]].isna().all(axis=None)
    assert few["p_words"].notna().all()
    assert few.attrs["note"].startswith("Articles on the two sides: 9 and 30. Nothing is tested")
    enough = keyness(["war"] * 10, ["peace"] * 10)
    assert enough["p"].notna().all()
    assert "articles on one event count as independent" in enough.attrs["note"]
    corpus = corpus_of(["war"] * 12 + ["peace"] * 12).assign(event=["e1", "e2", "e3"] * 4 + ["e4", "e5", "e6"] * 4)
    three = keyness(corpus[:12], corpus[12:])
    assert three["p"].isna().all()
    assert three.attrs["note"].startswith("Events on the two sides: 3 and 3. Nothing is tested")


def test_events_are_the_units_and_a_blank_one_is_none(corpus_of):
    corpus = corpus_of(made_up(3, 24))
    blank = keyness(corpus[:12], corpus[12:])
    same = keyness(*(corpus.assign(event=["", None, " "] * 8)[part] for part in (slice(12), slice(12, None))))
    pd.testing.assert_series_equal(same["p"], blank["p"])
    events = corpus.assign(event=[f"e{i % 6}" for i in range(24)])
    table = keyness(events[:12], events[12:])
    assert "The events are the units" in table.attrs["note"]
    counts = [count_terms(corpus[part]) for part in (slice(12), slice(12, None))]
    expected = over_articles(table["term"].to_numpy(object), *counts, (np.arange(12) % 6, np.arange(12) % 6))
    tested = table.set_index("term")["p"].dropna()
    assert tested.to_dict() == pytest.approx(expected.loc[tested.index, "p"].to_dict())


def test_only_what_could_be_significant_is_tested():
    texts = [f"war {'talks' if i < 3 else 'peace'} the 2,000 two only{i}" for i in range(10)]
    table = keyness(texts, texts).set_index("term")
    assert set(table.index[table["p"].notna()]) == {"war", "peace", "talks"}
    assert table.attrs["note"].startswith("3 of 16 terms are tested, those in 6 or more of the 20 articles")
    rare = ["war"] * 240 + ["war aid"] * 60
    assert terms_tested(keyness(rare, ["war"] * 300))["term"].tolist() == ["aid", "war"]  # a tenth, but sixty


def test_q_allows_for_the_terms_tested():
    table = keyness(made_up(5, 14), made_up(6, 14)).dropna(subset="p").sort_values("p")
    expected = stats.false_discovery_control(table["p"])
    assert table["q"].to_numpy() == pytest.approx(expected)


def test_of_lists_of_counts_words_are_the_units():
    table = keyness(pd.Series({"war": 10, "x": 90}), pd.Series({"war": 5, "x": 195}))
    for ours, words in (("p", "p_words"), ("q", "q_words"), ("log_ratio_low", "log_ratio_words_low")):
        assert table[ours].tolist() == table[words].tolist()
    assert table.attrs["note"].startswith("A list of counts knows no articles")


# ---- folds -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds():
    corpus = load_corpus()
    return corpus, mention_table(corpus)


def test_nothing_is_folded_unless_asked(seeds):
    corpus, mentions = seeds
    plain = keyness(corpus[:1], corpus[1:])
    assert {"korea", "korea's", "korean", "jong-un", "jong"} <= set(plain["term"])
    assert (plain["kind"] == "word").all()
    folded = keyness(corpus[:1], corpus[1:], fold=FOLDS, mentions=mentions).set_index("term")
    assert not {"korea", "korea's", "korean", "jong-un", "jong"} & set(folded.index)
    assert folded.loc["Kim Jong-un", ["kind", "target_count", "reference_count"]].tolist() == ["name", 5, 5]


def test_the_counts_of_the_seeds_are_those_of_a_reader(seeds):
    corpus, mentions = seeds
    table = key_words(corpus[:1], corpus[1:], mentions, min_count=3).set_index("term")
    read = {"alliance": (3, 0), "display": (3, 0), "military": (5, 2), "say": (0, 8), "war": (1, 7), "country": (0, 4)}
    for term, counts in read.items():
        assert tuple(table.loc[term, ["target_count", "reference_count"]]) == counts, term
    assert table.at["North Korea", "target_count"] == 5
    assert table.at["North Korea", "reference_count"] == 4  # three times as an adjective
    assert not {"left", "tie", "two", "korean"} & set(table.index)


def test_every_fold_is_listed_and_can_be_left_out(seeds):
    corpus, mentions = seeds
    table = folds(corpus, mentions)
    assert set(table["rule"]) == {"possessives", "inflections", "names"}
    assert (table["form"] != table["term"]).all()
    listed = table.set_index("form")
    assert listed.loc["said", ["term", "count"]].tolist() == ["say", 7]
    assert listed.loc["North Korean", ["term", "kind"]].tolist() == ["North Korea", "name"]
    only = folds(corpus, fold=["possessives"]).set_index("form")["term"]
    assert only["korea's"] == "korea"
    assert "said" not in only.index


def test_folding_loses_no_word(seeds):
    corpus, mentions = seeds
    plain, folded = count_terms(corpus), keyness(corpus[:1], corpus[1:], fold=["possessives", "inflections"])
    assert folded[["target_count", "reference_count"]].to_numpy().sum() == plain.total().sum()
    named = keyness(corpus[:1], corpus[1:], fold=["names"], mentions=mentions)
    assert named.loc[named["kind"] == "name", ["target_count", "reference_count"]].to_numpy().sum() == len(mentions)
    assert (
        named[["target_count", "reference_count"]].sum().tolist()
        == named.iloc[0][["target_words", "reference_words"]].tolist()
    )


def test_only_whole_words_go_into_a_name():
    corpus = pd.DataFrame({"doc_id": ["a"], "source": "A", "text": ["Japan’s army in Japanese-occupied Manchuria."]})
    counts = keyness(corpus, pd.Series({"x": 1}), fold=["names"], mentions=mention_table(corpus)).set_index("term")
    assert counts["target_count"].to_dict() == {
        "Japan": 2, "Manchuria": 1, "army": 1, "in": 1, "japanese-occupied": 1, "x": 0,
    }  # fmt: skip


def test_contractions_are_no_possessives():
    terms = keyness(["It's the men's talks; that's all, let's go."], ["x"], fold=["possessives", "inflections"])["term"]
    assert {"it's", "that's", "man", "talks"} <= set(terms)


@pytest.mark.parametrize(
    ("form", "expected"),
    [("says", "say"), ("left", "left"), ("gone", "go"), ("thinking", "think"), ("media", "media"), ("ties", "ties"),
     ("pacific", "pacific"), ("united", "united"), ("nuclear-armed", "nuclear-armed"), ("children", "child"),
     ("swinging", "swinging"), ("1990s", "1990s")],
)  # fmt: skip
def test_dictionary_forms(form, expected):
    assert lemma(form) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [({"fold": "names"}, "list of rules"), ({"fold": ["stems"]}, "list of rules"), ({"fold": ["names"]}, "mentions=")],
)
def test_rules_that_cannot_be_followed(options, message):
    with pytest.raises(ValueError, match=message):
        keyness(["war"], ["peace"], **options)


def test_english_has_no_lemmas_and_no_names(seeds):
    corpus, mentions = seeds
    table = key_words(corpus, "english", mentions).set_index("term")
    assert math.isnan(table.at["China", "log_ratio"])
    assert table.at["parade", "log_ratio"] > 5
    assert "said" in table.index
    names = table.reset_index().query("kind == 'name'")
    assert describe_words(names, "A", "general English").startswith("General English has no frequencies of names")


# ---- which are listed ------------------------------------------------------------------------------------------


def test_the_first_finding_on_the_seeds_is_no_spelling(seeds):
    corpus, mentions = seeds
    one, ours, two, theirs = sides(corpus)
    words = key_words(ours, theirs, mentions, min_count=3).query("kind == 'word'")
    assert describe_words(words, one, two) == (
        "Words used more in Article A than in Article B, with the counts of Article A and Article B: "
        "alliance (3 : 0), display (3 : 0) "
        "and military (5 : 2). The other way round: say (0 : 8), country (0 : 4), war (1 : 7), join (0 : 3) and troops "
        "(0 : 3)."
    )
    assert first_shared(words) == "war"


def test_where_nothing_could_be_tested_a_word_has_to_stand_in_several_articles():
    table = keyness(["war war war"] + ["talks talks"] * 4, ["peace"] * 5)
    assert both_ends(table, "A", "B")["term"].tolist() == ["talks", "peace"]  # war: one article of five


def test_tested_words_are_ranked_by_the_nearer_end():
    often, some = "war talks talks talks peace", "peace peace talks rain rain"
    table = keyness([often] * 12, [some] * 12)
    ends = both_ends(table, "A", "B")
    up, down = ends[ends["group"] == "A"], ends[ends["group"] == "B"]
    assert up["log_ratio_low"].is_monotonic_decreasing
    assert down["log_ratio_high"].is_monotonic_increasing
    assert ends["p"].notna().all()


def test_where_all_could_be_chance_no_words_are_listed():
    table = keyness(made_up(7, 12), made_up(8, 12))
    assert (terms_tested(table)["q"] >= 0.05).all()
    said = describe_words(table, "A", "B")
    assert said.startswith("A against B: none of the 4 words tested differs by more than chance may make. To be found")
    sure = describe_words(keyness(["war talks"] * 30, ["peace talks"] * 30), "A", "B")
    assert sure == (
        "Words used more in A than in B, with the counts of A and B: war (30 : 0). The other way round: peace (0 : 30)."
        " Of 3 words tested, these can be told from chance (q below 0.05)."
    )


def test_words_that_look_certain_by_themselves():
    practice = load_corpus("practice")
    _, own, _, rest = sides(practice, target="Evening Lantern (invented)")
    table = key_words(own, rest, mention_table(practice), min_count=5)
    looks, kept = (table["q_words"] < 0.05).sum(), ((table["q_words"] < 0.05) & (table["q"] < 0.05)).sum()
    assert looks > kept
    assert f"{looks} of {len(table)} terms look certain" in describe_certainty(table)
