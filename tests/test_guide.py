"""The instructor guide: plans fill a class and no more, minutes are reckoned, and what it names is there."""

import json
import math
import re

import pytest
from conftest import ROOT

GUIDE = (ROOT / "docs" / "instructor_guide.md").read_text(encoding="utf-8")
NOTEBOOKS = {path.stem[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))}
CLASS = 90  # minutes
WORDS, EXERCISE, FORM, ARTICLE = 200, 4, 10, 3  # words a minute; minutes each, as the guide says
TOLERANCE = 5  # minutes


def rows(text, header):
    """The rows under the tables with this header, as lists of cells; one list of rows a table."""
    tables = re.findall(rf"^{re.escape(header)}\n\|[-|]+\n((?:\|.*\n?)+)", text, re.M)
    split = [table.strip().split("\n") for table in tables]
    return [[[cell.strip() for cell in line.strip("|").split("|")] for line in lines] for lines in split]


def lessons(text):
    """Numbers of notebooks named in a cell: *00*, *05 and 08*, *00 to 02*."""
    numbers = []
    for first, last in re.findall(r"\b(\d\d)\b(?: to (\d\d)\b)?", text):
        numbers += [f"{number:02}" for number in range(int(first), int(last or first) + 1)]
    return numbers


def headings(number):
    cells = json.loads(NOTEBOOKS[number].read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.findall(r"^#{2,3} (.+)$", prose, re.M)


MINUTES = {row[0][:2]: int(row[1]) for row in rows(GUIDE, "| notebook | minutes | what goes wrong | ask them |")[0]}
PLANS = rows(GUIDE, "| minutes | what | with |")


def test_every_class_of_every_plan_fills_its_ninety_minutes():
    assert len(PLANS) == 5  # one class; one without laptops; three classes
    assert [sum(int(row[0]) for row in plan) for plan in PLANS] == [CLASS] * 5


def test_collecting_the_files_of_a_class_has_minutes_of_its_own():
    with_laptops = [plan for plan in PLANS if any("Collect" in row[1] for row in plan)]
    assert len(with_laptops) == 3  # rated or coded in class


@pytest.mark.parametrize("plan", PLANS, ids=range(len(PLANS)))
def test_a_plan_names_notebooks_and_sections_that_exist(plan):
    for _, _, place in plan:
        numbers = lessons(place)
        assert numbers or "*" in place or "board" in place, place
        assert set(numbers) <= set(NOTEBOOKS), place
        for part in re.split(r"; ", place):
            for name in re.findall(r"\*([^*]+)\*", part):
                known = {heading for number in lessons(part) or NOTEBOOKS for heading in headings(number)}
                assert name in known, name


def test_a_week_of_the_module_fits_a_class_and_all_notebooks_have_a_row():
    weeks = rows(GUIDE, "| week | notebooks | what students hand in |")[0]
    for week, numbers, _ in weeks:
        assert sum(MINUTES[number] for number in lessons(numbers)) <= CLASS, week
    assert list(MINUTES) == list(NOTEBOOKS)


def reckoned(number):
    """Minutes of a lesson as the guide says how they are reckoned, from the cells a student has."""
    cells = json.loads(NOTEBOOKS[number].read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    code = "\n".join(
        "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code" and "solution" not in cell["metadata"].get("tags", [])
    )
    shown = len(re.findall(r"\bshow(?:_\w+)?\(", code)) + prose.count("**Before you run on:**")
    whole = len(re.findall(r"\b(?:show_reading|reader)\(", code)) + 2 * len(
        re.findall(r"\b(?:save_sheet|show_tellings)\(", code)
    )
    forms = len(re.findall(r"\b(?:rate_by_hand|keep_or_drop|code_by_hand)\(", code))
    exercises = prose.count("**Exercise ")
    return len(prose.split()) / WORDS + shown + ARTICLE * whole + EXERCISE * exercises + FORM * forms


@pytest.mark.parametrize("number", NOTEBOOKS)
def test_minutes_are_those_of_the_card_and_as_reckoned(number):
    card = re.search(r"\| (\d+) minutes", NOTEBOOKS[number].read_text(encoding="utf-8"))[1]
    assert int(card) == MINUTES[number]
    assert abs(MINUTES[number] - 5 * math.ceil(reckoned(number) / 5)) <= TOLERANCE, reckoned(number)


def test_chapters_of_the_course_book_stand_beside_every_notebook():
    beside = rows(GUIDE, "| notebook | chapters |")[0]
    assert [row[0][:2] for row in beside] == list(NOTEBOOKS)
    assert all(1 <= int(chapter) <= 16 for row in beside for chapter in re.findall(r"\d+", row[1]))
