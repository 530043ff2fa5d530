"""Ratings by hand: saved at once, read back, held beside the instruments; nothing of it lost or guessed."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from utils import load_corpus
from utils.charts import you_and_the_machine
from utils.errors import CorpusError, SaveError
from utils.notebook.person import answers_file, keep_name, my_name
from utils.rating import (
    _boxes,
    against_the_machine,
    all_rated,
    ratings_from_chat,
    read_ratings,
    save_ratings,
    sentences_to_rate,
)
from utils.sentiment import score_texts
from utils.summary import describe_handed_in, describe_raters

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
    assert sorted(table["rater"].unique()) == ["Jürgen K.", "me"]
    both = against_the_machine(BLIND, table).set_index("unit")
    assert both["me"].fillna(9).to_dict() == {"a-0": 1.0, "a-1": -1.0, "a-2": 9}
    assert both["class"].to_dict() == {"a-0": 0.75, "a-1": -0.75, "a-2": 0.0}
    assert both["raters"].to_dict() == {"a-0": 2, "a-1": 2, "a-2": 1}
    assert list(both.index) == ["a-1", "a-2", "a-0"]
    assert both["number"].to_dict() == {"a-0": 1, "a-1": 2, "a-2": 3}  # as in the form, whoever has rated
    vader = score_texts(BLIND["text"])["vader_compound"].tolist()
    assert both.loc[BLIND["unit"], "vader_compound"].tolist() == vader


def test_another_draw_and_a_name_of_two_words_lose_nothing(tmp_path):
    save_ratings(BLIND, [1, 2, 3], "Ann Lee", tmp_path)
    other = BLIND.assign(unit=["b-0", "b-1", "b-2"])
    save_ratings(other, [-1, None, 0], "Ann Lee", tmp_path)
    assert len(read_ratings(tmp_path)) == 5
    assert against_the_machine(BLIND, read_ratings(tmp_path), me="Ann Lee")["me"].notna().all()
    assert _boxes(BLIND, "Ann Lee", tmp_path).children[2].value == 1


def test_a_class_that_has_not_rated_yet(tmp_path):
    both = against_the_machine(BLIND, read_ratings(tmp_path / "ratings"))
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


def test_a_strange_file_keeps_nobody_out_and_is_named(tmp_path):
    save_ratings(BLIND, [1, 2, 3], "ann", tmp_path)
    (tmp_path / "notes.csv").write_text("hello\n", encoding="utf-8")
    (tmp_path / "odd.csv").write_text("unit,rating\na-0,5\n", encoding="utf-8")
    table = read_ratings(tmp_path)
    assert set(table["rater"]) == {"ann"}
    sentence = describe_handed_in(table)
    assert "notes.csv: is no file of ratings: it has no column 'unit'" in sentence
    assert "odd.csv: has in row 2 what is no rating from -4 to 4" in sentence
    with pytest.raises(CorpusError, match=r"notes\.csv is no file of ratings"):
        read_ratings(tmp_path / "notes.csv")


def test_a_unit_that_a_spreadsheet_would_run_comes_back_as_it_was(tmp_path):
    units = pd.DataFrame({"unit": ["=1+1-0", "'@-1"], "text": ["x", "y"]})
    path = save_ratings(units, [1, 2], "me", tmp_path)
    save_ratings(units, [3, 4], "me", tmp_path)
    assert path.read_text(encoding="utf-8-sig") == "rater,unit,rating\nme,'=1+1-0,3\nme,''@-1,4\n"
    assert read_ratings(tmp_path)["unit"].tolist() == units["unit"].tolist()


def test_boxes_save_every_choice_and_come_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = _boxes(BLIND, "me", "ratings")
    name, text, first, _, second = form.children[:5]
    assert "&lt;b&gt;" in text.value
    first.value = 3
    assert "1 of 3 rated" in form.children[-1].value
    assert "me: 3 . ." in form.children[-1].value
    assert read_ratings("ratings")[["rater", "unit", "rating"]].values.tolist() == [["me", "a-0", 3]]
    name.value = "  Ann <b>Lee</b> "  # a name typed late takes along what was rated
    assert my_name() == "Ann <b>Lee</b>"
    assert read_ratings("ratings")["rater"].tolist() == ["Ann <b>Lee</b>"]
    second.value = -2
    assert "<b>" not in form.children[-1].value
    again = _boxes(BLIND, my_name(), "ratings")
    assert [again.children[0].value, again.children[2].value, again.children[4].value] == [my_name(), 3, -2]
    assert [again.children[at].get_state()["index"] for at in (2, 4)] == [8, 3]  # which is what a browser shows
    assert read_ratings("ratings")["rating"].tolist() == [3, -2]
    again.children[0].value = "bo"  # somebody else at the same machine starts anew, and takes nothing
    assert [again.children[2].value, again.children[4].value] == ["", ""]
    again.children[2].value = 1
    again.children[0].value = "Ann <b>Lee</b>"
    assert again.children[4].value == -2
    assert read_ratings("ratings").groupby("rater")["rating"].apply(list).to_dict() == {my_name(): [3, -2], "bo": [1]}


def test_a_folder_that_cannot_be_written_is_said_in_the_form(tmp_path):
    (tmp_path / "ratings").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(SaveError, match="cannot be written: not a directory"):
        save_ratings(BLIND, [1, 2, 3], "me", tmp_path / "ratings" / "mine")
    form = _boxes(BLIND, "me", tmp_path / "ratings" / "mine")
    form.children[2].value = 2
    assert "cannot be written" in form.children[-1].value


def test_the_machine_waits_until_all_is_rated(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not all_rated(BLIND, read_ratings())
    save_ratings(BLIND, [1, None, 2], "ann")
    assert all_rated(BLIND, read_ratings())  # who looks at others' ratings
    assert not all_rated(BLIND, read_ratings(), "ann")
    assert "once you have rated every sentence" in describe_raters(read_ratings(), done=False)
    save_ratings(BLIND, [1, 0, 2], "ann")
    assert all_rated(BLIND, read_ratings(), "ann")
    monkeypatch.setenv("STATIC", "1")
    assert all_rated(BLIND, read_ratings())


def test_the_machine_waits_though_a_name_was_typed_elsewhere_or_somebody_has_rated(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = _boxes(BLIND, "me", "ratings")
    form.children[2].value = 1
    keep_name("ann")  # in another notebook, while this form is open
    assert not all_rated(BLIND, read_ratings())
    form.children[4].value = 2
    assert read_ratings().values.tolist() == [["ann", "a-0", 1], ["ann", "a-1", 2]]
    assert not all_rated(BLIND, read_ratings())
    form.children[6].value = 0
    assert all_rated(BLIND, read_ratings())
    keep_name("bo")  # beside ann, at her machine
    assert not all_rated(BLIND, read_ratings())
    save_ratings(BLIND, [1, 2, 0], "cy")
    assert all_rated(BLIND, read_ratings())  # a class has come together


def test_two_notebooks_with_one_name_take_nothing_from_each_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, second = _boxes(BLIND, "ann", "ratings"), _boxes(BLIND, "ann", "ratings")
    first.children[2].value = 1
    second.children[4].value = -2
    assert read_ratings()["rating"].tolist() == [1, -2]
    assert second.children[2].value == 1
    assert "2 of 3 rated" in second.children[-1].value
    second.children[2].value = ""
    assert read_ratings()["rating"].tolist() == [-2]


def test_names_that_make_one_file_keep_their_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save_ratings(BLIND, [1, 1, 1], "🙂")
    form = _boxes(BLIND, "🙃", "ratings")
    assert form.children[2].value == ""
    form.children[2].value = -4
    assert read_ratings().groupby("rater")["rating"].apply(list).to_dict() == {"🙂": [1, 1, 1], "🙃": [-4]}
    assert answers_file("ratings", "Con").name == "Con_.csv"  # which Windows keeps for itself


def test_a_name_typed_late_changed_cleared_and_a_file_resaved_meanwhile(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = _boxes(BLIND, "me", "ratings")
    name, first = form.children[0], form.children[2]
    first.value = 3
    mine = tmp_path / "ratings" / "me.csv"
    mine.write_bytes(mine.read_bytes().replace(b",", b";"))  # by a spreadsheet
    name.value = "Ann"
    name.value = ""
    assert (first.value, my_name()) == ("", "me")
    name.value = "Ann"
    assert first.value == 3
    assert read_ratings()[["rater", "rating"]].values.tolist() == [["Ann", 3]]
    (tmp_path / "ratings" / "bo.csv").write_text("hello", encoding="utf-8")
    name.value = "bo"
    assert "is no file of ratings" in form.children[-1].value


def test_ratings_from_a_chat_whatever_it_makes_of_them():
    text = """
    [10:31] Ann Lee: ann: 3 −2 .
    bo: +1, 0, 2
    thanks!
    cy: 1 2
    dee: 1 2 9
    bo: 0 0 0
    """
    table = ratings_from_chat(text, BLIND)
    assert table.groupby("rater")["rating"].apply(list).to_dict() == {"ann": [3, -2], "bo": [0, 0, 0]}
    assert [why for _, why in table.attrs["left_out"]] == [
        "no name and colon before the values",
        "2 values where 3 are asked",
        "'9' is no value",
        "a later line of bo counts",
    ]


def test_every_rater_is_a_dot(tmp_path):
    for number in range(30):
        save_ratings(BLIND, [number % 3, -1, None], f"student {number}", tmp_path)
    ratings = read_ratings(tmp_path)
    figure = you_and_the_machine(against_the_machine(BLIND, ratings, "student 7"), ratings)
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "."]
    assert sum(len(line.get_xdata()) for line in dots) == 60
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["2", "3", "1"]
    assert "of 30 raters" in figure.alt
    plt.close(figure)
