"""Collocates, set phrases, concordance options, similarity and form, on small texts worked out by hand."""

import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.charts.periods import _every_period
from utils.corpus import load_corpus
from utils.keywords import frequencies, spread
from utils.words.collocations import collocates, set_phrases
from utils.words.concordances import concordance, positions
from utils.words.readability import diversity, lexical_diversity, readability, syllables
from utils.words.similarity import shared_passages, similar_articles

TEXT = "The old bridge fell. Nobody saw the bridge fall. A new bridge will stand here, they say."


def test_half_a_character_stops_no_search_and_moves_no_offset():
    assert concordance(["Half \ud83d war"], "war").iloc[0][["start", "left"]].tolist() == [7, "Half � "]
    assert concordance(["Half � war"], "\ud83d", kind="lemma").empty


def test_collocates_are_counted_in_windows_that_stop_at_the_sentence():
    table = collocates([TEXT], "bridge", window=1).set_index("term")
    assert table["observed"].to_dict() == {"fell": 1, "fall": 1, "will": 1, "old": 1, "new": 1, "the": 1}
    assert (table["near"] == 6).all()
    assert (table["everything"] == 14).all()  # seventeen words without the three bridges
    assert table.at["the", "total"] == 2
    assert table.at["the", "expected"] == pytest.approx(6 * 2 / 14)
    assert table.at["old", "mi"] == pytest.approx(math.log2(1 / (6 / 14)))


def test_a_place_near_two_nodes_counts_once():
    table = collocates(["war and war"], "war", window=2)
    assert table[["term", "observed", "near"]].values.tolist() == [["and", 1, 1]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"node": "ship"}, "'ship' does not occur with any word beside it"),
        ({"node": "bridge", "window": 0}, "within one word or more; window=0"),
        ({"node": " "}, "a word or a phrase to look for"),
        ({"node": "*"}, "would find every word"),
    ],
)
def test_collocates_that_cannot_be_found(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        collocates([TEXT], **options)


def test_set_phrases_count_their_parts_among_sequences():
    row = set_phrases(["New York is big. New York is old. A new idea. York is far."]).set_index("term").loc["new york"]
    assert (row["observed"], row["documents"]) == (2, 1)
    assert row["expected"] == pytest.approx(3 * 2 / 10)  # "new" opens three pairs, "york" closes two, of ten
    with pytest.raises(ValueError, match="two words or more"):
        set_phrases(["a b"], n=1)


# ---- concordance -----------------------------------------------------------------------------------------------


def lines(query, **options):
    table = concordance([TEXT], query, **options)
    return [(line.left.strip(), line.match, line.right.strip()) for line in table.itertuples()]


def test_words_with_stars_phrases_lemmas_and_patterns():
    assert [match for _, match, _ in lines("f*l*")] == ["fell", "fall"]
    assert [match for _, match, _ in lines("*ridge")] == ["bridge"] * 3
    assert [match for _, match, _ in lines("fall", kind="lemma")] == ["fell", "fall"]
    assert [match for _, match, _ in lines("new bridge")] == ["new bridge"]
    assert [match for _, match, _ in lines(r"\bb\w+e\b", kind="regex")] == ["bridge"] * 3
    assert lines("bridge new") == []


def test_lines_within_the_sentence_and_near_another_word():
    assert lines("nobody", window=3) == [("old bridge fell.", "Nobody", "saw the bridge")]
    assert lines("nobody", window=3, within="sentence") == [("", "Nobody", "saw the bridge")]
    assert [left for left, _, _ in lines("bridge", near="fell", window=1)] == ["old"]
    assert lines("bridge", near="fell", window=1, reading=3)[0] == ("The old", "bridge", "fell. Nobody saw")
    assert len(lines("bridge", near="nobody", window=3)) == 2
    assert len(lines("bridge", near="nobody", window=3, within="sentence")) == 1


def test_lines_are_sorted_by_neighbours_source_or_date():
    assert [left.split()[-1] for left, _, _ in lines("bridge", sort="L1")] == ["new", "old", "the"]
    assert [right.split()[0] for _, _, right in lines("bridge", sort=["R1", "L1"])] == ["fall.", "fell.", "will"]
    dates = pd.to_datetime(["2025-02-01", "2025-01-01"])
    corpus = pd.DataFrame({"doc_id": ["a", "b"], "source": ["B", "A"], "text": ["x y", "x z"], "date": dates})
    assert concordance(corpus, "x", sort="date")["doc_id"].tolist() == ["b", "a"]
    assert concordance(corpus, "x", sort="source")["doc_id"].tolist() == ["b", "a"]
    with pytest.raises(ValueError, match="the articles have no column 'date'"):
        concordance(corpus.drop(columns="date"), "x", sort="date")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"query": ""}, "a word or a phrase to look for"),
        ({"query": "(", "kind": "regex"}, "'(' is not a valid regular expression"),
        ({"query": "a", "kind": "glob"}, "kind= is 'words', 'lemma' or 'regex'; it was 'glob'"),
        ({"query": "a", "window": 0}, "one word or more to either side; 0 was asked for"),
        ({"query": "a", "sort": "L4"}, "source, date; 'L4' is none of them"),
        ({"query": "a", "within": "paragraph"}, "within= is 'article' or 'sentence'; it was 'paragraph'"),
    ],
)
def test_queries_that_make_no_sense(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        concordance([TEXT], **options)


def test_a_pattern_that_would_run_for_ever_is_stopped(monkeypatch):
    monkeypatch.setattr("utils.words.concordances.SECONDS", 0.2)
    with pytest.raises(ValueError, match=r"takes longer than 0\.2 seconds on one article; make it simpler"):
        concordance(["a" * 40 + "b"], r"(a|aa)+$", kind="regex")


def test_a_parquet_file_is_read_piece_by_piece(tmp_path, monkeypatch):
    monkeypatch.setattr("utils.words.concordances.BATCH", 2)
    corpus = pd.DataFrame({"source": list("ABCDE"), "text": [f"{TEXT} {i}" for i in range(5)]})
    corpus.to_parquet(tmp_path / "c.parquet")
    found = concordance(tmp_path / "c.parquet", "nobody")
    assert found[["doc_id", "source"]].values.tolist() == [[i, "ABCDE"[i]] for i in range(5)]
    corpus[["source"]].to_parquet(tmp_path / "d.parquet")
    with pytest.raises(ValueError, match="has no column 'text'; it has source"):
        concordance(str(tmp_path / "d.parquet"), "nobody")


@given(st.text(st.sampled_from("ab .,\n’“"), max_size=60), st.sampled_from(["a", "b*", "a b", "*a"]))
def test_every_line_is_a_piece_of_its_text(text, query):
    for line in concordance([text], query, window=2).itertuples():
        assert text[line.start : line.end] == line.match
        assert text[: line.start].endswith(line.left)
        assert text[line.end :].lstrip(" ").startswith(line.right)


def test_positions_and_spread():
    assert positions(["war and peace and war"], ["war"])["share"].tolist() == [0, 1]
    table = spread(["war war", "war peace", "bread"], ["war", "bread"]).set_index("term")
    assert table.at["war", "range"] == 2
    assert table.at["bread", "dp"] == pytest.approx(0.8)  # all of it in a fifth of the words
    with pytest.raises(ValueError, match="'ship' does not occur in these articles"):
        spread(["war", "war"], ["ship"])
    assert frequencies(["He says. She said. They say."], lemmas=True).set_index("term").at["say", "count"] == 3


# ---- similarity ------------------------------------------------------------------------------------------------


def test_similar_articles_by_hand():
    table = similar_articles(["a b c d e f", "a b c d e g", "x y z"])
    first = table.iloc[0]
    assert (first["first"], first["second"]) == (0, 1)
    assert first["jaccard"] == pytest.approx(1 / 3)  # one run of five in common, of three
    share, own = math.log(3 / 2) ** 2, math.log(3) ** 2
    assert first["cosine"] == pytest.approx(5 * share / (5 * share + own))
    assert table.iloc[1:]["cosine"].tolist() == [0, 0]


def test_shared_passages_are_the_longest_and_point_into_both_texts():
    one = "On Monday the council met in the old town hall. It was late, and nobody said a word about the bridge."
    two = "NOBODY said a word about the bridge! The council met, in the old town hall, reporters wrote."
    table = shared_passages(one, two, least=5)
    assert table["words"].tolist() == [8, 7]
    for row in table.itertuples():
        assert one[row.start : row.end] == row.text
    assert two[table["other_start"][1] : table["other_end"][1]] == "NOBODY said a word about the bridge"
    assert shared_passages("a b", "c d").empty
    with pytest.raises(ValueError, match="one word or more"):
        shared_passages("a", "a", least=0)


def test_the_planted_wire_copy_shares_most():
    practice = load_corpus("practice")
    top = similar_articles(practice, most=1).iloc[0]
    assert {top["first"], top["second"]} == {"e06-courier", "e06-wire"}
    assert top["jaccard"] == pytest.approx(1)


# ---- form ------------------------------------------------------------------------------------------------------


def test_measures_of_diversity_by_hand():
    """Expected types among five of ten words by counting all draws; MTLD as in the R package koRpus, Yule's K 1000."""
    words = ["a", "b", "c", "d", "d", "e", "e", "f", "f", "f"]
    found = lexical_diversity(words, window=5, draws=5)
    assert found["ttr"] == 0.6
    assert found["yule_k"] == pytest.approx(1000)
    windows = [len(set(words[i : i + 5])) / 5 for i in range(6)]
    assert found["mattr"] == pytest.approx(np.mean(windows))
    chance = [1 - math.comb(10 - words.count(w), 5) / math.comb(10, 5) for w in set(words)]
    assert found["hdd"] == pytest.approx(sum(chance) / 5)
    assert lexical_diversity(["a"])[["mattr", "hdd"]].isna().all()
    assert lexical_diversity([]).isna().all()


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("the", 1), ("cat", 1), ("made", 1), ("little", 2), ("wanted", 2), ("walked", 1), ("nation", 2)],
        *[("media", 3), ("president", 3), ("being", 2), ("people", 2), ("military", 4), ("parade", 2)],
        *[
            ("international", 5),
            ("prices", 2),
            ("wishes", 2),
            ("economy", 4),
            ("government", 3),
            ("social", 2),
            ("b", 1),
        ],
    ],
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_tables_of_form_have_a_row_an_article():
    corpus = load_corpus()
    assert len(diversity(corpus)) == len(readability(corpus)) == 2
    assert readability(corpus)["flesch"].between(0, 100).all()
    assert readability([""])["flesch"].isna().all()


def test_what_is_too_short_for_a_phrase_or_a_sentence():
    assert set_phrases(["War."]).empty
    assert set_phrases([]).empty
    assert concordance(["   "], r"\s+", kind="regex", within="sentence")["match"].tolist() == ["   "]
    near = collocates(["They made peace treaty here"], "eac", kind="regex")["term"]
    assert sorted(near) == ["here", "made", "they", "treaty"]


def test_a_letter_whose_small_form_is_two_is_one_word_everywhere():
    assert frequencies(["İstanbul war"])["term"].tolist() == ["war", "İstanbul"]
    assert len(concordance(["İstanbul war"], "İstanbul")) == 1


def test_a_long_text_without_capitals_is_split_in_time():
    assert collocates(["war and peace in the north. " * 3000], "war", window=1)["observed"].sum() > 0


def test_a_parquet_row_without_text_is_passed_over(tmp_path):
    pd.DataFrame({"text": ["war", None, "war"]}).to_parquet(tmp_path / "a.parquet")
    assert concordance(tmp_path / "a.parquet", "war")["doc_id"].tolist() == [0, 2]


def test_periods_without_articles_are_gaps():
    assert _every_period("2030-11", "2031-01") == ["2030-11", "2030-12", "2031-01"]
    assert _every_period("2025-W52", "2026-W02") == ["2025-W52", "2026-W01", "2026-W02"]
    assert _every_period("2025-09-30", "2025-10-01") == ["2025-09-30", "2025-10-01"]


def test_log_dice_takes_the_frequency_of_the_node_as_sketch_engine_does():
    table = collocates(["The trade war began. A trade war ended. Free trade."], "war", window=1).set_index("term")
    # trade: 2 times near war, 3 times in all; war 2 times: 14 + log2(2 · 2 / (2 + 3))
    assert table.at["trade", "log_dice"] == pytest.approx(14 + math.log2(4 / 5))
    assert table.at["trade", "node"] == 2
