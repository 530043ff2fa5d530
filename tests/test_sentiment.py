"""The libraries' own numbers, exactly; explanations that add up to them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from utils import load_corpus
from utils.sentiment import article_tone, explain, score_sentences, score_texts, tone_within_events

VADER = SentimentIntensityAnalyzer()
HARD = [
    "",
    "Fine.",
    "The hard work was not very good, isn’t it?",
    "It isn't good, but it's GREAT!!!",
    "( 2008 )",
    "(!)",
    "😀 what a day 😡",
    "kind of bad, the least good, no good",
    "good good but good good",
    "12 34",
]
TEXTS = st.text(st.sampled_from("not very good bad but no kind of great!?😀’' GREAT isn't the"), max_size=80) | st.text(
    max_size=40
)


def libraries(text):
    polarity, subjectivity = TextBlob(text).sentiment
    return [polarity, subjectivity, VADER.polarity_scores(text)["compound"]]


@pytest.mark.parametrize("text", HARD)
def test_scores_are_the_libraries_own(text):
    assert score_texts([text]).iloc[0, :3].tolist() == libraries(text)


@given(TEXTS)
@settings(max_examples=60)
def test_scores_are_the_libraries_own_on_any_text(text):
    assert score_texts([text]).iloc[0, :3].tolist() == libraries(text)


def assert_explained(text):
    table = explain(text)
    textblob = table.loc[table["instrument"] == "TextBlob", "score"]
    polarity, _, compound = libraries(text)
    assert (textblob.mean() if len(textblob) else 0) == pytest.approx(polarity, abs=1e-12)
    vader = table.loc[table["instrument"] == "VADER", "score"]
    if not set("!?") & set(text):
        s = vader.sum()
        assert round(s / math.sqrt(s * s + 15), 4) == pytest.approx(compound, abs=1e-9)
    for row in table.dropna().itertuples():
        place = text[row.start : row.end]
        assert place in "😀😡" or place.lower().startswith(row.words[:1].lower())


@pytest.mark.parametrize("text", HARD)
def test_explanations_add_up(text):
    assert_explained(text)


def test_explanations_add_up_on_every_sentence_of_the_articles():
    for text in score_sentences(load_corpus())["text"]:
        assert_explained(text)
        assert explain(text)["start"].notna().all()


def test_known_oddities():
    # https://github.com/sloria/TextBlob/issues/125 and /108: single words, whatever their sense
    assert explain("hard work")[["instrument", "words"]].values.tolist()[0] == ["TextBlob", "hard"]
    assert score_texts(["The firm hired."])["textblob_polarity"].item() == -0.2
    # vaderSentiment knows "isn't" with a straight apostrophe only
    curly, straight = score_texts(["It isn’t good", "It isn't good"])["vader_compound"]
    assert curly > 0 > straight


def test_coverage_tells_a_zero_from_nothing():
    table = score_texts(["It rained on Monday.", "A great loss.", "...", "don’t"])
    assert table["coverage"].iloc[0] == 0
    assert table["coverage"].iloc[1] == pytest.approx(2 / 3)
    assert np.isnan(table["coverage"].iloc[2])


def test_article_tone_is_the_mean_of_its_sentences(corpus_of):
    corpus = corpus_of(["A great day. A bad day. It rained.", "Fine."])
    scored = score_sentences(corpus)
    tones = article_tone(scored, corpus).set_index(["doc_id", "instrument"])
    row = tones.loc[("d0", "VADER")]
    scores = [VADER.polarity_scores(s)["compound"] for s in ("A great day.", "A bad day.", "It rained.")]
    assert row["mean"] == pytest.approx(np.mean(scores))
    assert row["spread"] == pytest.approx(np.std(scores, ddof=1))
    assert row["without_tone_words"] == pytest.approx(1 / 3)
    assert row["low"] < row["mean"] < row["high"]
    assert math.isnan(tones.loc[("d1", "VADER"), "low"])


def test_vader_saturates_on_whole_articles_which_is_why_it_is_not_plotted():
    corpus = load_corpus()
    tones = article_tone(score_sentences(corpus), corpus)
    vader = tones[tones["instrument"] == "VADER"]
    assert vader["whole_text"].abs().max() > 0.95
    assert vader["mean"].abs().max() < 0.3


def test_tone_within_events_needs_events(corpus_of):
    corpus = corpus_of({"A": ["A great day."], "B": ["A bad day."]})
    assert tone_within_events(score_sentences(corpus)).empty
    pairs = tone_within_events(score_sentences(corpus.assign(event="e")))
    assert pairs[["first", "second", "events"]].values.tolist() == [["A", "B", 1]]
    assert pairs["difference"].item() > 0
