"""What thirty students hand in: renamed, re-saved by a spreadsheet, packed by a platform, half empty, pasted."""

import zipfile

import pandas as pd
import pytest
from article_files import ods_of, xls_of

from utils.errors import CorpusError
from utils.framing import load_codebook
from utils.rating import read_ratings
from utils.reliability import codings_from_chat, read_codings
from utils.summary import describe_handed_in

TABLE = "unit,rating\na-0,3\na-1,-2\na-2,\n"
GIVEN = {"a-0": 3, "a-1": -2}
BOOK = load_codebook("generic")
UNITS = pd.DataFrame({"unit": ["a-0", "b-1"], "text": ["They clashed.", "It rained."]})


def put(folder, name, text=TABLE, encoding="utf-8"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TABLE, "utf-8"),
        (TABLE.replace(",", ";").replace("\n", "\r\n"), "utf-8-sig"),
        ("sep=;\n" + TABLE.replace(",", ";"), "utf-8"),
        ("\ufeff" + TABLE.replace(",", "\t"), "utf-16-le"),
        ("Rating;Unit;Bemerkung\n3,0;a-0;schön\n\u22122;a-1;\nnot rated;a-2;\n;;\n", "cp1252"),
        ('"Unit "," RATING"\n"a-0","+3"\n"a-1","-2.0"\n', "utf-8"),
    ],
)
def test_whatever_a_spreadsheet_makes_of_a_file(tmp_path, text, encoding):
    text = text if encoding != "cp1252" else text.replace("\u2212", "-")
    table = read_ratings(put(tmp_path, "ann.csv", text, encoding))
    assert table.set_index("unit")["rating"].to_dict() == GIVEN
    assert set(table["rater"]) == {"ann"}


def test_workbooks(tmp_path):
    rows = [["unit", "rating"], ["a-0", "3"], ["a-1", "-2"], ["a-2", ""]]
    (tmp_path / "ann.xls").write_bytes(xls_of(rows))
    (tmp_path / "bo.ods").write_bytes(ods_of(rows))
    numbers = pd.DataFrame({"unit": ["a-0", "a-1", "a-2"], "rating": [3, -2, None]})
    numbers.to_excel(tmp_path / "cy.xlsx", index=False)
    table = read_ratings(tmp_path)
    read = {rater: part.set_index("unit")["rating"].to_dict() for rater, part in table.groupby("rater")}
    assert read == dict.fromkeys(["ann", "bo", "cy"], GIVEN)


@pytest.mark.parametrize(
    ("names", "people"),
    [
        (["ann.csv", "bo.csv"], ["ann", "bo"]),
        (["ann/me.csv", "bo/me.csv"], ["ann", "bo"]),
        (["Ann Lee_4711_assignsubmission_file_/me.csv", "Bo_8_assignsubmission_file_/me.csv"], ["Ann Lee", "Bo"]),
        (["Ann Lee_4711_assignsubmission_file_me.csv", "Bo_8_assignsubmission_file_me.csv"], ["Ann Lee", "Bo"]),
        (["leeann_12345_67890_me.csv", "bo_LATE_12346_67891_me-1.csv"], ["bo", "leeann"]),
        (["Task 1_alee_attempt_2026-11-27-10-00-00_me.csv", "Task 1_bo_attempt_2026-11-27_me.csv"], ["alee", "bo"]),
        (["class/a/ann.csv", "class/b/x/bo.csv"], ["ann", "bo"]),
        (["m/a/me.csv", "n/a/me.csv"], ["a (me)", "a (me) 2"]),
    ],
)
def test_who_handed_in_is_told_from_file_folder_or_platform(tmp_path, names, people):
    for number, name in enumerate(names):
        put(tmp_path / "in", name, TABLE.replace("a-0,3", f"a-0,{number}"))
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name in names:
            archive.write(tmp_path / "in" / name, name)
        archive.writestr("__MACOSX/._me.csv", b"\0")
        archive.writestr(".hidden.csv", "x")
    for place in (tmp_path / "in", tmp_path / "class.zip"):
        table = read_ratings(place)
        assert sorted(table["rater"].unique()) == people
        assert table.attrs["left_out"] == []


def test_a_name_inside_wins_over_a_file_that_was_renamed(tmp_path):
    inside = "rater,unit,rating\n{0},a-0,{1}\n{0},a-1,-2\n"
    put(tmp_path, "final version.csv", inside.format("ann", 3))
    put(tmp_path, "me.csv", inside.format("me", 2))
    put(tmp_path, "x/dee.csv", inside.format("dee", 1))
    put(tmp_path, "y/dee.csv", inside.format("dee", 0))
    assert sorted(read_ratings(tmp_path)["rater"].unique()) == ["ann", "dee (x)", "dee (y)", "me"]


def test_a_file_saved_twice_counts_once(tmp_path):
    put(tmp_path, "ann.csv")
    put(tmp_path, "ann (1).csv")
    put(tmp_path, "bo - Copy.csv", TABLE.replace("3", "1"))
    table = read_ratings(tmp_path)
    assert sorted(table["rater"].unique()) == ["ann", "bo - Copy"]
    assert table.attrs["left_out"] == [("ann (1).csv", "the same as ann.csv")]


def test_what_is_left_out_is_listed_once_for_each_reason(tmp_path):
    put(tmp_path, "ann/me.csv")
    put(tmp_path, "bo/me.csv", "unit,rating\na-0,9\n")
    put(tmp_path, "cy/me.csv", "unit,rating\na-0,9\n")
    put(tmp_path, "dee/essay.pdf", "x")
    put(tmp_path, "ed/me.csv", "rater,unit,rating\n<b>ed</b>,a-0,1\n")
    put(tmp_path, "flo/me.csv", "")
    sentence = describe_handed_in(read_ratings(tmp_path))
    assert sentence.startswith("From 2 people: <b>ed</b> and ann. With fewer answers than others: <b>ed</b> (1 of 2).")
    assert "me.csv (2 times): has in row 2 what is no rating from -4 to 4" in sentence
    assert "dee/essay.pdf: is no .csv or .xlsx file" in sentence
    assert "flo/me.csv: is empty" in sentence


def test_nobody_yet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_ratings().empty
    assert read_codings().empty
    (tmp_path / "ratings").mkdir()
    assert list(read_ratings()) == ["rater", "unit", "rating"]
    assert describe_handed_in(read_ratings()) == ""
    put(tmp_path, "codings/ann.csv", "coder,unit,frame,value\nann,a-0,conflict,1\n")
    assert len(read_codings()) == 1
    monkeypatch.setenv("STATIC", "1")
    assert read_codings().empty


def test_codings_of_a_class_and_one_sheet_that_is_wrong(tmp_path):
    head = f"unit,text,{','.join(BOOK.labels())}\n"
    put(tmp_path, "ann/sheet.csv", f"{head}1,They clashed.,0,0,1,0,0\n2,It rained.,0,0,0,0,0\n")
    put(tmp_path, "bo/sheet.csv", f"{head}1,They clashed.,0,0,maybe,0,0\n".replace(",", ";"))
    put(tmp_path, "cy/my_codings.csv", "coder,unit,frame,value\nme,a-0,conflict,0\n")
    table = read_codings(tmp_path, BOOK, UNITS)
    assert table.groupby("coder")["value"].count().to_dict() == {"ann": 10, "my_codings": 1}
    [(name, why)] = table.attrs["left_out"]
    assert (name, why.split(".")[0]) == ("bo/sheet.csv", "row 2, conflict: 'maybe' is neither 1 nor 0")
    free = read_codings(tmp_path / "ann" / "sheet.csv")  # without codebook and units every column counts
    assert free.query("value == 1")[["coder", "unit", "frame"]].values.tolist() == [["sheet", "1", "conflict"]]
    put(tmp_path, "twice.csv", "coder,unit,frame,value\nme,a-0,conflict,0\nme,a-0,conflict,1\n")
    with pytest.raises(CorpusError, match="unit a-0 stands there twice"):
        read_codings(tmp_path / "twice.csv", BOOK, UNITS)


def test_codings_from_a_chat():
    table = codings_from_chat("ann: 00100 00000\nbo: . 00001\ncy: 001 000", UNITS, BOOK)
    assert table.groupby("coder")["value"].agg(["count", "sum"]).values.tolist() == [[10, 1], [5, 1]]
    assert table.query("value == 1")["frame"].tolist() == ["conflict", "economic_consequences"]
    assert "'001' is no value" in describe_handed_in(table)
    hits = pd.DataFrame({"unit": ["a:0-3", "a:5-9"], "frame": ["conflict", "morality"]})
    kept = codings_from_chat("ann: 1 0", hits, BOOK)
    assert kept.values.tolist() == [["ann", "a:0-3", "conflict", 1], ["ann", "a:5-9", "morality", 0]]
