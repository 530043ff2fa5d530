"""The practice corpus: what its metadata and its truth file say is so."""

import re

import pandas as pd
import pytest

from utils.corpus import SEEDS, load_corpus
from utils.framing import load_codebook
from utils.telling import meant_and_found, read
from utils.text import words
from utils.voices import quote_table

FOLDER = SEEDS / "practice"


@pytest.fixture(scope="module")
def corpus():
    return load_corpus("practice")


@pytest.fixture(scope="module")
def truth():
    return pd.read_csv(FOLDER / "truth.csv", keep_default_na=False)


def test_twelve_events_in_three_outlets(corpus):
    assert len(corpus) == 36
    assert set(corpus["source"]) == {
        f"{name} (invented)" for name in ("Halvern Wire", "Evening Lantern", "National Courier")
    }
    assert corpus.groupby("event")["source"].nunique().tolist() == [3] * 12
    assert corpus["date"].notna().all()
    assert (corpus["title"] != "").all()


def test_every_article_has_200_to_450_words(corpus):
    assert all(200 <= len(words(text)) <= 450 for text in corpus["text"])


def test_two_articles_stay_the_default_and_do_not_see_the_practice(corpus):
    assert len(load_corpus()) == 2
    assert not set(load_corpus()["doc_id"]) & set(corpus["doc_id"])


def test_every_article_has_frames_and_tones_and_all_values_are_known(corpus, truth):
    assert set(truth["kind"]) == {
        *("frame", "tone", "quotation", "duplicate", "near_duplicate", "wrong_date", "genre", "encoding"),
        *("left_out", "contradiction", "agentless", "taken_over"),
    }
    for kind in ("frame", "tone", "quotation"):
        assert set(truth.loc[truth["kind"] == kind, "doc_id"]) == set(corpus["doc_id"])
    assert set(truth.loc[truth["kind"] == "frame", "value"]) == set(load_codebook("generic").labels())
    assert set(truth.loc[truth["kind"] == "tone", "value"]) == {"-1", "0", "1"}
    kinds = set(truth.loc[truth["kind"] == "quotation", "value"])
    assert kinds == {"direct", "indirect", "mixed", "scare", "title"}


def test_offsets_fit(corpus, truth):
    texts = corpus.set_index("doc_id")["text"]
    for row in truth[truth["start"] != ""].itertuples():
        text, piece = texts[row.doc_id], texts[row.doc_id][int(row.start) : int(row.end)]
        assert piece == piece.strip() != ""
        if row.kind == "tone":
            assert piece in (row.detail, row.detail.split()[-1])
            assert row.detail not in text[: int(row.start)]
        elif row.kind == "quotation" and row.value != "indirect":
            assert piece[0] == "“"
            assert piece[-1] == "”"
        if row.kind == "quotation":
            assert row.detail in text
            assert (row.note == "") == (row.value in ("scare", "title") or row.detail == "" == row.note)


def test_every_quotation_mark_is_accounted_for(corpus, truth):
    for row in corpus.itertuples():
        marked = truth[(truth["doc_id"] == row.doc_id) & (truth["kind"] == "quotation")]
        spans = [(int(a), int(b)) for a, b in zip(marked["start"], marked["end"], strict=True)]
        for found in re.finditer("[“”]", row.text):
            assert any(a <= found.start() < b for a, b in spans), (
                row.doc_id,
                row.text[found.start() : found.start() + 40],
            )


def test_how_many_of_the_noted_quotations_are_found_and_whose_they_are(corpus, truth):
    """A noted one is found where a row of the machine shares a letter with it; of several the one that shares most."""
    noted = truth[truth["kind"] == "quotation"].astype({"start": int, "end": int})
    table = quote_table(corpus)
    table = table.assign(speaker_name=table["speaker_name"].astype(object).fillna(""))
    found, kinds, named, right, matched = 0, 0, 0, 0, set()
    for row in noted.itertuples():
        rows = table[table["doc_id"] == row.doc_id]
        shared = rows["end"].clip(upper=row.end) - rows["start"].clip(lower=row.start)
        matched.update(shared.index[shared > 0])
        if shared.max() <= 0:
            continue
        best = rows.loc[shared.idxmax()]
        found, kinds = found + 1, kinds + (best["kind"] == row.value)
        if is_name(row.note):
            named, right = named + 1, right + (best["speaker_name"] == row.note)
    assert (len(noted), found, kinds) == (210, 186, 186)
    assert (named, right) == (128, 110)
    assert (len(table), len(table) - len(matched)) == (194, 8)  # all rows, and those that nobody noted


def is_name(note):
    """Whether a note says who speaks by a name: no helmsman, no ministry official, nobody's lawyer."""
    return note[:1].isupper() and not re.match("(An?|The) ", note) and "'s " not in note


def test_what_was_planted_is_there(corpus, truth):
    texts = corpus.set_index("doc_id")["text"]
    planted = truth.set_index("kind")
    assert texts["e06-courier"] == texts[planted.at["duplicate", "value"]]
    titles = corpus.set_index("doc_id")["title"]
    assert titles["e06-courier"] != titles["e06-wire"]
    for row in planted.loc["near_duplicate"].itertuples():
        ours, theirs = set(words(texts[row.doc_id])), set(words(texts[row.value]))
        assert 0.8 < len(ours & theirs) / len(ours | theirs) < 1
    dates = corpus.set_index("doc_id")["date"]
    assert dates["e02-lantern"].year == 2030
    assert planted.at["wrong_date", "value"] == "2031-03-20"
    with pytest.raises(UnicodeDecodeError):
        (FOLDER / "e07-wire.txt").read_text(encoding="utf-8")
    assert "“" in texts["e07-wire"]
    assert any(
        "\n\n“" in texts[d][int(a) : int(b)]
        for d, a, b in truth.query("value == 'direct'")[["doc_id", "start", "end"]].values
    )


def test_what_was_planted_in_the_tellings_is_there(corpus, truth):
    texts, events = corpus.set_index("doc_id")["text"], corpus.set_index("doc_id")["event"]
    planted = dict(list(truth.groupby("kind")))
    counts = {kind: len(planted[kind]) for kind in ("left_out", "contradiction", "agentless", "taken_over")}
    assert counts == {"left_out": 36, "contradiction": 8, "agentless": 29, "taken_over": 4}
    for row in planted["left_out"].itertuples():
        assert events[row.doc_id] == events[row.detail]
        assert row.value in texts[row.detail]
        assert row.value.lower() not in texts[row.doc_id].lower()
    for row in planted["contradiction"].itertuples():
        assert events[row.doc_id] == events[row.value]
        assert row.detail in texts[row.value]
    for row in planted["taken_over"].itertuples():
        assert row.detail in texts[row.doc_id][: int(row.start)]
        assert re.match("this ", texts[row.doc_id][int(row.start) : int(row.end)], re.IGNORECASE)


def test_what_is_planted_is_found_or_named_as_missed(corpus):
    table = meant_and_found(read(corpus)).set_index("kind")
    assert table["planted"].tolist() == [36, 8, 29, 4]
    assert table["found"].tolist() == [34, 4, 26, 3]
    for row in table.itertuples():
        assert len([one for one in row.missed.split("; ") if one]) == row.planted - row.found
    assert "e03-courier: Nobody is missing any longer" in table.at["contradiction", "missed"]
    assert table.at["taken over", "missed"] == "e02-courier: This doubt among the crews"


def test_the_planned_differences_of_tone_are_in_the_truth(corpus, truth):
    tone = truth[truth["kind"] == "tone"].merge(corpus[["doc_id", "source"]], on="doc_id")
    mean = tone.assign(value=tone["value"].astype(int)).groupby(["source", "detail"])["value"].mean()
    assert mean["National Courier (invented)", "Ilse Marend"] > mean["Evening Lantern (invented)", "Ilse Marend"]
    assert mean["National Courier (invented)", "Dario Velk"] < mean["Halvern Wire (invented)", "Dario Velk"]
