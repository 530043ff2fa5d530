"""Counts and comparisons against published values; concordance lines against the texts they come from."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import load_corpus
from utils.keywords import concordance, frequencies, function_words, keyness, names, positions, sides, tf_idf

PUBLISHED = [
    # a, b, n1, n2, column, value, digits, source
    (620, 267, 1017879, 1007532, "g2_rayson", 140.87, 0.01, "Brezina 2018, chapter 3, 'war' in AmE06 and BE06"),
    (620, 267, 1017879, 1007532, "log_ratio", 1.20, 0.01, "the same"),
    (620, 267, 1017879, 1007532, "diff_percent", 129.85, 0.05, "the same"),
    (620, 267, 1017879, 1007532, "chi2", 136.96, 0.05, "the same"),
    (10, 5, 100, 200, "g2", 7.329812, 1e-6, "quanteda and NLTK, four cells"),
    (5, 10, 200, 100, "g2", -7.329812, 1e-6, "the same, other way round"),
    (10, 5, 100, 200, "g2_rayson", 6.9315, 1e-4, "two cells, UCREL"),
    (52, 57, 50000, 75000, "g2_rayson", 2.65, 0.005, "UCREL log-likelihood wizard, teaching example"),
    (50, 0, 1000, 1000, "log_ratio", math.log2(100), 1e-12, "Hardie 2014: a zero counts 0.5"),
]


@pytest.mark.parametrize(("a", "b", "n1", "n2", "column", "value", "digits", "source"), PUBLISHED)
def test_keyness_agrees_with_published_values(a, b, n1, n2, column, value, digits, source):
    row = keyness(pd.Series({"w": a}), pd.Series({"w": b}), target_size=n1, reference_size=n2).iloc[0]
    assert row[column] == pytest.approx(value, abs=digits), source


def test_keyness_ranks_letters_as_quanteda_does():
    # quanteda's own test of textstat_keyness, likelihood ratio without correction, first document as target
    one, two = "a a a b b c c c c c c d e f g h h", "a a b c c d d d d e f h"
    table = keyness([one], [two]).sort_values("g2", ascending=False)
    assert table["term"].tolist() == ["c", "g", "b", "h", "a", "e", "f", "d"]


def test_p_words_is_the_tail_of_chi_squared():
    row = keyness(pd.Series({"w": 10}), pd.Series({"w": 5}), target_size=100, reference_size=200).iloc[0]
    assert row["p_words"] == pytest.approx(0.00678, abs=1e-5)  # R: pchisq(7.329812, 1, lower.tail = FALSE)


def test_english_as_the_reference_gives_sizes_and_no_test():
    table = keyness(["parade parade the xyzzyq"], "english").set_index("term")
    assert table.loc["the", "log_ratio"] == pytest.approx(math.log2(250000 / 53703), abs=0.05)
    assert table.loc["parade", "log_ratio"] > 10
    assert table[["g2", "p", "q", "reference_count"]].isna().all(axis=None)
    assert np.isfinite(table.loc["xyzzyq", "log_ratio"])
    assert "wordfreq" in table.attrs["note"]


@pytest.mark.parametrize(
    ("target", "reference", "options", "message"),
    [
        (pd.Series({"w": -1}), pd.Series({"w": 1}), {}, "has -1 for 'w'; counts are whole numbers, 0 or more."),
        (pd.Series([1, 2], index=["w", "w"]), pd.Series({"w": 1}), {}, "has the term 'w' twice"),
        (pd.Series({"w": 5}), pd.Series({"w": 1}), {"target_size": 3}, "'w' alone occurs 5 times"),
        (["..."], ["word"], {}, "The target has no words"),
        (["word"], "german", {}, "knows one named reference, 'english'"),
    ],
)
def test_comparisons_that_make_no_sense_are_refused(target, reference, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        keyness(target, reference, **options)


LETTERS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=40).map(" ".join)


@given(LETTERS, LETTERS)
def test_turning_the_sides_round_turns_the_signs(one, two):
    there = keyness([one], [two]).set_index("term")
    back = keyness([two], [one]).set_index("term").loc[there.index]
    assert there["log_ratio"].to_numpy() == pytest.approx(-back["log_ratio"].to_numpy())
    assert there["g2"].abs().to_numpy() == pytest.approx(back["g2"].abs().to_numpy())
    assert (there["g2"].abs() >= there["g2_rayson"].abs() - 1e-9).all()


def test_frequencies_of_the_two_articles():
    corpus = load_corpus()
    table = frequencies(corpus).set_index("term")
    text = " ".join(corpus["text"])
    assert table.at["parade", "count"] == len(re.findall(r"\bparade\b", text, re.IGNORECASE)) == 6
    assert table.at["parade", "documents"] == 2
    assert table["per_million"].sum() == pytest.approx(1e6)
    by = frequencies(corpus, by="source")
    assert by.groupby("term")["count"].sum().to_dict() == table["count"].to_dict()


def test_sequences_stop_at_commas_and_sentence_ends():
    assert set(frequencies(["One two, three. Four five"], n=2)["term"]) == {"one two", "four five"}
    assert frequencies(["a b c d"], n=3)["term"].tolist() == ["a b c", "b c d"]
    with pytest.raises(ValueError, match="n >= 1"):
        frequencies(["a"], n=0)
    with pytest.raises(ValueError, match="no column 'genre'"):
        frequencies(["a"], by="genre")


@given(st.lists(LETTERS, max_size=4))
def test_counts_add_up(texts):
    table = frequencies(texts)
    assert table["count"].sum() == sum(len(text.split()) for text in texts)
    assert (table["documents"] <= table["count"]).all()


def test_tf_idf_by_hand():
    table = tf_idf(["war war peace", "peace talks"]).set_index(["doc_id", "term"])["tf_idf"]
    assert table[0, "war"] == pytest.approx(2 / 3 * math.log(2))
    assert table[0, "peace"] == table[1, "peace"] == 0


def test_tf_idf_of_one_article_says_why_it_is_0():
    alone = tf_idf(["war war peace"])
    assert (alone["tf_idf"] == 0).all()
    assert "one article only" in alone.attrs["note"]
    assert tf_idf(["war", "peace"]).attrs["note"] == ""


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("(?R)", "needs too much memory"),
        ("(?:" * 2000 + "a" + ")" * 2000, "needs too much memory"),
        ("((a{1000}){1000}){1000}", "needs too much memory"),
        ("a" * 10_001, "has 10,001 characters; at most 10,000 are looked for"),
        ("[" * 1000, "is not a valid regular expression"),
    ],
)
def test_patterns_that_ask_for_too_much_are_refused_in_a_sentence(query, message):
    with pytest.raises(ValueError, match=message) as error:
        concordance(["some words and others"], query, kind="regex")
    assert len(str(error.value)) < 500


def test_many_stars_take_no_time_on_a_long_word():
    assert concordance(["a" * 50_000], "a*" * 1000 + "b").empty
    assert concordance(["abcabc abxbc"], "ab*b*c")["match"].tolist() == ["abcabc", "abxbc"]
    assert concordance(["aba"], "ab*ba").empty


def test_concordance_lines_are_pieces_of_the_article():
    corpus = load_corpus()
    texts = corpus.set_index("doc_id")["text"]
    lines = concordance(corpus, "north korea*", window=3)
    assert len(lines) == len(re.findall(r"\bNorth\s+Korea", " ".join(corpus["text"])))
    for line in lines.itertuples():
        text = texts[line.doc_id]
        assert text[line.start : line.end] == line.match
        assert text[: line.start].endswith(line.left)
        assert text[line.end :].lstrip(" ").startswith(line.right)


@pytest.mark.parametrize(
    ("text", "query", "window", "expected"),
    [  # after quanteda's tests of kwic(); positions there count from 1
        ("A B C D E F G D H", "d", 3, [("A B C ", "D", "E F G"), ("E F G ", "D", "H")]),
        (
            "what does the fox say fox",
            "fox",
            5,
            [("what does the ", "fox", "say fox"), ("what does the fox say ", "fox", "")],
        ),
        ("a a a b", "a a", 2, [("", "a a", "a b"), ("a ", "a a", "b")]),
        ("A B", "z", 5, []),
        ("it’s what's it", "it's", 1, [("", "it’s", "what's")]),
        ("war, peace", "war peace", 1, []),
    ],
)
def test_concordance_cases(text, query, window, expected):
    lines = concordance([text], query, window=window)
    assert list(lines[["left", "match", "right"]].itertuples(index=False, name=None)) == expected


def test_an_empty_query_is_refused():
    with pytest.raises(ValueError, match="a word or a phrase"):
        concordance(["text"], " ")


def test_positions_find_every_occurrence():
    corpus = load_corpus()
    found = positions(corpus, ["xi*", "parade"])
    texts = corpus.set_index("doc_id")["text"]
    assert all(texts[row.doc_id][row.start : row.end].lower().startswith(row.term[:2]) for row in found.itertuples())
    assert found["share"].between(0, 1).all()
    assert (found["term"] == "parade").sum() == 6


def test_names_of_the_two_articles():
    table = names(load_corpus()).set_index("name")["count"]
    assert table["Xi Jinping"] == 6
    assert "The" not in table
    assert "U.S." in table


def test_sides(corpus_of):
    three = corpus_of({"A": ["1"], "B": ["2"], "C": ["3"]})
    target, ours, reference, theirs = sides(three, target="B")
    assert (target, len(ours), reference, len(theirs)) == ("B", 1, "the others", 2)
    assert sides(corpus_of(["1"]))[2:] == ("general English", "english")
    with pytest.raises(ValueError, match="There is no group 'Z'"):
        sides(three, target="Z")


def test_function_words_are_few_and_leave_content_in():
    assert 150 <= len(function_words()) <= 250
    assert not {"against", "not", "new", "first", "said"} & function_words()


def test_names_know_the_us_and_other_alphabets():
    found = names(["Talks between China and the US began in Šibenik. Then the US and Mr O’Neil left."])
    assert set(found["name"]) == {"China", "US", "Šibenik", "Mr O’Neil"}
    assert found.set_index("name").at["US", "count"] == 2


def test_articles_without_a_value_form_a_group_of_their_own(corpus_of):
    corpus = corpus_of(["war", "peace", "talks"]).assign(genre=["news", None, "news"])
    assert set(frequencies(corpus, by="genre")["group"]) == {"news", "not given"}
    assert sides(corpus, by="genre")[0::2] == ("news", "not given")


def test_sequences_have_no_english_reference():
    with pytest.raises(ValueError, match="no counts of word sequences"):
        keyness(["the people"], "english", n=2)


def test_nothing_against_nothing_is_no_change():
    table = keyness(pd.Series({"a": 1, "b": 0}), pd.Series({"a": 1, "b": 0}))
    assert table.set_index("term")["diff_percent"].to_dict() == {"a": 0.0, "b": 0.0}


def test_a_file_of_categories_is_searched_and_numbers_are_refused(tmp_path):
    texts = pd.DataFrame({"text": pd.Categorical(["War and peace.", "War and peace.", "Calm."])})
    texts.to_parquet(tmp_path / "categories.parquet")
    assert concordance(tmp_path / "categories.parquet", "war")["doc_id"].tolist() == [0, 1]
    pd.DataFrame({"text": [1, 2]}).to_parquet(tmp_path / "numbers.parquet")
    with pytest.raises(ValueError, match="holds no text but int64"):
        concordance(tmp_path / "numbers.parquet", "war")


def test_many_lines_of_a_text_without_blanks_are_the_same_as_of_one_with(tmp_path):
    lines = concordance(["war—" * 300 + " end"], "war", window=2)
    assert len(lines) == 300
    assert lines["left"].iloc[5] == "war—war—"
    assert lines["right"].iloc[-1] == "— end"
