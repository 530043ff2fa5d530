"""Every solution in the notebooks passes its check, plausible wrong answers do not, and no message tells the answer."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.exercises import EXERCISES, check
from utils.framing import load_codebook
from utils.notebook.answers import as_meant, as_number

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
WRONG = {  # per exercise: answers a student might give, and a piece of what is said back
    "00-1": [
        (60, "too low"),
        (5000, "too high"),
        ("many", "A number is asked for; this is 'many'"),
        (True, "A number"),
    ],
    "00-2": [("TextBlob", "Another instrument"), ("LIWC", "no instrument 'LIWC'"), (0, "no instrument")],
    "00-3": [(12, "too high"), (3, "too low")],
    "01-1": [(0, "too low"), (42, "too high")],
    "01-2": [(0, "too low"), (55, "too high")],
    "01-3": [
        ("pride", "at least two words"),
        ("the pride of Beijing today", "No article contains"),
        (3, "quotation marks"),
    ],
    "02-1": [(13.2, "too"), (0.0, "too low")],
    "02-2": [(0.5, "too low"), (73, "looks like a percentage"), (421, "too high")],
    "02-3": [("the", "too general"), ("pipeline", "missing from 1 of 2"), ("north korea", "One word"), (5, "One word")],
    "03-1": [(0.001, "too low"), (9999.0, "too high"), ("1 to 2", "A number")],
    "03-2": [
        ("said", "target does not use 'said' twice"),
        ("the", "function word"),
        ("korea", "other side does not use"),
    ],
    "03-3": [(0, "too low"), (9999, "too high"), ("many", "A number")],
    "04-1": [(0.5, "too high"), (9.1, "looks like a percentage")],
    "04-2": [
        ("Bad news.", "at least five words"),
        ("The terrible war killed my whole family.", "does not score it above 0"),
        ("The war was great and good.", "says plainly that something is good"),
    ],
    "05-1": [(0.0, "too low"), (25.2, "too high")],
    "05-2": [("conflict", "A codebook is asked for"), (load_codebook("generic"), "finds no more")],
    "06-1": [(0.5, "too low"), (99999, "too high"), ("many", "A number")],
    "06-2": [
        (5, "text between quotation marks"),
        ("Nobody spoke.", "No direct quotation"),
        ("“We won,” said Ann Lee.", "not a distancing one"),
    ],
    "07-1": [
        ("Evening Lantern (invented)", "another outlet a larger share"),
        ("National Courier (invented)", "another outlet a larger share"),
        ("the agency", "no outlet 'the agency'"),
        (0.14, "no outlet"),
    ],
    "07-2": [
        ("Thursday", "National Courier has it, too"),
        ("May 1999", "No article on the bridge has"),
        ("300,000 crowns", "no time before"),
        (2029, "between quotation marks"),
    ],
    "07-3": [("Nessa Corrin", "somebody else"), ("the crews", "somebody else"), (3, "A person is asked for")],
    "08-1": [(0.8, "too high"), (0.1, "too low")],
    "08-2": [(0, "too low"), (60, "too high")],
    "09-1": [(0.05, "too low"), (0.75, "too high")],
    "09-3": [(20, "too low"), (500, "too high")],
    "10-1": [(392, "too high"), (5.5, "too low"), ("six", "A number")],
    "10-2": [(0.5, "too low"), (13.3, "too high")],
    "09-2": [
        ("I used TextBlob and VADER on 2 texts.", "does not name the tone"),
        ("TextBlob, VADER, tone, 2 texts.", "does not name the codebook's source"),
        ("TextBlob, VADER, a tone, Semetko and Valkenburg (2000).", "does not name the number of articles"),
        (2, "quotation marks"),
    ],
}


def solutions():
    """{exercise: source of its solution}, and the code of a notebook up to there."""
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        before = []
        for cell in cells:
            source = "".join(cell["source"])
            if "solution" in cell["metadata"].get("tags", []):
                yield re.search(r'check\("(\d\d-\d)"', source)[1], before.copy(), source
            elif cell["cell_type"] == "code":
                before.append(source)


ALL = {number: (before, source) for number, before, source in solutions()}


def test_every_exercise_has_a_solution_a_wrong_answer_and_a_hint():
    assert set(ALL) == set(EXERCISES) == set(WRONG)
    assert all(hint[0].islower() or hint[0] in "'(" or hint.startswith("FEWEST") for _, hint, _ in EXERCISES.values())
    meanings = [meaning for *_, meaning in EXERCISES.values()]
    assert all(meaning.endswith(".") and len(meaning) < 130 for meaning in meanings)


@pytest.mark.parametrize("number", sorted(ALL))
def test_the_solution_is_right(number, capsys):
    before, source = ALL[number]
    names = {}
    for cell in before:
        exec(cell, names)
    capsys.readouterr()
    exec(source, names)
    said = capsys.readouterr().out
    assert f"Exercise {number}. Right." in said


@pytest.mark.parametrize(("number", "answer", "piece"), [(n, a, p) for n, some in WRONG.items() for a, p in some])
def test_wrong_answers_are_told_what_is_off_and_nothing_more(number, answer, piece, capsys):
    check(number, answer)
    said = capsys.readouterr().out
    assert said.startswith(f"Exercise {number}. Not yet. ")
    assert piece in said
    assert "Hint: " in said


@pytest.mark.parametrize("empty", [..., None, "", "  "])
@pytest.mark.parametrize("number", sorted(EXERCISES))
def test_an_empty_cell_passes_nothing(number, empty, capsys):
    check(number, empty)
    assert "Not answered yet" in capsys.readouterr().out


def test_an_exercise_that_is_not_there():
    with pytest.raises(ValueError, match="There is no exercise '99-1'; there are 00-1"):
        check("99-1", 1)


def test_answers_follow_the_corpus(corpus_of, capsys):
    check("02-2", 0.5, corpus_of(["One two.", "Two two."]))
    assert "Right" in capsys.readouterr().out


ODD = [
    pd.DataFrame({"a": [1, 2]}),
    pd.Series(["x", "y"]),
    np.array([[1, 2], [3, 4]]),
    [1, 2],
    (1, 2),
    {"a": 1, "b": 2},
    {1, 2},
    [],
    float("nan"),
    float("inf"),
    1j,
    print,
    int,
    object(),
    b"bytes",
    "x" * 100_000,
    "<script>alert(1)</script>",
    "((((",
    pd.NA,
    pd.Timestamp(2025, 9, 3),
    -1,
    10**400,
]


@pytest.mark.parametrize("number", sorted(EXERCISES))
@pytest.mark.parametrize("answer", ODD, ids=lambda answer: type(answer).__name__)
def test_no_answer_breaks_a_check(number, answer, capsys):
    check(number, answer)
    said = capsys.readouterr().out
    assert said.startswith(f"Exercise {number}. ")
    assert len(said) < 700


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ((1, 207), 1207),
        ("1,207", 1207),
        ("1 207", 1207),
        ("1207.", 1207),
        (pd.Series([1207]), 1207),
        (pd.DataFrame({"words": [1207]}), 1207),
        ([np.int64(1207)], 1207),
        (".31", 0.31),
        ("31 %", 0.31),
        ("31%", 0.31),
        ("0,31", 0.31),
        ("about 0.31", 0.31),
        ("−0.5", -0.5),
        ("1,234,567.5", 1234567.5),
    ],
)
def test_numbers_as_people_write_them(written, value):
    meant, off = as_meant(written)
    assert (as_number(meant), off) == (pytest.approx(value), "")


@pytest.mark.parametrize("text", ["many", "1,2,3", "12.3.4", "", "31 apples", "one", "1-2"])
def test_what_is_no_number(text):
    assert as_number(text) is None


@pytest.mark.parametrize("answer", ["VADER", "vader", " Vader ", "“vader”", "vader_compound", ["VADER"]])
def test_a_name_is_taken_as_it_is_meant(answer, capsys):
    check("00-2", answer)
    assert "Right. A score of exactly 0" in capsys.readouterr().out


@given(answer=st.one_of(st.text(), st.floats(), st.integers(), st.lists(st.integers()), st.none(), st.booleans()))
@settings(max_examples=60, deadline=None)
def test_any_answer_to_an_exercise_gets_a_sentence(answer):
    meant, off = as_meant(answer)
    assert isinstance(off, str)
    if isinstance(meant, str | float | int) and not off:
        assert as_number(meant) is None or isinstance(as_number(meant), float)
