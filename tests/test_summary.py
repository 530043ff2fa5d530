"""Computed sentences: true of what they are given, and silent where nothing can be told."""

import numpy as np
import pandas as pd
import pytest

from utils import load_corpus
from utils.framing import Codebook, load_codebook
from utils.keywords import keyness
from utils.sentiment import score_sentences
from utils.summary import (
    describe_corpus,
    describe_frame,
    describe_frames,
    describe_lengths,
    describe_nearest,
    describe_opposite_sides,
    describe_quotes,
    describe_scale,
    describe_sentence_lengths,
    describe_straight_quotes,
    describe_test,
    describe_tone,
    describe_towards,
    describe_unframed,
    describe_words,
    methods,
    results,
)
from utils.text import lengths, sentence_lengths


def groups(means, low=np.nan):
    rows = [("tone", name, mean, low, low, 0.1) for name, mean in means.items()]
    return pd.DataFrame(rows, columns=["instrument", "group", "mean", "low", "high", "without"])


GAP = {"first": "Anti-war", "second": "B", "difference": 0.2, "low": 0.1, "high": 0.3, "q": 0.01, "detectable": 0.1}
FEW = dict.fromkeys(["low", "high", "q"], np.nan) | {"note": "no interval: the smaller group has 1 article, 10 needed"}


def gaps(*rows):
    return pd.DataFrame([GAP | {"note": ""} | row for row in rows])


@pytest.mark.parametrize(
    ("table", "gap", "said"),
    [
        (groups({"A": 0.1}), gaps()[:0], "A +0.10. Sentences without a tone: A 10 %. With one source there is nothing"),
        (
            groups({"A": -0.001, "B": -0.2}),
            gaps(FEW),
            "A 0.00 and B −0.20. Sentences without a tone: A 10 % and B 10 %",
        ),
        (
            groups({"A": 0, "B": 0}),
            gaps(FEW),
            "at hand, not their sources: the smaller group has 1 article, 10 needed.",
        ),
        (
            groups({"A": 0.2, "B": 0}),
            gaps({}),
            "more than chance explains: Anti-war above B by 0.20 (95 % interval 0.10",
        ),
        (
            groups({"A": 0.2, "B": 0}),
            gaps({"low": -0.1, "q": 0.2}),
            "(Anti-war minus B: +0.20) cannot be told from chance",
        ),
        (
            groups({"A": 0.2, "B": 0}),
            gaps({}, {"q": 0.4}),
            "Of 2 comparisons 1 shows more than chance: Anti-war above B",
        ),
        (groups({"A": 0, "B": 0}), gaps({"q": 0.3}, {"q": 0.4, "detectable": 0.3}), "to be 0.10 to 0.30."),
        (
            groups({"A": 0, "B": 0}),
            gaps({"difference": -0.2, "low": -0.3, "high": -0.1}),
            "B above Anti-war by 0.20 (95 % interval 0.10 to 0.30)",
        ),
    ],
)
def test_tone(table, gap, said):
    assert said in describe_tone(table, gap)


def test_what_a_tone_is_in_the_words_of_raters():
    said = describe_scale(groups({"A": 0.05, "B": 0.0, "C": -0.2, "D": np.nan}))
    assert "+0.05 is about +0.2 (between neutral and slightly positive) and −0.20 is about −0.8 (slightly neg" in said
    assert said.count("is about") == 2
    assert "a tone of 0.00 is about 0 (neutral). Half" in describe_scale(groups({"A": 0.0, "B": 0.001}))
    assert "+0.50 is about +2.0 (positive) and −0.90 is about −3.6 (very negative)" in describe_scale(
        groups({"A": 0.5, "B": -0.9})
    )
    assert describe_scale(groups({"A": np.nan})) == ""


def shares(rows):
    return pd.DataFrame(rows, columns=["group", "frame", "share"])


def test_frames():
    frames = tuple({"name": label.lower(), "label": label} for label in ("Conflict", "Morality"))
    codebook = Codebook("mine", "My frames", "me", frames, {})
    none = shares([("A", "conflict", 0.0), ("A", "morality", 0.0)])
    assert describe_frames(none, codebook) == "No sentence has an indicator of any frame."
    tied = shares([("A", "conflict", 0.5), ("A", "morality", 0.5), ("B", "conflict", 0.0), ("B", "morality", 0.0)])
    said = describe_frames(tied, codebook)
    assert "A conflict and morality (50 % of sentences) and B none (0 % of sentences)" in said
    apart = gaps({"frame": "conflict", "difference": 0.5, "low": 0.2, "high": 0.8})
    held = "The difference is more than chance explains: conflict, Anti-war above B by 50 percentage points"
    held += " (95 % interval 20 to 80)."
    assert describe_frames(tied, codebook, apart) == f"{said} {held}"
    assert describe_frames(tied, codebook, apart.assign(**FEW)).endswith("the smaller group has 1 article, 10 needed.")


def test_sources_with_longer_sentences_are_warned_of():
    table = pd.DataFrame({"group": ["A", "B"], "sentence_words": [20.0, 26.0]})
    assert "differ by more than a tenth" in describe_lengths(table)


def test_many_quotations_are_counted_in_thousands():
    assert describe_quotes(pd.DataFrame({"kind": ["direct"] * 1_200})) == "Found: 1,200 direct."


def test_one_frame_and_sentences_without_any():
    codebook = load_codebook("generic")
    asked, some, never = describe_frame(codebook.frame("conflict"), most=2)
    assert asked.startswith("What a coder asks about conflict: ")
    assert some == f"Some indicators of conflict: {', '.join(codebook.frame('conflict')['indicators'][:2])}"
    assert never.startswith("Not counted, though they look like it: ")
    mine = Codebook("mine", "My frames", "me", ({"name": "war", "label": "War"},), {})
    scored = pd.DataFrame({"doc_id": ["a", "a", "b"], "war": [True, False, False]})
    assert describe_unframed(scored, pd.DataFrame({"doc_id": ["a"]}), mine).startswith("50% of the sentences drawn")
    held = pd.DataFrame({"frame": ["conflict", "morality"], "alpha": [0.2, 0.7]})
    assert describe_nearest(held, codebook) == "The machine comes nearest to the coders in morality."


def test_results_are_what_the_notebooks_before_have_found():
    practice, codebook = load_corpus("practice"), load_codebook("generic")
    found = results(practice, codebook, min_count=5)
    words, tone, frames = found["sentences"]
    assert words.startswith(
        "Evening Lantern (invented) against the others: none of the 31 words tested differs by more than chance may "
    )
    assert tone.startswith("Mean tone of the articles")
    assert frames.startswith(describe_frames(found["frames"], codebook, found["gaps"]))
    assert frames.endswith(f"{describe_lengths(found['frames'])} {found['reading']}")
    assert found["reading"].startswith("Frame indicators are unread: no reader has kept or dropped one,")
    assert (found["words"]["target_count"] + found["words"]["reference_count"]).min() == 5
    assert set(found["words"]["kind"]) == {"word"}
    assert found["ends"].empty  # nothing that was tested can be told from chance
    assert set(found["tones"]["doc_id"]) == set(practice["doc_id"])
    assert found["events"]["events"].tolist() == [12, 12, 12]
    seeds = results(load_corpus(), codebook)
    assert seeds["events"].empty
    assert set(seeds["ends"]["group"]) == {"Article A", "Article B"}
    assert " ".join(seeds["sentences"]).count("describes the articles at hand, not their sources") == 1


def test_words_and_corpus():
    table = keyness(["war war war war aid"], ["said said said war aid"])
    assert describe_words(table, "A", "B") == (
        "Words used more in A than in B, with the counts of A and B: war (4 : 1). The other way round: said (0 : 3)."
    )
    english = keyness(["war war war war aid"], "english")
    said = describe_words(english, "A", "general English")
    assert said == "Words far more frequent in A than in general English: war."
    corpus = load_corpus()
    said = describe_corpus(corpus, lengths(corpus))
    assert said == "2 articles from 2 sources (Article A and Article B), 1,207 words in 55 sentences."


def test_the_methods_sentence_names_versions_and_sources():
    said = methods(load_corpus(), load_codebook("generic"))
    for piece in (
        "2 articles",
        "TextBlob 0.",
        "vaderSentiment 3.3.2",
        "NLTK 3.",
        "Semetko & Valkenburg (2000)",
        "With 1 article in the smallest source nothing was tested.",
    ):
        assert piece in said
    told = methods(load_corpus("practice"), load_codebook("generic"))
    assert "leave out one of the events at a time (jackknife)" in told


def test_sentences_and_their_tone():
    corpus = load_corpus()
    said = describe_sentence_lengths(sentence_lengths(corpus))
    assert said == "Words in the middle sentence: Article B 27 and Article A 16.5."
    scored = score_sentences(corpus)
    assert describe_opposite_sides(scored, corpus).startswith("TextBlob and VADER take opposite sides in ")
    assert describe_straight_quotes(scored).endswith("if their quotation marks were straight.")
    assert describe_towards().startswith("On unseen sentences its label was right for ")


def test_a_test_needs_articles():
    few, enough = keyness(["war"], ["peace"]), keyness(["war"] * 10, ["peace"] * 10)
    assert describe_test(few).startswith("Articles on the two sides: 1 and 1. Nothing is tested: words cluster")
    assert describe_test(enough).startswith("2 of 2 terms are tested, those in 6 or more of the 20 articles")
