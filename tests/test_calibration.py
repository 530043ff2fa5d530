"""Tone: its weights, its list, what has no tone, and what the words did to it."""

import json
import os
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import load_corpus
from utils.engine.chunks import read
from utils.engine.word_lists import word_list
from utils.notebook.settings import DATA
from utils.sentiment import accuracy, explain, score_texts
from utils.text import straight
from utils.tone.calibration import calibrated, explain_tone, model_card, tone_features, tone_words
from utils.tone.lexicons import load_lexicon, own_scores
from utils.tone.toneless import hidden, without_names

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


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


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("The leaders highlighted their history during World War II.", 0),
        ("Historians of the Cold War and the Great Depression met on Good Friday.", 0),
        ("The War Department moved to another street after Victory Day.", 0),
        ("The image of the guests may threaten to overshadow the concert.", 0),
        ("They led a grand “victory day” parade through the town.", 1),
        ("The evening had elaborate displays of light.", 1),
        ("It was a dazzling display.", 1),
        ("The country has a booming and thriving economy.", 1),
        ("The square became an incredible stage.", 1),
        ("It was not only grand, it was not without beauty.", 1),
        ("The vote sent shockwaves through the capital.", -1),
        ("Nobody explained the decision to invade the island.", -1),
        ("Her speech has alienated the farmers.", -1),
        ("The cold war between the two neighbours went on.", -1),
    ],
)
def test_what_a_reader_finds_favourable_is_not_unfavourable_nor_the_other_way_round(text, sign):
    found = tone(text)
    assert np.isnan(found) or abs(found) < 0.1 if sign == 0 else sign * found > 0.02


def test_names_carry_no_tone_for_the_calibrated_tone_alone():
    text = "Good Friday followed the Cold War; a grand jury met on Veterans Day."
    assert without_names(text) == "xxxx xxxxxx followed the xxxx xxx; a xxxxx xxxx met on xxxxxxxx xxx."
    assert without_names("A good Friday, a cold\nwar") == "A good Friday, a cold\nwar"
    scores = score_texts([text, "They spoke of the Cold\nWar."])
    assert scores["tone"].isna().all()
    assert (scores["textblob_polarity"] != 0).all()
    assert (scores["vader_compound"] != 0).all()
    assert explain(text).query("instrument == 'tone'").empty


def test_every_name_is_found_wherever_it_stands():
    for name in word_list("toneless.txt"):
        for text in (f"They said {name}’s time had come.", f"“{name},” they said."):
            sentence = straight(text)
            assert hidden(read([sentence])) == {0: without_names(sentence)}, name
            assert not re.search(r"(?<!\w)" + re.escape(straight(name)), without_names(sentence)), name


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
    lines = (DATA / "tone_words.txt").read_text(encoding="utf-8").splitlines()
    why = {line.split("\t")[2] for line in lines if not line.startswith("#")}
    by_hand = tomllib.loads((BENCHMARKS / "tone_words_by_hand.toml").read_text(encoding="utf-8"))
    assert why == {"raters", "neighbours", *by_hand}
    groups = {"muslim", "jew", "gay", "immigrant", "foreigner", "black", "white", "elderly", "women", "african"}
    assert not groups & set(words)


def test_the_accuracy_shown_is_that_of_the_model_card():
    table = accuracy().set_index("instrument")
    assert table.loc["TextBlob", "sentences"] < table.loc["VADER", "sentences"] < table.loc["tone", "sentences"]
    assert table.loc["tone", "sentences"] >= 0.56
    assert table.loc["tone", "articles"] >= 0.69


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
