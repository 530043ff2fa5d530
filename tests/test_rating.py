"""Ratings by hand: saved at once, read back, held beside the instruments; nothing of it lost or guessed."""

import numpy as np
import pandas as pd
import pytest

from utils import load_corpus
from utils.errors import CorpusError, SaveError
from utils.rating import _boxes, against_the_machine, read_ratings, save_ratings, sentences_to_rate
from utils.sentiment import score_texts

BLIND = pd.DataFrame({"unit": ["a-0", "a-1", "a-2"], "text": ["A great <b>day</b>.", "A terrible war.", "It rained."]})


def test_the_same_twelve_sentences_for_everybody():
    corpus = load_corpus()
    drawn = sentences_to_rate(corpus)
    assert len(drawn) == 12
    assert drawn.equals(sentences_to_rate(corpus))
    assert list(drawn) == ["unit", "text"]
    assert sentences_to_rate(corpus.head(0)).empty


def test_ratings_there_and_back_and_a_class_in_a_folder(tmp_path):
    save_ratings(BLIND, [4, -4, None], "me", tmp_path)
    save_ratings(BLIND, [2, -2, 0], "Jürgen K.", tmp_path)
    table = read_ratings(tmp_path)
    assert sorted(table["rater"].unique()) == ["Jürgen_K_", "me"]
    both = against_the_machine(BLIND, table).set_index("unit")
    assert both["me"].fillna(9).to_dict() == {"a-0": 1.0, "a-1": -1.0, "a-2": 9}
    assert both["class"].to_dict() == {"a-0": 0.75, "a-1": -0.75, "a-2": 0.0}
    assert both["raters"].to_dict() == {"a-0": 2, "a-1": 2, "a-2": 1}
    assert list(both.index) == ["a-1", "a-2", "a-0"]
    vader = score_texts(BLIND["text"])["vader_compound"].tolist()
    assert both.loc[BLIND["unit"], "vader_compound"].tolist() == vader


def test_another_draw_and_a_name_of_two_words_lose_nothing(tmp_path):
    save_ratings(BLIND, [1, 2, 3], "Ann Lee", tmp_path)
    other = BLIND.assign(unit=["b-0", "b-1", "b-2"])
    save_ratings(other, [-1, None, 0], "Ann Lee", tmp_path)
    assert len(read_ratings(tmp_path)) == 5
    assert against_the_machine(BLIND, read_ratings(tmp_path), me="Ann Lee")["me"].notna().all()
    assert _boxes(BLIND, "Ann Lee", tmp_path).children[1].value == 1


def test_a_class_that_has_not_rated_yet(tmp_path):
    both = against_the_machine(BLIND, read_ratings(tmp_path / "nowhere"))
    assert both["class"].isna().all()
    assert both["raters"].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("ratings", "message"),
    [
        ([1, 2], "3 ratings are wanted, one a sentence; the list has 2"),
        ([1, 2, 5], "Rating 3 is 5; whole numbers from -4 to 4"),
        ([1, "good", 0], "Rating 2 is 'good'"),
        ([1, 0.5, 0], "Rating 2 is 0.5"),
        ([True, 0, 0], "Rating 1 is True"),
    ],
)
def test_ratings_that_are_none_are_refused(tmp_path, ratings, message):
    with pytest.raises(ValueError, match=message):
        save_ratings(BLIND, ratings, "me", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_strange_file_in_the_folder_is_named(tmp_path):
    (tmp_path / "notes.csv").write_text("hello\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"notes\.csv is no file of ratings"):
        read_ratings(tmp_path)


def test_a_unit_that_a_spreadsheet_would_run_comes_back_as_it_was(tmp_path):
    units = pd.DataFrame({"unit": ["=1+1-0", "'@-1"], "text": ["x", "y"]})
    path = save_ratings(units, [1, 2], "me", tmp_path)
    save_ratings(units, [3, 4], "me", tmp_path)
    assert path.read_text(encoding="utf-8") == "unit,rating\n'=1+1-0,3\n''@-1,4\n"
    assert read_ratings(tmp_path)["unit"].tolist() == units["unit"].tolist()


def test_boxes_save_every_choice_and_come_back(tmp_path):
    form = _boxes(BLIND, "me", tmp_path)
    assert "&lt;b&gt;" in form.children[0].value
    form.children[1].value = 3
    assert read_ratings(tmp_path)[["rater", "unit", "rating"]].values.tolist() == [["me", "a-0", 3]]
    again = _boxes(BLIND, "me", tmp_path)
    assert again.children[1].value == 3
    again.children[3].value = -2
    assert np.array_equal(read_ratings(tmp_path)["rating"], [3, -2])


def test_a_folder_that_cannot_be_written_is_said_in_the_form(tmp_path):
    (tmp_path / "ratings").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(SaveError, match="cannot be written: not a directory"):
        save_ratings(BLIND, [1, 2, 3], "me", tmp_path / "ratings" / "mine")
    form = _boxes(BLIND, "me", tmp_path / "ratings" / "mine")
    form.children[1].value = 2
    assert "cannot be written" in form.children[-1].value
