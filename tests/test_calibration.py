"""The calibrated tone: its weights, its list, what has no tone, and what the words did to it."""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import load_corpus
from utils.sentiment import accuracy, explain, score_texts
from utils.tone.calibration import calibrated, explain_tone, model_card, tone_features, tone_words
from utils.tone.lexicons import load_lexicon, own_scores


def tone(text):
    return calibrated([text])["tone"].item()


def test_a_tone_is_the_weighted_sum_of_its_features():
    features, card = tone_features(["The talks failed, and people died."]).iloc[0], model_card()
    expected = card["intercept"] + sum(card["weights"][name] * value for name, value in features.items())
    assert tone("The talks failed, and people died.") == pytest.approx(expected)
    assert set(features.index) == set(card["weights"])


@pytest.mark.parametrize("text", ["", "…", "It rained on Monday.", "12 34", "。。。", "Der Vertrag gilt ab Montag."])
def test_a_text_without_a_tone_word_has_no_tone(text):
    assert calibrated([text]).isna().all(axis=None)
    assert np.isnan(score_texts([text])["tone"].item())


def test_favourable_and_unfavourable_words_move_it_their_way():
    assert tone("A wonderful success.") > tone("A success.") > tone("A failure.") > tone("A deadly failure.")
    assert tone("It was good.") > tone("It was not good.")
    assert tone("It isn’t good.") == tone("It isn't good.")  # VADER alone reads the curly apostrophe as no negation


def test_the_tone_of_a_text_is_the_mean_of_its_sentences():
    one, two = "A great day.", "A terrible loss."
    assert tone(f"{one} {two} It rained.") == pytest.approx((tone(one) + tone(two)) / 2)


def test_its_margin_shrinks_with_sentences_and_widens_with_extremity():
    within = model_card()["within"]
    for n in (1, 2, 5):
        middle, low, high = calibrated(["A good day. " * n]).iloc[0]
        one = within["sentence"] ** 2 + (within["extreme"] * (middle - within["middle"])) ** 2
        margin = (within["text"] ** 2 + one / n) ** 0.5
        assert [middle - low, high - middle] == pytest.approx([margin, margin])
    mild, strong = calibrated(["The talks went on well.", "The talks failed and people died."]).itertuples(index=False)
    assert strong.high - strong.tone > 1.05 * (mild.high - mild.tone)


@settings(max_examples=80)
@given(st.text(st.sampled_from("not good terrible! isn’t 😀 war\n"), max_size=120) | st.text(max_size=60))
def test_any_text_has_a_tone_on_the_scale_or_none(text):
    score, low, high = calibrated([text]).iloc[0]
    assert np.isnan(score) or -1 <= low <= score <= high <= 1


def test_a_sentence_of_a_megabyte_stays_on_the_scale():
    assert tone("terrible war " * 80_000) == -1


def test_each_word_is_explained_where_it_stands():
    for text in load_corpus()["text"]:
        for _, start, end, word, effect in explain_tone(text):
            assert text[start:end].lower().replace("’", "'") == word
            assert effect != 0
    rows = explain("A terrible day, a great day.").query("instrument == 'tone'").set_index("words")["score"]
    assert rows["terrible"] < 0 < rows["great"]


def test_the_list_is_a_list_of_words_with_a_tone():
    words = tone_words()
    assert len(words) > 5000
    assert all(0.3 < abs(value) <= 4 for value in words.values())
    assert words["massacre"] < -2 < 2 < words["excellent"]
    groups = {"muslim", "jew", "gay", "immigrant", "foreigner", "black", "white", "elderly", "women", "african"}
    assert not groups & set(words)


def test_the_accuracy_shown_is_that_of_the_model_card():
    table = accuracy().set_index("instrument")
    assert (
        table.loc["TextBlob", "sentences"] < table.loc["VADER", "sentences"] < table.loc["calibrated tone", "sentences"]
    )
    assert table.loc["calibrated tone", "sentences"] >= 0.56
    assert table.loc["calibrated tone", "articles"] >= 0.69


def test_a_lexicon_of_ones_own(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("word,value\ngreat,1\nnot great,-2\nterrib*,negative\n", encoding="utf-8")
    texts = ["A great day.", "It was not great.", "Terribly terrible.", "It rained."]
    own = score_texts(texts, lexicon=path)["own"]
    assert own.tolist()[:3] == [pytest.approx(1 / 3), pytest.approx(-2 / 4), pytest.approx(-2 / 2)]
    assert np.isnan(own.iloc[3])
    assert own_scores(["great"], {"great": 2.0}) == [2.0]


def test_a_lexicon_in_another_spelling(tmp_path):
    path = tmp_path / "mine.tsv"
    path.write_bytes("\ufeffIsn’t\t-1\n".encode())
    assert load_lexicon(path) == {"isn't": -1.0}


GOLD = Path(os.environ.get("GOLD", "")) / "tone_snippets.csv"


@pytest.mark.skipif(not GOLD.is_file(), reason="GOLD does not name the human-coded data")
def test_the_shipped_weights_agree_with_raters_as_the_card_says():
    snippets = pd.read_csv(GOLD, dtype={"id": str})
    ours = score_texts(snippets["text"])["tone"].fillna(0)
    assert (
        ours.corr(snippets["mean_rating"]) > json.loads(json.dumps(model_card()))["measured"]["correlations"]["tone"][0]
    )
