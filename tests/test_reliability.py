"""Agreement between coders: published values, what is undefined, sheets that came back in every state."""

import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from scipy.stats import t as student

from utils import load_corpus
from utils.coding.form import _answers, _first_open, _form
from utils.coding.sheets import add_coding, read_codings, write_sheet
from utils.errors import CorpusError
from utils.framing import load_codebook, score_sentences
from utils.notebook.person import keep_name
from utils.reliability import (
    against_machine,
    agreement,
    agreement_by_frame,
    coding_sheet,
    confusion,
    corrected_by_source,
    corrected_differences,
    disagreements,
    draw_units,
    machine_codings,
    practice_codings,
    units_needed,
)
from utils.text import words

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four observers, twelve units, gaps
FOUR = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}
# Fleiss (1971), as worked through in textbooks: fourteen raters, ten subjects, five categories; kappa .210
FLEISS = """0 0 0 0 14|0 2 6 4 2|0 0 3 5 6|0 3 9 2 0|2 2 8 1 1|7 7 0 0 0|3 2 6 3 0|2 5 3 2 2|6 5 2 1 0|0 2 2 3 7"""


def long(rows):
    cells = [(c, u, float(v)) for c, row in rows.items() for u, v in enumerate(row.split()) if v != "."]
    return pd.DataFrame(cells, columns=["coder", "unit", "value"])


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_krippendorffs_own_example(level, alpha):
    row = agreement(long(FOUR), level).iloc[0]
    assert row["alpha"] == pytest.approx(alpha, abs=5e-4)
    assert row["low"] < row["alpha"] < row["high"]
    assert (row["n_units"], row["n_coders"]) == (11, 4)


def test_fleiss_kappa_of_his_own_example():
    rows = []
    for subject, line in enumerate(FLEISS.split("|")):
        values = [value for value, n in enumerate(map(int, line.split())) for _ in range(n)]
        rows += [(f"rater {i}", subject, value) for i, value in enumerate(values)]
    row = agreement(pd.DataFrame(rows, columns=["coder", "unit", "value"])).iloc[0]
    assert row["fleiss"] == pytest.approx(0.210, abs=5e-4)
    assert np.isnan(row["cohen"])


def test_cohens_kappa_and_per_cent_by_hand():
    # 2x2 table 20 5 / 10 15: observed .70, by chance .50
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    table = pd.DataFrame([(c, u, pair[i]) for u, pair in enumerate(pairs) for i, c in enumerate("AB")])
    row = agreement(table.set_axis(["coder", "unit", "value"], axis=1)).iloc[0]
    assert row["percent"] == pytest.approx(0.70)
    assert row["cohen"] == pytest.approx(0.40)


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ({"A": "1 0 1"}, "no agreement without two codings"),
        ({"A": "1 . .", "B": ". 0 1"}, "no agreement without two codings"),
        ({"A": "0 0 0", "B": "0 0 0"}, "alpha is undefined: all codings are the same"),
        ({"A": "0 1 0", "B": "0 1 0"}, "only 3 units, 50 are the least"),
    ],
)
def test_what_cannot_be_said_says_why(rows, note):
    row = agreement(long(rows)).iloc[0]
    assert note in row["note"]
    assert np.isnan(row["alpha"]) or row["alpha"] == 1


def test_wrong_tables_are_refused():
    with pytest.raises(ValueError, match="coder, unit and value; unit is missing"):
        agreement(pd.DataFrame({"coder": ["A"], "value": [1]}))
    twice = pd.DataFrame({"coder": ["A", "A"], "unit": [1, 1], "value": [0, 1]})
    with pytest.raises(ValueError, match="'A' has two codings of unit 1"):
        agreement(twice)
    with pytest.raises(ValueError, match="level is nominal"):
        agreement(long(FOUR), "ratio")


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), min_size=3, max_size=12), st.randoms()
)
def test_agreement_does_not_depend_on_order_or_names(units, random):
    cells = [(c, u, v) for u, values in enumerate(units) for c, v in zip("ABC", values, strict=True)]
    table = pd.DataFrame(cells, columns=["coder", "unit", "value"])
    shuffled = table.sample(frac=1, random_state=random.randint(0, 99)).replace({"A": "z", "B": "y", "C": "x"})
    one, two = agreement(table).iloc[0], agreement(shuffled).iloc[0]
    for name in ("alpha", "low", "high", "percent"):
        assert one[name] == pytest.approx(two[name], nan_ok=True)
    assert np.isnan(one["alpha"]) or one["low"] <= one["alpha"] <= one["high"] <= 1
    assert not one["low"] == one["high"] == 1


def test_units_are_drawn_by_chance_evenly_and_again_the_same():
    practice = load_corpus("practice")
    units = draw_units(practice, n=31, seed=3)
    assert draw_units(practice, n=31, seed=3).equals(units)
    assert sorted(units["source"].value_counts()) == [10, 10, 11]
    assert units["unit"].is_unique
    texts = practice.set_index("doc_id")["text"]
    assert all(texts[row.doc_id][row.start : row.end] == row.text for row in units.itertuples())
    sheet = coding_sheet(units, load_codebook("generic"))
    assert list(sheet.columns)[:2] == ["unit", "text"]
    assert "source" not in sheet
    assert "doc_id" not in sheet


def test_a_corpus_without_sentences_gives_no_units(corpus_of):
    units = draw_units(corpus_of(["Too short."]), n=5)
    assert units.empty
    assert coding_sheet(units, load_codebook("generic")).empty


def test_the_practice_codings_fit_their_units():
    units, codings = draw_units(load_corpus("practice"), n=60, seed=7), practice_codings()
    assert set(codings["unit"]) == set(units["unit"])
    assert set(codings["frame"]) == set(load_codebook("generic").labels())
    table = agreement_by_frame(codings).set_index("frame")
    assert table.loc["conflict", "alpha"] > 0.8 > 0.667 > table.loc["morality", "alpha"]
    assert table.loc["morality", "percent"] > 0.85  # per cent flatters what is hardly ever coded


def test_people_and_machine_side_by_side():
    practice, codebook = load_corpus("practice"), load_codebook("generic")
    units = draw_units(practice, n=60, seed=7)
    assert set(units["event"]) <= set(practice["event"])
    table = against_machine(practice_codings(), units, codebook, practice).set_index("frame")
    assert table["n"].between(59, 60).all()  # a tie of two coders is no coding
    machine = machine_codings(units, codebook)
    assert set(machine["value"]) <= {0, 1}
    sentences = score_sentences(practice, codebook)
    long_enough = sentences[[len(words(text)) >= 5 for text in sentences["text"]]]
    assert table.loc["conflict", "share"] == pytest.approx(long_enough["conflict"].mean())
    majority = practice_codings().query("frame == 'conflict'").groupby("unit")["value"].mean() > 0.5
    by_source = majority.groupby(units.set_index("unit")["source"].reindex(majority.index)).mean()
    weights = long_enough["source"].value_counts(normalize=True)
    assert table.loc["conflict", "coders"] == pytest.approx((by_source * weights).sum())  # as in all sentences
    assert (table["high"] - table["low"] <= 1.05 * (table["coders_high"] - table["coders_low"])).all()
    conflict = practice_codings().query("frame == 'conflict'")
    pairs = confusion(practice_codings(), "conflict", "coder A", "coder B")
    assert pairs.drop(columns="coder A").to_numpy().sum() == 60
    split = disagreements(conflict, units)
    assert len(split) == (conflict.groupby("unit")["value"].nunique() > 1).sum()


def test_sources_are_corrected_by_their_own_errors_and_compared():
    practice, codebook = load_corpus("practice"), load_codebook("generic")
    units = draw_units(practice, n=60, seed=7)
    each = corrected_by_source(practice_codings(), units, codebook, practice, "conflict").set_index("group")
    assert each["n"].tolist() == [20, 20, 20]
    alone = each["note"].str.contains("the coders alone")
    assert (each["corrected"] == each["coders"])[alone].all()
    assert (each["high"] - each["low"] < each["coders_high"] - each["coders_low"])[~alone].all()
    apart = corrected_differences(practice_codings(), units, codebook, practice, "conflict")
    assert len(apart) == 3
    row = apart.iloc[0]
    for name in ("corrected", "coders"):
        gap = each.loc[row["first"], name] - each.loc[row["second"], name]
        assert row["difference" if name == "corrected" else name] == pytest.approx(gap)
    assert (apart["low"] < apart["difference"]).all()
    one = units[units["source"] == units["source"].iloc[0]]
    assert corrected_differences(practice_codings(), one, codebook, practice, "conflict").empty


def test_an_interval_of_alpha_by_hand():
    """Ten units, two coders, one disagreement: the jackknife with one unit more, over alphas written out."""

    def alpha(both_yes, both_no, split):  # Krippendorff's, two values: 1 - (n - 1) disagreeing pairs / (2 n0 n1)
        yes, no = 2 * both_yes + split, 2 * both_no + split
        return 1 - (yes + no - 1) * 2 * split / (2 * yes * no)

    def half(both_yes, both_no, split):
        kinds = [(both_yes, (1, 0, 0)), (both_no, (0, 1, 0)), (split, (0, 0, 1))]
        left = [alpha(both_yes - a, both_no - b, split - c) for many, (a, b, c) in kinds for _ in range(many)]
        n = len(left)
        return student.ppf(0.975, n - 1) * np.sqrt((n - 1) / n * np.sum((np.array(left) - np.mean(left)) ** 2))

    row = agreement(long({"A": "1 1 1 0 0 0 0 0 0 1", "B": "1 1 1 0 0 0 0 0 0 0"})).iloc[0]
    assert row["alpha"] == pytest.approx(alpha(3, 6, 1))
    assert row["low"] == pytest.approx(alpha(3, 6, 2) - half(3, 6, 2))
    assert row["high"] == min(1, alpha(4, 6, 1) + half(4, 6, 1))
    assert row["n_rarer"] == 4


def test_nobody_disagreed_and_still_the_interval_is_no_point():
    answers = "1 " * 10 + "0 " * 50
    row = agreement(long({"A": answers, "B": answers})).iloc[0]
    assert row["alpha"] == row["high"] == 1
    assert 0.5 < row["low"] < 0.9
    assert row["note"] == "nobody disagreed, yet up to 5% of such units may be in dispute"  # three of sixty
    rare = agreement(long({"A": "1 " + "0 " * 59, "B": "1 " + "0 " * 59})).iloc[0]
    assert rare["low"] < 0.3
    assert "only 1 units with the rarer value" in rare["note"]


def test_a_verdict_needs_fifty_units_and_ten_of_the_rarer_value():
    def verdict(yes, no):
        answers = "1 " * yes + "0 " * no
        return agreement_by_frame(long({"A": answers, "B": answers}).assign(frame="x"))["verdict"].item()

    assert verdict(20, 29) == "too few units"
    assert verdict(9, 91) == verdict(91, 9) == "too rare"
    assert verdict(50, 150) == "firm"


def test_how_many_units_to_code():
    pilot = long({"A": "1 " * 15 + "0 " * 45, "B": "1 " * 13 + "0 " * 44 + "1 1 1"}).assign(frame="x")
    row, agreed = units_needed(pilot, width=0.2).iloc[0], agreement(pilot).iloc[0]
    assert row["share"] == pytest.approx(31 / 120)
    z, n, p = norm.ppf(0.975), np.array([-1, 0]) + row["units_for_share"], 31 / 120
    widths = z * np.sqrt(4 * n * p * (1 - p) + z**2) / (n + z**2)  # of Wilson's interval
    assert widths[0] > 0.2 >= widths[1]
    assert row["units_for_alpha"] == np.ceil(60 * ((agreed["high"] - agreed["low"]) / 0.2) ** 2)
    assert units_needed(pilot, width=0.9)["units_for_alpha"].item() == 50  # no verdict with fewer
    undefined = units_needed(pilot.assign(value=0.0)).iloc[0]
    assert undefined["units_for_alpha"] is pd.NA
    with pytest.raises(ValueError, match="between 0 and 1"):
        units_needed(pilot, width=20)


CODEBOOK = load_codebook("generic")
FRAMES = list(CODEBOOK.labels())
UNITS = pd.DataFrame({"unit": ["a-0", "a-1"], "text": ["=cmd|' /C calc'!A0 they clashed", "It rained all day."]})


def filled(tmp_path, name, text, encoding="utf-8"):
    (tmp_path / name).write_bytes(text.encode(encoding))
    return tmp_path / name


HEAD = "unit,text," + ",".join(FRAMES) + "\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ann.csv", HEAD + "001,x,1,0,yes,no,\n002,y,0,0,0,0,X\n"),
        ("ann.csv", "\ufeff" + HEAD.replace(",", ";") + "1;x;1;0;Y;N;\n2;y;0;0;0;0;1\n;;;;;;\n"),
        ("ann.csv", HEAD.replace("\n", "\r") + "1,x,1,0,1,0,\r2,y,0,0,0,0,1"),
        ("ann.csv", HEAD.upper().replace("_", " ") + "001.0,x, 1 ,0,TRUE,false,?\n002,y,0,0,0,0,1.0\n"),
        ("ann.csv", "\t".join(["unit", *reversed(FRAMES)]) + "\n1\t\t0\t1\t0\t1\n2\t1\t0\t0\t0\t0\n"),
    ],
)
def test_sheets_are_read_as_they_are_meant(tmp_path, name, content):
    codings = read_codings([filled(tmp_path, name, content)], CODEBOOK, UNITS)
    wide = codings.pivot(index="unit", columns="frame", values="value")[FRAMES]
    assert wide.loc["a-0"].fillna(-1).tolist() == [1, 0, 1, 0, -1]
    assert wide.loc["a-1"].tolist() == [0, 0, 0, 0, 1]
    assert set(codings["coder"]) == {"ann"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEAD.replace("conflict,", "") + "1,x,1,0,0,0\n", "ann.csv has no column 'conflict'; it has unit, text"),
        (HEAD + "1,x,maybe,0,0,0,0\n", "row 2, responsibility: 'maybe' is neither 1 nor 0"),
        (HEAD + "7,x,1,0,0,0,0\n", "row 2: '7' is no unit; the sheet has the numbers 001 to 002"),
        (HEAD + "1,x,1,0,0,0,0\n1,x,1,0,0,0,0\n", "unit a-0 stands there twice"),
        (HEAD.replace("conflict", "morality") + "1,x,1,0,0,0,0\n", "has the column 'morality' twice"),
        (HEAD + "1,another sentence altogether,1,0,0,0,0\n", "row 2: the sentence is not that of the units"),
        ("", "ann.csv is empty"),
        ("\n\n,,\n", "ann.csv"),
        (HEAD + "9" * 5000 + ",x,1,0,0,0,0\n", "row 2: '9{200}…' is no unit"),
        (HEAD.replace("text", "coder,coder,frame,value") + "1\n", "ann.csv has the column 'coder' twice; keep one"),
    ],
)
def test_sheets_that_cannot_be_meant_two_ways_are_refused(tmp_path, content, message):
    with pytest.raises(CorpusError, match=message):
        read_codings([filled(tmp_path, "ann.csv", content)], CODEBOOK, UNITS)


def test_sheets_called_alike_are_told_by_folder_and_none_at_all_is_said(tmp_path):
    (tmp_path / "two").mkdir()
    paths = [filled(tmp_path, "ann.csv", HEAD + "1,x,1,0,0,0,0\n")]
    paths.append(filled(tmp_path / "two", "ann.csv", HEAD + "1,x,1,0,0,0,0\n"))
    assert read_codings(paths, CODEBOOK, UNITS)["coder"].unique().tolist() == ["ann", "two"]
    with pytest.raises(CorpusError, match="no coding sheet"):
        read_codings([], CODEBOOK, UNITS)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_there_and_back(tmp_path, ending):
    sheet = coding_sheet(UNITS, CODEBOOK).assign(conflict=[1, 0])
    path = write_sheet(sheet, tmp_path / f"bo.{ending}")
    codings = read_codings([path], CODEBOOK, UNITS)
    assert codings.query("frame == 'conflict'")["value"].tolist() == [1, 0]
    assert codings.query("frame == 'morality'")["value"].isna().all()
    if ending == "csv":
        assert "'=cmd" in path.read_text(encoding="utf-8-sig")


def test_what_the_form_saved_stands_beside_a_sheet(tmp_path):
    form = tmp_path / "ann.csv"
    for unit, value in (("a-0", 1), ("a-1", 0)):
        add_coding(form, "me", unit, "conflict", value)
    sheet = filled(tmp_path, "bo.csv", HEAD + "1,x,0,0,1,0,0\n2,y,0,0,0,0,0\n")
    codings = read_codings([form, sheet], CODEBOOK, UNITS).query("frame == 'conflict'")
    assert codings[["coder", "unit", "value"]].values.tolist() == [
        *[["ann", "a-0", 1], ["ann", "a-1", 0]],
        *[["bo", "a-0", 1], ["bo", "a-1", 0]],
    ]
    assert agreement_by_frame(codings)["alpha"].item() == 1
    add_coding(form, "cy", "a-0", "conflict", 0)
    assert set(read_codings([form], CODEBOOK, UNITS)["coder"]) == {"me", "cy"}
    for name, content in (
        ("excel.csv", "coder;unit;frame;value\nme;a-0;conflict;1\nme;a-1;conflict;0\n;;;\n"),
        ("wide.csv", "coder,unit,frame,value\nme,a-0,conflict,1.0\nme,a-1,conflict,\n"),
    ):
        read = read_codings([filled(tmp_path, name, content)], CODEBOOK, UNITS)
        assert read["coder"].tolist() == [name.removesuffix(".csv")] * 2
        assert read["value"].fillna(0).tolist() == [1, 0]
    content = "coder,unit,frame,value\nme,a-0,conflict,1\n,,,\nme,a-1,conflict,perhaps\n"
    with pytest.raises(CorpusError, match="row 4: 'perhaps' is neither 1 nor 0"):
        read_codings([filled(tmp_path, "odd.csv", content)], CODEBOOK, UNITS)
    add_coding(form, "cy", "b-7", "conflict", 0)
    with pytest.raises(CorpusError, match="the unit 'b-7' is none of these"):
        read_codings([form], CODEBOOK, UNITS)


def test_files_that_are_no_sheets_and_coders_with_odd_names(tmp_path):
    (tmp_path / "bo.xlsx").write_bytes(b"PK broken")
    with pytest.raises(CorpusError, match=r"bo\.xlsx cannot be read"):
        read_codings([tmp_path / "bo.xlsx"], CODEBOOK, UNITS)
    for name, content in (("workbook.xml", b"<broken"), ("styles.xml", b"\0" * 60_000_000)):
        broken = tmp_path / "broken.xlsx"
        pd.DataFrame({"unit": ["1"], "text": ["x"]}).to_excel(broken, index=False)
        with zipfile.ZipFile(broken) as old, zipfile.ZipFile(tmp_path / "cy.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.namelist():
                new.writestr(member, content if member.endswith(name) else old.read(member))
        with pytest.raises(CorpusError, match=r"cy\.xlsx (cannot be read|unpacks to 60 MB)"):
            read_codings([tmp_path / "cy.xlsx"], CODEBOOK, UNITS)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(CorpusError, match=r"no coding sheet in .*folder\.csv"):
        read_codings([tmp_path / "folder.csv"], CODEBOOK, UNITS)
    with pytest.raises(CorpusError, match=r"odd\.csv holds no codings"):
        add_coding(filled(tmp_path, "odd.csv", "hello\n"), "me", "a-0", "conflict", 1)
    with pytest.raises(CorpusError, match=r"bo\.pdf is no \.csv or \.xlsx file"):
        read_codings([filled(tmp_path, "bo.pdf", "x")], CODEBOOK, UNITS)
    wide = filled(tmp_path, "cy.csv", (HEAD + "1,x,1,0,1,0,\n"), "utf-16")
    assert read_codings([wide], CODEBOOK, UNITS)["value"].fillna(-1).tolist() == [1, 0, 1, 0, -1]
    path = tmp_path / "codings.csv"
    for coder in ("7", "NA"):
        add_coding(path, coder, "a-0", "conflict", 1)
        add_coding(path, coder, "a-0", "conflict", 0)
        assert _answers(path, coder, "a-0") == {"conflict": 0}


def test_answers_that_a_spreadsheet_would_run_come_back_as_they_were(tmp_path):
    path = tmp_path / "codings.csv"
    for coder in ("=me", "@you", "=me"):
        add_coding(path, coder, "+a-0", "conflict", 1)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == ["'@you,'+a-0,conflict,1", "'=me,'+a-0,conflict,1"]
    units = pd.DataFrame({"unit": ["+a-0"], "text": ["x"]})
    codings = read_codings([path], CODEBOOK, units)
    assert codings[["coder", "unit"]].values.tolist() == [["@you", "+a-0"], ["=me", "+a-0"]]


def test_two_units_are_too_few_for_a_verdict():
    codings = pd.DataFrame({"coder": list("ABAB"), "unit": [1, 1, 2, 2], "value": [0, 0, 1, 1], "frame": "conflict"})
    assert agreement_by_frame(codings)["verdict"].tolist() == ["too few units"]


def test_every_answer_is_saved_and_the_last_one_wins(tmp_path):
    path = tmp_path / "mine" / "codings.csv"
    for value in (0, 1):
        add_coding(path, "me", "a-0", "conflict", value)
    assert pd.read_csv(path).values.tolist() == [["me", "a-0", "conflict", 1]]
    assert not list(path.parent.glob("*.part"))


def test_a_name_typed_in_another_notebook_and_a_file_that_was_broken_meanwhile(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = _form(UNITS, CODEBOOK, "me", Path("codings"))
    name, status, page = form.children[:3]
    save = form.children[-1].children[1]
    save.click()
    keep_name("Ann Lee")
    save.click()
    assert "saved in codings/Ann_Lee.csv" in status.value
    assert [path.name for path in Path("codings").iterdir()] == ["Ann_Lee.csv"]
    assert "Ann Lee: 00000 00000" in page.value
    again = _form(UNITS, CODEBOOK, "me", Path("codings"))  # a new kernel
    assert again.children[0].value == "Ann Lee"
    assert "Thank you" in again.children[2].value
    mine = Path("codings/Ann_Lee.csv")
    mine.write_bytes(mine.read_bytes().replace(b",", b";"))  # saved by a spreadsheet, and gone on with
    again.children[-1].children[0].click()
    again.children[-1].children[1].click()
    assert "Thank you" in again.children[2].value
    Path("codings/bo.csv").write_text("hello", encoding="utf-8")
    name.value = "bo"
    assert "holds no codings" in status.value


def test_the_form_saves_goes_on_goes_back_and_resumes(tmp_path):
    path = tmp_path / "codings.csv"
    form = _form(UNITS, CODEBOOK, "me", path)
    boxes, (back, save) = form.children[3:-1], form.children[-1].children
    assert "=cmd|" in form.children[2].value
    boxes[FRAMES.index("conflict")].value = True
    save.click()
    assert _answers(path, "me", "a-0") == {frame: int(frame == "conflict") for frame in FRAMES}
    assert "It rained" in form.children[2].value
    back.click()
    assert boxes[FRAMES.index("conflict")].value is True
    asked = [(unit, FRAMES) for unit in UNITS["unit"]]
    assert _first_open(asked, "me", path) == 1
    save.click()
    save.click()
    assert "Thank you" in form.children[2].value
    assert save.disabled
    assert _first_open(asked, "you", path) == 0
