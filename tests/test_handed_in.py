"""What thirty students hand in: renamed, re-saved by a spreadsheet, packed by a platform, half empty, pasted."""

import unicodedata
import zipfile

import pandas as pd
import pytest
from article_files import ods_of, xls_of, zip_of

from utils.errors import CorpusError
from utils.framing import hit_answers, load_codebook
from utils.rating import read_ratings
from utils.reliability import codings_from_chat, read_codings
from utils.summary import describe_handed_in, describe_raters

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


@pytest.mark.parametrize(
    "text",
    [
        "My ratings\n\nrater,unit,rating\n,a-0,3\n,a-1,-2\n",  # a title above the header
        ",unit,rating\n0,a-0,3\n1,a-1,-2\n",  # an index
        '"unit,rating";\n"a-0,3";\n"a-1,-2";\n',  # all in one column
        'unit,rating,text\n"a-0,3,""Yes, she said."""\n"a-1,-2,No"\n',
        "unit\trating\n'a-0\t'+3\na-1\t- 2\n".replace("'a", "a"),
        'rating;unit;note\n3;a-0;"in every, unit, of it"\n-2;a-1;\n',
        "UNIT;Rating;Rating note\na-0;+3,00;gut\n\n\na-1;\u22122;\n",
    ],
)
def test_whatever_people_make_of_a_table(tmp_path, text):
    assert read_ratings(put(tmp_path, "ann.csv", text)).set_index("unit")["rating"].to_dict() == GIVEN


def test_workbooks(tmp_path):
    rows = [["unit", "rating"], ["a-0", "3"], ["a-1", "-2"], ["a-2", ""]]
    (tmp_path / "ann.xls").write_bytes(xls_of(rows))
    (tmp_path / "bo.ods").write_bytes(ods_of(rows))
    numbers = pd.DataFrame({"unit": ["a-0", "a-1", "a-2"], "rating": [3, -2, None]})
    numbers.to_excel(tmp_path / "cy.xlsx", index=False)
    table = read_ratings(tmp_path)
    read = {rater: part.set_index("unit")["rating"].to_dict() for rater, part in table.groupby("rater")}
    assert read == dict.fromkeys(["ann", "bo", "cy"], GIVEN)
    with pd.ExcelWriter(tmp_path / "cy.xlsx") as book:
        pd.DataFrame({"Notes": ["none"]}).to_excel(book, sheet_name="Notes", index=False)
        pd.DataFrame({"unit,rating": ["a-0,3", "a-1,-2"]}).to_excel(book, sheet_name="Lines", index=False)
    assert read_ratings(tmp_path / "cy.xlsx").set_index("unit")["rating"].to_dict() == GIVEN
    put(tmp_path, "dee.csv", "A title\n\nunit,rating\na-0,9\n")
    with pytest.raises(CorpusError, match=r"dee\.csv has in row 4 what is no rating"):
        read_ratings(tmp_path / "dee.csv")


@pytest.mark.parametrize(
    ("names", "people"),
    [
        (["ann.csv", "bo.csv"], ["ann", "bo"]),
        (["ann/me.csv", "bo/me.csv"], ["ann", "bo"]),
        (["Ann Lee_4711_assignsubmission_file_/me.csv", "Bo_8_assignsubmission_file_/me.csv"], ["Ann Lee", "Bo"]),
        (["Ann Lee_4711_assignsubmission_file_me.csv", "Bo_8_assignsubmission_file_me.csv"], ["Ann Lee", "Bo"]),
        (["leeann_12345_67890_me.csv", "bo_LATE_12346_67891_me-1.csv"], ["bo", "leeann"]),
        (["Task 1_alee_attempt_2026-11-27-10-00-00_me.csv", "Task 1_bo_attempt_2026-11-27_me.csv"], ["alee", "bo"]),
        (["Task_alee_attempt_2026-11-27-10-00-00.csv", "Task_bo_attempt_2026-11-27.csv"], ["alee", "bo"]),
        (["1-2 - Ann Lee - Nov 27, 2026 1035 AM/me.csv", "3-2 - Bo - 27 nov. 2026 10h35 - me.csv"], ["Ann Lee", "Bo"]),
        (["Ann Lee/Rate/Version 2/me.csv", "Bo/Rate/Version 1/me.csv"], ["Ann Lee", "Bo"]),
        (
            ["Task/Abgaben/Lee_Ann_alee_77/me.csv", "Task/Abgaben/Kurz_Bo_bo_8/me.csv"],
            ["Kurz_Bo_bo_8", "Lee_Ann_alee_77"],
        ),
        (["Lee_Ann_alee/2_submissions/me.csv", "Kurz_Bo_bo/2_submissions/me.csv"], ["Kurz_Bo_bo", "Lee_Ann_alee"]),
        (["Lee Ann_me.csv", "Kurz Bo_me.csv", "me (1).csv"], ["Kurz Bo_me", "Lee Ann_me", "me (1)"]),
        (["me.csv", "me (1).csv", "me (2).csv"], ["me", "me (1)", "me (2)"]),
        (["ann/ratings/me.csv", "bo/ratings/me.csv", "cy/me.csv.txt"], ["ann", "bo", "cy"]),
        (["ann/me.csv", "ann/me (1).csv", "bo/me.csv"], ["ann (me (1))", "ann (me)", "bo"]),
        (["A Lee_1_assignsubmission_file_/a.csv", "A Lee_2_assignsubmission_file_/a.csv"], ["A Lee (1)", "A Lee (2)"]),
        (["class/a/ann.csv", "class/b/x/bo.csv"], ["ann", "bo"]),
        (["m/a/me.csv", "n/a/me.csv"], ["m", "n"]),
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
        archive.writestr("Thumbs.db", "x")
        archive.writestr("ann/~$me.xlsx", "x")
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
    assert sorted(table["rater"].unique()) == ["ann", "bo"]
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


def test_archives_in_archives_and_one_that_is_broken(tmp_path):
    mine = {name: zip_of({"ratings/me.csv": TABLE.replace("3", n)}) for name, n in (("ann", "1"), ("bo", "2"))}
    mine |= {"cy": b"PK", "dee": zip_of({"me.csv": TABLE.replace("3", "0")}), "film": b"0" * 20_000_000}
    mine["bomb"] = zip_of({"deep.zip": zip_of({"deep.zip": zip_of({"deep.zip": zip_of({"me.csv": TABLE})})})})
    whole = zip_of({f"{name}.{'mp4' if name == 'film' else 'zip'}": content for name, content in mine.items()})
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "class.zip").write_bytes(whole)
    for place in (tmp_path / "in", tmp_path / "in" / "class.zip"):
        table = read_ratings(place)
        assert table["rater"].unique().tolist() == ["ann", "bo", "dee"]
        told = dict(table.attrs["left_out"])
        assert {name.removeprefix("class/"): why[:14] for name, why in told.items()} == {
            "film.mp4": "is no .csv or ",
            "cy": "cannot be read",
            "bomb/deep/deep": "is packed into",
        }
    with zipfile.ZipFile(tmp_path / "in" / "class.zip") as archive:
        archive.extractall(tmp_path / "in" / "class")  # unpacked beside the archive: nobody counts twice
    assert read_ratings(tmp_path / "in")["rater"].unique().tolist() == ["ann", "bo", "dee"]


def test_much_in_many_archives_is_refused(tmp_path):
    bombs = {f"{number}/all.zip": zip_of({"me.csv": b"0" * 20_000_000}) for number in range(4)}
    (tmp_path / "class.zip").write_bytes(zip_of(bombs))
    reasons = [why for _, why in read_ratings(tmp_path / "class.zip").attrs["left_out"]]
    assert any("unpacks to more than 50 MB" in why for why in reasons)


def test_names_as_systems_write_them(tmp_path):
    long = unicodedata.normalize("NFD", "Jürgen Müller")
    table = "rater,unit,rating\n{},a-0,{}\n"
    put(tmp_path, f"a/{long}.csv", table.format("me", 1))
    name = f"{long} 2".encode()  # as a Mac packs it, without the mark that its name is in UTF-8
    (tmp_path / "mac.zip").write_bytes(
        zip_of({f"{'x' * len(name)}/me.csv": table.format("me", 2)}).replace(b"x" * len(name), name)
    )
    put(tmp_path, "b/x.csv", table.format("Zoë", 3))
    put(tmp_path, "c/x.csv", table.format(unicodedata.normalize("NFD", "zoë"), 4))
    put(tmp_path, "d/y.csv", table.format("\u200f\u202eעדי \t", 0))
    put(tmp_path, "e/z.csv", table.format("'=cmd", -1))
    read = read_ratings(tmp_path).set_index("rater")["rating"].to_dict()
    assert read == {"Jürgen Müller": 1, "Jürgen Müller 2": 2, "Zoë (b)": 3, "zoë (c)": 4, "עדי": 0, "=cmd": -1}
    with zipfile.ZipFile(tmp_path / "case.zip", "w") as archive:  # two files for us, one for some systems
        for name, rating in (("Ann/me.csv", 1), ("ann/ME.csv", 2), ("con/a:b.csv", 3)):
            archive.writestr(name, table.format("me", rating))
    assert read_ratings(tmp_path / "case.zip").set_index("rater")["rating"].to_dict() == {"Ann": 1, "ann": 2, "a:b": 3}


def test_who_hands_in_again_counts_once(tmp_path):
    folder = "{}_1_assignsubmission_file_"
    put(tmp_path, f"{folder.format('Ann Lee')}/me.csv", "unit,rating\na-0,1\n")
    put(tmp_path, f"{folder.format('Ann Lee')}/final/ann.csv", "rater,unit,rating\nann,a-0,2\nann,a-1,2\n")
    put(tmp_path, "Bo/Rate/Version 9/me.csv")
    put(tmp_path, "Bo/Rate/Version 10/me.csv", TABLE.replace("3", "4"))
    put(tmp_path, f"{folder.format('A pair')}/cy.csv", "rater,unit,rating\ncy,a-0,1\n")
    put(tmp_path, f"{folder.format('A pair')}/dee.csv", "rater,unit,rating\ndee,a-0,1\n")
    put(tmp_path, f"{folder.format('Nobody')}/me.csv", "rater,unit,rating\nme,a-0,\n")
    put(tmp_path, "shared.csv", "rater,unit,rating\neve,a-0,1\nflo,a-0,2\ncy,a-0,4\n")
    table = read_ratings(tmp_path)
    assert table.groupby("rater")["rating"].apply(list).to_dict() == {
        **{"ann": [2, 2], "Bo": [4, -2], "cy (A pair)": [1], "dee": [1], "eve": [1], "flo": [2], "cy (shared)": [4]}
    }
    left_out = dict(table.attrs["left_out"])
    assert left_out["Bo/Rate/Version 9/me.csv"] == "handed in again, as Bo/Rate/Version 10/me.csv"
    assert left_out["Ann Lee_1_assignsubmission_file_/me.csv"].endswith("/final/ann.csv")
    assert left_out["Nobody_1_assignsubmission_file_/me.csv"] == "has no answers."
    assert len(left_out) == 3


def test_only_the_sentences_that_were_asked(tmp_path):
    put(tmp_path, "ann.csv", TABLE + "z-9,4\n")
    put(tmp_path, "bo.csv", "unit,rating\nz-8,1\n")
    table = read_ratings(tmp_path, UNITS.assign(unit=["a-0", "a-1"]))
    assert table["rater"].tolist() == ["ann", "ann"]
    assert table.attrs["left_out"][0][1].startswith("has ratings of none of these sentences")


def test_nothing_that_can_be_read_is_said_and_a_path_mistyped_too(tmp_path):
    put(tmp_path, "ratings/ann.pdf")
    ratings = read_ratings(tmp_path / "ratings")
    assert ratings.empty
    assert describe_raters(ratings) == (
        "Nobody has rated yet; the figure shows the machines alone. "
        "Left out: ann.pdf: is no .csv or .xlsx file; save the sheet as one of them."
    )
    for place in ("clas", "class.zip"):
        for read in (read_ratings, read_codings, hit_answers):
            with pytest.raises(CorpusError, match="no folder or file"):
                read(tmp_path / place)


def test_ratings_codings_and_hits_in_one_archive_do_not_mix(tmp_path):
    one = {
        "ratings/ann.csv": "rater,unit,rating\nann,a-0,1\n",
        "codings/ann.csv": "coder,unit,frame,value\nann,a-0,conflict,1\n",
        "hits/ann.csv": "coder,unit,frame,value\nann,a:0-3,conflict,0\n",
    }
    (tmp_path / "class.zip").write_bytes(zip_of({f"ann_1_assignsubmission_file_/{name}": one[name] for name in one}))
    place = tmp_path / "class.zip"
    assert read_ratings(place).values.tolist() == [["ann", "a-0", 1]]
    assert read_codings(place, BOOK, UNITS)["unit"].tolist() == ["a-0"]
    assert hit_answers(place)["unit"].tolist() == ["a:0-3"]


def test_a_sheet_of_codings_from_a_spreadsheet(tmp_path):
    frames = list(BOOK.labels())
    head = ";".join(["", "Unit", "text", *frames, "unnamed: 7"])
    put(
        tmp_path,
        "ann.csv",
        f"Our sheet\n{head}\n0;1;They clashed.;1,0;WAHR;FAUX;'0;;\n1;2;It rained.;0;0;0;0;x;\n",
        "cp1252",
    )
    table = read_codings(tmp_path, BOOK, UNITS)
    assert table["value"].fillna(-1).tolist() == [1, 1, 0, 0, -1, 0, 0, 0, 0, 1]
    assert set(table["coder"]) == {"ann"}
    put(tmp_path, "bo.csv", "unit,frame,value\na-0,conflict,1\n")
    assert set(read_codings(tmp_path / "bo.csv", units=UNITS)["coder"]) == {
        "bo"
    }  # without the codebook units are still known
    put(tmp_path, "bo.csv", "unit,frame,value\nq-0,conflict,1\n")
    with pytest.raises(CorpusError, match="the unit 'q-0' is none of these"):
        read_codings(tmp_path / "bo.csv", units=UNITS)


def test_lines_of_a_chat_from_people_without_a_name():
    lines = "10:32 PM Ann Lee: me: 1 0\n[27.11.26, 10:33] Ann Lee: me: 1 1\nme: 0 0\nMe: 0 1\n\u200fbo\u200e: 1 1"
    hits = pd.DataFrame({"unit": ["a:0-3", "a:5-9"], "frame": ["conflict", "morality"]})
    table = codings_from_chat(lines, hits, BOOK)
    assert table.groupby("coder", sort=False)["value"].apply(list).to_dict() == {
        **{"Ann Lee": [1, 1], "me": [0, 0], "me 2": [0, 1], "bo": [1, 1]}
    }
    assert table.attrs["left_out"] == [("10:32 PM Ann Lee: me: 1 0", "a later line of Ann Lee counts")]
