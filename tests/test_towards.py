"""Tone towards a mention: laws it must obey, plain cases, refusals, and agreement with people where the data are."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils import load_corpus
from utils.actors import mention_table
from utils.sentiment import (
    LABELS,
    meant_and_found,
    score_mentions,
    score_sentences,
    surest_towards,
    tone_towards,
    towards_by_actor,
    towards_by_voice,
)
from utils.tone.towards import mention_features, towards_card


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
    assert not stems & {"trump", "obama", "clinton", "putin", "america", "republican", "women", "muslim"}
    assert card["measured"]["macro_f1"] >= 0.65


def test_actors_with_the_voice_that_names_them():
    text = "Ann Lee failed miserably. “Ann Lee is a wonderful leader,” said Bo Holt. They met in Paris."
    corpus = pd.DataFrame({"doc_id": ["a"], "source": ["A"], "text": [text]})
    table = tone_towards(corpus, mention_table(corpus))
    assert table[["actor", "voice"]].values.tolist() == [
        ["Ann Lee", "narration"],
        ["Ann Lee", "quotation"],
        ["Bo Holt", "narration"],
    ]
    sums = towards_by_actor(table, least=2)
    assert sums[["actor", "mentions", "articles"]].values.tolist() == [["Ann Lee", 2, 1]]
    row, lee = sums.iloc[0], table[table["actor"] == "Ann Lee"]
    assert row["balance"] == pytest.approx((lee["positive"] - lee["negative"]).mean())
    assert np.isnan(row["low"])
    by_genre = towards_by_actor(table.assign(genre="news"), "genre", least=2)
    assert by_genre.rename(columns={"genre": "source"}).equals(sums.assign(source="news"))
    assert towards_by_actor(table.head(0)).empty
    assert towards_by_voice(table)["voice"].tolist() == ["narration", "quotation"]
    surest = surest_towards(table, corpus, most=1, around=4)
    assert surest["p"].item() == table[["negative", "positive"]].max(axis=None)
    assert surest["words"].item() == "y. “Ann Lee is "


def test_what_was_meant_is_held_beside_what_is_found():
    practice = load_corpus("practice").head(3)
    both = meant_and_found(practice, score_sentences(practice))
    assert both.columns.tolist() == ["doc_id", "meant", "actor", "towards", "around"]
    assert set(both["doc_id"]) == set(practice["doc_id"])
    assert both["towards"].between(-1, 1).all()
    assert not both.duplicated(["doc_id", "actor"]).any()


GOLD = Path(os.environ.get("GOLD", "")) / "target_tone.csv"


@pytest.mark.skipif(not GOLD.is_file(), reason="GOLD does not name the human-coded data")
def test_labels_agree_with_people():
    data = pd.read_csv(GOLD).head(1500)
    guess = score_mentions(data["text"], data["start"], data["end"])["label"].map(
        dict(zip(LABELS, (-1, 0, 1), strict=True))
    )
    assert (guess == data["label"]).mean() > 0.63
