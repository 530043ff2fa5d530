"""Tone towards a mention: laws it must obey, plain cases, refusals, and agreement with people where the data are."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from utils import load_corpus
from utils.actors import mention_table
from utils.sentiment import (
    LABELS,
    meant_and_found,
    rank_correlation,
    score_mentions,
    score_sentences,
    surest_towards,
    tone_towards,
    towards_by_actor,
    towards_by_voice,
)
from utils.summary import describe_found, describe_towards
from utils.tone.towards import mention_features, side_words, towards_card


def label(text, name="Ann Lee"):
    start = text.index(name)
    return score_mentions([text], [start], [start + len(name)])["label"].item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Critics accused Ann Lee of lying.", "negative"),
        ("Voters praised Ann Lee for her courage and integrity.", "positive"),
        ("Ann Lee said on Monday that the talks would go on.", "neutral"),
        ("Ann Lee pleaded guilty to fraud and was sent to prison.", "negative"),
        ("“Thank you, Ann Lee, for your great work,” he said.", "positive"),
    ],
)
def test_plain_cases(text, expected):
    assert label(text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Russia continues its war against Ukraine.", "Ukraine"),
        ("Norland and Sundmark fear a war with Poland and France.", "France"),
        ("The invasion of Poland began at dawn.", "Poland"),
        ("The senate imposed sanctions on Iran.", "Iran"),
        ("Steep new tariffs on India followed.", "India"),
        ("Tom Vell, who has alienated India with tariffs, spoke.", "India"),
        ("Iran was bombed by Israel.", "Iran"),
        ("The image of Ada Brunn may threaten to overshadow the concert.", "Ada Brunn"),
        (
            "Ada Brunn has sought to amplify the part played by her party, an effort aimed at voters at home.",
            "Ada Brunn",
        ),
    ],
)
def test_whom_something_befalls_or_who_only_aims_is_neither_praised_nor_blamed(text, name):
    assert label(text, name) == "neutral"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The pact complicates Ada Brunn's leadership.", "Ada Brunn"),
        ("“Please give my warmest regards to Ada Brunn, as you conspire against us,” Tom Vell wrote.", "Ada Brunn"),
        ("They will work closely with the UN, which Ada Brunn has distanced the country from.", "Ada Brunn"),
    ],
)
def test_praise_that_is_none(text, name):
    assert label(text, name) != "positive"


def test_an_attacked_country_is_not_blamed_more_than_the_one_that_attacks():
    text = "China attacked Japan."
    scores = score_mentions([text] * 2, [0, text.index("Japan")], [5, text.index("Japan") + 5])
    assert scores["negative"].iloc[1] < scores["negative"].iloc[0]


def test_a_person_attacked_in_words_is_blamed_by_them():
    assert label("Bo Holt attacked Ann Lee for lying to voters.") == "negative"


def test_a_negated_end_is_no_negation():
    texts = ["Ann Lee is not closing the door on the talks.", "Ann Lee is not opening the door to the talks."]
    (end, _), (start, _) = mention_features([(text, 0, 7) for text in texts])
    assert (end["negations after"], start["negations after"]) == (0, 1)


# What a reader saw in the two articles that come along: the places of the mentions with a side; all others have none.
SIDES = {
    "article-a": {1703: -1, 1743: -1, 1823: -1, 2181: 1, 2212: 1, 2297: -1, 2317: -1, 2401: -1, 2803: 1},
    "article-b": {32: -1, 567: -1, 992: -1, 1122: -1, 1382: -1, 1758: -1, 2335: -1, 2752: -1, 3118: 1, 3827: -1},
}


def test_few_mentions_of_the_two_articles_get_the_opposite_of_what_a_reader_saw():
    table = tone_towards(load_corpus())
    seen = [SIDES[doc_id].get(start, 0) for doc_id, start in zip(table["doc_id"], table["start"], strict=True)]
    assert sum(map(abs, seen)) == sum(map(len, SIDES.values()))
    by_label = table["label"].map(dict(zip(LABELS, (-1, 0, 1), strict=True)))
    by_attitude = table["attitude"].map({"against": -1, "not told": 0, "in favour": 1})
    assert (by_label * seen < 0).sum() <= 2
    assert (by_attitude * seen < 0).sum() <= 1


def test_only_the_sentence_around_a_mention_counts():
    alone, among = "Ann Lee spoke.", "A terrible war. Ann Lee spoke. A wonderful day."
    scores = score_mentions([alone, among], [0, among.index("Ann")], [7, among.index("Ann") + 7])
    assert scores.iloc[0, :3].tolist() == pytest.approx(scores.iloc[1, :3].tolist())


def test_two_mentions_of_one_sentence_may_differ():
    text = "Bo Holt accused Ann Lee of fraud."
    scores = score_mentions([text] * 2, [0, text.index("Ann")], [7, text.index("Ann") + 7])
    assert scores["negative"].iloc[1] > scores["negative"].iloc[0]


@settings(max_examples=60)
@given(st.text(st.sampled_from("A b.“”’, not good war"), min_size=1, max_size=80), st.data())
def test_probabilities_on_any_mention(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    row = score_mentions([text], [start], [end]).iloc[0]
    assert row[LABELS].sum() == pytest.approx(1)
    assert row["label"] == LABELS[int(np.argmax(row[LABELS].to_numpy(float)))]


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-1, 2), (2, 99), (5, 4)])
def test_a_mention_outside_its_text_is_refused(start, end):
    with pytest.raises(ValueError, match=r"Mention 0 .* does not lie inside its text of 12 characters"):
        score_mentions(["Ann Lee won."], [start], [end])


def test_nothing_to_score_gives_an_empty_table():
    assert list(score_mentions([], [], []).columns) == [*LABELS, "label"]


def test_a_megabyte_and_overlapping_mentions():
    text = "Ann Lee won " * 90_000
    scores = score_mentions([text, text], [0, 4], [7, 7])
    assert scores[LABELS].sum(axis=1).tolist() == pytest.approx([1, 1])


def test_the_model_knows_no_names_and_has_a_weight_for_every_feature():
    card = towards_card()
    ((features, _),) = mention_features([("Ann Lee won.", 0, 7)])
    assert set(features) == set(card["features"])
    stems = {stem for zone in card["words"].values() for stem in zone}
    names = {"trump", "obama", "clinton", "putin", "america", "republican", "women", "muslim", "jews", "gay"}
    assert not names & (stems | side_words().keys())
    assert card["measured"]["macro_f1"] >= 0.68


def test_actors_with_the_voice_that_names_them():
    text = "Ann Lee was accused of fraud and racism. “Ann Lee is a wonderful leader,” said Bo Holt. They met in Paris."
    corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]})
    table = tone_towards(corpus, mention_table(corpus))
    assert table[["actor", "voice"]].values.tolist() == [
        ["Ann Lee", "narration"],
        ["Ann Lee", "quotation"],
        ["Bo Holt", "narration"],
    ]
    assert towards_by_actor(table, least=2).empty
    sums = towards_by_actor(table, least=1)
    assert sums[["actor", "voice", "mentions", "articles", "measured"]].values.tolist() == [
        ["Ann Lee", "narration", 1, 1, True],
        ["Ann Lee", "quotation", 1, 1, True],
        ["Bo Holt", "narration", 1, 1, True],
    ]
    lee = table.iloc[0]
    assert sums["balance"].iloc[0] == pytest.approx(lee["positive"] - lee["negative"])
    assert np.isnan(sums["low"].iloc[0])
    by_genre = towards_by_actor(table.assign(genre="news"), "genre", least=1)
    assert by_genre.rename(columns={"genre": "source"}).equals(sums.assign(source="news"))
    assert towards_by_actor(table.head(0)).empty
    voices = towards_by_voice(table)
    assert voices[["actor", "voice"]].values.tolist() == table[["actor", "voice"]].values.tolist()
    assert voices[["against", "in favour", "not told"]].to_numpy().sum() == len(table)
    surest = surest_towards(table, corpus, most=1, around=4)
    assert surest["p"].item() == table[["negative", "positive"]].max(axis=None)
    assert surest["words"].item() == "Ann Lee was"


def test_what_was_meant_is_held_beside_what_is_found():
    practice = load_corpus("practice").head(3)
    both = meant_and_found(practice, score_sentences(practice))
    assert both.columns.tolist() == ["doc_id", "event", "meant", "actor", "towards", "around"]
    assert set(both["doc_id"]) == set(practice["doc_id"])
    assert both["towards"].between(-1, 1).all()
    assert not both.duplicated(["doc_id", "actor"]).any()


def test_a_side_is_told_from_the_certainty_of_the_card_on():
    table, least = tone_towards(load_corpus()), towards_card()["certain"]["from"]
    sure = table[["negative", "positive"]].max(axis=1)
    assert ((table["attitude"] != "not told") == (sure >= least)).all()
    assert ((table["attitude"] == "in favour") == ((sure >= least) & (table["positive"] > table["negative"]))).all()


def test_countries_stand_after_persons_and_are_marked():
    table = towards_by_actor(tone_towards(load_corpus()), least=1)
    assert (table["measured"] == (table["kind"] == "person")).all()
    assert table["measured"].is_monotonic_decreasing


def test_the_rank_correlation_is_that_of_scipy_and_decides_the_sentence():
    rng = np.random.default_rng(1)
    meant = np.tile([-1, 0, 1, 0], 30)
    table = pd.DataFrame({"doc_id": [f"d{i}" for i in range(120)], "event": [f"e{i // 8}" for i in range(120)]})
    seen = table.assign(meant=meant, towards=meant / 5 + rng.normal(0, 0.2, 120))
    blind = table.assign(meant=meant, towards=rng.normal(0, 0.2, 120))
    assert rank_correlation(seen)["value"] == pytest.approx(spearmanr(seen["meant"], seen["towards"]).statistic)
    assert describe_found(seen).startswith("It finds some of what was meant: for 120 actors")
    assert describe_found(blind).startswith('It is no better than calling all "neutral": for 120 actors')
    assert describe_found(blind).endswith('"Neutral" for all is right for 50%.')


def test_the_card_says_how_often_a_side_is_right_and_what_neutral_for_all_would_reach():
    certain, said = towards_card()["certain"], describe_towards()
    right, low, high = certain["right"]
    assert low < right < high
    assert right >= 0.75
    assert f"rightly for {right:.0%} of them" in said
    assert '"neutral" for all would have been right for 35%' in said


GOLD = Path(os.environ.get("GOLD", "")) / "target_tone.csv"


@pytest.mark.skipif(not GOLD.is_file(), reason="GOLD does not name the human-coded data")
def test_labels_agree_with_people():
    data = pd.read_csv(GOLD).head(1500)
    guess = score_mentions(data["text"], data["start"], data["end"])["label"].map(
        dict(zip(LABELS, (-1, 0, 1), strict=True))
    )
    assert (guess == data["label"]).mean() > 0.66
